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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

    /**
     * Synthesises the sample project with a pipeline, by the app itself.
     *
     * @param others keys of the pipeline, in addition to those that it needs
     * @param more keys of environments, by the environment's name
     * @return the project's folder
     */
    @SuppressWarnings("unchecked")
    private static Path synthesised(String name, Map<String, Object> others, Map<String, Map<String, Object>> more)
            throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        Map<String, Object> context = new LinkedHashMap<>(Fixture.sampleContext());
        context.put("definitions", Fixture.SAMPLE.resolve("function/actions").toString());
        context.put("handlerJar", folder.resolve("handler.jar").toString());
        context.put("registrarJar", folder.resolve("registrar.jar").toString());
        Map<String, Object> keys = new LinkedHashMap<>(others);
        keys.put(
                "connectionArn",
                "arn:aws:codeconnections:eu-west-1:123456789012:connection/0a1b2c3d-0000-4000-8000-000000000000");
        keys.put("repository", "acme/actions");
        context.put("pipeline", keys);
        Map<String, Object> environments = new LinkedHashMap<>((Map<String, Object>) context.get("environments"));
        more.forEach((environment, added) -> {
            Map<String, Object> settings = new LinkedHashMap<>((Map<String, Object>) environments.get(environment));
            settings.putAll(added);
            environments.put(environment, settings);
        });
        context.put("environments", environments);
        JSON.writeValue(root.resolve("cdk.json").toFile(), Map.of("context", context));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        int code = DataActionsApp.run(new String[0], Map.of(), root, new PrintStream(said, true));

        assertThat(code).as(said.toString()).isZero();
        return root;
    }

    /** By the app itself, as cdk.json's {@code pipeline} asks for it. */
    @Test
    void the_app_adds_it_beside_the_stages_of_a_workstation_where_the_context_has_one() throws IOException {
        Path root = synthesised(
                "project",
                Map.of(
                        "branch",
                        "release",
                        "environments",
                        List.of("test", "prod"),
                        "permissionsBoundary",
                        "developers",
                        "bootstrapQualifier",
                        "team1"),
                Map.of());

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
    void an_approval_names_the_plan_only_where_there_is_one() throws IOException {
        Path root = synthesised(
                "approvals",
                Map.of("environments", List.of("test", "prod"), "approvalBefore", List.of("test", "prod")),
                Map.of());

        assertThat(Files.readString(root.resolve("cdk.out/Pipeline.template.json")))
                .contains(
                        "Deploys to test. The first environment of the pipeline has no plan. To see what the deployment"
                                + " does in Genesys Cloud, run ./data-actions live plan --environment test.",
                        "Deploys to prod. What it does in Genesys Cloud is in the log of the step Plan-prod.")
                .doesNotContain("Plan-test");
    }

    @Test
    void what_was_tested_is_what_is_built_and_nothing_is_built_afterwards() throws IOException {
        String template = Files.readString(folder.resolve("cdk.out/Pipeline.template.json"));

        assertThat(template.split("mvn -B -ntp verify", -1)).hasSize(2);
        assertThat(template)
                .contains("cdk synth --quiet --build ''")
                .contains("live plan --assembly cdk.out --environment prod || [ $? -eq 2 ]");
    }

    /** What these packages run has the roles that deploy and publish. */
    @Test
    void every_package_that_a_step_installs_has_the_version_that_the_project_chose() throws IOException {
        String template = Files.readString(folder.resolve("cdk.out/Pipeline.template.json"));
        String cdk = JSON.readTree(Fixture.PROJECT.resolve("package.json").toFile())
                .at("/devDependencies/aws-cdk")
                .asText();

        assertThat(Pattern.compile("npm (?:ci|install|i) [^\\\\]*")
                        .matcher(template)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactlyInAnyOrder(
                        "npm ci --ignore-scripts --no-audit --no-fund",
                        "npm install -g aws-cdk@" + cdk,
                        "npm install -g cdk-assets@4.7.3");
    }

    /** CodeBuild does not set it. Without it, the tests write a missing snapshot, and pass. */
    @Test
    void an_environment_without_a_snapshot_fails_the_build() throws IOException {
        assertThat(JSON.readTree(
                                folder.resolve("cdk.out/Pipeline.template.json").toFile())
                        .path("Resources"))
                .filteredOn(it -> it.at("/Properties/Source/BuildSpec").asText().contains("mvn -B -ntp verify"))
                .singleElement()
                .extracting(it ->
                        it.at("/Properties/Environment/EnvironmentVariables/0").toString())
                .isEqualTo("{\"Name\":\"CI\",\"Type\":\"PLAINTEXT\",\"Value\":\"true\"}");
    }

    /** The order of {@code Map.of} differs between JVMs: without an order of its own this test fails in every other one. */
    @Test
    void the_template_is_the_same_in_every_jvm_or_the_pipeline_would_update_itself() throws IOException {
        String template = Files.readString(folder.resolve("cdk.out/Pipeline.template.json"));

        assertThat(template.split("corretto21", -1)).hasSizeGreaterThan(3);
        assertThat(template).doesNotContainPattern("nodejs[^}]*corretto21");
        assertThat(template.indexOf("SRC_DIR_Synth_Output"))
                .isPositive()
                .isLessThan(template.indexOf("SRC_DIR_Synth_infra_cli_target"));
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

    /** The CDK adds a stack with a bucket for the region, and lets the roles of the account use bucket and key. */
    @Test
    void an_environment_may_be_in_another_region_and_in_another_account() throws IOException {
        String secret = "arn:aws:secretsmanager:us-east-1:222222222222:secret:genesys/prod";
        Path root = synthesised(
                "elsewhere",
                Map.of("account", "111111111111", "region", "eu-west-1"),
                Map.of(
                        "test",
                        Map.of("region", "eu-central-1"),
                        "prod",
                        Map.of(
                                "account",
                                "222222222222",
                                "region",
                                "us-east-1",
                                "genesys",
                                Map.of("domain", "mypurecloud.de", "credentialsSecret", secret))));

        assertThat(SynthesisedStack.in(root.resolve("cdk.out")))
                .extracting(SynthesisedStack::path)
                .contains(
                        "Pipeline",
                        "cross-region-stack-111111111111:eu-central-1",
                        "cross-region-stack-111111111111:us-east-1");
        assertThat(Files.readString(root.resolve("cdk.out/manifest.json")))
                .contains("aws://111111111111/eu-west-1", "aws://111111111111/eu-central-1");
        assertThat(policyOfPlan(root, "test"))
                .doesNotContain(":key/*")
                .contains(
                        ":secretsmanager:eu-central-1:111111111111:secret:genesys-cloud/test/oauth-client-??????\"",
                        ":cloudformation:eu-central-1:111111111111:stack/test-DataActions/*\"");
        assertThat(policyOfPlan(root, "prod"))
                .contains(
                        "\"" + secret + "-??????\"",
                        "\"kms:ViaService\":\"secretsmanager.us-east-1.amazonaws.com\"",
                        ":kms:us-east-1:222222222222:key/*\"",
                        ":cloudformation:us-east-1:222222222222:stack/prod-DataActions/*\"");
    }

    @Test
    void an_environment_in_another_account_needs_no_key_of_the_pipeline() throws IOException {
        Path root = synthesised("account", Map.of(), Map.of("prod", Map.of("account", "222222222222")));

        assertThat(Files.readString(root.resolve("cdk.out/Pipeline.template.json")))
                .contains(":iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-");
        assertThat(policyOfPlan(root, "prod")).contains(":222222222222:stack/prod-DataActions/*\"");
    }

    /** What the role of the step {@code Plan-<environment>} may do. */
    private static String policyOfPlan(Path root, String environment) throws IOException {
        JsonNode resources = JSON.readTree(
                        root.resolve("cdk.out/Pipeline.template.json").toFile())
                .path("Resources");
        List<String> policies = new ArrayList<>();
        resources.properties().forEach(each -> {
            if (each.getKey().startsWith("Pipeline" + environment + "Plan" + environment + "RoleDefaultPolicy")) {
                policies.add(each.getValue().toString());
            }
        });
        assertThat(policies).hasSize(1);
        return policies.get(0);
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
