package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The rules for a contract's two schemas: JSON Schema draft-04, limited to what Architect can show. */
public final class ContractRules {

    public static final int DEEPEST = 50;

    private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");
    private static final Pattern INPUT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final Set<String> RESERVED = Set.of("orgId", "integrationId", "rawRequest");
    private static final Pattern DRAFT_04 = Pattern.compile("http://json-schema\\.org/draft-04/schema#?");
    private static final Set<String> KEYWORDS = Set.of(
            "$schema",
            "id",
            "title",
            "description",
            "default",
            "format",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern");

    private final List<String> problems = new ArrayList<>();

    private ContractRules() {}

    /**
     * Every violation of the rules; empty if there is none.
     *
     * @param contract {@code {input: {inputSchema}, output: {successSchema}}}
     */
    public static List<String> problems(JsonNode contract) {
        ContractRules rules = new ContractRules();
        JsonNode input = contract.path("input").path("inputSchema");
        JsonNode output = contract.path("output").path("successSchema");
        if (!input.isObject()) {
            rules.problems.add("The contract requires an object for 'input.inputSchema'.");
        } else {
            rules.input(input);
        }
        if (!output.isObject()) {
            rules.problems.add("The contract requires an object for 'output.successSchema'.");
        } else {
            rules.output(output, "successSchema", 1, false);
            if (!output.path("type").asText().equals("object")) {
                rules.problems.add("successSchema: the output must be of type object, not " + type(output) + ".");
            }
        }
        return rules.problems;
    }

    private void input(JsonNode schema) {
        keywords(schema, "inputSchema");
        if (!schema.path("type").asText().equals("object")) {
            problems.add("inputSchema: the input must be of type object, not " + type(schema) + ".");
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            String where = "inputSchema.properties." + name;
            if (!INPUT_NAME.matcher(name).matches()) {
                problems.add(where + ": the name of an input starts with a letter and continues with letters, digits,"
                        + " hyphens and underscores.");
            }
            if (RESERVED.contains(name)) {
                problems.add(where + ": '" + name + "' is a reserved name.");
            }
            keywords(property.getValue(), where);
            if (!SCALARS.contains(property.getValue().path("type").asText())) {
                problems.add(where + ": the input is a flat object of string, integer, number and boolean; "
                        + type(property.getValue()) + " is not possible.");
            }
        }
    }

    private void output(JsonNode schema, String where, int depth, boolean inArray) {
        if (depth > DEEPEST) {
            problems.add(where + ": the schema is nested more than " + DEEPEST + " levels deep.");
            return;
        }
        keywords(schema, where);
        String type = schema.path("type").asText();
        switch (type) {
            case "object" ->
                schema.path("properties")
                        .properties()
                        .forEach(property -> output(
                                property.getValue(),
                                where + ".properties." + property.getKey(),
                                SCALARS.contains(
                                                property.getValue().path("type").asText())
                                        ? depth
                                        : depth + 1,
                                inArray));
            case "array" -> array(schema, where, depth, inArray);
            default -> {
                if (!SCALARS.contains(type)) {
                    problems.add(where + ": the type must be string, integer, number, boolean, array or object, not "
                            + type(schema) + ".");
                }
            }
        }
    }

    private void array(JsonNode schema, String where, int depth, boolean inArray) {
        if (inArray) {
            problems.add(where + ": nested arrays are not supported.");
        }
        JsonNode items = schema.path("items");
        if (!items.isObject()) {
            problems.add(where + ": an array requires one schema for its 'items'.");
        } else {
            boolean scalar = SCALARS.contains(items.path("type").asText());
            output(items, where + ".items", scalar ? depth : depth + 1, true);
        }
    }

    private void keywords(JsonNode schema, String where) {
        if (!schema.isObject()) {
            problems.add(where + ": a schema must be an object.");
            return;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            if (keyword.getValue().isNull()) {
                continue; // null means absent, as everywhere in the API
            }
            switch (keyword.getKey()) {
                case "$ref" -> problems.add(where + ": the $ref keyword is not supported.");
                case "$schema" -> {
                    if (!DRAFT_04.matcher(keyword.getValue().asText()).matches()) {
                        problems.add(where + ": the schema must be of draft-04, not "
                                + keyword.getValue().asText() + ".");
                    }
                }
                case "required" -> required(keyword.getValue(), where);
                case "properties" -> {
                    if (!keyword.getValue().isObject()) {
                        problems.add(where + ": 'properties' must be an object.");
                    }
                }
                case "pattern" -> pattern(keyword.getValue(), where);
                case "additionalProperties" -> {
                    if (!keyword.getValue().isBoolean()) {
                        keywords(keyword.getValue(), where + ".additionalProperties");
                    }
                }
                default -> {
                    if (!KEYWORDS.contains(keyword.getKey())) {
                        problems.add(where + ": this org does not know the keyword '" + keyword.getKey()
                                + "' in a contract of draft-04.");
                    }
                }
            }
        }
    }

    private void required(JsonNode required, String where) {
        if (!required.isArray() || required.isEmpty()) {
            problems.add(where + ": draft-04 requires at least one name in 'required'; leave it out instead.");
            return;
        }
        Set<String> names = new HashSet<>();
        for (JsonNode name : required) {
            if (!name.isTextual() || !names.add(name.asText())) {
                problems.add(where + ": 'required' must be an array of different names.");
                return;
            }
        }
    }

    private void pattern(JsonNode pattern, String where) {
        try {
            Pattern.compile(pattern.asText());
        } catch (PatternSyntaxException notAPattern) {
            problems.add(where + ": 'pattern' is not a regular expression: " + notAPattern.getDescription() + ".");
        }
    }

    private static String type(JsonNode schema) {
        return schema.has("type") ? schema.path("type").toString() : "a schema without a type";
    }
}
