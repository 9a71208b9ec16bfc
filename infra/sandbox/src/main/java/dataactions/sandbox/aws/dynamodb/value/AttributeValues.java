package dataactions.sandbox.aws.dynamodb.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attributes in the JSON of requests and answers: {@code {"pk": {"S": "a"}}}. */
public final class AttributeValues {
    /** In the order of the API reference. */
    private static final List<String> TYPES = List.of("S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 32;

    private AttributeValues() {}

    /** The names of the types. */
    public static List<String> types() {
        return TYPES;
    }

    /** The attributes of a JSON object; throws {@link Refused}. */
    public static Map<String, AttributeValue> read(JsonNode attributes) {
        return entries(attributes, 0);
    }

    private static Map<String, AttributeValue> entries(JsonNode node, int depth) {
        if (!node.isObject()) {
            throw wrongJson("a JSON object of attribute values", node);
        }
        Map<String, AttributeValue> read = new LinkedHashMap<>();
        node.properties().forEach(each -> read.put(each.getKey(), value(each.getValue(), depth)));
        return Collections.unmodifiableMap(read);
    }

    private static AttributeValue value(JsonNode node, int depth) {
        if (!node.isObject()) {
            throw wrongJson("an attribute value such as {\"S\": \"text\"}", node);
        }
        if (depth > MAX_DEPTH) {
            throw Refused.validation("Nesting Levels have exceeded supported limits");
        }
        List<String> present = TYPES.stream().filter(node::hasNonNull).toList();
        boolean isUnknown = node.properties().stream().anyMatch(each -> !TYPES.contains(each.getKey()));
        if (present.isEmpty() || isUnknown) {
            throw Refused.validation(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
        if (present.size() > 1) {
            throw Refused.validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one"
                    + " of the supported datatypes");
        }
        String type = present.get(0);
        JsonNode content = node.get(type);
        return switch (type) {
            case "S", "N", "B" -> scalar(type, content);
            case "BOOL" -> {
                if (!content.isBoolean()) {
                    throw wrongJson("true or false in BOOL", content);
                }
                yield new AttributeValue.Bool(content.booleanValue());
            }
            case "NULL" -> {
                if (!content.isBoolean()) {
                    throw wrongJson("true in NULL", content);
                }
                if (!content.booleanValue()) {
                    throw Refused.parameter("Null attribute value types must have the value of true");
                }
                yield new AttributeValue.Null();
            }
            case "M" -> new AttributeValue.M(entries(content, depth + 1));
            case "L" -> {
                List<AttributeValue> elements = new ArrayList<>();
                array(type, content).forEach(each -> elements.add(value(each, depth + 1)));
                yield new AttributeValue.L(Collections.unmodifiableList(elements));
            }
            default -> set(type, array(type, content));
        };
    }

    private static AttributeValue scalar(String type, JsonNode content) {
        if (!content.isTextual()) {
            throw wrongJson("a JSON string in " + type, content);
        }
        return switch (type) {
            case "S" -> new AttributeValue.S(content.textValue());
            case "N" -> new AttributeValue.N(Numbers.read(content.textValue()));
            default -> new AttributeValue.B(bytes(content.textValue()));
        };
    }

    private static Bytes bytes(String base64) {
        try {
            if (base64.length() % 4 == 0) {
                return new Bytes(Base64.getDecoder().decode(base64));
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw Refused.serialization("Invalid length or character in Base64 of a value of type B");
    }

    private static AttributeValue set(String type, ArrayNode content) {
        Set<AttributeValue> elements = new LinkedHashSet<>();
        content.forEach(each -> elements.add(scalar(type.substring(0, 1), each)));
        if (content.isEmpty()) {
            String kind = Map.of("SS", "string", "NS", "number", "BS", "binary").get(type);
            throw Refused.parameter("An " + kind + " set  may not be empty");
        }
        if (elements.size() < content.size()) {
            throw Refused.parameter("Input collection contains duplicates.");
        }
        return new AttributeValue.Elements(type, Collections.unmodifiableSet(elements));
    }

    private static ArrayNode array(String type, JsonNode content) {
        if (content instanceof ArrayNode array) {
            return array;
        }
        throw wrongJson("a JSON array in " + type, content);
    }

    private static Refused wrongJson(String expected, JsonNode found) {
        return Refused.serialization(
                "Expected " + expected + ", found " + found.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
    }

    /** Attributes as JSON. */
    public static ObjectNode write(Map<String, AttributeValue> attributes) {
        ObjectNode written = JSON.objectNode();
        attributes.forEach((name, value) -> written.set(name, write(value)));
        return written;
    }

    private static ObjectNode write(AttributeValue value) {
        ObjectNode node = JSON.objectNode();
        if (value instanceof AttributeValue.Bool bool) {
            node.put("BOOL", bool.value());
        } else if (value instanceof AttributeValue.Null) {
            node.put("NULL", true);
        } else if (value instanceof AttributeValue.M map) {
            node.set("M", write(map.entries()));
        } else if (value instanceof AttributeValue.L list) {
            ArrayNode elements = node.putArray("L");
            list.elements().forEach(each -> elements.add(write(each)));
        } else if (value instanceof AttributeValue.Elements set) {
            ArrayNode elements = node.putArray(set.type());
            set.elements().forEach(each -> elements.add(text(each)));
        } else {
            node.put(value.type(), text(value));
        }
        return node;
    }

    private static String text(AttributeValue scalar) {
        if (scalar instanceof AttributeValue.S text) {
            return text.text();
        }
        if (scalar instanceof AttributeValue.N number) {
            return number.number().toPlainString();
        }
        return ((AttributeValue.B) scalar).bytes().base64();
    }
}
