package dataactions.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.text.PlainText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints for the commands: lines of the result on standard output, notes on standard error. Colours are used on a
 * terminal only. With {@code --json}, standard output gets one JSON object instead of lines.
 */
public final class Terminal {
    public static final int WIDTH = 100;
    private static final long QUIET_MS = 2_000;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[(?:[012]|3[1236])m");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The colours, with their SGR number. */
    public enum Colour {
        GREEN("32"),
        RED("31"),
        YELLOW("33"),
        CYAN("36"),
        BOLD("1"),
        FAINT("2");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    private final PrintWriter out;
    private final PrintWriter err;
    private boolean colours;
    private boolean debug;
    /** The lines that are not printed because of {@code --json}; null without {@code --json}. */
    private List<String> lines;
    /** How many of these lines a person has seen, because of a question. */
    private int seen;

    /** Gets the result of a command that another command runs; null if the result is printed. */
    private Consumer<ObjectNode> results;

    private boolean hasResult;
    /** The stage whose line has not ended yet; null if there is none. */
    private volatile String stage;

    /** @param shell environment variables; {@code DEBUG} has the effect of {@code --debug} */
    public Terminal(PrintWriter out, PrintWriter err, boolean colours, Map<String, String> shell) {
        this.out = out;
        this.err = err;
        this.colours = colours;
        this.debug = shell.containsKey("DEBUG");
    }

    /**
     * The terminal of a command that another command runs: without colours.
     *
     * @param lines gets each line of the command, also its notes
     * @param results gets what the command would print with {@code --json}
     */
    public static Terminal of(Consumer<String> lines, Consumer<ObjectNode> results) {
        PrintWriter writer = new PrintWriter(new LineWriter(lines), true);
        Terminal terminal = new Terminal(writer, writer, false, Map.of());
        terminal.results = results;
        return terminal;
    }

    /** Whether to use colours: on a terminal, unless {@code NO_COLOR} or {@code CI} is set (https://no-color.org). */
    static boolean hasColours(Map<String, String> environment, boolean interactive) {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && environment.getOrDefault("CI", "").isEmpty();
    }

    void useNoColours() {
        colours = false;
    }

    void useJson() {
        lines = new ArrayList<>();
        colours = false;
    }

    void useDebug() {
        debug = true;
    }

    /** Whether to show stack traces, and each call to Genesys Cloud. */
    public boolean debug() {
        return debug;
    }

    /** Prints a line of the result. */
    public void line(String text) {
        if (lines != null) {
            lines.add(text);
            return;
        }
        if (stage != null) {
            out.println();
            stage = null;
        }
        out.println(plain(text));
        out.flush();
    }

    public void line(Colour colour, String text) {
        line(paint(colour, text));
    }

    /** A line of a difference in the unified format. */
    public void diffLine(String text) {
        if (text.startsWith("+")) {
            line(Colour.GREEN, text);
        } else if (text.startsWith("-")) {
            line(Colour.RED, text);
        } else {
            line(text);
        }
    }

    public void blank() {
        line("");
    }

    /** A heading, with an empty line before it. */
    public void heading(String text) {
        blank();
        line(Colour.BOLD, text);
    }

    public void good(String text) {
        line(Colour.GREEN, text);
    }

    /** Breaks a long text between words, and indents every line. */
    public void bad(String indent, String text) {
        wrap(text, WIDTH - indent.length()).forEach(each -> line(Colour.RED, indent + each));
    }

    /** Breaks a long text between words, and indents every line. */
    public void wrapped(String indent, String text) {
        wrap(text, WIDTH - indent.length()).forEach(each -> line(indent + each));
    }

    /** Prints columns as wide as their widest cell, with two spaces between them. */
    public void table(String indent, List<List<String>> rows) {
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

    /** Begins the line of a stage that takes some time. {@link #ends}, or another line, ends it. */
    public void begins(String what) {
        if (lines == null) {
            // Set first: the thread of a signal may print at any time, and then ends this line.
            stage = what;
            out.print(what + " … ");
            out.flush();
        }
    }

    public void ends(String what, Duration took) {
        if (what.equals(stage)) {
            out.println(seconds(took));
            out.flush();
            stage = null;
        } else {
            line(what + " … " + seconds(took));
        }
    }

    /** Prints the result for {@code --json}; does nothing without {@code --json}. */
    public void result(ObjectNode tree) {
        hasResult = true;
        if (results != null) {
            results.accept(tree);
        } else if (lines != null) {
            out.println(tree.toPrettyString());
            out.flush();
        }
    }

    /** Prints the lines of a command that has no other result for {@code --json}. */
    void resultOfLines() {
        if (!hasResult) {
            ObjectNode tree = JSON.createObjectNode();
            if (lines != null) {
                lines.stream().filter(line -> !line.isBlank()).forEach(tree.putArray("messages")::add);
            }
            result(tree);
        }
    }

    /** The text in a colour, if colours are used. */
    public String paint(Colour colour, String text) {
        return colours && !text.isEmpty() ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
    }

    /** An upstream, a file or a name must not control the terminal. The colours of this class stay. */
    private String plain(String text) {
        String lines = text.replace("\r\n", "\n");
        if (!colours) {
            return PlainText.lines(lines);
        }
        StringBuilder plain = new StringBuilder();
        Matcher colour = COLOUR.matcher(lines);
        int from = 0;
        while (colour.find()) {
            plain.append(PlainText.lines(lines.substring(from, colour.start()))).append(colour.group());
            from = colour.end();
        }
        return plain.append(PlainText.lines(lines.substring(from))).toString();
    }

    /** Prints a line that is not part of the result. */
    public void note(String text) {
        err.println(plain(text));
        err.flush();
    }

    /** Prints a question that is not part of the result, after the lines of this command that it is about. */
    public void question(String text) {
        if (lines != null) {
            lines.subList(seen, lines.size()).forEach(this::note);
            seen = lines.size();
        }
        note(text);
    }

    /** Runs a call that may take long. After two seconds a note says what the command waits for. */
    public <T> T during(String what, Supplier<T> work) {
        Timer timer = new Timer("progress", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        note("… " + what);
                    }
                },
                QUIET_MS);
        try {
            return work.get();
        } finally {
            timer.cancel();
        }
    }

    /** At most {@code width} characters; an ellipsis shows where the text was cut. */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Breaks a text between words. */
    public static List<String> wrap(String text, int width) {
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
