package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionResult;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.GenesysWait;
import dataactions.registrar.resources.reconcile.GenesysWait.ReadBack;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code Custom::GenesysIntegration}. Like Terraform's provider, the registrar creates the integration, writes its
 * configuration with the credential, enables it and waits. A POST cannot carry notes. So the registrar first creates
 * the integration with the ownership tag as its name: if the answer is lost, the integration can be found by that name.
 * The integration gets its own name together with its configuration.
 */
public final class IntegrationResource
        implements GenesysResource<IntegrationProperties, ObservedIntegration, IntegrationChange> {
    /**
     * Genesys does not document how long an integration takes to become active. If it takes longer, the check of the
     * actions decides.
     */
    private static final Duration LONGEST_ACTIVATION = Duration.ofSeconds(45);

    private static final Duration LONGEST_CREATION = Duration.ofSeconds(15);

    private final Genesys genesys;
    private final EventDeadline deadline;
    private final GenesysWait waiting;
    private final Log log;
    private final Supplier<DeletionCause> cause;
    private final IntegrationAdoption adoption;
    private final IntegrationDeletion deletion;
    /** Whether the integration reported ERROR before it was written. */
    private boolean wasInError;

    /** For callers that undo no deployment. */
    public IntegrationResource(Genesys genesys, EventDeadline deadline, Log log) {
        this(genesys, deadline, log, () -> DeletionCause.UNKNOWN);
    }

    /** @param cause asks CloudFormation whether the event is part of a rollback */
    public IntegrationResource(Genesys genesys, EventDeadline deadline, Log log, Supplier<DeletionCause> cause) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.waiting = new GenesysWait(deadline);
        this.log = log;
        this.cause = cause;
        this.adoption = new IntegrationAdoption(genesys, waiting);
        this.deletion = new IntegrationDeletion(genesys, waiting, adoption);
    }

    @Override
    public String noun() {
        return "integration";
    }

    @Override
    public IntegrationProperties desired(ResourceEvent event) {
        return IntegrationProperties.of(event);
    }

    @Override
    public Optional<ObservedIntegration> observe(String id) {
        return genesys.integrations()
                .find(id)
                .flatMap(it -> genesys.integrations().configuration(id).map(full -> new ObservedIntegration(it, full)));
    }

    /** An integration that still has the tag as its name may have no readable configuration: its Create failed for that. */
    @Override
    public Optional<ObservedIntegration> observeForDelete(ResourceEvent event, String id) {
        return observe(id)
                .or(() -> genesys.integrations()
                        .find(id)
                        .filter(it -> it.name().equals(event.ownershipTag().text()))
                        .map(it -> new ObservedIntegration(
                                it, new Configuration(0, it.name(), null, null, "", Map.of()))));
    }

    /**
     * Genesys does not document whether a list shows notes. If it does not, the registrar reads the integrations that
     * have the desired name, or all integrations if the event gives no name.
     */
    @Override
    public List<ObservedIntegration> tagged(ResourceEvent event, Optional<ObservedIntegration> known) {
        OwnershipTag tag = event.ownershipTag();
        Set<String> names = new LinkedHashSet<>();
        event.properties().lenientText("Name").ifPresent(names::add);
        event.oldProperties().lenientText("Name").ifPresent(names::add);
        List<ObservedIntegration> tagged = new ArrayList<>();
        for (Integration it : genesys.integrations().all()) {
            boolean shown =
                    it.name().equals(tag.text()) || it.notes() != null && new IntegrationNotes(it.notes()).carries(tag);
            boolean perhaps = names.isEmpty() ? it.notes() == null : names.contains(it.name());
            if (shown || perhaps) {
                waiting.until(
                                shown ? GenesysWait.READ_LAG : Duration.ZERO,
                                "reading integration " + it.id(),
                                () -> known.filter(same -> same.id().equals(it.id()))
                                        .or(() -> observe(it.id())))
                        .filter(full -> full.carries(tag))
                        .ifPresent(tagged::add);
            }
        }
        return tagged;
    }

    @Override
    public boolean carries(ObservedIntegration observed, OwnershipTag tag) {
        return observed.carries(tag);
    }

    @Override
    public String id(ObservedIntegration observed) {
        return observed.id();
    }

    @Override
    public Optional<ObservedIntegration> adopt(IntegrationProperties desired) {
        if (!desired.adopt()) {
            return Optional.empty();
        }
        try {
            return Optional.of(adoption.find(desired, this::observe));
        } catch (Failure e) {
            return Optional.of(stillAdopted(desired, e).orElseThrow(() -> e));
        }
    }

    /**
     * The integration that a rollback continues to use, because none has the desired name any more: a person renamed it in
     * Genesys. A rollback must not fail for that.
     */
    private Optional<ObservedIntegration> stillAdopted(IntegrationProperties desired, Failure notFound) {
        boolean rollsBack =
                notFound.kind() == Kind.REFUSED && desired.knownId() != null && cause.get() == DeletionCause.ROLLBACK;
        return rollsBack
                ? observe(desired.knownId())
                        .filter(it -> it.carries(desired.tag()) && it.notes().isAdopted())
                : Optional.empty();
    }

    @Override
    public WritePlan<IntegrationChange> plan(IntegrationProperties desired, ObservedIntegration observed) {
        return IntegrationChange.plan(desired, observed);
    }

    @Override
    public String create(IntegrationProperties desired) {
        return genesys.integrations().create(desired.tag().text(), desired.type());
    }

    @Override
    public Optional<ObservedIntegration> incomplete(IntegrationProperties desired, String id) {
        Configuration configuration = waiting.until(
                        LONGEST_CREATION,
                        "waiting for the new integration to be readable",
                        () -> genesys.integrations().configuration(id))
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "The integration was created in Genesys but its configuration cannot be read.",
                        "Deploy again; if it recurs, look at Admin > Integrations."));
        Integration created =
                new Integration(id, desired.tag().text(), desired.type(), "DISABLED", "INACTIVE", "", null);
        return Optional.of(new ObservedIntegration(created, configuration));
    }

    @Override
    public Optional<ObservedIntegration> write(
            IntegrationProperties desired, ObservedIntegration observed, IntegrationChange change) {
        wasInError = wasInError || isInError(observed.integration());
        change.configuration().ifPresent(it -> genesys.integrations().configure(observed.id(), it));
        if (!change.enable()) {
            return Optional.empty();
        }
        Integration enabled = genesys.integrations().enable(observed.id());
        return Optional.of(new ObservedIntegration(enabled, observed.configuration()));
    }

    @Override
    public void confirm(IntegrationProperties desired, String id, Optional<ObservedIntegration> written) {
        if (written.filter(it -> isActive(it.integration())).isPresent()) {
            return;
        }
        String purpose = "waiting for the integration to become active";
        Duration left = deadline.remaining();
        // Right after a change, ERROR may still be the state from before the change.
        Duration lag = wasInError ? LONGEST_ACTIVATION : GenesysWait.READ_LAG;
        ReadBack<Integration> readBack = waiting.until(
                LONGEST_ACTIVATION,
                purpose,
                () -> genesys.integrations().find(id),
                it -> isActive(it)
                        || isInError(it) && left.minus(deadline.remaining()).compareTo(lag) >= 0);
        if (!readBack.isDone()) {
            deadline.check(purpose);
        }
        Integration last = readBack.last()
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "Integration " + Failure.named(desired.name()) + " was configured in Genesys (" + id
                                + ") but cannot be read back.",
                        "Deploy again; if it recurs, look at Admin > Integrations."));
        if (isActive(last)) {
            return;
        }
        String warning =
                "The integration is not reported active yet. The deployment continues: the check of the actions shows whether it works";
        if (isInError(last)) {
            Failure failure = inError(desired, last);
            // Perhaps it was in ERROR before the deployment, too. Then every rollback would fail.
            if (cause.get() != DeletionCause.ROLLBACK) {
                throw failure;
            }
            warning = "The rollback continues. " + failure.reason();
        }
        log.warn(warning).with(Log.Key.physicalId, id).write();
    }

    private static boolean isActive(Integration it) {
        return "ACTIVE".equals(it.reportedState());
    }

    private static boolean isInError(Integration it) {
        return "ERROR".equals(it.reportedState());
    }

    private static Failure inError(IntegrationProperties desired, Integration it) {
        return Failure.genesys(
                Kind.REFUSED,
                "Integration " + Failure.named(desired.name()) + " was configured but reports ERROR.",
                "See Admin > Integrations in Genesys, and whether its credential is complete; then deploy again.",
                it.detail(),
                null,
                null,
                null);
    }

    @Override
    public String warning(ResourceEvent event, String id) {
        return adoption.warning(event, id);
    }

    @Override
    public DeletionResult deleteOrKeep(ResourceEvent event, ObservedIntegration observed, DeletionCause cause) {
        return deletion.deleteOrKeep(event, observed, cause);
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("IntegrationId", id);
    }
}
