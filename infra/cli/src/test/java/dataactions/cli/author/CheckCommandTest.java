package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upstreams of definitions are those of {@code cdk.json}, and the exit status is the documented one. */
class CheckCommandTest {
    private static final String DEFINITION = """
            name: FetchUser
            request: {upstream: users, path: /users}
            output:
              name: {type: string}
            examples:
              - name: known
                response: {body: {name: Ada}}
                data: {name: Ada}
            """;
    private static final String CDK = """
            {"app": "java -cp infra/app/target/app.jar dataactions.infra.DataActionsApp", "context": {"environments": {
              "//": "a comment",
              "dev": {"upstreams": {"users": {"url": "https://dev.example.com"}, "//": "one"}},
              "prod": {"upstreams": {"users": {"url": "https://prod.example.com"}, "crm": {}}}}}}
            """;

    @TempDir
    private Path root;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(root.resolve("function/actions"));
        definition(DEFINITION);
        Files.writeString(root.resolve("cdk.json"), CDK);
    }

    private void definition(String text) throws IOException {
        Files.writeString(root.resolve("function/actions/fetch-user.yaml"), text);
    }

    private Run check(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "check";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Run.offline(Map.of(), root, arguments);
    }

    @Test
    void an_upstream_of_every_environment_is_silent() {
        assertThat(check().err()).isEmpty();
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void an_upstream_that_no_environment_has_is_a_mistake_with_the_nearest_name() throws IOException {
        definition(DEFINITION.replace("upstream: users", "upstream: usres"));

        assertThat(check().err())
                .startsWith(
                        "fetch-user.yaml:2: request.upstream: no environment of cdk.json has the upstream usres; did"
                                + " you mean users? Known: users, crm. Correct the name, or add the upstream to each"
                                + " environment: \"usres\": {\"url\": \"https://…\"}.\n1 problem.");
        assertThat(check().out()).contains("ok    FetchUser: known");
        assertThat(check().status()).isEqualTo(ExitStatus.FAILED);
        assertThat(new JsonMapper()
                        .readTree(check("--json").out())
                        .at("/problems/0/path")
                        .asText())
                .isEqualTo("request.upstream");
    }

    @Test
    void an_upstream_that_some_environments_lack_is_a_warning() throws IOException {
        definition(DEFINITION
                .replace(
                        "request: {upstream: users, path: /users}",
                        "steps:\n  a: {request: {upstream: users, path: /a}}\n  b: {request: {upstream: crm, path: /b}}")
                .replace("name: {type: string}", "name: {type: string, from: steps.a.name & steps.b.name}")
                .replace("response: {body: {name: Ada}}", "responses: {a: {body: {name: A}}, b: {body: {name: da}}}"));

        assertThat(check().err())
                .isEqualTo("warning: fetch-user.yaml:4: steps.b.request.upstream: the upstream crm is missing in the"
                        + " environment dev of cdk.json. Add it there before you deploy to it.\n");
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void a_contract_in_service_calls_its_upstream_too() throws IOException {
        Run.offline(Map.of(), root, "contract", "record");
        definition(DEFINITION
                .replace("upstream: users", "upstream: crm")
                .replace("name: {type: string}", "name: {type: string}\n  id: {type: string, default: none}")
                .replace("data: {name: Ada}", "data: {name: Ada, id: none}"));
        Files.writeString(
                root.resolve("cdk.json"),
                CDK.replace("\"users\"", "\"people\"").replace("\"//\": \"one\"", "\"crm\": {}"));

        assertThat(check().err())
                .contains(
                        "contracts.lock.json: FetchUser: contract 1: no environment of cdk.json has the upstream users.")
                .doesNotContain("fetch-user.yaml:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"app\": \"node own.mjs\", \"context\": {\"environments\": {\"dev\": {}}}}", "{}", "[]"})
    void another_apps_cdk_json_is_not_asked(String cdk) throws IOException {
        Files.writeString(root.resolve("cdk.json"), cdk);
        assertThat(check().all()).doesNotContain("upstream");
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);

        Files.delete(root.resolve("cdk.json"));
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void definitions_elsewhere_may_belong_to_another_project() throws IOException {
        definition(DEFINITION.replace("upstream: users", "upstream: usres"));

        assertThat(check("--definitions", root.resolve("function/actions").toString())
                        .status())
                .isEqualTo(ExitStatus.DONE);
    }

    @Test
    void the_folder_is_the_one_that_cdk_json_names_unless_the_option_names_another() throws IOException {
        Files.createDirectories(root.resolve("own/actions"));
        Files.writeString(
                root.resolve("own/actions/get-user.yaml"), DEFINITION.replace("name: FetchUser", "name: GetUser"));
        Files.writeString(
                root.resolve("cdk.json"),
                CDK.replace("\"context\": {", "\"context\": {\"definitions\": \"own/actions\", "));

        assertThat(check().out()).contains("GetUser").doesNotContain("FetchUser");
        assertThat(check("--definitions", root.resolve("function/actions").toString())
                        .out())
                .contains("FetchUser")
                .doesNotContain("GetUser");

        Files.writeString(
                root.resolve("cdk.json"), CDK.replace("\"context\": {", "\"context\": {\"definitions\": 7, "));
        assertThat(check().err()).contains("Error: cdk.json: definitions: expected a path as a string");
    }

    @Test
    void a_cdk_json_that_is_not_json_is_something_to_look_at() throws IOException {
        Files.writeString(root.resolve("cdk.json"), "{\"app\": }");

        assertThat(check().err())
                .startsWith("Not checked whether the upstreams exist: ")
                .contains("cdk.json: not JSON");
        assertThat(check().status()).isEqualTo(ExitStatus.LOOK);
    }

    @Test
    void a_draft_that_a_build_refuses_is_something_to_look_at_and_a_new_action_is_not() throws IOException {
        assertThat(check().out()).contains("FetchUser: draft, a new action. The next build records it as contract 1.");
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);

        Run.offline(Map.of(), root, "contract", "record");
        definition(DEFINITION
                .replace("name: {type: string}", "name: {type: string}\n  id: {type: string, default: none}")
                .replace("data: {name: Ada}", "data: {name: Ada, id: none}"));

        Run changed = check();
        assertThat(changed.out())
                .contains("A build refuses it until you run `./data-actions contract accept FetchUser`.");
        assertThat(changed.status()).isEqualTo(ExitStatus.LOOK);

        Run.offline(Map.of(), root, "contract", "accept", "FetchUser");
        assertThat(check().status()).isEqualTo(ExitStatus.DONE);
    }
}
