package dataactions.authoring.proposal.curl;

import dataactions.authoring.proposal.ProposalException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splits a command line into its words, as bash or as cmd does. Nothing is run and nothing is expanded. */
final class ShellWords {
    private static final Pattern CMD = Pattern.compile("\\^[ \\t]*\\r?\\n|\\^\"|\\^\\^|[{,:\\[]\"\"|\"\"[}:,\\]]");
    /** What a variable of a shell looks like. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_{(]");
    /** The characters before which browsers write ^ for cmd, inside of quotes too. */
    private static final String CMD_ESCAPED = "^\"\\{}[]&|<>%!@#$*~`";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isWord;
    private int at;
    /** What follows the command, such as {@code | jq}. */
    private boolean hasRest;

    /** A quote that is not closed. */
    static final class OpenQuote extends ProposalException {
        private static final long serialVersionUID = 1L;

        private OpenQuote(String message) {
            super(message);
        }
    }

    private ShellWords(String text) {
        this.text = text;
    }

    /**
     * The words of a line.
     *
     * @param hasRest whether the line goes on after the command, with a pipe or another command
     */
    record Line(List<String> words, boolean hasRest) {}

    /** @throws ProposalException for a quote that is not closed, and for what only a shell can do */
    static Line split(String text) {
        ShellWords all = new ShellWords(text);
        if (isCmd(text)) {
            all.cmd();
        } else {
            all.bash();
        }
        return new Line(all.words, all.hasRest);
    }

    static boolean isCmd(String text) {
        return text.indexOf('\'') < 0 ? CMD.matcher(text).find() : text.matches("(?s).*(\\^\"|\\^[ \\t]*\\r?\\n).*");
    }

    private void end() {
        if (isWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
    }

    private void add(char c) {
        word.append(c);
        isWord = true;
    }

    private char peek() {
        return at + 1 < text.length() ? text.charAt(at + 1) : '\0';
    }

    private void bash() {
        for (; at < text.length() && !hasRest; at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                escaped();
            } else if (c == '\'') {
                isWord = true;
                single();
            } else if (c == '"') {
                isWord = true;
                doubled();
            } else if (c == '$' && peek() == '\'') {
                isWord = true;
                at++;
                ansi();
            } else if (c == '$' && peek() == '"') {
                isWord = true;
            } else if (c == '`' || c == '$') {
                expansion(c);
            } else if (c == '\n' || c == '\r') {
                newline();
            } else if (Character.isWhitespace(c)) {
                end();
            } else if (c == '#' && !isWord) {
                comment();
            } else if (isEnd(c)) {
                end();
                hasRest = true;
            } else {
                add(c);
            }
        }
        end();
    }

    /** A pasted URL without quotes has ampersands; bash would take the first for the end of the command. */
    private boolean isEnd(char c) {
        char next = peek();
        if (c == '&') {
            return !isWord || next == '&' || next == '\0' || Character.isWhitespace(next);
        }
        // The documentation of an API writes <user-id> in a path.
        boolean isPlaceholder = c == '>' && word.lastIndexOf("<") > word.lastIndexOf(">");
        return c == '|' || c == ';' || c == '>' && !isPlaceholder || c == '<' && !isWord;
    }

    /** A line break without a backslash ends the command, unless the next line has another option. */
    private void newline() {
        end();
        String rest = text.substring(at).strip();
        if (!words.isEmpty() && !rest.isEmpty() && !rest.startsWith("-") && !rest.startsWith("#")) {
            hasRest = true;
        }
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void escaped() {
        char next = peek();
        if (next == '\r' && at + 2 < text.length() && text.charAt(at + 2) == '\n') {
            at += 2;
        } else if (next == '\n') {
            at++;
        } else if (next == ' ' && text.substring(at + 1).matches("[ \\t]+\\r?\\n(?s).*")) {
            // A text that was copied from a page may have a blank behind the backslash.
            at = text.indexOf('\n', at);
            end();
        } else if (next != '\0') {
            at++;
            add(next);
        }
    }

    private void single() {
        int close = text.indexOf('\'', at + 1);
        if (close < 0) {
            throw unclosed("'");
        }
        word.append(text, at + 1, close);
        at = close;
    }

    private void doubled() {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return;
            }
            if (c == '\\' && "\"\\$`".indexOf(peek()) >= 0 && peek() != '\0') {
                at++;
                word.append(text.charAt(at));
            } else if (c == '\\' && peek() == '\n') {
                at++;
            } else if (c == '`' || c == '$') {
                expansion(c);
            } else {
                word.append(c);
            }
        }
        throw unclosed("\"");
    }

    /** {@code $'…'}: the escapes of C. */
    private void ansi() {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'') {
                return;
            }
            if (c != '\\') {
                word.append(c);
                continue;
            }
            if (isByte()) {
                bytes();
                continue;
            }
            at++;
            char next = at < text.length() ? text.charAt(at) : '\\';
            switch (next) {
                case 'a' -> word.append('\u0007');
                case 'e', 'E' -> word.append('\u001b');
                case 'v' -> word.append('\u000b');
                case 'n' -> word.append('\n');
                case 't' -> word.append('\t');
                case 'r' -> word.append('\r');
                case 'b' -> word.append('\b');
                case 'f' -> word.append('\f');
                case 'u' -> code(4);
                case 'U' -> code(8);
                default -> word.append(next);
            }
        }
        throw unclosed("$'");
    }

    private boolean isByte() {
        return text.charAt(at) == '\\'
                && (peek() >= '0' && peek() <= '7'
                        || peek() == 'x' && at + 2 < text.length() && Character.digit(text.charAt(at + 2), 16) >= 0);
    }

    /** Escapes in octal and in hexadecimal: each is one byte, and several are a character of UTF-8. */
    private void bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (at < text.length() && isByte()) {
            boolean isHex = peek() == 'x';
            int radix = isHex ? 16 : 8;
            int from = at + (isHex ? 2 : 1);
            int end = from;
            while (end < text.length()
                    && end - from < (isHex ? 2 : 3)
                    && Character.digit(text.charAt(end), radix) >= 0) {
                end++;
            }
            bytes.write(Integer.parseInt(text.substring(from, end), radix));
            at = end;
        }
        word.append(bytes.toString(StandardCharsets.UTF_8));
        at--;
    }

    private void code(int digits) {
        int end = at + 1;
        while (end < text.length() && end - at <= digits && Character.digit(text.charAt(end), 16) >= 0) {
            end++;
        }
        int code = end == at + 1 ? 0 : (int) Long.parseLong(text.substring(at + 1, end), 16);
        if (Character.isValidCodePoint(code)) {
            word.appendCodePoint(code);
        }
        at = end - 1;
    }

    /** Keeps a variable as it is written: {@code Bearer $TOKEN} shows that there is a token, and not its value. */
    private void expansion(char c) {
        char next = peek();
        if (c == '`' || next == '(') {
            throw new ProposalException("The curl line runs another command inside (` or $(…)), which is not done here:"
                    + " put its result into the line.");
        }
        add(c);
        if (VARIABLE.matcher(String.valueOf(next)).matches() && next == '{') {
            int close = text.indexOf('}', at);
            if (close > 0) {
                word.append(text, at + 1, close + 1);
                at = close;
            }
        }
    }

    private void cmd() {
        boolean quoted = false;
        for (; at < text.length() && !hasRest; at++) {
            char c = text.charAt(at);
            char next = peek();
            if (c == '^') {
                if (next == '\r' || next == '\n') {
                    at += next == '\r' && at + 2 < text.length() && text.charAt(at + 2) == '\n' ? 2 : 1;
                    if (quoted) {
                        // In cmd, a line break inside quotes is written as ^ and two line breaks.
                        lineBreak();
                    }
                } else if (next == ' ' && text.substring(at + 1).matches("[ \\t]+\\r?\\n(?s).*")) {
                    at = text.indexOf('\n', at);
                } else if (next == '"') {
                    at++;
                    quoted = quote(quoted);
                } else if (next == '\\' && text.startsWith("^\\^\"", at)) {
                    at += 3;
                    add('"');
                } else if (text.startsWith("^\\^\\", at)) {
                    at += 3;
                    add('\\');
                } else if (quoted && CMD_ESCAPED.indexOf(next) < 0) {
                    add(c);
                } else if (next != '\0') {
                    at++;
                    add(next);
                }
            } else if (c == '"') {
                quoted = quote(quoted);
            } else if (c == '\\' && next == '"') {
                at++;
                add('"');
            } else if (c == '\\' && next == '\\' && quoted) {
                at++;
                add('\\');
            } else if (!quoted && (c == '\n' || c == '\r')) {
                newline();
            } else if (!quoted && Character.isWhitespace(c)) {
                end();
            } else if (!quoted && isEnd(c)) {
                end();
                hasRest = true;
            } else {
                add(c);
            }
        }
        if (quoted) {
            throw unclosed("\"");
        }
        end();
    }

    private void lineBreak() {
        if (peek() == '\r' || peek() == '\n') {
            at += peek() == '\r' && at + 2 < text.length() && text.charAt(at + 2) == '\n' ? 2 : 1;
            add('\n');
        }
    }

    /** In cmd, two quotes inside quotes mean one quote. */
    private boolean quote(boolean quoted) {
        isWord = true;
        if (quoted && peek() == '"') {
            at++;
            word.append('"');
            return true;
        }
        return !quoted;
    }

    private static ProposalException unclosed(String quote) {
        return new OpenQuote("The curl line has a " + quote + " that is not closed: copy the whole line, and put"
                + " it between single quotes or on standard input.");
    }
}
