package dataactions.cli.local.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.genesys.CallCounts;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The results of the local commands: the stack with its resources and outputs, calls, rotations. Prints each result, and
 * collects all results for {@code --json}, also those of {@link ActionTables} and {@link InvocationReport}.
 */
public final class Report {
    private static final int LONGEST_ID = 36;

    private final Terminal terminal;
    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
    private final ActionTables actions;
    private final InvocationReport invocation;

    public Report(Terminal terminal) {
        this.terminal = terminal;
        this.actions = new ActionTables(terminal, tree);
        this.invocation = new InvocationReport(terminal, tree);
    }

    /** What prints actions as Architect shows them. */
    public ActionTables actions() {
        return actions;
    }

    /** What prints the answer to a call of an action. */
    public InvocationReport invocation() {
        return invocation;
    }

    /** The results for {@code --json}. */
    public ObjectNode tree() {
        return tree;
    }

    public void outputs(Map<String, String> outputs) {
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

    public void calls(CallCounts calls) {
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
    public static String upstreams(Map<String, Optional<String>> upstreams) {
        String all = upstreams.entrySet().stream()
                .map(each -> each.getKey()
                        + each.getValue().map(url -> " at " + url).orElse(" answered from the definitions' examples"))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }

    public void deployed(String stack, StackResult result) {
        tree.put("stack", stack)
                .put("ending", result.ending().name().toLowerCase(Locale.ROOT))
                .put("reason", result.reason())
                .put("created", result.created())
                .put("updated", result.updated())
                .put("deleted", result.deleted());
    }

    public static String changes(StackResult result) {
        return result.created() + " created, " + result.updated() + " updated, " + result.deleted() + " deleted";
    }

    /** Prints what the custom resources of this deployment warn of, such as a check whose upstream fails. */
    public void warnings(StackState stack, Set<String> changed) {
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
    public void unanswered(List<String> unanswered) {
        ArrayNode notes = tree.withArray("notes");
        unanswered.forEach(each -> {
            notes.add(each);
            terminal.blank();
            terminal.wrapped("", "Note: " + each);
        });
    }

    /** Prints the stack and the URLs of its upstreams. */
    public void stack(StackState stack, String environment, Map<String, Optional<String>> upstreams) {
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
    public int next(StackStatus status, String options) {
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

    public void resources(StackState stack, Predicate<String> inert) {
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

    /** Prints the outcomes of rotations; returns the exit status of {@code rotate}. */
    public int rotation(Map<String, Rotations.Outcome> outcomes, String logs) {
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
}
