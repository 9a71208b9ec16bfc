package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link DataActionFunction} needs.
 *
 * @param environment the upstreams, the checks and how the function runs
 * @param definitions the actions that it serves
 * @param jar the handler's self-contained jar
 * @param callerSecret what callers of the Function URL must show; none where there is no such URL
 * @param registrar calls a new version with the environment's checks before the alias points to it
 */
public record DataActionFunctionProps(
        Environment environment,
        DefinitionSet definitions,
        Path jar,
        Optional<CallerSecret> callerSecret,
        Registrar registrar) {}
