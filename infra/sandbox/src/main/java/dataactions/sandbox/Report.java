package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.CallCounts;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.ResourceState;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the commands say at their end: outputs, calls, actions as Architect shows them, an execution. */
final class Report {
    /** The type of the resources that are data actions in the org. */
    static final String ACTION_TYPE = "Custom::GenesysDataAction";

    private static final int LONGEST_ID = 36;
    private static final int MOST_TABLES = 3;
    private static final ObjectWriter JSON = new JsonMapper()
            .writer(new DefaultPrettyPrinter()
                    .withSeparators(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));

    private final Console console;

    Report(Console console) {
        this.console = console;
    }

    /** The registered actions of a stack, read from the org, by name. */
    static List<RegisteredAction> actions(Sandbox sandbox) {
        Architect architect = sandbox.architect();
        return sandbox.stack().map(StackState::resources).orElse(Map.of()).values().stream()
                .filter(each -> each.type().equals(ACTION_TYPE) && each.status().settled())
                .map(each -> architect.action(each.physicalId()))
                .sorted(Comparator.comparing(RegisteredAction::name))
                .toList();
    }

    void outputs(Map<String, String> outputs) {
        if (!outputs.isEmpty()) {
            console.heading("Outputs (local addresses answer while a sandbox command runs)");
            console.table(
                    "  ",
                    outputs.entrySet().stream()
                            .map(each -> List.of(each.getKey(), each.getValue()))
                            .toList());
        }
    }

    void calls(CallCounts calls) {
        console.blank();
        console.line(
                "Genesys calls: " + calls.needed() + " (" + calls.reads() + " reads, " + calls.writes() + " writes, "
                        + calls.runs() + " test calls), and apart from these " + calls.tokens() + " for tokens, "
                        + calls.polls() + " polls, " + calls.retries() + " retries");
    }

    /** Where each upstream is called, such as {@code users at https://api.example.com}. */
    static String upstreams(Map<String, Optional<String>> upstreams) {
        String all = upstreams.entrySet().stream()
                .map(each -> each.getKey()
                        + each.getValue().map(url -> " at " + url).orElse(" answered from the definitions' examples"))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }

    static String changes(Result result) {
        return result.created() + " created, " + result.updated() + " updated, " + result.deleted() + " deleted";
    }

    /** Says which calls no example could answer, and what to do. */
    void unanswered(List<String> unanswered) {
        unanswered.forEach(each -> {
            console.blank();
            console.wrapped("", "Note: " + each);
        });
    }

    void resources(StackState stack, Predicate<String> inert) {
        console.heading("Resources");
        List<List<String>> rows = new ArrayList<>();
        for (ResourceState each : stack.resources().values()) {
            rows.add(List.of(
                    Console.cut(each.logicalId(), LONGEST_ID),
                    each.status().name(),
                    each.type() + (inert.test(each.type()) ? " (inert here)" : "")));
        }
        console.table("  ", rows);
    }

    /** The tables of the actions that a deployment made or changed, by logical id; the others are left to status. */
    void architectOf(Sandbox sandbox, Set<String> changed) {
        if (changed.isEmpty()) {
            return;
        }
        Set<String> ids = new TreeSet<>();
        sandbox.stack().map(StackState::resources).orElse(Map.of()).forEach((logicalId, resource) -> {
            if (changed.contains(logicalId)) {
                ids.add(resource.physicalId());
            }
        });
        List<RegisteredAction> actions = actions(sandbox).stream()
                .filter(each -> ids.contains(each.id()))
                .toList();
        List<RegisteredAction> shown = actions.subList(0, Math.min(MOST_TABLES, actions.size()));
        architect(shown);
        if (shown.size() < actions.size()) {
            console.wrapped(
                    "  ",
                    "And " + (actions.size() - shown.size()) + " more: `npm run sandbox -- status` shows all of them.");
        }
    }

    /** How a flow's author finds and uses each action. */
    void architect(List<RegisteredAction> actions) {
        for (RegisteredAction action : actions) {
            console.heading("In Architect: " + action.name());
            console.line("  Call Data Action  category \"" + action.category() + "\", data action \"" + action.name()
                    + "\"" + (action.secure() ? " (secure)" : ""));
            console.line("  Action id         " + action.id());
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Input", "Type", ""));
            action.inputs()
                    .forEach(each -> rows.add(List.of(
                            each.name(),
                            RegisteredAction.architectType(each.type()),
                            each.required() ? "required" : "optional")));
            rows.add(List.of("Success output", "Type", "Variable, for example"));
            action.outputs().forEach(each -> rows.add(List.of(each.name(), each.type(), each.variable())));
            console.table("  ", rows);
        }
        if (!actions.isEmpty()) {
            console.blank();
            console.wrapped(
                    "  ",
                    "Success: first look at status (\"success\" or \"error\") and errorCode. Failure: the function or"
                            + " what it called did not answer in time, or not at all.");
        }
    }

    /** Prints an execution; returns the exit status of {@code invoke}. */
    int execution(RegisteredAction action, Architect.Execution execution, String logs) {
        console.heading("Invocation of " + action.name());
        // 400 is Genesys's own word: the inputs do not fit the contract, and nothing was called.
        boolean called = execution.status() != 400;
        console.line("  Genesys execute" + (called ? " → Function URL → handler (→ upstream)" : "") + ": HTTP "
                + execution.status() + ", " + execution.time().toMillis() + " ms");
        if (!called) {
            console.bad(
                    "  ",
                    "Failure: Genesys refused the inputs, and called nothing: "
                            + execution.body().path("message").asText("no message"));
            return SandboxCommand.FAILED;
        }
        if (!execution.success()) {
            return failure(execution.body().path("message").asText("no message"), logs);
        }
        pretty(execution.body()).lines().forEach(each -> console.line("  " + each));
        return outcome(execution.body());
    }

    /** Prints what came of rotations; returns the exit status of {@code rotate}. */
    int rotation(Map<String, Rotations.Outcome> outcomes, String logs) {
        boolean done = true;
        for (Map.Entry<String, Rotations.Outcome> each : outcomes.entrySet()) {
            Rotations.Outcome outcome = each.getValue();
            console.blank();
            if (outcome.succeeded()) {
                console.good("Rotated " + each.getKey() + ".");
                console.wrapped(
                        "  ",
                        "Genesys shows the new value, and nobody shows the old one, which the function takes for 15"
                                + " minutes more.");
            } else {
                done = false;
                console.bad("", "Not rotated: " + outcome.failedStep() + " failed. " + outcome.reason());
                console.wrapped("  ", "The value before is in force. Rotate again once the cause is gone.");
                console.line("  What the function logged: " + logs);
            }
        }
        return done ? SandboxCommand.DONE : SandboxCommand.FAILED;
    }

    /** Prints where each output came from; returns the exit status of {@code invoke}. */
    int explanation(RegisteredAction action, JsonNode answer, String logs) {
        console.heading("Explanation of " + action.name());
        console.line("  Function called directly (past Genesys and the Function URL)");
        for (JsonNode step : answer.path("steps")) {
            String name = step.path("name").asText();
            console.line("  " + (name.isEmpty() ? "" : "Step " + name + ": ") + "upstream "
                    + step.path("upstream").asText() + " " + step.path("how").asText()
                    + (step.has("attempts")
                            ? ": "
                                    + (step.has("status")
                                            ? "HTTP " + step.path("status").asText()
                                            : "no answer") + ", attempts "
                                    + step.path("attempts").asText()
                            : ""));
        }
        exchanges(answer.path("trace"));
        ObjectNode envelope =
                answer.isObject() ? ((ObjectNode) answer).deepCopy() : JsonNodeFactory.instance.objectNode();
        envelope.remove(List.of("report", "steps", "trace", "httpStatus"));
        pretty(envelope).lines().forEach(each -> console.line("  " + each));
        if (!answer.path("report").isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Output", "How", "From", ""));
            for (JsonNode field : answer.path("report")) {
                rows.add(List.of(
                        field.path("field").asText(),
                        field.path("how").asText(),
                        field.path("expression").asText(""),
                        note(field)));
            }
            console.blank();
            console.table("  ", rows);
        }
        return answer.path("httpStatus").asInt(0) / 100 == 2
                ? outcome(envelope)
                : failure(
                        envelope.path("errorCode").asText("no envelope") + ": "
                                + envelope.path("error").asText("no message"),
                        logs);
    }

    /** What was sent and received, as it was on the wire but for what is masked. */
    private void exchanges(JsonNode trace) {
        for (JsonNode each : trace) {
            JsonNode request = each.path("request");
            String step = each.path("step").asText();
            console.heading("  " + (step.isEmpty() ? "" : "Step " + step + ", ")
                    + (each.has("for")
                            ? "token endpoint"
                            : "attempt " + each.path("attempt").asText()));
            message(
                    "> ",
                    request.path("method").asText() + " " + request.path("url").asText(),
                    request);
            if (each.has("response")) {
                message("< ", "HTTP " + each.path("response").path("status").asText(), each.path("response"));
            }
            if (each.has("failure")) {
                console.line("  < " + plain(each.path("failure").asText()));
            }
        }
    }

    private void message(String mark, String first, JsonNode message) {
        console.line("  " + mark + plain(first));
        message.path("headers")
                .properties()
                .forEach(each -> console.line("  " + mark
                        + plain(each.getKey() + ": " + each.getValue().asText())));
        if (message.has("body")) {
            console.line("  " + mark.strip());
            plain(message.path("body").asText()).lines().forEach(each -> console.line("  " + mark + each));
        }
    }

    /** What an upstream sends must not reach a terminal as a command. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\uFFFD");
    }

    private int outcome(JsonNode envelope) {
        if (envelope.path("status").asText("success").equals("error")) {
            console.line("  Outcome: " + envelope.path("errorCode").asText("error")
                    + " (a flow takes Success, and reads status and errorCode)");
            return SandboxCommand.OUTCOME;
        }
        console.good("  Outcome: success");
        return SandboxCommand.DONE;
    }

    private int failure(String message, String logs) {
        console.bad("  ", "Failure: " + message);
        console.line("  What the function logged: " + logs);
        return SandboxCommand.FAILED;
    }

    private static String note(JsonNode field) {
        if (field.has("nearest")) {
            return "did you mean " + field.path("nearest").asText() + "?";
        }
        String found = field.path("found").asText("");
        return found.isEmpty() ? "" : "expected " + field.path("expected").asText() + ", found " + found;
    }

    private static String pretty(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new SandboxException("The answer cannot be shown: " + e.getOriginalMessage(), e);
        }
    }
}
