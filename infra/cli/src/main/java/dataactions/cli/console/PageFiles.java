package dataactions.cli.console;

import dataactions.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of the page. */
final class PageFiles {
    private static final String INDEX = "index.html";
    private static final String CLASS_PATH = "/console/";
    /** No name begins with a dot, so no path leads out of the folder. */
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8");

    /** A file as it is sent. */
    record Content(String type, byte[] bytes) {}

    /** Opens a file by its path; null if there is none. */
    @FunctionalInterface
    private interface Folder {
        InputStream open(String path) throws IOException;
    }

    private final Folder files;

    private PageFiles(Folder files) {
        this.files = files;
    }

    /** The page that the build put into the command. */
    static PageFiles ofClassPath() {
        return new PageFiles(path -> PageFiles.class.getResourceAsStream(CLASS_PATH + path));
    }

    static PageFiles ofFolder(Path folder) {
        return new PageFiles(path -> {
            Path file = folder.resolve(path);
            return Files.isRegularFile(file) ? Files.newInputStream(file) : null;
        });
    }

    /** @throws CommandException when there is no page */
    void checkBuilt() {
        if (find("/").isEmpty()) {
            throw new CommandException("The console's page is not built. Run: npm run build");
        }
    }

    /**
     * A file of the page.
     *
     * @param path of the request
     * @return empty if there is no such file
     */
    Optional<Content> find(String path) {
        String name = path.equals("/") ? INDEX : path.substring(1);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !PATH.matcher(name).matches()) {
            return Optional.empty();
        }
        try (InputStream in = files.open(name)) {
            return in == null ? Optional.empty() : Optional.of(new Content(type, in.readAllBytes()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
