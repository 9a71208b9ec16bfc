package dataactions.definition;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the value of one output came from. Holds no value, so that it may be logged and shown.
 *
 * @param field the output's path, {@code todos[].title} for a property of an array's items
 * @param how what was found; of an array's items, the last of the ways below that any of them had
 * @param expression where it was looked for: JSONata; null for a constant, and for items
 * @param expected the type in the contract
 * @param found what the upstream's answer had, in words for a mismatch or a conversion; else null
 * @param nearest for a miss, the nearest path that the upstream's answer does have, or null
 */
public record FieldReport(String field, How how, String expression, String expected, String found, String nearest) {
    /** The ways an output gets its value. */
    public enum How {
        /** The definition gives it. */
        CONSTANT,
        /** There was none, and no default: it is left out of the answer. */
        MISSING,
        /** There was none, so the default (or, of an array without one, an empty array) was taken. */
        DEFAULTED,
        /** The upstream's answer had it. */
        FOUND,
        /** The upstream's answer had it in another type that converts without loss. */
        CONVERTED,
        /** It is required and was not there, does not fit its type, or its expression failed. */
        MISMATCH;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** As logs and reports name it. */
        public String word() {
            return word;
        }
    }

    /** As a JSON tree; what is absent is left out. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("field", field);
        tree.put("how", how.word());
        Input.put(tree, "expression", expression);
        Input.put(tree, "expected", expected);
        Input.put(tree, "found", found);
        Input.put(tree, "nearest", nearest);
        return tree;
    }
}
