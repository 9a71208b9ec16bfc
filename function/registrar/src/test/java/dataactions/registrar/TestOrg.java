package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.genesys.objects.GenesysState;
import dataactions.registrar.genesys.ActionsApi;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Genesys.TestResult;
import dataactions.registrar.genesys.IntegrationsApi;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The emulated org, with a fault to order for any call. Tests read and edit its objects as the registrar's own types. The
 * test, and not the org, decides about the result of a test call, the reported states, and what a list leaves out.
 */
final class TestOrg implements GenesysCalls {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final OrgClient CLIENT = OrgClient.withMinimumPermissions("client", "secret");
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String NO_NOTES = "node_dynamodb_empty_string";

    /** What goes wrong with the next call of a name. */
    enum Fault {
        /** Before anything happens: throttled, for two seconds. */
        THROTTLED,
        /** Nothing happens; the answer is a 500. */
        FAILS_BEFORE,
        /** It happens; the answer is lost. */
        HAPPENS_AND_IS_LOST,
        /** Someone else changed it meanwhile. */
        CONFLICT,
        BAD_REQUEST,
        NOT_FOUND,
        /** A replica that lags: a read finds nothing, a list is empty. */
        ABSENT,
        FORBIDDEN,
        UNREACHABLE,
        OUT_OF_MEMORY
    }

    private final InstantSource clock;
    private GenesysState state = GenesysState.empty();

    final List<String> calls = new ArrayList<>();
    final Map<String, Credential> credentials =
            new Objects<>("credentials", TestOrg::credential, TestOrg::writeCredential);
    final Map<String, Map<String, String>> credentialFields = new Objects<>(
            "credentials", node -> texts(node.path("fields")), (node, fields) -> node.set("fields", object(fields)));
    final Map<String, Integration> integrations =
            new Objects<>("integrations", this::integration, this::writeIntegration);
    final Map<String, Configuration> configurations =
            new Objects<>("integrations", TestOrg::configuration, TestOrg::writeConfiguration);
    final Map<String, Action> actions = new Objects<>("actions", TestOrg::action, TestOrg::writeAction);
    /** Names of flows by the id of the action that they use. */
    final Map<String, List<String>> published = new HashMap<>();

    final Map<String, List<String>> checkedIn = new HashMap<>();
    String indexState = "OPERATIONAL";
    String organizationId = "org-1";
    String reportedWhenEnabled = "ACTIVE";
    boolean listsShowConfiguration = true;
    /** Within an integration; whether they are is not documented. */
    boolean namesAreUnique;

    Function<JsonNode, TestResult> tester = input -> result(true, "{\"status\":\"success\",\"data\":{}}");
    Runnable beforeEveryCall = () -> {};

    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    /** Whether a listing shows notes is not documented: it does for these integrations. */
    private final Set<String> listedWithNotes = new HashSet<>();
    /** What an action or an integration of a test refers to without having made it. */
    private final Set<String> references = new HashSet<>();

    TestOrg(InstantSource clock) {
        this.clock = clock;
    }

    void fault(String call, Fault... order) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(order));
    }

    /** Lists show the notes of this integration. */
    void listNotesOf(String integration) {
        listedWithNotes.add(integration);
    }

    long writes() {
        return calls.stream()
                .filter(it -> !it.startsWith("list") && !it.startsWith("read") && !it.startsWith("test"))
                .count();
    }

    static TestResult result(boolean success, String finalResult) {
        return resultOf(success, finalResult, "{\"operations\":[]}");
    }

    static TestResult resultOf(boolean success, String finalResult, String all) {
        return new TestResult(success, json(finalResult), json(all));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** To call it as the registrar does. */
    ActionsApi actions() {
        return new Genesys(this).actions();
    }

    IntegrationsApi integrations() {
        return new Genesys(this).integrations();
    }

    // ---- calls and their faults

    @Override
    public JsonNode send(GenesysRequest request) {
        String[] parts = request.path().substring("/api/v2/".length()).split("/");
        String kind = parts[parts[0].equals("integrations") && parts.length > 1 ? 1 : 0];
        return switch (parts[0] + " " + kind) {
            case "organizations organizations" -> call("read organization", request);
            case "architect architect" -> call(parts[2].equals("build") ? "read index" : "list flows", request);
            case "integrations credentials" -> call(name(request, "credential", parts.length > 2), request);
            case "integrations actions" -> {
                String part = parts.length > 3 ? parts[3] : "";
                yield call(
                        switch (part) {
                            case "test" -> "test action";
                            case "templates" -> "read template";
                            default -> name(request, "action", parts.length > 2);
                        },
                        request);
            }
            default ->
                call(name(request, parts.length > 2 ? "configuration" : "integration", parts.length > 1), request);
        };
    }

    private static String name(GenesysRequest request, String noun, boolean one) {
        return switch (request.method()) {
            case "POST" -> "create " + noun;
            case "PUT" -> "write " + noun;
            case "PATCH" -> (noun.equals("action") ? "change " : "enable ") + noun;
            case "DELETE" -> "delete " + noun;
            default -> one ? "read " + noun : "list " + noun + "s";
        };
    }

    private JsonNode call(String name, GenesysRequest request) {
        calls.add(name);
        beforeEveryCall.run();
        Fault fault = faults.getOrDefault(name, new ArrayDeque<>()).poll();
        if (fault == null) {
            return answer(name, request);
        }
        switch (fault) {
            case HAPPENS_AND_IS_LOST -> answer(name, request);
            case ABSENT -> {
                if (name.startsWith("list")) {
                    ObjectNode empty = JSON.createObjectNode();
                    empty.putArray("entities");
                    return empty;
                }
            }
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("planted");
            default -> {}
        }
        throw failure(name, fault);
    }

    private static Failure failure(String name, Fault fault) {
        Kind kind =
                switch (fault) {
                    case THROTTLED -> Kind.THROTTLED;
                    case CONFLICT -> Kind.CONFLICT;
                    case BAD_REQUEST -> Kind.BAD_REQUEST;
                    case NOT_FOUND, ABSENT -> Kind.NOT_FOUND;
                    case FORBIDDEN -> Kind.FORBIDDEN;
                    case UNREACHABLE -> Kind.UNREACHABLE;
                    default -> Kind.UNKNOWN_OUTCOME;
                };
        return Failure.genesys(
                kind,
                "Genesys did not " + name + ".",
                "Do this.",
                "its own words",
                "corr-7",
                fault == Fault.THROTTLED ? Duration.ofSeconds(2) : null,
                null);
    }

    private JsonNode answer(String name, GenesysRequest request) {
        switch (name) {
            case "create action" -> refer("integrations", request.body().path("integrationId"));
            case "write configuration" ->
                request.body().path("credentials").forEach(each -> refer("credentials", each.path("id")));
            case "list flows" -> publish();
            default -> {}
        }
        if (name.equals("test action") && actions.containsKey(request.path().split("/")[5])) {
            TestResult result = tester.apply(request.body());
            ObjectNode json = result.all().deepCopy();
            return json.put("success", result.success()).set("finalResult", result.finalResult());
        }
        JsonNode answer = org().send(request);
        switch (name) {
            case "read index" -> ((ObjectNode) answer).put("status", indexState);
            case "list actions" -> {
                if (!listsShowConfiguration) {
                    answer.path("entities").forEach(each -> ((ObjectNode) each).remove("config"));
                }
            }
            case "list integrations" -> answer.path("entities").forEach(this::shown);
            case "read integration", "enable integration" -> shown(answer);
            default -> {}
        }
        return answer;
    }

    private void shown(JsonNode integration) {
        ObjectNode it = (ObjectNode) integration;
        if (!listedWithNotes.contains(it.path("id").asText())) {
            it.remove("notes");
        }
        boolean enabled = it.path("intendedState").asText().equals("ENABLED");
        if (enabled && !reportedWhenEnabled.equals("ACTIVE")) {
            it.putObject("reportedState")
                    .put("code", reportedWhenEnabled)
                    .putObject("detail")
                    .put("message", "credential incomplete");
        }
    }

    /** The org, as its switches stand now. */
    private OrgCalls org() {
        OrgSettings settings = OrgSettings.standard()
                .withClient(CLIENT)
                .withOrganization(organizationId, "The org")
                .withRequestsPerMinute(1_000_000)
                .withTokenRequestsPerMinute(1_000_000)
                .withUniqueActionNames(namesAreUnique)
                .withDependencyIndex(
                        indexState.startsWith("OPERATIONAL")
                                ? OrgSettings.DependencyIndex.OPERATIONAL
                                : OrgSettings.DependencyIndex.NOTBUILT);
        return new OrgCalls(new GenesysOrg(settings, state, clock), CLIENT.id(), CLIENT.secret());
    }

    /** Most tests need no integration behind their action, and no credential behind their integration: both are there. */
    private void refer(String kind, JsonNode id) {
        String name = id.asText();
        boolean stands = !live(kind, name).isMissingNode();
        if (!stands && !name.matches(UUID) && references.add(name)) {
            edit(kind, name, node -> {
                if (kind.equals("integrations")) {
                    writeIntegration(
                            node, new Integration(name, name, "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
                } else {
                    writeCredential(node, new Credential(name, name, "userDefined"));
                }
            });
        }
    }

    private void publish() {
        state.flows().forEach(flow -> state.removeFlow(flow.id()));
        Map<String, Map<String, ConsumingFlow>> flows = new LinkedHashMap<>();
        published.forEach((action, names) ->
                names.forEach(name -> flows.computeIfAbsent(action, key -> new LinkedHashMap<>())
                        .put(name, flow(action, name, false, true))));
        checkedIn.forEach((action, names) ->
                names.forEach(name -> flows.computeIfAbsent(action, key -> new LinkedHashMap<>())
                        .merge(name, flow(action, name, true, false), (one, other) -> flow(action, name, true, true))));
        flows.values().forEach(each -> each.values().forEach(state::addFlow));
    }

    private static ConsumingFlow flow(String action, String name, boolean checkedIn, boolean published) {
        return new ConsumingFlow(action, "flow-" + name, name, "INBOUNDCALLFLOW", "1.0", checkedIn, published);
    }

    // ---- the objects, as a test sees and edits them

    private JsonNode live(String kind, String id) {
        for (JsonNode each : state.toJson().path(kind)) {
            if (each.path("id").asText().equals(id) && !each.has("deletedAt")) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    /** @param change of the object; null removes it */
    private void edit(String kind, String id, Consumer<ObjectNode> change) {
        ObjectNode all = (ObjectNode) state.toJson();
        ArrayNode kept = JSON.createArrayNode();
        ObjectNode edited = null;
        for (JsonNode each : all.path(kind)) {
            if (!each.path("id").asText().equals(id)) {
                kept.add(each);
            } else if (change != null) {
                edited = (ObjectNode) each;
                kept.add(edited);
            }
        }
        if (change != null) {
            if (edited == null) {
                edited = kept.addObject().put("id", id).put("createdAt", "2025-01-01T00:00:00.000Z");
            }
            edited.remove("deletedAt");
            change.accept(edited);
        }
        all.set(kind, kept);
        state = GenesysState.fromJson(all);
    }

    /** A writable view of all objects of a kind that are not deleted. */
    private final class Objects<T> extends AbstractMap<String, T> {
        private final String kind;
        private final Function<JsonNode, T> read;
        private final BiConsumer<ObjectNode, T> write;

        Objects(String kind, Function<JsonNode, T> read, BiConsumer<ObjectNode, T> write) {
            this.kind = kind;
            this.read = read;
            this.write = write;
        }

        @Override
        public T get(Object id) {
            JsonNode node = live(kind, (String) id);
            return node.isMissingNode() ? null : read.apply(node);
        }

        @Override
        public T put(String id, T value) {
            T before = get(id);
            edit(kind, id, node -> write.accept(node, value));
            return before;
        }

        @Override
        public T remove(Object id) {
            T before = get(id);
            edit(kind, (String) id, null);
            return before;
        }

        @Override
        public void clear() {
            new ArrayList<>(keySet()).forEach(this::remove);
        }

        @Override
        public Set<Entry<String, T>> entrySet() {
            Map<String, T> copy = new LinkedHashMap<>();
            for (JsonNode each : state.toJson().path(kind)) {
                String id = each.path("id").asText();
                if (!each.has("deletedAt") && !references.contains(id)) {
                    copy.put(id, read.apply(each));
                }
            }
            return copy.entrySet();
        }
    }

    private static Credential credential(JsonNode node) {
        return new Credential(
                node.path("id").asText(),
                node.path("name").asText(),
                node.path("type").asText());
    }

    private static void writeCredential(ObjectNode node, Credential it) {
        node.put("name", it.name()).put("type", it.type()).put("modifiedAt", "2025-01-01T00:00:00.000Z");
        if (!node.has("fields")) {
            node.putObject("fields");
        }
    }

    private Integration integration(JsonNode node) {
        String id = node.path("id").asText();
        return new Integration(
                id,
                node.at("/config/name").asText(),
                node.path("typeId").asText(),
                node.path("intendedState").asText(),
                "",
                "",
                listedWithNotes.contains(id) ? node.at("/config/notes").asText() : null);
    }

    private void writeIntegration(ObjectNode node, Integration it) {
        node.put("typeId", it.type()).put("intendedState", it.intendedState());
        if (!node.has("config")) {
            writeConfiguration(
                    node,
                    new Configuration(1, it.name(), JSON.createObjectNode(), JSON.createObjectNode(), "", Map.of()));
        }
        ((ObjectNode) node.path("config")).put("name", it.name());
        if (it.notes() != null) {
            listedWithNotes.add(it.id());
        }
    }

    private static Configuration configuration(JsonNode node) {
        JsonNode config = node.path("config");
        String notes = config.path("notes").asText("");
        return new Configuration(
                config.path("version").asInt(),
                config.path("name").asText(),
                config.path("properties"),
                config.path("advanced"),
                notes.equals(NO_NOTES) ? "" : notes,
                texts(config.path("credentials")));
    }

    private static void writeConfiguration(ObjectNode node, Configuration it) {
        ObjectNode config = node.putObject("config")
                .put("version", it.version())
                .put("name", it.name())
                .put("notes", it.notes().isEmpty() ? NO_NOTES : it.notes());
        config.set("properties", it.properties());
        config.set("advanced", it.advanced());
        config.set("credentials", object(it.credentials()));
    }

    private static Action action(JsonNode node) {
        JsonNode form = node.path("published");
        JsonNode request = form.at("/config/request");
        return new Action(
                node.path("id").asText(),
                form.path("version").asInt(),
                form.path("name").asText(),
                form.path("category").asText(),
                form.path("integrationId").asText(),
                form.path("secure").asBoolean(),
                form.at("/contract/input/inputSchema"),
                form.at("/contract/output/successSchema"),
                new ActionConfiguration(
                        form.at("/config/timeoutSeconds").asInt(),
                        request.path("requestUrlTemplate").asText(),
                        request.path("requestType").asText(),
                        texts(request.path("headers")),
                        request.path("requestTemplate").asText(),
                        form.at("/config/response/successTemplate").asText()));
    }

    private static void writeAction(ObjectNode node, Action it) {
        ObjectNode form = node.putObject("published")
                .put("version", it.version())
                .put("name", it.name())
                .put("category", it.category())
                .put("integrationId", it.integrationId())
                .put("secure", it.secure());
        ObjectNode contract = form.putObject("contract");
        contract.putObject("input").set("inputSchema", it.inputSchema());
        contract.putObject("output").set("successSchema", it.successSchema());
        ObjectNode config = form.putObject("config")
                .put("timeoutSeconds", it.configuration().timeoutSeconds());
        config.putObject("request")
                .put("requestUrlTemplate", it.configuration().requestUrl())
                .put("requestType", it.configuration().requestMethod())
                .put("requestTemplate", it.configuration().requestTemplate())
                .set("headers", object(it.configuration().headers()));
        ObjectNode response = config.putObject("response")
                .put("successTemplate", it.configuration().successTemplate());
        response.putObject("translationMap");
        response.putObject("translationMapDefaults");
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(it -> texts.put(it.getKey(), it.getValue().asText()));
        return texts;
    }

    private static ObjectNode object(Map<String, String> texts) {
        ObjectNode object = JSON.createObjectNode();
        texts.forEach(object::put);
        return object;
    }
}
