package dataactions.sandbox;

import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the commands print: lines of at most 100 columns, coloured on a terminal only. */
final class Console {
    static final int WIDTH = 100;
    private static final int STATUS_WIDTH = 19;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final PrintWriter out;
    private final boolean colours;
    /** What began on the line that is not ended yet; null where there is none. */
    private String stage;

    Console(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    void line(String text) {
        if (stage != null) {
            out.println();
            stage = null;
        }
        out.println(text);
        out.flush();
    }

    /** A stage that takes its time: the line is ended by {@link #ends}, or by what is printed meanwhile. */
    void begins(String what) {
        out.print(what + " … ");
        out.flush();
        stage = what;
    }

    void ends(String what, Duration took) {
        if (what.equals(stage)) {
            out.println(seconds(took));
            out.flush();
            stage = null;
        } else {
            line(what + " … " + seconds(took));
        }
    }

    void blank() {
        line("");
    }

    /** A heading, set apart. */
    void heading(String text) {
        blank();
        line(colour("1", text));
    }

    /** Long text: wrapped between words, every line indented. */
    void wrapped(String indent, String text) {
        wrap(text, WIDTH - indent.length()).forEach(each -> line(indent + each));
    }

    void good(String text) {
        line(colour("32", text));
    }

    void bad(String indent, String text) {
        wrap(text, WIDTH - indent.length()).forEach(each -> line(colour("31", indent + each)));
    }

    /** Columns as wide as their widest cell, two blanks between them. */
    void table(String indent, List<List<String>> rows) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            line(line.toString().stripTrailing());
        }
    }

    /**
     * Prints how each step of a resource ended; a failure with its reason. Resources without a behaviour here are not
     * mentioned unless they fail.
     */
    StackListener events(Predicate<String> inert) {
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
                line(text(event, started.get(event.logicalId())));
                if (!event.reason().isEmpty()) {
                    wrap(event.reason(), WIDTH - 12).forEach(each -> line("            " + each));
                }
            }
        };
    }

    /** Prints the steps of a rotation as they come. */
    Rotations.Listener rotation() {
        return new Rotations.Listener() {
            private Instant started;

            @Override
            public void begins(String secret, boolean resumed) {
                line("Rotating the secret " + secret
                        + (resumed ? " (the rotation before did not come to its end: again, with its new value)" : ""));
            }

            @Override
            public void stepBegins(String step) {
                started = Instant.now();
                line("  " + TIME.format(started) + "  " + step
                        + (step.equals("setSecret")
                                ? " (waits until every instance of the function knows the new value)"
                                : "")
                        + " …");
            }

            @Override
            public void stepEnds(String step) {
                line("            done in " + seconds(Duration.between(started, Instant.now())));
            }
        };
    }

    private String text(StackEvent event, Instant start) {
        String status = event.status();
        boolean ended = !status.endsWith("_IN_PROGRESS") && start != null;
        String what = event.ofStack() ? event.logicalId() : event.logicalId() + " (" + event.type() + ")";
        String time = ended ? "  " + seconds(Duration.between(start, event.time())) : "";
        String padded = status + " ".repeat(Math.max(0, STATUS_WIDTH - status.length()));
        int room = WIDTH - 10 - padded.length() - 1 - time.length();
        return TIME.format(event.time()) + "  " + colour(colourOf(status), padded) + " " + cut(what, room) + time;
    }

    private static String colourOf(String status) {
        if (status.contains("FAILED") || status.contains("ROLLBACK")) {
            return "31";
        }
        return status.endsWith("COMPLETE") ? "32" : status.endsWith("IN_PROGRESS") ? "36" : "33";
    }

    /** At most {@code width} characters; what is cut off is shown to be. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private String colour(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ")) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                if (!line.isEmpty()) {
                    line.append(' ');
                }
                line.append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
