package dataactions.registrar;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.checks.ActionCheck;
import dataactions.registrar.checks.CheckRunner;
import dataactions.registrar.checks.Checks;
import dataactions.registrar.checks.FunctionCheck;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.calls.RetryingCalls;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.resources.action.ActionResource;
import dataactions.registrar.resources.credential.CredentialResource;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.guard.DestroyGuard;
import dataactions.registrar.resources.guard.StraySweep;
import dataactions.registrar.resources.integration.IntegrationResource;
import dataactions.registrar.resources.reconcile.CreationProgress;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.Reconciler;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Handles one event. {@link #handle} finds the resource for the event's type, reconciles or deletes it, and returns the
 * answer. When a stack is rolled back, it first turns off the termination protection of the stack. {@link
 * RegistrarHandler} answers for every exception.
 */
final class Registrar {
    /** Failures after which no call to Genesys can succeed. */
    private static final Set<Kind> UNABLE_TO_ASK =
            Set.of(Kind.CONFIGURATION, Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.REFUSED, Kind.UNREACHABLE);

    private final Services services;
    private final Log log;
    private final Redactor redactor;
    private final ResourceEvent event;
    private final EventDeadline deadline;
    private final CreationProgress progress = new CreationProgress();
    private final RetryingCalls calls;
    private final Genesys genesys;
    private String stackStatus;
    /** The answer, once the remaining work can no longer fail the event; else null. */
    private volatile Answer settled;

    Registrar(Services services, Log log, Redactor redactor, ResourceEvent event, EventDeadline deadline) {
        this.services = services;
        this.log = log;
        this.redactor = redactor;
        this.event = event;
        this.deadline = deadline;
        // The connection is made at the first call: some events need no Genesys, and must not fail if Genesys is not
        // configured.
        this.calls = new RetryingCalls(
                request -> services.genesys().send(request), deadline, log, interval(event, services.callsPerMinute()));
        this.genesys = new Genesys(calls);
    }

    /**
     * Only action events limit their rate: a stack has many actions, and CloudFormation sends several chains at the
     * same time.
     */
    private static Duration interval(ResourceEvent event, int callsPerMinute) {
        return callsPerMinute > 0 && CustomResourceType.ACTION.is(event.resourceType())
                ? Duration.ofMinutes(1).dividedBy(callsPerMinute)
                : Duration.ZERO;
    }

    /** The number of calls to Genesys. */
    int calls() {
        return calls.count();
    }

    /** The physical id for the answer to a failure. Thread-safe: another thread may call this during the work. */
    String physicalIdSoFar() {
        if (CustomResourceType.FUNCTION_CHECK.is(event.resourceType())) {
            return new Checks(functionCheck(), deadline, log).physicalId(event);
        }
        return CustomResourceType.ACTION_CHECK.is(event.resourceType())
                ? new Checks(actionCheck(), deadline, log).physicalId(event)
                : progress.physicalId(event.physicalId());
    }

    /**
     * The answer, if the remaining work can no longer change it. Thread-safe: another thread may call this during the
     * work.
     */
    Optional<Answer> settled() {
        return Optional.ofNullable(settled);
    }

    Answer handle() {
        String warning = event.type() == ResourceEvent.Type.Delete ? liftProtection() : "";
        Answer answer = answer();
        return warning.isEmpty() ? answer : answer.saying(said(answer.reason(), warning));
    }

    private static String said(String before, String more) {
        return before == null || before.isBlank() ? more : before + " " + more;
    }

    /**
     * Turns the termination protection off when a first deployment is rolled back. That stack ends in
     * ROLLBACK_COMPLETE, and the next deployment deletes it. The protection would prevent that. Each Delete of the
     * rollback does this, because the rollback may have only one Delete.
     *
     * @return a warning if it failed; else empty
     */
    private String liftProtection() {
        if (!services.managesTerminationProtection() || !stackStatus().equals("ROLLBACK_IN_PROGRESS")) {
            return "";
        }
        try {
            services.terminationProtection().set(event.stackId(), false);
            return "";
        } catch (RuntimeException e) {
            String warning = "The stack's termination protection could not be turned off, so the next deployment cannot"
                    + " replace the stack: " + Failure.sentence(String.valueOf(e.getMessage()))
                    + " Delete it: ./data-actions live destroy.";
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            return warning;
        }
    }

    private Answer answer() {
        CustomResourceType type = CustomResourceType.named(event.resourceType())
                .orElseThrow(() -> Failure.of(
                        Kind.PROPERTY,
                        "The registrar does not know the resource type " + event.resourceType() + ".",
                        "Use the registrar and the constructs of one release."));
        return switch (type) {
            case CREDENTIAL -> credential();
            case INTEGRATION -> reconcile(new IntegrationResource(genesys, deadline, log));
            case ACTION -> reconcile(new ActionResource(genesys, deadline));
            case DESTROY_GUARD -> guard();
            case FUNCTION_CHECK -> check(functionCheck());
            case ACTION_CHECK -> check(actionCheck());
        };
    }

    private CheckRunner functionCheck() {
        return new FunctionCheck(
                (version, body, timeout) -> services.invoker().invoke(version, body, timeout), deadline);
    }

    /** The org is checked before each call: an action check has no reconciler that would check the org. */
    private CheckRunner actionCheck() {
        return new ActionCheck(
                new Genesys(request -> {
                    services.organization().check(genesys);
                    return calls.send(request);
                }),
                deadline);
    }

    private Answer check(CheckRunner runner) {
        Checks checks = new Checks(runner, deadline, log);
        if (event.type() == ResourceEvent.Type.Delete) {
            return checks.delete(event);
        }
        schemaVersion();
        return checks.converge(event);
    }

    private Answer credential() {
        CredentialResource credentials = credentials(genesys);
        Answer answer = reconcile(credentials);
        boolean last = event.type() == ResourceEvent.Type.Delete
                && deletionCause() == DeletionCause.DESTROY
                && OnDestroy.of(event.properties()) != OnDestroy.RETAIN;
        return last ? swept(straySweep(genesys, credentials), answer) : answer;
    }

    /**
     * Deletes retired objects that nothing uses any more, when the stack is destroyed. The credential's Delete does
     * this because the credential is the last object of its construct, so no later event could. A failure is only a
     * warning, because the stack must not end in DELETE_FAILED.
     */
    private Answer swept(StraySweep sweep, Answer done) {
        settled = done.saying(said(
                done.reason(),
                "The registrar ran out of time before it had checked all retired objects:"
                        + " some may be left in Genesys with this stack's ownership tag."));
        Set<String> kept = new LinkedHashSet<>();
        try {
            kept.addAll(sweep.sweep(event, StraySweep.Scope.CONSTRUCT, Optional.empty()));
            kept.addAll(sweep.sweepCredentials(event));
        } catch (RuntimeException e) {
            String warning = "Retired objects may be left in Genesys with this stack's ownership tag: "
                    + (e instanceof Failure failure
                            ? failure.reason()
                            : e.getClass().getSimpleName());
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            kept.add(warning);
            return done.saying(said(done.reason(), String.join(" ", kept)));
        }
        return kept.isEmpty() ? Answer.success(done.physicalId(), done.data()) : done.saying(String.join(" ", kept));
    }

    private CredentialResource credentials(Genesys genesys) {
        return new CredentialResource(genesys, deadline, services.secrets(), redactor);
    }

    private StraySweep straySweep(Genesys genesys, CredentialResource credentials) {
        return new StraySweep(
                genesys,
                new ActionResource(genesys, deadline),
                new IntegrationResource(genesys, deadline, log),
                credentials,
                log);
    }

    private <D, O, C> Answer reconcile(GenesysResource<D, O, C> resource) {
        Reconciler<D, O, C> reconciler = new Reconciler<>(resource, deadline, log, progress, this::deletionCause);
        if (event.type() == ResourceEvent.Type.Delete) {
            return delete(reconciler);
        }
        schemaVersion();
        D desired = resource.desired(event);
        services.organization().check(genesys);
        return reconciler.converge(event, desired);
    }

    private Answer guard() {
        DestroyGuard guard = new DestroyGuard(
                genesys,
                new ActionResource(genesys, deadline),
                straySweep(genesys, credentials(genesys)),
                services.terminationProtection(),
                this::deletionCause,
                log);
        Runnable organizationCheck = () -> services.organization().check(genesys);
        if (event.type() == ResourceEvent.Type.Delete) {
            return guard.delete(event, organizationCheck);
        }
        schemaVersion();
        return guard.converge(event, organizationCheck);
    }

    private DeletionCause deletionCause() {
        return DeletionCause.of(stackStatus());
    }

    /**
     * The stack's status. It is read from CloudFormation once, and only for a Delete. Empty if CloudFormation does not
     * return it.
     */
    private String stackStatus() {
        if (stackStatus == null) {
            try {
                stackStatus = services.stackStatus().of(event.stackId());
            } catch (RuntimeException e) {
                stackStatus = "";
                log.warn("CloudFormation did not return the stack's status, so the deletion cause counts as unknown: "
                                + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .write();
            }
        }
        return stackStatus;
    }

    private Answer delete(Reconciler<?, ?, ?> reconciler) {
        OnDestroy onDestroy = OnDestroy.of(event);
        if (onDestroy == OnDestroy.RETAIN && DeletionPolicy.retains(deletionCause(), onDestroy)) {
            String why = "The object stays in Genesys because the environment sets onDestroy: retain.";
            log.info(why).with(Log.Key.logicalId, event.logicalId()).write();
            return Answer.success(event.physicalId(), Map.of()).saying(why);
        }
        try {
            services.organization().check(genesys);
            return reconciler.delete(event);
        } catch (Failure e) {
            // If a Create failed before its first call to Genesys (no token, no permission, the wrong org), it created
            // no object. Its Delete must not fail for the same reason.
            if (PhysicalId.NOT_CREATED.equals(event.physicalId()) && UNABLE_TO_ASK.contains(e.kind())) {
                log.warn("Nothing was created, so the Delete succeeds although Genesys could not be asked")
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.kind, e.kind().name())
                        .write();
                return Answer.success(event.physicalId(), Map.of());
            }
            throw e;
        }
    }

    private void schemaVersion() {
        String version = event.properties().text("SchemaVersion");
        if (!"1".equals(version)) {
            throw Failure.of(
                    Kind.PROPERTY,
                    "Property SchemaVersion of " + event.resourceType() + ": expected \"1\", found another version.",
                    "Use the registrar and the constructs of one release.");
        }
    }
}
