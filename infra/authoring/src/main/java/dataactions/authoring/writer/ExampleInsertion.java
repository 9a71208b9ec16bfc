package dataactions.authoring.writer;

import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.authoring.reader.yaml.YamlParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds an example to the text of a definition. Every other line stays as it is, also comments. */
public final class ExampleInsertion {
    private static final Pattern DASH = Pattern.compile("^( *)-( +)?.*");
    private static final String KEY = "examples:";

    private ExampleInsertion() {}

    /**
     * The new content of the file; empty if its examples stand in brackets, where none can be added.
     *
     * @param bytes valid YAML
     * @param example the keys and values of the example, in order
     */
    public static Optional<byte[]> of(byte[] bytes, Map<String, Object> example) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        List<String> lines = new ArrayList<>(List.of(text.split("\r?\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        if (!(YamlParser.parse("", bytes, new ArrayList<>()) instanceof Mapping root)) {
            return Optional.empty();
        }
        Entry examples = root.entries().get("examples");
        boolean added = examples == null
                ? append(lines, example)
                : examples.value() instanceof Sequence list && !list.items().isEmpty()
                        ? insert(lines, root, examples.line(), list, example)
                        : replaceEmpty(lines, examples.line(), example);
        return added ? Optional.of((String.join(end, lines) + end).getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

    private static boolean append(List<String> lines, Map<String, Object> example) {
        if (lines.stream().anyMatch(line -> line.startsWith("{"))) {
            return false;
        }
        lines.add(KEY);
        lines.addAll(item(2, 1, isInline(lines), example));
        return true;
    }

    /** {@code examples: []}. */
    private static boolean replaceEmpty(List<String> lines, int line, Map<String, Object> example) {
        String written = lines.get(line - 1);
        if (!written.matches("examples: *\\[ *] *(#.*)?")) {
            return false;
        }
        lines.set(line - 1, written.replaceFirst("\\[ *] ?", "").stripTrailing());
        lines.addAll(line, item(2, 1, isInline(lines), example));
        return true;
    }

    private static boolean insert(
            List<String> lines, Mapping root, int line, Sequence list, Map<String, Object> example) {
        if (!lines.get(line - 1).matches("examples: *(#.*)?")) {
            return false;
        }
        int next = root.entries().values().stream()
                .mapToInt(Entry::line)
                .filter(each -> each > line)
                .min()
                .orElse(lines.size() + 1);
        int first = line;
        while (!DASH.matcher(lines.get(first)).matches()) {
            first++;
        }
        Matcher dash = DASH.matcher(lines.get(first));
        dash.matches();
        int last = next - 2;
        while (!lines.get(last).startsWith(" ") && !lines.get(last).startsWith("-")
                || lines.get(last).isBlank()) {
            last--;
        }
        List<String> section = lines.subList(first, last + 1);
        boolean inline = isInline(section);
        boolean spaced = list.items().size() > 1
                && lines.get(startOf(list.items().get(1), lines) - 1).isBlank();
        List<String> added = new ArrayList<>(spaced ? List.of("") : List.of());
        added.addAll(item(
                dash.group(1).length(),
                dash.group(2) == null ? 1 : dash.group(2).length(),
                inline,
                example));
        lines.addAll(last + 1, added);
        return true;
    }

    /** The index of the line with the dash of an item. */
    private static int startOf(YamlNode item, List<String> lines) {
        int index = item.line() - 1;
        while (!DASH.matcher(lines.get(index)).matches()) {
            index--;
        }
        return index;
    }

    /** Whether the lines have objects or lists in braces and brackets. */
    private static boolean isInline(List<String> lines) {
        return lines.stream().anyMatch(line -> line.matches("[^#]*[\\w:-] [\\[{].*"));
    }

    private static List<String> item(int indent, int gap, boolean inline, Map<String, Object> example) {
        YamlText yaml = new YamlText(inline);
        List<String> lines = new ArrayList<>();
        int column = indent + 1 + gap;
        example.forEach((key, value) -> lines.addAll(yaml.entry(column, key, value)));
        lines.set(0, " ".repeat(indent) + "-" + " ".repeat(gap) + lines.get(0).substring(column));
        return lines;
    }
}
