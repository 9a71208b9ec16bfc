package dataactions.sandbox.genesys;

import dataactions.sandbox.genesys.GenesysOrg.Request;
import dataactions.sandbox.genesys.GenesysOrg.Response;
import dataactions.sandbox.genesys.GenesysOrg.Settings;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;

/** The org without its server, for tests that have a door of their own. */
public final class OrgApi {
    private OrgApi() {}

    /** What an org with this state answers to a request. */
    public static Function<Request, Response> over(
            Supplier<Settings> settings, GenesysState state, InstantSource clock) {
        return new Api(settings, state, clock)::handle;
    }
}
