package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees when something is wrong: found before the CDK, and Node.js with it, is started. */
class DataActionsAppTest {
    private static final String DEFINITIONS =
            Fixture.PROJECT.resolve("infra/app/src/test/resources/definitions").toString();

    @TempDir
    private Path folder;

    private final Map<String, Object> context = new HashMap<>();

    @BeforeEach
    void a_context_that_is_right() {
        context.put("definitions", DEFINITIONS);
        context.put("handlerJar", Fixture.jar(folder, "handler.jar").toString());
        context.put("registrarJar", Fixture.jar(folder, "registrar.jar").toString());
        context.put("environments", Map.of("dev", Fixture.environment()));
    }

    @Test
    void problems_of_environments_and_build_are_told_together_one_line_each() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("memory", 512);
        context.put("environments", Map.of("dev", dev));
        context.put("definitions", "nowhere");
        context.remove("registrarJar");

        assertThat(failure())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("error: cdk.json: environments.dev.memory: unknown key; known: account, "))
                .anySatisfy(line ->
                        assertThat(line).startsWith("error: cdk.json: definitions: there is no folder nowhere in "))
                .anySatisfy(line -> assertThat(line)
                        .endsWith("registrar.jar: no such file, and it is the code of a Lambda function; build it with:"
                                + " npm run build"));
    }

    @Test
    void problems_of_definitions_are_told_by_file_and_line() throws IOException {
        Path definitions = Files.createDirectory(folder.resolve("actions"));
        Files.writeString(definitions.resolve("broken.yaml"), "name: Broken\ninput:\n  orgId: {type: strin}\n");
        context.put("definitions", definitions.toString());

        assertThat(failure())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("error: broken.yaml"))
                .anySatisfy(line -> assertThat(line).startsWith("error: broken.yaml:3: "));
    }

    @Test
    void environments_that_do_not_fit_the_definitions_are_told() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("upstreams", Map.of("orders", Map.of("url", "https://example.com")));
        context.put("environments", Map.of("dev", dev));

        assertThat(failure())
                .singleElement()
                .asString()
                .startsWith("error: cdk.json: environments.dev.upstreams.users: missing; action ");
    }

    @Test
    void for_this_machine_an_environment_that_is_wrong_is_refused_and_the_others_are_not_read() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("memory", 512);
        context.put("environments", Map.of("dev", dev, "test", "not finished"));
        context.put("dataactions:local", "dev");
        assertThat(failure())
                .singleElement()
                .asString()
                .startsWith("error: cdk.json: environments.dev.memory: unknown key");

        context.put("dataactions:local", "dve");
        assertThat(failure())
                .containsExactly("error: cdk.json: environments.dve: no such environment; did you mean \"dev\"?");

        context.put("dataactions:local", true);
        assertThat(failure())
                .containsExactly(
                        "error: context dataactions:local: expected the name of an environment, found a boolean");
    }

    @Test
    void the_only_environment_to_synthesise_must_exist_and_the_others_must_still_be_right() {
        context.put("only", "dve");
        assertThat(failure()).containsExactly("error: context only: there is no environment \"dve\"; known: dev");

        context.put("only", List.of("dev"));
        assertThat(failure()).containsExactly("error: context only: expected the name of an environment, found a list");

        context.put("only", "dev");
        context.put("environments", Map.of("dev", Fixture.environment(), "test", "not finished"));
        assertThat(failure()).containsExactly("error: cdk.json: environments.test: expected an object, found a string");
    }

    @Test
    void for_this_machine_an_upstream_that_the_environment_lacks_is_refused() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("upstreams", Map.of("orders", Map.of("url", "http://127.0.0.1:8080")));
        context.put("environments", Map.of("dev", dev));
        context.put("dataactions:local", "dev");

        assertThat(failure())
                .singleElement()
                .asString()
                .startsWith("error: cdk.json: environments.dev.upstreams.users: missing; action ");
    }

    @Test
    void the_text_that_repairs_is_checked_before_it_reaches_a_template() {
        String expected =
                "error: context reconcile: expected a text of 1 to 64 printable ASCII characters, such as today's date,"
                        + " found ";
        context.put("reconcile", 1);
        assertThat(failure()).containsExactly(expected + "a number");

        context.put("reconcile", "");
        assertThat(failure()).containsExactly(expected + "an empty string");

        context.put("reconcile", "x".repeat(65));
        assertThat(failure()).containsExactly(expected + "65 characters");

        context.put("reconcile", "a\nb");
        assertThat(failure()).containsExactly(expected + "a string with other characters");

        context.remove("reconcile");
        context.put("reconcil", "1");
        assertThat(failure()).containsExactly("error: cdk.json: reconcil: unknown key; did you mean \"reconcile\"?");
    }

    @Test
    void a_path_in_the_context_must_be_a_string() {
        context.put("definitions", List.of("a", "b"));

        assertThat(failure())
                .containsExactly("error: cdk.json: definitions: expected a path as a string, found a list");
    }

    @Test
    void a_stack_trace_is_printed_on_request_only() {
        context.put("environments", "dev");
        String trace = "at dataactions.infra.";

        assertThat(run(Map.of())).doesNotContain(trace);
        assertThat(run(Map.of("DEBUG", "1"))).contains(trace);
        assertThat(run(Map.of("CDK_DEBUG", "true"))).contains(trace);
        assertThat(run(Map.of(), "--debug")).contains(trace);
    }

    @Test
    void a_context_too_large_for_a_variable_is_read_from_its_file() throws IOException {
        Path overflow = folder.resolve("overflow.json");
        Files.write(overflow, Json.write(Map.of("environments", "from the file")));
        context.remove("environments");

        assertThat(run(Map.of("CONTEXT_OVERFLOW_LOCATION_ENV", overflow.toString())))
                .isEqualToNormalizingNewlines("error: cdk.json: environments: expected an object, found a string\n");
    }

    @Test
    void without_the_cli_the_context_is_that_of_cdk_json() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Files.writeString(folder.resolve("cdk.json"), "{\"context\": {\"environments\": 3}}");

        assertThat(DataActionsApp.run(new String[0], Map.of(), folder, stream(err)))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("error: cdk.json: environments: expected an object, found a number");
    }

    @Test
    void in_a_folder_without_cdk_json_a_person_is_told_where_to_go() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(DataActionsApp.run(new String[0], Map.of(), folder, stream(err)))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("cdk.json: cannot be read; run the CDK CLI in the folder that holds cdk.json")
                .hasLineCount(1);
    }

    @Test
    void of_a_failure_in_the_cdk_the_javascript_stack_is_left_out() {
        RuntimeException failure = new RuntimeException("""
                ValidationFailed: Validation failed.
                @jsii/kernel.RuntimeError: ValidationFailed: Validation failed.
                    at Kernel.invoke (/tmp/program.js:1:55595)
                    at KernelHost.run (/tmp/program.js:1:226990)""");

        assertThat(DataActionsApp.message(failure)).containsExactly("ValidationFailed: Validation failed.");
        assertThat(DataActionsApp.message(new RuntimeException(
                        "/a/file must be a directory\nCloudAssemblyError: /a/file must be a directory\n    at Kernel")))
                .containsExactly("/a/file must be a directory");
        assertThat(DataActionsApp.message(new RuntimeException("Cannot run program \"node\": error=2")))
                .containsExactly("Node.js is not on the PATH, and the CDK needs it: install version 20 or newer");
    }

    private List<String> failure() {
        return run(Map.of()).lines().toList();
    }

    private String run(Map<String, String> more, String... args) {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("CDK_CONTEXT_JSON", Json.writeString(context));
        variables.put("CDK_OUTDIR", folder.resolve("cdk.out").toString());
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(DataActionsApp.run(args, variables, folder, stream(err))).isEqualTo(1);
        assertThat(folder.resolve("cdk.out")).doesNotExist();
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
