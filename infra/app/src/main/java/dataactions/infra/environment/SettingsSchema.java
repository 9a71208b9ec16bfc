package dataactions.infra.environment;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One definition of {@code environments.schema.json}. Editors use the same schema. Each mistake is one line: the path,
 * what was expected (the schema's {@code errorMessage}), what was found, and a suggestion if there is one.
 */
public final class SettingsSchema {
    /** JSON has no comments. A key with this prefix is a comment. */
    private static final String COMMENT = "//";

    /** The CDK CLI passes the settings, and JavaScript loses digits of larger whole numbers. */
    private static final BigDecimal MAX_WHOLE = BigDecimal.valueOf((1L << 53) - 1);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addDeserializer(
                            Duration.class, new StdDelegatingDeserializer<>(new StdConverter<String, Duration>() {
                                @Override
                                public Duration convert(String text) {
                                    return Durations.parse(text).orElseThrow();
                                }
                            })))
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonNode ROOT = schema();

    private final String definition;
    private final Schema schema;

    /** @param name the name of the definition, such as {@code environment} */
    public SettingsSchema(String name) {
        definition = "/definitions/" + name;
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.set("$schema", ROOT.get("$schema"));
        part.put("$ref", "#" + definition);
        part.set("definitions", ROOT.get("definitions"));
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(part);
    }

    private static JsonNode schema() {
        try (InputStream in = SettingsSchema.class.getResourceAsStream("environments.schema.json")) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("environments.schema.json cannot be read from the app's jar.", e);
        }
    }

    /**
     * The settings as JSON, without comments and without keys whose value is null.
     *
     * @param tree maps, lists, strings, numbers, booleans
     */
    public static JsonNode json(Object tree) {
        return json(tree, false);
    }

    /** @param verbatim whether to keep keys whose value is null: the inputs of a check may be null */
    private static JsonNode json(Object tree, boolean verbatim) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        if (tree instanceof Map<?, ?> map) {
            ObjectNode object = factory.objectNode();
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                if (verbatim || value != null && !name.startsWith(COMMENT)) {
                    object.set(name, json(value, verbatim || name.equals("input")));
                }
            });
            return object;
        } else if (tree instanceof List<?> list) {
            ArrayNode array = factory.arrayNode();
            list.forEach(value -> array.add(json(value, verbatim)));
            return array;
        } else if (tree instanceof Number number) {
            BigDecimal decimal = new BigDecimal(number.toString());
            // JavaScript may pass a whole number as 1.0.
            boolean whole =
                    decimal.stripTrailingZeros().scale() <= 0 && decimal.abs().compareTo(MAX_WHOLE) <= 0;
            return whole ? factory.numberNode(decimal.longValueExact()) : factory.numberNode(decimal);
        } else if (tree instanceof Boolean flag) {
            return factory.booleanNode(flag);
        }
        return tree == null
                ? factory.nullNode()
                : tree instanceof String text ? factory.textNode(text) : factory.pojoNode(tree);
    }

    /**
     * Finds everything that is wrong.
     *
     * @param path the path of the settings; each line begins with it
     */
    public List<String> problems(JsonNode settings, String path) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> unknown = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        List<Error> errors = schema.validate(settings);
        for (Error error : errors) {
            String where = path + text(error.getInstanceLocation());
            String key = where + "." + error.getProperty();
            switch (error.getKeyword()) {
                case "required" -> missing.put(key, "missing; " + expected(property(error)));
                case "propertyNames" -> values.putIfAbsent(key, expected(error.getSchemaNode()));
                case "additionalProperties" -> {}
                default -> values.putIfAbsent(where, problem(error));
            }
        }
        for (Error error : errors) {
            if (error.getKeyword().equals("additionalProperties")) {
                String where = path + text(error.getInstanceLocation()) + ".";
                Set<String> free = free(error.getInstanceNode(), schemaOf(error));
                // A misspelt key is one mistake, so the correct key is not also reported as missing.
                Suggestion.nearest(error.getProperty(), free).ifPresent(meant -> missing.remove(where + meant));
                unknown.put(where + error.getProperty(), "unknown key; " + Suggestion.hint(error.getProperty(), free));
            }
        }
        return Stream.of(values, unknown, missing)
                .flatMap(each -> each.entrySet().stream())
                .map(each -> each.getKey() + ": " + each.getValue())
                .toList();
    }

    /** The settings as maps, lists and plain values. */
    static Object tree(JsonNode settings) {
        return MAPPER.convertValue(settings, Object.class);
    }

    /**
     * Reads settings that fit the schema.
     *
     * @param others values that are not in the settings, by the names of the type's components
     */
    public static <T> T read(JsonNode settings, Class<T> type, Map<String, Object> others) {
        try {
            return MAPPER.reader(new InjectableValues.Std(others)).forType(type).readValue(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("Settings that fit the schema cannot be read: " + e.getMessage(), e);
        }
    }

    /** Adds the schema's defaults for the keys that the settings leave out. */
    public void addDefaults(ObjectNode settings) {
        addDefaults(settings, ROOT.at(definition));
    }

    private static void addDefaults(ObjectNode settings, JsonNode schema) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = resolved(property.getValue()).get("default");
            if (value != null && !settings.has(property.getKey())) {
                settings.set(property.getKey(), value.deepCopy());
            }
        });
        settings.properties().forEach(setting -> {
            JsonNode under = schema.path("properties").path(setting.getKey());
            under = under.isMissingNode() ? schema.path("additionalProperties") : under;
            if (setting.getValue() instanceof ObjectNode object) {
                addDefaults(object, resolved(under));
            }
        });
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? ROOT.at(schema.get("$ref").textValue().substring(1)) : schema;
    }

    /** The schema that the value did not fit: the parent of the keyword. */
    private static JsonNode schemaOf(Error error) {
        return ROOT.at(error.getSchemaLocation().getFragment().getParent().toString());
    }

    private static JsonNode property(Error error) {
        return resolved(schemaOf(error).path("properties").path(error.getProperty()));
    }

    private static String expected(JsonNode schema) {
        String otherwise = schema.path("type").asText().equals("boolean") ? "true or false" : "an object";
        return schema.path("errorMessage").asText("expected " + otherwise);
    }

    private static String problem(Error error) {
        JsonNode schema = schemaOf(error);
        JsonNode value = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "enum" ->
                expected(schema) + ", found "
                        + (value.isNumber() && !schema.get("enum").get(0).isNumber() ? typeOf(value) : found(value))
                        + suggestion(value, schema.get("enum"));
            case "maxLength" ->
                expected(schema) + ", found " + value.textValue().length() + " characters";
            case "minItems" -> expected(schema) + ", found an empty list";
            case "type" ->
                expected(schema) + ", found "
                        + (value.isNumber() && schema.path("type").asText().equals("integer")
                                ? value.asText()
                                : typeOf(value));
            default -> expected(schema) + ", found " + found(value);
        };
    }

    private static String suggestion(JsonNode value, JsonNode words) {
        List<String> texts = new ArrayList<>();
        words.forEach(word -> texts.add(word.asText()));
        return value.isTextual()
                ? Suggestion.nearest(value.textValue(), texts)
                        .map(near -> "; did you mean \"" + near + "\"?")
                        .orElse("")
                : "";
    }

    /**
     * A value of the right type. Texts are quoted. This cannot show a secret: where somebody may paste a secret, the
     * schema has no pattern that the secret would violate.
     */
    private static String found(JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            return text.chars().anyMatch(Character::isISOControl)
                    ? "a string with control characters"
                    : text.isBlank() || !text.strip().equals(text) ? typeOf(value) : value.toString();
        }
        return value.isNumber() ? value.asText() : typeOf(value);
    }

    /** The name of a value's type for a message. */
    public static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "nothing";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "a list";
            case STRING ->
                value.textValue().isBlank()
                        ? "an empty string"
                        : value.textValue().strip().equals(value.textValue())
                                ? "a string"
                                : "a string with blanks around it";
            default -> "an object";
        };
    }

    /** The allowed keys that the object lacks. If it lacks none, all allowed keys. */
    private static Set<String> free(JsonNode object, JsonNode schema) {
        Set<String> all = new LinkedHashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(all::add);
        Set<String> free = new LinkedHashSet<>(all);
        free.removeIf(object::has);
        return free.isEmpty() ? all : free;
    }

    private static String text(NodePath path) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            text.append(path.getElement(i) instanceof Integer index ? "[" + index + "]" : "." + path.getElement(i));
        }
        return text.toString();
    }
}
