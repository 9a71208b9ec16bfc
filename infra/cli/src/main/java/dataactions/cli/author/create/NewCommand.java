package dataactions.cli.author.create;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.OutputProposal;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.writer.DraftText;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Questions;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.options.DefinitionsOption;
import dataactions.cli.options.EnvironmentOption;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Auth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new}: makes a definition from an API call. */
@Command(
        name = "new",
        header = "Makes a definition from a curl line, a URL, an OpenAPI operation, or a recorded answer.",
        description = {
            "Proposes inputs, outputs with types, an outcome for 404, and examples. The command calls the API once. It sends"
                    + " a GET without asking, and another method only if you agree or give --call. It adds the upstream to"
                    + " every environment of cdk.json if you agree or give --yes.",
            "",
            "Without --curl, --url, --openapi and --response, the command reads the curl line from standard input. It uses a"
                    + " credential in the line only for this call, and writes it into no file. The upstream's auth names a"
                    + " secret that you make in AWS. The command masks the answer as try --record does.",
            "",
            "Without a terminal the command asks nothing: options replace the questions."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: " + Main.NAME + " new FetchTodo --url https://jsonplaceholder.typicode.com/todos/1",
            "Example: " + Main.NAME + " new FetchTodo --openapi todos.yaml --operation getTodo"
        })
public final class NewCommand implements Callable<Integer> {
    private final Context context;
    private final Terminal terminal;
    private final InputStream standardInput;
    private final Questions questions;
    private final ObjectNode tree = new JsonMapper().createObjectNode();
    private final List<String> notes = new ArrayList<>();
    private boolean isKeepWrong;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The action's name in Architect, such as FetchUser.")
    private String name;

    @Mixin
    private SourceOptions source;

    @Mixin
    private InputOptions inputs;

    @Option(
            names = "--keep",
            paramLabel = "OUTPUT",
            split = ",",
            description = "Keep these outputs only. Repeatable; default: all.")
    private List<String> keep = List.of();

    @Option(
            names = "--upstream-name",
            paramLabel = "NAME",
            description =
                    "The upstream's name in cdk.json. Default: that of an upstream with the same URL, else one made from"
                            + " the host; for --response alone, the only upstream of the environment.")
    private String upstreamName;

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description =
                    "The name of the secret in AWS for the call's credential (default: made from the upstream's name).")
    private String secret;

    @Option(names = "--category", paramLabel = "TEXT", description = "Where Architect lists the action.")
    private String category;

    @Mixin
    private CallOptions calls;

    @Option(names = "--yes", description = "Change cdk.json without asking.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Print the definition and the change of cdk.json; write nothing.")
    private boolean dryRun;

    @Mixin
    private DefinitionsOption definitions;

    @Mixin
    private EnvironmentOption environment;

    public NewCommand(Context context, Terminal terminal, InputStream standardInput) {
        this.context = context;
        this.terminal = terminal;
        this.standardInput = standardInput;
        this.questions = new Questions(context, terminal);
    }

    @Override
    public Integer call() throws IOException {
        try {
            return make();
        } catch (ProposalException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private int make() throws IOException {
        source.check();
        if (source.lists()) {
            source.list(terminal, tree);
            return ExitStatus.DONE;
        }
        checkOptions();
        Path file = NewFile.of(name, definitions.folder(context));
        UpstreamPlan plan = plan(ProjectUpstreams.read(context));
        notes.addAll(plan.call().notes());
        noteUnusedSecret(plan);
        checkMayWrite(file, plan);
        checkKeep(plan.call().outputs());
        FirstAnswer answer = answer(draft(file, plan, List.of(), List.of()), plan);
        OutputProposal.Proposal proposal = answer.outputs();
        DraftFile draft = new DraftFile(
                file,
                draft(file, plan.with(answer.call()), kept(proposal.outputs(), answer.origin()), proposal.leftOut()));
        addExamples(draft, answer);
        List<String> diff = plan.diff();
        draft.checkHidden(List.of(
                new String(draft.bytes(), StandardCharsets.UTF_8),
                String.join("\n", diff),
                file.toString(),
                plan.upstream().name()));
        return finish(file, plan, draft, answer, diff);
    }

    private void checkOptions() {
        if (name == null) {
            throw new CommandException("NAME is missing: give the new action a name, such as FetchUser.");
        }
        calls.check(source.response().isPresent());
        if (source.isAnswerAlone()) {
            inputs.checkNone();
            if (secret != null) {
                throw new CommandException(
                        "--secret cannot apply: --response FILE has an answer, and no call with a credential. Leave the"
                                + " option out, or give the call with --curl.");
            }
        }
    }

    private UpstreamPlan plan(ProjectUpstreams project) throws IOException {
        Optional<String> given = Optional.ofNullable(upstreamName);
        if (source.isAnswerAlone()) {
            return UpstreamPlan.ofAnswer(project, environment.name(), given, questions);
        }
        project.check(environment.name());
        ApiCall call = inputs.chosen(source.call(questions, standardInput), questions, terminal);
        UpstreamPlan plan = UpstreamPlan.of(project, environment.name(), call, given, Optional.ofNullable(secret));
        if (!plan.isNew() || given.isPresent()) {
            return plan;
        }
        String typed = questions.ask(
                "Name of the upstream at " + call.base(), plan.upstream().name());
        return typed.equals(plan.upstream().name())
                ? plan
                : UpstreamPlan.of(project, environment.name(), call, Optional.of(typed), Optional.ofNullable(secret));
    }

    private void noteUnusedSecret(UpstreamPlan plan) {
        boolean isUsed = plan.upstream().auth() instanceof Auth.WithSecret auth
                && auth.secret().equals(secret);
        if (secret != null && !isUsed) {
            notes.add("--secret " + secret + " is not used: "
                    + (plan.isNew()
                            ? "the call has no credential."
                            : "the upstream " + plan.upstream().name() + " of cdk.json stays as it is."));
        }
    }

    /** Finds everything that would prevent the writing, before the API is called. */
    private void checkMayWrite(Path file, UpstreamPlan plan) {
        if (dryRun) {
            return;
        }
        NewFile.checkWritable(file);
        if (!plan.changes()) {
            return;
        }
        plan.checkWritable();
        if (!yes && !questions.isSomebodyThere()) {
            plan.diff().forEach(terminal::line);
            throw new CommandException("Nothing was called and nothing is written: cdk.json needs the upstream "
                    + plan.upstream().name() + ", and there is no terminal to ask at. Give --yes to add it as shown, or"
                    + " --dry-run to see the definition.");
        }
    }

    private DraftText.Draft draft(Path file, UpstreamPlan plan, List<ProposedOutput> outputs, List<String> leftOut) {
        return new DraftText.Draft(
                name,
                category == null ? "" : category,
                schema(file),
                plan.upstream().name(),
                plan.call(),
                outputs,
                leftOut);
    }

    /** The path to the JSON Schema, if the definitions are in the project. */
    private String schema(Path file) {
        Path root = context.root().toAbsolutePath().normalize();
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder.startsWith(root)
                ? folder.relativize(root.resolve("infra/authoring/action.schema.json"))
                        .toString()
                        .replace('\\', '/')
                : "";
    }

    private FirstAnswer answer(DraftText.Draft draft, UpstreamPlan plan) {
        FirstAnswer answer = source.response()
                .map(file -> FirstAnswers.recorded(file, draft))
                .orElseGet(() -> new FirstAnswers(context, environment.name(), terminal, questions, calls, notes)
                        .of(draft, plan));
        if (answer.origin() == FirstAnswer.Origin.CALLED) {
            tree.put("status", answer.status());
        }
        return answer;
    }

    /** The outputs that an OpenAPI file declares are known before the call. */
    private void checkKeep(List<ProposedOutput> declared) {
        if (!declared.isEmpty()) {
            unknown("--keep ", keep, names(declared)).ifPresent(problem -> {
                throw new CommandException(problem);
            });
        }
    }

    private List<ProposedOutput> kept(List<ProposedOutput> outputs, FirstAnswer.Origin origin) {
        List<String> names = names(outputs);
        Optional<String> problem = unknown("--keep ", keep, names);
        if (problem.isPresent() && origin != FirstAnswer.Origin.CALLED) {
            throw new CommandException(problem.get());
        }
        if (problem.isPresent()) {
            // The call may have changed something, so its result is not thrown away.
            notes.add(problem.get() + " The API was called, so all outputs are kept: delete those that you do not need"
                    + " from the definition.");
            isKeepWrong = true;
            return outputs;
        }
        Collection<String> chosen = keep.isEmpty() && outputs.size() > 1 ? askedToKeep(names) : keep;
        return chosen.isEmpty()
                ? outputs
                : outputs.stream().filter(each -> chosen.contains(each.name())).toList();
    }

    private Collection<String> askedToKeep(List<String> names) {
        String question = "Outputs: " + String.join(", ", names) + ". Enter keeps all, or type the names to keep:";
        Optional<String> typed = questions.ask(question);
        while (typed.isPresent()) {
            List<String> chosen = Stream.of(typed.get().split("[ ,]+"))
                    .filter(each -> !each.isEmpty())
                    .toList();
            Optional<String> problem = unknown("", chosen, names);
            if (problem.isEmpty()) {
                return chosen;
            }
            terminal.note(problem.get());
            typed = questions.ask("Enter keeps all, or type the names to keep:");
        }
        return List.of();
    }

    /** What to say about the first name that is no output. */
    private static Optional<String> unknown(String option, List<String> chosen, List<String> names) {
        return chosen.stream()
                .filter(each -> !names.contains(each))
                .findFirst()
                .map(each -> option + each + ": there is no output of this name" + Suggestion.didYouMean(each, names)
                        + " Outputs: " + String.join(", ", names) + ".");
    }

    private static List<String> names(List<ProposedOutput> outputs) {
        return outputs.stream().map(ProposedOutput::name).toList();
    }

    private void addExamples(DraftFile draft, FirstAnswer answer) {
        if (!answer.isKnown() || !answer.hasInputs()) {
            return;
        }
        Map<String, Object> input = answer.input();
        boolean isAdded = isAdded(() -> draft.addSuccess(input, answer.status(), answer.body()));
        if (isAdded && !answer.call().inputs().isEmpty()) {
            isAdded(() -> draft.addMissing(input));
        }
    }

    private boolean isAdded(Runnable example) {
        try {
            example.run();
            return true;
        } catch (DefinitionException e) {
            notes.add("The definition lacks an example: " + e.problems().get(0).message());
            return false;
        }
    }

    private int finish(Path file, UpstreamPlan plan, DraftFile draft, FirstAnswer answer, List<String> diff) {
        tree.put("action", name)
                .put("file", file.toString())
                .put("upstream", plan.upstream().name())
                .put("url", plan.upstream().url().toString());
        boolean isChanged = false;
        if (dryRun) {
            String text = new String(draft.bytes(), StandardCharsets.UTF_8);
            terminal.heading(file.toString());
            text.lines().forEach(terminal::line);
            tree.put("definition", text);
            if (plan.changes()) {
                terminal.blank();
                diff.forEach(terminal::diffLine);
            }
        } else {
            // Writes cdk.json first, because a definition without its upstream would fail the build.
            isChanged = writeUpstream(plan, diff);
            writeDefinition(file, draft, plan, isChanged);
        }
        tree.put("written", !dryRun);
        tree.put("cdkJsonChanged", isChanged);
        diff.forEach(tree.putArray("diff")::add);
        new CreationReport(
                        context, terminal, tree, definitions, environment.name(), source.isOpenApi(), source.response())
                .print(draft, plan, answer, isChanged, notes);
        terminal.result(tree);
        boolean isComplete = answer.hasOutputs() && answer.call().isPathKnown();
        boolean isAdded = isChanged || dryRun || !plan.changes();
        return isComplete && isAdded && !isKeepWrong ? ExitStatus.DONE : ExitStatus.LOOK;
    }

    private void writeDefinition(Path file, DraftFile draft, UpstreamPlan plan, boolean isChanged) {
        try {
            NewFile.write(file, draft.bytes());
        } catch (CommandException e) {
            if (isChanged) {
                plan.undo();
                terminal.line(Colour.YELLOW, "cdk.json was not changed.");
            }
            throw e;
        }
        terminal.good("Wrote " + file + ".");
    }

    private boolean writeUpstream(UpstreamPlan plan, List<String> diff) {
        if (!plan.changes()) {
            terminal.line("cdk.json has the upstream " + plan.upstream().name() + " at "
                    + plan.upstream().url() + " already.");
            return false;
        }
        diff.forEach(terminal::diffLine);
        if (!yes && !questions.confirm("Write this into cdk.json?")) {
            terminal.line(Colour.YELLOW, "cdk.json was not changed. Add the upstream before you try the action.");
            return false;
        }
        if (!plan.write()) {
            terminal.line(
                    Colour.YELLOW,
                    "cdk.json changed meanwhile, so it is left as it is. Add the upstream "
                            + plan.upstream().name() + " by hand, as the difference above shows.");
            return false;
        }
        terminal.good("Added the upstream " + plan.upstream().name() + " to cdk.json: "
                + String.join(", ", plan.added()) + ".");
        return true;
    }
}
