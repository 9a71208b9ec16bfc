package dataactions.authoring.reader;

/**
 * One thing wrong with a definition, as a person is told it.
 *
 * @param file the file's name relative to the definitions' folder, or the folder's own
 * @param line one-based line, or 0 where none applies
 * @param path where in the file, e.g. {@code output.companyName.from}; empty for the whole file
 * @param message what is wrong, what was expected, and what to do next
 */
public record DefinitionProblem(String file, int line, String path, String message) {
    public DefinitionProblem {
        path = onOneLine(path);
        message = onOneLine(message);
    }

    /** What a file holds is quoted in some messages; a control character in it must not break up the list of them. */
    private static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean isBreak = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
            line.append(isBreak ? String.format("\\u%04x", c) : Character.toString(c));
        });
        return line.toString();
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
