package dataactions.infra;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Annotations;
import software.constructs.Construct;

/**
 * Everything that the data actions of one environment need, on both sides: the function, the way in which Genesys Cloud
 * reaches it, the Genesys objects, alarms and a dashboard.
 *
 * <pre>new DataActions(this, "DataActions", DataActionsProps.of(definitions, environment, jars));</pre>
 *
 * <p>One to a stack: the logical ids of its resources are fixed, because they are part of the ownership marks in
 * Genesys Cloud and must not depend on where the construct stands.
 */
public final class DataActions extends Construct {
    private final DataActionFunction function;
    private final GenesysRegistration registration;

    /**
     * @throws ConfigurationException when environment and definitions do not go together, or a jar is missing; each
     *     line begins with the construct's path
     */
    public DataActions(Construct scope, String id, DataActionsProps props) {
        super(scope, id);
        Environment environment = props.environment();
        List<String> problems = DeploymentRules.problems(environment, props.definitions());
        if (!problems.isEmpty()) {
            String path = getNode().getPath();
            throw new ConfigurationException(
                    problems.stream().map(problem -> path + ": " + problem).toList());
        }
        List<String> warnings = DeploymentRules.warnings(environment, props.definitions());
        for (int i = 0; i < warnings.size(); i++) {
            Annotations.of(this).addWarningV2("data-actions:" + (i + 1), warnings.get(i));
        }
        Optional<CallerSecret> callerSecret = environment.frontDoor() instanceof Environment.FrontDoor.Url
                ? Optional.of(new CallerSecret(this, "CallerSecret", environment.kmsKey()))
                : Optional.empty();
        RegistrarProps registrarProps = new RegistrarProps(
                environment.genesys(), props.registrarJar(), environment.logRetentionDays(), environment.kmsKey());
        Registrar registrar = new Registrar(this, "Registrar", registrarProps);
        function = new DataActionFunction(
                this,
                "Function",
                new DataActionFunctionProps(
                        environment, props.definitions(), props.handlerJar(), callerSecret, registrar));
        registration = new GenesysRegistration(
                this,
                "Genesys",
                new GenesysRegistrationProps(environment, props.definitions(), registrar, function, callerSecret));
        environment
                .rotationDays()
                .ifPresent(days -> new SecretRotation(
                        this,
                        "Rotation",
                        registrarProps,
                        callerSecret.orElseThrow(),
                        days,
                        registration.credentialId(),
                        function.door().requestUrl()));
        new Operations(this, "Operations", new OperationsProps(environment, function, registrar));
        DestroyGuard.after(this, environment, registrar, registration);
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
