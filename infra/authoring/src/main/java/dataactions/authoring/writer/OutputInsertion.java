package dataactions.authoring.writer;

import dataactions.authoring.reader.yaml.TextYaml;
import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Adds an output to the text of a definition. Every other character stays as it is, also comments. */
public final class OutputInsertion {
    private static final String KEY = "output";
    /** The new {@code output} stands behind these sections, as in the documents. */
    private static final Set<String> BEFORE = Set.of(
            "name",
            "category",
            "description",
            "secure",
            "timeout",
            "answer",
            "consumers",
            "async",
            "input",
            "request",
            "steps");

    private static final Pattern EMPTY = Pattern.compile("\\{\\s*}");
    private static final int INDENT = 2;
    private static final int MAX_DEPTH = 300;

    private final String text;
    private final String name;
    private final Map<String, Object> output;
    private final String end;

    private OutputInsertion(String text, String name, Map<String, Object> output) {
        this.text = text;
        this.name = name;
        this.output = output;
        this.end = text.contains("\r\n") ? "\r\n" : "\n";
    }

    /**
     * The new text of a definition.
     *
     * @param line where the new output stands, from 1
     */
    public record Inserted(byte[] text, int line) {}

    /**
     * Adds an output behind the others.
     *
     * @param bytes the text of a definition; only its YAML needs to be right
     * @param name of the new output; the definition must not have it
     * @param output the keys and values of the output, in order
     * @return empty if the text is not YAML, or if {@code output} holds something else than outputs
     */
    public static Optional<Inserted> of(byte[] bytes, String name, Map<String, Object> output) {
        String whole = new String(bytes, StandardCharsets.UTF_8);
        String mark = whole.startsWith("\uFEFF") ? "\uFEFF" : "";
        String text = whole.substring(mark.length());
        if (!(tree(bytes) instanceof Map<?, ?> before) || hasOutput(before, name)) {
            return Optional.empty();
        }
        String changed;
        try {
            changed = new OutputInsertion(text, name, output).changed();
        } catch (YAMLException e) {
            return Optional.empty();
        }
        byte[] result = changed == null ? new byte[0] : (mark + changed).getBytes(StandardCharsets.UTF_8);
        // A defect of this program must not damage the file.
        return with(before, name, output).equals(tree(result))
                ? Optional.of(new Inserted(result, line(result, name)))
                : Optional.empty();
    }

    private static Object tree(byte[] bytes) {
        var document = YamlParser.parse("", bytes, new ArrayList<>());
        return document == null ? null : document.toTree();
    }

    private static boolean hasOutput(Map<?, ?> definition, String name) {
        return definition.get(KEY) instanceof Map<?, ?> outputs && outputs.containsKey(name);
    }

    private static Map<Object, Object> with(Map<?, ?> before, String name, Map<String, Object> output) {
        Map<Object, Object> outputs = new LinkedHashMap<>();
        if (before.get(KEY) instanceof Map<?, ?> others) {
            outputs.putAll(others);
        }
        outputs.put(name, output);
        Map<Object, Object> expected = new LinkedHashMap<>(before);
        expected.put(KEY, outputs);
        return expected;
    }

    private static int line(byte[] bytes, String name) {
        Mapping root = (Mapping) YamlParser.parse("", bytes, new ArrayList<>());
        Entry entry = root.entries().get(KEY);
        return ((Mapping) entry.value()).entries().get(name).line();
    }

    /** Null if there is no place for the output. */
    private String changed() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        if (!(TextYaml.compose(text, options) instanceof MappingNode root)) {
            return null;
        }
        NodeTuple outputs = root.getValue().stream()
                .filter(each -> key(each).equals(KEY))
                .findFirst()
                .orElse(null);
        if (outputs == null) {
            return withSection(root);
        }
        if (outputs.getValueNode() instanceof MappingNode mapping) {
            if (mapping.getFlowStyle() == FlowStyle.FLOW) {
                return mapping.getValue().isEmpty()
                        ? inEmptyBraces(root, outputs, mapping)
                        : inBraces(mapping, entry(true));
            }
            return inBlock(root, mapping);
        }
        boolean isAbsent = outputs.getValueNode() instanceof ScalarNode scalar
                && scalar.getValue().isEmpty()
                && isBlock(root);
        return isAbsent ? below(outputs, true) : null;
    }

    private static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static boolean isBlock(CollectionNode<?> node) {
        return node.getFlowStyle() != FlowStyle.FLOW;
    }

    /** The output on one line. */
    private String entry(boolean braces) {
        Map<String, Object> section = Map.of(name, output);
        String line = YamlText.flow(section);
        return braces ? line.substring(1, line.length() - 1) : line;
    }

    private String withSection(MappingNode root) {
        if (!isBlock(root)) {
            return inBraces(root, KEY + ": " + entry(false));
        }
        List<String> lines = lines();
        List<NodeTuple> all = root.getValue();
        int last = -1;
        for (int i = 0; i < all.size(); i++) {
            if (BEFORE.contains(key(all.get(i)))) {
                last = i;
            }
        }
        int column = column(all.get(0).getKeyNode());
        int at = last < 0 ? firstLine(all.get(0)) : endOf(all, last, lines);
        boolean inline = isInline(String.join("\n", lines));
        List<String> added = new ArrayList<>(List.of(" ".repeat(column) + KEY + ":"));
        added.addAll(new YamlText(inline).entry(column + INDENT, name, output));
        return inserted(at, added);
    }

    /** {@code output: {}} becomes a block, unless the definition itself stands in braces. */
    private String inEmptyBraces(MappingNode root, NodeTuple outputs, MappingNode mapping) {
        int from = offset(mapping.getStartMark());
        int to = offset(mapping.getEndMark());
        if (!EMPTY.matcher(text.substring(from, to)).matches()) {
            return null;
        }
        if (!isBlock(root)) {
            return text.substring(0, from) + entry(false) + text.substring(to);
        }
        String without = text.substring(0, from).stripTrailing() + text.substring(to);
        return new OutputInsertion(without, name, output).below(outputs, true);
    }

    private String inBraces(MappingNode mapping, String entry) {
        List<NodeTuple> all = mapping.getValue();
        NodeTuple last = all.get(all.size() - 1);
        int at = offset(last.getValueNode().getEndMark());
        boolean ownLine = firstLine(last) > firstLine(all.get(0)) || firstLine(last) > line(mapping.getStartMark());
        String gap = ownLine ? "," + end + " ".repeat(column(last.getKeyNode())) : ", ";
        return text.substring(0, at) + gap + entry + text.substring(at);
    }

    private String below(NodeTuple outputs, boolean inline) {
        int column = column(outputs.getKeyNode()) + INDENT;
        return inserted(firstLine(outputs) + 1, new YamlText(inline).entry(column, name, output));
    }

    private String inBlock(MappingNode root, MappingNode outputs) {
        List<String> lines = lines();
        List<NodeTuple> all = root.getValue();
        int index = 0;
        while (all.get(index).getValueNode() != outputs) {
            index++;
        }
        int column = column(outputs.getValue().get(0).getKeyNode());
        int at = endOf(all, index, lines);
        boolean inline = outputs.getValue().stream()
                .map(NodeTuple::getValueNode)
                .anyMatch(value -> value instanceof MappingNode mapping && !isBlock(mapping));
        List<String> added = new YamlText(inline).entry(column, name, output);
        if (inline && added.size() == 1) {
            added = List.of(aligned(added.get(0), column, outputs));
        }
        return inserted(at, added);
    }

    /**
     *  If the braces of the outputs are aligned in a column, those of the new output are aligned, too, unless its name
     *  is too long.
     */
    private static String aligned(String line, int column, MappingNode outputs) {
        int[] braces = outputs.getValue().stream()
                .filter(each -> each.getValueNode() instanceof MappingNode mapping && !isBlock(mapping))
                .mapToInt(each -> column(each.getValueNode()))
                .distinct()
                .toArray();
        int own = line.indexOf('{');
        boolean isTable = outputs.getValue().size() > 1 && braces.length == 1 && own > column && own < braces[0];
        return isTable ? line.substring(0, own) + " ".repeat(braces[0] - own) + line.substring(own) : line;
    }

    /** The index of the line behind a section and the comments in it. */
    private int endOf(List<NodeTuple> all, int index, List<String> lines) {
        int next = index + 1 < all.size() ? firstLine(all.get(index + 1)) : lines.size();
        int column = column(all.get(index).getKeyNode());
        int last = next - 1;
        while (last > firstLine(all.get(index)) && !isInside(lines.get(last), column)) {
            last--;
        }
        return last + 1;
    }

    private static boolean isInside(String line, int column) {
        boolean isDeeper =
                line.length() > column && line.substring(0, column + 1).isBlank();
        return !line.isBlank() && (isDeeper || line.strip().matches("[}\\]].*|-( .*)?"));
    }

    private static boolean isInline(String lines) {
        return lines.lines().anyMatch(line -> line.matches("[^#]*[\\w:-] +[\\[{][^\\]}].*"))
                || lines.lines().noneMatch(line -> line.matches(" +.*"));
    }

    private List<String> lines() {
        List<String> lines = Arrays.asList(text.split("\r?\n", -1));
        return lines.get(lines.size() - 1).isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    /** The text with lines added before the line of this index. */
    private String inserted(int index, List<String> added) {
        int at = 0;
        for (int line = 0; line < index && at < text.length(); line++) {
            int feed = text.indexOf('\n', at);
            at = feed < 0 ? text.length() : feed + 1;
        }
        boolean endsOpen = at > 0 && text.charAt(at - 1) != '\n';
        return text.substring(0, at) + (endsOpen ? end : "") + String.join(end, added) + end + text.substring(at);
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static int line(Mark mark) {
        return mark.getLine();
    }

    private static int firstLine(NodeTuple tuple) {
        return line(tuple.getKeyNode().getStartMark());
    }

    private static int column(Node node) {
        return node.getStartMark().getColumn();
    }
}
