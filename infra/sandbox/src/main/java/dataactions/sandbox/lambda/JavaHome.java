package dataactions.sandbox.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Finds the JDK that functions run on: Lambda's release if it is installed, otherwise the running JDK. */
public final class JavaHome {
    /** A JDK and its feature release, such as 25. */
    public record Jdk(Path home, int release) {
        public Path java() {
            boolean windows = System.getProperty("os.name").startsWith("Windows");
            return home.resolve("bin").resolve(windows ? "java.exe" : "java");
        }
    }

    private static final int PREFERRED = 25;

    private JavaHome() {}

    /** A JDK 25 from {@code JAVA_HOME_25…} or from a folder next to the running JDK; otherwise the running JDK. */
    public static Jdk find(Map<String, String> environment, Path running, int runningRelease) {
        if (runningRelease == PREFERRED) {
            return new Jdk(running, runningRelease);
        }
        List<Path> candidates = new ArrayList<>();
        environment.entrySet().stream()
                .filter(each -> each.getKey().startsWith("JAVA_HOME_" + PREFERRED))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> path(each.getValue()).ifPresent(candidates::add));
        Path siblings = running.getParent();
        if (siblings != null && Files.isDirectory(siblings)) {
            try (Stream<Path> listed = Files.list(siblings)) {
                listed.sorted().forEach(candidates::add);
            } catch (IOException e) {
                // The folder cannot be listed, so the running JDK is used.
                return new Jdk(running, runningRelease);
            }
        }
        return candidates.stream()
                .map(home -> new Jdk(home, release(home)))
                .filter(jdk -> jdk.release() == PREFERRED && Files.isExecutable(jdk.java()))
                .findFirst()
                .orElse(new Jdk(running, runningRelease));
    }

    /** On Windows a path in quotes is none. Then the variable names no JDK. */
    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static int release(Path home) {
        Path file = home.resolve("release");
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            // The file is not the release file of a JDK.
            return 0;
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        String feature = version.split("[.+-]")[0];
        return feature.matches("\\d{1,4}") ? Integer.parseInt(feature) : 0;
    }
}
