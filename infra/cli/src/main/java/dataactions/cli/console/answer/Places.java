package dataactions.cli.console.answer;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.authoring.reader.yaml.YamlParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 *  Where in a text the problems are, for an editor. A problem has a line and a path. This class searches for the
 *  columns in the text.
 */
public final class Places {
    private static final Pattern YAML_COLUMN = Pattern.compile("^not valid YAML at column (\\d+):");
    private static final Pattern SEGMENT = Pattern.compile("\\[(\\d{0,6})]|[^.\\[]+");
    /** It looks at each run of blanks once: without the lookbehind a long run takes quadratic time. */
    private static final Pattern COMMENT = Pattern.compile("(?<!\\s)\\s++#.*$");

    private final List<String> lines;
    private final YamlNode root;

    /**
     * A place in the text.
     *
     * @param line from 1
     * @param column from 1
     * @param endColumn behind the last character
     */
    record Place(int line, int column, int endColumn) {}

    public Places(byte[] text) {
        this.lines = new String(text, StandardCharsets.UTF_8).lines().toList();
        this.root = YamlParser.parse("", text, new ArrayList<>());
    }

    Place of(DefinitionProblem problem) {
        int line = problem.line() > 0 ? problem.line() : Math.max(1, lineOf(problem.path()));
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        Matcher column = YAML_COLUMN.matcher(problem.message());
        if (column.find()) {
            int at = Math.min(Integer.parseInt(column.group(1)), Math.max(1, text.length()));
            return new Place(line, at, Math.max(at + 1, text.length() + 1));
        }
        String key = problem.path().replaceFirst("^.*\\.", "").replaceFirst("\\[\\d*]$", "");
        int start = key.isEmpty() ? -1 : startOf(key, text);
        return start < 0 ? whole(line, text) : new Place(line, start + 1, endOf(text, start + key.length()) + 1);
    }

    private static Place whole(int line, String text) {
        String content = COMMENT.matcher(text).replaceFirst("").stripTrailing();
        int start = content.length() - content.stripLeading().length();
        return new Place(line, start + 1, Math.max(start + 2, content.length() + 1));
    }

    /** The index of a key in a line; -1 if the line does not have it. */
    private static int startOf(String key, String text) {
        Matcher found = Pattern.compile("(?<![\\w.-])" + Pattern.quote(key) + "(?=[\"']?\\s*:(\\s|$))")
                .matcher(text);
        return found.find() ? found.start() : -1;
    }

    /** The end of the value behind a key: the closing quote or bracket, or what ends a plain value. */
    private static int endOf(String text, int key) {
        int at = text.indexOf(':', key) + 1;
        boolean inBraces = text.substring(0, key).contains("{");
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        int depth = 0;
        char quote = 0;
        int end = at;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                if (depth-- == 0) {
                    break;
                }
            } else if (depth == 0 && (inBraces && c == ',' || c == '#' && text.charAt(end - 1) == ' ')) {
                break;
            }
        }
        return Math.max(key, text.substring(0, end).stripTrailing().length());
    }

    /** The line of the deepest node of a path that the text has; 0 if it has none. */
    int lineOf(String path) {
        YamlNode node = root;
        int line = 0;
        Matcher segment = SEGMENT.matcher(path);
        while (segment.find()) {
            if (segment.group(1) != null) {
                if (segment.group(1).isEmpty()) {
                    node = properties(node);
                } else if (node instanceof Sequence list
                        && Integer.parseInt(segment.group(1)) < list.items().size()) {
                    node = list.items().get(Integer.parseInt(segment.group(1)));
                    line = node.line();
                }
                continue;
            }
            Entry entry = node instanceof Mapping map ? find(map, segment.group()) : null;
            if (entry == null) {
                return line;
            }
            line = entry.line();
            node = entry.value();
        }
        return line;
    }

    private static Entry find(Mapping map, String name) {
        Entry entry = map.entries().get(name);
        // A report names a property behind its object, without the key between them.
        return entry == null
                        && map.entries().get("properties") != null
                        && map.entries().get("properties").value() instanceof Mapping properties
                ? properties.entries().get(name)
                : entry;
    }

    /** From an array output to its items: {@code todos[].title}. */
    private static YamlNode properties(YamlNode node) {
        return node instanceof Mapping map && map.entries().get("items") != null
                ? map.entries().get("items").value()
                : node;
    }
}
