package dataactions.registrar.genesys;

import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;

/**
 * Refuses the wrong org before the first write. It reads the org once per process, because the org of a client is
 * fixed.
 */
public final class OrganizationGuard {
    private final String expected;
    private volatile boolean seen;

    /** @param expected GENESYS_ORGANIZATION_ID, or null for any org */
    public OrganizationGuard(String expected) {
        this.expected = expected;
    }

    /** @throws Failure REFUSED when the OAuth client belongs to another org */
    public void check(Genesys genesys) {
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

    /** A Genesys whose calls are made only in the expected org. */
    public Genesys guarded(GenesysCalls calls) {
        Genesys unguarded = new Genesys(calls);
        return new Genesys(request -> {
            check(unguarded);
            return calls.send(request);
        });
    }
}
