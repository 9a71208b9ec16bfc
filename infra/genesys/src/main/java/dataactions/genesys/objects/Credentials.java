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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Sets of secrets. A client writes all fields together, and can never read them. */
public final class Credentials {

    private static final Set<String> FIELDS = Set.of("id", "name", "type", "credentialFields", "selfUri");

    /** Required fields by type. */
    public static final Map<String, List<String>> TYPES = new TreeMap<>(Map.of(
            "userDefined", List.of(),
            "basicAuth", List.of("userName", "password"),
            "userDefinedOAuth", List.of(),
            "amazonWebServicesARN", List.of("ARN"),
            "pureCloudOAuthClient", List.of("clientId", "clientSecret")));

    private final GenesysState state;

    public Credentials(GenesysState state) {
        this.state = state;
    }

    public RouteReply types(Call call) {
        List<ObjectNode> all = new ArrayList<>();
        TYPES.forEach((name, required) -> {
            ObjectNode type = Trees.object().put("id", name).put("name", name);
            ArrayNode list = type.putArray("required");
            required.forEach(list::add);
            all.add(type);
        });
        return RouteReply.ok(Paging.numbered(call, all));
    }

    public RouteReply create(Call call) {
        ObjectNode checked = checked(call);
        String id = UUID.randomUUID().toString();
        ObjectNode credential = Trees.object().put("id", id);
        credential.setAll(checked);
        credential.put("createdAt", Visibility.text(call.now())).put("modifiedAt", Visibility.text(call.now()));
        state.credentials.put(id, credential);
        return RouteReply.ok(info(credential));
    }

    public RouteReply list(Call call) {
        List<ObjectNode> all = new ArrayList<>();
        state.credentials.values().forEach(credential -> {
            if (Visibility.listed(credential, call)) {
                all.add(info(credential));
            }
        });
        return RouteReply.ok(Paging.numbered(call, all));
    }

    /** Has name and type only: the API never returns the fields of a credential. */
    public RouteReply read(Call call) {
        ObjectNode credential = Visibility.read(state.credentials, call.id())
                .orElseThrow(() -> GenesysError.notFound("credential", call.id()));
        ObjectNode view = Trees.object()
                .put("id", credential.path("id").asText())
                .put("name", credential.path("name").asText());
        view.set("type", type(credential));
        view.putObject("credentialFields");
        view.put("selfUri", selfUri(credential));
        return RouteReply.ok(view);
    }

    public RouteReply replace(Call call) {
        ObjectNode credential = Visibility.write(state.credentials, call.id())
                .orElseThrow(() -> GenesysError.notFound("credential", call.id()));
        ObjectNode checked = checked(call);
        if (!checked.path("type").equals(credential.path("type"))) {
            throw GenesysError.badRequest("The type of a credential cannot be changed from "
                    + credential.path("type").asText() + " to "
                    + checked.path("type").asText() + ".");
        }
        credential.setAll(checked);
        credential.put("modifiedAt", Visibility.text(call.now()));
        return RouteReply.ok(info(credential));
    }

    public RouteReply delete(Call call) {
        ObjectNode credential = Visibility.write(state.credentials, call.id())
                .orElseThrow(() -> GenesysError.notFound("credential", call.id()));
        Visibility.delete(credential, call.now());
        credential.remove("fields"); // the secret is removed at once, even if the record stays visible for a while
        return RouteReply.empty(200);
    }

    private static ObjectNode checked(Call call) {
        ObjectNode body = call.body(FIELDS);
        String name = Call.text(body, "name", "A credential");
        JsonNode given = Trees.get(body, "type")
                .orElseThrow(() -> GenesysError.badRequest("A credential requires a value for 'type'."));
        String type = Call.text(given, "name", "The type of a credential, which is given by its name,");
        if (!TYPES.containsKey(type)) {
            throw GenesysError.badRequest(
                    "There is no credential type '" + type + "'. Known: " + String.join(", ", TYPES.keySet()) + ".");
        }
        JsonNode fields = Trees.get(body, "credentialFields").orElseGet(Trees::object);
        List<String> problems = new ArrayList<>();
        for (String required : TYPES.get(type)) {
            if (!fields.path(required).isTextual()
                    || fields.path(required).asText().isEmpty()) {
                problems.add("A credential of type " + type + " requires the field '" + required + "'.");
            }
        }
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!field.getValue().isTextual()) {
                problems.add("The credential field '" + field.getKey() + "' must be a text.");
            }
        }
        if (!fields.isObject()) {
            problems.add("'credentialFields' must be an object.");
        }
        GenesysError.refuseAny(problems);
        ObjectNode checked = Trees.object().put("name", name).put("type", type);
        checked.set("fields", fields);
        return checked;
    }

    public static ObjectNode info(ObjectNode credential) {
        ObjectNode info = Trees.object()
                .put("id", credential.path("id").asText())
                .put("name", credential.path("name").asText())
                .put("createdDate", credential.path("createdAt").asText())
                .put("modifiedDate", credential.path("modifiedAt").asText());
        info.set("type", type(credential));
        return info.put("selfUri", selfUri(credential));
    }

    /** A reference to a credential that may have been deleted. */
    public static ObjectNode reference(String id, Optional<ObjectNode> credential) {
        return credential.map(Credentials::info).orElseGet(() -> Trees.object().put("id", id));
    }

    private static ObjectNode type(ObjectNode credential) {
        String name = credential.path("type").asText();
        return Trees.object().put("id", name).put("name", name);
    }

    private static String selfUri(ObjectNode credential) {
        return "/api/v2/integrations/credentials/" + credential.path("id").asText();
    }
}
