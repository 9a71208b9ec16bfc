package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One environment is synthesised: for this machine without the CDK CLI, and for AWS with the context {@code only}. */
class LocalSynthesisIT {
    @TempDir
    private Path folder;

    private final Map<String, Object> context = new LinkedHashMap<>();

    @BeforeEach
    void a_project() throws IOException {
        context.putAll(Fixture.sampleContext());
        Path actions = Files.createDirectories(folder.resolve("function/actions"));
        try (Stream<Path> files = Files.list(Fixture.SAMPLE.resolve("function/actions"))) {
            for (Path file : files.toList()) {
                Files.copy(file, actions.resolve(file.getFileName()));
            }
        }
        context.put("handlerJar", Fixture.jar(folder, "handler.jar").toString());
        context.put("registrarJar", Fixture.jar(folder, "registrar.jar").toString());
        // An upstream that no action calls gives a warning at the construct.
        @SuppressWarnings("unchecked")
        Map<String, Object> dev = (Map<String, Object>) Fixture.with(
                ((Map<?, ?>) context.get("environments")).get("dev"),
                "upstreams",
                Map.of(
                        "users", Map.of("url", "https://users.example.com"),
                        "spare", Map.of("url", "https://spare.example.com")));
        context.put("environments", Fixture.with(context.get("environments"), "dev", dev));
        write();
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("cdk.json"), Json.writeString(Map.of("context", context)));
    }

    private record Said(int code, String lines) {}

    private interface Work {
        int run(PrintStream err);
    }

    private static Said said(Work work) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = work.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Said(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private Path assembly(String output) {
        return folder.resolve(output).resolve("cdk.out");
    }

    private Said here(String output, String environment) {
        return said(err -> LocalSynthesis.run(folder, assembly(output), environment, false, err));
    }

    private Said underTheCli(String output) {
        Map<String, String> variables = Map.of(
                "CDK_CONTEXT_JSON",
                Json.writeString(context),
                "CDK_OUTDIR",
                assembly(output).toString());
        return said(err -> DataActionsApp.run(new String[0], variables, folder, err));
    }

    @Test
    void without_the_cli_the_resources_are_the_same_and_the_warnings_are_printed_as_the_cli_prints_them() {
        Said here = here("here", "dev");
        context.put("dataactions:local", "dev");
        Said cli = underTheCli("cli");

        assertThat(here.code).as(here.lines).isZero();
        assertThat(cli.code).as(cli.lines).isZero();
        assertThat(resources("here")).isNotEmpty().isEqualTo(resources("cli"));
        assertThat(here.lines.lines().toList())
                .containsExactly("[Warning at /dev/DataActions/Default] cdk.json: environments.dev.upstreams.spare: no"
                        + " action calls it [ack: data-actions:1]");
        assertThat(here.lines).doesNotContain("This cloud assembly");
    }

    @Test
    void a_local_assembly_is_not_checked_by_cdk_nag_and_one_for_aws_is() throws IOException {
        here("here", "dev");
        context.put("only", "dev");
        Said aws = underTheCli("aws");

        assertThat(aws.code).as(aws.lines).isZero();
        assertThat(Json.writeString(Fixture.template(folder.resolve("here"), "dev")))
                .doesNotContain("cdk_nag");
        assertThat(Json.writeString(Fixture.template(folder.resolve("aws"), "dev")))
                .contains("cdk_nag");
    }

    @Test
    void a_mistake_is_told_and_nothing_is_written() throws IOException {
        Files.writeString(folder.resolve("function/actions/broken.yaml"), "name: Broken\ninput:\n  a: {type: strin}\n");

        Said said = here("here", "dev");

        assertThat(said.code).isEqualTo(1);
        assertThat(said.lines).contains("error: broken.yaml:3: ");
        assertThat(assembly("here")).doesNotExist();
    }

    @Test
    void one_environment_alone_is_synthesised_with_the_same_template_and_a_note_says_so() throws IOException {
        Said all = underTheCli("all");
        context.put("only", "test");
        Said one = underTheCli("one");

        assertThat(all.code).as(all.lines).isZero();
        assertThat(one.code).as(one.lines).isZero();
        assertThat(one.lines).startsWith("note: only environment test is synthesised, because the context has only");
        assertThat(assembly("one").resolve("assembly-dev")).doesNotExist();
        assertThat(assembly("one").resolve("assembly-test")).isDirectory();
        assertThat(Fixture.template(folder.resolve("one"), "test"))
                .isEqualTo(Fixture.template(folder.resolve("all"), "test"));
    }

    /** Without the accepted findings of cdk-nag, which are metadata. */
    private Map<String, Object> resources(String output) {
        Map<String, Object> resources = new LinkedHashMap<>();
        ((Map<?, ?>) Fixture.template(folder.resolve(output), "dev").get("Resources")).forEach((id, resource) -> {
            Map<Object, Object> plain = new LinkedHashMap<>((Map<?, ?>) resource);
            plain.remove("Metadata");
            resources.put((String) id, plain);
        });
        return resources;
    }
}
