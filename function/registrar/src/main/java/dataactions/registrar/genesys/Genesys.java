package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.GenesysRequest.Kind;
import java.util.Map;

/**
 * A Genesys Cloud org, as far as the registrar needs it: typed methods, one for each API call, over {@link
 * GenesysCalls}. Every method throws {@link dataactions.registrar.invocation.Failure}. A {@code find} method returns
 * empty after a 404 or 410. The types follow Genesys's platform API v2, integrations.
 */
public final class Genesys {
    private final ApiCalls calls;

    public Genesys(GenesysCalls calls) {
        this.calls = new ApiCalls(calls);
    }

    /** The org that the token belongs to. */
    public Organization organization() {
        JsonNode me = calls.send(GenesysRequest.of(
                Kind.READ, "read the organization", null, "GET", GenesysRequest.path("organizations", "me")));
        return new Organization(me.path("id").asText(""), me.path("name").asText(""));
    }

    public CredentialsApi credentials() {
        return new CredentialsApi(calls);
    }

    public IntegrationsApi integrations() {
        return new IntegrationsApi(calls);
    }

    public ActionsApi actions() {
        return new ActionsApi(calls);
    }

    public FlowsApi flows() {
        return new FlowsApi(calls);
    }

    /** The version of the flows that a query is about. */
    public enum FlowFilter {
        CHECKED_IN("checkedIn"),
        PUBLISHED("published");

        private final String word;

        FlowFilter(String word) {
            this.word = word;
        }

        /** The word in the API. */
        public String word() {
            return word;
        }
    }

    /** A flow, or another object of Architect. */
    public record Flow(String id, String name, String type) {}

    /** An org. */
    public record Organization(String id, String name) {}

    /** A credential as lists show it. */
    public record Credential(String id, String name, String type) {}

    /**
     * An integration.
     *
     * @param intendedState ENABLED or DISABLED
     * @param reportedState ACTIVE, ACTIVATING, INACTIVE, DEACTIVATING, ERROR, or empty
     * @param detail Genesys's explanation of an ERROR, or empty
     * @param notes as the list shows them; null if the list does not show notes
     */
    public record Integration(
            String id,
            String name,
            String type,
            String intendedState,
            String reportedState,
            String detail,
            String notes) {}

    /**
     * An integration's configuration. {@link IntegrationsApi#configure} writes all of it at once.
     *
     * @param credentials credential ids by key
     */
    public record Configuration(
            int version,
            String name,
            JsonNode properties,
            JsonNode advanced,
            String notes,
            Map<String, String> credentials) {}

    /** What can be changed on a published action. */
    public record ActionConfiguration(
            int timeoutSeconds,
            String requestUrl,
            String requestMethod,
            Map<String, String> headers,
            String requestTemplate,
            String successTemplate) {}

    /** An action to be published. */
    public record NewAction(
            String name,
            String category,
            String integrationId,
            boolean secure,
            JsonNode inputSchema,
            JsonNode successSchema,
            ActionConfiguration configuration) {}

    /**
     * A published action.
     *
     * @param configuration null if the list does not show it; its templates are always null
     * @param inputSchema null if it was not requested
     * @param successSchema null if it was not requested
     */
    public record Action(
            String id,
            int version,
            String name,
            String category,
            String integrationId,
            boolean secure,
            JsonNode inputSchema,
            JsonNode successSchema,
            ActionConfiguration configuration) {}

    /**
     * The result of a test call.
     *
     * @param finalResult the value that the action returns to a flow
     * @param all the whole answer, including operations and errors
     */
    public record TestResult(boolean success, JsonNode finalResult, JsonNode all) {}
}
