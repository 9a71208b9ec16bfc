package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.GenesysRequest.Kind;
import dataactions.registrar.invocation.Failure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /integrations}. */
public final class IntegrationsApi {
    private static final String VIEW = "integrations:integration:view";
    private static final String EDIT = "integrations:integration:edit";

    /** The text that Genesys shows if a configuration has no notes. */
    private static final String NO_NOTES = "node_dynamodb_empty_string";

    private final ApiCalls calls;

    IntegrationsApi(ApiCalls calls) {
        this.calls = calls;
    }

    public PagedList<Integration> all() {
        return new PagedList<>(this::list);
    }

    private Page<Integration> list(Cursor cursor) {
        return calls.page(
                GenesysRequest.of(Kind.LIST, "list integrations", VIEW, "GET", GenesysRequest.path("integrations")),
                cursor,
                IntegrationsApi::integration);
    }

    public Optional<Integration> find(String id) {
        return calls.find(GenesysRequest.of(
                        Kind.READ, "read integration " + id, VIEW, "GET", GenesysRequest.path("integrations", id)))
                .map(IntegrationsApi::integration);
    }

    public Optional<Configuration> configuration(String id) {
        return calls.find(GenesysRequest.of(
                        Kind.READ,
                        "read the configuration of integration " + id,
                        VIEW,
                        "GET",
                        GenesysRequest.path("integrations", id, "config", "current")))
                .map(IntegrationsApi::configuration);
    }

    public String create(String name, String type) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        body.putObject("integrationType").put("id", type);
        return calls.create(
                GenesysRequest.of(
                                Kind.CREATE,
                                "create the integration",
                                "integrations:integration:add",
                                "POST",
                                GenesysRequest.path("integrations"))
                        .with(body),
                "integration");
    }

    public void configure(String id, Configuration configuration) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", configuration.name())
                .put("version", configuration.version())
                .put("notes", configuration.notes());
        body.set("properties", configuration.properties());
        body.set("advanced", configuration.advanced());
        ObjectNode credentials = body.putObject("credentials");
        configuration
                .credentials()
                .forEach((key, credential) -> credentials.putObject(key).put("id", credential));
        calls.send(GenesysRequest.of(
                        Kind.WRITE,
                        "write the configuration of integration " + Failure.named(configuration.name()),
                        EDIT,
                        "PUT",
                        GenesysRequest.path("integrations", id, "config", "current"))
                .with(body));
    }

    public Integration enable(String id) {
        return integration(calls.send(GenesysRequest.of(
                        Kind.WRITE, "enable integration " + id, EDIT, "PATCH", GenesysRequest.path("integrations", id))
                .with(JsonNodeFactory.instance.objectNode().put("intendedState", "ENABLED"))));
    }

    public void delete(String id) {
        calls.send(GenesysRequest.of(
                Kind.WRITE,
                "delete integration " + id,
                "integrations:integration:delete",
                "DELETE",
                GenesysRequest.path("integrations", id)));
    }

    private static Integration integration(JsonNode it) {
        JsonNode reported = it.path("reportedState");
        JsonNode detail = reported.path("detail");
        return new Integration(
                ApiCalls.text(it, "id"),
                ApiCalls.text(it, "name"),
                ApiCalls.text(it.path("integrationType"), "id"),
                ApiCalls.text(it, "intendedState").toUpperCase(Locale.ROOT),
                ApiCalls.text(reported, "code").toUpperCase(Locale.ROOT),
                ApiCalls.text(detail, detail.hasNonNull("message") ? "message" : "messageWithParams"),
                it.hasNonNull("notes") ? notes(it) : null);
    }

    private static Configuration configuration(JsonNode it) {
        Map<String, String> credentials = new TreeMap<>();
        it.path("credentials").properties().forEach(entry -> {
            if (entry.getValue().hasNonNull("id")) {
                credentials.put(entry.getKey(), entry.getValue().path("id").asText());
            }
        });
        return new Configuration(
                it.path("version").asInt(1),
                ApiCalls.text(it, "name"),
                tree(it.path("properties")),
                tree(it.path("advanced")),
                notes(it),
                credentials);
    }

    private static JsonNode tree(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? JsonNodeFactory.instance.objectNode() : value;
    }

    private static String notes(JsonNode it) {
        String notes = ApiCalls.text(it, "notes");
        return NO_NOTES.equals(notes) ? "" : notes;
    }
}
