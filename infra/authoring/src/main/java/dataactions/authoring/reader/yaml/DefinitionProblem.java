package dataactions.authoring.reader.yaml;

/**
 * One problem of a definition, for a person.
 *
 * @param file the file's name relative to the definitions' folder, or the folder's own
 * @param line the line, counted from 1, or 0 if no line applies
 * @param path where in the file, e.g. {@code output.companyName.from}; empty for the whole file
 * @param message what is wrong, what was expected, and what to do next
 */
public record DefinitionProblem(String file, int line, String path, String message) {
    public DefinitionProblem {
        path = onOneLine(path);
        message = onOneLine(message);
    }

    /**
     * Some messages quote the file. A control character in the quoted text must not break a message into several lines.
     */
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
