package dataactions.authoring;

import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Definitions for tests. */
public final class Yaml {
    /** A small definition in which every line is known: name 1, input 2, request 4, output 9, examples 12. */
    public static final String GOOD = """
            name: FetchUser
            input:
              userId: {type: integer, required: true, minimum: 1}
            request:
              upstream: users
              method: GET
              path: /users/{userId}
            timeout: 10s
            output:
              name: {type: string, from: name, default: Unknown}
              email: {type: string}
            examples:
              - name: a known user
                input: {userId: 1}
                response: {status: 200, body: {name: Leanne, email: l@example.com}}
                data: {name: Leanne, email: l@example.com}
            """;

    private Yaml() {}

    /** {@link #GOOD} with one piece replaced, which must be there. */
    public static String with(String piece, String replacement) {
        if (!GOOD.contains(piece)) {
            throw new IllegalArgumentException("not in the definition: " + piece);
        }
        return GOOD.replace(piece, replacement);
    }

    /** What is wrong with a definition, examples included. */
    static List<DefinitionProblem> problems(String yaml) {
        List<DefinitionProblem> problems = new ArrayList<>();
        read(yaml, problems);
        return problems;
    }

    static DefinitionFile read(String yaml, List<DefinitionProblem> problems) {
        return DefinitionReader.read("action.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
    }

    public static DefinitionFile read(String yaml) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = read(yaml, problems);
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return file;
    }

    public static Path write(Path folder, String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
