package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.genesys.Genesys.Flow;
import dataactions.registrar.genesys.Genesys.FlowFilter;
import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.GenesysRequest.Kind;

/**
 * {@code /architect/dependencytracking}: which flows use an action. It tracks only Architect's own objects (no scripts,
 * no outbound rule sets), and only those that its index contains.
 */
public final class FlowsApi {
    private static final String VIEW = "architect:dependencyTracking:view";

    private final ApiCalls calls;

    FlowsApi(ApiCalls calls) {
        this.calls = calls;
    }

    /** OPERATIONAL, OPERATIONALNEEDSREBUILD, BUILDINITIALIZING, BUILDINPROGRESS, NOTBUILT, or another word. */
    public String indexState() {
        JsonNode build = calls.send(GenesysRequest.of(
                Kind.READ,
                "read the state of Architect's dependency index",
                VIEW,
                "GET",
                GenesysRequest.path("architect", "dependencytracking", "build")));
        return ApiCalls.text(build, "status");
    }

    /**
     * The flows whose checked-in or published version uses an action.
     *
     * @param secure the action's own flag: secure actions are tracked under another type
     */
    public PagedList<Flow> using(String actionId, boolean secure, FlowFilter filter) {
        return new PagedList<>(cursor -> using(actionId, secure, filter, cursor));
    }

    private Page<Flow> using(String actionId, boolean secure, FlowFilter filter, Cursor cursor) {
        GenesysRequest request = GenesysRequest.of(
                        Kind.READ,
                        "list the flows that use action " + actionId,
                        VIEW,
                        "GET",
                        GenesysRequest.path("architect", "dependencytracking", "consumingresources"))
                .with("id", actionId)
                .with("objectType", secure ? "SECUREACTION" : "DATAACTION")
                .with("flowFilter", filter.word());
        return calls.page(request, cursor, FlowsApi::flow);
    }

    private static Flow flow(JsonNode it) {
        return new Flow(ApiCalls.text(it, "id"), ApiCalls.text(it, "name"), ApiCalls.text(it, "type"));
    }
}
