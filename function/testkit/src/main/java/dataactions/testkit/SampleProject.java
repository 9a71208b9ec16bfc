package dataactions.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A copy of the sample project of the app's test resources, to edit and synthesise as a user does. A test runs in a
 * module's folder, two levels below the repository's root.
 */
public abstract class SampleProject {
    /** The build or the synthesis refused the project; the message is what it printed. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Refused(String printed) {
            super(printed);
        }
    }

    /** Records the contracts of a folder of definitions, as the build does. */
    @FunctionalInterface
    public interface Recorder {
        /** @throws Refused when the definitions are wrong */
        void record(Path definitions) throws Exception;
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SAMPLE = "infra/app/src/test/resources/project";

    /** The repository. */
    protected static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private static final List<Path> LOCK_FILES =
            List.of(Path.of("function/actions/contracts.lock.json"), Path.of("environments.lock.json"));

    private final Path root;
    private final Recorder recorder;
    private int local;

    /** @param recorder called before each synthesis that records */
    public SampleProject(Path root, Recorder recorder) throws IOException {
        this.root = root;
        this.recorder = recorder;
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        try (Stream<Path> files = Files.list(REPOSITORY.resolve(SAMPLE).resolve("function/actions"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, actions.resolve(file.getFileName().toString()));
            }
        }
        ObjectNode configuration = (ObjectNode)
                JSON.readTree(REPOSITORY.resolve(SAMPLE).resolve("cdk.json").toFile());
        ObjectNode context = (ObjectNode) configuration.path("context");
        context.put(
                "handlerJar",
                REPOSITORY.resolve("function/handler/target/handler.jar").toString());
        context.put(
                "registrarJar",
                REPOSITORY.resolve("function/registrar/target/registrar.jar").toString());
        // The other environments take time and show nothing more.
        ((ObjectNode) context.path("environments")).retain(List.of("dev"));
        // Termination protection is on by default.
        ((ObjectNode) context.at("/environments/dev")).remove("onDestroy");
        JSON.writeValue(root.resolve("cdk.json").toFile(), configuration);
    }

    public Path root() {
        return root;
    }

    /** The folder of the definitions. */
    public Path actions() {
        return root.resolve("function/actions");
    }

    /** The lock file of the contracts. */
    public Path lockFile() {
        return actions().resolve("contracts.lock.json");
    }

    /** The folder of the assembly that {@link #synthesise} writes. */
    public Path assembly() {
        return root.resolve("cdk.out");
    }

    /** Replaces text in a definition; the text must be there. */
    public void edit(String file, String from, String to) throws IOException {
        Path path = actions().resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(file + " does not contain: " + from);
        }
        Files.writeString(path, text.replace(from, to));
    }

    /** Adds one of the published patterns to the definitions. */
    public void use(String pattern) throws IOException {
        Files.copy(
                REPOSITORY.resolve("infra/authoring/patterns").resolve(pattern),
                actions().resolve(pattern));
    }

    /** Changes the environment {@code dev} of {@code cdk.json}. */
    public void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = root.resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(file.toFile());
        change.accept((ObjectNode) configuration.at("/context/environments/dev"));
        JSON.writeValue(file.toFile(), configuration);
    }

    /**
     * Records the contracts and synthesises.
     *
     * @return the assembly's folder
     * @throws Refused when the build or the synthesis refuses the project
     */
    public Path synthesise() throws Exception {
        Path output = assembly();
        cached("recorded", output, () -> {
            recorder.record(actions());
            synthesise(output, Map.of());
        });
        return output;
    }

    /**
     * Synthesises for a local deployment: no contract is recorded.
     *
     * @return the assembly's folder, another one each time
     */
    public Path synthesiseLocally() throws Exception {
        ObjectNode context =
                (ObjectNode) JSON.readTree(root.resolve("cdk.json").toFile()).path("context");
        context.put("dataactions:local", "dev");
        Path output = root.resolve("local-" + ++local);
        cached("local", output, () -> synthesise(output, Map.of("CDK_CONTEXT_JSON", context.toString())));
        return output;
    }

    private void synthesise(Path output, Map<String, String> variables) throws Exception {
        Map<String, String> all = new HashMap<>(variables);
        all.put("CDK_OUTDIR", output.toString());
        app(all);
    }

    /**
     * Runs the CDK app in the project's folder: here, in a JVM of its own. A module whose tests have the app on their
     * class path runs it in their JVM.
     *
     * @param variables environment variables of the app
     * @throws Refused when the app ends with an error
     */
    protected void app(Map<String, String> variables) throws Exception {
        // The options of cdk.json's command.
        run(
                variables,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                REPOSITORY.resolve("infra/app/target/app.jar").toString(),
                "dataactions.infra.DataActionsApp");
    }

    private interface Work {
        void run() throws Exception;
    }

    /**
     * Synthesises a project once for all tests that have the same one, in any module: a synthesis takes seconds. What it
     * writes is kept by a key of everything that it reads.
     */
    private void cached(String kind, Path output, Work work) throws Exception {
        Path kept = REPOSITORY.resolve("target/synthesised").resolve(kind + "-" + key());
        if (!Files.isDirectory(kept)) {
            deleteTree(output);
            work.run();
            Files.createDirectories(kept.getParent());
            Path unfinished = Files.createTempDirectory(kept.getParent(), "unfinished");
            for (Path file : LOCK_FILES) {
                if (Files.exists(root.resolve(file))) {
                    copyTree(root.resolve(file), unfinished.resolve(file.getFileName()));
                }
            }
            copyTree(output, unfinished.resolve("assembly"));
            try {
                Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException keptMeanwhile) {
                deleteTree(unfinished);
            }
            return;
        }
        for (Path file : LOCK_FILES) {
            if (Files.exists(kept.resolve(file.getFileName()))) {
                Files.copy(kept.resolve(file.getFileName()), root.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        deleteTree(output);
        copyTree(kept.resolve("assembly"), output);
    }

    private String key() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Stream<Path> files = Files.walk(root.resolve("function"))) {
            List<Path> read =
                    new ArrayList<>(files.filter(Files::isRegularFile).sorted().toList());
            read.add(root.resolve("cdk.json"));
            read.add(root.resolve("environments.lock.json"));
            for (Path file : read) {
                digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
            }
        }
        for (String folder : List.of(
                "infra/app/target", "infra/authoring/target", "function/handler/target", "function/registrar/target")) {
            try (Stream<Path> jars = Files.walk(REPOSITORY.resolve(folder), 2)) {
                for (Path jar : jars.filter(each -> each.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    String state = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
                    digest.update(state.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 12);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run(Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        builder.environment().remove("CI");
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Refused(printed);
        }
    }
}
