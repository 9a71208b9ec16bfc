package dataactions.registrar.resources.action;

import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.NewAction;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.resources.reconcile.FieldChange;
import dataactions.registrar.resources.reconcile.Placeholder;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parts of an action that a change writes. Contract, secure flag and integration are fixed when an action is
 * published.
 */
record ActionChange(String name, String category, ActionConfiguration configuration) {

    /** Decides whether the action is changed, replaced, refused or left as it is. */
    static WritePlan<ActionChange> plan(ActionProperties desired, ObservedAction observed) {
        NewAction action = desired.action();
        Action now = observed.action();
        if (!now.integrationId().equals(action.integrationId())) {
            return new WritePlan.Replace<>("the integration changed");
        }
        List<String> fixed = fixedDifferences(action, now);
        if (!fixed.isEmpty()) {
            String differences = String.join(" and ", fixed);
            return desired.draft()
                    ? new WritePlan.Replace<>("the draft's " + differences + " changed")
                    : new WritePlan.Refuse<>(changedContract(action.name(), now.id(), differences));
        }
        Optional<String> note = ActionNotes.note(now);
        Optional<String> noteToWrite = ActionNotes.noteToWrite(now, desired.requestName(), desired.knownId());
        // Compared with the note that is there: another note is no difference for a person.
        List<FieldChange> fields = differences(desired, observed, note);
        boolean writesNote = !noteToWrite.equals(note)
                && fields.stream().noneMatch(it -> it.field().equals("headers"));
        return fields.isEmpty() && !writesNote
                ? new WritePlan.Nothing<>()
                : new WritePlan.Change<>(
                        new ActionChange(action.name(), action.category(), desired.configuration(noteToWrite)),
                        fields,
                        writesNote ? List.of("headers") : List.of());
    }

    /**
     * A published contract never changes under its number: another contract needs a new number, and so a new resource.
     */
    private static Failure changedContract(String name, String id, String differences) {
        return Failure.of(
                Kind.REFUSED,
                "The stack and the lock file disagree: action " + Failure.named(name) + " (" + id
                        + ") was published with another " + differences + " under this number.",
                "Restore the contracts.lock.json that was deployed (from git). If the new contract is meant, run"
                        + " then: ./data-actions contract accept " + ActionNames.bare(name));
    }

    /** The names of the fields that still differ in an action that was read back after it was written. */
    static List<String> namesOfDifferences(ActionProperties desired, ObservedAction observed) {
        List<String> names = new ArrayList<>(fixedDifferences(desired.action(), observed.action()));
        Optional<String> noteToWrite =
                ActionNotes.noteToWrite(observed.action(), desired.requestName(), desired.knownId());
        differences(desired, observed, noteToWrite).forEach(it -> names.add(it.field()));
        return names;
    }

    private static List<String> fixedDifferences(NewAction desired, Action now) {
        List<String> fixed = new ArrayList<>();
        if (now.inputSchema() != null && !SchemaShape.same(desired.inputSchema(), now.inputSchema())) {
            fixed.add("input contract");
        }
        if (now.successSchema() != null && !SchemaShape.same(desired.successSchema(), now.successSchema())) {
            fixed.add("output contract");
        }
        if (now.secure() != desired.secure()) {
            fixed.add("secure flag");
        }
        return fixed;
    }

    private static List<FieldChange> differences(
            ActionProperties properties, ObservedAction observed, Optional<String> note) {
        Action now = observed.action();
        List<FieldChange> fields = new ArrayList<>();
        compare(fields, "name", now.name(), properties.action().name());
        compare(fields, "category", now.category(), properties.action().category());
        ActionConfiguration desired = properties.configuration(note);
        ActionConfiguration configuration = now.configuration();
        if (configuration == null) {
            compare(fields, "config", "", "(all of it)");
            return fields;
        }
        compare(
                fields,
                "timeoutSeconds",
                String.valueOf(configuration.timeoutSeconds()),
                String.valueOf(desired.timeoutSeconds()));
        compare(fields, "requestUrlTemplate", configuration.requestUrl(), desired.requestUrl());
        compare(fields, "requestType", configuration.requestMethod(), desired.requestMethod());
        compare(fields, "headers", text(configuration.headers()), text(desired.headers()));
        if (observed.requestTemplate() != null) {
            compare(
                    fields,
                    "requestTemplate",
                    observed.requestTemplate().strip(),
                    desired.requestTemplate().strip());
        }
        if (observed.successTemplate() != null) {
            compare(fields, "successTemplate", observed.successTemplate().strip(), desired.successTemplate());
        }
        return fields;
    }

    private static void compare(List<FieldChange> fields, String field, String observed, String desired) {
        if (!Objects.equals(observed, desired) && !Placeholder.UNKNOWN.equals(desired)) {
            fields.add(new FieldChange(field, observed, desired));
        }
    }

    /** In alphabetical order, and in lower case, because header names are not case-sensitive. */
    private static String text(Map<String, String> headers) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, value) -> text.append(name.toLowerCase(Locale.ROOT))
                .append(": ")
                .append(value)
                .append('\n'));
        return text.toString();
    }
}
