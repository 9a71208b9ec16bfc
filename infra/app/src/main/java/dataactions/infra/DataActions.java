package dataactions.infra;

import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.DestroyGuardResource;
import dataactions.infra.constructs.GeneratedCallerSecret;
import dataactions.infra.constructs.GenesysRegistration;
import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.constructs.SecretRotation;
import dataactions.infra.constructs.SlowActionJobs;
import dataactions.infra.constructs.operations.Operations;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.handbook.Handbook;
import dataactions.infra.rules.DeploymentRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PermissionsBoundary;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Everything that the data actions of one environment need, on both sides: the function, the way in which Genesys Cloud
 * reaches it, the Genesys objects, alarms and a dashboard.
 *
 * <pre>new DataActions(this, "DataActions", DataActionsProps.of(definitions, environment, jars));</pre>
 *
 * <p>The logical ids of its resources begin with its id, and are part of the ownership tags in Genesys Cloud. Keep the
 * id: another one replaces every object. Two of them in one stack need different ids and different environment names.
 */
public final class DataActions extends Construct {
    /**
     * The id to use if a stack has only one {@code DataActions}. The CDK leaves it out of logical ids, and so does this
     * class.
     */
    static final String ONLY = "Default";

    /** The folder of the handbooks in the cloud assembly's folder. */
    static final String HANDBOOKS = "docs";

    private final String environmentName;
    private final DataActionFunction function;
    private final GenesysRegistration registration;
    private final List<IConstruct> guarded;
    private final CustomResource guard;

    /**
     * @throws ConfigurationException when environment and definitions do not fit together or do not fit into this
     *     stack, or a jar is missing; each line begins with the construct's path
     */
    public DataActions(Construct scope, String id, DataActionsProps props) {
        super(scope, id);
        Environment environment = props.environment();
        environmentName = environment.name();
        boolean own = scope instanceof DataActionStack;
        List<DataActions> others = own ? List.of() : others();
        List<String> problems = new ArrayList<>(DeploymentRules.problems(environment, props.definitions()));
        if (!own) {
            problems.addAll(misplaced(id, environment, others));
        }
        if (!problems.isEmpty()) {
            String path = getNode().getPath();
            throw new ConfigurationException(problems.stream()
                    .map(problem -> own ? problem : Environment.inCode(environmentName, problem))
                    .map(problem -> path + ": " + problem)
                    .toList());
        }
        List<String> warnings = DeploymentRules.warnings(environment, props.definitions());
        for (int i = 0; i < warnings.size(); i++) {
            Annotations.of(this).addWarningV2("data-actions:" + (i + 1), warnings.get(i));
        }
        boolean isProtected = Boolean.TRUE.equals(Stack.of(this).getTerminationProtection());
        if (!own && !isProtected && environment.onDestroy().protects()) {
            Annotations.of(this)
                    .addWarningV2(
                            "data-actions:termination-protection",
                            "onDestroy of environment \"" + environmentName + "\" is \"refuse\", but this stack has no"
                                    + " termination protection: while flows use the actions, a deletion of the stack is"
                                    + " refused by the resource DestroyGuard, and ends in DELETE_FAILED. CloudFormation"
                                    + " takes no update of such a stack. Set terminationProtection(true) in the stack's"
                                    + " StackProps, or onDestroy to \"delete\" or \"retain\".");
        }
        String prefix = id.equals(ONLY) ? "" : id;
        Optional<GeneratedCallerSecret> callerSecret = environment.frontDoor() instanceof Environment.FrontDoor.Url
                ? Optional.of(
                        new GeneratedCallerSecret(this, "CallerSecret", prefix + "CallerSecret", environment.kmsKey()))
                : Optional.empty();
        RegistrarFunction.Props registrarProps = new RegistrarFunction.Props(
                environment.genesys(),
                props.registrarJar(),
                environment.logRetentionDays(),
                environment.kmsKey(),
                prefix);
        RegistrarFunction registrar = new RegistrarFunction(this, "Registrar", registrarProps);
        Optional<SlowActionJobs> jobs = SlowActionJobs.isNeededFor(props.definitions())
                ? Optional.of(new SlowActionJobs(
                        this,
                        "Jobs",
                        new SlowActionJobs.Props(environment, props.definitions(), props.handlerJar(), registrar)))
                : Optional.empty();
        function = new DataActionFunction(
                this,
                "Function",
                new DataActionFunction.Props(
                        environment, props.definitions(), props.handlerJar(), callerSecret, registrar, jobs));
        registration = new GenesysRegistration(
                this,
                "Genesys",
                new GenesysRegistration.Props(environment, props.definitions(), registrar, function, callerSecret));
        Optional<SecretRotation> rotation = environment
                .rotationDays()
                .map(days -> new SecretRotation(
                        this,
                        "Rotation",
                        registrarProps,
                        callerSecret.orElseThrow(),
                        days,
                        registration.credentialId(),
                        function.door().requestUrl()));
        new Operations(
                this,
                "Operations",
                new Operations.Props(environment, function, registrar, rotation.map(SecretRotation::function), jobs));
        guarded = List.copyOf(getNode().getChildren());
        guard = DestroyGuardResource.after(this, guarded, environment, own, registrar, registration);
        if (!own) {
            // In the app's own stacks the stage does this.
            environment.tags().forEach(Tags.of(this)::add);
            Tags.of(this).add(DataActionsStage.TAG, environmentName);
            environment.permissionsBoundary().ifPresent(this::bound);
        }
        // A guard looks at all actions of the stack, including the actions of other constructs. So all actions must
        // still exist when the guard is deleted, and must be complete when the guard is created or updated.
        for (DataActions other : others) {
            other.guarded.forEach(guard.getNode()::addDependency);
            guarded.forEach(other.guard.getNode()::addDependency);
        }
        writeHandbook(props, own);
    }

    /**
     * Writes the handbook into the cloud assembly's folder, as the CDK does with the files of an asset. The handbook is
     * not an asset, and the template does not name it. If the handbook cannot be written, the deployment continues.
     */
    private void writeHandbook(DataActionsProps props, boolean own) {
        if (!(getNode().getRoot() instanceof Stage app)) {
            return;
        }
        Path folder = Path.of(app.getOutdir()).resolve(HANDBOOKS);
        // In another app, two stacks may have environments of the same name.
        String name = own ? environmentName : getNode().getPath().replaceAll("[^A-Za-z0-9._-]+", "-");
        try {
            Handbook.of(props.environment(), props.definitions()).write(folder, name);
        } catch (IOException | RuntimeException e) {
            Annotations.of(this)
                    .addWarningV2(
                            "data-actions:handbook",
                            "The handbook " + folder.resolve(name + ".html") + " was not written (" + e
                                    + "). The deployment does not need it. `./data-actions docs` writes it, too.");
        }
    }

    /** The {@code DataActions} that the stack already has. */
    private List<DataActions> others() {
        return Stack.of(this).getNode().findAll().stream()
                .filter(each -> each instanceof DataActions && each != this)
                .map(DataActions.class::cast)
                .toList();
    }

    /** Settings of the whole stack. They are refused in a stack that is not the app's own. */
    private List<String> misplaced(String id, Environment environment, List<DataActions> others) {
        List<String> problems = new ArrayList<>();
        if (!id.matches("[A-Za-z][A-Za-z0-9]*")) {
            problems.add("the id begins the logical ids of its resources: expected a letter, then letters and digits");
        }
        if (others.stream().anyMatch(other -> other.environmentName.equals(environmentName))) {
            problems.add("environment \"" + environmentName + "\" is in this stack already; give one of the two another"
                    + " name: the SSM parameters of their actions would be the same");
        }
        Stack stack = Stack.of(this);
        environment
                .account()
                .filter(account -> !account.equals(stack.getAccount()))
                .ifPresent(account -> problems.add("the environment's account is " + account + ", which is not the"
                        + " stack's; leave it to the stack"));
        environment
                .region()
                .filter(region -> !region.equals(stack.getRegion()))
                .ifPresent(region -> problems.add("the environment's region is " + region + ", which is not the"
                        + " stack's; leave it to the stack"));
        environment
                .bootstrapQualifier()
                .ifPresent(qualifier ->
                        problems.add("bootstrapQualifier belongs to the stack's synthesizer; leave it to the stack"));
        return problems;
    }

    private void bound(String nameOrArn) {
        IManagedPolicy policy = nameOrArn.startsWith("arn:")
                ? ManagedPolicy.fromManagedPolicyArn(this, "Boundary", nameOrArn)
                : ManagedPolicy.fromManagedPolicyName(this, "Boundary", nameOrArn);
        PermissionsBoundary.of(this).apply(policy);
    }

    /** The function that Genesys Cloud calls. */
    public DataActionFunction function() {
        return function;
    }

    /** The Genesys Cloud side. */
    public GenesysRegistration registration() {
        return registration;
    }
}
