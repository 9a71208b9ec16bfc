package dataactions.cli.author;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.AssemblyException;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.RecordedExample;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.Example;
import dataactions.authoring.writer.Masking;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.NamedValues;
import dataactions.cli.Terminal;
import dataactions.cli.options.DefinitionsOption;
import dataactions.cli.options.EnvironmentOption;
import dataactions.cli.watch.FileWatch;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Suggestion;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.infra.environment.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code try}: runs one definition without deploying it, and shows each step of the run. */
@Command(
        name = "try",
        header = "Runs a definition without deploying it: shows request, answer, mapping, and what a flow gets.",
        description = {
            "Deploys nothing, and writes nothing without --record or --update. The upstream is called at the URL and with the auth of"
                    + " the environment in cdk.json. A secret comes from --secrets FILE, from the environment variable"
                    + " DATA_ACTIONS_SECRET_<NAME> (the secret's name in capitals, with _ for other characters), or from"
                    + " AWS Secrets Manager.",
            "",
            "--record adds the answer as an example. " + Masking.RULE,
            "",
            "--update is for a changed mapping. It maps the answers of the examples again, and writes the new results into the"
                    + " examples."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: " + Main.NAME + " try FetchUser --input userId=1",
            "Example: " + Main.NAME + " try FetchUser --input userId=1 --response answer.json --watch",
            "Example: " + Main.NAME + " try FetchUser --update"
        })
public final class TryCommand implements Callable<Integer> {
    private static final long WATCH_MILLIS = 40;

    private final Context context;
    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", description = "The action, by the name in its definition.")
    private String name;

    @Mixin
    private TypedInputs inputs;

    @Mixin
    private DefinitionsOption definitions;

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--upstream",
            paramLabel = "NAME=URL",
            description = "Base URL at which to call an upstream, with the auth of the environment. Repeatable.")
    private List<String> upstreams = List.of();

    @Option(
            names = "--response",
            paramLabel = "FILE",
            description =
                    "Take the answer from a JSON file, and call nothing: the body alone, or {\"status\","
                            + " \"headers\", \"body\"}. For a definition with steps: an object with one of these for each step.")
    private Path response;

    @Option(
            names = "--example",
            paramLabel = "NAME",
            description = "Take the inputs and the answers from this example of the definition, and call nothing. With"
                    + " --upstream or --response only the inputs.")
    private String example;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description =
                    "JSON file with the upstream's secret, such as {\"apiKey\": \"…\"}, or with an object of secrets"
                            + " by their names in cdk.json.")
    private Path secrets;

    @Option(
            names = "--watch",
            description = "Run again whenever the definition or the --response file is saved, until Ctrl-C.")
    private boolean watches;

    @Option(
            names = "--record",
            paramLabel = "NAME",
            description =
                    "Add the answer to the definition's file, as an example of this name. Not for secure actions.")
    private String record;

    @Mixin
    private ExampleUpdateOptions update;

    public TryCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> urls = NamedValues.of("--upstream", upstreams);
        checkOptions(urls);
        DefinitionFolder folder = new DefinitionFolder(definitions.folder(context));
        Path file = folder.fileOf(name);
        if (update.isOn()) {
            DefinitionFolder.Saved saved = folder.read(file);
            return update.run(context, terminal, saved, example(saved).map(Example::name));
        }
        KnownUpstreams known = new KnownUpstreams(context, environment.name(), urls, terminal);
        try (LiveCalls live = new LiveCalls(
                known::find,
                new UpstreamSecrets(
                        Optional.ofNullable(secrets),
                        context.shell(),
                        () -> context.aws().apply(known.region())))) {
            return watches ? watch(folder, file, live, urls) : run(folder, file, live, urls);
        }
    }

    private void checkOptions(Map<String, String> urls) {
        urls.forEach((upstream, url) -> UpstreamUrl.problem(url).ifPresent(problem -> {
            throw new CommandException("--upstream " + upstream + ": " + problem + ".");
        }));
        if (response != null && !urls.isEmpty()) {
            throw new CommandException("Use either --response, which calls nothing, or --upstream, not both.");
        }
        if (update.isOn() && isRun()) {
            throw new CommandException("--update runs the answers that the examples hold: leave out every other option"
                    + " but --example, --yes and --definitions.");
        }
        update.check();
        if (watches && record != null) {
            throw new CommandException("Use either --watch or --record, not both: each run would add an example.");
        }
    }

    /** Whether an option is about one run. */
    private boolean isRun() {
        return !inputs.isNone()
                || !upstreams.isEmpty()
                || response != null
                || secrets != null
                || watches
                || record != null;
    }

    private int run(DefinitionFolder folder, Path file, LiveCalls live, Map<String, String> urls) throws IOException {
        long start = System.nanoTime();
        DefinitionFolder.Saved saved = folder.read(file);
        ActionDefinition definition = saved.file().definition();
        if (record != null && definition.secure()) {
            throw new CommandException("The action " + name + " is secure: its answers are never written. Write the"
                    + " example by hand, with made-up data.");
        }
        if (record != null) {
            new RecordedExample(saved, record).check();
        }
        checkUpstreams(definition, urls);
        Optional<Example> chosen = example(saved);
        Map<String, Object> input =
                inputs.of(definition, chosen.map(Example::input).orElse(Map.of()));
        Tried tried = terminal.during(
                "waiting for the upstream",
                () -> answers(chosen, definition, live, urls).run(definition, input));
        Duration own = Duration.ofNanos(System.nanoTime() - start).minus(tried.upstreams());
        int status = new TryReport(terminal).print(tried, saved.file().file(), own);
        ObjectNode tree = TryReport.tree(tried, saved.file().file(), own);
        try {
            if (record != null) {
                record(saved, tried, input)
                        .forEach(tree.putObject("recorded")
                                .put("example", record)
                                .putArray("masked")::add);
            }
        } finally {
            terminal.result(tree);
        }
        return status;
    }

    private void checkUpstreams(ActionDefinition definition, Map<String, String> urls) {
        Set<String> called = new TreeSet<>();
        definition.steps().forEach(step -> called.add(step.request().upstream()));
        urls.keySet().stream()
                .filter(each -> !called.contains(each))
                .findFirst()
                .ifPresent(each -> {
                    throw new CommandException("--upstream " + each + ": " + name + " does not call it"
                            + Suggestion.didYouMean(each, called) + " It calls: " + String.join(", ", called) + ".");
                });
    }

    private Optional<Example> example(DefinitionFolder.Saved saved) {
        if (example == null) {
            return Optional.empty();
        }
        List<Example> all = saved.file().examples();
        Optional<Example> found =
                all.stream().filter(each -> example.equals(each.name())).findFirst();
        if (found.isEmpty()) {
            List<String> names = all.stream().map(Example::name).toList();
            throw new CommandException("--example: " + saved.file().file() + " has no example \"" + example + "\""
                    + Suggestion.didYouMean(example, names) + " It has: "
                    + (names.isEmpty() ? "none" : String.join(", ", names)) + ".");
        }
        return found;
    }

    private Answers answers(
            Optional<Example> chosen, ActionDefinition definition, LiveCalls live, Map<String, String> urls) {
        if (response != null) {
            return RecordedAnswers.read(response, definition);
        }
        return chosen.isPresent() && urls.isEmpty()
                ? new RecordedAnswers(
                        "example \"" + chosen.get().name() + "\"", chosen.get().responses())
                : live;
    }

    /** Returns the paths of what was masked. */
    private Set<String> record(DefinitionFolder.Saved saved, Tried tried, Map<String, Object> input)
            throws IOException {
        Map<String, UpstreamResponse> responses = tried.responses()
                .orElseThrow(
                        () -> new CommandException(
                                "Nothing is recorded: an upstream gave no answer, or one that is"
                                        + " not JSON or larger than 64 kB. Shorten a large one in a file, and use --response."));
        RecordedExample recorded = new RecordedExample(saved, record);
        recorded.write(input, responses, tried.envelope().errorCode());
        terminal.good("Added the example \"" + record + "\" to " + saved.file().file() + ".");
        terminal.wrapped(
                "  ",
                recorded.masked().isEmpty()
                        ? "Nothing looked personal or secret. Read it before you commit it."
                        : "Masked: " + String.join(", ", recorded.masked()) + ". Read it before you commit it.");
        return recorded.masked();
    }

    /** A failed run does not end the command: the next save starts another run. */
    private int watch(DefinitionFolder folder, Path file, LiveCalls live, Map<String, String> urls) throws IOException {
        List<Path> files = new ArrayList<>(List.of(file));
        if (response != null) {
            files.add(response);
        }
        FileWatch changes = new FileWatch(() -> files, FileWatch::content, WATCH_MILLIS);
        try {
            while (true) {
                runOnce(folder, file, live, urls);
                terminal.note("Waiting for " + file.getFileName()
                        + (response == null ? "" : " or " + response.getFileName()) + " to be saved (Ctrl-C ends)");
                Path changed = changes.await().file();
                terminal.note("");
                terminal.note("── " + changed.getFileName() + " changed");
            }
        } catch (InterruptedException e) {
            return ExitStatus.DONE;
        }
    }

    private void runOnce(DefinitionFolder folder, Path file, LiveCalls live, Map<String, String> urls)
            throws IOException {
        try {
            run(folder, file, live, urls);
        } catch (DefinitionException e) {
            e.problems().forEach(problem -> terminal.note(problem.toString()));
        } catch (ConfigurationException e) {
            e.problems().forEach(terminal::note);
        } catch (CommandException | AssemblyException e) {
            terminal.note(e.getMessage());
        }
    }
}
