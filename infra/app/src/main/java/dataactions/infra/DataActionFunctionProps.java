package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import java.nio.file.Path;

/**
 * What {@link DataActionFunction} needs.
 *
 * @param environment the upstreams, the checks and how the function runs
 * @param definitions the actions that it serves
 * @param jar the handler's self-contained jar
 * @param callerSecret what callers of the Function URL must show
 * @param registrar calls a new version with the environment's checks before the alias points to it
 */
public record DataActionFunctionProps(
        Environment environment, DefinitionSet definitions, Path jar, CallerSecret callerSecret, Registrar registrar) {}
