package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The actions of an org. An action has a published form, a draft, or both; each form is {@code {version, name, category,
 * integrationId, secure, contract: {input: {inputSchema}, output: {successSchema}}, config: {timeoutSeconds, request,
 * response}}}.
 */
public final class StoredActions {
    /** A built-in action. Listings show it, and nobody can change it. */
    public static final String STATIC_ID = "static_-_0a7c5a8e-3f52-4c0e-9d7b-5f0d4f6b1c11";

    private final GenesysState state;
    private final ObjectNode builtIn = builtIn();

    public StoredActions(GenesysState state) {
        this.state = state;
    }

    private static ObjectNode builtIn() {
        ObjectNode form = Trees.object()
                .put("version", 1)
                .put("name", "Get Organization")
                .put("category", "Genesys Cloud Data Actions")
                .put("integrationId", "5b1d3c1e-7a44-4a55-8f0e-2f3f7a0c9d22")
                .put("secure", false);
        ObjectNode contract = form.putObject("contract");
        contract.putObject("input")
                .putObject("inputSchema")
                .put("type", "object")
                .putObject("properties");
        contract.putObject("output")
                .putObject("successSchema")
                .put("type", "object")
                .putObject("properties")
                .putObject("name")
                .put("type", "string");
        ObjectNode config = form.putObject("config").put("timeoutSeconds", 60);
        config.putObject("request")
                .put("requestUrlTemplate", "/api/v2/organizations/me")
                .put("requestType", "GET")
                .put("requestTemplate", "${input.rawRequest}")
                .putObject("headers");
        ObjectNode response = config.putObject("response").put("successTemplate", "${rawResult}");
        response.putObject("translationMap");
        response.putObject("translationMapDefaults");
        ObjectNode action = Trees.object().put("id", STATIC_ID).put("createdAt", "2020-01-01T00:00:00.000Z");
        action.set("published", form);
        return action;
    }

    static boolean belongsTo(JsonNode action, String integrationId) {
        return form(action).path("integrationId").asText().equals(integrationId);
    }

    private static JsonNode form(JsonNode action) {
        return action.has("published") ? action.path("published") : action.path("draft");
    }

    /** The built-in action, then all others, deleted ones too. */
    public List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>();
        all.add(builtIn);
        all.addAll(state.actions.values());
        return all;
    }

    /** The categories of the published actions that somebody made, in alphabetical order. */
    public Set<String> categories(Call call) {
        Set<String> names = new TreeSet<>();
        state.actions.values().forEach(action -> {
            if (action.has("published") && Visibility.listed(action, call)) {
                names.add(action.path("published").path("category").asText());
            }
        });
        return names;
    }

    public ObjectNode find(Call call, String kind) {
        if (call.id().equals(STATIC_ID) && kind.equals("published")) {
            return builtIn;
        }
        return Visibility.read(state.actions, call.id())
                .filter(action -> action.has(kind))
                .orElseThrow(
                        () -> GenesysError.notFound(kind.equals("draft") ? "draft of action" : "action", call.id()));
    }

    public ObjectNode findForChange(Call call, String kind) {
        if (call.id().startsWith("static_-_")) {
            throw GenesysError.badRequest("Static actions are built in and cannot be changed: " + call.id() + ".");
        }
        return Optional.of(find(call, kind))
                .filter(action -> !action.has("deletedAt"))
                .orElseThrow(() -> GenesysError.notFound("action", call.id()));
    }

    /** Stores a new action with one form. */
    public ObjectNode add(Call call, String kind, ObjectNode form) {
        ObjectNode action =
                Trees.object().put("id", "custom_-_" + UUID.randomUUID()).put("createdAt", Visibility.text(call.now()));
        action.set(kind, form);
        state.actions.put(action.path("id").asText(), action);
        return action;
    }

    /** Removes the draft, and an action that was nothing but a draft. */
    public void removeDraft(ObjectNode action) {
        action.remove("draft");
        if (!action.has("published")) {
            state.actions.remove(action.path("id").asText());
        }
    }

    public List<String> namesOfFlows(String actionId) {
        return state.flows().stream()
                .filter(flow -> flow.actionId().equals(actionId))
                .map(ConsumingFlow::name)
                .toList();
    }

    /** Refuses an integration that a new action cannot see. */
    public void checkIntegration(String integrationId, Call call) {
        boolean exists = Visibility.write(state.integrations, integrationId)
                .filter(integration -> !Visibility.time(integration, "createdAt")
                        .plus(call.settings().delays().actionsSeeIntegration())
                        .isAfter(call.now()))
                .isPresent();
        if (!exists) {
            throw GenesysError.badRequest("There is no integration " + integrationId + ".");
        }
    }

    /** Refuses a name that another published action of the integration has, if the org does so. */
    public void checkName(JsonNode form, String ownId, Call call) {
        if (!call.settings().uniqueActionNames()) {
            return;
        }
        for (ObjectNode other : state.actions.values()) {
            JsonNode published = other.path("published");
            boolean same = !other.path("id").asText().equals(ownId)
                    && !other.has("deletedAt")
                    && published.path("name").equals(form.path("name"))
                    && published.path("integrationId").equals(form.path("integrationId"));
            if (same) {
                throw new GenesysError(
                        409,
                        "duplicate.value",
                        "The integration already has an action with the name '"
                                + form.path("name").asText() + "'.");
            }
        }
    }
}
