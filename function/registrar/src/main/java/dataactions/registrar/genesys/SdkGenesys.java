package dataactions.registrar.genesys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mypurecloud.sdk.v2.ApiClient;
import com.mypurecloud.sdk.v2.ApiException;
import com.mypurecloud.sdk.v2.ApiRequest;
import com.mypurecloud.sdk.v2.ApiRequestBuilder;
import com.mypurecloud.sdk.v2.api.request.DeleteIntegrationRequest;
import com.mypurecloud.sdk.v2.api.request.DeleteIntegrationsActionRequest;
import com.mypurecloud.sdk.v2.api.request.DeleteIntegrationsCredentialRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationConfigCurrentRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationsActionRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationsActionTemplateRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationsCredentialRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationsCredentialsRequest;
import com.mypurecloud.sdk.v2.api.request.GetIntegrationsRequest;
import com.mypurecloud.sdk.v2.api.request.GetOrganizationsMeRequest;
import com.mypurecloud.sdk.v2.api.request.PatchIntegrationRequest;
import com.mypurecloud.sdk.v2.api.request.PatchIntegrationsActionRequest;
import com.mypurecloud.sdk.v2.api.request.PostIntegrationsActionTestRequest;
import com.mypurecloud.sdk.v2.api.request.PostIntegrationsActionsRequest;
import com.mypurecloud.sdk.v2.api.request.PostIntegrationsCredentialsRequest;
import com.mypurecloud.sdk.v2.api.request.PostIntegrationsRequest;
import com.mypurecloud.sdk.v2.api.request.PutIntegrationConfigCurrentRequest;
import com.mypurecloud.sdk.v2.api.request.PutIntegrationsCredentialRequest;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProperty;
import com.mypurecloud.sdk.v2.connector.ApiClientConnectorProvider;
import com.mypurecloud.sdk.v2.connector.apache.ApacheHttpClientConnector;
import com.mypurecloud.sdk.v2.model.ActionConfig;
import com.mypurecloud.sdk.v2.model.ActionContractInput;
import com.mypurecloud.sdk.v2.model.ActionEntityListing;
import com.mypurecloud.sdk.v2.model.CreateIntegrationRequest;
import com.mypurecloud.sdk.v2.model.CredentialInfo;
import com.mypurecloud.sdk.v2.model.CredentialInfoListing;
import com.mypurecloud.sdk.v2.model.CredentialType;
import com.mypurecloud.sdk.v2.model.IntegrationConfiguration;
import com.mypurecloud.sdk.v2.model.IntegrationEntityListing;
import com.mypurecloud.sdk.v2.model.IntegrationType;
import com.mypurecloud.sdk.v2.model.JsonSchemaDocument;
import com.mypurecloud.sdk.v2.model.PostActionInput;
import com.mypurecloud.sdk.v2.model.PostInputContract;
import com.mypurecloud.sdk.v2.model.PostOutputContract;
import com.mypurecloud.sdk.v2.model.RequestConfig;
import com.mypurecloud.sdk.v2.model.ResponseConfig;
import com.mypurecloud.sdk.v2.model.UpdateActionInput;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Http;
import dataactions.registrar.Redactor;
import dataactions.registrar.Secrets;
import dataactions.registrar.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.impl.client.HttpClients;

/**
 * Genesys by its Java SDK. The SDK's own retries, token refresh and process-wide default client stay off: it would
 * repeat POSTs, hide a 401 for ten seconds, and watch a file in the home folder. Its request objects are invoked
 * directly rather than through {@code IntegrationsApi}, which would put two hundred unused calls into the jar.
 */
public final class SdkGenesys implements Genesys {
    private static final int CALL_TIMEOUT_MS = 20_000;
    /** An action may take 60 s. */
    private static final int TEST_TIMEOUT_MS = 65_000;

    private static final int PAGE_SIZE = 100;
    /** What a configuration without notes reads back as. */
    private static final String NO_NOTES = "node_dynamodb_empty_string";

    /** Held, or the level would go with the logger. */
    private static final Logger WIRE = Logger.getLogger("org.apache.http");

    static {
        // It would write lines of its own, with hosts, between ours.
        WIRE.setLevel(Level.OFF);
    }

    private final Settings settings;
    private final Token token;
    private ApiClient client;
    private ApiClient testClient;

    public SdkGenesys(Settings settings, Secrets secrets, Http http, InstantSource clock, Redactor redactor) {
        this.settings = settings;
        this.token = new Token(settings, secrets, http, clock, redactor);
    }

    @Override
    public Organizations organizations() {
        return () -> {
            JsonNode me = call(
                    "read the organization",
                    null,
                    GetOrganizationsMeRequest.builder().build().withHttpInfo(),
                    new TypeReference<JsonNode>() {});
            return new Organization(me.path("id").asText(""), me.path("name").asText(""));
        };
    }

    @Override
    public Credentials credentials() {
        return new SdkCredentials();
    }

    @Override
    public Integrations integrations() {
        return new SdkIntegrations();
    }

    @Override
    public Actions actions() {
        return new SdkActions();
    }

    @Override
    public Flows flows() {
        return new SdkFlows();
    }

    /** Requests of our own: the SDK's hold two hundred object types as an enum, and would put them all into the jar. */
    private final class SdkFlows implements Flows {
        private static final String PERMISSION = "architect:dependencyTracking:view";

        @Override
        public String indexState() {
            JsonNode build = call(
                    "read the state of Architect's dependency index",
                    PERMISSION,
                    get("/api/v2/architect/dependencytracking/build").build(),
                    new TypeReference<JsonNode>() {});
            return build.path("status").asText("");
        }

        @Override
        public Page<Flow> using(String actionId, boolean secure, FlowFilter filter, Cursor cursor) {
            JsonNode listing = call(
                    "list the flows that use action " + actionId,
                    PERMISSION,
                    get("/api/v2/architect/dependencytracking/consumingresources")
                            .withQueryParameters("id", "", actionId)
                            .withQueryParameters("objectType", "", secure ? "SECUREACTION" : "DATAACTION")
                            .withQueryParameters("flowFilter", "", filter.word())
                            .withQueryParameters("pageSize", "", PAGE_SIZE)
                            .withQueryParameters("pageNumber", "", cursor.page())
                            .build(),
                    new TypeReference<JsonNode>() {});
            if (!listing.path("entities").isArray()) {
                throw Failure.of(
                        Kind.UNKNOWN_OUTCOME,
                        "Genesys's answer was not a list of flows (asked which flows use action " + actionId + ").",
                        "Deploy again.");
            }
            List<Flow> flows = new ArrayList<>();
            listing.path("entities")
                    .forEach(it -> flows.add(new Flow(
                            it.path("id").asText(""),
                            it.path("name").asText(""),
                            it.path("type").asText(""))));
            JsonNode pages = listing.path("pageCount");
            return new Page<>(
                    flows,
                    next(
                            cursor,
                            listing.path("nextUri").asText(null),
                            pages.isInt() ? Integer.valueOf(pages.intValue()) : null));
        }

        private ApiRequestBuilder<Void> get(String path) {
            return ApiRequestBuilder.create("GET", path)
                    .withAccepts("application/json")
                    .withContentTypes("application/json")
                    .withAuthNames("PureCloud OAuth");
        }
    }

    private final class SdkCredentials implements Credentials {
        @Override
        public Page<Credential> list(Cursor cursor) {
            CredentialInfoListing listing = call(
                    "list credentials",
                    "integrations:integration:view",
                    GetIntegrationsCredentialsRequest.builder()
                            .withPageSize(PAGE_SIZE)
                            .withPageNumber(cursor.page())
                            .build()
                            .withHttpInfo(),
                    new TypeReference<CredentialInfoListing>() {});
            List<Credential> items = orEmpty(listing.getEntities()).stream()
                    .map(info -> credential(info.getId(), info.getName(), info.getType()))
                    .toList();
            return new Page<>(items, next(cursor, listing.getNextUri(), listing.getPageCount()));
        }

        @Override
        public Optional<Credential> find(String id) {
            return found(() -> call(
                            "read credential " + id,
                            "integrations:integration:view",
                            GetIntegrationsCredentialRequest.builder(id).build().withHttpInfo(),
                            new TypeReference<com.mypurecloud.sdk.v2.model.Credential>() {}))
                    .map(it -> credential(it.getId(), it.getName(), it.getType()));
        }

        @Override
        public String create(String name, String type, Map<String, String> fields) {
            CredentialInfo created = call(
                    "create credential " + name,
                    "integrations:integration:add",
                    PostIntegrationsCredentialsRequest.builder()
                            .withBody(body(name, type, fields))
                            .build()
                            .withHttpInfo(),
                    new TypeReference<CredentialInfo>() {});
            return issued(created.getId(), "credential");
        }

        @Override
        public void replace(String id, String name, String type, Map<String, String> fields) {
            call(
                    "write credential " + name,
                    "integrations:integration:edit",
                    PutIntegrationsCredentialRequest.builder(id)
                            .withBody(body(name, type, fields))
                            .build()
                            .withHttpInfo(),
                    new TypeReference<CredentialInfo>() {});
        }

        @Override
        public void delete(String id) {
            call(
                    "delete credential " + id,
                    "integrations:integration:delete",
                    DeleteIntegrationsCredentialRequest.builder(id).build().withHttpInfo(),
                    new TypeReference<Void>() {});
        }

        private com.mypurecloud.sdk.v2.model.Credential body(String name, String type, Map<String, String> fields) {
            return new com.mypurecloud.sdk.v2.model.Credential()
                    .name(name)
                    .type(bare("{\"displayOrder\":null,\"required\":null}", CredentialType.class)
                            .name(type))
                    .credentialFields(fields);
        }

        private Credential credential(String id, String name, CredentialType type) {
            return new Credential(id, orEmpty(name), type == null ? "" : orEmpty(type.getName()));
        }
    }

    private final class SdkIntegrations implements Integrations {
        @Override
        public Page<Integration> list(Cursor cursor) {
            GetIntegrationsRequest.Builder request =
                    GetIntegrationsRequest.builder().withPageSize(PAGE_SIZE).withPageNumber(cursor.page());
            if (cursor.token() != null) {
                request.withNextPage(cursor.token());
            }
            IntegrationEntityListing listing = call(
                    "list integrations",
                    "integrations:integration:view",
                    request.build().withHttpInfo(),
                    new TypeReference<IntegrationEntityListing>() {});
            return new Page<>(
                    orEmpty(listing.getEntities()).stream()
                            .map(this::integration)
                            .toList(),
                    next(cursor, listing.getNextUri(), listing.getPageCount()));
        }

        @Override
        public Optional<Integration> find(String id) {
            return found(() -> call(
                            "read integration " + id,
                            "integrations:integration:view",
                            GetIntegrationRequest.builder(id).build().withHttpInfo(),
                            new TypeReference<com.mypurecloud.sdk.v2.model.Integration>() {}))
                    .map(this::integration);
        }

        @Override
        public Optional<Configuration> configuration(String id) {
            return found(() -> call(
                            "read the configuration of integration " + id,
                            "integrations:integration:view",
                            GetIntegrationConfigCurrentRequest.builder(id)
                                    .build()
                                    .withHttpInfo(),
                            new TypeReference<IntegrationConfiguration>() {}))
                    .map(this::configuration);
        }

        @Override
        public String create(String name, String type) {
            com.mypurecloud.sdk.v2.model.Integration created = call(
                    "create the integration",
                    "integrations:integration:add",
                    PostIntegrationsRequest.builder()
                            .withBody(new CreateIntegrationRequest().name(name).integrationType(type(type)))
                            .build()
                            .withHttpInfo(),
                    new TypeReference<com.mypurecloud.sdk.v2.model.Integration>() {});
            return issued(created.getId(), "integration");
        }

        @Override
        public void configure(String id, Configuration configuration) {
            Map<String, CredentialInfo> credentials = new LinkedHashMap<>();
            configuration.credentials().forEach((key, credential) -> credentials.put(key, reference(credential)));
            IntegrationConfiguration body = new IntegrationConfiguration()
                    .name(configuration.name())
                    .version(configuration.version())
                    .properties(configuration.properties())
                    .advanced(configuration.advanced())
                    .notes(configuration.notes())
                    .credentials(credentials);
            call(
                    "write the configuration of integration " + Failure.named(configuration.name()),
                    "integrations:integration:edit",
                    PutIntegrationConfigCurrentRequest.builder(id)
                            .withBody(body)
                            .build()
                            .withHttpInfo(),
                    new TypeReference<JsonNode>() {});
        }

        @Override
        public Integration enable(String id) {
            return integration(call(
                    "enable integration " + id,
                    "integrations:integration:edit",
                    PatchIntegrationRequest.builder(id)
                            .withBody(new com.mypurecloud.sdk.v2.model.Integration()
                                    .intendedState(com.mypurecloud.sdk.v2.model.Integration.IntendedStateEnum.ENABLED))
                            .build()
                            .withHttpInfo(),
                    new TypeReference<com.mypurecloud.sdk.v2.model.Integration>() {}));
        }

        @Override
        public void delete(String id) {
            call(
                    "delete integration " + id,
                    "integrations:integration:delete",
                    DeleteIntegrationRequest.builder(id).build().withHttpInfo(),
                    new TypeReference<JsonNode>() {});
        }

        private IntegrationType type(String id) {
            IntegrationType type = bare(
                    "{\"images\":null,\"helpLinks\":null,\"userPermissions\":null,\"vendorOAuthClientIds\":null}",
                    IntegrationType.class);
            type.setId(id);
            return type;
        }

        /** {@code CredentialInfo} has no setter for its id, so it is read from JSON. */
        private CredentialInfo reference(String id) {
            return bare(mapper().createObjectNode().put("id", id).toString(), CredentialInfo.class);
        }

        private Integration integration(com.mypurecloud.sdk.v2.model.Integration it) {
            var reported = it.getReportedState();
            var detail = reported == null ? null : reported.getDetail();
            String text = detail == null
                    ? ""
                    : orEmpty(detail.getMessage() == null ? detail.getMessageWithParams() : detail.getMessage());
            return new Integration(
                    it.getId(),
                    orEmpty(it.getName()),
                    it.getIntegrationType() == null
                            ? ""
                            : orEmpty(it.getIntegrationType().getId()),
                    it.getIntendedState() == null
                            ? ""
                            : it.getIntendedState().toString().toUpperCase(java.util.Locale.ROOT),
                    reported == null || reported.getCode() == null
                            ? ""
                            : reported.getCode().toString().toUpperCase(java.util.Locale.ROOT),
                    text,
                    it.getNotes() == null ? null : notes(it.getNotes()));
        }

        private Configuration configuration(IntegrationConfiguration it) {
            Map<String, String> credentials = new TreeMap<>();
            if (it.getCredentials() != null) {
                it.getCredentials().forEach((key, info) -> {
                    if (info != null && info.getId() != null) {
                        credentials.put(key, info.getId());
                    }
                });
            }
            return new Configuration(
                    it.getVersion() == null ? 1 : it.getVersion(),
                    orEmpty(it.getName()),
                    tree(it.getProperties()),
                    tree(it.getAdvanced()),
                    notes(orEmpty(it.getNotes())),
                    credentials);
        }

        private JsonNode tree(Object value) {
            return value == null ? mapper().createObjectNode() : mapper().valueToTree(value);
        }

        private String notes(String notes) {
            return NO_NOTES.equals(notes) ? "" : notes;
        }
    }

    private final class SdkActions implements Actions {
        @Override
        public Page<Action> list(String name, Cursor cursor) {
            // The SDK's own request has no includeConfig, by which the listing shows the headers and so the marks.
            ApiRequestBuilder<Void> request = ApiRequestBuilder.create("GET", "/api/v2/integrations/actions")
                    .withQueryParameters("pageSize", "", PAGE_SIZE)
                    .withQueryParameters("pageNumber", "", cursor.page())
                    .withQueryParameters("includeConfig", "", true)
                    .withAccepts("application/json")
                    .withContentTypes("application/json")
                    .withAuthNames("PureCloud OAuth");
            if (cursor.token() != null) {
                request = request.withQueryParameters("nextPage", "", cursor.token());
            }
            if (name != null) {
                request = request.withQueryParameters("name", "", name);
            }
            ActionEntityListing listing = call(
                    "list actions",
                    "integrations:action:view",
                    request.build(),
                    new TypeReference<ActionEntityListing>() {});
            return new Page<>(
                    orEmpty(listing.getEntities()).stream().map(this::action).toList(),
                    next(cursor, listing.getNextUri(), listing.getPageCount()));
        }

        @Override
        public Optional<Action> find(String id) {
            return found(() -> call(
                            "read action " + id,
                            "integrations:action:view",
                            GetIntegrationsActionRequest.builder(id)
                                    .withExpand("contract")
                                    .withIncludeConfig(true)
                                    .build()
                                    .withHttpInfo(),
                            new TypeReference<com.mypurecloud.sdk.v2.model.Action>() {}))
                    .map(this::action);
        }

        @Override
        public Optional<String> template(String id, String fileName) {
            return found(() -> call(
                    "read " + fileName + " of action " + id,
                    "integrations:action:view",
                    GetIntegrationsActionTemplateRequest.builder(id, fileName)
                            .build()
                            .withHttpInfo(),
                    new TypeReference<String>() {}));
        }

        @Override
        public String create(NewAction it) {
            PostActionInput body = new PostActionInput()
                    .name(it.name())
                    .category(it.category())
                    .integrationId(it.integrationId())
                    .secure(it.secure())
                    .contract(new ActionContractInput()
                            .input(new PostInputContract().inputSchema(schema(it.inputSchema())))
                            .output(new PostOutputContract().successSchema(schema(it.successSchema()))))
                    .config(config(it.configuration()));
            com.mypurecloud.sdk.v2.model.Action created = call(
                    "create action " + Failure.named(it.name()),
                    "integrations:action:add",
                    PostIntegrationsActionsRequest.builder()
                            .withBody(body)
                            .build()
                            .withHttpInfo(),
                    new TypeReference<com.mypurecloud.sdk.v2.model.Action>() {});
            return issued(created.getId(), "action");
        }

        @Override
        public void change(String id, int version, String name, String category, ActionConfiguration configuration) {
            call(
                    "change action " + Failure.named(name),
                    "integrations:action:edit",
                    PatchIntegrationsActionRequest.builder()
                            .withActionId(id)
                            .withBody(new UpdateActionInput()
                                    .name(name)
                                    .category(category)
                                    .version(version)
                                    .config(config(configuration)))
                            .build()
                            .withHttpInfo(),
                    new TypeReference<JsonNode>() {});
        }

        @Override
        public void delete(String id) {
            call(
                    "delete action " + id,
                    "integrations:action:delete",
                    DeleteIntegrationsActionRequest.builder(id).build().withHttpInfo(),
                    new TypeReference<Void>() {});
        }

        @Override
        public TestResult test(String id, JsonNode input) {
            JsonNode all = call(
                    testClient(),
                    "test action " + id,
                    "integrations:action:execute",
                    PostIntegrationsActionTestRequest.builder(id, input).build().withHttpInfo(),
                    new TypeReference<JsonNode>() {});
            return new TestResult(all.path("success").asBoolean(false), all.path("finalResult"), all);
        }

        private ActionConfig config(ActionConfiguration it) {
            return new ActionConfig()
                    .timeoutSeconds(it.timeoutSeconds())
                    ._request(new RequestConfig()
                            .requestUrlTemplate(it.requestUrl())
                            .requestType(it.requestMethod())
                            .headers(it.headers())
                            .requestTemplate(it.requestTemplate()))
                    .response(new ResponseConfig()
                            .translationMap(Map.of())
                            .translationMapDefaults(Map.of())
                            .successTemplate(it.successTemplate()));
        }

        private JsonSchemaDocument schema(JsonNode node) {
            JsonSchemaDocument document = mapper().convertValue(node, JsonSchemaDocument.class);
            if (!node.has("required")) {
                // The model starts with an empty list, which draft-04 forbids.
                document.setRequired(null);
            }
            return document;
        }

        private Action action(com.mypurecloud.sdk.v2.model.Action it) {
            var contract = it.getContract();
            var input = contract == null || contract.getInput() == null
                    ? null
                    : contract.getInput().getInputSchema();
            var output = contract == null || contract.getOutput() == null
                    ? null
                    : contract.getOutput().getSuccessSchema();
            return new Action(
                    it.getId(),
                    it.getVersion() == null ? 1 : it.getVersion(),
                    orEmpty(it.getName()),
                    orEmpty(it.getCategory()),
                    orEmpty(it.getIntegrationId()),
                    Boolean.TRUE.equals(it.getSecure()),
                    input == null ? null : mapper().valueToTree(input),
                    output == null ? null : mapper().valueToTree(output),
                    configuration(it.getConfig()));
        }

        private ActionConfiguration configuration(ActionConfig it) {
            if (it == null || it.getRequest() == null) {
                return null;
            }
            RequestConfig request = it.getRequest();
            return new ActionConfiguration(
                    it.getTimeoutSeconds() == null ? 0 : it.getTimeoutSeconds(),
                    orEmpty(request.getRequestUrlTemplate()),
                    orEmpty(request.getRequestType()),
                    request.getHeaders() == null ? Map.of() : new TreeMap<>(request.getHeaders()),
                    null,
                    null);
        }
    }

    private <T> T call(String operation, String permission, ApiRequest<?> request, TypeReference<T> type) {
        return call(client(), operation, permission, request, type);
    }

    private <T> T call(
            ApiClient client, String operation, String permission, ApiRequest<?> request, TypeReference<T> type) {
        String first = token.value();
        try {
            return invoke(client, first, operation, permission, request, type);
        } catch (Failure e) {
            if (e.kind() != Kind.UNAUTHORIZED) {
                throw e;
            }
        }
        // A token can be revoked before its time: one renewal, and a second refusal is final.
        token.forget(first);
        return invoke(client, token.value(), operation, permission, request, type);
    }

    private <T> T invoke(
            ApiClient client,
            String accessToken,
            String operation,
            String permission,
            ApiRequest<?> request,
            TypeReference<T> type) {
        try {
            client.setAccessToken(accessToken);
            return client.invoke(request, type).getBody();
        } catch (ApiException e) {
            throw ErrorAnswer.of(operation, permission, e.getStatusCode(), e.getHeaders(), e.getRawBody(), e);
        } catch (JsonProcessingException e) {
            throw Failure.of(
                    Kind.UNKNOWN_OUTCOME,
                    "Genesys's answer was not what was expected (asked to " + operation + ").",
                    "Check genesys.domain (or genesys.apiUrl) in cdk.json.");
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException e) {
            throw Failure.of(
                    Kind.UNREACHABLE,
                    "Genesys's API host cannot be reached to " + operation + " ("
                            + e.getClass().getSimpleName() + ").",
                    "Check genesys.domain in cdk.json and that the registrar can reach the internet.",
                    e);
        } catch (IOException e) {
            throw Failure.of(
                    Kind.UNKNOWN_OUTCOME,
                    "The connection to Genesys broke while asking to " + operation + " ("
                            + e.getClass().getSimpleName() + ").",
                    "Deploy again.",
                    e);
        }
    }

    private synchronized ApiClient client() {
        if (client == null) {
            client = build(CALL_TIMEOUT_MS);
        }
        return client;
    }

    private synchronized ApiClient testClient() {
        if (testClient == null) {
            testClient = build(TEST_TIMEOUT_MS);
        }
        return testClient;
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
     * The SDK's own connector lets Apache's client send a GET or a DELETE up to three times more when the connection
     * breaks, unseen by the {@link RetryPolicy}, and follow a redirect with the token to any host. Here a call is one
     * request.
     */
    private static ApiClientConnectorProvider connector(int timeoutMs) {
        var config = org.apache.http.client.config.RequestConfig.custom()
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
                // For calls that are not waited for: there are none, and it starts no thread until there are.
                Executors.newCachedThreadPool());
    }

    /** Some models start with empty lists that no setter reaches: read from JSON, they send only what is meant. */
    private <T> T bare(String json, Class<T> model) {
        try {
            return mapper().readValue(json, model);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(model.getSimpleName() + " does not read from its own JSON", e);
        }
    }

    private ObjectMapper mapper() {
        return client().getObjectMapper();
    }

    /** A call whose 404 is an answer. */
    private static <T> Optional<T> found(java.util.function.Supplier<T> call) {
        try {
            return Optional.ofNullable(call.get());
        } catch (Failure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String issued(String id, String what) {
        if (id == null || id.isBlank()) {
            throw Failure.of(
                    Kind.UNKNOWN_OUTCOME,
                    "Genesys answered the creation of the " + what + " without an id.",
                    "Deploy again: what was created is found by its mark.");
        }
        return id;
    }

    /** Genesys pages by number here and by token there; its nextUri says which. */
    private static Cursor next(Cursor current, String nextUri, Integer pageCount) {
        if (nextUri == null || nextUri.isBlank()) {
            return pageCount != null && pageCount > current.page() ? new Cursor(current.page() + 1, null) : null;
        }
        Map<String, String> query = new HashMap<>();
        int mark = nextUri.indexOf('?');
        for (String pair : (mark < 0 ? "" : nextUri.substring(mark + 1)).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        String number = query.getOrDefault("pageNumber", "");
        int page = number.matches("\\d{1,6}") ? Integer.parseInt(number) : current.page() + 1;
        return new Cursor(page, query.get("nextPage"));
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
