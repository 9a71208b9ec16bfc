package dataactions.cli;

import java.io.Writer;
import java.util.function.Consumer;

/** Gives what is written to somebody, line by line. */
final class LineWriter extends Writer {
    private final Consumer<String> lines;
    private final StringBuilder begun = new StringBuilder();

    LineWriter(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        synchronized (lock) {
            begun.append(text, offset, length);
            for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n")) {
                String line = begun.substring(0, end);
                begun.delete(0, end + 1);
                lines.accept(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            }
        }
    }

    @Override
    public void flush() {
        // A line is given when it ends.
    }

    @Override
    public void close() {
        flush();
    }
}
