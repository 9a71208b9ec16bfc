package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user does on the second day, in a copy of this repository: adds an action, an upstream and an environment, then
 * deletes the samples. {@code npm start} runs as it is after each step. Of {@code mvn verify}, those tests run at the end
 * that read the user's files, or once did. The others are this very build.
 *
 * <p>The copy starts with the sample project of the app's test resources. The definitions, environments, lock files and
 * snapshots of this repository are the user's, and may be anything.
 */
class SecondDayIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path ORIGINAL = Path.of("../..").toAbsolutePath().normalize();
    private static final Path SAMPLE = ORIGINAL.resolve("infra/app/src/test/resources/project");
    private static final Set<String> NOT_COPIED =
            Set.of(".git", "node_modules", "target", "cdk.out", ".sandbox", ".cifuzz-corpus");
    /** This module does not depend on these: Maven may be compiling them now. */
    private static final Set<String> BUILT_MEANWHILE = Set.of("benchmark", "crash", "fuzz");
    /** {@code npm start} compiles this module in the copy. The classes of the others are those of this build. */
    private static final String COMPILED_IN_THE_COPY = "assembly";

    private static final String ACTIONS = "function/actions";

    private static final String ACTION = """
            name: FindOrder
            category: Orders
            description: Finds an order by its number.
            timeout: 10s
            input:
              number: {type: string, required: true}
            request:
              upstream: orders
              path: /orders/{number}
            output:
              state: {type: string, from: state}
            examples:
              - name: an open order
                input: {number: A-1}
                response: {status: 200, body: {state: open}}
                data: {state: open}
            """;

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void a_copy_of_the_repository() throws IOException {
        assumeTrue(
                Files.isDirectory(ORIGINAL.resolve("node_modules/aws-cdk")),
                "skipped: there is no node_modules; run `npm ci` first");
        root = folder.resolve("copy");
        copy(ORIGINAL, NOT_COPIED);
        replaceTheUsersFiles();
        copyCompiled("classes", COMPILED_IN_THE_COPY);
        // Maven compiles what is older than its source, and not all because of another folder.
        Files.writeString(
                root.resolve(".mvn/maven.config"),
                "\n-Dmaven.compiler.useIncrementalCompilation=false\n",
                StandardOpenOption.APPEND);
        Files.createSymbolicLink(root.resolve("node_modules"), ORIGINAL.resolve("node_modules"));
    }

    /** Puts the sample project in the place of everything that belongs to the user. */
    private void replaceTheUsersFiles() throws IOException {
        Path actions = Files.createDirectories(root.resolve(ACTIONS));
        deleteFiles(actions, file -> !file.endsWith("README.md"));
        try (Stream<Path> samples = Files.list(SAMPLE.resolve(ACTIONS))) {
            for (Path sample : samples.toList()) {
                Files.copy(sample, actions.resolve(sample.getFileName().toString()));
            }
        }
        deleteFiles(root.resolve("snapshots"), file -> true);
        Files.deleteIfExists(root.resolve("environments.lock.json"));
        // The commands in cdk.json are the product's.
        Path file = root.resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(file.toFile());
        configuration.set(
                "context", JSON.readTree(SAMPLE.resolve("cdk.json").toFile()).path("context"));
        JSON.writeValue(file.toFile(), configuration);
    }

    /** Deletes files of a folder, if it exists, and of the folders in it. */
    private static void deleteFiles(Path folder, Predicate<Path> which) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).filter(which).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Copies what this build has compiled, without a module. */
    private void copyCompiled(String folder, String without) throws IOException {
        for (String group : List.of("function", "infra")) {
            try (Stream<Path> modules = Files.list(ORIGINAL.resolve(group))) {
                for (Path module : modules.toList()) {
                    String name = module.getFileName().toString();
                    Path compiled = module.resolve("target").resolve(folder);
                    if (Files.isDirectory(compiled) && !BUILT_MEANWHILE.contains(name) && !name.equals(without)) {
                        copy(compiled, Set.of());
                    }
                }
            }
        }
    }

    /** Copies a folder of the repository, without the folders of these names. Every file keeps its time. */
    private void copy(Path tree, Set<String> without) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                if (without.contains(from.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(root.resolve(ORIGINAL.relativize(from).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    Files.copy(
                            from,
                            root.resolve(ORIGINAL.relativize(from).toString()),
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Not left to JUnit, which warns of a link that leads out of its folder. */
    @AfterEach
    void the_link_to_the_cdk_cli_is_removed() throws IOException {
        if (root != null) {
            Files.deleteIfExists(root.resolve("node_modules"));
        }
    }

    @Test
    void ones_own_actions_break_neither_of_the_two_commands_nor_does_deleting_the_samples() throws Exception {
        // The first day ends with a build and its snapshots.
        Said built = succeeds(run("node", "scripts/run.mjs", "build-for-cdk"));
        assertThat(built.text).containsPattern("Building … \\d+ s").doesNotContain("[INFO]");
        assertThat(root.resolve("infra").resolve(COMPILED_IN_THE_COPY).resolve("target/classes"))
                .isNotEmptyDirectory();
        assertThat(succeeds(command("snapshots", "accept")).text).contains("new: snapshots/dev.json");

        // An action of one's own, with an upstream that wants credentials, and an environment.
        Files.writeString(root.resolve(ACTIONS).resolve("find-order.yaml"), ACTION);
        configure(environments -> {
            ObjectNode stage = environments.path("dev").deepCopy();
            ((ObjectNode) stage.path("genesys")).put("domain", "usw2.pure.cloud");
            environments.set("stage", stage);
            environments.forEach(environment -> {
                ObjectNode orders = ((ObjectNode) environment).withObject("/upstreams/orders");
                orders.put("url", "https://orders.example.com/v1");
                orders.withObject("/auth").put("type", "bearer").put("secret", "orders/token");
            });
            environments.withObject("/dev/checks/FindOrder/input").put("number", "A-1");
        });

        Said started = succeeds(run("node", "scripts/run.mjs", "start"));
        assertThat(started.text)
                // Definitions and cdk.json are nothing that Maven compiles.
                .contains("Building … nothing has changed")
                .contains("In Architect: FindOrder", "Outcome: success")
                .doesNotContain("[INFO]");
        succeeds(command("contract", "record"));
        Said different = command("snapshots", "check");
        assertThat(different.status).as(different.text).isEqualTo(ExitStatus.LOOK);
        assertThat(different.text)
                .contains("+ ActionFindOrder1 (Custom::GenesysDataAction)", "./data-actions snapshots accept")
                .contains("new: snapshots/stage.json");
        assertThat(different.text.lines().count()).isLessThan(80);

        // The samples go.
        for (String sample : List.of("fetch-user.yaml", "list-todos.yaml")) {
            Files.delete(root.resolve(ACTIONS).resolve(sample));
        }
        succeeds(command("contract", "retire", "FetchUser", "1"));
        succeeds(command("contract", "retire", "ListTodos", "1"));
        configure(environments -> {
            environments.remove("stage");
            environments.forEach(environment -> {
                ((ObjectNode) environment.path("upstreams")).remove("users");
                ((ObjectNode) environment.path("checks")).remove(List.of("FetchUser", "ListTodos"));
            });
        });
        assertThat(succeeds(command("snapshots", "accept")).text)
                .contains("changed: snapshots/dev.json", "deleted: snapshots/stage.json");

        Said again = succeeds(run("node", "scripts/run.mjs", "start"));
        assertThat(again.text)
                .contains("Building … nothing has changed")
                .contains("DELETE_COMPLETE     ActionFetchUser1")
                .contains("Invoking FindOrder with its example \"an open order\"", "\"state\": \"open\"");
        theTestsGoThrough();
    }

    /** Those over definitions and environments, and those that were red without the samples. */
    private void theTestsGoThrough() throws Exception {
        copyCompiled("test-classes", "");
        Said said = run(
                System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn",
                "-o",
                "-q",
                "-B",
                "-ntp",
                "-Dspotless.check.skip=true",
                // `npm start` has just made the jars of the Lambdas.
                "-Dshade.skip=true",
                "-pl",
                "infra/app,infra/cli",
                "-am",
                "verify",
                "-Dtest=ActionsTest,ActionSchemaTest,DocumentsTest,AppDocumentsTest,DeploymentRulesTest,EnvironmentSchemaTest",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dit.test=SnapshotIT,AppProcessIT#a_mistake*",
                "-Dfailsafe.failIfNoSpecifiedTests=false");
        succeeds(said);
    }

    private void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = root.resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(file.toFile());
        change.accept((ObjectNode) configuration.at("/context/environments"));
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(configuration));
    }

    private record Said(int status, String text) {}

    private static Said succeeds(Said said) {
        assertThat(said.status).as(said.text).isZero();
        return said;
    }

    private Said command(String... arguments) throws Exception {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(List.of(
                root.resolve(windows ? "data-actions.cmd" : "data-actions").toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Said run(String... command) throws Exception {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("CI");
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("It did not end: " + String.join(" ", command) + "\n" + Files.readString(output));
        }
        return new Said(process.exitValue(), Files.readString(output));
    }
}
