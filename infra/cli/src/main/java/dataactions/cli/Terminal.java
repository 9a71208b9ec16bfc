package dataactions.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Supplier;

/**
 * What the commands print with: lines on standard output, coloured on a terminal only; and word on standard error of
 * what is being waited for, where that takes more than two seconds.
 */
public final class Terminal {
    private static final long PATIENCE_MS = 2_000;

    /** The few that are used, by their SGR number. */
    public enum Colour {
        GREEN("32"),
        RED("31"),
        YELLOW("33"),
        BOLD("1"),
        FAINT("2");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colours;

    public Terminal(PrintWriter out, PrintWriter err, boolean colours) {
        this.out = out;
        this.err = err;
        this.colours = colours;
    }

    /** Whether colours are wanted: on a terminal, unless {@code NO_COLOR} or {@code CI} is set (https://no-color.org). */
    static boolean wantsColours(java.util.Map<String, String> environment, boolean interactive) {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && environment.getOrDefault("CI", "").isEmpty();
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void line(Colour colour, String text) {
        line(paint(colour, text));
    }

    /** The text in a colour, where there are colours. */
    public String paint(Colour colour, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
    }

    /** A line that is not part of the result. */
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Does something that may take long; after two seconds it is said what is being waited for. */
    public <T> T during(String what, Supplier<T> work) {
        Timer timer = new Timer("progress", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        note("… " + what);
                    }
                },
                PATIENCE_MS);
        try {
            return work.get();
        } finally {
            timer.cancel();
        }
    }

    /** Breaks a text between words. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
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
        return lines;
    }
}
