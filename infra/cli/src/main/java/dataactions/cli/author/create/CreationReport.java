package dataactions.cli.author.create;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.SecretLook;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.author.FirstCall;
import dataactions.cli.options.DefinitionsOption;
import dataactions.definition.ActionDefinition;
import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.definition.value.Json;
import dataactions.infra.snapshot.Snapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says what a new definition has, what a person has to do, and the next commands.
 *
 * @param tree receives the same as JSON
 * @param isOpenApi whether the call is an operation of an OpenAPI file
 * @param response the file of the recorded answer, if it is one
 */
record CreationReport(
        Context context,
        Terminal terminal,
        ObjectNode tree,
        DefinitionsOption definitions,
        String environment,
        boolean isOpenApi,
        Optional<Path> response) {
    /** Where a person keeps the credential: never in the project. */
    private static final String SECRET_FILE = "../secret.json";

    /** @param notes what is known so far */
    void print(DraftFile draft, UpstreamPlan plan, FirstAnswer answer, boolean isAdded, List<String> notes) {
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
        List<String> all = new ArrayList<>(notes);
        all.addAll(notes(draft, plan, answer));
        if (isAdded && Files.isDirectory(context.root().resolve(Snapshots.FOLDER))) {
            all.add(Main.NAME + " snapshots check will show the new upstream. " + Main.NAME
                    + " snapshots accept accepts it.");
        }
        all.forEach(each -> terminal.wrapped("", "Note: " + each));
        all.forEach(tree.putArray("notes")::add);
        secret(plan);
        next(plan, draft, answer);
    }

    private List<String> notes(DraftFile draft, UpstreamPlan plan, FirstAnswer answer) {
        List<String> notes = new ArrayList<>();
        String file = draft.file().file();
        if (!answer.call().isPathKnown()) {
            notes.add("The answer does not show which call returned it: write the method and the path into " + file
                    + ", and the inputs.");
        }
        if (!answer.hasOutputs()) {
            notes.add("The outputs are not known: write them into " + file + ".");
        }
        String unknown =
                answer.unknownInputs().stream().map(each -> each.name()).collect(Collectors.joining(", "));
        if (!isOpenApi && !unknown.isEmpty()) {
            notes.add("The call has a placeholder instead of a value for " + unknown
                    + ": no example has one. Try the action with a value, and add the answer with --record.");
        }
        if (UpstreamUrl.isThisMachine(plan.upstream().url().getHost())) {
            notes.add("The URL is on this machine: a deployment to AWS needs another one in cdk.json.");
        }
        answer.call().inputs().stream()
                .filter(SecretLook::isSecret)
                .forEach(
                        each -> notes.add(
                                "The input " + each.name()
                                        + " looks like a secret: its value is in no file. If a flow must give it, write secure: true."));
        return notes;
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
                    "The definition and cdk.json have no credential. Put it into the file " + SECRET_FILE
                            + " (outside of the project), with " + form.shape()
                            + ". For AWS, make the secret in the account of each environment:");
            terminal.line("  aws secretsmanager create-secret --name " + auth.secret() + " --secret-string file://"
                    + SECRET_FILE);
        } else {
            terminal.wrapped(
                    "  ", "cdk.json names the secret " + auth.secret() + ", of the form " + form.shape() + ".");
        }
        terminal.wrapped(
                "  ",
                "try takes it from --secrets FILE, or from " + FirstCall.variable(auth.secret())
                        + " in the environment.");
        tree.putObject("secret")
                .put("name", auth.secret())
                .put("form", form.shape())
                .put("variable", FirstCall.variable(auth.secret()));
    }

    private void next(UpstreamPlan plan, DraftFile draft, FirstAnswer answer) {
        String program = context.isWindows() ? "data-actions" : Main.NAME;
        String action = quoted(draft.file().definition().name());
        String folder = definitions.isProject()
                ? ""
                : " --definitions " + quoted(definitions.folder(context).toString());
        // Without its path, the definition would call something else.
        String recorded = answer.call().isPathKnown()
                ? ""
                : response.map(file -> " --response " + quoted(file.toString())).orElse("");
        Optional<String> secret =
                plan.upstream().auth() instanceof Auth.WithSecret auth ? Optional.of(auth.secret()) : Optional.empty();
        String secrets = secret.isPresent() && recorded.isEmpty() ? " --secrets " + SECRET_FILE : "";
        // For other upstreams the examples answer, and need no secret.
        String deployed = UpstreamUrl.isThisMachine(plan.upstream().url().getHost())
                ? secret.map(name -> " --secret " + quoted(name + "=" + SECRET_FILE))
                        .orElse("")
                : "";
        List<String> commands = new ArrayList<>();
        commands.add(
                program + " try " + action + typed(answer.call()) + recorded + secrets + environmentOption() + folder);
        commands.add(program + " check" + folder);
        if (definitions.isProject()) {
            commands.add(program + " local deploy" + deployed + environmentOption());
            draft.exampleInput().ifPresent(input -> commands.add(program + " local invoke " + action + inputs(input)));
        }
        terminal.heading("Next");
        commands.forEach(each -> terminal.line("  " + each));
        ArrayNode next = tree.putArray("next");
        commands.forEach(next::add);
    }

    /** cmd and PowerShell quote JSON in different ways. */
    private String inputs(Map<String, Object> input) {
        if (input.isEmpty()) {
            return "";
        }
        return context.isWindows()
                ? input.entrySet().stream()
                        .map(each -> " --input " + quoted(each.getKey() + "=" + each.getValue()))
                        .collect(Collectors.joining())
                : " --inputs " + quoted(Json.writeString(input));
    }

    private String environmentOption() {
        return environment.equals("dev") ? "" : " --environment " + environment;
    }

    /** The inputs of the call. A secret is left to the person. */
    private String typed(ApiCall known) {
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
    private String quoted(String text) {
        if (text.matches("[A-Za-z0-9_./:@%+=,-]+")) {
            return text;
        }
        return context.isWindows() ? "\"" + text.replace("\"", "\\\"") + "\"" : "'" + text.replace("'", "'\\''") + "'";
    }
}
