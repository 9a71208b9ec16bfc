package dataactions.cli.author.create;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.OutputProposal;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.proposal.call.CallProposal;
import dataactions.authoring.proposal.call.RawCall;
import dataactions.authoring.proposal.curl.CurlLine;
import dataactions.authoring.proposal.openapi.OpenApiFile;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.writer.DraftText;
import dataactions.authoring.writer.FileReplacement;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.DefinitionsOption;
import dataactions.cli.EnvironmentOption;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.author.FirstCall;
import dataactions.definition.ActionDefinition;
import dataactions.definition.SecretForm;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new}: makes a definition of a call that works. */
@Command(
        name = "new",
        header = "Makes a definition of a curl line, a URL, or an OpenAPI operation.",
        description = {
            "Proposes inputs, outputs with types, an outcome for 404, and examples. It calls the API once: a GET at once,"
                    + " another method only after a question or with --call. It adds the upstream to every environment of"
                    + " cdk.json, after a question or with --yes.",
            "",
            "Without --curl, --url and --openapi it reads the curl line from standard input. A credential of the line is"
                    + " used for the one call, and is in no file: it becomes the upstream's auth, with the name of a secret"
                    + " that you make in AWS. An answer is masked as try --record does it.",
            "",
            "Without a terminal it asks nothing, and does what the options say."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: " + Main.NAME + " new FetchTodo --url https://jsonplaceholder.typicode.com/todos/1",
            "Example: " + Main.NAME + " new FetchTodo --openapi todos.yaml --operation getTodo"
        })
public final class NewCommand implements Callable<Integer> {
    private static final int WIDEST = 70;
    private static final long MAX_INPUT = 1_000_000;

    private final Context context;
    private final Terminal terminal;
    private final InputStream standardInput;
    private final Questions questions;
    private final ObjectNode tree = new JsonMapper().createObjectNode();
    private final List<String> notes = new ArrayList<>();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The action's name in Architect, such as FetchUser.")
    private String name;

    @Option(
            names = "--curl",
            paramLabel = "LINE",
            description = "A curl command between single quotes; itself in the quotes of bash or of cmd.")
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
            description = "Take the answer from a JSON file, and call nothing.")
    private Path response;

    @Option(
            names = "--input",
            paramLabel = "NAME=VALUE",
            description =
                    "Make the value of the call an input of this name: a path segment, a parameter, a member of the"
                            + " body. For an input that exists: its value in the call. Repeatable.")
    private List<String> inputs = List.of();

    @Option(
            names = "--fixed",
            paramLabel = "NAME",
            description = "Make a proposed input the same in each call. Repeatable.")
    private List<String> fixed = List.of();

    @Option(
            names = "--keep",
            paramLabel = "OUTPUT",
            split = ",",
            description = "Keep these outputs only. Repeatable; default: all.")
    private List<String> keep = List.of();

    @Option(
            names = "--upstream-name",
            paramLabel = "NAME",
            description = "The upstream's name in cdk.json (default: one with the same URL, or one made of the host).")
    private String upstreamName;

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description = "The name of the secret in AWS for the call's credential (default: made of the upstream).")
    private String secret;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description = "JSON file with the upstream's secret for the call, as try takes it.")
    private Path secrets;

    @Option(names = "--category", paramLabel = "TEXT", description = "Where Architect lists the action.")
    private String category;

    @Option(names = "--no-call", description = "Do not call the API.")
    private boolean noCall;

    @Option(names = "--call", description = "Call the API, also with POST, PUT, PATCH or DELETE, without a question.")
    private boolean call;

    @Option(names = "--yes", description = "Change cdk.json without a question.")
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
        checkOptions();
        if (lists) {
            return list();
        }
        Path file = file();
        UpstreamPlan.Settings settings = UpstreamPlan.Settings.read(context);
        ApiCall read = chosen(source());
        notes.addAll(read.notes());
        UpstreamPlan plan = upstream(settings, read);
        checkMayWrite(plan);
        DraftText.Draft first = draft(file, plan, List.of(), List.of());
        Answer answer = answer(first, plan);
        ApiCall known = answer.call;
        OutputProposal.Proposal proposal = outputs(known, answer);
        DraftFile draft =
                new DraftFile(file, draft(file, plan.with(known), kept(proposal.outputs()), proposal.leftOut()));
        addExamples(draft, known, answer);
        List<String> diff = plan.diff();
        draft.checkHidden(List.of(
                new String(draft.bytes(), StandardCharsets.UTF_8),
                String.join("\n", diff),
                file.toString(),
                plan.upstream().name()));
        return finish(file, plan, draft, answer, diff);
    }

    private int list() {
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
        return ExitStatus.DONE;
    }

    private void checkOptions() {
        if ((lists || operation != null) && openApi == null) {
            throw new CommandException((lists ? "--list" : "--operation")
                    + " belongs to --openapi FILE: say which file has the operations.");
        }
        if (lists) {
            return;
        }
        if (name == null) {
            throw new CommandException("NAME is missing: give the new action a name, such as FetchUser.");
        }
        if (openApi != null && operation == null) {
            throw new CommandException("--openapi needs --operation ID. --list shows the operations.");
        }
        if (openApi != null && curl != null) {
            throw new CommandException("Use either --openapi or --curl, not both.");
        }
        if (!name.matches("[A-Za-z][A-Za-z0-9 _-]{0,199}") || name.endsWith(" ")) {
            throw new CommandException("NAME: expected at most 200 letters, digits, spaces, - and _, beginning with a"
                    + " letter, such as FetchUser.");
        }
        if (curl != null && url != null) {
            throw new CommandException("Use either --curl or --url, not both.");
        }
        if (call && noCall) {
            throw new CommandException("Use either --call or --no-call, not both.");
        }
        if (call && response != null) {
            throw new CommandException("Use either --call or --response, which calls nothing, not both.");
        }
    }

    /** The new file. Neither the file nor the action may exist. */
    private Path file() throws IOException {
        Path folder = definitions.folder(context);
        if (!Files.isDirectory(folder)) {
            throw new CommandException("There is no folder " + folder + " for the definition: make it first.");
        }
        String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("-+$", "");
        Path file = folder.resolve(words + ".yaml");
        if (Files.exists(file) || Files.exists(folder.resolve(words + ".yml"))) {
            throw new CommandException("There is a file " + file
                    + " already, and it is never overwritten: choose another" + " name, or delete it first.");
        }
        try {
            Path other = new DefinitionFolder(folder).fileOf(name);
            throw new CommandException("The action " + name + " is in " + other.getFileName()
                    + " already: names are unique; choose another.");
        } catch (DefinitionException e) {
            return file;
        }
    }

    private ApiCall source() throws IOException {
        if (openApi != null) {
            return OpenApiFile.read(openApi)
                    .call(operation, Optional.ofNullable(url).map(this::baseUrl));
        }
        if (url != null) {
            return CallProposal.of(RawCall.ofUrl(url));
        }
        if (curl != null) {
            return CallProposal.of(CurlLine.read(curl));
        }
        if (response != null) {
            throw new CommandException("--response has the answer only. Say which call gave it, with --curl or --url.");
        }
        Optional<String> line = questions.isSomebodyThere()
                ? questions.lines("Paste the curl line, then press Enter on an empty line:")
                : Optional.of(piped());
        return CallProposal.of(CurlLine.read(line.orElse("")));
    }

    private URI baseUrl(String text) {
        UpstreamUrl.problem(text).ifPresent(problem -> {
            throw new CommandException("--url: " + problem + ".");
        });
        return URI.create(text.replaceFirst("/+$", ""));
    }

    private String piped() throws IOException {
        byte[] text = standardInput.readNBytes((int) MAX_INPUT + 1);
        if (text.length > MAX_INPUT) {
            throw new CommandException("Standard input: longer than 1 MB; expected one curl line.");
        }
        if (new String(text, StandardCharsets.UTF_8).isBlank()) {
            throw new CommandException(
                    "There is nothing to make a definition of: give --curl LINE or --url URL, or a curl line on standard"
                            + " input.");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The call with the inputs that the options, or a person, choose. */
    private ApiCall chosen(ApiCall read) {
        ApiCall chosen = read;
        for (String each : inputs) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new CommandException("--input: expected NAME=VALUE, such as userId=42.");
            }
            chosen = InputChoice.with(chosen, each.substring(0, equals), each.substring(equals + 1));
        }
        for (String each : fixed) {
            chosen = InputChoice.fixed(chosen, each);
        }
        if (!questions.isSomebodyThere() || !inputs.isEmpty() || !fixed.isEmpty()) {
            return chosen;
        }
        terminal.note(chosen.method() + " " + chosen.pathTemplate());
        List<String> names = chosen.inputs().stream().map(ProposedInput::name).toList();
        Optional<String> more = questions.ask("Inputs: " + (names.isEmpty() ? "none" : String.join(", ", names))
                + ". Enter keeps them. To make a fixed value of the call an input type NAME=VALUE, to make an input fixed"
                + " type -NAME:");
        while (more.isPresent()) {
            String text = more.get();
            try {
                chosen = text.startsWith("-")
                        ? InputChoice.fixed(chosen, text.substring(1).strip())
                        : text.indexOf('=') > 0
                                ? InputChoice.with(
                                        chosen,
                                        text.substring(0, text.indexOf('=')).strip(),
                                        text.substring(text.indexOf('=') + 1).strip())
                                : chosen;
            } catch (CommandException e) {
                terminal.note(e.getMessage());
            }
            more = questions.ask("Inputs: "
                    + String.join(
                            ", ",
                            chosen.inputs().stream().map(ProposedInput::name).toList())
                    + ". Enter keeps them:");
        }
        return chosen;
    }

    private UpstreamPlan upstream(UpstreamPlan.Settings settings, ApiCall read) {
        Optional<String> given = Optional.ofNullable(upstreamName);
        UpstreamPlan plan = UpstreamPlan.of(settings, environment.name(), read, given, Optional.ofNullable(secret));
        if (!plan.isNew() || given.isPresent()) {
            return plan;
        }
        Optional<String> typed = questions.ask("Name of the upstream at " + read.base() + " ["
                + plan.upstream().name() + "]:");
        return typed.isEmpty()
                ? plan
                : UpstreamPlan.of(settings, environment.name(), read, typed, Optional.ofNullable(secret));
    }

    /** Without a terminal, a change of cdk.json needs --yes. This is known before the API is called. */
    private void checkMayWrite(UpstreamPlan plan) {
        if (!plan.changes() || yes || dryRun || questions.isSomebodyThere()) {
            return;
        }
        plan.diff().forEach(terminal::line);
        throw new CommandException("Nothing was called and nothing is written: cdk.json needs the upstream "
                + plan.upstream().name() + ", and there is no terminal to ask at. Give --yes to add it as shown, or"
                + " --dry-run to see the definition.");
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

    /** @param call with the values that a person gave */
    private record Answer(ApiCall call, Optional<Object> body, int status, boolean isKnown, boolean isCut) {}

    private Answer answer(DraftText.Draft draft, UpstreamPlan plan) {
        if (response != null) {
            FirstCall.RecordedAnswer recorded = FirstCall.recorded(response, DraftFile.forFirstCall(draft));
            if (recorded.status() >= 300) {
                throw new CommandException("--response " + response + ": the answer has the status " + recorded.status()
                        + ", and outputs are made of a success. Record another one.");
            }
            return new Answer(plan.call(), recorded.body(), recorded.status(), true, false);
        }
        ApiCall made = plan.call();
        if (noCall || !mayCall(made, plan) || !hasValues(made)) {
            return declared(made);
        }
        made = withValues(made);
        ActionDefinition definition = DraftFile.forFirstCall(
                new DraftText.Draft(draft.name(), draft.category(), "", draft.upstream(), made, List.of(), List.of()));
        Map<String, Object> input = examples(made);
        Optional<String> value = made.credential()
                .filter(each -> !each.isPlaceholder())
                .filter(each -> each.auth("x").form().keys().equals(form(plan)))
                .flatMap(each -> each.secret());
        FirstCall.Answer answer = terminal.during(
                "waiting for the API",
                () -> FirstCall.of(
                        context,
                        Optional.empty(),
                        definition,
                        input,
                        plan.upstream(),
                        value,
                        Optional.ofNullable(secrets)));
        String line = made.method() + " " + made.base() + made.pathTemplate();
        if (!answer.isSuccess()) {
            CommandException refused = refused(line, answer, made);
            if (made.outputs().isEmpty()) {
                throw refused;
            }
            notes.add("The API was called, and gave no success: "
                    + (answer.status() == 0 ? "no answer" : "HTTP " + answer.status())
                    + ". The outputs are those that the OpenAPI file declares.");
            return declared(made);
        }
        terminal.line("Called " + line + ": HTTP " + answer.status() + ", "
                + answer.took().toMillis() + " ms");
        tree.put("status", answer.status());
        if (answer.isCut()) {
            notes.add(
                    "The answer is longer than 64 kB. Its beginning shows the outputs; read whether some are missing.");
        }
        return new Answer(made, answer.body(), answer.status(), true, answer.isCut());
    }

    private static List<String> form(UpstreamPlan plan) {
        return plan.upstream().auth() instanceof Auth.WithSecret auth
                ? auth.form().keys()
                : List.of();
    }

    /** What is known without a call. */
    private Answer declared(ApiCall made) {
        return made.answers().isEmpty()
                ? new Answer(made, Optional.empty(), 200, false, false)
                : new Answer(made, Optional.of(made.answers().get(0)), 200, true, false);
    }

    private boolean mayCall(ApiCall made, UpstreamPlan plan) {
        boolean needsUnknown = made.credential().isPresent()
                && (made.credential().get().isPlaceholder()
                        || made.credential().get().secret().isEmpty());
        if (needsUnknown && secrets == null && plan.upstream().auth() instanceof Auth.WithSecret auth) {
            String variable = FirstCall.variable(auth.secret());
            if (context.shell().getOrDefault(variable, "").isBlank()) {
                notes.add(
                        "The API was not called: the call has a placeholder instead of a credential. Give the secret with"
                                + " --secrets FILE or " + variable + ", or use --response FILE.");
                return false;
            }
        }
        if (made.method().equals("GET") || call) {
            return true;
        }
        if (questions.confirm("Call " + made.method() + " " + made.base() + made.pathTemplate()
                + " once now? It may change something.")) {
            return true;
        }
        notes.add("The API was not called: a " + made.method() + " may change something. --call calls it; or give its"
                + " answer with --response FILE.");
        return false;
    }

    /** Without the values, a call that declares its outputs is not made; any other is refused. */
    private boolean hasValues(ApiCall made) {
        List<String> missing = made.inputs().stream()
                .filter(each -> each.required() && each.example().isEmpty())
                .map(ProposedInput::name)
                .toList();
        if (missing.isEmpty() || questions.isSomebodyThere() || made.outputs().isEmpty()) {
            return true;
        }
        notes.add("The API was not called: the OpenAPI file has no example of " + String.join(", ", missing)
                + ". Give values with --input NAME=VALUE.");
        return false;
    }

    /** Asks for the values that the call does not have. */
    private ApiCall withValues(ApiCall made) {
        ApiCall whole = made;
        for (ProposedInput each : made.inputs()) {
            if (each.example().isPresent() || !each.required()) {
                continue;
            }
            String typed = questions
                    .ask("Value of " + each.name() + " for the call:")
                    .orElseThrow(() -> new CommandException("The value of the input " + each.name()
                            + " is not known. Give it with --input " + each.name()
                            + "=VALUE, or use --no-call or --response FILE."));
            whole = InputChoice.replace(whole, each, new Piece.FromInput(InputChoice.withExample(each, typed)));
        }
        return whole;
    }

    private CommandException refused(String line, FirstCall.Answer answer, ApiCall made) {
        String next =
                switch (answer.status()) {
                    case 401, 403 ->
                        made.credential().isPresent()
                                ? "Check the credential of the call: it may have expired."
                                : "The API needs a credential: add it to the call, such as -H 'Authorization: Bearer …'.";
                    case 404 -> "Check the path and the values of the call.";
                    case 429 -> "The API limits its calls: wait, and try again.";
                    default ->
                        answer.status() >= 300 && answer.status() < 400
                                ? "Use the URL that it redirects to."
                                : "Check the call with curl.";
                };
        return new CommandException(
                line + ": " + (answer.status() == 0 ? "no answer" : "HTTP " + answer.status())
                        + (answer.problem() == null ? "" : " (" + answer.problem() + ")")
                        + ". Outputs are made of a success, so nothing is written. " + next,
                "--no-call makes the definition without a call; --response FILE takes a recorded answer.");
    }

    private OutputProposal.Proposal outputs(ApiCall known, Answer answer) {
        if (!known.outputs().isEmpty()) {
            return new OutputProposal.Proposal(known.outputs(), List.of());
        }
        if (!answer.isKnown) {
            return new OutputProposal.Proposal(List.of(), List.of());
        }
        if (answer.body.isEmpty()) {
            return new OutputProposal.Proposal(
                    List.of(ProposedOutput.scalar("done", ValueType.BOOLEAN, "true")
                            .remarked("the answer has no body")),
                    List.of());
        }
        return OutputProposal.ofAnswer(DraftFile.withoutSecrets(known, answer.body.get()));
    }

    private List<ProposedOutput> kept(List<ProposedOutput> outputs) {
        List<String> names = outputs.stream().map(ProposedOutput::name).toList();
        Set<String> chosen = new LinkedHashSet<>(keep);
        if (chosen.isEmpty() && outputs.size() > 1) {
            questions
                    .ask("Outputs: " + String.join(", ", names) + ". Enter keeps all, or type the names to keep:")
                    .ifPresent(text -> chosen.addAll(List.of(text.split("[ ,]+"))));
        }
        for (String each : chosen) {
            if (!names.contains(each)) {
                throw new CommandException("--keep " + each + ": there is no output of this name"
                        + Suggestion.didYouMean(each, names) + " Outputs: " + String.join(", ", names) + ".");
            }
        }
        return chosen.isEmpty()
                ? outputs
                : outputs.stream().filter(each -> chosen.contains(each.name())).toList();
    }

    private void addExamples(DraftFile draft, ApiCall known, Answer answer) {
        Map<String, Object> input = examples(known);
        boolean isComplete =
                known.inputs().stream().allMatch(each -> each.example().isPresent() || !each.required());
        if (!answer.isKnown || !isComplete) {
            return;
        }
        try {
            draft.addSuccess(input, answer.status, answer.body);
            if (!known.inputs().isEmpty()) {
                draft.addMissing(input);
            }
        } catch (DefinitionException e) {
            notes.add("The definition has no example: " + e.problems().get(0).message());
        }
    }

    private static Map<String, Object> examples(ApiCall known) {
        Map<String, Object> input = new LinkedHashMap<>();
        known.inputs().forEach(each -> each.example().ifPresent(value -> input.put(each.name(), value)));
        return input;
    }

    private int finish(Path file, UpstreamPlan plan, DraftFile draft, Answer answer, List<String> diff)
            throws IOException {
        tree.put("action", name)
                .put("file", file.toString())
                .put("upstream", plan.upstream().name())
                .put("url", plan.upstream().url().toString());
        boolean isChanged = false;
        if (dryRun) {
            terminal.heading(file.toString());
            new String(draft.bytes(), StandardCharsets.UTF_8).lines().forEach(terminal::line);
            tree.put("definition", new String(draft.bytes(), StandardCharsets.UTF_8));
            if (plan.changes()) {
                terminal.blank();
                diff.forEach(this::diffLine);
            }
        } else {
            if (!FileReplacement.create(file, draft.bytes())) {
                throw new CommandException(
                        "There is a file " + file + " meanwhile, and it is not overwritten: choose another name.");
            }
            terminal.good("Wrote " + file + ".");
            isChanged = writeUpstream(plan, diff);
        }
        tree.put("written", !dryRun);
        tree.put("cdkJsonChanged", isChanged);
        plan.diff().forEach(tree.putArray("diff")::add);
        report(file, plan, draft, answer);
        terminal.result(tree);
        boolean isComplete = answer.isKnown || !answer.call.outputs().isEmpty();
        boolean isAdded = isChanged || dryRun || !plan.changes();
        return isComplete && isAdded ? ExitStatus.DONE : ExitStatus.LOOK;
    }

    private void diffLine(String line) {
        if (line.startsWith("+")) {
            terminal.line(Colour.GREEN, line);
        } else if (line.startsWith("-")) {
            terminal.line(Colour.RED, line);
        } else {
            terminal.line(line);
        }
    }

    private boolean writeUpstream(UpstreamPlan plan, List<String> diff) throws IOException {
        if (!plan.changes()) {
            terminal.line("cdk.json has the upstream " + plan.upstream().name() + " at "
                    + plan.upstream().url() + " already.");
            return false;
        }
        diff.forEach(this::diffLine);
        if (!yes && !questions.confirm("Write this into cdk.json?")) {
            terminal.line(Colour.YELLOW, "cdk.json is as it was. Add the upstream before you try the action.");
            return false;
        }
        plan.write();
        terminal.good("Added the upstream " + plan.upstream().name() + " to cdk.json: "
                + String.join(", ", plan.added()) + ".");
        return true;
    }

    private void report(Path file, UpstreamPlan plan, DraftFile draft, Answer answer) {
        ActionDefinition definition = draft.file().definition();
        terminal.blank();
        terminal.wrapped(
                "",
                "Inputs: "
                        + (definition.inputs().isEmpty()
                                ? "none"
                                : String.join(", ", definition.inputs().keySet()))
                        + ". Outputs: " + String.join(", ", definition.outputs().keySet()) + ".");
        definition.inputs().keySet().forEach(tree.putArray("inputs")::add);
        definition.outputs().keySet().forEach(tree.putArray("outputs")::add);
        if (!draft.masked().isEmpty()) {
            terminal.wrapped(
                    "",
                    "Masked in the example: " + String.join(", ", draft.masked()) + ". Read it before you commit it.");
        }
        draft.masked().forEach(tree.putArray("masked")::add);
        if (!answer.isKnown && answer.call.outputs().isEmpty()) {
            notes.add("The outputs are not known: write them into " + file.getFileName() + ".");
        }
        if (UpstreamUrl.isThisMachine(plan.upstream().url().getHost())) {
            notes.add("The URL is on this machine: a deployment to AWS needs another one in cdk.json.");
        }
        answer.call.inputs().stream()
                .filter(SecretLook::isSecret)
                .forEach(
                        each -> notes.add(
                                "The input " + each.name()
                                        + " looks like a secret: its value is in no file. If a flow must give it, write secure: true."));
        notes.forEach(each -> terminal.wrapped("", "Note: " + each));
        notes.forEach(tree.putArray("notes")::add);
        secret(plan);
        next(plan, draft, answer);
    }

    private void secret(UpstreamPlan plan) {
        if (!(plan.upstream().auth() instanceof Auth.WithSecret auth)) {
            return;
        }
        SecretForm form = auth.form();
        terminal.heading("The upstream's secret");
        if (plan.isNew()) {
            terminal.wrapped(
                    "  ",
                    "The definition and cdk.json have no credential. Put it into a file with " + form.shape()
                            + " outside of the project, and make the secret in the AWS account of each environment:");
            terminal.line("  aws secretsmanager create-secret --name " + auth.secret()
                    + " --secret-string file://secret.json");
        } else {
            terminal.wrapped(
                    "  ", "cdk.json names the secret " + auth.secret() + ", of the form " + form.shape() + ".");
        }
        terminal.wrapped(
                "  ",
                "Until then, try takes it from " + FirstCall.variable(auth.secret())
                        + " in the environment, or from --secrets FILE.");
        tree.putObject("secret")
                .put("name", auth.secret())
                .put("form", form.shape())
                .put("variable", FirstCall.variable(auth.secret()));
    }

    private void next(UpstreamPlan plan, DraftFile draft, Answer answer) {
        String action = quoted(name);
        String folder = definitions.isProject()
                ? ""
                : " --definitions " + quoted(definitions.folder(context).toString());
        List<String> commands = new ArrayList<>();
        commands.add(Main.NAME + " try " + action + typed(answer.call) + environmentOption() + folder);
        commands.add(Main.NAME + " check" + folder);
        if (definitions.isProject()) {
            commands.add(Main.NAME + " local deploy" + environmentOption());
            draft.exampleInput()
                    .ifPresent(input -> commands.add(Main.NAME + " local invoke " + action
                            + (input.isEmpty() ? "" : " --inputs " + quoted(Json.writeString(input)))));
        }
        terminal.heading("Next");
        commands.forEach(each -> terminal.line("  " + each));
        ArrayNode next = tree.putArray("next");
        commands.forEach(next::add);
    }

    private String environmentOption() {
        return environment.name().equals("dev") ? "" : " --environment " + environment.name();
    }

    /** The inputs of the call. A secret is left to the person. */
    private static String typed(ApiCall known) {
        return known.inputs().stream()
                .filter(each -> each.required() || each.example().isPresent())
                .map(each -> " --input "
                        + quoted(each.name() + "="
                                + (SecretLook.isSecret(each)
                                        ? "…"
                                        : each.example().map(String::valueOf).orElse("…"))))
                .collect(Collectors.joining());
    }

    /** For a shell. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
