package dataactions.genesys;

import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.RateLimit;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import dataactions.genesys.execution.Execution;
import dataactions.genesys.objects.Credentials;
import dataactions.genesys.objects.Dependencies;
import dataactions.genesys.objects.GenesysState;
import dataactions.genesys.objects.Integrations;
import dataactions.genesys.objects.Organization;
import dataactions.genesys.objects.StoredActions;
import dataactions.genesys.objects.action.ActionDrafts;
import dataactions.genesys.objects.action.ActionReader;
import dataactions.genesys.objects.action.ActionRules;
import dataactions.genesys.objects.action.Actions;
import dataactions.genesys.objects.action.VelocityTemplates;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Checks a request in Genesys's order: token (401), rate limit (429), address (404, 405), permission (403), and then
 * the content of the request.
 */
final class Router {

    private static final String[] VIEW_ACTIONS = {"integrations:action:view", "bridge:actions:view"};
    private static final String[] RUN_ACTIONS = {"integrations:action:execute", "bridge:actions:execute"};

    private record Route(
            String method,
            List<String> segments,
            boolean locked,
            List<String> anyPermission,
            Function<Call, RouteReply> answer) {

        Optional<List<String>> match(List<String> path) {
            if (path.size() != segments.size()) {
                return Optional.empty();
            }
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (segments.get(i).equals("*")) {
                    ids.add(path.get(i));
                } else if (!segments.get(i).equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(ids);
        }
    }

    private final List<Route> routes = new ArrayList<>();
    private final Supplier<OrgSettings> settings;
    private final GenesysState state;
    private final InstantSource clock;
    private final IssuedTokens tokens = new IssuedTokens();
    private final RateLimit limit = new RateLimit();

    Router(Supplier<OrgSettings> settings, GenesysState state, InstantSource clock) {
        this.settings = settings;
        this.state = state;
        this.clock = clock;

        Organization organization = new Organization();
        route("GET", "organizations/me", organization::me);
        route("GET", "authorization/subjects/me", organization::subject);

        Integrations integrations = new Integrations(state);
        String view = "integrations:integration:view";
        String edit = "integrations:integration:edit";
        route("GET", "integrations/types", integrations::types, view);
        route("GET", "integrations/types/*", integrations::type, view);
        route("POST", "integrations", integrations::create, "integrations:integration:add");
        route("GET", "integrations", integrations::list, view);

        Credentials credentials = new Credentials(state);
        route("GET", "integrations/credentials/types", credentials::types, view);
        route("POST", "integrations/credentials", credentials::create, "integrations:integration:add");
        route("GET", "integrations/credentials", credentials::list, view);
        route("GET", "integrations/credentials/*", credentials::read, view);
        route("PUT", "integrations/credentials/*", credentials::replace, edit);
        route("DELETE", "integrations/credentials/*", credentials::delete, "integrations:integration:delete");

        VelocityTemplates templates = new VelocityTemplates();
        StoredActions stored = new StoredActions(state);
        ActionRules rules = new ActionRules(templates);
        ActionReader published = ActionReader.ofPublished(stored);
        ActionReader drafted = ActionReader.ofDrafts(stored);
        Actions actions = new Actions(stored, rules);
        ActionDrafts drafts = new ActionDrafts(stored, rules);
        route("POST", "integrations/actions", actions::create, "integrations:action:add");
        route("GET", "integrations/actions", published::list, VIEW_ACTIONS);
        route("GET", "integrations/actions/categories", published::categories, VIEW_ACTIONS);
        route("GET", "integrations/actions/drafts", drafted::list, VIEW_ACTIONS);
        route("POST", "integrations/actions/drafts", drafts::create, "integrations:action:add");
        route("GET", "integrations/actions/*", published::read, VIEW_ACTIONS);
        route("PATCH", "integrations/actions/*", actions::change, "integrations:action:edit");
        route("DELETE", "integrations/actions/*", actions::delete, "integrations:action:delete");
        route("GET", "integrations/actions/*/templates/*", published::template, VIEW_ACTIONS);
        route("GET", "integrations/actions/*/schemas/*", published::schema, VIEW_ACTIONS);
        route("POST", "integrations/actions/*/draft", drafts::createForPublished, "integrations:action:edit");
        route("GET", "integrations/actions/*/draft", drafted::read, VIEW_ACTIONS);
        route("PATCH", "integrations/actions/*/draft", drafts::change, "integrations:action:edit");
        route("DELETE", "integrations/actions/*/draft", drafts::delete, "integrations:action:delete");
        route("GET", "integrations/actions/*/draft/validation", drafts::validate, "integrations:action:edit");
        route("POST", "integrations/actions/*/draft/publish", drafts::publish, "integrations:action:edit");
        route("GET", "integrations/actions/*/draft/templates/*", drafted::template, VIEW_ACTIONS);
        route("GET", "integrations/actions/*/draft/schemas/*", drafted::schema, VIEW_ACTIONS);

        Execution execution = new Execution(state, templates);
        unlocked("POST", "integrations/actions/*/test", execution::test, RUN_ACTIONS);
        unlocked("POST", "integrations/actions/*/execute", execution::execute, RUN_ACTIONS);
        unlocked("POST", "integrations/actions/*/draft/test", execution::testDraft, "integrations:action:execute");

        // These come last: the first match wins, and their second segment may be any id.
        route("GET", "integrations/*", integrations::read, view);
        route("PATCH", "integrations/*", integrations::changeState, edit);
        route("DELETE", "integrations/*", integrations::delete, "integrations:integration:delete");
        route("GET", "integrations/*/config/current", integrations::readConfig, view);
        route("PUT", "integrations/*/config/current", integrations::putConfig, edit);

        Dependencies dependencies = new Dependencies(state);
        String tracking = "architect:dependencyTracking:view";
        route("GET", "architect/dependencytracking/build", dependencies::build, tracking);
        route("GET", "architect/dependencytracking/consumingresources", dependencies::consumers, tracking);
    }

    private void route(String method, String path, Function<Call, RouteReply> answer, String... anyPermission) {
        routes.add(new Route(method, List.of(path.split("/")), true, List.of(anyPermission), answer));
    }

    /** Routes that call other servers. Those may call the org during the call, so the org must not be locked. */
    private void unlocked(String method, String path, Function<Call, RouteReply> answer, String... anyPermission) {
        routes.add(new Route(method, List.of(path.split("/")), false, List.of(anyPermission), answer));
    }

    void revokeTokens() {
        tokens.revokeAll();
    }

    ApiResponse handle(ApiRequest request) {
        OrgSettings now = settings.get();
        String correlationId = UUID.randomUUID().toString();
        try {
            if (request.path().equals("/oauth/token")) {
                return tokens.issue(request, now, clock.instant(), correlationId);
            }
            RouteReply reply = answer(request, now, clock.instant(), correlationId);
            Map<String, String> headers = new HashMap<>();
            headers.put("ININ-Correlation-Id", correlationId);
            if (reply.contentType() != null) {
                headers.put("Content-Type", reply.contentType());
            }
            return new ApiResponse(reply.status(), headers, reply.body());
        } catch (GenesysError refusal) {
            Map<String, String> headers = new HashMap<>(refusal.headers());
            headers.put("ININ-Correlation-Id", correlationId);
            headers.put("Content-Type", "application/json");
            return new ApiResponse(refusal.status(), headers, Trees.write(refusal.body(correlationId)));
        } catch (RuntimeException bug) {
            // A defect of this org. Without this answer, the caller would see a lost connection.
            GenesysError error = new GenesysError(
                    500, "internal.server.error", "The sandbox's Genesys org failed on " + request + ": " + bug);
            return ApiResponse.json(500, error.body(correlationId), correlationId);
        }
    }

    private RouteReply answer(ApiRequest request, OrgSettings now, Instant time, String correlationId) {
        OrgClient client = tokens.client(request, now, time);
        OptionalLong wait = limit.tooMany(IssuedTokens.token(request), now.requestsPerMinute(), time);
        if (wait.isPresent()) {
            throw GenesysError.tooManyRequests(now.requestsPerMinute(), wait.getAsLong());
        }
        String prefix = "/api/v2/";
        List<String> path = request.path().startsWith(prefix)
                ? List.of(request.path().substring(prefix.length()).split("/", -1))
                : List.of();
        boolean known = false;
        for (Route route : routes) {
            Optional<List<String>> ids = route.match(path);
            if (ids.isPresent() && route.method().equals(request.method())) {
                checkPermission(route.anyPermission(), client);
                Call call = new Call(request, ids.get(), client, now, time, correlationId);
                return route.locked() ? locked(route, call) : route.answer().apply(call);
            }
            known |= ids.isPresent();
        }
        throw known
                ? new GenesysError(
                        405, "method.not.allowed", request.method() + " is not allowed for " + request.path() + ".")
                : new GenesysError(404, "not.found", "HTTP 404 Not Found: there is no " + request.path() + ".");
    }

    private RouteReply locked(Route route, Call call) {
        synchronized (state) {
            state.purge(call.settings(), call.now());
            try {
                return route.answer().apply(call);
            } finally {
                state.purge(call.settings(), call.now());
            }
        }
    }

    private static void checkPermission(List<String> anyOf, OrgClient client) {
        if (anyOf.isEmpty() || anyOf.stream().anyMatch(client.permissions()::contains)) {
            return;
        }
        throw new GenesysError(
                        403,
                        "missing.any.permissions",
                        "Unable to perform the requested action. You must have at least one of the following"
                                + " permissions assigned: " + anyOf)
                .param("permissions", anyOf.toString());
    }
}
