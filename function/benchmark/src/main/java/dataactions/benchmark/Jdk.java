package dataactions.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The JDK that the measured processes run on.
 *
 * @param version such as {@code 25.0.1}
 * @param vendor who built it
 */
public record Jdk(Path home, String version, String vendor) {
    private static final String LAMBDAS = "25";

    public Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** Such as 25. */
    public int feature() {
        String feature = version.split("[.+-]")[0];
        return feature.matches("\\d{1,4}") ? Integer.parseInt(feature) : 0;
    }

    /**
     * Lambda's own release from {@code JAVA_HOME_25…} or beside the running JDK, else the running one.
     *
     * @param running its home
     */
    public static Jdk find(Map<String, String> env, Path running) {
        List<Path> candidates = new ArrayList<>();
        candidates.add(running);
        env.entrySet().stream()
                .filter(each -> each.getKey().startsWith("JAVA_HOME_" + LAMBDAS))
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> candidates.add(Path.of(each.getValue())));
        if (running.getParent() != null) {
            try (Stream<Path> siblings = Files.list(running.getParent())) {
                siblings.sorted().forEach(candidates::add);
            } catch (IOException e) {
                // A folder that may not be listed offers no JDK.
                return at(running);
            }
        }
        return candidates.stream()
                .map(Jdk::at)
                .filter(jdk -> jdk.version.startsWith(LAMBDAS) && Files.isExecutable(jdk.java()))
                .findFirst()
                .orElseGet(() -> at(running));
    }

    /** The JDK in a folder, by its {@code release} file; version {@code unknown} where that is missing. */
    public static Jdk at(Path home) {
        Properties release = new Properties();
        Path file = home.resolve("release");
        if (Files.isRegularFile(file)) {
            try (var in = Files.newBufferedReader(file)) {
                release.load(in);
            } catch (IOException | IllegalArgumentException e) {
                release.clear();
            }
        }
        return new Jdk(home, value(release, "JAVA_VERSION"), value(release, "IMPLEMENTOR"));
    }

    private static String value(Properties release, String key) {
        return release.getProperty(key, "unknown").replace("\"", "");
    }
}
