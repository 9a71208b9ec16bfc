package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import dataactions.infra.environment.Environment;
import java.nio.file.Path;

/**
 * The input of {@link DataActions}, {@link DataActionStack} and {@link DataActionsStage}.
 *
 * @param environment the target of the deployment
 * @param definitions the actions
 * @param handlerJar the self-contained jar of the function that Genesys calls
 * @param registrarJar the self-contained jar of the function that CloudFormation calls
 */
public record DataActionsProps(Environment environment, DefinitionSet definitions, Path handlerJar, Path registrarJar) {
    /**
     * For a project that gets the two functions as dependencies.
     *
     * @param definitions the folder of the actions' YAML files and of {@code contracts.lock.json}
     * @param environment the target of the deployment
     * @param jars the folder that holds {@code handler.jar} and {@code registrar.jar}
     * @throws dataactions.authoring.reader.DefinitionException naming everything that is wrong with the definitions
     */
    public static DataActionsProps of(Path definitions, Environment environment, Path jars) {
        return new DataActionsProps(
                environment,
                DefinitionSet.load(definitions),
                jars.resolve("handler.jar"),
                jars.resolve("registrar.jar"));
    }
}
