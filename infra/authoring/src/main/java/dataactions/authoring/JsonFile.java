package dataactions.authoring;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads JSON that people edit, such as {@code cdk.json}. An error message has the line, the column and a usual cause.
 */
public final class JsonFile {
    private static final Json.Limits LIMITS = new Json.Limits(16 * 1024 * 1024, 100);

    /** Other quotation marks than JSON's. */
    private static final String QUOTES = "'“”„‟‘’‚«»‹›";

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9A-Fa-f]{0,3})?$");

    private JsonFile() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonException with a message for a person:
     *     {@code not JSON at line 3, column 5: remove the comma before it}; never quotes the text
     */
    public static Object parse(byte[] text) {
        try {
            return Json.parse(text, LIMITS);
        } catch (JsonException e) {
            throw new JsonException(
                    e.kind(),
                    e.getMessage() + cause(text, e).map(cause -> ": " + cause).orElse(""));
        }
    }

    private static Optional<String> cause(byte[] text, JsonException e) {
        if (e.kind() == JsonException.Kind.CUT_OFF && e.line() > 0) {
            return Optional.of("a closing bracket or a closing quote is missing");
        }
        if (e.kind() != JsonException.Kind.SYNTAX || e.line() == 0) {
            return Optional.empty();
        }
        String whole = new String(text, StandardCharsets.UTF_8);
        int line = 0;
        for (int i = 1; i < e.line(); i++) {
            line = whole.indexOf('\n', line) + 1;
        }
        int left = whole.codePointCount(line, whole.length());
        int at = whole.offsetByCodePoints(line, Math.min(e.column() - 1, left));
        return cause(whole.substring(0, at), whole.substring(at));
    }

    /**
     * @param before the text that the parser accepted
     * @param from the rest of the text
     */
    private static Optional<String> cause(String before, String from) {
        char found = from.isEmpty() ? '\n' : from.charAt(0);
        String taken = before.stripTrailing();
        char last = taken.isEmpty() ? '{' : taken.charAt(taken.length() - 1);
        boolean opens = last == '{' || last == '[' || last == ',' || last == ':';
        if (from.startsWith("<<<<<<<") || from.startsWith("=======") || from.startsWith(">>>>>>>")) {
            return Optional.of("this line marks a merge conflict; resolve it");
        } else if ((found == '}' || found == ']') && last == ',') {
            return Optional.of("remove the comma before it");
        } else if (ESCAPE.matcher(before).find()) {
            return Optional.of("a backslash in a text is written twice");
        } else if (found == '\n' || found == '\r') {
            return Optional.of("a text ends in the line in which it begins; close it with a double quote");
        } else if (found == '/' || found == '#') {
            return Optional.of("JSON has no comments; write one as the value of a key \"//\"");
        } else if (opens && (QUOTES.indexOf(found) >= 0 || Character.isLetter(found))) {
            return Optional.of("names and texts stand in double quotes");
        } else if (!opens && (found == '"' || found == '{' || found == '[' || Character.isLetterOrDigit(found))) {
            return Optional.of("a comma or a colon is missing before it");
        }
        return Optional.empty();
    }
}
