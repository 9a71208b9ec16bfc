package dataactions.cli.author.create;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.writer.DraftText;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Questions;
import dataactions.cli.Terminal;
import dataactions.cli.author.FirstCall;
import dataactions.definition.ActionDefinition;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gets the first answer: from a file, or by one call of the API, which a person may have to allow. */
final class FirstAnswers {
    private final Context context;
    private final String environment;
    private final Terminal terminal;
    private final Questions questions;
    private final CallOptions options;
    private final List<String> notes;

    /** @param notes receives why the API was not called */
    FirstAnswers(
            Context context,
            String environment,
            Terminal terminal,
            Questions questions,
            CallOptions options,
            List<String> notes) {
        this.context = context;
        this.environment = environment;
        this.terminal = terminal;
        this.questions = questions;
        this.options = options;
        this.notes = notes;
    }

    /**
     * Reads a recorded answer.
     *
     * @throws CommandException when the file has none, or none of a success
     */
    static FirstAnswer recorded(Path file, DraftText.Draft draft) {
        FirstCall.RecordedAnswer recorded = FirstCall.recorded(file, DraftFile.forFirstCall(draft));
        if (recorded.status() < 200 || recorded.status() >= 300) {
            throw new CommandException("--response " + file + ": the answer has the status " + recorded.status()
                    + ", but outputs can be proposed only from a success. Record another answer.");
        }
        return new FirstAnswer(draft.call(), recorded.body(), recorded.status(), FirstAnswer.Origin.RECORDED);
    }

    /**
     * Calls the API once, if that is allowed.
     *
     * @param draft without outputs
     * @throws CommandException when the call is no success, and nothing else says what the outputs are
     */
    FirstAnswer of(DraftText.Draft draft, UpstreamPlan plan) {
        ApiCall call = plan.call();
        if (options.isForbidden() || !mayCall(call, plan) || !hasValues(call)) {
            return FirstAnswer.declared(call);
        }
        ApiCall made = withValues(call);
        FirstCall.Answer answer = answer(draft, plan, made);
        String line = made.method() + " " + made.base() + made.pathTemplate();
        if (!answer.isSuccess()) {
            if (made.outputs().isEmpty()) {
                throw refused(line, answer, made);
            }
            notes.add("The API was called, and gave no success: " + status(answer)
                    + ". The outputs are those that the OpenAPI file declares.");
            return FirstAnswer.declared(made);
        }
        terminal.line("Called " + line + ": HTTP " + answer.status() + ", "
                + answer.took().toMillis() + " ms");
        return new FirstAnswer(made, answer.body(), answer.status(), FirstAnswer.Origin.CALLED);
    }

    private FirstCall.Answer answer(DraftText.Draft draft, UpstreamPlan plan, ApiCall made) {
        ActionDefinition definition = DraftFile.forFirstCall(
                new DraftText.Draft(draft.name(), draft.category(), "", draft.upstream(), made, List.of(), List.of()));
        Map<String, Object> input = FirstAnswer.input(made);
        Optional<Credential> given = made.credential()
                .filter(each -> !each.isPlaceholder() && each.secret().isPresent());
        Upstream upstream = given.map(each -> called(plan.upstream(), each)).orElse(plan.upstream());
        Optional<String> value = given.filter(
                        each -> each.auth("x").form().keys().equals(form(upstream)))
                .flatMap(Credential::secret);
        return terminal.during(
                "waiting for the API",
                () -> FirstCall.of(context, environment, definition, input, upstream, value, options.secrets()));
    }

    /** A copied call of an upstream with oauth2 has a token, and not the secret of the client. */
    private Upstream called(Upstream upstream, Credential given) {
        return options.secrets().isEmpty() && upstream.auth() instanceof Auth.OAuth2 auth
                ? new Upstream(
                        upstream.name(),
                        upstream.url(),
                        upstream.timeout(),
                        given.auth(auth.secret()),
                        upstream.forwardHeaders())
                : upstream;
    }

    private static List<String> form(Upstream upstream) {
        return upstream.auth() instanceof Auth.WithSecret auth ? auth.form().keys() : List.of();
    }

    private boolean mayCall(ApiCall made, UpstreamPlan plan) {
        boolean needsUnknown = made.credential().isPresent()
                && (made.credential().get().isPlaceholder()
                        || made.credential().get().secret().isEmpty());
        if (needsUnknown && options.secrets().isEmpty() && plan.upstream().auth() instanceof Auth.WithSecret auth) {
            String variable = FirstCall.variable(auth.secret());
            if (context.shell().getOrDefault(variable, "").isBlank()) {
                notes.add(
                        "The API was not called: the call has a placeholder instead of a credential. Give the secret with"
                                + " --secrets FILE or " + variable + ", or use --response FILE.");
                return false;
            }
        }
        if (made.method().equals("GET") || options.isAllowed()) {
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

    private static CommandException refused(String line, FirstCall.Answer answer, ApiCall made) {
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
                line + ": " + status(answer) + (answer.problem() == null ? "" : " (" + answer.problem() + ")")
                        + ". Outputs can be proposed only from a success, so nothing is written. " + next,
                "--no-call makes the definition without a call; --response FILE takes a recorded answer.");
    }

    private static String status(FirstCall.Answer answer) {
        return answer.status() == 0 ? "no answer" : "HTTP " + answer.status();
    }
}
