package dataactions.genesys.api;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** The org's clients and its behaviour. Immutable; each {@code with…} returns a changed copy. */
public final class OrgSettings implements Cloneable {

    /** How a template sees an unset optional input. The public sources do not say. */
    public enum UnsetInputs {
        /** {@code ${input.rawRequest}} does not contain it. */
        ABSENT,
        /** {@code ${input.rawRequest}} contains it as null. */
        NULL
    }

    /** The state of Architect's dependency index, with the names of the API. */
    public enum DependencyIndex {
        OPERATIONAL,
        OPERATIONALNEEDSREBUILD,
        BUILDINITIALIZING,
        BUILDINPROGRESS,
        NOTBUILT
    }

    /**
     * The delays until a change becomes visible.
     *
     * @param activation from enabling or disabling an integration until its reported state changes
     * @param actionsSeeIntegration from creating an integration until the org accepts actions for it (400 before)
     * @param listing from creating an object until listings show it
     * @param deletion from deleting an object until GET answers 404 and listings omit it
     */
    public record Delays(Duration activation, Duration actionsSeeIntegration, Duration listing, Duration deletion) {

        /** Every change is visible at once. */
        public static final Delays NONE = new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    private String organizationId = "00000000-0000-4000-8000-000000000001";
    private String organizationName = "Sandbox";
    private Map<String, OrgClient> clients = Map.of();
    private UnsetInputs unsetInputs = UnsetInputs.ABSENT;
    private boolean uniqueActionNames;
    private boolean refusesDeletingUsedActions;
    private boolean versionMismatchIsBadRequest;
    private boolean sendsRequestsTwice;
    private boolean freshIntegrationsHaveNotes;
    private Delays delays = Delays.NONE;
    private int requestsPerMinute = 300;
    private int tokenRequestsPerMinute = 300;
    private int concurrentExecutions = 50;
    private int executionsPerMinute = 2500;
    private DependencyIndex dependencyIndex = DependencyIndex.OPERATIONAL;
    private URI aws;
    private String awsAccount = "765628985471";
    private Function<ApiRequest, Optional<ApiResponse>> interceptor = request -> Optional.empty();
    private BiFunction<ApiRequest, ApiResponse, ApiResponse> aftermath = (request, response) -> response;

    private OrgSettings() {}

    /**
     * The defaults: no client, no delay, Genesys's own limits; names of actions need not be unique, unset inputs are
     * absent, a used action may be deleted, a version mismatch is 409, a new integration has no notes.
     */
    public static OrgSettings standard() {
        return new OrgSettings();
    }

    /** The org's id (a UUID) and name. */
    public OrgSettings withOrganization(String id, String name) {
        return with(copy -> {
            copy.organizationId = id;
            copy.organizationName = name;
        });
    }

    /** One more OAuth client, or another version of one with the same id. */
    public OrgSettings withClient(OrgClient client) {
        return with(copy -> {
            Map<String, OrgClient> more = new TreeMap<>(clients);
            more.put(client.id(), client);
            copy.clients = Map.copyOf(more);
        });
    }

    /** Whether unset optional inputs are null or absent in {@code ${input.rawRequest}}. Default: absent. */
    public OrgSettings withUnsetInputs(UnsetInputs how) {
        return with(copy -> copy.unsetInputs = how);
    }

    /** Whether a second published action of the same name in one integration is refused. Default: no. */
    public OrgSettings withUniqueActionNames(boolean unique) {
        return with(copy -> copy.uniqueActionNames = unique);
    }

    /** Whether deleting an action that a flow uses is refused with 409. Default: no. */
    public OrgSettings withDeletingUsedActionsRefused(boolean refused) {
        return with(copy -> copy.refusesDeletingUsedActions = refused);
    }

    /** Whether a wrong version is 400 "… does not match …" instead of 409. Default: no. */
    public OrgSettings withVersionMismatchAsBadRequest(boolean badRequest) {
        return with(copy -> copy.versionMismatchIsBadRequest = badRequest);
    }

    /** Whether every request of an action is sent twice and the second answer used. Default: no. */
    public OrgSettings withRequestsSentTwice(boolean twice) {
        return with(copy -> copy.sendsRequestsTwice = twice);
    }

    /**
     * Whether the configuration of a new integration has {@code notes}, which the SDK's model requires. Default: no.
     */
    public OrgSettings withNotesOfFreshIntegrations(boolean present) {
        return with(copy -> copy.freshIntegrationsHaveNotes = present);
    }

    /** How long changes take to become visible. Default: {@link Delays#NONE}. */
    public OrgSettings withDelays(Delays changed) {
        return with(copy -> copy.delays = changed);
    }

    /** The API requests a minute for each token; the next one gets 429. Default: 300. */
    public OrgSettings withRequestsPerMinute(int limit) {
        return with(copy -> copy.requestsPerMinute = limit);
    }

    /**
     * The token requests a minute for each client; the next one gets the login host's 400 "rate limit exceeded".
     * Default: 300.
     */
    public OrgSettings withTokenRequestsPerMinute(int limit) {
        return with(copy -> copy.tokenRequestsPerMinute = limit);
    }

    /** The simultaneous runs of actions, and the runs a minute; the next one gets 429. Default: 50 and 2500. */
    public OrgSettings withExecutionLimits(int concurrent, int perMinute) {
        return with(copy -> {
            copy.concurrentExecutions = concurrent;
            copy.executionsPerMinute = perMinute;
        });
    }

    /** The state of Architect's dependency index. Default: operational. */
    public OrgSettings withDependencyIndex(DependencyIndex index) {
        return with(copy -> copy.dependencyIndex = index);
    }

    /**
     * The address of AWS (STS and Lambda), and the AWS account from which the org calls. Default: no address, so
     * actions of type {@code aws-lambda-data-actions} do not run.
     */
    public OrgSettings withAws(URI endpoint, String account) {
        return with(copy -> {
            copy.aws = endpoint;
            copy.awsAccount = account;
        });
    }

    /**
     * Gets every request first. If it returns a response, the org sends that response, and the request has no effect.
     */
    public OrgSettings withInterceptor(Function<ApiRequest, Optional<ApiResponse>> first) {
        return with(copy -> copy.interceptor = first);
    }

    /** Gets every response last and returns the response to send. The request has already had its effect. */
    public OrgSettings withAftermath(BiFunction<ApiRequest, ApiResponse, ApiResponse> last) {
        return with(copy -> copy.aftermath = last);
    }

    private OrgSettings with(Consumer<OrgSettings> change) {
        try {
            OrgSettings copy = (OrgSettings) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public String organizationId() {
        return organizationId;
    }

    public String organizationName() {
        return organizationName;
    }

    public Map<String, OrgClient> clients() {
        return clients;
    }

    public UnsetInputs unsetInputs() {
        return unsetInputs;
    }

    public boolean uniqueActionNames() {
        return uniqueActionNames;
    }

    public boolean refusesDeletingUsedActions() {
        return refusesDeletingUsedActions;
    }

    public boolean versionMismatchIsBadRequest() {
        return versionMismatchIsBadRequest;
    }

    public boolean sendsRequestsTwice() {
        return sendsRequestsTwice;
    }

    public boolean freshIntegrationsHaveNotes() {
        return freshIntegrationsHaveNotes;
    }

    public Delays delays() {
        return delays;
    }

    public int requestsPerMinute() {
        return requestsPerMinute;
    }

    public int tokenRequestsPerMinute() {
        return tokenRequestsPerMinute;
    }

    public int concurrentExecutions() {
        return concurrentExecutions;
    }

    public int executionsPerMinute() {
        return executionsPerMinute;
    }

    public DependencyIndex dependencyIndex() {
        return dependencyIndex;
    }

    public URI aws() {
        return aws;
    }

    public String awsAccount() {
        return awsAccount;
    }

    public Function<ApiRequest, Optional<ApiResponse>> interceptor() {
        return interceptor;
    }

    public BiFunction<ApiRequest, ApiResponse, ApiResponse> aftermath() {
        return aftermath;
    }
}
