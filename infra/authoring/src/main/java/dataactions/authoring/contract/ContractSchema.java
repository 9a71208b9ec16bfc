package dataactions.authoring.contract;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Renders the Genesys contract of a definition: names, types, items, titles, descriptions and the inputs'
 * {@code required}, and nothing else. With a constraint in the schema, Genesys would refuse a call without giving a
 * reason, and every edit of the constraint would need a new action.
 */
public final class ContractSchema {
    private static final String DRAFT = "http://json-schema.org/draft-04/schema#";

    private ContractSchema() {}

    static String input(ActionDefinition action) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        action.inputs().forEach((name, input) -> {
            properties.put(name, member(input.type(), input.title(), input.description()));
            if (input.required()) {
                required.add(name);
            }
        });
        Map<String, Object> schema = object(properties);
        if (!required.isEmpty()) { // draft-04 forbids an empty list
            schema.put("required", required);
        }
        return Json.writeString(schema);
    }

    static String success(ActionDefinition action) {
        if (action.answer() == AnswerForm.FLAT) {
            return Json.writeString(object(properties(action.outputs())));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", "object");
        data.put(
                "description",
                action.isSlow() || action.isResultAction()
                        ? "The outputs; empty when status is error or pending"
                        : "The outputs; empty when status is error");
        data.put("properties", properties(action.outputs()));
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "status",
                member(
                        ValueType.STRING,
                        null,
                        action.isSlow() || action.isResultAction() ? "success, error or pending" : "success or error"));
        properties.put("data", data);
        properties.put("error", member(ValueType.STRING, null, "What went wrong, for a person"));
        properties.put("errorCode", member(ValueType.STRING, null, "What went wrong, for a flow"));
        properties.put(
                "requestId",
                member(
                        ValueType.STRING,
                        null,
                        action.isSlow() || action.isResultAction()
                                ? "What to look for in the logs; when status is pending, what to ask for the result with"
                                : "What to look for in the logs"));
        Map<String, Object> schema = object(properties);
        schema.put("required", List.of("status", "data"));
        return Json.writeString(schema);
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", DRAFT);
        schema.put("type", "object");
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> properties(Map<String, Output> outputs) {
        Map<String, Object> properties = new LinkedHashMap<>();
        outputs.forEach((name, output) -> properties.put(name, output(output)));
        return properties;
    }

    private static Map<String, Object> output(Output output) {
        Map<String, Object> schema = member(output.type(), output.title(), output.description());
        if (output.type() == ValueType.ARRAY) {
            schema.put("items", output(output.items()));
        }
        if (output.type() == ValueType.OBJECT) {
            schema.put("properties", properties(output.properties()));
        }
        return schema;
    }

    private static Map<String, Object> member(ValueType type, String title, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type.word());
        if (title != null) {
            schema.put("title", title);
        }
        if (description != null) {
            schema.put("description", description);
        }
        return schema;
    }

    /** The titles and descriptions of the contract, by path such as {@code input.userId.description}. */
    static Map<String, String> texts(ActionDefinition action) {
        Map<String, String> texts = new TreeMap<>();
        action.inputs().forEach((name, input) -> put(texts, "input." + name, input.title(), input.description()));
        action.outputs().forEach((name, output) -> put(texts, "output." + name, output));
        return texts;
    }

    private static void put(Map<String, String> texts, String path, Output output) {
        put(texts, path, output.title(), output.description());
        if (output.items() != null) {
            put(texts, path + ".items", output.items());
        }
        output.properties().forEach((name, property) -> put(texts, path + ".properties." + name, property));
    }

    private static void put(Map<String, String> texts, String path, String title, String description) {
        if (title != null) {
            texts.put(path + ".title", title);
        }
        if (description != null) {
            texts.put(path + ".description", description);
        }
    }

    /** SHA-256 in hex of the contract's {@link #shape}. */
    public static String digest(ActionDefinition action) {
        return digestOfJson(shape(action));
    }

    /** SHA-256 in hex of a tree's JSON. */
    static String digestOfJson(Object tree) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Json.writeString(tree).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Everything that cannot change after publication. It does not depend on the order of keys or on descriptions. */
    static Map<String, Object> shape(ActionDefinition action) {
        Map<String, Object> inputs = new TreeMap<>();
        for (Map.Entry<String, Input> input : action.inputs().entrySet()) {
            Map<String, Object> shape = new TreeMap<>();
            shape.put("type", input.getValue().type().word());
            shape.put("required", input.getValue().required());
            inputs.put(input.getKey(), shape);
        }
        Map<String, Object> all = new TreeMap<>();
        all.put("inputs", inputs);
        all.put("outputs", shapes(action.outputs()));
        all.put("secure", action.secure());
        if (action.answer() != AnswerForm.ENVELOPE) { // contracts without this key keep their digest
            all.put("answer", action.answer().word());
        }
        if (action.isSlow()) {
            all.put("async", true);
        }
        return all;
    }

    private static Map<String, Object> shapes(Map<String, Output> outputs) {
        Map<String, Object> shapes = new TreeMap<>();
        outputs.forEach((name, output) -> shapes.put(name, shape(output)));
        return shapes;
    }

    private static Map<String, Object> shape(Output output) {
        Map<String, Object> shape = new TreeMap<>();
        shape.put("type", output.type().word());
        if (output.items() != null) {
            shape.put("items", shape(output.items()));
        }
        if (!output.properties().isEmpty()) {
            shape.put("properties", shapes(output.properties()));
        }
        return shape;
    }
}
