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
    private static final Pattern LINE_BREAK = Pattern.compile("\r?\n");
    private static final String KEY = "examples:";

    private ExampleInsertion() {}

    /**
     * The new content of the file; empty if its examples stand in brackets, where none can be added.
     *
     * @param bytes valid YAML
     * @param example the keys and values of the example, in order
     */
    public static Optional<byte[]> of(byte[] bytes, Map<String, Object> example) {
        List<String> before = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        split(new String(bytes, StandardCharsets.UTF_8), before, ends);
        List<String> lines = new ArrayList<>(before);
        if (!(YamlParser.parse("", bytes, new ArrayList<>()) instanceof Mapping root)) {
            return Optional.empty();
        }
        Entry examples = root.entries().get("examples");
        boolean added = examples == null
                ? append(lines, example)
                : examples.value() instanceof Sequence list && !list.items().isEmpty()
                        ? insert(lines, root, examples.line(), list, example)
                        : replaceEmpty(lines, examples.line(), example);
        return added ? Optional.of(joined(before, ends, lines).getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** @param ends receives the line break of each line; the last line may have none */
    private static void split(String text, List<String> lines, List<String> ends) {
        Matcher breaks = LINE_BREAK.matcher(text);
        int start = 0;
        while (breaks.find()) {
            lines.add(text.substring(start, breaks.start()));
            ends.add(breaks.group());
            start = breaks.end();
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
            ends.add("");
        }
    }

    /** The text of the new lines. A line that is not new keeps its line break; a new one gets that of its neighbour. */
    private static String joined(List<String> before, List<String> ends, List<String> after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        String end = ends.subList(0, Math.min(head + 1, ends.size())).stream()
                .filter(each -> !each.isEmpty())
                .reduce("\n", (earlier, later) -> later);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < head; i++) {
            text.append(before.get(i)).append(ends.get(i).isEmpty() ? end : ends.get(i));
        }
        after.subList(head, after.size() - tail)
                .forEach(line -> text.append(line).append(end));
        for (int i = before.size() - tail; i < before.size(); i++) {
            text.append(before.get(i)).append(ends.get(i));
        }
        return text.toString();
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
        if (line > lines.size()) {
            return false;
        }
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
        if (line > lines.size() || !lines.get(line - 1).matches("examples: *(#.*)?")) {
            return false;
        }
        // YAML knows more line breaks than this class, so a line number may be larger than the number of lines.
        int end = root.entries().values().stream()
                .mapToInt(each -> each.line() - 1)
                .filter(each -> each >= line && each < lines.size())
                .min()
                .orElse(lines.size());
        int first = line;
        while (first < end && !DASH.matcher(lines.get(first)).matches()) {
            first++;
        }
        if (first == end) {
            // The list stands in brackets on the next line.
            return false;
        }
        Matcher dash = DASH.matcher(lines.get(first));
        dash.matches();
        int last = end - 1;
        while (!lines.get(last).startsWith(" ") && !lines.get(last).startsWith("-")
                || lines.get(last).isBlank()) {
            last--;
        }
        List<String> section = lines.subList(first, last + 1);
        boolean inline = isInline(section);
        int second = list.items().size() > 1 ? startOf(list.items().get(1), lines) : first;
        boolean spaced = second > first && lines.get(second - 1).isBlank();
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
        int index = Math.min(item.line(), lines.size()) - 1;
        while (index > 0 && !DASH.matcher(lines.get(index)).matches()) {
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
