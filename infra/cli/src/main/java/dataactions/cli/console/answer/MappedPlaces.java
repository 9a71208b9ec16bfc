package dataactions.cli.console.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in an upstream's answer the values of the outputs are: for expressions that are a path, such as {@code
 * company.name} or {@code items[0].`first name`}. Of other expressions it is not known.
 */
public final class MappedPlaces {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST = 500;
    private static final Pattern PART = Pattern.compile("\\.?([A-Za-z_][A-Za-z0-9_]*)|\\.?`([^`]+)`|\\[(-?\\d{1,6})]");

    /**
     * A value in an answer.
     *
     * @param step whose answer it is; empty for the only one
     * @param path keys and indexes
     */
    private record Located(String step, List<Object> path, JsonNode value) {
        Located at(Object part, JsonNode child) {
            List<Object> longer = new ArrayList<>(path);
            longer.add(part);
            return new Located(step, longer, child);
        }
    }

    private final Map<String, List<Located>> found = new HashMap<>();
    private final Map<String, JsonNode> answers;

    private MappedPlaces(Map<String, JsonNode> answers) {
        this.answers = answers;
    }

    /** Adds {@code paths}, and {@code step} if there are steps, to each output of the mapping. */
    public static void add(ObjectNode run, ActionDefinition definition) {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (JsonNode exchange : run.path("exchanges")) {
            JsonNode body = exchange.path("response").path("body");
            if (!exchange.has("for") && body.isContainerNode()) {
                answers.put(exchange.path("step").asText(), body);
            }
        }
        MappedPlaces places = new MappedPlaces(answers);
        JsonNode only = definition.isSingleCall() && answers.size() == 1
                ? answers.values().iterator().next()
                : JSON.missingNode();
        places.outputs("", definition.outputs(), List.of(new Located("", List.of(), only)));
        for (JsonNode field : run.path("mapping")) {
            places.write((ObjectNode) field);
        }
    }

    private void write(ObjectNode field) {
        List<Located> all = found.getOrDefault(field.path("field").asText(), List.of());
        ArrayNode paths = field.putArray("paths");
        for (Located each : all) {
            ArrayNode path = paths.addArray();
            each.path().forEach(part -> path.add(JsonNodes.node(part)));
        }
        if (!all.isEmpty() && !all.get(0).step().isEmpty()) {
            field.put("step", all.get(0).step());
        }
    }

    private void outputs(String prefix, Map<String, Output> outputs, List<Located> contexts) {
        outputs.forEach((name, output) -> {
            if (output.constant() != null) {
                return;
            }
            Optional<List<Object>> path = output.from() == null
                    ? Optional.of(List.of(name))
                    : parts(output.from().text());
            List<Located> values = path.map(parts -> values(contexts, parts)).orElse(List.of());
            note(prefix + name, values);
            if (output.items() != null) {
                List<Located> items = values.stream()
                        .flatMap(each ->
                                each.value().isArray() ? children(each).stream() : java.util.stream.Stream.of(each))
                        .limit(MOST)
                        .toList();
                note(prefix + name + "[]", items);
                outputs(prefix + name + "[].", output.items().properties(), items);
            }
            outputs(prefix + name + ".", output.properties(), values);
        });
    }

    private void note(String field, List<Located> values) {
        List<Located> marked =
                values.stream().filter(each -> !each.value().isMissingNode()).toList();
        found.put(field, marked);
    }

    private static List<Located> children(Located array) {
        List<Located> items = new ArrayList<>();
        for (int i = 0; i < array.value().size() && i < MOST; i++) {
            items.add(array.at(i, array.value().get(i)));
        }
        return items;
    }

    /** The parts of a path; empty if the expression is none. */
    private static Optional<List<Object>> parts(String expression) {
        String text = expression.strip();
        if (text.startsWith("$")) {
            if (text.length() > 1 && ".[".indexOf(text.charAt(1)) < 0) {
                return Optional.empty();
            }
            text = text.substring(1);
        }
        List<Object> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.lookingAt()) {
            boolean isName = part.group(3) == null;
            boolean hasDot = text.charAt(end) == '.';
            if (isName && !hasDot && end > 0) {
                return Optional.empty();
            }
            parts.add(
                    isName
                            ? (part.group(1) == null ? part.group(2) : part.group(1))
                            : (Object) Integer.valueOf(part.group(3)));
            end = part.end();
            part.region(end, text.length());
        }
        return end == text.length() ? Optional.of(parts) : Optional.empty();
    }

    private List<Located> values(List<Located> contexts, List<Object> parts) {
        List<Located> now = contexts;
        List<Object> rest = parts;
        if (parts.size() > 1 && "steps".equals(parts.get(0)) && answers.containsKey(parts.get(1))) {
            String step = String.valueOf(parts.get(1));
            now = List.of(new Located(step, List.of(), answers.get(step)));
            rest = parts.subList(2, parts.size());
        }
        for (Object part : rest) {
            List<Located> next = new ArrayList<>();
            for (Located each : now) {
                if (next.size() < MOST) {
                    next.addAll(part instanceof Integer index ? indexed(each, index) : members(each, (String) part));
                }
            }
            now = next;
        }
        return now;
    }

    private static List<Located> indexed(Located located, int index) {
        int size = located.value().isArray() ? located.value().size() : 1;
        int at = index < 0 ? size + index : index;
        if (at < 0 || at >= size) {
            return List.of();
        }
        return located.value().isArray()
                ? List.of(located.at(at, located.value().get(at)))
                : List.of(located);
    }

    /** JSONata takes a member of an array from each of its items. */
    private static List<Located> members(Located located, String name) {
        if (located.value().isArray()) {
            return children(located).stream()
                    .flatMap(each -> members(each, name).stream())
                    .limit(MOST)
                    .toList();
        }
        return located.value().has(name)
                ? List.of(located.at(name, located.value().get(name)))
                : List.of();
    }
}
