package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.ApiRequest;
import com.mypurecloud.sdk.v2.ApiRequestBuilder;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProperty;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProvider;
import com.mypurecloud.sdk.v2.connector.apache.ApacheHttpClientConnector;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Redactor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.impl.client.HttpClients;

/**
 * Sends requests with the client of Genesys's Java SDK. The SDK's own retries, token refresh and process-wide default
 * client are off: the SDK would repeat POSTs, hide a 401 for ten seconds, and watch a file in the home folder. The
 * SDK's generated request and model classes are not used: they would put hundreds of unused classes into the jar.
 */
public final class SdkCalls implements GenesysCalls {
    private static final int CALL_TIMEOUT_MS = 20_000;
    /** An action may take 60 s. */
    private static final int TEST_TIMEOUT_MS = 65_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A strong reference: without it the logger could be garbage collected, and its level would be lost. */
    private static final Logger WIRE = Logger.getLogger("org.apache.http");

    static {
        // Otherwise Apache's client would write its own lines, with hosts, between the registrar's.
        WIRE.setLevel(Level.OFF);
    }

    private final GenesysSettings settings;
    private final AccessToken token;
    private ApiClient client;
    private ApiClient testClient;

    public SdkCalls(
            GenesysSettings settings,
            SecretTexts secrets,
            LazyHttpClient http,
            InstantSource clock,
            Redactor redactor) {
        this.settings = settings;
        this.token = new AccessToken(settings, secrets, http, clock, redactor);
    }

    @Override
    public JsonNode send(GenesysRequest request) {
        String first = token.value();
        try {
            return send(request, first);
        } catch (Failure e) {
            if (e.kind() != Kind.UNAUTHORIZED) {
                throw e;
            }
        }
        // A token can be revoked before it expires. It is renewed once; a second refusal is final.
        token.forget(first);
        return send(request, token.value());
    }

    private JsonNode send(GenesysRequest request, String accessToken) {
        ApiClient client = client(request.kind());
        try {
            client.setAccessToken(accessToken);
            return read(
                    request,
                    client.invoke(sdkRequest(request), new TypeReference<String>() {})
                            .getBody());
        } catch (ApiException e) {
            throw ErrorAnswer.of(
                    request.operation(), request.permission(), e.getStatusCode(), e.getHeaders(), e.getRawBody(), e);
        } catch (JsonProcessingException e) {
            throw unexpected(request);
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException e) {
            throw Failure.of(
                    Kind.UNREACHABLE,
                    "Genesys's API host cannot be reached to " + request.operation() + " ("
                            + e.getClass().getSimpleName() + ").",
                    "Check genesys.domain in cdk.json and that the registrar can reach the internet.",
                    e);
        } catch (IOException e) {
            throw Failure.of(
                    Kind.UNKNOWN_OUTCOME,
                    "The connection to Genesys broke while asking to " + request.operation() + " ("
                            + e.getClass().getSimpleName() + ").",
                    "Deploy again.",
                    e);
        }
    }

    private static ApiRequest<?> sdkRequest(GenesysRequest request) {
        ApiRequestBuilder<Void> builder = ApiRequestBuilder.create(request.method(), request.path())
                .withAccepts("application/json")
                .withContentTypes("application/json")
                .withAuthNames("PureCloud OAuth");
        request.query().forEach((name, value) -> builder.withQueryParameters(name, "", value));
        return request.body() == null
                ? builder.build()
                : builder.withBody(request.body()).build();
    }

    private static JsonNode read(GenesysRequest request, String body) throws JsonProcessingException {
        boolean empty = body == null || body.isEmpty();
        if (empty && (request.kind() == GenesysRequest.Kind.READ_TEXT || request.kind() == GenesysRequest.Kind.WRITE)) {
            return MissingNode.getInstance();
        }
        if (request.kind() == GenesysRequest.Kind.READ_TEXT) {
            return TextNode.valueOf(body);
        }
        JsonNode json = empty ? MissingNode.getInstance() : JSON.readTree(body);
        if (!json.isObject()) {
            throw unexpected(request);
        }
        return json;
    }

    private static Failure unexpected(GenesysRequest request) {
        return Failure.of(
                Kind.UNKNOWN_OUTCOME,
                "Genesys's answer was not what was expected (asked to " + request.operation() + ").",
                "Check genesys.domain (or genesys.apiUrl) in cdk.json.");
    }

    /** Created at the first call: its TLS set-up takes time and must not be part of a snapshot. */
    private synchronized ApiClient client(GenesysRequest.Kind kind) {
        if (kind == GenesysRequest.Kind.TEST) {
            if (testClient == null) {
                testClient = build(TEST_TIMEOUT_MS);
            }
            return testClient;
        }
        if (client == null) {
            client = build(CALL_TIMEOUT_MS);
        }
        return client;
    }

    private ApiClient build(int timeoutMs) {
        return ApiClient.Builder.standard()
                .withBasePath(settings.apiUrl())
                .withShouldRefreshAccessToken(false)
                .withConnectionTimeout(timeoutMs)
                .withUserAgent("data-actions-registrar")
                .withAutoReloadConfig(false)
                .withProperty(ApiClientConnectorProperty.CONNECTOR_PROVIDER, connector(timeoutMs))
                .build();
    }

    /**
     * Replaces the SDK's own connector. That connector lets Apache's client send a GET or a DELETE up to three times
     * more when the connection breaks, without the policy of {@link RetryingCalls}, and lets it follow a redirect with the token to
     * any host. Here a call is one request.
     */
    private static ApiClientConnectorProvider connector(int timeoutMs) {
        RequestConfig config = RequestConfig.custom()
                .setConnectTimeout(timeoutMs)
                .setSocketTimeout(timeoutMs)
                .setConnectionRequestTimeout(timeoutMs)
                .build();
        return properties -> new ApacheHttpClientConnector(
                HttpClients.custom()
                        .setDefaultRequestConfig(config)
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .build(),
                // The SDK needs this pool for asynchronous calls. There are none, and without them the pool starts no
                // thread.
                Executors.newCachedThreadPool());
    }
}
