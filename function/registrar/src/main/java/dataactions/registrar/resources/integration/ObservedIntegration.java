package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.resources.deletion.ObjectOrigin;

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

    ObjectOrigin origin(ResourceEvent event) {
        if (notes().isAdopted()) {
            return ObjectOrigin.ADOPTED;
        }
        if (isIncomplete(event.ownershipTag())
                || notes().originLine()
                        .filter(IntegrationNotes.createdLine(event.requestName())::equals)
                        .isPresent()) {
            return ObjectOrigin.THIS_REQUEST;
        }
        return notes().isCreatedBy(event.incarnation()) ? ObjectOrigin.THIS_STACK : ObjectOrigin.EARLIER;
    }
}
