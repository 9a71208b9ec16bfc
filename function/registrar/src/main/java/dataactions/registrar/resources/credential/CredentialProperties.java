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
    /** The type for a caller secret: one field, whose name we choose. Genesys sends it in a header. */
    private static final String SECRET = "userDefined";

    /** The type for an AWS Lambda integration: a role and no secret. */
    private static final String ROLE = "amazonWebServicesARN";

    static CredentialProperties of(ResourceEvent event) {
        event.properties().text("GenesysDomain");
        String type = event.properties().oneOf("CredentialType", SECRET, ROLE);
        if (type.equals(ROLE)) {
            return new CredentialProperties(
                    event.ownershipTag(), type, "", event.properties().text("RoleArn"));
        }
        // The value is not used. When it changes, CloudFormation sends an Update, and that Update writes the rotated
        // secret.
        event.properties().text("SecretGeneration");
        return new CredentialProperties(
                event.ownershipTag(), type, event.properties().text("SecretArn"), "");
    }

    boolean isRole() {
        return type.equals(ROLE);
    }
}
