package dataactions.authoring.reader.yaml;

import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Scalar;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML with the values of JSON: plain {@code true}, {@code false}, {@code null} and JSON's numbers have their
 * meaning in JSON. Every other scalar is text, also {@code no} and {@code 2024-01-01}. Duplicate keys, anchors, aliases
 * and tags are refused.
 */
public final class YamlParser {
    /** A contract may have 50 levels, and each level needs two or three levels of YAML. */
    private static final int MAX_DEPTH = 300;

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final String file;
    private final List<DefinitionProblem> problems;

    private YamlParser(String file, List<DefinitionProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Parses one document.
     *
     * @param problems where everything wrong is added
     * @return the document, or null if the text is not one document
     */
    public static YamlNode parse(String file, byte[] bytes, List<DefinitionProblem> problems) {
        YamlParser parser = new YamlParser(file, problems);
        String text;
        try {
            text = TextYaml.text(bytes);
        } catch (CharacterCodingException e) {
            parser.problem(0, "", "not UTF-8 text: save the file as UTF-8.");
            return null;
        }
        return parser.document(text);
    }

    private YamlNode document(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        Node root;
        try {
            root = TextYaml.compose(text, options);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problem(
                    mark == null ? 0 : mark.getLine() + 1,
                    "",
                    "not valid YAML" + (mark == null ? "" : " at column " + (mark.getColumn() + 1)) + ": "
                            + TextYaml.problem(e)
                            + "; a value that holds a colon and a space, or braces inside braces, needs quotes.");
            return null;
        } catch (YAMLException e) {
            problem(0, "", "not valid YAML: " + TextYaml.problem(e) + ".");
            return null;
        }
        if (root == null) {
            problem(0, "", "the file is empty: expected a definition that begins with name.");
            return null;
        }
        int before = problems.size();
        YamlNode node = node(root, "");
        return problems.size() == before ? node : null;
    }

    private YamlNode node(Node node, String path) {
        int line = TextYaml.line(node);
        if (node.getAnchor() != null) {
            problem(line, path, "anchors (&) and aliases (*) are not part of the format: write the value out.");
            return new Scalar(null, "", line);
        }
        if (node instanceof MappingNode mapping) {
            checkTag(node, Tag.MAP, path);
            return mapping(mapping, path, line);
        }
        if (node instanceof SequenceNode sequence) {
            checkTag(node, Tag.SEQ, path);
            List<YamlNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(node(item, path + "[" + items.size() + "]"));
            }
            return new Sequence(items, line);
        }
        checkTag(node, Tag.STR, path);
        ScalarNode scalar = (ScalarNode) node;
        boolean plain = scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
        String text = scalar.getValue();
        return new Scalar(plain ? plain(text, path, line) : text, text, line);
    }

    private Mapping mapping(MappingNode mapping, String path, int line) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problem(
                        TextYaml.line(key),
                        path,
                        "a key is " + (key instanceof MappingNode ? "a mapping" : "a list")
                                + ", expected text; write {{ and }} for literal braces, and quote the value.");
                continue;
            }
            String name = scalar.getValue();
            String childPath = path.isEmpty() ? name : path + "." + name;
            checkTag(key, Tag.STR, childPath);
            Entry first = entries.get(name);
            if (first != null) {
                problem(
                        TextYaml.line(key),
                        childPath,
                        "the same key twice, first on line " + first.line() + ": remove or rename one of them.");
                continue;
            }
            entries.put(name, new Entry(TextYaml.line(key), node(tuple.getValueNode(), childPath)));
        }
        return new Mapping(entries, line);
    }

    private Object plain(String text, String path, int line) {
        switch (text) {
            case "", "~", "null":
                return null;
            case "true":
                return Boolean.TRUE;
            case "false":
                return Boolean.FALSE;
            default:
                break;
        }
        if (text.length() > 1000) {
            return text;
        }
        if (INTEGER.matcher(text).matches()) {
            return TextYaml.integer(text);
        }
        if (DECIMAL.matcher(text).matches()) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                problem(line, path, "a number whose exponent is too large: write it as text in quotes.");
            }
        }
        return text;
    }

    private void checkTag(Node node, Tag expected, String path) {
        if (!expected.equals(node.getTag())) {
            problem(
                    TextYaml.line(node),
                    path,
                    "the tag " + node.getTag().getValue()
                            + " is not part of the format: remove it, and quote the value if it is text.");
        }
    }

    private void problem(int line, String path, String message) {
        problems.add(new DefinitionProblem(file, line, path, message));
    }
}
