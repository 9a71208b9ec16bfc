package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Entry;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.definition.ActionDefinition;
import java.util.List;
import java.util.Set;

/**
 * One YAML file that could be read.
 *
 * @param file its name
 * @param document its content, for the lines of messages
 * @param definition the definition as contract 1; the real number is in the lock file
 * @param consumers what calls the action; only the rules of the build read it
 * @param examples in order
 */
public record DefinitionFile(
        String file,
        Mapping document,
        ActionDefinition definition,
        Set<ActionConsumer> consumers,
        List<Example> examples) {

    /** A problem with the name. */
    public DefinitionProblem problem(String message) {
        return problem("name", message);
    }

    /**
     * A problem at a path such as {@code input.userId.description}. Its line is that of the last key on the path that
     * the file has.
     */
    public DefinitionProblem problem(String path, String message) {
        int line = 0;
        YamlNode node = document;
        for (String key : path.split("\\.")) {
            Entry entry = node instanceof Mapping mapping ? mapping.entries().get(key) : null;
            if (entry == null) {
                break;
            }
            line = entry.line();
            node = entry.value();
        }
        return new DefinitionProblem(file, line, path, message);
    }
}
