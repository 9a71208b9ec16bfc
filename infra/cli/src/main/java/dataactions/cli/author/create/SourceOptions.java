package dataactions.cli.author.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.call.CallProposal;
import dataactions.authoring.proposal.call.RawCall;
import dataactions.authoring.proposal.curl.CurlLine;
import dataactions.authoring.proposal.openapi.OpenApiFile;
import dataactions.cli.CommandException;
import dataactions.cli.Questions;
import dataactions.cli.Terminal;
import dataactions.definition.upstream.UpstreamUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a new definition is made of. */
final class SourceOptions {
    private static final int WIDEST = 70;
    private static final int MAX_INPUT = 1_000_000;

    @Option(
            names = "--curl",
            paramLabel = "LINE",
            description = "A curl command between single quotes. Inside it may have the quotes of bash or of cmd.")
    private String curl;

    @Option(names = "--url", paramLabel = "URL", description = "The whole URL of a GET.")
    private String url;

    @Option(
            names = "--openapi",
            paramLabel = "FILE",
            description = "An OpenAPI file, 3.0 or 3.1, in YAML or JSON. --url then is the base URL of the API.")
    private Path openApi;

    @Option(
            names = "--operation",
            paramLabel = "ID",
            description = "The operation of the OpenAPI file: its operationId, or \"GET /path\".")
    private String operation;

    @Option(names = "--list", description = "List the operations of the OpenAPI file, and do nothing else.")
    private boolean lists;

    @Option(
            names = "--response",
            paramLabel = "FILE",
            description =
                    "Take the answer from a JSON file, and call nothing. Without --curl or --url, name an upstream of"
                            + " cdk.json with --upstream-name, and write the path into the definition.")
    private Path response;

    boolean lists() {
        return lists;
    }

    boolean isOpenApi() {
        return openApi != null;
    }

    Optional<Path> response() {
        return Optional.ofNullable(response);
    }

    /** Whether there is a recorded answer, and no call that gave it. */
    boolean isAnswerAlone() {
        return response != null && curl == null && url == null && openApi == null;
    }

    /** @throws CommandException when the options contradict each other */
    void check() {
        if ((lists || operation != null) && openApi == null) {
            throw new CommandException(
                    (lists ? "--list" : "--operation") + " needs --openapi FILE, the file with the operations.");
        }
        if (lists) {
            return;
        }
        if (openApi != null && operation == null) {
            throw new CommandException("--openapi needs --operation ID. --list shows the operations.");
        }
        if (openApi != null && curl != null) {
            throw new CommandException("Use either --openapi or --curl, not both.");
        }
        if (curl != null && url != null) {
            throw new CommandException("Use either --curl or --url, not both.");
        }
    }

    /** Prints the operations of the OpenAPI file. */
    void list(Terminal terminal, ObjectNode tree) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Operation", "Method", "Path", "Summary"));
        ArrayNode all = tree.putArray("operations");
        OpenApiFile.read(openApi).operations().forEach(each -> {
            rows.add(List.of(each.id(), each.method(), each.path(), Terminal.cut(each.summary(), WIDEST)));
            all.addObject()
                    .put("id", each.id())
                    .put("method", each.method())
                    .put("path", each.path())
                    .put("summary", each.summary());
        });
        terminal.table("", rows);
        terminal.result(tree);
    }

    /** The call; without an option a person pastes a curl line, or it is on standard input. */
    ApiCall call(Questions questions, InputStream standardInput) throws IOException {
        if (openApi != null) {
            return OpenApiFile.read(openApi)
                    .call(operation, Optional.ofNullable(url).map(SourceOptions::baseUrl));
        }
        if (url != null) {
            return CallProposal.of(RawCall.ofUrl(url));
        }
        if (curl != null) {
            return CallProposal.of(CurlLine.read(curl));
        }
        Optional<String> line = questions.isSomebodyThere()
                ? questions.lines("Paste the curl line, then press Enter on an empty line:", CurlLine::isOpen)
                : Optional.of(piped(standardInput));
        return CallProposal.of(CurlLine.read(line.orElse("")));
    }

    private static URI baseUrl(String text) {
        UpstreamUrl.problem(text).ifPresent(problem -> {
            throw new CommandException("--url: " + problem + ".");
        });
        return URI.create(text.replaceFirst("/+$", ""));
    }

    private static String piped(InputStream standardInput) throws IOException {
        byte[] bytes = standardInput.readNBytes(MAX_INPUT + 1);
        if (bytes.length > MAX_INPUT) {
            throw new CommandException("Standard input: longer than 1 MB; expected one curl line.");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw new CommandException(
                    "There is nothing to make a definition from: give --curl LINE, --url URL, --openapi FILE or --response"
                            + " FILE, or a curl line on standard input.");
        }
        return text;
    }
}
