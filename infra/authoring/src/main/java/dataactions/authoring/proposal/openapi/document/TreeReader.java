package dataactions.authoring.proposal.openapi.document;

import dataactions.authoring.JsonFile;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.reader.yaml.TextYaml;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

/**
 * Reads JSON or YAML as plain values: maps, lists, texts, numbers, booleans, null. Unlike in a definition, YAML may have
 * aliases, because published API files have them. An alias shares its value, so it takes no memory.
 */
public final class TreeReader {
    /** GitHub's file, one of the largest that are published, has 12 MB. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_DEPTH = 100;
    /** The most values with every alias written out. A small file of nested aliases has billions. */
    private static final long MAX_VALUES = 5_000_000;

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,99})");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,99})?([eE][-+]?[0-9]{1,3})?");

    private final String file;
    private final Map<Node, Read> read = new IdentityHashMap<>();

    private TreeReader(String file) {
        this.file = file;
    }

    /**
     * A value that was read.
     *
     * @param size how many values it has, itself included; 0 while it is being read
     */
    private record Read(Object value, long size) {}

    /**
     * Reads one document.
     *
     * @param file its name, for messages
     * @throws ProposalException if it is neither JSON nor YAML, or too large
     */
    public static Object read(String file, byte[] bytes) {
        checkSize(file, bytes.length);
        String text;
        try {
            text = TextYaml.text(bytes);
        } catch (CharacterCodingException e) {
            throw new ProposalException(file + ": not UTF-8 text. Save the file as UTF-8, as JSON or YAML.");
        }
        if (text.isBlank()) {
            throw new ProposalException(file + ": the file is empty. Expected an OpenAPI 3.0 or 3.1 file.");
        }
        char first = text.stripLeading().charAt(0);
        if (first == '<') {
            throw new ProposalException(
                    file + ": HTML or XML, expected an OpenAPI file in JSON or YAML. A page that shows"
                            + " the API is not the file: look for its link to openapi.json or openapi.yaml.");
        }
        return first == '{' ? json(file, text) : new TreeReader(file).yaml(text);
    }

    /** @throws ProposalException if a file of so many bytes is too large */
    public static void checkSize(String file, long bytes) {
        if (bytes > MAX_BYTES) {
            throw new ProposalException(file + ": " + (bytes + 1024 * 1024 - 1) / 1024 / 1024 + " MB, expected at most "
                    + MAX_BYTES / 1024 / 1024 + " MB. Cut the file down to the operations that you need.");
        }
    }

    private static Object json(String file, String text) {
        try {
            return withoutLongNumbers(JsonFile.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonException e) {
            if (e.kind() == JsonException.Kind.SYNTAX) {
                try {
                    return new TreeReader(file).yaml(text); // YAML has braces, too
                } catch (ProposalException notYaml) {
                    // The message about JSON is the better one.
                }
            }
            throw new ProposalException(file + ": " + e.getMessage() + ".");
        }
    }

    /** As a number, 1e600000000 would take 600 MB. So it stays a text, which takes eleven characters. */
    private static Object withoutLongNumbers(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, each) -> members.put(String.valueOf(key), withoutLongNumbers(each)));
            return members;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(each -> items.add(withoutLongNumbers(each)));
            return items;
        }
        return value instanceof BigDecimal && ValueType.NUMBER.fit(value) == null ? String.valueOf(value) : value;
    }

    private Object yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // MAX_VALUES limits them
        Node root;
        try {
            root = TextYaml.compose(text, options);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new ProposalException(file
                    + (mark == null ? "" : ": line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                    + ": not valid YAML: " + TextYaml.problem(e) + ".");
        } catch (YAMLException e) {
            throw new ProposalException(file + ": not valid YAML: " + TextYaml.problem(e) + ".");
        }
        if (root == null) {
            throw new ProposalException(file + ": the file has no content. Expected an OpenAPI 3.0 or 3.1 file.");
        }
        return node(root).value();
    }

    private Read node(Node node) {
        Read known = read.get(node);
        if (known != null) {
            if (known.size() == 0) {
                throw new ProposalException(
                        at(node) + ": the anchor contains an alias of itself. Remove the alias; use $ref instead.");
            }
            return known;
        }
        if (node instanceof ScalarNode scalar) {
            boolean isPlain = scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
            return new Read(isPlain ? plain(scalar.getValue()) : scalar.getValue(), 1);
        }
        read.put(node, new Read(null, 0));
        Read result = node instanceof MappingNode mapping ? mapping(mapping) : sequence((SequenceNode) node);
        if (result.size() > MAX_VALUES) {
            throw new ProposalException(at(node) + ": with its aliases written out this has more than " + MAX_VALUES
                    + " values. Remove aliases of aliases; use $ref instead.");
        }
        read.put(node, result);
        return result;
    }

    private Read sequence(SequenceNode sequence) {
        List<Object> items = new ArrayList<>();
        long size = 1;
        for (Node item : sequence.getValue()) {
            Read each = node(item);
            items.add(each.value());
            size += each.size();
        }
        return new Read(items, size);
    }

    private Read mapping(MappingNode mapping) {
        Map<String, Object> members = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        Map<String, Object> merged = new LinkedHashMap<>();
        long size = 1;
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new ProposalException(
                        at(tuple.getKeyNode()) + ": a key is not text. Quote it, and check the braces.");
            }
            Read value = node(tuple.getValueNode());
            size += value.size();
            String name = key.getValue();
            if (name.equals("<<") && key.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN) {
                for (Object each : value.value() instanceof List<?> list ? list : List.of(value.value())) {
                    if (each instanceof Map<?, ?> map) {
                        map.forEach((member, of) -> merged.putIfAbsent(String.valueOf(member), of));
                    }
                }
                continue;
            }
            Integer before = lines.put(name, TextYaml.line(key));
            if (before != null) {
                throw new ProposalException(
                        at(key) + ": the same key twice (\"" + name + "\"), first on line " + before + ". Remove one.");
            }
            members.put(name, value.value());
        }
        merged.forEach(members::putIfAbsent);
        return new Read(members, size);
    }

    private static Object plain(String text) {
        switch (text) {
            case "", "~", "null", "Null", "NULL":
                return null;
            case "true", "True", "TRUE":
                return Boolean.TRUE;
            case "false", "False", "FALSE":
                return Boolean.FALSE;
            default:
                break;
        }
        if (INTEGER.matcher(text).matches()) {
            return TextYaml.integer(text);
        }
        return DECIMAL.matcher(text).matches() ? (Object) new BigDecimal(text) : text;
    }

    private String at(Node node) {
        return file + ": line " + TextYaml.line(node);
    }
}
