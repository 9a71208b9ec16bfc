package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Paging;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Integrations and their configuration. Names are not unique, by design. */
public final class Integrations {

    /** The value that a GET returns for empty notes. */
    private static final String EMPTY_NOTES = "node_dynamodb_empty_string";

    /**
     * An integration type.
     *
     * @param slot the key of its credential in a configuration
     * @param credentialTypes the credential types that are allowed there
     */
    public record Type(String id, String name, String slot, List<String> credentialTypes) {}

    private static final List<Type> TYPES = List.of(
            new Type(
                    "custom-rest-actions",
                    "Web Services Data Actions",
                    "basicAuth",
                    List.of("basicAuth", "userDefined", "userDefinedOAuth")),
            new Type(
                    "aws-lambda-data-actions",
                    "AWS Lambda Data Actions",
                    "AmazonWebServicesARN",
                    List.of("amazonWebServicesARN")));

    private static final List<String> CONFIG_FIELDS =
            List.of("name", "version", "properties", "advanced", "notes", "credentials");

    private final GenesysState state;

    public Integrations(GenesysState state) {
        this.state = state;
    }

    public static Optional<Type> type(String id) {
        return TYPES.stream().filter(type -> type.id().equals(id)).findFirst();
    }

    public static Type typeOf(JsonNode integration) {
        return type(integration.path("typeId").asText()).orElseThrow();
    }

    public RouteReply types(Call call) {
        return RouteReply.ok(
                Paging.linked(call, TYPES.stream().map(Integrations::typeView).toList()));
    }

    public RouteReply type(Call call) {
        return RouteReply.ok(type(call.id())
                .map(Integrations::typeView)
                .orElseThrow(() -> GenesysError.notFound("integration type", call.id())));
    }

    private static ObjectNode typeView(Type type) {
        ObjectNode view = Trees.object()
                .put("id", type.id())
                .put("name", type.name())
                .put("provider", "clouddata")
                .put("category", "Data Actions");
        ObjectNode slot = view.putObject("credentials").putObject(type.slot()).put("required", false);
        ArrayNode types = slot.put("title", type.name() + " credentials").putArray("credentialTypes");
        type.credentialTypes().forEach(types::add);
        return view.put("selfUri", "/api/v2/integrations/types/" + type.id());
    }

    public RouteReply create(Call call) {
        ObjectNode body = call.body(Set.of("id", "name", "integrationType", "selfUri"));
        String name = Call.text(body, "name", "An integration");
        JsonNode given = Trees.get(body, "integrationType")
                .orElseThrow(() -> GenesysError.badRequest("An integration requires a value for 'integrationType'."));
        String typeId = Call.text(given, "id", "The type of an integration");
        if (type(typeId).isEmpty()) {
            throw GenesysError.badRequest("There is no integration type '" + typeId + "'. Known: "
                    + String.join(", ", TYPES.stream().map(Type::id).toList()) + ".");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode integration = Trees.object()
                .put("id", id)
                .put("typeId", typeId)
                .put("intendedState", "DISABLED")
                .put("createdAt", Visibility.text(call.now()));
        ObjectNode config = integration.putObject("config").put("name", name).put("version", 1);
        config.putObject("properties");
        config.putObject("advanced");
        if (call.settings().freshIntegrationsHaveNotes()) {
            config.put("notes", EMPTY_NOTES);
        }
        config.putObject("credentials");
        state.integrations.put(id, integration);
        return RouteReply.ok(view(integration, call, false));
    }

    public RouteReply list(Call call) {
        checkExpand(call);
        List<String> ids = call.list("ids");
        List<ObjectNode> all = new ArrayList<>();
        for (ObjectNode integration : state.integrations.values()) {
            boolean matches = Visibility.listed(integration, call)
                    && (ids.isEmpty() || ids.contains(integration.path("id").asText()))
                    && call.query("integrationType")
                            .map(integration.path("typeId").asText()::equals)
                            .orElse(true)
                    && call.query("reportedState")
                            .map(wish -> wish.toUpperCase(Locale.ROOT).equals(reportedState(integration, call)))
                            .orElse(true)
                    && call.query("credentialId")
                            .map(wish -> uses(integration, wish))
                            .orElse(true);
            if (matches) {
                all.add(view(integration, call, expands(call)));
            }
        }
        return RouteReply.ok(Paging.linked(call, all));
    }

    private static boolean uses(JsonNode integration, String credentialId) {
        for (JsonNode id : integration.path("config").path("credentials")) {
            if (id.asText().equals(credentialId)) {
                return true;
            }
        }
        return false;
    }

    public RouteReply read(Call call) {
        checkExpand(call);
        return RouteReply.ok(view(find(call), call, expands(call)));
    }

    public RouteReply changeState(Call call) {
        ObjectNode integration = findForChange(call);
        ObjectNode body = call.body(Set.of(
                "id",
                "name",
                "integrationType",
                "notes",
                "intendedState",
                "config",
                "reportedState",
                "attributes",
                "selfUri"));
        String intended = Call.text(body, "intendedState", "A change of an integration");
        if (!Set.of("ENABLED", "DISABLED").contains(intended)) {
            throw GenesysError.badRequest("The intended state must be ENABLED or DISABLED, not " + intended + ".");
        }
        if (!integration.path("intendedState").asText().equals(intended)) {
            integration.put("intendedState", intended).put("stateSince", Visibility.text(call.now()));
        }
        return RouteReply.ok(view(integration, call, expands(call)));
    }

    /** Deletes the integration and its actions. */
    public RouteReply delete(Call call) {
        ObjectNode integration = findForChange(call);
        integration.put("intendedState", "DELETED");
        Visibility.delete(integration, call.now());
        for (ObjectNode action : state.actions.values()) {
            if (StoredActions.belongsTo(action, call.id()) && !action.has("deletedAt")) {
                Visibility.delete(action, call.now());
            }
        }
        return RouteReply.ok(view(integration, call, false));
    }

    public RouteReply readConfig(Call call) {
        return RouteReply.ok(configView(find(call)));
    }

    public RouteReply putConfig(Call call) {
        ObjectNode integration = findForChange(call);
        Set<String> allowed = new HashSet<>(CONFIG_FIELDS);
        allowed.addAll(List.of("id", "selfUri"));
        ObjectNode body = call.body(allowed);
        List<String> problems = new ArrayList<>();
        for (String field : CONFIG_FIELDS) {
            if (Trees.get(body, field).isEmpty()) {
                problems.add("An integration configuration requires a value for '" + field + "'.");
            }
        }
        GenesysError.refuseAny(problems);
        ObjectNode config = (ObjectNode) integration.path("config");
        int current = config.path("version").intValue();
        call.checkVersion(Call.version(body), current, "integration configuration");
        String name = Call.text(body, "name", "An integration configuration");
        for (String field : List.of("properties", "advanced", "credentials")) {
            if (!body.path(field).isObject()) {
                throw GenesysError.badRequest("The value of '" + field + "' must be an object.");
            }
        }
        if (!body.path("notes").isTextual()) {
            throw GenesysError.badRequest("The value of 'notes' must be a text.");
        }
        ObjectNode credentials = credentials(body.path("credentials"), typeOf(integration));
        String notes = body.path("notes").asText();
        config.put("name", name).put("version", current + 1);
        config.set("properties", body.path("properties"));
        config.set("advanced", body.path("advanced"));
        config.put("notes", notes.isEmpty() ? EMPTY_NOTES : notes);
        config.set("credentials", credentials);
        return RouteReply.ok(configView(integration));
    }

    /** Credential ids by slot. Checks that each slot exists, and that its credential exists and has an allowed type. */
    private ObjectNode credentials(JsonNode given, Type type) {
        ObjectNode ids = Trees.object();
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            if (!entry.getKey().equals(type.slot())) {
                throw GenesysError.badRequest("An integration of type " + type.id() + " has no credential '"
                        + entry.getKey() + "'; its credential is '" + type.slot() + "'.");
            }
            String id = Call.text(entry.getValue(), "id", "The credential '" + entry.getKey() + "'");
            ObjectNode credential = Visibility.write(state.credentials, id)
                    .orElseThrow(() -> GenesysError.badRequest("There is no credential " + id + "."));
            String credentialType = credential.path("type").asText();
            if (!type.credentialTypes().contains(credentialType)) {
                throw GenesysError.badRequest("A credential of type " + credentialType + " does not fit '" + type.slot()
                        + "' of " + type.id() + ", which takes " + type.credentialTypes() + ".");
            }
            ids.put(entry.getKey(), id);
        }
        return ids;
    }

    private ObjectNode find(Call call) {
        return Visibility.read(state.integrations, call.id())
                .orElseThrow(() -> GenesysError.notFound("integration", call.id()));
    }

    private ObjectNode findForChange(Call call) {
        return Visibility.write(state.integrations, call.id())
                .orElseThrow(() -> GenesysError.notFound("integration", call.id()));
    }

    private static void checkExpand(Call call) {
        for (String expand : call.list("expand")) {
            if (!expand.equals("config.current")) {
                throw GenesysError.badRequest("Only config.current can be expanded here, not " + expand + ".");
            }
        }
    }

    private static boolean expands(Call call) {
        return call.list("expand").contains("config.current");
    }

    /**
     * The reported state. It follows the intended state after a delay; a deleted credential is reported as an error.
     */
    public static String reportedState(JsonNode integration, Call call, GenesysState state) {
        boolean enabled = integration.path("intendedState").asText().equals("ENABLED");
        boolean settled = !integration.has("stateSince")
                || !Visibility.time(integration, "stateSince")
                        .plus(call.settings().delays().activation())
                        .isAfter(call.now());
        if (!enabled) {
            return settled ? "INACTIVE" : "DEACTIVATING";
        }
        if (!settled) {
            return "ACTIVATING";
        }
        String slot = typeOf(integration).slot();
        boolean configured = integration.path("config").path("credentials").has(slot);
        return configured && state.credentialOf(integration, slot).isEmpty() ? "ERROR" : "ACTIVE";
    }

    private String reportedState(JsonNode integration, Call call) {
        return reportedState(integration, call, state);
    }

    private ObjectNode view(ObjectNode integration, Call call, boolean expanded) {
        String id = integration.path("id").asText();
        ObjectNode view = Trees.object()
                .put("id", id)
                .put("name", integration.path("config").path("name").asText());
        Type type = typeOf(integration);
        view.putObject("integrationType")
                .put("id", type.id())
                .put("name", type.name())
                .put("selfUri", "/api/v2/integrations/types/" + type.id());
        if (integration.path("config").has("notes")) {
            view.set("notes", integration.path("config").path("notes"));
        }
        view.put("intendedState", integration.path("intendedState").asText());
        if (expanded) {
            view.putObject("config").set("current", configView(integration));
        }
        String code = reportedState(integration, call);
        ObjectNode reported = view.putObject("reportedState").put("code", code).put("effective", effective(code));
        if (code.equals("ERROR")) {
            String message = "The credential of the integration does not exist any more.";
            ObjectNode detail = reported.putObject("detail")
                    .put("localizableMessageCode", "credential.missing")
                    .put("message", message)
                    .put("messageWithParams", message);
            detail.putObject("messageParams");
        }
        reported.put(
                "lastUpdated",
                integration
                        .path(integration.has("stateSince") ? "stateSince" : "createdAt")
                        .asText());
        view.putObject("attributes");
        return view.put("selfUri", "/api/v2/integrations/" + id);
    }

    private static String effective(String code) {
        return code.charAt(0) + code.substring(1).toLowerCase(Locale.ROOT);
    }

    private ObjectNode configView(ObjectNode integration) {
        ObjectNode config = (ObjectNode) integration.path("config");
        ObjectNode view = Trees.object().put("id", "current");
        view.setAll(config.deepCopy());
        ObjectNode credentials = view.putObject("credentials");
        config.path("credentials")
                .properties()
                .forEach(entry -> credentials.set(
                        entry.getKey(),
                        Credentials.reference(
                                entry.getValue().asText(), state.credentialOf(integration, entry.getKey()))));
        return view.put(
                "selfUri", "/api/v2/integrations/" + integration.path("id").asText() + "/config/current");
    }
}
