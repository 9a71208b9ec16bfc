package dataactions.sandbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.Synthesis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the sample project of the app's test resources, to edit and synthesise as a user does. */
final class Project {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SAMPLE = "infra/app/src/test/resources/project";

    private final Path root;
    private final Path original;
    private int local;

    Project(Path root) throws IOException {
        this.root = root;
        this.original = Path.of("../..").toAbsolutePath().normalize();
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        try (Stream<Path> files = Files.list(original.resolve(SAMPLE).resolve("function/actions"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, actions.resolve(file.getFileName().toString()));
            }
        }
        ObjectNode configuration = (ObjectNode)
                JSON.readTree(original.resolve(SAMPLE).resolve("cdk.json").toFile());
        ObjectNode context = (ObjectNode) configuration.path("context");
        context.put(
                "handlerJar",
                original.resolve("function/handler/target/handler.jar").toString());
        context.put(
                "registrarJar",
                original.resolve("function/registrar/target/registrar.jar").toString());
        // The other environments would take their time and show nothing more.
        ((ObjectNode) context.path("environments")).retain(List.of("dev"));
        // Protected, as an environment is that says nothing.
        ((ObjectNode) context.at("/environments/dev")).remove("onDestroy");
        JSON.writeValue(root.resolve("cdk.json").toFile(), configuration);
    }

    /** Replaces text in a definition; the text must be there. */
    void edit(String file, String from, String to) throws IOException {
        Path path = root.resolve("function/actions").resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(file + " does not contain: " + from);
        }
        Files.writeString(path, text.replace(from, to));
    }

    /** Takes a definition over from the patterns. */
    void use(String pattern) throws IOException {
        Files.copy(
                original.resolve("infra/authoring/patterns").resolve(pattern),
                root.resolve("function/actions").resolve(pattern));
    }

    /** Changes the environment {@code dev} of {@code cdk.json}. */
    void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = root.resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(file.toFile());
        change.accept((ObjectNode) configuration.at("/context/environments/dev"));
        JSON.writeValue(file.toFile(), configuration);
    }

    /** Runs {@code npm run actions -- …}. */
    String actions(String... arguments) throws Exception {
        return run(original.resolve("infra/authoring/target/authoring.jar"), null, Map.of(), arguments);
    }

    /** What the build and the app say when the definitions are recorded and synthesised; fails when they refuse. */
    CloudAssembly synthesise() throws Exception {
        actions("contract", "record");
        run(
                original.resolve("infra/app/target/app.jar"),
                "dataactions.infra.DataActionsApp",
                Map.of("CDK_OUTDIR", root.resolve("cdk.out").toString()));
        return CloudAssembly.read(root.resolve("cdk.out"), "dev");
    }

    /** As {@code npm run sandbox -- deploy} has it synthesised: nothing is recorded. A folder of its own each time. */
    CloudAssembly synthesiseLocally() throws Exception {
        ObjectNode context =
                (ObjectNode) JSON.readTree(root.resolve("cdk.json").toFile()).path("context");
        context.put("dataactions:local", "dev");
        Path output = root.resolve("local-" + ++local);
        run(
                original.resolve("infra/app/target/app.jar"),
                "dataactions.infra.DataActionsApp",
                Map.of("CDK_OUTDIR", output.toString(), "CDK_CONTEXT_JSON", context.toString()));
        return CloudAssembly.read(output, "dev");
    }

    /** Takes the contracts' lock file away, as {@code git checkout} does where it was never committed. */
    void forgetContracts() throws IOException {
        Files.delete(root.resolve("function/actions/contracts.lock.json"));
    }

    /** The contracts' lock file. */
    String contracts() throws IOException {
        return Files.readString(root.resolve("function/actions/contracts.lock.json"));
    }

    /** Has the CDK CLI run as a user runs it, with the build's products where they belong. */
    List<String> synthesiseWithCli(Path output) throws IOException {
        List<Path> links = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            for (String path : List.of("node_modules", "infra/app/target", "infra/authoring/target")) {
                Files.createDirectories(root.resolve(path).getParent());
                links.add(Files.createSymbolicLink(root.resolve(path), original.resolve(path)));
            }
            Synthesis.runLocal(root, output, "dev", lines::add);
        } finally {
            for (Path link : links) {
                Files.delete(link);
            }
        }
        return lines;
    }

    /** The last one of {@link #synthesiseLocally}. */
    Path localAssembly() {
        return root.resolve("local-" + local);
    }

    Path assembly() {
        return root.resolve("cdk.out");
    }

    private String run(Path jar, String mainClass, Map<String, String> variables, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(mainClass == null ? List.of("-jar", jar.toString()) : List.of("-cp", jar.toString(), mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(root.toFile());
        builder.environment().putAll(variables);
        builder.environment().remove("CI");
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Refused(said);
        }
        return said;
    }

    /** The build or the synthesis refused the project; the message is what it said. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String said) {
            super(said);
        }
    }
}
