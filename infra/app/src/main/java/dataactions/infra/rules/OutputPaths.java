package dataactions.infra.rules;

import dataactions.definition.Output;
import dataactions.definition.Suggestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds paths below {@code data} in a check's expectation that no output has. Inside {@code orders[…]} or
 * {@code orders.(…)} a name may refer to another value, so this class reports nothing there.
 */
final class OutputPaths {
    private static final String NAME = "(?:[A-Za-z_][A-Za-z0-9_]*|`[^`]*`)";
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'" // texts
                    + "|/\\*.*?\\*/|\\s+" // comments, blanks
                    + "|\\$?" + NAME + "|\\$\\$?|[0-9][0-9.eE]*|.",
            Pattern.DOTALL);
    private static final Pattern IGNORED = Pattern.compile("/\\*.*|\\s+", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("-?[0-9]+");

    private final List<String> tokens = new ArrayList<>();

    private OutputPaths(String expression) {
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            if (!IGNORED.matcher(matcher.group()).matches()) {
                tokens.add(matcher.group());
            }
        }
    }

    /** One line for each path that no output has, with the nearest output. */
    static List<String> unknown(String expression, Map<String, Output> outputs) {
        OutputPaths all = new OutputPaths(expression);
        List<String> problems = new ArrayList<>();
        Deque<Boolean> opened = new ArrayDeque<>();
        int inOther = 0;
        for (int i = 0; i < all.tokens.size(); i++) {
            String token = all.tokens.get(i);
            if (token.equals("(") || token.equals("[") || token.equals("{")) {
                boolean isOther = all.changesContext(i);
                opened.push(isOther);
                inOther += isOther ? 1 : 0;
            } else if (token.equals(")") || token.equals("]") || token.equals("}")) {
                inOther -= !opened.isEmpty() && opened.pop() ? 1 : 0;
            } else if (plain(token).equals("data") && all.isAtRoot(i, inOther > 0)) {
                all.problem(i, outputs, problems);
            }
        }
        return problems;
    }

    /**
     * Says why an expectation of a flat action is never true in Genesys's test call: it compares a member of the envelope
     * that a flat answer does not have. Empty for an expression that may be true nevertheless, because it has an
     * alternative or a negation.
     */
    static Optional<String> absentIfFlat(String expression) {
        OutputPaths all = new OutputPaths(expression);
        if (all.tokens.stream().anyMatch(each -> each.matches("or|\\?|\\$not|[({\\[]"))) {
            return Optional.empty();
        }
        for (int i = 0; i < all.tokens.size(); i++) {
            String name = plain(all.tokens.get(i));
            boolean isEqual = all.at(i + 1).equals("=");
            boolean isAbsent = name.matches("errorCode|error")
                    || name.equals("status") && all.at(i + 2).matches("[\"']error[\"']");
            if (isAbsent && isEqual && all.isAtRoot(i, false)) {
                return Optional.of((name.equals("status") ? "status = \"error\"" : name)
                        + " is never there: the action has a flat answer, so Genesys Cloud gets the outputs alone; ");
            }
        }
        return Optional.empty();
    }

    /** Whether a bracket starts a predicate, a map or a grouping. It does so right after a value or after its dot. */
    private boolean changesContext(int i) {
        String before = at(i - 1);
        if (tokens.get(i).equals("(")) {
            return before.equals(".");
        }
        return before.equals(".")
                || before.matches("[)\\]}]|" + NAME + "|\\$\\$?|\\$" + NAME) && !before.matches("and|or|in");
    }

    private boolean isAtRoot(int i, boolean isInOther) {
        if (at(i - 1).equals(".")) {
            boolean isRoot = at(i - 2).equals("$$") || at(i - 2).equals("$") && !isInOther;
            return isRoot && !at(i - 3).equals(".");
        }
        return !isInOther;
    }

    private void problem(int data, Map<String, Output> outputs, List<String> problems) {
        Map<String, Output> known = outputs;
        String read = "data";
        int i = data + 1;
        while (true) {
            while (at(i).equals("[") && INDEX.matcher(number(i + 1)).matches()) {
                i += number(i + 1).startsWith("-") ? 4 : 3;
            }
            if (!at(i).equals(".") || !at(i + 1).matches(NAME)) {
                return;
            }
            String name = plain(at(i + 1));
            Output output = known.get(name);
            if (output == null) {
                problems.add(read + "." + name + " is no output of the action; "
                        + (known.isEmpty() ? read + " has no members" : Suggestion.hint(name, known.keySet())));
                return;
            }
            known = output.items() == null
                    ? output.properties()
                    : output.items().properties();
            read += "." + name;
            i += 2;
        }
    }

    private String number(int i) {
        return at(i).equals("-") ? "-" + at(i + 1) : at(i);
    }

    private String at(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : "";
    }

    private static String plain(String name) {
        return name.replace("`", "");
    }
}
