package dataactions.registrar.resources.integration;

import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.resources.reconcile.FieldChange;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of an integration that a change writes.
 *
 * @param configuration the whole configuration, if it changes
 * @param enable whether the integration is enabled
 */
record IntegrationChange(Optional<Configuration> configuration, boolean enable) {

    static WritePlan<IntegrationChange> plan(IntegrationProperties desired, ObservedIntegration observed) {
        Integration integration = observed.integration();
        if (!integration.type().equals(desired.type())) {
            return new WritePlan.Replace<>("the integration's type changed");
        }
        boolean ours = observed.carries(desired.tag());
        boolean adopted = observed.notes().isAdopted();
        // An adopted integration belongs to a person, so the registrar does not rename it.
        if (ours && desired.adopt() && !observed.configuration().name().equals(desired.name())) {
            return new WritePlan.Replace<>("another integration is adopted");
        }
        if (ours && !desired.adopt() && adopted) {
            return new WritePlan.Replace<>("the integration was adopted, and the stack is to have one of its own");
        }
        return changes(desired, observed);
    }

    private static WritePlan<IntegrationChange> changes(IntegrationProperties desired, ObservedIntegration observed) {
        Configuration now = observed.configuration();
        List<FieldChange> fields = new ArrayList<>();
        String name = observed.notes().isAdopted() ? now.name() : desired.name();
        if (!now.name().equals(name)) {
            fields.add(new FieldChange("name", now.name(), name));
        }
        String credential = now.credentials().getOrDefault(desired.credentialKey(), "");
        if (!credential.equals(desired.credentialId())) {
            fields.add(new FieldChange("credentials." + desired.credentialKey(), credential, desired.credentialId()));
        }
        List<String> others = new ArrayList<>();
        Optional<String> origin = originLine(desired, observed);
        if (!observed.notes().carries(desired.tag())) {
            String shown = desired.adopt()
                    ? IntegrationNotes.adoptedLine(desired.tag(), null)
                    : IntegrationNotes.managedLine(desired.tag());
            fields.add(new FieldChange("notes", observed.notes().firstLine(), shown));
        } else if (!origin.equals(observed.notes().originLine())) {
            others.add("notes");
        }
        boolean configures = !fields.isEmpty() || !others.isEmpty();
        boolean enables = !observed.isEnabled();
        if (enables) {
            fields.add(new FieldChange("intendedState", observed.integration().intendedState(), "ENABLED"));
        }
        if (!configures && !enables) {
            return new WritePlan.Nothing<>();
        }
        Optional<Configuration> configuration =
                configures ? Optional.of(configuration(desired, observed, name, origin)) : Optional.empty();
        return new WritePlan.Change<>(new IntegrationChange(configuration, enables), fields, others);
    }

    private static Configuration configuration(
            IntegrationProperties desired, ObservedIntegration observed, String name, Optional<String> origin) {
        Configuration now = observed.configuration();
        Map<String, String> credentials = new LinkedHashMap<>(now.credentials());
        credentials.put(desired.credentialKey(), desired.credentialId());
        return new Configuration(
                now.version(),
                name,
                now.properties(),
                now.advanced(),
                observed.notes().with(tagLine(desired, observed), origin),
                credentials);
    }

    private static String tagLine(IntegrationProperties desired, ObservedIntegration observed) {
        if (observed.notes().carries(desired.tag())) {
            return observed.notes().firstLine();
        }
        return desired.adopt()
                ? IntegrationNotes.adoptedLine(
                        desired.tag(), observed.configuration().credentials().get(desired.credentialKey()))
                : IntegrationNotes.managedLine(desired.tag());
    }

    /**
     * The origin to note on the integration. For an adopted integration the first line of the notes already says it.
     */
    private static Optional<String> originLine(IntegrationProperties desired, ObservedIntegration observed) {
        Optional<String> noted = observed.notes().originLine();
        String created = IntegrationNotes.createdLine(desired.requestName());
        if (observed.isIncomplete(desired.tag())) {
            return Optional.of(created);
        }
        // If CloudFormation already knows an id, another object with the tag belongs to a replacement that is being
        // undone.
        boolean keeps = noted.filter(created::equals).isPresent()
                || observed.notes().isFound()
                || desired.adopt()
                || desired.knownId() != null;
        return keeps ? noted : Optional.of(IntegrationNotes.foundLine(desired.requestName()));
    }
}
