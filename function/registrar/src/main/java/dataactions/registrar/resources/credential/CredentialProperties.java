package dataactions.registrar.resources.credential;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;

/**
 * The desired state of a credential.
 *
 * @param secretArn of the caller secret, read when it is written; empty for {@link #ROLE}
 * @param roleArn of the role that Genesys assumes; empty for {@link #SECRET}
 */
record CredentialProperties(OwnershipTag tag, String type, String secretArn, String roleArn) {
    /** The caller secret, in a field that we name. Genesys shows it in a header. */
    private static final String SECRET = "userDefined";

    /** The role of an AWS Lambda integration, which has no secret. */
    private static final String ROLE = "amazonWebServicesARN";

    static CredentialProperties of(ResourceEvent event) {
        event.properties().text("GenesysDomain");
        String type = event.properties().oneOf("CredentialType", SECRET, ROLE);
        if (type.equals(ROLE)) {
            return new CredentialProperties(
                    event.ownershipTag(), type, "", event.properties().text("RoleArn"));
        }
        // Not used, but its change makes CloudFormation send an Update that writes the rotated secret.
        event.properties().text("SecretGeneration");
        return new CredentialProperties(
                event.ownershipTag(), type, event.properties().text("SecretArn"), "");
    }

    boolean isRole() {
        return type.equals(ROLE);
    }
}
