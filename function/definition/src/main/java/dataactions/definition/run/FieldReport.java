package dataactions.definition.run;

import dataactions.definition.value.Tree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the value of one output came from. Contains no value, so that it can be logged and shown.
 *
 * @param field the output's path, {@code todos[].title} for a property of an array's items
 * @param how the output got its value; for an array's items, the last way in {@link How} that any item had
 * @param expression the output's JSONata; null for a constant and for items
 * @param expected the type in the contract
 * @param found the type in the upstream's answer, in words, for a mismatch or a conversion; else null
 * @param nearest the nearest path that exists in the upstream's answer, if the expression's path does not; else null
 */
public record FieldReport(String field, How how, String expression, String expected, String found, String nearest) {
    /** The ways an output gets its value. */
    public enum How {
        /** The definition has a constant. */
        CONSTANT,
        /** The upstream gave no value, and there is no default: the answer does not contain the output. */
        MISSING,
        /** The upstream gave no value: the output has its default, or an array without a default is empty. */
        DEFAULTED,
        /** The upstream's answer contained the value. */
        FOUND,
        /** The upstream's answer had a value of another type, which was converted without loss. */
        CONVERTED,
        /** A required value was absent, a value did not fit its type, or the expression failed. */
        MISMATCH;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** The word in logs and reports. */
        public String word() {
            return word;
        }
    }

    /** As a JSON tree without keys that have no value. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("field", field);
        tree.put("how", how.word());
        Tree.put(tree, "expression", expression);
        Tree.put(tree, "expected", expected);
        Tree.put(tree, "found", found);
        Tree.put(tree, "nearest", nearest);
        return tree;
    }
}
