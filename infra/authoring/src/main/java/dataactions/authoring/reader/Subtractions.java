package dataactions.authoring.reader;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds text that looks like a hyphenated name in a JSONata expression. JSONata reads {@code customer-name} as
 * {@code customer} minus {@code name} and returns nothing, without an error.
 */
public final class Subtractions {
    private Subtractions() {}

    /** The possible hyphenated names in the expression's subtractions, and every sequence of their parts. */
    public static Set<String> of(String expression) {
        Set<String> found = new LinkedHashSet<>();
        List<String> run = new ArrayList<>();
        String code = withoutQuoted(expression);
        int i = 0;
        boolean afterMinus = false;
        while (i < code.length()) {
            char c = code.charAt(i);
            boolean number = afterMinus && Character.isDigit(c); // address-line-1
            if (isNameStart(c) || number) {
                int end = i;
                while (end < code.length() && isNamePart(code.charAt(end))) {
                    end++;
                }
                boolean variable = i > 0 && code.charAt(i - 1) == '$';
                if (!afterMinus || variable) {
                    run.clear();
                }
                if (!variable) {
                    run.add(code.substring(i, end));
                    spell(run, found);
                }
                afterMinus = false;
                i = end;
            } else {
                if (c == '-' && !afterMinus && !run.isEmpty()) {
                    afterMinus = true;
                } else if (!Character.isWhitespace(c)) {
                    run.clear();
                    afterMinus = false;
                }
                i++;
            }
        }
        return found;
    }

    private static void spell(List<String> run, Set<String> found) {
        for (int from = 0; from < run.size() - 1; from++) {
            found.add(String.join("-", run.subList(from, run.size())));
        }
    }

    /** The expression with strings, backticked names and comments replaced by a character that no name may have. */
    private static String withoutQuoted(String text) {
        StringBuilder code = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                int end = i + 1;
                while (end < text.length() && text.charAt(end) != c) {
                    end += text.charAt(end) == '\\' && c != '`' ? 2 : 1;
                }
                code.append('#');
                i = end + 1;
            } else if (text.startsWith("/*", i)) {
                int end = text.indexOf("*/", i + 2);
                code.append('#');
                i = end < 0 ? text.length() : end + 2;
            } else {
                code.append(c);
                i++;
            }
        }
        return code.toString();
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
