package dataactions.definition.expression;

import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JSONata functions that are replaced, because they could run without end, or depend on other evaluations or on a
 * snapshot. The replacements respect the {@link Bounds} of their evaluation. The results are those of the library
 * (0.9.10), except where the library contradicts JSONata's documentation: {@code $replace} with a limit takes a text
 * pattern literally, and inserts a replacement function's result literally.
 */
final class BoundedFunctions {
    /** The functions that a new definition must not use, each with the reason. */
    static final Map<String, String> REFUSED = Map.of(
            "eval",
            "would run code that an upstream sends: write the expression itself",
            "error",
            "is not a function here (it is the text of the outcome in a flat answer): declare the case in errors, or leave the"
                    + " output out and make it required",
            "assert",
            "makes the mapping fail, and nobody sees its text: declare the case in errors, or leave the output"
                    + " out and make it required");

    /** A name that no variable in an expression can have. */
    private static final String TRANSFORM = "!transform";

    private static final JFunction TRANSFORMING = new JFunction(
            (input, arguments) -> CollectionFunctions.transforming((JFunction) arguments.get(0)), "<f:f>");

    /** The functions, by name. */
    static final Map<String, JFunction> BY_NAME = byName();

    private BoundedFunctions() {}

    private static Map<String, JFunction> byName() {
        Map<String, JFunction> all = new LinkedHashMap<>();
        put(all, TextFunctions.class, "string", "<x-b?:s>");
        put(all, TextFunctions.class, "substring", "<s-nn?:s>");
        put(all, TextFunctions.class, "trim", "<s-:s>");
        put(all, TextFunctions.class, "pad", "<s-ns?:s>");
        put(all, TextFunctions.class, "join", "<a<s>s?:s>");
        put(all, TextFunctions.class, "encodeUrlComponent", "<s-:s>");
        put(all, TextFunctions.class, "encodeUrl", "<s-:s>");
        put(all, TextFunctions.class, "decodeUrlComponent", "<s-:s>");
        put(all, TextFunctions.class, "decodeUrl", "<s-:s>");
        put(all, PatternFunctions.class, "match", "<s-f<s:o>n?:a<o>>");
        put(all, PatternFunctions.class, "contains", "<s-(sf):b>");
        put(all, PatternFunctions.class, "replace", "<s-(sf)(sf)n?:s>");
        put(all, PatternFunctions.class, "split", "<s-(sf)n?:a<s>>");
        put(all, NumberFunctions.class, "formatNumber", "<n-so?:s>");
        put(all, NumberFunctions.class, "formatBase", "<n-n?:s>");
        put(all, NumberFunctions.class, "formatInteger", "<n-s:s>");
        put(all, NumberFunctions.class, "parseInteger", "<s-s:n>");
        put(all, NumberFunctions.class, "round", "<n-n?:n>");
        put(all, CallbackFunctions.class, "map", "<af>");
        put(all, CallbackFunctions.class, "filter", "<af>");
        put(all, CallbackFunctions.class, "single", "<af?>");
        put(all, CallbackFunctions.class, "reduce", "<afj?:j>");
        put(all, CallbackFunctions.class, "sift", "<o-f?:o>");
        put(all, CallbackFunctions.class, "each", "<o-f:a>");
        put(all, CallbackFunctions.class, "sort", "<af?:a>");
        put(all, CollectionFunctions.class, "zip", "<a+>");
        put(all, CollectionFunctions.class, "spread", "<x-:a<o>>");
        put(all, CollectionFunctions.class, "distinct", "<x:x>");
        put(all, CollectionFunctions.class, "clone", "<(oa)-:o>");
        put(all, EvalFunction.class, "eval", "<sx?:x>");
        put(all, DateFunctions.class, "toMillis", "<s-s?:n>");
        put(all, DateFunctions.class, "fromMillis", "<n-s?s?:s>");
        put(all, DateFunctions.class, "now", "<s?s?:s>");
        put(all, DateFunctions.class, "millis", "<:n>");
        put(all, RandomFunctions.class, "random", "<:n>");
        put(all, RandomFunctions.class, "shuffle", "<a:a>");
        return Collections.unmodifiableMap(all);
    }

    private static void put(Map<String, JFunction> all, Class<?> owner, String name, String signature) {
        all.put(name, new JFunction(name, signature, owner, null, name));
    }

    /**
     * Changes a parsed expression so that its regular expressions and transformations keep to the bounds, and its
     * integers keep their digits.
     */
    static void bound(Symbol root, String text) {
        SyntaxTree.keepDigits(root, text);
        SyntaxTree.replaceRegexes(root, RegexFunction::new);
        SyntaxTree.wrapTransforms(root, TRANSFORM);
    }

    /** Every function that an expression needs besides JSONata's own, by name. */
    static Map<String, JFunction> all() {
        Map<String, JFunction> all = new LinkedHashMap<>(BY_NAME);
        all.put(TRANSFORM, TRANSFORMING);
        return all;
    }
}
