package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.authoring.proposal.openapi.text.PatternText;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes values up for schemas, and compares values with schemas. */
final class Samples {
    private static final int MAX_DEPTH = 7;
    private static final int MAX_VALUES = 150;
    /** How many items of an array of an example are compared. */
    private static final int MAX_ITEMS = 20;

    private final SchemaReader schemas;
    private int left = MAX_VALUES;

    Samples(SchemaReader schemas) {
        this.schemas = schemas;
    }

    /** A value of the schema, with the examples, defaults and enums of its parts; empty if nothing is known of it. */
    Optional<Object> sample(MergedSchema schema) {
        return sample(schema, new HashSet<>(), 0);
    }

    private Optional<Object> sample(MergedSchema schema, Set<String> above, int depth) {
        for (Object each : schema.examples()) {
            if (isType(schema, each) && fault(schema, each).isEmpty()) {
                return Optional.of(each);
            }
        }
        left--;
        if (left < 0 || depth > MAX_DEPTH || schema.keys().stream().anyMatch(above::contains)) {
            return Optional.empty();
        }
        if (schema.isObject()) {
            return object(schema, above, depth);
        }
        if (schema.isArray()) {
            if (schema.items().isEmpty()) {
                return Optional.of(List.of());
            }
            Set<String> here = with(above, schema);
            Optional<Object> item = sample(schemas.read(schema.items(), ""), here, depth + 1);
            return Optional.of(item.map(List::of).orElse(List.of()));
        }
        return schema.isScalar() ? first(schema) : Optional.empty();
    }

    private Optional<Object> object(MergedSchema schema, Set<String> above, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        Set<String> here = with(above, schema);
        schema.properties().forEach((name, places) -> {
            MergedSchema property = schemas.read(places, name);
            if (property.access() != MergedSchema.Access.REQUEST_ONLY) {
                sample(property, here, depth + 1).ifPresent(each -> object.put(name, each));
            }
        });
        return Optional.of(object);
    }

    private static Set<String> with(Set<String> above, MergedSchema schema) {
        Set<String> here = new HashSet<>(above);
        here.addAll(schema.keys());
        return here;
    }

    private static Optional<Object> first(MergedSchema schema) {
        List<Object> candidates = new ArrayList<>();
        schema.defaultValue().ifPresent(candidates::add);
        candidates.addAll(schema.allowed());
        candidates.addAll(scalars(schema));
        return candidates.stream().filter(each -> isType(schema, each)).findFirst();
    }

    /** Values that a scalar may have, the best one first; they may violate a pattern. */
    static List<Object> scalars(MergedSchema schema) {
        return switch (schema.type()) {
            case "integer" -> List.of(whole(schema));
            case "number" ->
                List.of(schema.minimum()
                        .map(Object.class::cast)
                        .orElseGet(() -> schema.maximum()
                                .filter(most -> most.compareTo(new BigDecimal("1.5")) < 0)
                                .map(Object.class::cast)
                                .orElse(new BigDecimal("1.5"))));
            case "boolean" -> List.of(true);
            default -> texts(schema);
        };
    }

    private static Object whole(MergedSchema schema) {
        BigDecimal one = BigDecimal.ONE;
        BigDecimal least = schema.minimum().orElse(one).max(one);
        BigDecimal value =
                schema.maximum().filter(most -> most.compareTo(least) < 0).orElse(least);
        return value.toBigInteger().bitLength() < Long.SIZE ? (Object) value.longValue() : value.toBigInteger();
    }

    private static List<Object> texts(MergedSchema schema) {
        String text =
                switch (schema.format()) {
                    case "date" -> "2024-01-31";
                    case "date-time" -> "2024-01-31T12:00:00Z";
                    case "time" -> "12:00:00Z";
                    case "uuid" -> "123e4567-e89b-12d3-a456-426614174000";
                    case "email" -> "person@example.com";
                    case "uri", "url" -> "https://example.com/1";
                    case "byte" -> "dGV4dA==";
                    case "ipv4" -> "192.0.2.1";
                    default -> "text";
                };
        int least = Math.min(schema.minLength().orElse(0), 200);
        String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
        String cut = schema.maxLength()
                .filter(most -> most > 0 && most < padded.length())
                .map(most -> padded.substring(0, most))
                .orElse(padded);
        List<Object> texts = new ArrayList<>(List.of(cut));
        PatternText.of(schema.pattern()).ifPresent(texts::add);
        return texts;
    }

    /** Where a value does not fit the schema, such as {@code items.price}; empty if it fits. */
    Optional<String> fault(MergedSchema schema, Object value) {
        return fault(schema, value, "", 0);
    }

    private Optional<String> fault(MergedSchema schema, Object value, String name, int depth) {
        if (value == null || schema.type().isEmpty() || depth > MAX_DEPTH) {
            return Optional.empty();
        }
        if (!isType(schema, value)) {
            return Optional.of(name.isEmpty() ? "the whole value" : name);
        }
        if (value instanceof List<?> list && !schema.items().isEmpty()) {
            MergedSchema items = schemas.read(schema.items(), name);
            return list.stream()
                    .limit(MAX_ITEMS)
                    .flatMap(each -> fault(items, each, name, depth + 1).stream())
                    .findFirst();
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                String key = String.valueOf(each.getKey());
                List<Place> places = schema.properties().get(key);
                if (places != null) {
                    String path = name.isEmpty() ? key : name + "." + key;
                    Optional<String> fault = fault(schemas.read(places, path), each.getValue(), path, depth + 1);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether an output of this type takes the value: a text of digits is a number, too. */
    private static boolean isType(MergedSchema schema, Object value) {
        Optional<ValueType> type = ValueType.of(schema.type());
        if (value == null || type.isEmpty()) {
            return false;
        }
        boolean isScalar = !(value instanceof Map) && !(value instanceof List);
        return isScalar
                ? type.get().fit(value) != null
                : SchemaReader.word(value).equals(schema.type());
    }
}
