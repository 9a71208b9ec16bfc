package dataactions.registrar;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.checks.ActionCheck;
import dataactions.registrar.checks.CheckRunner;
import dataactions.registrar.checks.Checks;
import dataactions.registrar.checks.FunctionCheck;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceAnswer;
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
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.guard.DestroyGuard;
import dataactions.registrar.resources.integration.IntegrationResource;
import dataactions.registrar.resources.reconcile.EventProgress;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.Reconciler;
import dataactions.registrar.resources.sweep.LastSweep;
import dataactions.registrar.resources.sweep.StraySweep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Handles one event. {@link #handle} finds the resource for the event's type, reconciles or deletes it, and returns the
 * answer. {@link RegistrarHandler} answers for every exception.
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
    private final EventProgress progress = new EventProgress();
    private final RetryingCalls calls;
    private final Genesys genesys;
    private final EventStack stack;

    Registrar(Services services, Log log, Redactor redactor, ResourceEvent event, EventDeadline deadline) {
        this.services = services;
        this.log = log;
        this.redactor = redactor;
        this.event = event;
        this.deadline = isCheck(event) ? deadline.within(Checks.SHARED_TIME) : deadline;
        this.stack = new EventStack(services, event, log);
        // The connection is made at the first call: some events need no Genesys, and must not fail if Genesys is not
        // configured.
        this.calls = new RetryingCalls(
                request -> stack.send(request, services.genesys()),
                this.deadline,
                log,
                interval(event, services.callsPerMinute()));
        this.genesys = new Genesys(calls);
    }

    private static boolean isCheck(ResourceEvent event) {
        return CustomResourceType.FUNCTION_CHECK.is(event.resourceType())
                || CustomResourceType.ACTION_CHECK.is(event.resourceType());
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
            return Checks.physicalId(event, FunctionCheck.PREFIX);
        }
        return CustomResourceType.ACTION_CHECK.is(event.resourceType())
                ? Checks.physicalId(event, ActionCheck.PREFIX)
                : progress.physicalId(event.physicalId());
    }

    /**
     * The answer that is already certain; empty while the work can still fail the event. Thread-safe: another thread may
     * call this during the work. Only the two sweeps set it: of {@link DestroyGuard} and of {@link LastSweep}.
     */
    Optional<ResourceAnswer> settled() {
        return progress.settled();
    }

    ResourceAnswer handle() {
        String warning = event.type() == ResourceEvent.Type.Delete ? stack.liftProtection() : "";
        ResourceAnswer answer = answer();
        return warning.isEmpty() ? answer : answer.adding(warning);
    }

    private ResourceAnswer answer() {
        CustomResourceType type = CustomResourceType.named(event.resourceType())
                .orElseThrow(() -> Failure.of(
                        Kind.PROPERTY,
                        "The registrar does not know the resource type " + event.resourceType() + ".",
                        "Use the registrar and the constructs of one release."));
        return switch (type) {
            case CREDENTIAL -> credential();
            case INTEGRATION -> reconcile(new IntegrationResource(genesys, deadline, log, stack::deletionCause));
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

    private ResourceAnswer check(CheckRunner runner) {
        Checks checks = new Checks(runner, deadline, log);
        if (event.type() == ResourceEvent.Type.Delete) {
            return checks.delete(event);
        }
        schemaVersion();
        return checks.converge(event);
    }

    private ResourceAnswer credential() {
        CredentialResource credentials = credentials();
        ResourceAnswer answer = reconcile(credentials);
        boolean last = event.type() == ResourceEvent.Type.Delete
                && DeletionPolicy.sweeps(stack.deletionCause(), OnDestroy.ofStack(event.properties()));
        return last
                ? new LastSweep(straySweep(credentials), progress, log)
                        .after(event, answer, () -> services.organization().check(genesys))
                : answer;
    }

    private CredentialResource credentials() {
        return new CredentialResource(genesys, deadline, services.secrets(), redactor);
    }

    private StraySweep straySweep(CredentialResource credentials) {
        return new StraySweep(
                genesys,
                new ActionResource(genesys, deadline),
                new IntegrationResource(genesys, deadline, log),
                credentials,
                log);
    }

    private <D, O, C> ResourceAnswer reconcile(GenesysResource<D, O, C> resource) {
        Reconciler<D, O, C> reconciler = new Reconciler<>(resource, deadline, log, progress);
        if (event.type() == ResourceEvent.Type.Delete) {
            return delete(reconciler);
        }
        schemaVersion();
        D desired = resource.desired(event);
        services.organization().check(genesys);
        return reconciler.converge(event, desired);
    }

    private ResourceAnswer guard() {
        DestroyGuard guard = new DestroyGuard(
                genesys,
                new ActionResource(genesys, deadline),
                straySweep(credentials()),
                services.terminationProtection(),
                stack::deletionCause,
                progress,
                log);
        Runnable organizationCheck = () -> services.organization().check(genesys);
        if (event.type() == ResourceEvent.Type.Delete) {
            return guard.delete(event, organizationCheck);
        }
        schemaVersion();
        return guard.converge(event, organizationCheck);
    }

    private <O> ResourceAnswer delete(Reconciler<?, O, ?> reconciler) {
        if (isRetained(OnDestroy.ofObject(event))) {
            String why = "The object stays in Genesys because the environment sets onDestroy: retain.";
            log.info(why).with(Log.Key.logicalId, event.logicalId()).write();
            return ResourceAnswer.success(event.physicalId(), Map.of()).saying(why);
        }
        List<O> found;
        try {
            services.organization().check(genesys);
            found = reconciler.toDelete(event);
        } catch (Failure e) {
            // If a Create failed before its first call to Genesys (no token, no permission, the wrong org), it created
            // no object. Its Delete must not fail for the same reason. But if the search finds an object, a failure to
            // delete it fails the Delete.
            if (PhysicalId.NOT_CREATED.equals(event.physicalId()) && UNABLE_TO_ASK.contains(e.kind())) {
                log.warn("Nothing was created, so the Delete succeeds although Genesys could not be asked")
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.kind, e.kind().name())
                        .write();
                return ResourceAnswer.success(event.physicalId(), Map.of());
            }
            throw e;
        }
        return reconciler.delete(event, found, stack::deletionCause);
    }

    /** Asks CloudFormation for the deletion cause only if the environment retains objects. */
    private boolean isRetained(OnDestroy onDestroy) {
        return onDestroy == OnDestroy.RETAIN && DeletionPolicy.retains(stack.deletionCause(), onDestroy);
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
