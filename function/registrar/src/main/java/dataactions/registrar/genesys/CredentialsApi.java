package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.GenesysRequest.Kind;
import java.util.Map;
import java.util.Optional;

/** {@code /integrations/credentials}. A credential has no version, and Genesys never shows its fields. */
public final class CredentialsApi {
    private static final String VIEW = "integrations:integration:view";

    private final ApiCalls calls;

    CredentialsApi(ApiCalls calls) {
        this.calls = calls;
    }

    public PagedList<Credential> all() {
        return new PagedList<>(this::list);
    }

    private Page<Credential> list(Cursor cursor) {
        return calls.page(
                GenesysRequest.of(Kind.LIST, "list credentials", VIEW, "GET", path()),
                cursor,
                CredentialsApi::credential);
    }

    public Optional<Credential> find(String id) {
        return calls.find(GenesysRequest.of(Kind.READ, "read credential " + id, VIEW, "GET", path(id)))
                .map(CredentialsApi::credential);
    }

    public String create(String name, String type, Map<String, String> fields) {
        return calls.create(
                GenesysRequest.of(
                                Kind.CREATE,
                                "create credential " + name,
                                "integrations:integration:add",
                                "POST",
                                path())
                        .with(body(name, type, fields)),
                "credential");
    }

    /** Writes the whole credential: name, type and every field. */
    public void replace(String id, String name, String type, Map<String, String> fields) {
        calls.send(GenesysRequest.of(
                        Kind.WRITE, "write credential " + name, "integrations:integration:edit", "PUT", path(id))
                .with(body(name, type, fields)));
    }

    public void delete(String id) {
        calls.send(GenesysRequest.of(
                Kind.WRITE, "delete credential " + id, "integrations:integration:delete", "DELETE", path(id)));
    }

    private static String path() {
        return GenesysRequest.path("integrations", "credentials");
    }

    private static String path(String id) {
        return GenesysRequest.path("integrations", "credentials", id);
    }

    private static JsonNode body(String name, String type, Map<String, String> fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        body.putObject("type").put("name", type);
        ObjectNode values = body.putObject("credentialFields");
        fields.forEach(values::put);
        return body;
    }

    private static Credential credential(JsonNode it) {
        return new Credential(
                ApiCalls.text(it, "id"), ApiCalls.text(it, "name"), ApiCalls.text(it.path("type"), "name"));
    }
}
