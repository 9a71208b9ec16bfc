package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** OpenAPI files for tests. */
final class Fixtures {
    static final Optional<URI> URL = Optional.of(URI.create("https://api.example.com/v1"));

    private Fixtures() {}

    static Path path(String name) {
        try {
            return Path.of(Fixtures.class.getResource("/openapi/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static OpenApiFile file(String name) {
        return OpenApiFile.read(path(name));
    }

    static ApiCall call(String file, String operation) {
        return file(file).call(operation, Optional.empty());
    }

    /** A file with this text. */
    static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file with one operation, {@code op}, of these lines of YAML. */
    static ApiCall operation(Path folder, String lines) {
        String text = "openapi: 3.1.0\nservers: [{url: https://api.example.com}]\npaths:\n  /op:\n" + lines.indent(4);
        return OpenApiFile.read(write(folder, "op.yaml", text)).call("op", Optional.empty());
    }

    /** A file with one GET, whose answer has this schema. */
    static ApiCall answer(Path folder, String schema) {
        return operation(folder, """
                get:
                  operationId: op
                  responses:
                    200:
                      description: OK
                      content:
                        application/json:
                          schema: %s
                """.formatted(schema));
    }

    /** A file with one GET, whose query parameter {@code p} has this schema. */
    static ProposedInput parameter(Path folder, String schema) {
        return operation(folder, """
                get:
                  operationId: op
                  parameters:
                    - {name: p, in: query, required: true, schema: %s}
                  responses: {}
                """.formatted(schema)).inputs().get(0);
    }

    /** A file with one POST, whose JSON body has this schema. */
    static ApiCall body(Path folder, String schema) {
        return operation(folder, """
                post:
                  operationId: op
                  requestBody:
                    content:
                      application/json:
                        schema: %s
                  responses: {}
                """.formatted(schema));
    }

    static String outputs(ApiCall call) {
        return call.outputs().stream()
                .map(each -> each.name() + " " + each.type().word() + " " + each.from())
                .collect(Collectors.joining("\n"));
    }

    static String inputs(ApiCall call) {
        return call.inputs().stream()
                .map(each -> each.name() + " " + each.type().word() + (each.required() ? " required" : "")
                        + each.example().map(value -> " " + value).orElse(""))
                .collect(Collectors.joining("\n"));
    }

    static String message(Runnable action) {
        try {
            action.run();
        } catch (ProposalException e) {
            return e.getMessage();
        }
        throw new AssertionError("nothing was refused");
    }
}
