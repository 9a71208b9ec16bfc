package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Paging;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The part of Architect's dependency tracking that concerns data actions. */
public final class Dependencies {

    private static final Set<String> TYPES = Set.of("DATAACTION", "SECUREACTION");
    private static final Set<String> FILTERS = Set.of("checkedIn", "published");

    private final GenesysState state;

    public Dependencies(GenesysState state) {
        this.state = state;
    }

    public RouteReply build(Call call) {
        return RouteReply.ok(Trees.object()
                .put("id", "sandbox")
                .put("status", call.settings().dependencyIndex().name())
                .put("selfUri", "/api/v2/architect/dependencytracking/build"));
    }

    /** An index that is not built answers with no dependency, so a caller must read its state as well. */
    public RouteReply consumers(Call call) {
        String id = call.query("id")
                .orElseThrow(
                        () -> GenesysError.badRequest("Parameter id is required: the object whose users are asked."));
        String type = call.query("objectType")
                .orElseThrow(
                        () -> GenesysError.badRequest("Parameter objectType is required, for example DATAACTION."));
        if (!TYPES.contains(type)) {
            throw GenesysError.badRequest("This org tracks DATAACTION and SECUREACTION only, not " + type + ".");
        }
        String filter = call.query("flowFilter").orElse("published");
        if (!FILTERS.contains(filter)) {
            throw GenesysError.badRequest("Parameter flowFilter must be checkedIn or published, not " + filter + ".");
        }
        ObjectNode action = state.actions.get(id);
        boolean secure =
                action != null && action.path("published").path("secure").asBoolean();
        boolean operational =
                switch (call.settings().dependencyIndex()) {
                    case OPERATIONAL, OPERATIONALNEEDSREBUILD -> true;
                    case BUILDINITIALIZING, BUILDINPROGRESS, NOTBUILT -> false;
                };
        List<ObjectNode> users = new ArrayList<>();
        for (ConsumingFlow flow : state.flows()) {
            boolean matches = filter.equals("checkedIn") ? flow.checkedIn() : flow.published();
            if (operational && matches && flow.actionId().equals(id) && secure == type.equals("SECUREACTION")) {
                users.add(Trees.object()
                        .put("id", flow.id())
                        .put("name", flow.name())
                        .put("version", flow.version())
                        .put("type", flow.type())
                        .put("deleted", false)
                        .put("updated", false)
                        .put("stateUnknown", false));
            }
        }
        return RouteReply.ok(Paging.numbered(call, users));
    }
}
