package dataactions.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.PendingResult;
import dataactions.cli.local.report.Report;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Calls a deployed action, prints its answer, and waits for the result of a slow action if asked to. */
final class ActionInvocation {
    /** How long one request waits for the result. After each request a line shows the progress. */
    private static final int SECONDS = 5;
    /** The longest run takes 14 minutes. Half a minute later its result action says that it is lost. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** The answer to one call. */
    sealed interface Answered {
        /** The envelope, or a flat answer. */
        JsonNode body();

        /** Called as Architect does. */
        record Executed(Architect.Execution execution) implements Answered {
            @Override
            public JsonNode body() {
                return execution.body();
            }
        }

        /** Called directly, with an explanation. */
        record Explained(JsonNode body) implements Answered {}
    }

    /** Calls an action of the local deployment. */
    @FunctionalInterface
    interface Calls {
        Answered call(RegisteredAction action, ObjectNode inputs);
    }

    private final Calls calls;
    private final List<RegisteredAction> actions;
    private final Report report;
    private final Terminal terminal;
    private final InstantSource clock;

    /** @param actions all deployed actions */
    ActionInvocation(
            Calls calls, List<RegisteredAction> actions, Report report, Terminal terminal, InstantSource clock) {
        this.calls = calls;
        this.actions = actions;
        this.report = report;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Calls the action and prints the answer.
     *
     * @param waits whether a pending answer is asked for until it is final
     * @param options the options that a command that asks again needs
     * @param logs the folder of the functions' logs
     * @return the exit status
     */
    int run(RegisteredAction action, ObjectNode inputs, boolean waits, List<String> options, String logs) {
        Instant start = clock.instant();
        RegisteredAction called = action;
        Answered answer = calls.call(action, inputs);
        Optional<PendingResult> pending = PendingResult.of(action, answer.body(), actions);
        while (waits && pending.isPresent()) {
            Duration since = Duration.between(start, clock.instant());
            if (since.compareTo(LONGEST) > 0) {
                break;
            }
            called = pending.get().resultAction();
            terminal.note("… pending after " + Terminal.seconds(since) + "; asking " + called.name()
                    + " (Ctrl-C ends the job, too)");
            answer = calls.call(called, pending.get().question(SECONDS));
            pending = PendingResult.of(called, answer.body(), actions);
        }
        int status = answer instanceof Answered.Executed it
                ? report.invocation().execution(called, it.execution(), pending.isPresent(), logs)
                : report.invocation().explanation(called, answer.body(), pending.isPresent(), logs);
        pending.ifPresent(it -> report.invocation().pending(it, it.command(options)));
        return status;
    }
}
