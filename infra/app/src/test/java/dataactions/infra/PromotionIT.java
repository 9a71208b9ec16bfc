package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Build once, deploy many: as far as it goes without an account. */
class PromotionIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CDK = Fixture.PROJECT.resolve("node_modules/aws-cdk/bin/cdk");
    private static final List<String> ENVIRONMENTS = List.of("dev", "test", "prod");

    @TempDir
    private static Path project;

    /** One synthesis; afterwards a build that fails, so that whatever builds again is seen. */
    @BeforeAll
    static void synthesised_once() throws Exception {
        ObjectNode configuration = JSON.createObjectNode();
        configuration.put("build", "exit 7");
        ObjectNode context = JSON.valueToTree(Fixture.sampleContext());
        configuration.set("context", context);
        for (String module : List.of("handler", "registrar")) {
            context.put(
                    module + "Jar",
                    Fixture.PROJECT
                            .resolve("function/" + module + "/target/" + module + ".jar")
                            .toString());
        }
        context.put("definitions", Fixture.SAMPLE.resolve("function/actions").toString());
        JSON.writeValue(project.resolve("cdk.json").toFile(), configuration);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = DataActionsApp.run(
                new String[0], Map.of(), project, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(code).as(printed.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void the_assembly_is_taken_as_it_is_nothing_is_built_and_no_feature_flag_is_missing() throws Exception {
        assumeTrue(Files.exists(CDK), "skipped: there is no node_modules; run `npm ci` first");

        Run synthesised = run("node", CDK.toString(), "synth", "-a", "cdk.out", "--quiet", "--build", "");
        assertThat(synthesised.code).as(synthesised.output).isZero();
        assertThat(synthesised.output)
                .contains("Successfully synthesized")
                .doesNotContain("feature flags are not configured");

        // Without the option, the CDK runs the build, with an assembly, too.
        Run built = run("node", CDK.toString(), "ls", "-a", "cdk.out");
        assertThat(built.code).as(built.output).isNotZero();
    }

    @Test
    void every_environment_has_the_digests_of_the_jars_that_were_built_and_says_so_in_its_outputs() throws IOException {
        Map<String, Map<String, String>> assets = new LinkedHashMap<>();
        Map<String, String> digests = new LinkedHashMap<>();
        for (String environment : ENVIRONMENTS) {
            Path folder = project.resolve("cdk.out/assembly-" + environment);
            assets.put(environment, assets(folder));
            digests.put(
                    environment,
                    JSON.readTree(file(folder, ".template.json").toFile())
                            .at("/Outputs/FunctionDigest/Value")
                            .asText());
        }

        assertThat(assets.get("dev")).containsOnlyKeys("handler.jar", "registrar.jar");
        assertThat(assets.get("test")).isEqualTo(assets.get("dev"));
        assertThat(assets.get("prod")).isEqualTo(assets.get("dev"));
        for (String environment : ENVIRONMENTS) {
            assertThat(digests.get(environment))
                    .isNotBlank()
                    .isEqualTo(assets.get(environment).get("handler.jar"));
        }
    }

    /** The digest of each zipped asset, by the jar in it, which is the very one that the build made. */
    private static Map<String, String> assets(Path folder) throws IOException {
        Map<String, String> assets = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : JSON.readTree(
                        file(folder, ".assets.json").toFile())
                .path("files")
                .properties()) {
            if (!each.getValue().at("/source/packaging").asText().equals("zip")) {
                continue;
            }
            Path source =
                    folder.resolve(each.getValue().at("/source/path").asText()).normalize();
            try (Stream<Path> files = Files.walk(source)) {
                for (Path jar :
                        files.filter(it -> it.toString().endsWith(".jar")).toList()) {
                    String name = jar.getFileName().toString();
                    Path built = Fixture.PROJECT.resolve("function/" + name.replace(".jar", "") + "/target/" + name);
                    assertThat(Files.mismatch(jar, built)).as(name).isEqualTo(-1);
                    assets.put(name, each.getKey());
                }
            }
        }
        return assets;
    }

    private static Path file(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void the_example_workflow_is_yaml_and_promotes_one_build_in_order() throws IOException {
        Map<?, ?> promote = yaml("promote.yml");
        Map<?, ?> jobs = (Map<?, ?>) promote.get("jobs");
        String before = "build";
        for (String environment : ENVIRONMENTS) {
            Map<?, ?> job = (Map<?, ?>) jobs.get(environment);
            assertThat(job.get("needs")).isEqualTo(before);
            assertThat(job.get("uses")).isEqualTo("./.github/workflows/promote-one.yml");
            assertThat(job.get("with")).isEqualTo(Map.of("environment", environment));
            before = environment;
        }
        // Neither a contract nor a front door may have changed unrecorded, and that is known before anything is made.
        assertThat(((List<?>) ((Map<?, ?>) jobs.get("build")).get("steps"))
                        .stream()
                                .map(step -> String.valueOf(((Map<?, ?>) step).get("run")))
                                .filter(command -> !command.equals("null")))
                .containsSubsequence(
                        "mvn -B -ntp verify",
                        "./data-actions contract record --frozen",
                        "npx cdk synth --quiet --build \"\"");
        Map<?, ?> one = (Map<?, ?>) yaml("promote-one.yml").get("jobs");
        assertThat(((Map<?, ?>) one.get("deploy")).get("needs")).isEqualTo("plan");
        assertThat(one.get("deploy").toString()).contains("cdk deploy -a cdk.out --build \"\"");
        assertThat(one.toString()).doesNotContain("mvn").doesNotContain("synth");
    }

    @Test
    void only_the_jobs_of_the_example_that_assume_a_role_may_ask_for_an_identity() throws IOException {
        assertThat(yaml("promote.yml").get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(yaml("promote-one.yml").get("permissions")).isEqualTo(Map.of());
        for (String file : List.of("promote.yml", "promote-one.yml")) {
            ((Map<?, ?>) yaml(file).get("jobs")).forEach((name, each) -> {
                Map<?, ?> job = (Map<?, ?>) each;
                // A caller bounds what the called workflow's jobs may ask for.
                boolean assumes = job.toString().contains("role-to-assume") || job.containsKey("uses");
                assertThat(job.get("permissions"))
                        .as("%s: %s", file, name)
                        .isEqualTo(assumes ? Map.of("id-token", "write") : null);
            });
        }
    }

    @Test
    void the_example_names_every_action_by_commit_and_runs_no_script_of_a_package() throws IOException {
        for (String file : List.of("promote.yml", "promote-one.yml")) {
            String text = Files.readString(Fixture.PROJECT.resolve("infra/app/examples/" + file));
            assertThat(text.lines().map(String::strip).filter(line -> line.matches("(- )?uses: .*")))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("- uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+")
                            || line.equals("uses: ./.github/workflows/promote-one.yml"));
            assertThat(text.lines().filter(line -> line.contains("npm ")))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("npm ci --ignore-scripts"));
        }
    }

    @Test
    void the_trust_policy_to_copy_names_one_github_environment_and_has_no_wildcard() throws IOException {
        String page = Files.readString(Fixture.PROJECT.resolve("docs/promotion.md"));
        int json = page.indexOf("```json\n") + "```json".length();
        JsonNode statement = JSON.readTree(page.substring(json, page.indexOf("```", json)))
                .path("Statement")
                .path(0);

        assertThat(statement.path("Action").asText()).isEqualTo("sts:AssumeRoleWithWebIdentity");
        JsonNode condition = statement.at("/Condition/StringEquals");
        assertThat(condition.path("token.actions.githubusercontent.com:aud").asText())
                .isEqualTo("sts.amazonaws.com");
        assertThat(condition.path("token.actions.githubusercontent.com:sub").asText())
                .startsWith("repo:OWNER")
                .endsWith(":environment:prod")
                .doesNotContain("*");
    }

    private static Map<?, ?> yaml(String name) throws IOException {
        return new Yaml().load(Files.readString(Fixture.PROJECT.resolve("infra/app/examples/" + name)));
    }

    private record Run(int code, String output) {}

    private static Run run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(project.toFile())
                .redirectErrorStream(true);
        builder.environment().put("CDK_DISABLE_CLI_TELEMETRY", "true");
        builder.environment().put("CDK_VALIDATION", "false");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }
}
