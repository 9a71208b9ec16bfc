package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;

/**
 * The desired state of an integration.
 *
 * @param adopt whether to adopt the integration of this name that is in Genesys already
 * @param requestName names the request of CloudFormation; noted on what it creates
 * @param knownId the id that CloudFormation knows; null if it knows none
 */
record IntegrationProperties(
        OwnershipTag tag,
        String name,
        String type,
        String credentialKey,
        String credentialId,
        boolean adopt,
        String requestName,
        String knownId) {
    static IntegrationProperties of(ResourceEvent event) {
        return new IntegrationProperties(
                event.ownershipTag(),
                event.properties().text("Name"),
                event.properties().text("IntegrationType"),
                event.properties().text("CredentialKey"),
                event.properties().text("CredentialId"),
                adopts(event),
                event.requestName(),
                event.physicalId());
    }

    static boolean adopts(ResourceEvent event) {
        return event.properties().optionalText("Adopt").isPresent()
                && event.properties().flag("Adopt");
    }
}
