package dataactions.cli.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.JsonFile;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.Example;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs definitions for the console, as {@code try} does. */
public final class Trying {
    /** Where the answers are from. */
    public sealed interface Source {
        /**
         * The upstreams of an environment.
         *
         * @param urls other URLs, by upstream
         */
        record Upstreams(String environment, Map<String, String> urls) implements Source {}

        /** An example of the definition. */
        record OfExample(String name) implements Source {}

        /** JSON that a person has: the body alone, or an object with status, headers and body. */
        record Given(String json) implements Source {}
    }

    /**
     * What a run shows.
     *
     * @param tree what {@code try --json} prints
     * @param missing the outputs for which nothing was found, and which have no default
     * @param isOutcome whether a flow takes the Success path
     * @param errorCode null after a success
     * @param error the message of the code; null after a success
     */
    public record Shown(ObjectNode tree, List<String> missing, boolean isOutcome, String errorCode, String error) {}

    private final Context context;
    private final Terminal terminal;
    private final Optional<Path> secrets;

    /** @param secrets a file with the upstreams' secrets, as {@code --secrets} of {@code try} takes it */
    public Trying(Context context, Terminal terminal, Optional<Path> secrets) {
        this.context = context;
        this.terminal = terminal;
        this.secrets = secrets;
    }

    /**
     * Runs a definition once.
     *
     * @throws CommandException when it cannot run at all, such as for an upstream without a URL
     */
    public Shown run(DefinitionFile file, Map<String, Object> inputs, Source source) {
        long start = System.nanoTime();
        Tried tried = tried(file, inputs, source);
        Duration own = Duration.ofNanos(System.nanoTime() - start).minus(tried.upstreams());
        ObjectNode tree = TryReport.tree(tried, file.file(), own);
        return new Shown(
                tree,
                TryReport.missing(tried),
                !tried.envelope().takesFailurePath(),
                tried.envelope().errorCode(),
                tried.envelope().error());
    }

    private Tried tried(DefinitionFile file, Map<String, Object> inputs, Source source) {
        ActionDefinition definition = file.definition();
        if (source instanceof Source.OfExample example) {
            Example found = example(file, example.name());
            return new RecordedAnswers("example \"" + found.name() + "\"", found.responses()).run(definition, inputs);
        }
        if (source instanceof Source.Given given) {
            return RecordedAnswers.of("the response", parsed(given.json()), definition)
                    .run(definition, inputs);
        }
        Source.Upstreams real = (Source.Upstreams) source;
        real.urls()
                .forEach((upstream, url) -> UpstreamUrl.problem(url).ifPresent(problem -> {
                    throw new CommandException("The URL of the upstream " + upstream + ": " + problem + ".");
                }));
        KnownUpstreams known = new KnownUpstreams(context, real.environment(), real.urls(), terminal);
        // A secret is read for each run: it may have changed.
        UpstreamSecrets read = new UpstreamSecrets(
                secrets, context.shell(), () -> context.aws().apply(known.region()));
        // A page runs every action in every environment.
        read.mayNeed(KnownUpstreams.secrets(context));
        try (LiveCalls live = new LiveCalls(known::find, read)) {
            return live.run(definition, inputs);
        }
    }

    private static Object parsed(String json) {
        try {
            return JsonFile.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new CommandException("The response: " + e.getMessage()
                    + ". Expected the upstream's JSON, or {\"status\", \"headers\", \"body\"}.");
        }
    }

    private static Example example(DefinitionFile file, String name) {
        List<String> names = file.examples().stream().map(Example::name).toList();
        return file.examples().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("The definition has no example \"" + name + "\""
                        + Suggestion.didYouMean(name, names) + " It has: "
                        + (names.isEmpty() ? "none" : String.join(", ", names)) + "."));
    }
}
