package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.infra.assembly.SynthesisedStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;

/** The promotion pipeline's template, and what it promotes. */
class PipelineIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static JsonNode pipeline;

    @BeforeAll
    static void synthesised() throws IOException {
        App app = Fixture.app(folder);
        Fixture.pipeline(app, folder);
        app.synth();
        JsonNode template =
                JSON.readTree(folder.resolve("cdk.out/Pipeline.template.json").toFile());
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("Type").asText().equals("AWS::CodePipeline::Pipeline")) {
                pipeline = resource.path("Properties");
            }
        }
    }

    /** By the app itself, as cdk.json's {@code pipeline} asks for it. */
    @Test
    void the_app_adds_it_beside_the_stages_of_a_workstation_where_the_context_has_one() throws IOException {
        Path root = Files.createDirectory(folder.resolve("project"));
        Map<String, Object> context = new LinkedHashMap<>(Fixture.sampleContext());
        context.put("definitions", Fixture.SAMPLE.resolve("function/actions").toString());
        context.put("handlerJar", folder.resolve("handler.jar").toString());
        context.put("registrarJar", folder.resolve("registrar.jar").toString());
        context.put(
                "pipeline",
                Map.of(
                        "connectionArn",
                        "arn:aws:codeconnections:eu-west-1:123456789012:connection/0a1b2c3d-0000-4000-8000-000000000000",
                        "repository",
                        "acme/actions",
                        "branch",
                        "release",
                        "environments",
                        List.of("test", "prod"),
                        "permissionsBoundary",
                        "developers",
                        "bootstrapQualifier",
                        "team1"));
        JSON.writeValue(root.resolve("cdk.json").toFile(), Map.of("context", context));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int code = DataActionsApp.run(new String[0], Map.of(), root, new PrintStream(said, true));

        assertThat(code).as(said.toString()).isZero();
        assertThat(SynthesisedStack.in(root.resolve("cdk.out")))
                .extracting(SynthesisedStack::path)
                .containsExactlyInAnyOrder(
                        "dev/DataActions",
                        "test/DataActions",
                        "prod/DataActions",
                        "Pipeline",
                        "Pipeline/test/DataActions",
                        "Pipeline/prod/DataActions");
        JsonNode template =
                JSON.readTree(root.resolve("cdk.out/Pipeline.template.json").toFile());
        assertThat(template.path("Resources"))
                .filteredOn(it -> it.path("Type").asText().equals("AWS::IAM::Role"))
                .hasSizeGreaterThan(5)
                .allSatisfy(role -> assertThat(
                                role.at("/Properties/PermissionsBoundary").toString())
                        .contains("policy/developers"));
        assertThat(Files.readString(root.resolve("cdk.out/manifest.json"))).contains("cdk-team1-deploy-role");
        assertThat(Files.readString(root.resolve("cdk.out/Pipeline.template.json")))
                .contains("\"BranchName\": \"release\"", "secret:genesys-cloud/prod/oauth-client-??????");
    }

    private static List<String> stages() {
        List<String> names = new ArrayList<>();
        pipeline.path("Stages").forEach(stage -> names.add(stage.path("Name").asText()));
        return names;
    }

    /** Actions of a stage, with their order in it. */
    private static Map<String, Integer> actions(String stage) {
        Map<String, Integer> orders = new LinkedHashMap<>();
        for (JsonNode each : pipeline.path("Stages")) {
            if (each.path("Name").asText().equals(stage)) {
                each.path("Actions")
                        .forEach(action -> orders.put(
                                action.path("Name").asText(),
                                action.path("RunOrder").asInt()));
            }
        }
        return orders;
    }

    @Test
    void it_goes_from_the_source_through_one_build_to_each_environment() {
        assertThat(stages()).containsExactly("Source", "Build", "UpdatePipeline", "Assets", "dev", "test", "prod");
        assertThat(pipeline.at("/Stages/0/Actions/0/Configuration/FullRepositoryId")
                        .asText())
                .isEqualTo("acme/actions");
    }

    @Test
    void the_plan_is_there_to_be_read_before_a_person_approves() {
        assertThat(actions("dev")).doesNotContainKeys("Plan-dev", "Approve-dev");
        assertThat(actions("test")).containsKey("Plan-test").doesNotContainKey("Approve-test");
        Map<String, Integer> prod = actions("prod");
        assertThat(prod.get("Plan-prod")).isLessThan(prod.get("Approve-prod"));
        prod.forEach((name, order) -> {
            if (!name.equals("Plan-prod") && !name.equals("Approve-prod")) {
                assertThat(order).as(name).isGreaterThan(prod.get("Approve-prod"));
            }
        });
    }

    @Test
    void what_was_tested_is_what_is_built_and_nothing_is_built_afterwards() throws IOException {
        String template = Files.readString(folder.resolve("cdk.out/Pipeline.template.json"));

        assertThat(template.split("mvn -B -ntp verify", -1)).hasSize(2);
        assertThat(template)
                .contains("cdk synth --quiet --build ''")
                .contains("live plan --assembly cdk.out --environment prod || [ $? -eq 2 ]");
    }

    @Test
    void a_contract_or_front_door_that_is_not_recorded_stops_the_build_before_the_synthesis() throws IOException {
        assertThat(Files.readString(folder.resolve("cdk.out/Pipeline.template.json")))
                .containsSubsequence("mvn -B -ntp verify", "contract record --frozen", "cdk synth --quiet --build ''");
    }

    @Test
    void a_plan_may_read_the_secret_of_its_environment_and_no_other_that_begins_so() throws IOException {
        assertThat(Files.readString(folder.resolve("cdk.out/Pipeline.template.json")))
                .contains("\"" + Fixture.PROD_SECRET + "\"", "\"" + Fixture.PROD_SECRET + "-??????\"")
                .doesNotContain(Fixture.PROD_SECRET + "*");
    }

    /** All that the command's README says it reads. */
    @Test
    void a_plan_may_look_at_what_is_deployed() throws IOException {
        assertThat(Files.readString(folder.resolve("cdk.out/Pipeline.template.json")))
                .contains(
                        "\"cloudformation:DescribeStacks\"",
                        "\"cloudformation:GetTemplate\"",
                        "\"cloudformation:ListStackResources\"");
    }

    @Test
    void every_environment_gets_the_same_digests() throws IOException {
        Map<String, List<String>> digests = new LinkedHashMap<>();
        for (String name : List.of("dev", "test", "prod")) {
            try (Stream<Path> files = Files.walk(folder.resolve("cdk.out/assembly-Pipeline-" + name))) {
                Path manifest = files.filter(it -> it.toString().endsWith(".assets.json"))
                        .findFirst()
                        .orElseThrow();
                List<String> keys = new ArrayList<>();
                JSON.readTree(manifest.toFile()).path("files").forEach(file -> {
                    if (file.at("/source/packaging").asText().equals("zip")) {
                        file.path("destinations")
                                .forEach(it -> keys.add(it.path("objectKey").asText()));
                    }
                });
                digests.put(name, keys.stream().sorted().toList());
            }
        }

        assertThat(digests.get("dev")).hasSize(2);
        assertThat(digests.get("test")).isEqualTo(digests.get("dev"));
        assertThat(digests.get("prod")).isEqualTo(digests.get("dev"));
    }
}
