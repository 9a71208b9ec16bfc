package dataactions.registrar.plan;

import dataactions.registrar.invocation.Failure;
import dataactions.registrar.resources.reconcile.Candidate;
import dataactions.registrar.resources.reconcile.FieldChange;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a deployment would do to one object in Genesys, for a person to read. */
public sealed interface Plan {
    /** Stands for a value that is not shown. */
    String HIDDEN = "(hidden)";

    /** The object is in its desired state. */
    record Nothing() implements Plan {}

    /** There is no object yet. */
    record Create() implements Plan {}

    /** The object is changed in place. */
    record Change(List<FieldChange> fields) implements Plan {}

    /** Another object is created, and this one deleted afterwards. */
    record Replace(String reason) implements Plan {}

    /** The deployment fails. */
    record Refuse(Failure failure) implements Plan {}

    /** The object is no longer part of the desired state. */
    record Remove() implements Plan {}

    /**
     * The changes that the registrar would make, without writes that a person would not see as a difference.
     *
     * @param candidate the object; empty if there is none yet
     */
    static Plan of(Optional<? extends Candidate<?, ?>> candidate) {
        if (candidate.isEmpty()) {
            return new Create();
        }
        WritePlan<?> plan = candidate.get().plan();
        if (plan instanceof WritePlan.Change<?> change) {
            return change.fields().isEmpty()
                    ? new Nothing()
                    : new Change(
                            change.fields().stream().map(Plan::withoutSecrets).toList());
        }
        if (plan instanceof WritePlan.Replace<?> replace) {
            return new Replace(replace.reason());
        }
        return plan instanceof WritePlan.Refuse<?> refuse ? new Refuse(refuse.failure()) : new Nothing();
    }

    /** A person may have put a secret into a header or into the URL. A plan is printed, and in a pipeline it is logged. */
    private static FieldChange withoutSecrets(FieldChange field) {
        String observed = String.valueOf(field.observed());
        return switch (field.field()) {
            case "headers" -> {
                List<String> ours = field.desired().lines().toList();
                yield new FieldChange(
                        field.field(),
                        observed.lines()
                                .map(line -> ours.contains(line)
                                        ? line
                                        : line.contains(": ")
                                                ? line.substring(0, line.indexOf(": ") + 2) + HIDDEN
                                                : HIDDEN)
                                .collect(Collectors.joining("\n")),
                        field.desired());
            }
            case "requestUrlTemplate" ->
                new FieldChange(
                        field.field(),
                        observed.replaceFirst("//[^/@]*@", "//" + HIDDEN + "@").replaceFirst("(?s)\\?.*", "?" + HIDDEN),
                        field.desired());
            default -> field;
        };
    }
}
