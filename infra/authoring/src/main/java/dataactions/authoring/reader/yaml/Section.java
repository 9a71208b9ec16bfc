package dataactions.authoring.reader.yaml;

import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Scalar;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Durations;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One mapping of a definition, read key by key. A wrong value adds a {@link DefinitionProblem} with its place, and is
 * read as null. So one pass finds all problems.
 */
public final class Section {
    private final String file;
    private final List<DefinitionProblem> problems;
    private final Mapping mapping;
    private final String path;

    private Section(String file, List<DefinitionProblem> problems, Mapping mapping, String path) {
        this.file = file;
        this.problems = problems;
        this.mapping = mapping;
        this.path = path;
    }

    /** The whole document. */
    public static Section root(String file, List<DefinitionProblem> problems, Mapping mapping) {
        return new Section(file, problems, mapping, "");
    }

    public String path() {
        return path;
    }

    public int line() {
        return mapping.line();
    }

    /** Refuses every other key. */
    public Section only(String... known) {
        Set<String> names = new TreeSet<>(List.of(known));
        mapping.entries().forEach((key, entry) -> {
            if (!names.contains(key)) {
                problems.add(new DefinitionProblem(
                        file,
                        entry.line(),
                        child(key),
                        "unknown key" + Suggestion.didYouMean(key, names) + " Known here: " + String.join(", ", names)
                                + "."));
            }
        });
        return this;
    }

    public Set<String> keys() {
        return mapping.entries().keySet();
    }

    public boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    public YamlNode node(String key) {
        Entry entry = mapping.entries().get(key);
        return entry == null ? null : entry.value();
    }

    public Object tree(String key) {
        YamlNode node = node(key);
        return node == null ? null : node.toTree();
    }

    /** Adds a problem with the value of {@code key}, or with the section if the key is absent. */
    public void problem(String key, String message) {
        Entry entry = mapping.entries().get(key);
        problems.add(new DefinitionProblem(file, entry == null ? mapping.line() : entry.line(), child(key), message));
    }

    public void problem(String message) {
        problems.add(new DefinitionProblem(file, mapping.line(), path, message));
    }

    private String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Text that is not empty. Otherwise adds a problem and returns null. */
    public String requiredText(String key, String example) {
        if (!has(key)) {
            problem(key, "missing: expected " + example + ".");
            return null;
        }
        String text = text(key, example);
        if (text != null && text.isBlank()) {
            problem(key, "empty: expected " + example + ".");
            return null;
        }
        return text;
    }

    /** Text, or null if the key is absent or its value is wrong. */
    public String text(String key, String example) {
        return scalar(key, "text such as " + example, value -> value instanceof String text ? text : null);
    }

    public boolean flag(String key) {
        Boolean flag = scalar(key, "true or false", value -> value instanceof Boolean b ? b : null);
        return flag != null && flag;
    }

    public BigDecimal number(String key) {
        BigDecimal number =
                scalar(key, "a number", value -> value instanceof Number n ? new BigDecimal(n.toString()) : null);
        // 1e999999999 is short as a text, and has a billion digits in a message.
        if (number != null && ValueType.NUMBER.fit(number) == null) {
            problem(key, "found " + node(key).describe() + ", expected a number with at most 1000 digits.");
            return null;
        }
        return number;
    }

    public Integer count(String key) {
        return scalar(
                key,
                "a whole number from 0",
                value -> value instanceof Long n && n >= 0 && n <= Integer.MAX_VALUE ? n.intValue() : null);
    }

    public Duration duration(String key) {
        return scalar(
                key,
                "a duration such as 10s or 1500ms",
                value -> Durations.parseOrZero(String.valueOf(value)).orElse(null));
    }

    private <T> T scalar(String key, String expected, Function<Object, T> read) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        T value = node instanceof Scalar scalar && scalar.value() != null ? read.apply(scalar.value()) : null;
        if (value == null) {
            String hint = expected.startsWith("text") && node instanceof Scalar s && s.value() != null
                    ? " Put it in quotes if it is text."
                    : "";
            problem(key, "found " + node.describe() + ", expected " + expected + "." + hint);
        }
        return value;
    }

    /** The mapping of that key, or null if it is absent or not a mapping. */
    public Section section(String key, String example) {
        YamlNode node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof Mapping child) {
            return new Section(file, problems, child, child(key));
        }
        problem(key, "found " + node.describe() + ", expected a mapping such as " + example + ".");
        return null;
    }

    /** The value of that key is a mapping of mappings: returns them in order, or empty if the key is absent. */
    public Map<String, Section> sections(String key, String example) {
        Map<String, Section> sections = new LinkedHashMap<>();
        Section all = section(key, "{name: " + example + "}");
        if (all != null) {
            for (String name : all.keys()) {
                Section section = all.section(name, example);
                if (section != null) {
                    sections.put(name, section);
                }
            }
        }
        return sections;
    }

    /** The mappings of a list of mappings. */
    public List<Section> list(String key, String example) {
        YamlNode node = node(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Sequence sequence)) {
            problem(key, "found " + node.describe() + ", expected a list of mappings such as " + example + ".");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            String itemPath = child(key) + "[" + i + "]";
            if (item instanceof Mapping child) {
                sections.add(new Section(file, problems, child, itemPath));
            } else {
                problems.add(new DefinitionProblem(
                        file,
                        item.line(),
                        itemPath,
                        "found " + item.describe() + ", expected a mapping such as " + example + "."));
            }
        }
        return sections;
    }
}
