package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A data action in the org, as a flow's author sees it.
 *
 * @param inputs the values that the flow sends
 * @param outputs the values that the flow gets, by the names that Architect shows
 */
public record RegisteredAction(
        String id, String name, String category, boolean secure, List<Input> inputs, List<Output> outputs) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data.";

    /** One input; {@code type} is a type of JSON Schema. */
    public record Input(String name, String type, boolean required) {}

    /** One output; {@code type} is named as in Architect, such as {@code String} or {@code Integer collection}. */
    public record Output(String name, String type) {}

    /**
     * A proposed flow variable for each output, by the output's name: {@code Task.name} for {@code data.name}. No two
     * outputs have the same one: {@code data.status} gets {@code Task.dataStatus}, because of {@code status}.
     */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(outputs.stream().map(Output::name).toList());
        names.sort(Comparator.comparing(name -> name.startsWith(DATA)));
        for (String name : names) {
            String variable = variable(name.startsWith(DATA) ? name.substring(DATA.length()) : name);
            String whole = variables.containsValue(variable) ? variable(name) : variable;
            String free = whole;
            for (int i = 2; variables.containsValue(free); i++) {
                free = whole + i;
            }
            variables.put(name, free);
        }
        return variables;
    }

    private static String variable(String name) {
        StringBuilder variable = new StringBuilder("Task.");
        boolean upper = false;
        for (char c : name.toCharArray()) {
            if (Character.isLetterOrDigit(c)) {
                variable.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            } else {
                upper = true;
            }
        }
        return variable.toString();
    }

    static RegisteredAction of(JsonNode action) {
        JsonNode contract = action.path("contract");
        JsonNode schema = contract.path("input").path("inputSchema");
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        List<Input> inputs = new ArrayList<>();
        schema.path("properties")
                .properties()
                .forEach(each -> inputs.add(new Input(
                        each.getKey(),
                        each.getValue().path("type").asText("string"),
                        required.contains(each.getKey()))));
        List<Output> outputs = new ArrayList<>();
        contract.path("output")
                .path("successSchemaFlattened")
                .path("properties")
                .properties()
                .forEach(each -> outputs.add(new Output(each.getKey(), architectType(each.getValue()))));
        return new RegisteredAction(
                action.path("id").asText(),
                action.path("name").asText(),
                action.path("category").asText(),
                action.path("secure").asBoolean(),
                inputs,
                outputs);
    }

    private static String architectType(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> "String";
            case "integer" -> "Integer";
            case "number" -> "Decimal";
            case "boolean" -> "Boolean";
            case "array" -> architectType(schema.path("items")) + " collection";
            default -> schema.path("type").asText("any");
        };
    }

    /** The type as Architect names it. */
    public static String architectType(String type) {
        return architectType(JSON.createObjectNode().put("type", type));
    }

    /**
     * Makes the inputs of a call from typed text.
     *
     * @param typed text by input name; the input's registered type decides how the text is read
     * @throws SandboxException naming an input that does not exist, or a value that is not of its type
     */
    public ObjectNode inputs(Map<String, String> typed) {
        ObjectNode result = JSON.createObjectNode();
        typed.forEach((given, text) -> {
            Input input = inputs.stream()
                    .filter(each -> each.name().equals(given))
                    .findFirst()
                    .orElseThrow(() -> new SandboxException(name + " has no input '" + given + "'. It has: "
                            + (inputs.isEmpty()
                                    ? "none"
                                    : String.join(
                                            ", ",
                                            inputs.stream().map(Input::name).toList()))
                            + "."));
            try {
                switch (input.type()) {
                    case "integer" -> result.put(given, new BigInteger(text.trim()));
                    case "number" -> result.set(given, DecimalNode.valueOf(new BigDecimal(text.trim())));
                    case "boolean" -> {
                        if (!text.equals("true") && !text.equals("false")) {
                            throw new NumberFormatException();
                        }
                        result.put(given, text.equals("true"));
                    }
                    default -> result.put(given, text);
                }
            } catch (NumberFormatException e) {
                throw new SandboxException("--input " + given + ": " + name + " takes " + article(input.type())
                        + " here, and the given value is not one. (To send it nevertheless, use --inputs.)");
            }
        });
        return result;
    }

    private static String article(String type) {
        return (type.equals("integer") ? "an " : "a ") + type;
    }

    /** The inputs of a call as a JSON object. */
    public static ObjectNode inputs(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new SandboxException("--inputs is not JSON: " + e.getOriginalMessage());
        }
        throw new SandboxException("--inputs must be a JSON object such as {\"userId\": 1}.");
    }
}
