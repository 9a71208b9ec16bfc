package dataactions.registrar.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.invocation.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of one resource, read one by one and checked. CloudFormation turns every scalar into a string, so
 * numbers and booleans are accepted as text. Structures are JSON in a string, because an input named {@code Ref} must
 * not become an intrinsic function, and CloudFormation would drop an empty object. Messages name the property and the
 * type found, never the value.
 */
public final class Properties {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String resourceType;
    private final JsonNode node;

    /** @param node the event's ResourceProperties; anything except an object counts as empty */
    public Properties(String resourceType, JsonNode node) {
        this.resourceType = resourceType;
        this.node = node == null || !node.isObject() ? JSON.createObjectNode() : node;
    }

    /** A required text that is not blank. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a text", node.get(name)));
    }

    /** An optional text. A blank text counts as absent. */
    public Optional<String> optionalText(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw wrong(name, "a text", value);
        }
        return Optional.of(value.asText()).filter(text -> !text.isBlank());
    }

    /** An optional text; empty if it is malformed. For Delete, which must not fail because of a property. */
    public Optional<String> lenientText(String name) {
        JsonNode value = node.get(name);
        return value == null || !value.isTextual() || value.asText().isBlank()
                ? Optional.empty()
                : Optional.of(value.asText());
    }

    /** A whole number within bounds, as a number or as text. */
    public int wholeNumber(String name, int least, int most) {
        String expected = "a whole number from " + least + " to " + most;
        JsonNode value = node.get(name);
        if (value == null || !value.isValueNode() || !value.asText().strip().matches("\\d{1,9}")) {
            throw wrong(name, expected, value);
        }
        int number = Integer.parseInt(value.asText().strip());
        if (number < least || number > most) {
            throw wrong(name, expected, value);
        }
        return number;
    }

    /** true or false, as a boolean or as text. */
    public boolean flag(String name) {
        JsonNode value = node.get(name);
        if (value != null && value.isValueNode()) {
            if ("true".equals(value.asText())) {
                return true;
            }
            if ("false".equals(value.asText())) {
                return false;
            }
        }
        throw wrong(name, "\"true\" or \"false\"", value);
    }

    /** One of a few allowed words. */
    public String oneOf(String name, String... words) {
        String value = text(name);
        for (String word : words) {
            if (word.equals(value)) {
                return word;
            }
        }
        throw wrong(name, "one of " + String.join(", ", words), node.get(name));
    }

    /** A JSON object in a string. */
    public JsonNode jsonObject(String name) {
        JsonNode parsed = json(name, "a JSON object in a string");
        if (!parsed.isObject()) {
            throw wrong(name, "a JSON object in a string", parsed);
        }
        return parsed;
    }

    /** A JSON array in a string. */
    public JsonNode jsonArray(String name) {
        JsonNode parsed = json(name, "a JSON array in a string");
        if (!parsed.isArray()) {
            throw wrong(name, "a JSON array in a string", parsed);
        }
        return parsed;
    }

    /** A JSON object of texts in a string. */
    public Map<String, String> jsonTexts(String name) {
        return texts(name, jsonObject(name));
    }

    /** An object of texts, as CloudFormation passes a map. Empty if it is absent. */
    public Map<String, String> texts(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrong(name, "a map of texts", value);
        }
        return texts(name, value);
    }

    private Map<String, String> texts(String name, JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw wrong(name + "." + entry.getKey(), "a text", entry.getValue());
            }
            texts.put(entry.getKey(), entry.getValue().asText());
        });
        return texts;
    }

    private JsonNode json(String name, String expected) {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw wrong(name, expected, value);
        }
        try {
            JsonNode parsed = JSON.readTree(value.asText());
            if (parsed == null || parsed.isMissingNode()) {
                throw wrong(name, expected, value);
            }
            return parsed;
        } catch (JsonProcessingException e) {
            // The exception's message is left out, because it quotes the text, which may contain a secret.
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw Failure.of(
                    Failure.Kind.PROPERTY,
                    "Property " + name + " of " + resourceType + ": not JSON at column " + column + ", expected "
                            + expected + ".",
                    REMEDY);
        }
    }

    /** The failure for an invalid property. */
    public Failure wrong(String name, String expected, JsonNode found) {
        return Failure.of(
                Failure.Kind.PROPERTY,
                "Property " + name + " of " + resourceType + ": expected " + expected + ", found " + typeOf(found)
                        + ".",
                REMEDY);
    }

    private static final String REMEDY = "The CDK construct writes it: synthesise and deploy again.";

    private static String typeOf(JsonNode found) {
        if (found == null || found.isMissingNode() || found.isNull()) {
            return "nothing";
        }
        return switch (found.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "a map";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            case STRING -> found.asText().isBlank() ? "an empty text" : "another text";
            default -> "something else";
        };
    }
}
