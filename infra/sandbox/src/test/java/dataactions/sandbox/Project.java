package dataactions.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.Synthesis;
import dataactions.authoring.Contracts;
import dataactions.authoring.reader.DefinitionException;
import dataactions.infra.DataActionsApp;
import dataactions.testkit.SampleProject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sample project, with its assembly read. */
public final class Project extends SampleProject {

    public Project(Path root) throws IOException {
        super(Files.createDirectories(root), Project::record);
    }

    private static void record(Path definitions) throws IOException {
        try {
            new Contracts(definitions, line -> {}).record();
        } catch (DefinitionException e) {
            throw new Refused(e.getMessage());
        }
    }

    /**
     * In this JVM: its Node.js with the CDK serves every synthesis. {@code SandboxIT} and {@code OldDeploymentIT} start the
     * app as the CDK CLI does.
     */
    @Override
    protected void app(Map<String, String> variables) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code;
        // The CDK's client for Node.js is not thread-safe.
        synchronized (DataActionsApp.class) {
            code = DataActionsApp.run(
                    new String[0], variables, root(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        }
        if (code != 0) {
            throw new Refused(printed.toString(StandardCharsets.UTF_8));
        }
    }

    /** The contracts of this project, and what a person may do with them. */
    Contracts contracts() {
        return new Contracts(actions(), line -> {});
    }

    /** Records the contracts and synthesises. */
    public CloudAssembly assembled() throws Exception {
        return CloudAssembly.read(synthesise(), "dev");
    }

    /** Synthesises for a local deployment: no contract is recorded. */
    CloudAssembly assembledLocally() throws Exception {
        return CloudAssembly.read(synthesiseLocally(), "dev");
    }

    /** Deletes the lock file of the contracts: {@code git checkout} does, where the file was never committed. */
    void forgetContracts() throws IOException {
        Files.delete(lockFile());
    }

    /** Runs the CDK CLI as a user does, with links to this repository's build where the CLI expects a build. */
    List<String> synthesiseWithCli(Path output) throws IOException {
        List<Path> links = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            for (String path : List.of("node_modules", "infra/app/target", "infra/authoring/target")) {
                Files.createDirectories(root().resolve(path).getParent());
                links.add(Files.createSymbolicLink(root().resolve(path), REPOSITORY.resolve(path)));
            }
            Synthesis.runLocal(root(), output, "dev", lines::add);
        } finally {
            for (Path link : links) {
                Files.delete(link);
            }
        }
        return lines;
    }

    /**
     * The template of the sample project with more actions than it has.
     *
     * @param actions the number of actions: the project's own, and copies of FetchUser under other names
     */
    public static ObjectNode withCopies(Path folder, int actions) throws Exception {
        Project project = new Project(folder);
        String original = Files.readString(project.actions().resolve("fetch-user.yaml"));
        int own;
        try (var files = Files.list(project.actions())) {
            own = (int) files.filter(file -> file.toString().endsWith(".yaml")).count();
        }
        for (int copy = own + 1; copy <= actions; copy++) {
            String name = "FetchUser" + (char) ('A' + copy % 26) + (copy / 26 == 0 ? "" : (char) ('a' + copy / 26));
            Files.writeString(
                    project.actions().resolve("copy-" + copy + ".yaml"),
                    original.replaceFirst("(?m)^name: FetchUser\\b", "name: " + name));
        }
        return (ObjectNode) project.assembled().template();
    }
}
