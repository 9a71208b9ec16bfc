package dataactions.definition;

/**
 * Where the value of one output came from. Holds no value, so that it may be logged.
 *
 * @param field the output's path, {@code todos[].title} for a property of an array's items
 * @param how what was found; of an array's items, the best that any of them had
 */
public record FieldReport(String field, How how) {
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
        CONVERTED
    }
}
