package dataactions.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.GenesysState;
import dataactions.testkit.TestTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** An org, a clock, a service behind it, and a caller that speaks plain HTTP and nothing better. */
public final class OrgFixture implements AutoCloseable {

    static final OrgClient CLIENT = OrgClient.withMinimumPermissions("the-client", "the-secret");
    static final String ACTIONS = "/api/v2/integrations/actions";
    static final String CREDENTIALS = "/api/v2/integrations/credentials";
    static final String INTEGRATIONS = "/api/v2/integrations";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What came back. */
    record Answer(int status, HttpHeaders headers, String text) {

        JsonNode json() {
            return Trees.parse(text).orElseThrow(() -> new AssertionError("not JSON: " + text));
        }

        String id() {
            return json().path("id").asText();
        }

        String message() {
            return json().path("message").asText();
        }

        Answer ok() {
            if (status < 200 || status > 299) {
                throw new AssertionError("expected success, got " + status + " " + text);
            }
            return this;
        }
    }

    final TestTime clock = new TestTime();
    final GenesysState state;
    final GenesysOrg org;
    final RecordingService service = new RecordingService();
    private final URI origin;
    OrgSettings settings = OrgSettings.standard().withClient(CLIENT);
    private String token;

    OrgFixture() {
        this(GenesysState.empty());
    }

    OrgFixture(GenesysState state) {
        this.state = state;
        org = new GenesysOrg(settings, state, clock);
        origin = org.start(0);
    }

    void reconfigure(UnaryOperator<OrgSettings> change) {
        settings = change.apply(settings);
        org.reconfigure(settings);
    }

    @Override
    public void close() {
        org.close();
        service.close();
    }

    // ---- plain HTTP

    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer askForToken(String id, String secret, String form) {
        String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return send(
                "POST",
                "/oauth/token",
                form,
                "Authorization",
                "Basic " + basic,
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    String token() {
        if (token == null) {
            token = askForToken("the-client", "the-secret", "grant_type=client_credentials")
                    .ok()
                    .json()
                    .path("access_token")
                    .asText();
        }
        return token;
    }

    Answer call(String method, String path, String body) {
        return send(method, path, body, "Authorization", "Bearer " + token(), "Content-Type", "application/json");
    }

    Answer call(String method, String path, JsonNode body) {
        return call(method, path, Trees.write(body));
    }

    Answer get(String path) {
        return send("GET", path, null, "Authorization", "Bearer " + token());
    }

    Answer delete(String path) {
        return send("DELETE", path, null, "Authorization", "Bearer " + token());
    }

    // ---- things of an org

    /** JSON with apostrophes for quotes. */
    public static ObjectNode json(String text) {
        return (ObjectNode) Trees.parse(text.replace('\'', '"')).orElseThrow();
    }

    static ObjectNode integrationBody() {
        return json("{'name': 'Data actions (test)', 'integrationType': {'id': 'custom-rest-actions'}}");
    }

    String integration() {
        return call("POST", INTEGRATIONS, integrationBody()).ok().id();
    }

    String activeIntegration() {
        String id = integration();
        call("PATCH", INTEGRATIONS + "/" + id, "{\"intendedState\":\"ENABLED\"}")
                .ok();
        return id;
    }

    static ObjectNode configBody() {
        return json("{'name': 'Data actions (test)', 'version': 1, 'properties': {}, 'advanced': {}, 'notes': 'ours',"
                + " 'credentials': {}}");
    }

    static ObjectNode credentialBody() {
        return json("{'name': 'mark', 'type': {'name': 'userDefined'}, 'credentialFields': {'token': 's3cret'}}");
    }

    String credential() {
        return call("POST", CREDENTIALS, credentialBody()).ok().id();
    }

    /** An integration that is active and has the credential. */
    String configuredIntegration() {
        String id = activeIntegration();
        ObjectNode config = configBody();
        config.putObject("credentials").putObject("basicAuth").put("id", credential());
        call("PUT", INTEGRATIONS + "/" + id + "/config/current", config).ok();
        return id;
    }

    ObjectNode actionBody(String integrationId) {
        ObjectNode body = json("{'category': 'Customer Data', 'name': 'FetchUser', 'secure': false,"
                + " 'contract': {'input': {'inputSchema':"
                + " {'$schema': 'http://json-schema.org/draft-04/schema#', 'type': 'object', 'properties':"
                + " {'userId': {'type': 'integer'}, 'verbose': {'type': 'boolean'}}, 'required': ['userId']}},"
                + " 'output': {'successSchema': {'type': 'object', 'properties': {'status': {'type': 'string'},"
                + " 'data': {'type': 'object', 'properties': {'name': {'type': 'string'}}}},"
                + " 'required': ['status', 'data']}}}, 'config': {'timeoutSeconds': 10, 'request':"
                + " {'requestType': 'POST', 'headers': {'Data-Action-Token': '${credentials.token}'}},"
                + " 'response': {'translationMap': {}, 'translationMapDefaults': {},"
                + " 'successTemplate': '${rawResult}'}}}");
        body.put("integrationId", integrationId);
        request(body)
                .put("requestUrlTemplate", service.url() + "/call")
                .put("requestTemplate", "{\"actionName\":\"FetchUser\",\"contract\":1,\"data\":${input.rawRequest}}");
        return body;
    }

    static ObjectNode request(ObjectNode action) {
        return (ObjectNode) action.path("config").path("request");
    }

    static ObjectNode response(ObjectNode action) {
        return (ObjectNode) action.path("config").path("response");
    }

    static ObjectNode inputSchema(ObjectNode action) {
        return (ObjectNode) action.path("contract").path("input").path("inputSchema");
    }

    static ObjectNode successSchema(ObjectNode action) {
        return (ObjectNode) action.path("contract").path("output").path("successSchema");
    }

    Answer createAction(ObjectNode body) {
        return call("POST", ACTIONS, body);
    }

    /** An action that runs. */
    String action() {
        return createAction(actionBody(configuredIntegration())).ok().id();
    }
}
