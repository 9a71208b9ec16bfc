package dataactions.authoring.reader;

import dataactions.definition.ActionDefinition;
import java.util.List;

/**
 * One YAML file that could be read.
 *
 * @param file its name
 * @param nameLine the line of its {@code name}
 * @param definition the definition as contract 1; the real number is in the lock file
 * @param examples in order
 */
public record DefinitionFile(String file, int nameLine, ActionDefinition definition, List<Example> examples) {
    DefinitionFile as(int number) {
        return new DefinitionFile(file, nameLine, definition.as(number, true), examples);
    }

    public DefinitionProblem problem(String message) {
        return new DefinitionProblem(file, nameLine, "name", message);
    }
}
