package dataactions.authoring;

import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The definitions of the resources' folder {@code definitions}: between them, most of what the language has. */
public final class FuzzDefinitions {
    private static final List<String> FILES =
            List.of("shapes.yaml", "required.yaml", "steps.yaml", "flat.yaml", "inputs.yaml", "text.yaml");

    private FuzzDefinitions() {}

    /** In the form in which the function has them. */
    public static CompiledActions actions() {
        return CompiledActions.of(FILES.stream().map(FuzzDefinitions::read).toList());
    }

    private static ActionDefinition read(String file) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile definition = DefinitionReader.read(file, bytes(file), problems);
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return definition.definition();
    }

    static byte[] bytes(String file) {
        try (InputStream in = FuzzDefinitions.class.getResourceAsStream("/definitions/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
