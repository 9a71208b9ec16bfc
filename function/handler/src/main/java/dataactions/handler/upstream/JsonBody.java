package dataactions.handler.upstream;

import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON of an answer's body. */
final class JsonBody {
    private static final Json.Limits LIMITS = Json.Limits.DEFAULT;

    private JsonBody() {}

    /** Loaded only for an answer that declares a charset. */
    private static final class DeclaredCharset {
        static final Pattern PATTERN = Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
    }

    /**
     * Parses the body as Unicode: its first bytes show which encoding. The declared charset is used only if that fails.
     *
     * @param contentType the answer's header, or null
     */
    static Object parse(InputStream text, String contentType, Allowance allowance) throws IOException {
        Charset declared = declaredCharset(contentType);
        if (declared == null) {
            return Json.parse(text, LIMITS, allowance);
        }
        byte[] bytes = text.readNBytes(LIMITS.maxBytes() + 1);
        try {
            return Json.parse(bytes, LIMITS, allowance);
        } catch (JsonException e) {
            if (e.kind() != JsonException.Kind.SYNTAX) {
                throw e;
            }
            return Json.parse(new String(bytes, declared).getBytes(StandardCharsets.UTF_8), LIMITS, allowance);
        }
    }

    /** The declared charset; null if there is none or if it is Unicode. */
    private static Charset declaredCharset(String contentType) {
        if (contentType == null || contentType.endsWith("utf-8") || contentType.endsWith("/json")) {
            return null; // the usual case
        }
        Matcher matcher = DeclaredCharset.PATTERN.matcher(contentType);
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.group(1).toUpperCase(Locale.ROOT);
        try {
            return name.startsWith("UTF") ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Why the body cannot be used, as the end of a sentence. Quotes neither header nor body, because their content
     * comes from the upstream.
     *
     * @param first the body's first byte
     * @param contentType the answer's header, or null
     */
    static String problem(JsonException e, int first, String contentType) {
        return switch (e.kind()) {
            case TOO_LARGE -> "answer is larger than the function reads (" + LIMITS.maxBytes() + " bytes)";
            case TOO_MANY_VALUES -> "answer holds more values than the function has memory for";
            case TOO_DEEP -> "answer is nested deeper than the function reads (" + LIMITS.maxDepth() + " levels)";
            case CUT_OFF, EMPTY -> "answer was cut off";
            case DUPLICATE_KEY -> "answer is ambiguous JSON: " + e.getMessage();
            case TRAILING, SYNTAX -> "answer is not JSON" + instead(first, contentType);
        };
    }

    /** The format that the answer seems to have. */
    private static String instead(int first, String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            return " but HTML: only JSON APIs can be called";
        } else if (type.contains("xml")) {
            return " but XML: only JSON APIs can be called";
        }
        return first == '<' ? " but HTML or XML: only JSON APIs can be called" : "";
    }
}
