package dataactions.registrar.resources.reconcile;

import dataactions.registrar.invocation.Failure;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the registrar does to an object that exists, so that it reaches its desired state. The plan of the
 * {@code plan} command is another type: it is only shown.
 *
 * @param <C> what is written
 */
public sealed interface WritePlan<C> {
    /** The object is in its desired state. */
    record Nothing<C>() implements WritePlan<C> {}

    /**
     * The object is changed in place.
     *
     * @param change what is written
     * @param fields what differs from the desired state
     * @param others names of fields that are written although a person sees no difference: our own notes, and what Genesys
     *     never shows
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

    /** The object cannot reach its desired state; another one can. CloudFormation deletes this one afterwards. */
    record Replace<C>(String reason) implements WritePlan<C> {}

    /** The object cannot reach its desired state, and must not be replaced. */
    record Refuse<C>(Failure failure) implements WritePlan<C> {}

    /** Whether the object is, or can be brought, in its desired state. */
    default boolean isReachable() {
        return this instanceof Nothing || this instanceof Change;
    }
}
