package dataactions.authoring.proposal;

import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.util.Map;
import java.util.Optional;

/**
 * An input of the definition.
 *
 * @param name unique in the call, and no name that is reserved; see {@link UniqueNames}
 * @param type a string, integer, number or boolean
 * @param example the value in the source: of the first call, and masked of the first example; of the input's type
 * @param description on one line; empty for none
 * @param constraints further keys of a definition's input, such as {@code minimum}, {@code enum}, {@code default}
 */
public record ProposedInput(
        String name,
        ValueType type,
        boolean required,
        Optional<Object> example,
        String description,
        Map<String, Object> constraints) {
    public ProposedInput {
        constraints = Tree.frozen(constraints);
    }

    /** A required input, known by its value only. */
    public static ProposedInput of(String name, ValueType type, Object example) {
        return new ProposedInput(name, type, true, Optional.of(example), "", Map.of());
    }

    /** Without the example, which may be personal. */
    @Override
    public String toString() {
        return name + ": " + type.word();
    }
}
