package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stack that an older version deployed is updated by this one: in Genesys nothing is created, replaced or deleted.
 * The resources {@code old-deployment} are what the older version left; their README says how they were recorded.
 */
class OldDeploymentIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path FIXTURE = Path.of("src/test/resources/old-deployment");

    /** The port of the Function URL in the fixture. */
    private static final String RECORDED_PORT = "65535";

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final List<String> events = new ArrayList<>();

    /** The old project as the current code synthesises it, and the old assembly. */
    @BeforeAll
    static void synthesise() throws Exception {
        Path project = shared.resolve("project");
        copy(FIXTURE.resolve("project"), project);
        ObjectNode configuration =
                (ObjectNode) JSON.readTree(project.resolve("cdk.json").toFile());
        for (String name : List.of("handler", "registrar")) {
            ((ObjectNode) configuration.path("context"))
                    .put(name + "Jar", jar(name).toString());
        }
        JSON.writeValue(project.resolve("cdk.json").toFile(), configuration);
        synthesise(project, "current");

        // The old template with the current jars: the fixture has none.
        copy(FIXTURE.resolve("assembly"), shared.resolve("old"));
        for (Path asset :
                CloudAssembly.read(shared.resolve("old"), "url").assets().values()) {
            if (asset.getFileName().toString().startsWith("asset.")) {
                String name = Files.exists(asset.resolve("actions.json")) ? "handler" : "registrar";
                Files.createDirectories(asset.resolve("lib"));
                Files.copy(jar(name), asset.resolve("lib/" + name + ".jar"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "iam"})
    void a_stack_that_the_old_version_deployed_updates_without_a_replacement_in_genesys(String frontDoor)
            throws Exception {
        Path state = Files.createDirectories(folder.resolve("state"));
        String port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = Integer.toString(free.getLocalPort());
        }
        String recorded = Files.readString(FIXTURE.resolve("state/" + frontDoor + ".json"));
        Files.writeString(state.resolve("state.json"), recorded.replace(RECORDED_PORT, port));
        // The code that the stack runs until the update replaces it, where the update does.
        for (JsonNode function : state().at("/account/functions")) {
            String code = function.at("/latest/code").asText();
            copy(
                    shared.resolve("old/asset." + code.replace("_zip", "")),
                    state.resolve("functions").resolve(code));
        }

        try (Sandbox sandbox = open()) {
            updatesWithoutReplacement(sandbox, frontDoor);

            // The registrar writes and deletes only what has its ownership tag: so it recognises those of the old
            // version.
            Map<String, String> objects = genesysObjects();
            ObjectNode edited = assembly("current", frontDoor).template().deepCopy();
            for (String action : List.of("ActionFetchUser2", "ActionListTodos1")) {
                ((ObjectNode) edited.at("/Resources/" + action + "/Properties")).put("Category", "Support");
            }
            deploy(sandbox, assembly("current", frontDoor).withTemplate(edited));
            assertThat(genesysObjects()).isEqualTo(objects);
            assertThat(state().at("/genesys/actions"))
                    .extracting(it -> it.at("/published/name").asText() + ": "
                            + it.at("/published/category").asText())
                    .containsExactlyInAnyOrder(
                            "FetchUser (contract 1): Customer Data", "FetchUser: Support", "ListTodos: Support");

            isDestroyed(sandbox);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "iam"})
    void the_old_template_deployed_by_the_current_registrar_updates_to_the_current_template(String frontDoor)
            throws Exception {
        try (Sandbox sandbox = open()) {
            deploy(sandbox, assembly("old", frontDoor));

            updatesWithoutReplacement(sandbox, frontDoor);
            isDestroyed(sandbox);
        }
    }

    private void updatesWithoutReplacement(Sandbox sandbox, String frontDoor) throws IOException {
        Map<String, String> objects = genesysObjects();
        Map<String, String> resources = resources();
        assertThat(objects).hasSize(5);
        assertThat(objects.values()).allMatch(tag -> tag.contains("/" + frontDoor + "-DataActions/"));

        deploy(sandbox, assembly("current", frontDoor));

        assertThat(genesysObjects()).isEqualTo(objects);
        assertThat(resources()).isEqualTo(resources);
    }

    private void isDestroyed(Sandbox sandbox) throws IOException {
        sandbox.protect(false);
        StackResult destroyed = sandbox.destroy(event -> events.add(event.toString()));
        assertThat(destroyed.ending()).as(String.join("\n", events)).isEqualTo(StackResult.Ending.DESTROYED);
        assertThat(genesysObjects()).isEmpty();
        assertThat(state().at("/account/functions")).isEmpty();
    }

    /** The ownership tags of everything in the org, by the objects' ids. */
    private Map<String, String> genesysObjects() throws IOException {
        Map<String, String> tags = new TreeMap<>();
        JsonNode genesys = state().path("genesys");
        genesys.path("credentials")
                .forEach(it -> tags.put(it.path("id").asText(), it.path("name").asText()));
        genesys.path("integrations")
                .forEach(it ->
                        tags.put(it.path("id").asText(), it.at("/config/notes").asText()));
        genesys.path("actions")
                .forEach(it -> tags.put(
                        it.path("id").asText(),
                        it.at("/published/config/request/headers/Data-Action-Owner")
                                .asText()));
        return tags;
    }

    /**
     * The physical ids of the stack's resources. A version of the function is a new resource each time; what a check
     * has proved is in its physical id.
     */
    private Map<String, String> resources() throws IOException {
        Map<String, String> ids = new TreeMap<>();
        state().at("/stack/resources").properties().forEach(each -> {
            String type = each.getValue().path("type").asText();
            if (!type.equals("AWS::Lambda::Version")) {
                ids.put(
                        each.getKey() + " " + type,
                        type.endsWith("Check")
                                ? ""
                                : each.getValue().path("physicalId").asText());
            }
        });
        return ids;
    }

    private JsonNode state() throws IOException {
        return JSON.readTree(folder.resolve("state/state.json").toFile());
    }

    private static CloudAssembly assembly(String name, String environment) {
        return CloudAssembly.read(shared.resolve(name), environment);
    }

    private void deploy(Sandbox sandbox, CloudAssembly assembly) {
        events.clear();
        StackResult result = sandbox.deploy(assembly, event -> events.add(event.toString()));
        assertThat(result.ending())
                .as(String.join("\n", events))
                .isIn(StackResult.Ending.DEPLOYED, StackResult.Ending.UNCHANGED);
    }

    private Sandbox open() {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.systemUTC(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                UnaryOperator.identity()));
    }

    private static Path jar(String name) {
        return ROOT.resolve("function/" + name + "/target/" + name + ".jar");
    }

    private static void synthesise(Path project, String output) throws Exception {
        ProcessBuilder app = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                ROOT.resolve("infra/app/target/app.jar").toString(),
                "dataactions.infra.DataActionsApp");
        app.directory(project.toFile());
        app.environment().put("CDK_OUTDIR", shared.resolve(output).toString());
        app.environment().remove("CI");
        File log = shared.resolve(output + ".log").toFile();
        app.redirectErrorStream(true).redirectOutput(log);
        assertThat(app.start().waitFor()).as(() -> read(log)).isZero();
    }

    private static String read(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
