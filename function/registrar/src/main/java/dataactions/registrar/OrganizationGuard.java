package dataactions.registrar;

import dataactions.registrar.Failure.Kind;
import dataactions.registrar.genesys.Genesys;

/** Refuses the wrong org before the first write. Asked once in the life of a process: the org of a client is fixed. */
final class OrganizationGuard {
    private final String expected;
    private volatile boolean seen;

    /** @param expected GENESYS_ORGANIZATION_ID, or null: then any org is taken */
    OrganizationGuard(String expected) {
        this.expected = expected;
    }

    void check(Genesys genesys) {
        if (expected == null || seen) {
            return;
        }
        Genesys.Organization org = genesys.organization();
        if (!expected.equalsIgnoreCase(org.id())) {
            throw Failure.of(
                    Kind.REFUSED,
                    "The OAuth client belongs to Genesys organization " + org.id() + " (" + org.name() + "), expected "
                            + expected + "; nothing was written.",
                    "Correct genesys.organizationId or genesys.credentialsSecret in cdk.json.");
        }
        seen = true;
    }
}
