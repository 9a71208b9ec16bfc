package dataactions.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** Others who use the org: objects of the very names that ours will have, without a mark and with somebody else's. */
final class Strangers {
    private static final String SAME_STACK_ELSEWHERE = "111111111111/" + CrashRig.REGION + "/" + CrashRig.STACK + "/";

    /** An integration that somebody made by hand, and that a stack is to take over. */
    static final String ADOPTABLE = "To be adopted";

    private Strangers() {}

    /** A further one, for a stack that is to take over another. */
    static final String ALSO_ADOPTABLE = ADOPTABLE + ", too";

    static void makeAdoptable(Client client, String name) throws IOException {
        String credential = credential(client, "By hand");
        String id = client.send(
                        "POST",
                        "/api/v2/integrations",
                        "{\"name\":\"" + name + "\",\"integrationType\":{\"id\":\"custom-rest-actions\"}}")
                .path("id")
                .asText();
        client.send(
                "PUT",
                "/api/v2/integrations/" + id + "/config/current",
                "{\"name\":\"" + name + "\",\"version\":1,\"properties\":{},\"advanced\":{},\"notes\":\"Ask Kim.\""
                        + ",\"credentials\":{\"basicAuth\":{\"id\":\"" + credential + "\"}}}");
        client.send("PATCH", "/api/v2/integrations/" + id, "{\"intendedState\":\"ENABLED\"}");
    }

    /** Somebody else's way to the org's API; throws where it is refused. */
    @FunctionalInterface
    interface Client {
        JsonNode send(String method, String path, String body) throws IOException;
    }

    static void moveIn(Client client) throws IOException {
        for (String mark : List.of("", SAME_STACK_ELSEWHERE)) {
            String credential = credential(client, mark.isEmpty() ? CrashRig.STACK : mark + "Credential");
            String integration = integration(client, credential, mark);
            action(client, integration, "FetchUser", mark.isEmpty() ? "" : mark + "ActionFetchUser1");
            action(client, integration, "FetchUser (contract 1)", "");
        }
    }

    private static String credential(Client client, String name) throws IOException {
        return client.send(
                        "POST",
                        "/api/v2/integrations/credentials",
                        "{\"name\":\"" + name
                                + "\",\"type\":{\"name\":\"userDefined\"},\"credentialFields\":{\"token\":\""
                                + CrashRig.STRANGERS_SECRET + "\"}}")
                .path("id")
                .asText();
    }

    private static String integration(Client client, String credential, String mark) throws IOException {
        String id = client.send(
                        "POST",
                        "/api/v2/integrations",
                        "{\"name\":\"Data actions (dev)\",\"integrationType\":{\"id\":\"custom-rest-actions\"}}")
                .path("id")
                .asText();
        String notes = mark.isEmpty() ? "Mine." : "Managed by CloudFormation: " + mark + "Integration";
        client.send(
                "PUT",
                "/api/v2/integrations/" + id + "/config/current",
                "{\"name\":\"Data actions (dev)\",\"version\":1,\"properties\":{},\"advanced\":{},\"notes\":\"" + notes
                        + "\",\"credentials\":{\"basicAuth\":{\"id\":\"" + credential + "\"}}}");
        return id;
    }

    private static void action(Client client, String integration, String name, String owner) throws IOException {
        String headers = owner.isEmpty() ? "" : ",\"headers\":{\"Data-Action-Owner\":\"" + owner + "\"}";
        client.send(
                "POST",
                "/api/v2/integrations/actions",
                "{\"category\":\"Customer Data\",\"name\":\"" + name + "\",\"integrationId\":\"" + integration
                        + "\",\"contract\":{\"input\":{\"inputSchema\":{\"type\":\"object\",\"properties\":{}}},"
                        + "\"output\":{\"successSchema\":{\"type\":\"object\",\"properties\":{}}}},"
                        + "\"config\":{\"request\":{\"requestUrlTemplate\":\"https://example.com\","
                        + "\"requestType\":\"GET\"" + headers
                        + "},\"response\":{\"successTemplate\":\"${rawResult}\"}}}");
    }
}
