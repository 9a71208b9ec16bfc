package dataactions.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.ExitStatus;
import dataactions.cli.JsonText;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.genesys.CallCounts;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The results of the local commands: outputs, calls, actions as Architect shows them, an invocation. Prints each
 * result, and collects all results for {@code --json}.
 */
final class Report {
    private static final int LONGEST_ID = 36;
    private static final int MOST_TABLES = 3;

    private final Terminal terminal;
    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();

    Report(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The results for {@code --json}. */
    ObjectNode tree() {
        return tree;
    }

    void outputs(Map<String, String> outputs) {
        ObjectNode object = tree.putObject("outputs");
        outputs.forEach(object::put);
        if (!outputs.isEmpty()) {
            terminal.heading("Outputs (these addresses answer only while `" + Main.NAME
                    + " local serve` or another local command runs)");
            terminal.table(
                    "  ",
                    outputs.entrySet().stream()
                            .map(each -> List.of(each.getKey(), each.getValue()))
                            .toList());
        }
    }

    void calls(CallCounts calls) {
        tree.putObject("genesysCalls")
                .put("reads", calls.reads())
                .put("writes", calls.writes())
                .put("tests", calls.runs())
                .put("tokens", calls.tokens())
                .put("polls", calls.polls())
                .put("retries", calls.retries());
        terminal.blank();
        terminal.line("Genesys calls: " + calls.needed() + " (" + calls.reads() + " reads, " + calls.writes()
                + " writes, " + calls.runs() + " test calls). Not counted: " + calls.tokens() + " for tokens, "
                + calls.polls() + " polls, " + calls.retries() + " retries");
    }

    /** The URL of each upstream, such as {@code users at https://api.example.com}. */
    static String upstreams(Map<String, Optional<String>> upstreams) {
        String all = upstreams.entrySet().stream()
                .map(each -> each.getKey()
                        + each.getValue().map(url -> " at " + url).orElse(" answered from the definitions' examples"))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }

    void deployed(String stack, StackResult result) {
        tree.put("stack", stack)
                .put("ending", result.ending().name().toLowerCase(Locale.ROOT))
                .put("reason", result.reason())
                .put("created", result.created())
                .put("updated", result.updated())
                .put("deleted", result.deleted());
    }

    static String changes(StackResult result) {
        return result.created() + " created, " + result.updated() + " updated, " + result.deleted() + " deleted";
    }

    /** Prints what the custom resources of this deployment warn of, such as a check whose upstream fails. */
    void warnings(StackState stack, Set<String> changed) {
        ArrayNode warnings = tree.withArray("warnings");
        changed.stream()
                .map(stack.resources()::get)
                .filter(Objects::nonNull)
                .map(resource -> resource.attributes().get("Warnings"))
                .filter(Objects::nonNull)
                .map(JsonNode::asText)
                .filter(warning -> !warning.isBlank())
                .distinct()
                .forEach(warning -> {
                    warnings.add(warning);
                    terminal.wrapped("", "Warning: " + warning);
                });
    }

    /** Prints the calls that no example could answer, and what to do. */
    void unanswered(List<String> unanswered) {
        ArrayNode notes = tree.withArray("notes");
        unanswered.forEach(each -> {
            notes.add(each);
            terminal.blank();
            terminal.wrapped("", "Note: " + each);
        });
    }

    /** Prints the stack and the URLs of its upstreams. */
    void stack(StackState stack, String environment, Map<String, Optional<String>> upstreams) {
        tree.put("stack", stack.name())
                .put("status", stack.status().name())
                .put("reason", stack.reason())
                .put("environment", environment);
        ObjectNode called = tree.putObject("upstreams");
        upstreams.forEach((name, url) -> called.put(name, url.orElse(null)));
        terminal.line("Stack        " + stack.name() + "  " + stack.status());
        if (!stack.reason().isEmpty()) {
            terminal.wrapped("             ", stack.reason());
        }
        terminal.line("Environment  " + environment);
        terminal.wrapped("", "Upstreams    " + upstreams(upstreams));
    }

    /**
     * Prints what to do about a stack whose last operation did not end; returns the exit status of {@code status}.
     *
     * @param options of the command to run, such as {@code --state DIR}
     */
    int next(StackStatus status, String options) {
        String deploy = Main.NAME + " local deploy" + options;
        String destroy = Main.NAME + " local destroy" + options;
        if (status.settled() || status.gone()) {
            return ExitStatus.DONE;
        }
        if (status.deleting()) {
            tree.put("next", destroy);
            terminal.bad("", "The deletion did not end. Go on with `" + destroy + "`.");
        } else if (status.name().endsWith("_IN_PROGRESS")) {
            tree.put("next", deploy);
            terminal.bad(
                    "",
                    "The deployment was interrupted. Go on with `" + deploy + "`: it first brings the stack to an end,"
                            + " and then deploys.");
        } else {
            tree.put("next", deploy);
            terminal.bad(
                    "",
                    "The last deployment failed, and could not be rolled back completely. Go on with `" + deploy
                            + "`, or delete the stack with `" + destroy + "`.");
        }
        return ExitStatus.LOOK;
    }

    void resources(StackState stack, Predicate<String> inert) {
        terminal.heading("Resources");
        List<List<String>> rows = new ArrayList<>();
        ArrayNode array = tree.putArray("resources");
        for (ResourceState each : stack.resources().values()) {
            rows.add(List.of(
                    Terminal.cut(each.logicalId(), LONGEST_ID),
                    each.status().name(),
                    each.type() + (inert.test(each.type()) ? " (not emulated)" : "")));
            array.addObject()
                    .put("logicalId", each.logicalId())
                    .put("physicalId", each.physicalId())
                    .put("type", each.type())
                    .put("status", each.status().name());
        }
        terminal.table("  ", rows);
    }

    /**
     * Prints the tables of the actions that a deployment created or changed, by logical id. {@code status} prints all
     * actions.
     */
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
        List<RegisteredAction> actions = sandbox.actions().stream()
                .filter(each -> ids.contains(each.id()))
                .toList();
        List<RegisteredAction> shown = actions.subList(0, Math.min(MOST_TABLES, actions.size()));
        architect(shown);
        if (shown.size() < actions.size()) {
            terminal.wrapped(
                    "  ",
                    "And " + (actions.size() - shown.size()) + " more: `" + Main.NAME
                            + " local status` shows all of them.");
        }
    }

    /** Prints how a flow's author finds and uses each action. */
    void architect(List<RegisteredAction> actions) {
        ArrayNode array = tree.putArray("actions");
        for (RegisteredAction action : actions) {
            ObjectNode object = array.addObject()
                    .put("id", action.id())
                    .put("name", action.name())
                    .put("category", action.category())
                    .put("secure", action.secure());
            terminal.heading("In Architect: " + action.name());
            terminal.line("  Call Data Action  category \"" + action.category() + "\", data action \"" + action.name()
                    + "\"" + (action.secure() ? " (secure)" : ""));
            terminal.line("  Action id         " + action.id());
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Input", "Type", ""));
            ArrayNode inputs = object.putArray("inputs");
            action.inputs().forEach(each -> {
                rows.add(List.of(
                        each.name(),
                        RegisteredAction.architectType(each.type()),
                        each.required() ? "required" : "optional"));
                inputs.addObject()
                        .put("name", each.name())
                        .put("type", RegisteredAction.architectType(each.type()))
                        .put("required", each.required());
            });
            rows.add(List.of("Success output", "Type", "Variable, for example"));
            ArrayNode outputs = object.putArray("outputs");
            Map<String, String> variables = action.variables();
            action.outputs().forEach(each -> {
                rows.add(List.of(each.name(), each.type(), variables.get(each.name())));
                outputs.addObject().put("name", each.name()).put("type", each.type());
            });
            terminal.table("  ", rows);
        }
        if (!actions.isEmpty()) {
            boolean slow = actions.stream().anyMatch(PendingResult::isResultAction);
            terminal.blank();
            terminal.wrapped(
                    "  ",
                    "On the Success path, read status ("
                            + (slow ? "\"success\", \"error\", or \"pending\"" : "\"success\" or \"error\"")
                            + ") and errorCode first. A flow takes the"
                            + " Failure path if the function or its upstream did not answer in time, or not at all.");
        }
    }

    /**
     * Prints an execution; returns the exit status of {@code invoke}.
     *
     * @param pending whether it is the pending answer of a slow action; {@link #pending} then says how to ask for the result
     */
    int execution(RegisteredAction action, Architect.Execution execution, boolean pending, String logs) {
        tree.putObject("invocation")
                .put("action", action.name())
                .put("httpStatus", execution.status())
                .put("milliseconds", execution.time().toMillis())
                .set("body", execution.body());
        terminal.heading("Invocation of " + action.name());
        // Genesys itself answers 400 if the inputs do not fit the contract. Then it has not called the function.
        boolean called = execution.status() != 400;
        terminal.line("  Genesys execute" + (called ? " → front door → function (→ upstream)" : "") + ": HTTP "
                + execution.status() + ", " + execution.time().toMillis() + " ms");
        if (!called) {
            terminal.bad(
                    "  ",
                    "Failure: Genesys refused the inputs, and did not call the function: "
                            + execution.body().path("message").asText("no message"));
            return ExitStatus.FAILED;
        }
        if (!execution.success()) {
            return failure(execution.body().path("message").asText("no message"), logs);
        }
        JsonText.pretty(execution.body()).lines().forEach(each -> terminal.line("  " + each));
        return pending ? ExitStatus.LOOK : outcome(execution.body());
    }

    /** Prints the outcomes of rotations; returns the exit status of {@code rotate}. */
    int rotation(Map<String, Rotations.Outcome> outcomes, String logs) {
        boolean done = true;
        for (Map.Entry<String, Rotations.Outcome> each : outcomes.entrySet()) {
            Rotations.Outcome outcome = each.getValue();
            terminal.blank();
            if (outcome.succeeded()) {
                terminal.good("Rotated " + each.getKey() + ".");
                terminal.wrapped(
                        "  ", "Genesys sends the new value now. The function accepts the old one for 15 more minutes.");
            } else {
                done = false;
                terminal.bad("", "Not rotated: " + outcome.failedStep() + " failed. " + outcome.reason());
                terminal.wrapped("  ", "The old value is still in use. Rotate again once the cause is gone.");
                terminal.line("  Logs of the function: " + logs);
            }
        }
        return done ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    /** Prints how to ask for the result of a slow action. */
    void pending(PendingResult pending, String command) {
        tree.putObject("pending")
                .put("action", pending.resultAction().name())
                .put("requestId", pending.requestId())
                .put("command", command);
        terminal.wrapped(
                "  ",
                "Outcome: pending (a flow takes Success, and asks "
                        + pending.resultAction().name() + " with the requestId)");
        terminal.line("  Ask for the result, or add --wait to ask until it is there:");
        terminal.line("    " + command);
    }

    /**
     * Prints where each output came from; returns the exit status of {@code invoke}.
     *
     * @param pending whether it is the pending answer of a slow action; {@link #pending} then says how to ask for the result
     */
    int explanation(RegisteredAction action, JsonNode answer, boolean pending, String logs) {
        tree.putObject("explanation").put("action", action.name()).set("answer", answer);
        terminal.heading("Explanation of " + action.name());
        terminal.line("  Function called directly (without Genesys and the Function URL)");
        for (JsonNode step : answer.path("steps")) {
            String name = step.path("name").asText();
            terminal.line("  " + (name.isEmpty() ? "" : "Step " + name + ": ") + "upstream "
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
        JsonText.pretty(envelope).lines().forEach(each -> terminal.line("  " + each));
        if (!answer.path("report").isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Output", "How", "From", ""));
            for (JsonNode field : answer.path("report")) {
                rows.add(List.of(
                        field.path("field").asText(),
                        field.path("how").asText(),
                        field.path("expression").asText(""),
                        JsonText.note(field)));
            }
            terminal.blank();
            terminal.table("  ", rows);
        }
        if (pending) {
            return ExitStatus.LOOK;
        }
        return answer.path("httpStatus").asInt(0) / 100 == 2
                ? outcome(envelope)
                : failure(
                        envelope.path("errorCode").asText("no envelope") + ": "
                                + envelope.path("error").asText("no message"),
                        logs);
    }

    /** Prints the requests and responses exactly as they were sent, except for masked values. */
    private void exchanges(JsonNode trace) {
        for (JsonNode each : trace) {
            JsonNode request = each.path("request");
            String step = each.path("step").asText();
            terminal.heading("  " + (step.isEmpty() ? "" : "Step " + step + ", ")
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
                terminal.line("  < " + JsonText.plain(each.path("failure").asText()));
            }
        }
    }

    private void message(String direction, String first, JsonNode message) {
        terminal.line("  " + direction + JsonText.plain(first));
        message.path("headers")
                .properties()
                .forEach(each -> terminal.line("  " + direction
                        + JsonText.plain(each.getKey() + ": " + each.getValue().asText())));
        if (message.has("body")) {
            terminal.line("  " + direction.strip());
            JsonText.plain(message.path("body").asText())
                    .lines()
                    .forEach(each -> terminal.line("  " + direction + each));
        }
    }

    private int outcome(JsonNode envelope) {
        if (envelope.path("status").asText("success").equals("error")) {
            terminal.line("  Outcome: " + envelope.path("errorCode").asText("error")
                    + " (a flow takes Success, and reads status and errorCode)");
            return ExitStatus.LOOK;
        }
        terminal.good("  Outcome: success");
        return ExitStatus.DONE;
    }

    private int failure(String message, String logs) {
        terminal.bad("  ", "Failure: " + message);
        terminal.line("  Logs of the function: " + logs);
        return ExitStatus.FAILED;
    }
}
