package dataactions.registrar.resources.reconcile;

import dataactions.registrar.invocation.Failure;
import java.util.List;
import java.util.stream.Stream;

/**
 * The change that brings an existing object into its desired state. The {@code plan} command has its own type {@code
 * Plan}, which is only displayed.
 *
 * @param <C> the change that is written
 */
public sealed interface WritePlan<C> {
    /** The object is in its desired state. */
    record Nothing<C>() implements WritePlan<C> {}

    /**
     * The object is changed in place.
     *
     * @param change the change that is written
     * @param fields the fields that differ from the desired state
     * @param others names of further fields that are written: our own notes, and fields that Genesys never shows. A
     *     person sees no difference in them
     */
    record Change<C>(C change, List<FieldChange> fields, List<String> others) implements WritePlan<C> {
        /** For the log. */
        String fieldNames() {
            return String.join(
                    ", ",
                    Stream.concat(fields.stream().map(FieldChange::field), others.stream())
                            .toList());
        }
    }

    /** The object cannot reach its desired state, but a new object can. CloudFormation deletes this one afterwards. */
    record Replace<C>(String reason) implements WritePlan<C> {}

    /** The object cannot reach its desired state, and must not be replaced. */
    record Refuse<C>(Failure failure) implements WritePlan<C> {}

    /** Whether the object is in its desired state, or can reach it. */
    default boolean isReachable() {
        return this instanceof Nothing || this instanceof Change;
    }
}
