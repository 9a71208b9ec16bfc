package dataactions.authoring;

/**
 * One thing wrong with a definition, as a person is told it.
 *
 * @param file the file's name relative to the definitions' folder, or the folder's own
 * @param line one-based line, or 0 where none applies
 * @param path where in the file, e.g. {@code output.companyName.from}; empty for the whole file
 * @param message what is wrong, what was expected, and what to do next
 */
public record Problem(String file, int line, String path, String message) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
