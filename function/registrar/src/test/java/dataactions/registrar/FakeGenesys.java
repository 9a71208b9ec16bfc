package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An org in memory behind the seam: versions, immutability and marks as Genesys has them, and a fault to order for any
 * call.
 */
final class FakeGenesys implements GenesysCalls {
    static final ObjectMapper JSON = new ObjectMapper();

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

    final List<String> calls = new ArrayList<>();
    final Map<String, Credential> credentials = new LinkedHashMap<>();
    final Map<String, Map<String, String>> credentialFields = new HashMap<>();
    final Map<String, Integration> integrations = new LinkedHashMap<>();
    final Map<String, Configuration> configurations = new HashMap<>();
    final Map<String, Action> actions = new LinkedHashMap<>();
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

    void fault(String call, Fault... order) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(order));
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

    private JsonNode call(String name, Supplier<JsonNode> work) {
        calls.add(name);
        beforeEveryCall.run();
        Fault fault = faults.getOrDefault(name, new ArrayDeque<>()).poll();
        if (fault == null) {
            return work.get();
        }
        switch (fault) {
            case HAPPENS_AND_IS_LOST -> work.get();
            case ABSENT -> {
                return lagging(name);
            }
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("planted");
            default -> {}
        }
        throw failure(name, fault);
    }

    private static JsonNode lagging(String name) {
        if (!name.startsWith("list")) {
            throw notFound(name);
        }
        ObjectNode empty = object();
        empty.putArray("entities");
        return empty;
    }

    private static Failure failure(String name, Fault fault) {
        Kind kind =
                switch (fault) {
                    case THROTTLED -> Kind.THROTTLED;
                    case CONFLICT -> Kind.CONFLICT;
                    case BAD_REQUEST -> Kind.BAD_REQUEST;
                    case NOT_FOUND -> Kind.NOT_FOUND;
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
                fault == Fault.THROTTLED ? java.time.Duration.ofSeconds(2) : null,
                null);
    }

    private static Failure notFound(String what) {
        return Failure.genesys(Kind.NOT_FOUND, "No " + what + ".", "Look.", null, "corr-404", null, null);
    }

    private static Failure conflict() {
        return Failure.genesys(Kind.CONFLICT, "Stale.", "Again.", null, "corr-409", null, null);
    }

    /** To call it as the registrar does. */
    ActionsApi actions() {
        return new Genesys(this).actions();
    }

    IntegrationsApi integrations() {
        return new Genesys(this).integrations();
    }

    @Override
    public JsonNode send(GenesysRequest request) {
        String[] parts = request.path().substring("/api/v2/".length()).split("/");
        String what = request.method() + " " + parts[0];
        return switch (parts[0]) {
            case "organizations" ->
                call(
                        "read organization",
                        () -> object().put("id", organizationId).put("name", "The org"));
            case "architect" -> flows(request, parts[2]);
            case "integrations" ->
                switch (parts.length > 1 ? parts[1] : "") {
                    case "credentials" -> credentials(request, parts.length > 2 ? parts[2] : null);
                    case "actions" ->
                        actions(request, parts.length > 2 ? parts[2] : null, parts.length > 3 ? parts[3] : "");
                    default -> integrations(request, parts.length > 1 ? parts[1] : null, parts.length > 2);
                };
            default -> throw new AssertionError("no such call: " + what);
        };
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private JsonNode credentials(GenesysRequest request, String id) {
        JsonNode body = request.body();
        return switch (request.method()) {
            case "POST" ->
                call("create credential", () -> {
                    String created = UUID.randomUUID().toString();
                    put(created, body);
                    return object().put("id", created);
                });
            case "PUT" ->
                call("write credential", () -> {
                    present(credentials.get(id), "credential");
                    put(id, body);
                    return object().put("id", id);
                });
            case "DELETE" ->
                call("delete credential", () -> {
                    present(credentials.remove(id), "credential");
                    credentialFields.remove(id);
                    return MissingNode.getInstance();
                });
            default ->
                id == null
                        ? call("list credentials", () -> page(credentials.values(), request, FakeGenesys::json))
                        : call("read credential", () -> json(present(credentials.get(id), "credential")));
        };
    }

    private void put(String id, JsonNode body) {
        credentials.put(
                id,
                new Credential(
                        id, body.path("name").asText(), body.at("/type/name").asText()));
        credentialFields.put(id, texts(body.path("credentialFields")));
    }

    private static ObjectNode json(Credential it) {
        ObjectNode json = object().put("id", it.id()).put("name", it.name());
        json.putObject("type").put("name", it.type());
        return json;
    }

    private JsonNode integrations(GenesysRequest request, String id, boolean configuration) {
        JsonNode body = request.body();
        return switch (request.method()) {
            case "POST" ->
                call("create integration", () -> {
                    String created = UUID.randomUUID().toString();
                    String name = body.path("name").asText();
                    String type = body.at("/integrationType/id").asText();
                    integrations.put(created, new Integration(created, name, type, "DISABLED", "INACTIVE", "", null));
                    configurations.put(created, new Configuration(1, name, object(), object(), "", Map.of()));
                    return object().put("id", created);
                });
            case "PUT" -> call("write configuration", () -> configure(id, body));
            case "PATCH" ->
                call("enable integration", () -> {
                    Integration it = present(integrations.get(id), "integration");
                    Integration enabled = new Integration(
                            id, it.name(), it.type(), "ENABLED", reportedWhenEnabled, "credential incomplete", null);
                    integrations.put(id, enabled);
                    return json(enabled);
                });
            case "DELETE" ->
                call("delete integration", () -> {
                    present(integrations.remove(id), "integration");
                    actions.values().removeIf(it -> it.integrationId().equals(id));
                    configurations.remove(id);
                    return MissingNode.getInstance();
                });
            default -> {
                if (id == null) {
                    yield call("list integrations", () -> page(integrations.values(), request, FakeGenesys::json));
                }
                yield configuration
                        ? call("read configuration", () -> json(present(configurations.get(id), "integration")))
                        : call("read integration", () -> json(present(integrations.get(id), "integration")));
            }
        };
    }

    private JsonNode configure(String id, JsonNode body) {
        Configuration now = present(configurations.get(id), "integration");
        if (now.version() != body.path("version").asInt()) {
            throw conflict();
        }
        Map<String, String> references = new TreeMap<>();
        body.path("credentials")
                .properties()
                .forEach(it ->
                        references.put(it.getKey(), it.getValue().path("id").asText()));
        String name = body.path("name").asText();
        configurations.put(
                id,
                new Configuration(
                        now.version() + 1,
                        name,
                        body.path("properties"),
                        body.path("advanced"),
                        body.path("notes").asText(),
                        references));
        Integration it = integrations.get(id);
        integrations.put(
                id, new Integration(id, name, it.type(), it.intendedState(), it.reportedState(), it.detail(), null));
        return object();
    }

    private static ObjectNode json(Integration it) {
        ObjectNode json = object().put("id", it.id()).put("name", it.name()).put("intendedState", it.intendedState());
        json.putObject("integrationType").put("id", it.type());
        json.putObject("reportedState")
                .put("code", it.reportedState())
                .putObject("detail")
                .put("message", it.detail());
        return it.notes() == null ? json : json.put("notes", it.notes());
    }

    private static ObjectNode json(Configuration it) {
        ObjectNode json =
                object().put("version", it.version()).put("name", it.name()).put("notes", it.notes());
        json.set("properties", it.properties());
        json.set("advanced", it.advanced());
        ObjectNode references = json.putObject("credentials");
        it.credentials().forEach((key, id) -> references.putObject(key).put("id", id));
        return json;
    }

    private JsonNode actions(GenesysRequest request, String id, String part) {
        JsonNode body = request.body();
        return switch (request.method()) {
            case "POST" ->
                part.equals("test")
                        ? call("test action", () -> {
                            present(actions.get(id), "action");
                            TestResult result = tester.apply(body);
                            ObjectNode json = result.all().deepCopy();
                            json.put("success", result.success()).set("finalResult", result.finalResult());
                            return json;
                        })
                        : call("create action", () -> create(body));
            case "PATCH" -> call("change action", () -> change(id, body));
            case "DELETE" ->
                call("delete action", () -> {
                    present(actions.remove(id), "action");
                    return MissingNode.getInstance();
                });
            default -> {
                if (id == null) {
                    yield call("list actions", () -> {
                        String name = request.query().getOrDefault("name", "");
                        List<Action> matching = actions.values().stream()
                                .filter(it -> it.name().contains(name))
                                .toList();
                        return page(matching, request, it -> json(it, false, listsShowConfiguration));
                    });
                }
                yield part.equals("templates")
                        ? call("read template", () -> {
                            ActionConfiguration it =
                                    present(actions.get(id), "action").configuration();
                            String text = request.path().endsWith("/requesttemplate.vm")
                                    ? it.requestTemplate()
                                    : it.successTemplate();
                            return text.isEmpty() ? MissingNode.getInstance() : TextNode.valueOf(text);
                        })
                        : call("read action", () -> json(present(actions.get(id), "action"), true, true));
            }
        };
    }

    private JsonNode create(JsonNode body) {
        String id = "custom_-_" + UUID.randomUUID();
        String name = body.path("name").asText();
        String integrationId = body.path("integrationId").asText();
        refuseNamesake(id, name, integrationId);
        actions.put(
                id,
                new Action(
                        id,
                        1,
                        name,
                        body.path("category").asText(),
                        integrationId,
                        body.path("secure").asBoolean(),
                        body.at("/contract/input/inputSchema"),
                        body.at("/contract/output/successSchema"),
                        configuration(body.path("config"))));
        return object().put("id", id);
    }

    private JsonNode change(String id, JsonNode body) {
        Action now = present(actions.get(id), "action");
        if (now.version() != body.path("version").asInt()) {
            throw conflict();
        }
        String name = body.path("name").asText();
        refuseNamesake(id, name, now.integrationId());
        actions.put(
                id,
                new Action(
                        id,
                        now.version() + 1,
                        name,
                        body.path("category").asText(),
                        now.integrationId(),
                        now.secure(),
                        now.inputSchema(),
                        now.successSchema(),
                        configuration(body.path("config"))));
        return object();
    }

    private static ActionConfiguration configuration(JsonNode config) {
        JsonNode request = config.path("request");
        return new ActionConfiguration(
                config.path("timeoutSeconds").asInt(),
                request.path("requestUrlTemplate").asText(),
                request.path("requestType").asText(),
                texts(request.path("headers")),
                request.path("requestTemplate").asText(),
                config.at("/response/successTemplate").asText());
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(it -> texts.put(it.getKey(), it.getValue().asText()));
        return texts;
    }

    private static ObjectNode json(Action it, boolean contract, boolean configuration) {
        ObjectNode json = object().put("id", it.id())
                .put("version", it.version())
                .put("name", it.name())
                .put("category", it.category())
                .put("integrationId", it.integrationId())
                .put("secure", it.secure());
        if (contract) {
            ObjectNode parts = json.putObject("contract");
            parts.putObject("input").set("inputSchema", it.inputSchema());
            parts.putObject("output").set("successSchema", it.successSchema());
        }
        if (configuration) {
            ObjectNode config = json.putObject("config")
                    .put("timeoutSeconds", it.configuration().timeoutSeconds());
            ObjectNode request = config.putObject("request")
                    .put("requestUrlTemplate", it.configuration().requestUrl())
                    .put("requestType", it.configuration().requestMethod());
            ObjectNode headers = request.putObject("headers");
            it.configuration().headers().forEach(headers::put);
        }
        return json;
    }

    private JsonNode flows(GenesysRequest request, String what) {
        if (what.equals("build")) {
            return call("read index", () -> object().put("status", indexState));
        }
        return call("list flows", () -> {
            String actionId = request.query().get("id");
            boolean secure = request.query().get("objectType").equals("SECUREACTION");
            boolean publishedOnes = request.query().get("flowFilter").equals("published");
            Action it = actions.get(actionId);
            List<String> using = it == null || it.secure() != secure || !indexState.startsWith("OPERATIONAL")
                    ? List.of()
                    : (publishedOnes ? published : checkedIn).getOrDefault(actionId, List.of());
            return page(
                    using,
                    request,
                    name -> object().put("id", "flow-" + name).put("name", name).put("type", "INBOUNDCALLFLOW"));
        });
    }

    private void refuseNamesake(String id, String name, String integrationId) {
        boolean taken = actions.values().stream()
                .anyMatch(it -> !it.id().equals(id)
                        && it.name().equals(name)
                        && it.integrationId().equals(integrationId));
        if (namesAreUnique && taken) {
            throw failure("take the name", Fault.BAD_REQUEST);
        }
    }

    private static <T> T present(T value, String what) {
        if (value == null) {
            throw notFound(what);
        }
        return value;
    }

    /** Two to a page, so that whoever reads only the first is found out. */
    private static <T> ObjectNode page(Collection<T> all, GenesysRequest request, Function<T, ObjectNode> json) {
        int page = Integer.parseInt(request.query().get("pageNumber"));
        ObjectNode listing = object().put("pageCount", (all.size() + 1) / 2);
        ArrayNode entities = listing.putArray("entities");
        all.stream().skip((page - 1) * 2L).limit(2).map(json).forEach(entities::add);
        return listing;
    }
}
