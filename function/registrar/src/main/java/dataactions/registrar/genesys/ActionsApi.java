package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.NewAction;
import dataactions.registrar.genesys.Genesys.TestResult;
import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.GenesysRequest.Kind;
import dataactions.registrar.invocation.Failure;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /integrations/actions}. */
public final class ActionsApi {
    private static final String VIEW = "integrations:action:view";

    private final ApiCalls calls;

    ActionsApi(ApiCalls calls) {
        this.calls = calls;
    }

    public PagedList<Action> all() {
        return named(null);
    }

    /** The actions whose name contains {@code part}; null for all. */
    public PagedList<Action> named(String part) {
        return new PagedList<>(cursor -> list(part, cursor));
    }

    private Page<Action> list(String part, Cursor cursor) {
        // With includeConfig the list shows the headers, which hold the ownership tags.
        GenesysRequest request = GenesysRequest.of(Kind.LIST, "list actions", VIEW, "GET", path())
                .with("includeConfig", true)
                .with(GenesysRequest.NAME_PART, part);
        return calls.page(request, cursor, ActionsApi::action);
    }

    public Optional<Action> find(String id) {
        return calls.find(GenesysRequest.of(Kind.READ, "read action " + id, VIEW, "GET", path(id))
                        .with("expand", "contract")
                        .with("includeConfig", true))
                .map(ActionsApi::action);
    }

    /**
     * Reads {@code requesttemplate.vm} or {@code successtemplate.vm}. The action itself has only the addresses of its
     * templates.
     */
    public Optional<String> template(String id, String fileName) {
        return calls.find(GenesysRequest.of(
                        Kind.READ_TEXT,
                        "read " + fileName + " of action " + id,
                        VIEW,
                        "GET",
                        GenesysRequest.path("integrations", "actions", id, "templates", fileName)))
                .map(JsonNode::asText);
    }

    public String create(NewAction it) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", it.name())
                .put("category", it.category())
                .put("integrationId", it.integrationId())
                .put("secure", it.secure());
        ObjectNode contract = body.putObject("contract");
        contract.putObject("input").set("inputSchema", it.inputSchema());
        contract.putObject("output").set("successSchema", it.successSchema());
        body.set("config", config(it.configuration()));
        return calls.create(
                GenesysRequest.of(
                                Kind.CREATE,
                                "create action " + Failure.named(it.name()),
                                "integrations:action:add",
                                "POST",
                                path())
                        .with(body),
                "action");
    }

    /** Writes category, name and configuration. The other parts of a published action cannot change. */
    public void change(String id, int version, String name, String category, ActionConfiguration configuration) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("category", category)
                .put("version", version);
        body.set("config", config(configuration));
        calls.send(GenesysRequest.of(
                        Kind.WRITE,
                        "change action " + Failure.named(name),
                        "integrations:action:edit",
                        "PATCH",
                        path(id))
                .with(body));
    }

    public void delete(String id) {
        calls.send(
                GenesysRequest.of(Kind.WRITE, "delete action " + id, "integrations:action:delete", "DELETE", path(id)));
    }

    /** Runs the action: {@code POST …/test}. */
    public TestResult test(String id, JsonNode input) {
        JsonNode all = calls.send(GenesysRequest.of(
                        Kind.TEST,
                        "test action " + id,
                        "integrations:action:execute",
                        "POST",
                        GenesysRequest.path("integrations", "actions", id, "test"))
                .with(input));
        return new TestResult(all.path("success").asBoolean(false), all.path("finalResult"), all);
    }

    private static String path() {
        return GenesysRequest.path("integrations", "actions");
    }

    private static String path(String id) {
        return GenesysRequest.path("integrations", "actions", id);
    }

    private static ObjectNode config(ActionConfiguration it) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("timeoutSeconds", it.timeoutSeconds());
        ObjectNode request = config.putObject("request")
                .put("requestUrlTemplate", it.requestUrl())
                .put("requestType", it.requestMethod())
                .put("requestTemplate", it.requestTemplate());
        ObjectNode headers = request.putObject("headers");
        it.headers().forEach(headers::put);
        ObjectNode response = config.putObject("response").put("successTemplate", it.successTemplate());
        response.putObject("translationMap");
        response.putObject("translationMapDefaults");
        return config;
    }

    private static Action action(JsonNode it) {
        JsonNode contract = it.path("contract");
        JsonNode config = it.path("config");
        return new Action(
                ApiCalls.text(it, "id"),
                it.path("version").asInt(1),
                ApiCalls.text(it, "name"),
                ApiCalls.text(it, "category"),
                ApiCalls.text(it, "integrationId"),
                it.path("secure").asBoolean(false),
                contract.path("input").get("inputSchema"),
                contract.path("output").get("successSchema"),
                config.path("request").isObject() ? configuration(config) : null);
    }

    private static ActionConfiguration configuration(JsonNode config) {
        JsonNode request = config.path("request");
        Map<String, String> headers = new TreeMap<>();
        request.path("headers")
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
        return new ActionConfiguration(
                config.path("timeoutSeconds").asInt(0),
                ApiCalls.text(request, "requestUrlTemplate"),
                ApiCalls.text(request, "requestType"),
                headers,
                null,
                null);
    }
}
