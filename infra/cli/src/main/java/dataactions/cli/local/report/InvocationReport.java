package dataactions.cli.local.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.ExitStatus;
import dataactions.cli.JsonText;
import dataactions.cli.Terminal;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import java.util.ArrayList;
import java.util.List;

/** The answer to a call of an action: as a flow gets it, or with an explanation of each output. */
public final class InvocationReport {
    private final Terminal terminal;
    private final ObjectNode tree;

    InvocationReport(Terminal terminal, ObjectNode tree) {
        this.terminal = terminal;
        this.tree = tree;
    }

    /**
     * Prints an execution; returns the exit status of {@code invoke}.
     *
     * @param pending whether it is the pending answer of a slow action; {@link #pending} then says how to ask for the result
     */
    public int execution(RegisteredAction action, Architect.Execution execution, boolean pending, String logs) {
        tree.putObject("invocation")
                .put("action", action.name())
                .put("httpStatus", execution.status())
                .put("milliseconds", execution.time().toMillis())
                .set("body", execution.body());
        terminal.heading("Invocation of " + action.name());
        // Genesys itself answers 400, for example if the inputs do not fit the contract. Then it has not called the
        // function. If the function answers 400, Genesys names that status.
        boolean called = execution.status() != 400
                || execution.body().path("messageParams").has("httpStatus");
        terminal.line("  Genesys execute" + (called ? " → front door → function (→ upstream)" : "") + ": HTTP "
                + execution.status() + ", " + execution.time().toMillis() + " ms");
        if (!called) {
            terminal.bad(
                    "  ",
                    "Failure: Genesys refused the call, and did not call the function: "
                            + execution.body().path("message").asText("no message"));
            return ExitStatus.FAILED;
        }
        if (!execution.success()) {
            return failure(execution.body().path("message").asText("no message"), logs);
        }
        JsonText.pretty(execution.body()).lines().forEach(each -> terminal.line("  " + each));
        return pending ? ExitStatus.LOOK : outcome(execution.body());
    }

    /**
     * Prints where each output came from; returns the exit status of {@code invoke}.
     *
     * @param pending whether it is the pending answer of a slow action; {@link #pending} then says how to ask for the result
     */
    public int explanation(RegisteredAction action, JsonNode answer, boolean pending, String logs) {
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

    /** Prints how to ask for the result of a slow action. */
    public void pending(PendingResult pending, String command) {
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
