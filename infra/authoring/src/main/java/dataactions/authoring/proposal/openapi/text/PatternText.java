package dataactions.authoring.proposal.openapi.text;

import java.util.Optional;

/**
 * Writes a text for a simple regular expression, such as {@code AC00} for {@code ^AC[0-9]{2}$}: literals, character
 * classes, groups, and repetitions. The caller checks that the text matches.
 */
public final class PatternText {
    private static final int MAX_LENGTH = 500;

    private final String pattern;
    private int at;

    private PatternText(String pattern) {
        this.pattern = pattern;
    }

    /** Empty if the expression has something that this class does not know. */
    public static Optional<String> of(String pattern) {
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        PatternText reading = new PatternText(pattern);
        try {
            String text = reading.alternatives(0);
            return reading.at == pattern.length() ? Optional.of(text) : Optional.empty();
        } catch (UnknownSyntax | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static final class UnknownSyntax extends RuntimeException {
        UnknownSyntax() {
            super(null, null, false, false);
        }
    }

    /** The text of the first alternative. */
    private String alternatives(int depth) {
        String first = sequence(depth);
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence(depth);
        }
        return first;
    }

    private String sequence(int depth) {
        if (depth > 20) {
            throw new UnknownSyntax();
        }
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            char c = pattern.charAt(at++);
            switch (c) {
                case '^', '$' -> {}
                case '.' -> text.append(repeated("a"));
                case '[' -> text.append(repeated(String.valueOf(oneOf())));
                case '\\' -> text.append(repeated(String.valueOf(escaped(pattern.charAt(at++)))));
                case '(' -> text.append(repeated(group(depth)));
                case '*', '+', '?', '{' -> throw new UnknownSyntax();
                default -> text.append(repeated(String.valueOf(c)));
            }
            if (text.length() > MAX_LENGTH) {
                throw new UnknownSyntax();
            }
        }
        return text.toString();
    }

    private String group(int depth) {
        if (pattern.charAt(at) == '?') {
            if (pattern.charAt(at + 1) != ':') {
                throw new UnknownSyntax();
            }
            at += 2;
        }
        String text = alternatives(depth + 1);
        if (pattern.charAt(at++) != ')') {
            throw new UnknownSyntax();
        }
        return text;
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'd' -> '0';
            case 'w' -> 'a';
            case 's' -> ' ';
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw new UnknownSyntax();
                }
                yield c;
            }
        };
    }

    /** The first character of a class. */
    private char oneOf() {
        char first = pattern.charAt(at++);
        if (first == '^') {
            throw new UnknownSyntax();
        }
        if (first == '\\') {
            first = escaped(pattern.charAt(at++));
        }
        while (pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        return first;
    }

    /** The text as often as what follows says; at least once if it may. */
    private String repeated(String text) {
        if (at == pattern.length()) {
            return text;
        }
        int times = 1;
        char c = pattern.charAt(at);
        if (c == '{') {
            int end = pattern.indexOf('}', at);
            String count = pattern.substring(at + 1, end);
            if (!count.matches("[0-9]{1,3}(,[0-9]{0,9})?")) {
                throw new UnknownSyntax();
            }
            times = Integer.parseInt(count.replaceFirst(",.*", ""));
            times = times == 0 && !count.matches("0|0,0") ? 1 : times;
            at = end + 1;
        } else if (c == '*' || c == '+' || c == '?') {
            at++;
        } else {
            return text;
        }
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++; // lazy or possessive: the same texts match
        }
        if ((long) text.length() * times > MAX_LENGTH) {
            throw new UnknownSyntax();
        }
        return text.repeat(times);
    }
}
