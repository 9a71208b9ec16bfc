package dataactions.sandbox.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.sandbox.http.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A Genesys Cloud org on one machine: it keeps state, refuses what Genesys Cloud refuses, and really runs data actions.
 *
 * <p>It serves the login host ({@code POST /oauth/token}) and the API ({@code /api/v2/…}) on one loopback origin. It is
 * written from Genesys's public API description and shares no code with anything that calls it, so that it cannot agree
 * with a caller by accident. What the public sources leave open is a switch of {@link Settings}.
 *
 * <p>Time is the injected clock's: token expiry, rate limits, how long an integration takes to become active and how
 * long others take to see a change. Nothing here sleeps.
 */
public final class GenesysOrg implements AutoCloseable {

    private static final int LARGEST_REQUEST_BYTES = 5_000_000;

    private final CallCounts calls = new CallCounts();
    private final Api api;
    private volatile Settings settings;
    private Loopback server;

    /**
     * Makes an org; {@link #start} lets it be called.
     *
     * @param settings who may call it and how it behaves
     * @param state what it already holds, changed by every call
     * @param clock the only clock it looks at
     */
    public GenesysOrg(Settings settings, GenesysState state, InstantSource clock) {
        this.settings = settings;
        this.api = new Api(() -> this.settings, state, clock);
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @return the origin, for example {@code http://127.0.0.1:4711}, that stands for both hosts
     * @throws UncheckedIOException when the port cannot be had
     */
    public synchronized URI start(int port) {
        if (server != null) {
            throw new IllegalStateException("This Genesys org is already listening.");
        }
        try {
            server = Loopback.start(port, "genesys-org", this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The Genesys org cannot listen on 127.0.0.1:" + port + ": " + e.getMessage()
                            + ". Is another sandbox running? Stop it, or choose another port.",
                    e);
        }
        return server.origin();
    }

    /** How often it was called. */
    public CallCounts calls() {
        return calls;
    }

    /** Changes how the org behaves from the next call on; what it holds stays. */
    public void reconfigure(Settings changed) {
        settings = changed;
    }

    /** Makes every token issued so far worthless, as deleting the OAuth client does. */
    public void revokeTokens() {
        api.revokeTokens();
    }

    /** Stops listening; the state can be used on. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST_BYTES + 1);
        Request request = request(exchange, body);
        Settings now = settings;
        Response response = body.length > LARGEST_REQUEST_BYTES
                ? Response.error(413, "request.entity.too.large", "A request body may have 5000000 bytes.")
                : now.interceptor.apply(request).orElseGet(() -> now.aftermath.apply(request, api.handle(request)));
        calls.add(request.method(), request.path(), exchange.getRequestURI().getRawQuery(), response.status());
        if (response.status() == Response.HANG_UP) {
            return; // the exchange is closed without an answer, which is what a lost connection looks like
        }
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Request request(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        Map<String, List<String>> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query,
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    /**
     * A request as it reached the org.
     *
     * @param method in capitals
     * @param path decoded, without the query
     * @param query decoded parameters by name
     * @param headers by lower-case name
     * @param body as text, empty when there is none
     */
    public record Request(
            String method, String path, Map<String, List<String>> query, Map<String, String> headers, String body) {

        /** Without headers, query and body: they hold secrets. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * An answer of the org.
     *
     * @param status the HTTP status, or {@link #HANG_UP}
     * @param headers by name
     * @param body as text, empty for none
     */
    public record Response(int status, Map<String, String> headers, String body) {

        /** A status that stands for closing the connection without an answer. */
        public static final int HANG_UP = 0;

        /** A JSON answer with a correlation id. */
        public static Response json(int status, JsonNode body) {
            return json(status, body, UUID.randomUUID().toString());
        }

        static Response json(int status, JsonNode body, String correlationId) {
            return new Response(
                    status,
                    Map.of("Content-Type", "application/json", "ININ-Correlation-Id", correlationId),
                    Trees.write(body));
        }

        /** A Genesys error body. */
        public static Response error(int status, String code, String message) {
            String correlationId = UUID.randomUUID().toString();
            return json(status, new GenesysError(status, code, message).body(correlationId), correlationId);
        }

        /** The connection is lost: the caller cannot know what happened. */
        public static Response hangUp() {
            return new Response(HANG_UP, Map.of(), "");
        }
    }

    /** How an unset optional input reaches a template: the public sources do not say. */
    public enum UnsetInputs {
        /** {@code ${input.rawRequest}} does not contain it. */
        ABSENT,
        /** {@code ${input.rawRequest}} contains it as null. */
        NULL
    }

    /** The state of Architect's dependency index, as the API names it. */
    public enum DependencyIndex {
        OPERATIONAL,
        OPERATIONALNEEDSREBUILD,
        BUILDINITIALIZING,
        BUILDINPROGRESS,
        NOTBUILT
    }

    /**
     * How long the org takes until a change shows.
     *
     * @param activation from enabling or disabling an integration to its reported state following
     * @param actionsSeeIntegration from making an integration to actions being accepted for it (400 until then)
     * @param listing from making something to listings showing it
     * @param deletion from deleting something to GET answering 404 and listings leaving it out
     */
    public record Delays(Duration activation, Duration actionsSeeIntegration, Duration listing, Duration deletion) {

        /** Everything shows at once. */
        public static final Delays NONE = new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** Who may call the org and how it behaves. Immutable; each {@code with…} answers a changed copy. */
    public static final class Settings {

        String organizationId = "00000000-0000-4000-8000-000000000001";
        String organizationName = "Sandbox";
        Map<String, OAuthClient> clients = Map.of();
        UnsetInputs unsetInputs = UnsetInputs.ABSENT;
        boolean uniqueActionNames;
        boolean refusesDeletingUsedActions;
        boolean versionMismatchIsBadRequest;
        boolean sendsRequestsTwice;
        boolean freshIntegrationsHaveNotes;
        Delays delays = Delays.NONE;
        int requestsPerMinute = 300;
        int tokenRequestsPerMinute = 300;
        int concurrentExecutions = 50;
        int executionsPerMinute = 2500;
        DependencyIndex dependencyIndex = DependencyIndex.OPERATIONAL;
        URI aws;
        String awsAccount = "765628985471";
        Function<Request, Optional<Response>> interceptor = request -> Optional.empty();
        BiFunction<Request, Response, Response> aftermath = (request, response) -> response;

        private Settings() {}

        private Settings(Settings other) {
            organizationId = other.organizationId;
            organizationName = other.organizationName;
            clients = other.clients;
            unsetInputs = other.unsetInputs;
            uniqueActionNames = other.uniqueActionNames;
            refusesDeletingUsedActions = other.refusesDeletingUsedActions;
            versionMismatchIsBadRequest = other.versionMismatchIsBadRequest;
            sendsRequestsTwice = other.sendsRequestsTwice;
            freshIntegrationsHaveNotes = other.freshIntegrationsHaveNotes;
            delays = other.delays;
            requestsPerMinute = other.requestsPerMinute;
            tokenRequestsPerMinute = other.tokenRequestsPerMinute;
            concurrentExecutions = other.concurrentExecutions;
            executionsPerMinute = other.executionsPerMinute;
            dependencyIndex = other.dependencyIndex;
            aws = other.aws;
            awsAccount = other.awsAccount;
            interceptor = other.interceptor;
            aftermath = other.aftermath;
        }

        /**
         * The defaults: no client, no delay, Genesys's own limits; names of actions need not be unique, unset inputs
         * are absent, a used action may be deleted, a version mismatch is 409, a fresh integration has no notes.
         */
        public static Settings standard() {
            return new Settings();
        }

        /** The org's id (a UUID) and name. */
        public Settings withOrganization(String id, String name) {
            Settings copy = new Settings(this);
            copy.organizationId = id;
            copy.organizationName = name;
            return copy;
        }

        /** One more OAuth client, or another version of one with the same id. */
        public Settings withClient(OAuthClient client) {
            Settings copy = new Settings(this);
            Map<String, OAuthClient> more = new TreeMap<>(clients);
            more.put(client.id(), client);
            copy.clients = Map.copyOf(more);
            return copy;
        }

        /** Whether unset optional inputs are null or absent in {@code ${input.rawRequest}}. Default: absent. */
        public Settings withUnsetInputs(UnsetInputs how) {
            Settings copy = new Settings(this);
            copy.unsetInputs = how;
            return copy;
        }

        /** Whether a second published action of the same name in one integration is refused. Default: no. */
        public Settings withUniqueActionNames(boolean unique) {
            Settings copy = new Settings(this);
            copy.uniqueActionNames = unique;
            return copy;
        }

        /** Whether deleting an action that a flow uses is refused with 409. Default: no. */
        public Settings withDeletingUsedActionsRefused(boolean refused) {
            Settings copy = new Settings(this);
            copy.refusesDeletingUsedActions = refused;
            return copy;
        }

        /** Whether a wrong version is 400 "… does not match …" instead of 409. Default: no. */
        public Settings withVersionMismatchAsBadRequest(boolean badRequest) {
            Settings copy = new Settings(this);
            copy.versionMismatchIsBadRequest = badRequest;
            return copy;
        }

        /** Whether every request of an action is sent twice and the second answer used. Default: no. */
        public Settings withRequestsSentTwice(boolean twice) {
            Settings copy = new Settings(this);
            copy.sendsRequestsTwice = twice;
            return copy;
        }

        /** Whether the configuration of a fresh integration holds {@code notes}, which the SDK's model requires. Default: no. */
        public Settings withNotesOfFreshIntegrations(boolean present) {
            Settings copy = new Settings(this);
            copy.freshIntegrationsHaveNotes = present;
            return copy;
        }

        /** How long changes take to show. Default: {@link Delays#NONE}. */
        public Settings withDelays(Delays changed) {
            Settings copy = new Settings(this);
            copy.delays = changed;
            return copy;
        }

        /** API requests a minute per token until 429. Default: 300. */
        public Settings withRequestsPerMinute(int limit) {
            Settings copy = new Settings(this);
            copy.requestsPerMinute = limit;
            return copy;
        }

        /** Token requests a minute per client until the login host's 400 "rate limit exceeded". Default: 300. */
        public Settings withTokenRequestsPerMinute(int limit) {
            Settings copy = new Settings(this);
            copy.tokenRequestsPerMinute = limit;
            return copy;
        }

        /** Runs of actions at once and a minute, until 429. Default: 50 and 2500. */
        public Settings withExecutionLimits(int concurrent, int perMinute) {
            Settings copy = new Settings(this);
            copy.concurrentExecutions = concurrent;
            copy.executionsPerMinute = perMinute;
            return copy;
        }

        /** The state of Architect's dependency index. Default: operational. */
        public Settings withDependencyIndex(DependencyIndex index) {
            Settings copy = new Settings(this);
            copy.dependencyIndex = index;
            return copy;
        }

        /**
         * Where the org finds AWS (STS and Lambda), and the AWS account that it comes from. Default: nowhere, so that
         * actions of type {@code aws-lambda-data-actions} do not run.
         */
        public Settings withAws(URI endpoint, String account) {
            Settings copy = new Settings(this);
            copy.aws = endpoint;
            copy.awsAccount = account;
            return copy;
        }

        /** Sees every request first; what it answers is sent and the org never hears of the request. */
        public Settings withInterceptor(Function<Request, Optional<Response>> first) {
            Settings copy = new Settings(this);
            copy.interceptor = first;
            return copy;
        }

        /** Sees every answer last; what it answers is sent instead, although the org has done its work. */
        public Settings withAftermath(BiFunction<Request, Response, Response> last) {
            Settings copy = new Settings(this);
            copy.aftermath = last;
            return copy;
        }
    }
}
