package dataactions.genesys.api;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who may call the org and how it behaves. Immutable; each {@code with…} returns a changed copy. */
public final class OrgSettings implements Cloneable {

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
     * The defaults: no client, no delay, Genesys's own limits; names of actions need not be unique, unset inputs
     * are absent, a used action may be deleted, a version mismatch is 409, a fresh integration has no notes.
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

    /** Whether the configuration of a fresh integration holds {@code notes}, which the SDK's model requires. Default: no. */
    public OrgSettings withNotesOfFreshIntegrations(boolean present) {
        return with(copy -> copy.freshIntegrationsHaveNotes = present);
    }

    /** How long changes take to show. Default: {@link Delays#NONE}. */
    public OrgSettings withDelays(Delays changed) {
        return with(copy -> copy.delays = changed);
    }

    /** API requests a minute per token until 429. Default: 300. */
    public OrgSettings withRequestsPerMinute(int limit) {
        return with(copy -> copy.requestsPerMinute = limit);
    }

    /** Token requests a minute per client until the login host's 400 "rate limit exceeded". Default: 300. */
    public OrgSettings withTokenRequestsPerMinute(int limit) {
        return with(copy -> copy.tokenRequestsPerMinute = limit);
    }

    /** Runs of actions at once and a minute, until 429. Default: 50 and 2500. */
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
     * Where the org finds AWS (STS and Lambda), and the AWS account that it comes from. Default: nowhere, so that
     * actions of type {@code aws-lambda-data-actions} do not run.
     */
    public OrgSettings withAws(URI endpoint, String account) {
        return with(copy -> {
            copy.aws = endpoint;
            copy.awsAccount = account;
        });
    }

    /** Sees every request first. A response of its own is sent, and the request has no effect. */
    public OrgSettings withInterceptor(Function<ApiRequest, Optional<ApiResponse>> first) {
        return with(copy -> copy.interceptor = first);
    }

    /** Sees every response last and returns the one to send. The request has had its effect. */
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
