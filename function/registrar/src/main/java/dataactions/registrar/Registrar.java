package dataactions.registrar;

import dataactions.registrar.Failure.Kind;
import dataactions.registrar.checks.ActionCheck;
import dataactions.registrar.checks.CheckRunner;
import dataactions.registrar.checks.Checks;
import dataactions.registrar.checks.FunctionCheck;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.PatientGenesys;
import dataactions.registrar.genesys.RetryPolicy;
import dataactions.registrar.resources.ActionResource;
import dataactions.registrar.resources.CredentialResource;
import dataactions.registrar.resources.DestroyGuard;
import dataactions.registrar.resources.GenesysResource;
import dataactions.registrar.resources.IntegrationResource;
import dataactions.registrar.resources.Occasion;
import dataactions.registrar.resources.OnDestroy;
import dataactions.registrar.resources.Progress;
import dataactions.registrar.resources.Reconciler;
import dataactions.registrar.resources.Retired;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Work on one event: from what CloudFormation asks to what it is answered. Throws; the handler answers failures. */
final class Registrar {
    /** Failures under which Genesys cannot be asked at all. */
    private static final Set<Kind> BLIND =
            Set.of(Kind.CONFIGURATION, Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.REFUSED, Kind.UNREACHABLE);

    private final World world;
    private final Log log;
    private final Redactor redactor;
    private final ResourceEvent event;
    private final Deadline deadline;
    private final Progress progress = new Progress();
    private final RetryPolicy policy;
    private String stackStatus;
    /** What to answer where what is still being done must not fail the event; null while there is nothing like that. */
    private volatile Answer settled;

    Registrar(World world, Log log, Redactor redactor, ResourceEvent event, Deadline deadline) {
        this.world = world;
        this.log = log;
        this.redactor = redactor;
        this.event = event;
        this.deadline = deadline;
        this.policy = new RetryPolicy(
                deadline, log, () -> ThreadLocalRandom.current().nextDouble(), interval(event, world.callsPerMinute()));
    }

    /** Actions are what there may be many of; the others come one after the other. */
    private static Duration interval(ResourceEvent event, int callsPerMinute) {
        return callsPerMinute > 0 && event.resourceType().equals("Custom::GenesysDataAction")
                ? Duration.ofMinutes(1).dividedBy(callsPerMinute)
                : Duration.ZERO;
    }

    /** What the outside is reached by; made when first needed, so that a wrong environment is an answer. */
    interface World {
        Genesys genesys();

        OrganizationGuard organization();

        Secrets secrets();

        FunctionInvoker invoker();

        StackStatus stackStatus();

        TerminationProtection terminationProtection();

        /** Whether the stack's termination protection is the app's own, and so the registrar's, to turn on and off. */
        boolean managesTerminationProtection();

        /** How often an action's event may call Genesys in a minute; zero for no bound. */
        int callsPerMinute();
    }

    /** How often Genesys was called. */
    int calls() {
        return policy.calls();
    }

    /** What to answer a failure with, at any moment: asked by the watchdog while work goes on. */
    String physicalIdSoFar() {
        CheckRunner check = checkRunner();
        return check == null ? progress.physicalId(event.physicalId()) : new Checks(check, log).physicalId(event);
    }

    /** The answer that stands already, although work goes on: also for the watchdog. */
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
     * A first deployment that fails ends in ROLLBACK_COMPLETE, and the next one replaces that stack by deleting it: it
     * must not be protected then. Done by each resource that is deleted on the way, since any of them may be the only one.
     *
     * @return what prevented it; empty for nothing
     */
    private String liftProtection() {
        if (!world.managesTerminationProtection() || !stackStatus().equals("ROLLBACK_IN_PROGRESS")) {
            return "";
        }
        try {
            world.terminationProtection().set(event.stackId(), false);
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
        CheckRunner check = checkRunner();
        if (check != null) {
            return check(new Checks(check, log));
        }
        return switch (event.resourceType()) {
            case "Custom::GenesysCredential" -> credential();
            case "Custom::GenesysIntegration" -> reconcile(new IntegrationResource(genesys(), deadline, log));
            case "Custom::GenesysDataAction" -> reconcile(new ActionResource(genesys(), deadline));
            case "Custom::DestroyGuard" -> guard();
            default ->
                throw Failure.of(
                        Kind.PROPERTY,
                        "The registrar does not know the resource type " + event.resourceType() + ".",
                        "Use the registrar and the constructs of one release.");
        };
    }

    private CheckRunner checkRunner() {
        return switch (event.resourceType()) {
            case "Custom::GenesysActionCheck" -> new ActionCheck(new LateGenesys(this::guardedGenesys), deadline);
            case "Custom::FunctionCheck" ->
                new FunctionCheck((version, body, timeout) -> world.invoker().invoke(version, body, timeout), deadline);
            default -> null;
        };
    }

    private Answer check(Checks checks) {
        if (event.type() == ResourceEvent.Type.Delete) {
            return checks.remove(event);
        }
        schemaVersion();
        return checks.converge(event);
    }

    private Answer credential() {
        Genesys genesys = genesys();
        CredentialResource credentials = credentials(genesys);
        Answer answer = reconcile(credentials);
        boolean last = event.type() == ResourceEvent.Type.Delete
                && occasion() == Occasion.DESTROY
                && OnDestroy.of(event.properties()) != OnDestroy.RETAIN;
        return last ? swept(retired(genesys, credentials), answer) : answer;
    }

    /**
     * The credential is the last object of its construct that goes with the stack. Nobody comes after it who could remove
     * what was retired and is used no more. A sweep that fails is a warning: the stack must not end in DELETE_FAILED.
     */
    private Answer swept(Retired retired, Answer done) {
        settled = done.saying(said(
                done.reason(),
                "The time was over before all retired objects were looked through:"
                        + " some may be left in Genesys with this stack's ownership tag."));
        Set<String> kept = new LinkedHashSet<>();
        try {
            kept.addAll(retired.sweep(event, Retired.Scope.CONSTRUCT, Optional.empty()));
            kept.addAll(retired.sweepCredentials(event));
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
        return new CredentialResource(genesys, deadline, world.secrets(), redactor);
    }

    private Retired retired(Genesys genesys, CredentialResource credentials) {
        return new Retired(
                genesys,
                new ActionResource(genesys, deadline),
                new IntegrationResource(genesys, deadline, log),
                credentials,
                log);
    }

    private <W, O> Answer reconcile(GenesysResource<W, O> resource) {
        Reconciler<W, O> reconciler = new Reconciler<>(resource, deadline, log, progress, this::occasion);
        if (event.type() == ResourceEvent.Type.Delete) {
            return remove(reconciler);
        }
        schemaVersion();
        W wanted = resource.wanted(event);
        world.organization().check(genesys());
        return reconciler.converge(event, wanted);
    }

    private Answer guard() {
        Genesys genesys = genesys();
        DestroyGuard guard = new DestroyGuard(
                genesys,
                new ActionResource(genesys, deadline),
                retired(genesys, credentials(genesys)),
                world.terminationProtection(),
                this::occasion,
                log);
        Runnable organizationCheck = () -> world.organization().check(genesys);
        if (event.type() == ResourceEvent.Type.Delete) {
            return guard.remove(event, organizationCheck);
        }
        schemaVersion();
        return guard.converge(event, organizationCheck);
    }

    private Occasion occasion() {
        return Occasion.of(stackStatus());
    }

    /** Asked of CloudFormation once, and only by what deletes; empty where it does not tell. */
    private String stackStatus() {
        if (stackStatus == null) {
            try {
                stackStatus = world.stackStatus().of(event.stackId());
            } catch (RuntimeException e) {
                stackStatus = "";
                log.warn("CloudFormation does not tell the stack's status, so the cautious way is taken: "
                                + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .write();
            }
        }
        return stackStatus;
    }

    private Answer remove(Reconciler<?, ?> reconciler) {
        if (OnDestroy.retained(event, this::occasion)) {
            String why = "It stays in Genesys, as the environment says (onDestroy: retain).";
            log.info(why).with(Log.Key.logicalId, event.logicalId()).write();
            return Answer.success(event.physicalId(), Map.of()).saying(why);
        }
        try {
            world.organization().check(genesys());
            return reconciler.remove(event);
        } catch (Failure e) {
            // A Create that never got as far as Genesys for want of a token, of permissions or of the right org must
            // not block its own clean-up for the same want.
            if (Progress.NOT_CREATED.equals(event.physicalId()) && BLIND.contains(e.kind())) {
                log.warn("Nothing was created; Genesys could not be asked")
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

    private Genesys genesys() {
        return new PatientGenesys(new LateGenesys(world::genesys), policy);
    }

    private Genesys guardedGenesys() {
        Genesys genesys = genesys();
        world.organization().check(genesys);
        return genesys;
    }
}
