package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registrar needs of a Genesys Cloud org: one method per API call, nothing clever. Every method throws
 * {@link dataactions.registrar.Failure}; a {@code find} answers empty where Genesys says 404 or 410. The shapes are
 * those of Genesys's platform API v2, integrations.
 */
public interface Genesys {
    Organizations organizations();

    Credentials credentials();

    Integrations integrations();

    Actions actions();

    Flows flows();

    /** The org that the token belongs to. */
    interface Organizations {
        Organization mine();
    }

    /** {@code /integrations/credentials}. A credential has no version, and its fields are never given back. */
    interface Credentials {
        Page<Credential> list(Cursor cursor);

        Optional<Credential> find(String id);

        String create(String name, String type, Map<String, String> fields);

        void replace(String id, String name, String type, Map<String, String> fields);

        void delete(String id);
    }

    /** {@code /integrations}. */
    interface Integrations {
        Page<Integration> list(Cursor cursor);

        Optional<Integration> find(String id);

        Optional<Configuration> configuration(String id);

        String create(String name, String type);

        void configure(String id, Configuration configuration);

        Integration enable(String id);

        void delete(String id);
    }

    /** {@code /integrations/actions}. */
    interface Actions {
        /** Those whose name contains {@code name}; null for all. */
        Page<Action> list(String name, Cursor cursor);

        Optional<Action> find(String id);

        /** {@code requesttemplate.vm} or {@code successtemplate.vm}: an action's own entry has only their addresses. */
        Optional<String> template(String id, String fileName);

        String create(NewAction action);

        /** Category, name and configuration; the rest of a published action cannot change. */
        void change(String id, int version, String name, String category, ActionConfiguration configuration);

        void delete(String id);

        /** Runs it, as {@code POST …/test} does. */
        TestResult test(String id, JsonNode input);
    }

    /**
     * {@code /architect/dependencytracking}: which flows use an action. It knows Architect's own objects only (no
     * scripts, no outbound rule sets), and of those what its index has seen.
     */
    interface Flows {
        /** OPERATIONAL, OPERATIONALNEEDSREBUILD, BUILDINITIALIZING, BUILDINPROGRESS, NOTBUILT, or another word. */
        String indexState();

        /**
         * The flows whose checked-in or whose published version uses an action.
         *
         * @param secure the action's own flag: such actions are tracked under a type of their own
         */
        Page<Flow> using(String actionId, boolean secure, FlowFilter filter, Cursor cursor);
    }

    /** Which version of the flows is asked about. */
    enum FlowFilter {
        CHECKED_IN("checkedIn"),
        PUBLISHED("published");

        private final String word;

        FlowFilter(String word) {
            this.word = word;
        }

        /** As the API spells it. */
        public String word() {
            return word;
        }
    }

    /** A flow, or another object of Architect. */
    record Flow(String id, String name, String type) {}

    /** An org. */
    record Organization(String id, String name) {}

    /** A credential as lists show it. */
    record Credential(String id, String name, String type) {}

    /**
     * An integration.
     *
     * @param intendedState ENABLED or DISABLED
     * @param reportedState ACTIVE, ACTIVATING, INACTIVE, DEACTIVATING, ERROR, or empty
     * @param detail what it says about an ERROR, or empty
     * @param notes as the listing shows them; null when it does not
     */
    record Integration(
            String id,
            String name,
            String type,
            String intendedState,
            String reportedState,
            String detail,
            String notes) {}

    /**
     * An integration's configuration; {@link Integrations#configure} writes all of it at once.
     *
     * @param credentials key to credential id
     */
    record Configuration(
            int version,
            String name,
            JsonNode properties,
            JsonNode advanced,
            String notes,
            Map<String, String> credentials) {}

    /** What can be changed on a published action. */
    record ActionConfiguration(
            int timeoutSeconds,
            String requestUrl,
            String requestMethod,
            Map<String, String> headers,
            String requestTemplate,
            String successTemplate) {}

    /** An action to be published. */
    record NewAction(
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
     * @param configuration null where the listing leaves it out; its templates are null always
     * @param inputSchema null where it was not asked for
     * @param successSchema null where it was not asked for
     */
    record Action(
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
     * A test call's outcome.
     *
     * @param finalResult what the action gives to a flow
     * @param all the whole answer, operations and errors included
     */
    record TestResult(boolean success, JsonNode finalResult, JsonNode all) {}

    /** A part of a list; {@code next} is null on the last page. */
    record Page<T>(List<T> items, Cursor next) {}

    /** Where in a list to go on. {@code token} is Genesys's {@code nextPage}, or null. */
    record Cursor(int page, String token) {
        public static final Cursor START = new Cursor(1, null);
    }
}
