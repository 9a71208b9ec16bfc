package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an org stores: integrations, credentials (with their secrets: keep the file private), actions with
 * their drafts, and Architect's dependency index. Tokens are not part of it.
 *
 * <p>The JSON form is complete and stable: {@code fromJson(state.toJson())} is the same state, and two equal states
 * have equal text. Thread-safe: the org holds this object's monitor while it reads or changes anything.
 */
public final class GenesysState {

    private static final int FORMAT_VERSION = 1;

    /** In the order of creation, which is the order of listings. */
    final Map<String, ObjectNode> integrations = new LinkedHashMap<>();

    final Map<String, ObjectNode> credentials = new LinkedHashMap<>();
    final Map<String, ObjectNode> actions = new LinkedHashMap<>();
    private final List<ConsumingFlow> flows = new ArrayList<>();

    private GenesysState() {}

    /** An org without any object. */
    public static GenesysState empty() {
        return new GenesysState();
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException when the document is not valid
     */
    public static GenesysState fromJson(JsonNode json) {
        if (json == null || json.path("formatVersion").asInt() != FORMAT_VERSION) {
            throw new IllegalArgumentException("The saved Genesys org is not of format " + FORMAT_VERSION
                    + ": it was written by another version. Delete the state folder and deploy again.");
        }
        GenesysState state = new GenesysState();
        read(json, "integrations", state.integrations);
        read(json, "credentials", state.credentials);
        read(json, "actions", state.actions);
        for (JsonNode flow : json.path("flows")) {
            state.flows.add(new ConsumingFlow(
                    flow.path("actionId").asText(),
                    flow.path("id").asText(),
                    flow.path("name").asText(),
                    flow.path("type").asText(),
                    flow.path("version").asText(),
                    flow.path("checkedIn").asBoolean(),
                    flow.path("published").asBoolean()));
        }
        return state;
    }

    private static void read(JsonNode json, String name, Map<String, ObjectNode> into) {
        for (JsonNode entity : json.path(name)) {
            if (!(entity instanceof ObjectNode object) || !object.path("id").isTextual()) {
                throw new IllegalArgumentException("The saved Genesys org has an entry without an id in " + name + ".");
            }
            into.put(object.path("id").asText(), object.deepCopy());
        }
    }

    /** A copy of the whole state. */
    public synchronized JsonNode toJson() {
        ObjectNode json = Trees.object();
        json.put("formatVersion", FORMAT_VERSION);
        write(json.putArray("integrations"), integrations);
        write(json.putArray("credentials"), credentials);
        write(json.putArray("actions"), actions);
        ArrayNode list = json.putArray("flows");
        for (ConsumingFlow flow : flows) {
            list.addObject()
                    .put("actionId", flow.actionId())
                    .put("id", flow.id())
                    .put("name", flow.name())
                    .put("type", flow.type())
                    .put("version", flow.version())
                    .put("checkedIn", flow.checkedIn())
                    .put("published", flow.published());
        }
        return json;
    }

    private static void write(ArrayNode array, Map<String, ObjectNode> from) {
        from.values().forEach(entity -> array.add(entity.deepCopy()));
    }

    /** Makes a flow use an action, like publishing the flow in Architect. */
    public synchronized void addFlow(ConsumingFlow flow) {
        flows.removeIf(each -> each.id().equals(flow.id()) && each.actionId().equals(flow.actionId()));
        flows.add(flow);
    }

    /** Deletes a flow and all its uses of actions. */
    public synchronized void removeFlow(String flowId) {
        flows.removeIf(each -> each.id().equals(flowId));
    }

    /** Architect's whole dependency index on data actions. */
    public synchronized List<ConsumingFlow> flows() {
        return List.copyOf(flows);
    }

    /** Removes the deleted objects that no call can see any more. */
    public synchronized void purge(OrgSettings settings, Instant now) {
        for (Map<String, ObjectNode> objects : List.of(integrations, credentials, actions)) {
            objects.values()
                    .removeIf(object -> object.has("deletedAt")
                            && !Visibility.time(object, "deletedAt")
                                    .plus(settings.delays().deletion())
                                    .isAfter(now));
        }
    }

    /** An action that is not deleted. The caller holds this object's monitor. */
    public Optional<ObjectNode> action(String id) {
        return Visibility.write(actions, id);
    }

    /** An integration, deleted or not; null if it does not exist. The caller holds this object's monitor. */
    public ObjectNode integration(String id) {
        return integrations.get(id);
    }

    /**
     * The credential in a slot of an integration's configuration.
     *
     * @return its fields, including secrets; empty if there is none or it was deleted
     */
    public synchronized Optional<ObjectNode> credentialOf(JsonNode integration, String slot) {
        String id = integration.path("config").path("credentials").path(slot).asText("");
        return Optional.ofNullable(credentials.get(id)).filter(each -> !each.has("deletedAt"));
    }
}
