package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses every call that would change the org, so that a plan cannot change anything by mistake. Fetches each page of
 * a list once, because a plan reads the same lists for every resource.
 */
public final class ReadOnlyCalls implements GenesysCalls {
    private final GenesysCalls target;
    private final Map<GenesysRequest, JsonNode> pages = new HashMap<>();

    public ReadOnlyCalls(GenesysCalls target) {
        this.target = target;
    }

    @Override
    public JsonNode send(GenesysRequest request) {
        if (!request.kind().reads()) {
            throw new IllegalStateException("A plan writes nothing: " + request);
        }
        if (request.kind() != GenesysRequest.Kind.LIST) {
            return target.send(request);
        }
        // Always reads the whole list. It is the same for every resource, and it also shows an action that someone
        // renamed by hand.
        GenesysRequest page = request.without(GenesysRequest.NAME_PART);
        JsonNode known = pages.get(page);
        if (known == null) {
            known = target.send(page);
            pages.put(page, known);
        }
        return known;
    }
}
