package dataactions.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.Contracts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the sample project of the app's test resources, to edit and synthesise as a user does. */
public final class Synthesised {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SAMPLE = "infra/app/src/test/resources/project";
    private static final Path ORIGINAL = Path.of("../..").toAbsolutePath().normalize();

    private final Path root;

    public Synthesised(Path root) throws IOException {
        this.root = root;
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        try (Stream<Path> files = Files.list(ORIGINAL.resolve(SAMPLE).resolve("function/actions"))) {
            for (Path file : files.toList()) {
                Files.copy(file, actions.resolve(file.getFileName().toString()));
            }
        }
        ObjectNode configuration = (ObjectNode)
                JSON.readTree(ORIGINAL.resolve(SAMPLE).resolve("cdk.json").toFile());
        ObjectNode context = (ObjectNode) configuration.path("context");
        context.put(
                "handlerJar",
                ORIGINAL.resolve("function/handler/target/handler.jar").toString());
        context.put(
                "registrarJar",
                ORIGINAL.resolve("function/registrar/target/registrar.jar").toString());
        ((ObjectNode) context.path("environments")).retain(List.of("dev"));
        // Protected, as an environment is that says nothing.
        ((ObjectNode) context.at("/environments/dev")).remove("onDestroy");
        JSON.writeValue(root.resolve("cdk.json").toFile(), configuration);
    }

    public Path root() {
        return root;
    }

    /** Replaces text in a definition; the text must be there. */
    public void edit(String file, String from, String to) throws IOException {
        Path path = root.resolve("function/actions").resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(file + " does not contain: " + from);
        }
        Files.writeString(path, text.replace(from, to));
    }

    /** Changes the environment {@code dev} of {@code cdk.json}. */
    public void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = root.resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(file.toFile());
        change.accept((ObjectNode) configuration.at("/context/environments/dev"));
        JSON.writeValue(file.toFile(), configuration);
    }

    /** Takes a definition over from the patterns. */
    public void use(String pattern) throws IOException {
        Files.copy(
                ORIGINAL.resolve("infra/authoring/patterns").resolve(pattern),
                root.resolve("function/actions").resolve(pattern));
    }

    /** What a person may do with the contracts of this project. */
    public Contracts contracts() {
        return new Contracts(root.resolve("function/actions"), line -> {});
    }

    /** The cloud assembly's folder. */
    public Path synthesise() throws Exception {
        contracts().record();
        run(ORIGINAL.resolve("infra/app/target/app.jar"), "dataactions.infra.DataActionsApp");
        return root.resolve("cdk.out");
    }

    private void run(Path jar, String mainClass, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(mainClass == null ? List.of("-jar", jar.toString()) : List.of("-cp", jar.toString(), mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().put("CDK_OUTDIR", root.resolve("cdk.out").toString());
        builder.environment().remove("CI");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }
}
