package dataactions.cli.local.report;

import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackListener;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Prints the events of a deployment and the steps of a rotation as they happen. */
public final class Progress {
    private static final int STATUS_WIDTH = 19;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Terminal terminal;

    public Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Prints how each step of a resource ended, and the reason of a failure. Resources without a behaviour here are
     * printed only if they fail.
     */
    public StackListener events(Predicate<String> inert) {
        Map<String, Instant> started = new HashMap<>();
        return event -> {
            boolean running = event.status().endsWith("_IN_PROGRESS");
            boolean fails = event.status().contains("FAILED") || event.status().contains("ROLLBACK");
            if (running && event.ofStack()) {
                started.putIfAbsent(event.logicalId(), event.time());
            } else if (running) {
                started.put(event.logicalId(), event.time());
            }
            boolean idle = event.ofStack() || inert.test(event.type());
            if (fails || !running && !idle) {
                terminal.line(text(event, started.get(event.logicalId())));
                if (!event.reason().isEmpty()) {
                    terminal.wrapped("            ", event.reason());
                }
            }
        };
    }

    private String text(StackEvent event, Instant start) {
        String status = event.status();
        boolean ended = !status.endsWith("_IN_PROGRESS") && start != null;
        String what = event.ofStack() ? event.logicalId() : event.logicalId() + " (" + event.type() + ")";
        String time = ended ? "  " + Terminal.seconds(Duration.between(start, event.time())) : "";
        String padded = status + " ".repeat(Math.max(0, STATUS_WIDTH - status.length()));
        int room = Terminal.WIDTH - 10 - padded.length() - 1 - time.length();
        return TIME.format(event.time()) + "  " + terminal.paint(colourOf(status), padded) + " "
                + Terminal.cut(what, room) + time;
    }

    private static Colour colourOf(String status) {
        if (status.contains("FAILED") || status.contains("ROLLBACK")) {
            return Colour.RED;
        }
        return status.endsWith("COMPLETE")
                ? Colour.GREEN
                : status.endsWith("IN_PROGRESS") ? Colour.CYAN : Colour.YELLOW;
    }

    public Rotations.Listener rotation() {
        return new Rotations.Listener() {
            private Instant started;

            @Override
            public void begins(String secret, boolean resumed) {
                terminal.line("Rotating the secret " + secret
                        + (resumed
                                ? " (the last rotation was interrupted; this one continues with its new value)"
                                : ""));
            }

            @Override
            public void stepBegins(String step) {
                started = Instant.now();
                terminal.line("  " + TIME.format(started) + "  " + step
                        + (step.equals("setSecret")
                                ? " (waits until every instance of the function knows the new value)"
                                : "")
                        + " …");
            }

            @Override
            public void stepEnds(String step) {
                terminal.line("            done in " + Terminal.seconds(Duration.between(started, Instant.now())));
            }
        };
    }
}
