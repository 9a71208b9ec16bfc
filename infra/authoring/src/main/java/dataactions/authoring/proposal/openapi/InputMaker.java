package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.authoring.proposal.openapi.text.DescriptionText;
import dataactions.definition.Input;
import dataactions.definition.expression.Regex;
import dataactions.definition.run.Binding;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes inputs of schemas: type, limits, and a value for the first call. */
final class InputMaker {
    /** A longer list makes the definition hard to read. */
    private static final int MAX_ALLOWED = 60;

    private final UniqueNames names = UniqueNames.ofInputs();
    private final Notes notes;

    InputMaker(Notes notes) {
        this.notes = notes;
    }

    /**
     * An input for one value of the request.
     *
     * @param words the name, as the API spells it, with the names of what it is in before it
     * @param examples values that the file has besides those of the schema, the best one first
     * @param description empty: the schema's
     */
    ProposedInput input(
            List<String> words, MergedSchema schema, boolean required, List<Object> examples, String description) {
        String name = names.unique(words);
        ValueType type = schema.isScalar() ? ValueType.of(schema.type()).orElseThrow() : ValueType.STRING;
        Map<String, Object> limits = limits(name, type, schema);
        Input input = input(type, limits);
        List<Object> candidates = new ArrayList<>(examples);
        candidates.addAll(schema.examples());
        Optional<Object> value = fitting(input, candidates);
        if (value.isEmpty() && candidates.stream().anyMatch(each -> each != null)) {
            notes.add(name + ": the example in the file does not fit its schema, and is left out.");
        }
        if (value.isEmpty() && required) {
            candidates.clear();
            schema.defaultValue().ifPresent(candidates::add);
            candidates.addAll(schema.allowed());
            candidates.addAll(Samples.scalars(schema));
            value = fitting(input, candidates);
            if (value.isEmpty()) {
                notes.add(name + ": the file has no example of this required input; give one yourself.");
            }
        }
        String text = description.isEmpty() ? schema.description() : DescriptionText.oneLine(description);
        return new ProposedInput(name, type, required, value, text, limits);
    }

    private static Optional<Object> fitting(Input input, List<Object> candidates) {
        for (Object each : candidates) {
            // A value without quotes in YAML: 12345 for a text.
            Object text = input.type() == ValueType.STRING && each instanceof Number ? each.toString() : each;
            Object value = input.type() == ValueType.NUMBER && each instanceof Long
                    ? each
                    : Binding.exactly(input.type(), text);
            if (value != null && !"".equals(value) && Binding.violation(input, value) == null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private Map<String, Object> limits(String name, ValueType type, MergedSchema schema) {
        Map<String, Object> limits = new LinkedHashMap<>();
        List<Object> allowed = allowed(name, type, schema);
        if (!allowed.isEmpty()) {
            limits.put("enum", allowed);
            return limits;
        }
        boolean isNumber = type == ValueType.INTEGER || type == ValueType.NUMBER;
        if (isNumber && isOrdered(schema.minimum(), schema.maximum())) {
            schema.minimum().ifPresent(each -> limits.put("minimum", plain(each)));
            schema.maximum().ifPresent(each -> limits.put("maximum", plain(each)));
        }
        if (type == ValueType.STRING && schema.type().equals("string")) {
            pattern(name, schema.pattern()).ifPresent(each -> limits.put("pattern", each));
            if (isOrdered(schema.minLength(), schema.maxLength())) {
                // An empty input counts as absent, so a minimum of 1 has no effect.
                schema.minLength()
                        .filter(each -> each > 1)
                        .ifPresent(each -> limits.put("minLength", each.longValue()));
                schema.maxLength()
                        .filter(each -> each > 0)
                        .ifPresent(each -> limits.put("maxLength", each.longValue()));
            }
        }
        return limits;
    }

    private static <T extends Comparable<T>> boolean isOrdered(Optional<T> least, Optional<T> most) {
        return least.isEmpty() || most.isEmpty() || least.get().compareTo(most.get()) <= 0;
    }

    private static Object plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= 0 && stripped.precision() - stripped.scale() < 18
                ? (Object) stripped.longValueExact()
                : stripped;
    }

    private List<Object> allowed(String name, ValueType type, MergedSchema schema) {
        List<Object> allowed = new ArrayList<>();
        for (Object each : schema.allowed()) {
            Object value =
                    Binding.exactly(type, type == ValueType.STRING && each instanceof Number ? each.toString() : each);
            if (value == null) {
                notes.add(name + ": its enum has values of another type; the definition does not limit it.");
                return List.of();
            }
            // An empty input counts as absent.
            if (!value.equals("") && !allowed.contains(value)) {
                allowed.add(value);
            }
        }
        if (allowed.size() > MAX_ALLOWED) {
            notes.add(name + ": its enum has " + allowed.size() + " values; the definition does not limit it.");
            return List.of();
        }
        return allowed;
    }

    /**
     * A pattern of JSON Schema as one of a definition. JSON Schema looks for it anywhere in a text; a definition's
     * matches the whole text.
     */
    private Optional<String> pattern(String name, String pattern) {
        if (pattern.isEmpty() || pattern.length() > 1000) {
            return Optional.empty();
        }
        boolean isWhole = pattern.startsWith("^")
                && pattern.endsWith("$")
                && !pattern.endsWith("\\$")
                && !hasAlternatives(pattern);
        String whole = isWhole ? pattern.substring(1, pattern.length() - 1) : "(?s).*(?:" + pattern + ").*";
        try {
            Regex regex = Regex.of(whole);
            if (regex.refusal() == null) {
                return Optional.of(whole);
            }
        } catch (IllegalArgumentException e) {
            // JavaScript's regular expressions have a few forms that Java's have not.
        }
        notes.add(name + ": its pattern cannot be used in a definition, and is left out.");
        return Optional.empty();
    }

    /** Whether the whole pattern, not only a group in it, has alternatives. */
    private static boolean hasAlternatives(String pattern) {
        int depth = 0;
        boolean isInClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            switch (pattern.charAt(i)) {
                case '\\' -> i++;
                case '[' -> isInClass = true;
                case ']' -> isInClass = false;
                case '(' -> depth += isInClass ? 0 : 1;
                case ')' -> depth -= isInClass ? 0 : 1;
                case '|' -> {
                    if (depth == 0 && !isInClass) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private static Input input(ValueType type, Map<String, Object> limits) {
        List<Object> allowed = new ArrayList<>();
        if (limits.get("enum") instanceof List<?> list) {
            allowed.addAll(list);
        }
        return new Input(
                type,
                false,
                null,
                null,
                null,
                allowed,
                limits.get("pattern") instanceof String text ? Regex.of(text) : null,
                decimal(limits.get("minimum")),
                decimal(limits.get("maximum")),
                limits.get("minLength") instanceof Long count ? count.intValue() : null,
                limits.get("maxLength") instanceof Long count ? count.intValue() : null,
                false);
    }

    private static BigDecimal decimal(Object number) {
        return number == null ? null : new BigDecimal(number.toString());
    }
}
