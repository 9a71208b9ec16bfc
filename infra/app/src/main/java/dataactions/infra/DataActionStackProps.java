package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import java.nio.file.Path;

/**
 * What {@link DataActionStack} needs.
 *
 * @param environment where it goes
 * @param definitions the actions
 * @param handlerJar the self-contained jar of the function that Genesys calls
 * @param registrarJar the self-contained jar of the function that CloudFormation calls
 */
public record DataActionStackProps(
        Environment environment, DefinitionSet definitions, Path handlerJar, Path registrarJar) {}
