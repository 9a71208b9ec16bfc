package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.resources.deletion.Origin;

/** An integration and its configuration, which Genesys stores separately. */
public record ObservedIntegration(Integration integration, Configuration configuration) {
    String id() {
        return integration.id();
    }

    public IntegrationNotes notes() {
        return new IntegrationNotes(configuration.notes());
    }

    boolean carries(OwnershipTag tag) {
        return notes().carries(tag) || integration.name().equals(tag.text());
    }

    /** Whether the integration still has its ownership tag as its name: it was created and is not configured yet. */
    boolean isIncomplete(OwnershipTag tag) {
        return integration.name().equals(tag.text()) && notes().owner().isEmpty();
    }

    boolean isEnabled() {
        return "ENABLED".equals(integration.intendedState());
    }

    boolean isActive() {
        return "ACTIVE".equals(integration.reportedState());
    }

    Origin origin(ResourceEvent event) {
        if (notes().isAdopted()) {
            return Origin.ADOPTED;
        }
        if (isIncomplete(event.ownershipTag())
                || notes().originLine()
                        .filter(IntegrationNotes.createdLine(event.origin())::equals)
                        .isPresent()) {
            return Origin.THIS_REQUEST;
        }
        return notes().isCreatedBy(event.incarnation()) ? Origin.THIS_STACK : Origin.EARLIER;
    }
}
