package dataactions.cli.author.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.aws.AwsStandIn;
import dataactions.testkit.StubServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A definition is made of a call to an API on loopback. */
class NewCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "s3cretToken4711";
    private static final String USER = """
            {"id": 7, "name": "Ada Lovelace", "email": "ada@example.org", "active": true, "balance": 12,
             "company": {"name": "Analytical", "size": 2.5},
             "tags": ["a", "b"],
             "orders": [{"id": 1, "total": 9.5}, {"id": 2, "total": 3, "note": null}, {"id": 3}, {"id": 4}],
             "matrix": [[1]], "nothing": null, "empty": {}}
            """;
    private static final String CDK = """
            {
              "app": "x",
              "context": {
                "environments": {
                  "//": "a comment",
                  "dev": {
                    "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "a/b"},
                    "upstreams": {
                      "users": {"url": "https://users.example"}
                    },
                    "onDestroy": "delete"
                  },
                  "prod": {
                    "genesys": {"domain": "mypurecloud.de", "credentialsSecret": "a/b"},
                    "upstreams": {
                      "users": {"url": "https://users.example", "timeout": "5s"}
                    }
                  }
                }
              }
            }
            """;

    @TempDir
    private Path root;

    private StubServer api;
    private final InputStream standardInput = System.in;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(root.resolve("function/actions"));
        Files.writeString(root.resolve("cdk.json"), CDK);
    }

    @AfterEach
    void stop() {
        System.setIn(standardInput);
        if (api != null) {
            api.close();
        }
    }

    private void answers(int status, String body) {
        api = new StubServer((exchange, request) -> StubServer.replyJson(exchange, status, body));
    }

    private Run made(String... options) {
        List<String> arguments = new ArrayList<>(List.of("new", "FetchUser"));
        arguments.addAll(List.of(options));
        return Run.offline(Map.of(), root, arguments.toArray(String[]::new));
    }

    private Run run(String... arguments) {
        return Run.offline(Map.of(), root, arguments);
    }

    private String definition() throws IOException {
        return Files.readString(root.resolve("function/actions/fetch-user.yaml"));
    }

    private String cdk() throws IOException {
        return Files.readString(root.resolve("cdk.json"));
    }

    private void assertNothingWritten() throws IOException {
        assertThat(root.resolve("function/actions")).isEmptyDirectory();
        assertThat(cdk()).isEqualTo(CDK);
    }

    /** Every file of the project, and what was printed. */
    private String everything(Run run) throws IOException {
        StringBuilder all = new StringBuilder(run.out() + run.err());
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void a_url_becomes_a_definition_that_passes_check_and_try() throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/v1/users/7?active=true", "--yes");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(api.received()).hasSize(1);
        assertThat(api.received().get(0).target()).isEqualTo("/v1/users/7?active=true");
        assertThat(definition())
                .startsWith(
                        "# yaml-language-server: $schema=../../infra/authoring/action.schema.json\nname: FetchUser\n")
                .contains("  userId: {type: integer, required: true}\n", "  active: {type: boolean}\n")
                .contains("  upstream: local  ", "  method: GET\n", "  path: /v1/users/{userId}\n")
                .contains("    active: \"{active}\"\n")
                .contains("  id:          {type: integer, from: id}\n")
                .contains(
                        "  balance:     {type: number, from: balance}  # an integer here; the name suggests fractions")
                .contains("  companyName: {type: string, from: company.name}\n")
                .contains("  companySize: {type: number, from: company.size}\n")
                .contains("  tags:        {type: array, from: tags, items: {type: string}}\n")
                .contains("  nothing:     {type: string, from: nothing}  # null in the answer: check the type\n")
                .contains("# left out: matrix: an array of arrays", "# left out: empty: an empty object")
                .contains("  404: {code: USER_NOT_FOUND, message: No such user}\n")
                .doesNotContain("Ada", "ada@example.org")
                .contains("person@example.com");
        assertThat(cdk())
                .isEqualTo(CDK.replace(
                                "\"https://users.example\"}\n",
                                "\"https://users.example\"},\n          \"local\": {\"url\": \"" + api.url() + "\"}\n")
                        .replace(
                                "\"timeout\": \"5s\"}\n",
                                "\"timeout\": \"5s\"},\n          \"local\": {\"url\": \"" + api.url() + "\"}\n"));
        assertThat(run.words()).contains("+ \"local\": {\"url\": \"" + api.url() + "\"}", "dev, prod");
        assertThat(run.out())
                .contains("  ./data-actions try FetchUser --input userId=7 --input active=true\n")
                .contains("  ./data-actions local invoke FetchUser --inputs '{\"userId\":7,\"active\":true}'\n");

        assertThat(run("check").words()).contains("ok FetchUser: a first answer", "ok FetchUser: no such user");
        Run tried = run("try", "FetchUser", "--input", "userId=7", "--input", "active=true");
        assertThat(tried.words()).contains("companyName found company.name", "data.orders.total Decimal collection");
        assertThat(root.resolve("function/actions/contracts.lock.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-u 'me:" + SECRET + "'",
                "-u '" + SECRET + ":'",
                "-H 'Authorization: Bearer " + SECRET + "'",
                "-H 'Authorization: Token " + SECRET + "'",
                "-H 'X-Api-Key: " + SECRET + "'",
                "--url-query 'api_key=" + SECRET + "'",
                "--oauth2-bearer " + SECRET,
                "-b 'session=" + SECRET + "' -H 'X-CSRF-Token: " + SECRET + "'",
                "-H 'X-Api-Key: " + SECRET + "' -H 'Authorization: Bearer x" + SECRET + "'",
            })
    void a_credential_is_used_once_and_is_in_no_file_and_no_output(String option) throws IOException {
        // The API repeats everything that it gets.
        api = new StubServer((exchange, request) -> StubServer.replyJson(
                exchange,
                200,
                JSON.writeValueAsString(Map.of(
                        "sent",
                        request.headers(),
                        "target",
                        request.target(),
                        request.headers().toString() + request.target(),
                        "x"))));

        Run run = made("--curl", "curl " + api.url() + "/users/7 " + option, "--yes");

        assertThat(run.err()).isEmpty();
        assertThat(api.received()).hasSize(1);
        if (!option.startsWith("-b")) {
            assertThat(api.received().get(0).headers() + api.received().get(0).target())
                    .containsAnyOf(SECRET, base64("me:" + SECRET), base64(SECRET + ":"));
            assertThat(cdk()).contains("\"auth\": {\"type\": ", "\"secret\": \"local/");
            assertThat(run.words())
                    .contains("aws secretsmanager create-secret --name local/", "DATA_ACTIONS_SECRET_LOCAL_");
        }
        assertThat(everything(run)).doesNotContain(SECRET, base64("me:" + SECRET), base64(SECRET + ":"));
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
        assertThat(everything(made("--curl", "curl " + api.url() + "/users/7 " + option, "--dry-run", "--json")))
                .doesNotContain(SECRET, base64("me:" + SECRET));
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void secrets_in_path_query_and_body_become_inputs_whose_values_are_nowhere() throws IOException {
        String token = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1";
        answers(200, "{\"ok\": true, \"echo\": \"" + token + "\"}");

        Run run = made(
                "--curl",
                "curl " + api.url() + "/bot" + token + "/send -d '{\"password\": \"" + SECRET
                        + "\", \"text\": \"hi\"}'",
                "--yes",
                "--call");

        assertThat(run.err()).isEmpty();
        assertThat(api.received().get(0).target()).contains("bot1234567890");
        assertThat(api.received().get(0).text()).contains(SECRET);
        assertThat(definition()).contains("{token}", "password: \"{password}\"").contains("input: {token: masked");
        assertThat(everything(run)).doesNotContain(SECRET, "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1");
        assertThat(run.words()).contains("The input password looks like a secret");
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
    }

    @Test
    void a_post_is_not_called_without_a_word_and_its_body_members_are_inputs() throws IOException {
        answers(201, "{\"id\": \"t-1\"}");
        String curl =
                "curl " + api.url() + "/tickets --json '{\"subject\": \"Help\", \"count\": 2, \"who\": {\"id\": 5}}'";

        Run run = made("--curl", curl, "--yes");

        assertThat(api.received()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(run.words()).contains("a POST may change something. --call calls it");
        assertThat(definition())
                .contains("  subject: {type: string, required: true}\n")
                .contains("  count:   {type: integer, required: true}\n")
                .contains("      id: \"{id}\"\n")
                .contains("write the outputs that the API returns");
        Files.delete(root.resolve("function/actions/fetch-user.yaml"));

        Run called = made("--curl", curl, "--yes", "--call");

        assertThat(called.status()).isEqualTo(ExitStatus.DONE);
        assertThat(JSON.readTree(api.received().get(0).text()))
                .isEqualTo(JSON.readTree("{\"subject\": \"Help\", \"count\": 2, \"who\": {\"id\": 5}}"));
        assertThat(definition()).contains("{type: string, from: id}");
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
    }

    @Test
    void an_upstream_with_the_same_url_is_used_by_its_name_and_cdk_json_stays() throws IOException {
        answers(200, USER);
        String before = CDK.replace("https://users.example", api.url() + "/v1");
        Files.writeString(root.resolve("cdk.json"), before);

        Run run = made("--url", api.url() + "/v1/users/7");

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(api.received().get(0).target()).isEqualTo("/v1/users/7");
        assertThat(definition()).contains("  upstream: users ", "  path: /users/{userId}\n");
        assertThat(cdk()).isEqualTo(before);
    }

    /** The upstream users at this API, with an auth. */
    private void knownUpstream(String auth) throws IOException {
        Files.writeString(
                root.resolve("cdk.json"),
                CDK.replace("https://users.example\"", api.url() + "\", \"auth\": " + auth)
                        .replace("\"genesys\"", "\"region\": \"eu-west-1\", \"genesys\""));
    }

    @Test
    void the_secret_of_a_known_upstream_is_read_in_the_region_of_the_environment() throws IOException {
        answers(200, USER);
        knownUpstream("{\"type\": \"bearer\", \"secret\": \"users/token\"}");
        try (AwsStandIn aws = new AwsStandIn()) {
            aws.secrets.put("users/token", "{\"token\": \"" + SECRET + "\"}");

            Run run = Run.of(Map.of(), root, aws::client, "new", "FetchUser", "--url", api.url() + "/users/7");

            assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
            assertThat(api.received().get(0).headers()).containsEntry("authorization", "Bearer " + SECRET);
        }
    }

    @Test
    void a_copied_bearer_token_is_used_for_an_upstream_with_oauth2() throws IOException {
        answers(200, USER);
        knownUpstream(
                "{\"type\": \"oauth2\", \"tokenUrl\": \"https://login.example/token\", \"secret\": \"users/client\"}");
        String before = cdk();

        Run run = made("--curl", "curl -H 'Authorization: Bearer " + SECRET + "' " + api.url() + "/users/7");

        assertThat(run.err()).isEmpty();
        assertThat(api.received()).hasSize(1);
        assertThat(api.received().get(0).headers()).containsEntry("authorization", "Bearer " + SECRET);
        assertThat(definition()).contains("  upstream: users ");
        assertThat(cdk()).isEqualTo(before);
        assertThat(run.words()).contains("cdk.json names the secret users/client");
        assertThat(everything(run)).doesNotContain(SECRET);
    }

    @Test
    void a_name_of_a_secret_that_is_not_used_is_noted() throws IOException {
        answers(200, USER);
        knownUpstream("{\"type\": \"bearer\", \"secret\": \"users/token\"}");
        String curl = "curl -H 'Authorization: Bearer " + SECRET + "' " + api.url() + "/users/7";

        assertThat(made("--curl", curl, "--dry-run", "--secret", "my/token").words())
                .contains("Note: --secret my/token is not used: the upstream users of cdk.json stays as it is.");
        assertThat(made("--url", "https://free.example/users/7", "--dry-run", "--no-call", "--secret", "my/token")
                        .words())
                .contains("Note: --secret my/token is not used: the call has no credential.");
        assertThat(made("--curl", curl, "--dry-run", "--secret", "users/token").words())
                .doesNotContain("is not used");
    }

    @Test
    void an_upstream_without_auth_is_not_used_for_a_call_with_a_credential() throws IOException {
        answers(200, USER);
        Files.writeString(root.resolve("cdk.json"), CDK.replace("https://users.example", api.url()));

        made("--curl", "curl -u me:" + SECRET + " " + api.url() + "/users/7", "--yes", "--upstream-name", "crm");

        assertThat(definition()).contains("  upstream: crm ");
        assertThat(cdk())
                .contains("\"crm\": {\"url\": \"" + api.url() + "\", \"auth\": {\"type\": \"basic\", \"secret\":"
                        + " \"crm/login\"}}");
        Run clash = run(
                "new", "Other", "--curl", "curl -u a:bcdefg " + api.url() + "/x", "--yes", "--upstream-name", "users");
        assertThat(clash.err()).contains("has an upstream of this name with another URL or another auth");
    }

    @Test
    void without_a_terminal_and_without_yes_nothing_is_called_and_nothing_is_written() throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/users/7");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("Nothing was called and nothing is written", "Give --yes");
        assertThat(run.out()).contains("+++ cdk.json", "+          \"local\": {");
        assertThat(api.received()).isEmpty();
        assertNothingWritten();
    }

    @Test
    void a_dry_run_prints_the_definition_and_writes_nothing() throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/users/7", "--dry-run");

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("name: FetchUser", "+++ cdk.json");
        assertNothingWritten();
    }

    @Test
    void the_curl_line_may_come_from_standard_input() throws IOException {
        answers(200, USER);
        System.setIn(new ByteArrayInputStream(
                ("curl '" + api.url() + "/users/7' \\\n  -H 'accept: */*'\n").getBytes(StandardCharsets.UTF_8)));

        assertThat(made("--yes").status()).isEqualTo(ExitStatus.DONE);
        assertThat(definition()).contains("{userId}");
    }

    @Test
    void a_person_is_asked_for_inputs_upstream_outputs_and_cdk_json() throws IOException {
        answers(200, USER);

        Run run = Run.typing(
                List.of(
                        "curl " + api.url() + "/users/octocat/x",
                        "",
                        "login=octocat",
                        "",
                        "hub",
                        "name, companyName",
                        "y"),
                root,
                "new",
                "FetchUser");

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).contains("Paste the curl line", "Name of the upstream", "Outputs: id, name", "[y/N]");
        assertThat(definition())
                .contains("  login: {type: string, required: true}\n", "  path: /users/{login}/x\n")
                .contains("  companyName: {type: string, from: company.name}\n")
                .doesNotContain("  email:  ", "orders:  ");
        assertThat(cdk()).contains("\"hub\": {");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Yes", ""})
    void yes_to_the_proposed_name_of_the_upstream_takes_it(String typed) throws IOException {
        answers(200, USER);

        Run run = Run.typing(List.of("", typed, "", "y"), root, "new", "FetchUser", "--url", api.url() + "/users/7");

        assertThat(run.err()).containsPattern("Name of the upstream at \\S+ \\[local]:");
        assertThat(cdk()).contains("\"local\": {").doesNotContain("\"y\"", "\"Yes\"");
        assertThat(definition()).contains("upstream: local");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void when_the_input_ends_at_a_question_nothing_is_written(int answers) throws IOException {
        answers(200, USER);
        List<String> typed = List.of("", "", "", "y").subList(0, answers);

        Run run = Run.typing(typed, root, "new", "FetchUser", "--url", api.url() + "/users/7");

        assertThat(run.err())
                .contains(
                        "Error: The input ended (Ctrl-D) at the question \"",
                        "nothing is written. Run the command again.")
                .doesNotContain("no terminal");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(cdk()).isEqualTo(CDK);
        assertThat(root.resolve("function/actions/fetch-user.yaml")).doesNotExist();
    }

    @Test
    void an_empty_line_in_an_open_quote_does_not_end_the_pasted_line() throws IOException {
        answers(200, USER);

        Run run = Run.typing(
                List.of("curl " + api.url() + "/notes -d '{\"text\":", "", "\"hi\"}'", "", "", "", "y", "", "y"),
                root,
                "new",
                "FetchUser");

        assertThat(run.err()).contains("A quote is open.");
        assertThat(definition()).contains("text: \"{text}\"");
    }

    @Test
    void a_quote_that_nobody_closes_ends_with_two_empty_lines() throws IOException {
        Run run = Run.typing(List.of("curl 'https://a.example/", "", "", "more"), root, "new", "FetchUser");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("has a ' that is not closed");
        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(ints = {1023, 1024, 4095})
    void a_line_that_the_terminal_cut_is_refused_and_a_pipe_is_named(int bytes) throws IOException {
        String line = "curl https://a.example/" + "x".repeat(bytes);

        Run run = Run.typing(List.of(line.substring(0, bytes), ""), root, "new", "FetchUser");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("pbpaste | ./data-actions new NAME");
        assertNothingWritten();
    }

    @Test
    void on_windows_the_next_commands_have_no_json_and_no_single_quotes() throws IOException {
        answers(200, USER);

        Run run = Run.offline(
                Map.of("OS", "Windows_NT"),
                root,
                "new",
                "FetchUser",
                "--url",
                api.url() + "/users/7?name=A%20B",
                "--yes");

        String next = run.out().substring(run.out().indexOf("Next"));
        assertThat(next)
                .contains("  data-actions try FetchUser --input userId=7 --input \"name=A B\"\n")
                .contains("  data-actions local invoke FetchUser --input userId=7 --input \"name=A B\"\n")
                .doesNotContain("./data-actions", "'");
    }

    @Test
    void cdk_json_is_as_it_was_when_the_definition_cannot_be_written() throws IOException {
        api = new StubServer((exchange, request) -> {
            Files.writeString(root.resolve("function/actions/fetch-user.yaml"), "mine");
            StubServer.replyJson(exchange, 200, USER);
        });

        Run run = made("--url", api.url() + "/users/7", "--yes");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("fetch-user.yaml meanwhile");
        assertThat(cdk()).isEqualTo(CDK);
        assertThat(definition()).isEqualTo("mine");
    }

    @Test
    void no_definition_is_left_when_cdk_json_cannot_be_written() throws IOException {
        api = new StubServer((exchange, request) -> {
            Files.delete(root.resolve("cdk.json"));
            StubServer.replyJson(exchange, 200, USER);
        });

        Run run = made("--url", api.url() + "/users/7", "--yes");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("cannot be written into");
        assertThat(root.resolve("function/actions")).isEmptyDirectory();
    }

    @Test
    void a_password_with_a_short_name_is_in_no_file_and_in_no_next_command() throws IOException {
        answers(200, USER);

        Run run = made(
                "--curl",
                "curl " + api.url() + "/login -d '{\"user\": \"bob\", \"pwd\": \"hunter2\"}' -H 'X-Key: s3cret42'",
                "--yes",
                "--call");

        assertThat(run.err()).isEmpty();
        assertThat(everything(run)).doesNotContain("hunter2", "s3cret42");
    }

    @Test
    void an_open_api_file_does_not_control_the_terminal() throws IOException {
        Path file = Files.writeString(root.resolve("api.json"), """
                {"openapi": "3.1.0", "servers": [{"url": "https://a.example"}], "paths": {"/a\\u001b]0;x": {"get": {
                  "operationId": "get\\u009b2J", "summary": "\\u001b[31mred", "responses": {}}}}}
                """);

        Run run = run("new", "--openapi", file.toString(), "--list");

        assertThat(run.out()).contains("red").doesNotContainPattern("[\\p{Cc}&&[^\n]]");
        assertThat(run("new", "A", "--openapi", file.toString(), "--operation", "x\u009b2J")
                        .err())
                .contains("2J")
                .doesNotContainPattern("[\\p{Cc}&&[^\n]]");
    }

    @Test
    void a_person_who_says_no_gets_the_definition_alone() throws IOException {
        answers(200, USER);

        Run run = Run.typing(List.of("", "", "", "n"), root, "new", "FetchUser", "--url", api.url() + "/users/7");

        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(run.words()).contains("cdk.json was not changed");
        assertThat(cdk()).isEqualTo(CDK);
        assertThat(definition()).contains("name: FetchUser");
    }

    @Test
    void options_choose_inputs_and_outputs() throws IOException {
        answers(200, USER);

        Run run = made(
                "--url",
                api.url() + "/users/octocat?page=2&q=x",
                "--yes",
                "--input",
                "login=octocat",
                "--fixed",
                "page",
                "--keep",
                "id,name",
                "--category",
                "Customer Data");

        assertThat(run.err()).isEmpty();
        assertThat(definition())
                .contains("category: Customer Data\n", "path: /users/{login}\n", "page: \"2\"", "q: \"{q}\"")
                .contains("  id:   {type: integer, from: id}\n")
                .doesNotContain("companyName");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/orders/42?parent=42 |             | {type: integer, required: true}",
                "/orders?parent=42    | {'ref':'42'} | {type: string, required: true}",
                "/orders?parent=42&of=42 |          | {type: integer}"
            })
    void a_value_in_two_places_becomes_one_input(String path, String body, String input) throws IOException {
        answers(200, USER);
        String data = body == null ? "" : " --json '" + body.replace('\'', '"') + "'";

        Run run = made("--curl", "curl '" + api.url() + path + "'" + data, "--yes", "--call", "--input", "customer=42");

        assertThat(run.err()).isEmpty();
        assertThat(api.received().get(0).target()).isEqualTo(path);
        assertThat(definition()).contains("input:\n  customer: " + input + "\n", "parent: \"{customer}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jürgen", "J%C3%BCrgen"})
    void a_segment_with_other_letters_becomes_an_input(String typed) throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/search/J%C3%BCrgen", "--yes", "--input", "name=" + typed);

        assertThat(run.err()).isEmpty();
        assertThat(api.received().get(0).target()).isEqualTo("/search/J%C3%BCrgen");
        assertThat(definition()).contains("path: /search/{name}\n").contains("input: {name: Jürgen}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+49%2030", "100%25"})
    void a_segment_that_stays_fixed_is_encoded_as_it_was(String segment) throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/phones/" + segment, "--yes", "--fixed", "phoneId");

        assertThat(run.err()).isEmpty();
        assertThat(api.received().get(0).target()).isEqualTo("/phones/" + segment);
        assertThat(definition()).contains("path: \"/phones/" + segment + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "%2e%2e"})
    void a_segment_that_a_definition_cannot_have_does_not_become_fixed(String segment) throws IOException {
        answers(200, USER);

        Run run = made("--url", api.url() + "/files/" + segment, "--yes", "--fixed", "fileId");

        assertThat(run.err()).contains("request.path: holds an empty, . or .. segment, or an encoded dot or slash");
        assertThat(api.received()).isEmpty();
        assertNothingWritten();
    }

    @Test
    void a_wrong_name_at_the_question_about_outputs_is_asked_again() throws IOException {
        answers(200, USER);

        Run run = Run.typing(
                List.of("", "", "id nmae", "id, name", "y"), root, "new", "FetchUser", "--url", api.url() + "/users/7");

        assertThat(run.err()).contains("nmae: there is no output of this name; did you mean name?");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(api.received()).hasSize(1);
        assertThat(definition())
                .contains("  id:   {type: integer, from: id}\n", "  name: ")
                .doesNotContain("companyName");
    }

    /** A POST may have changed something: its answer is not thrown away. */
    @Test
    void after_the_call_a_wrong_name_of_keep_keeps_all_outputs() throws IOException {
        answers(200, USER);

        Run run = made("--curl", "curl -X POST " + api.url() + "/users", "--call", "--yes", "--keep", "id,nmae");

        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(run.words())
                .contains("Note: --keep nmae: there is no output of this name; did you mean name?")
                .contains("The API was called, so all outputs are kept");
        assertThat(definition()).contains("  id: ", "  companyName: ");
    }

    @Test
    void a_placeholder_needs_a_value_for_the_call() throws IOException {
        answers(200, USER);

        Run missing = made("--url", api.url() + "/users/{id}", "--yes");
        assertThat(missing.err()).contains("The value of the input id is not known. Give it with --input id=VALUE");
        assertNothingWritten();

        assertThat(made("--url", api.url() + "/users/{id}", "--yes", "--input", "id=7")
                        .status())
                .isEqualTo(ExitStatus.DONE);
        assertThat(api.received().get(0).target()).isEqualTo("/users/7");
    }

    @Test
    void a_recorded_answer_is_used_instead_of_a_call() throws IOException {
        Files.writeString(root.resolve("answer.json"), "[{\"id\": 1, \"first-name\": \"Ada\"}, {\"id\": 2}]");

        Run run = made(
                "--url",
                "https://a.example/users?x=1",
                "--yes",
                "--response",
                root.resolve("answer.json").toString());

        assertThat(run.err()).isEmpty();
        assertThat(definition())
                .contains("  items:", "from: \"$\"", "firstName: {type: string, from: \"`first-name`\"}");
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
    }

    private String recorded(String json) throws IOException {
        return Files.writeString(root.resolve("answer.json"), json).toString();
    }

    @Test
    void a_recorded_answer_alone_is_one_of_the_only_upstream_and_a_person_writes_the_path() throws IOException {
        String file = recorded("{\"status\": 201, \"headers\": {\"X-A\": \"b\"}, \"body\": " + USER + "}");

        Run run = made("--response", file);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(definition())
                .contains("  upstream: users ", "  method: GET\n")
                .contains("  path: /  ", "# write method and path, such as /users/{userId} with an input userId\n")
                .contains("  companyName: {type: string, from: company.name}\n", "status: 201")
                .doesNotContain("input:", "Ada");
        assertThat(run.words()).contains("write the method and the path into fetch-user.yaml, and the inputs");
        assertThat(run.out()).contains("  ./data-actions try FetchUser --response " + file + "\n");
        assertThat(cdk()).isEqualTo(CDK);
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
        assertThat(run("try", "FetchUser", "--response", file).words()).contains("companyName found company.name");
    }

    @Test
    void of_several_upstreams_a_name_chooses_that_of_the_recorded_answer() throws IOException {
        String file = recorded("{\"id\": 7}");
        Files.writeString(
                root.resolve("cdk.json"),
                CDK.replace("\"upstreams\": {", "\"upstreams\": {\"crm\": {\"url\": \"https://crm.example\"},"));

        Run unknown = made("--response", file);
        assertThat(unknown.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(unknown.err()).contains("several: crm, users. Choose one with --upstream-name NAME");
        assertThat(root.resolve("function/actions")).isEmptyDirectory();

        assertThat(made("--response", file, "--upstream-name", "crm").status()).isEqualTo(ExitStatus.LOOK);
        assertThat(definition()).contains("  upstream: crm ");

        Files.delete(root.resolve("function/actions/fetch-user.yaml"));
        Run asked = Run.typing(List.of("users", ""), root, "new", "FetchUser", "--response", file);
        assertThat(asked.status()).as(asked.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(asked.err()).contains("Upstream of the answer (crm, users):");
        assertThat(definition()).contains("  upstream: users ");
    }

    @Test
    void a_recorded_answer_alone_needs_an_upstream_and_a_success() throws IOException {
        assertThat(made("--response", recorded("{\"status\": 404, \"body\": {}}"))
                        .err())
                .contains("the answer has the status 404");
        String empty = "{\"context\": {\"environments\": {\"dev\": {}}}}";
        Files.writeString(root.resolve("cdk.json"), empty);

        assertThat(made("--response", recorded("{}")).err())
                .contains("the environment dev of cdk.json has none. Give the call, too, with --curl or --url");
        assertThat(root.resolve("function/actions")).isEmptyDirectory();
        assertThat(cdk()).isEqualTo(empty);
    }

    @Test
    void a_recorded_answer_may_have_the_call_on_which_a_placeholder_stays_without_a_value() throws IOException {
        Run run =
                made("--url", "https://users.example/users/{id}?q=<text>", "--response", recorded("{\"name\": \"x\"}"));

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.words())
                .contains("The call has a placeholder instead of a value for id, q: no example has one.");
        assertThat(definition()).doesNotContain("examples:");
    }

    @Test
    void a_changed_cdk_json_is_in_the_next_snapshot() throws IOException {
        String note = "./data-actions snapshots check will show the new upstream";
        assertThat(made("--url", "https://a.example/users", "--yes", "--no-call")
                        .words())
                .doesNotContain(note);
        Files.createDirectory(root.resolve("snapshots"));

        assertThat(run("new", "Other", "--url", "https://b.example/users", "--yes", "--no-call")
                        .words())
                .contains(note);
        assertThat(run("new", "Third", "--url", "https://b.example/users", "--no-call")
                        .words())
                .doesNotContain(note);
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused_before_the_call() throws IOException {
        Path folder = Files.createDirectory(root.resolve("closed"));
        assumeTrue(folder.toFile().setWritable(false) && !Files.isWritable(folder), "nothing stops the user root");
        answers(200, USER);

        Run run = made("--url", api.url() + "/users/7", "--yes", "--definitions", folder.toString());

        assertThat(run.err()).contains("The definition cannot be written into the folder " + folder);
        assertThat(api.received()).isEmpty();
        assertNothingWritten();
    }

    /** Not even the user root makes a file in it. */
    @Test
    void a_folder_that_takes_no_file_is_refused() throws IOException {
        Path folder = Path.of("/proc");
        assumeTrue(Files.isDirectory(folder.resolve("self")), "there is no such folder on this system");

        Run run = made("--url", "https://a.example/users", "--yes", "--no-call", "--definitions", folder.toString());

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains("The definition cannot be written into the folder /proc: check its permissions");
        assertNothingWritten();
    }

    @Test
    void names_that_differ_in_capitals_only_are_taken() throws IOException {
        Files.writeString(root.resolve("function/actions/Fetch-User.yml"), "mine");
        Files.writeString(root.resolve("function/actions/other.yaml"), "name: FETCHTODO\n");
        Files.writeString(root.resolve("function/actions/another.yaml"), "name: FETCHTODO\n");

        assertThat(made("--url", "https://a.example/", "--yes", "--no-call").err())
                .contains("Fetch-User.yml already, and it is never overwritten");
        assertThat(run("new", "FetchTodo", "--url", "https://a.example/", "--yes", "--no-call")
                        .err())
                .contains("The action FetchTodo is in another.yaml already: names are unique");
        assertThat(cdk()).isEqualTo(CDK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html       | <html>    | answer is not JSON but HTML",
                "200 | application/xml | <a/>      | answer is not JSON but XML",
                "401 | application/json | {}       | HTTP 401 .* The API needs a credential",
                "403 | application/json | {}       | HTTP 403 .* The API needs a credential",
                "404 | application/json | {}       | HTTP 404 .* Check the path",
                "302 | text/plain      | x         | HTTP 302 .* redirects",
                "500 | text/plain      | x         | HTTP 500",
                "429 | text/plain      | x         | HTTP 429 .* limits its calls",
            })
    void an_answer_that_is_no_success_writes_nothing_and_says_why(int status, String type, String body, String why)
            throws IOException {
        api = new StubServer((exchange, request) ->
                StubServer.reply(exchange, status, Map.of("Content-Type", type, "Location", "https://e.org/"), body));

        Run run = made("--url", api.url() + "/users/7", "--yes");

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).containsPattern("(?s)" + why).contains("nothing is written", "--no-call makes");
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(api.received()).hasSize(1);
        assertNothingWritten();
    }

    @Test
    void no_answer_writes_nothing_and_no_call_writes_a_definition_to_finish() throws IOException {
        answers(200, "{}");
        String url = api.url() + "/users/7";
        api.close();

        assertThat(made("--url", url, "--yes").err()).contains("no answer (UPSTREAM_UNAVAILABLE");
        assertNothingWritten();

        Run run = made("--url", url, "--yes", "--no-call");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(run.words()).contains("The outputs are not known: write them into fetch-user.yaml.");
        assertThat(run("check").status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void a_long_answer_is_shortened_in_the_example() throws IOException {
        answers(200, "{\"list\": [" + "{\"id\": 1, \"text\": \"[,}\\\"\"},".repeat(5_000) + "{\"id\": 2}]}");

        Run run = made("--url", api.url() + "/users", "--yes");

        assertThat(run.err()).isEmpty();
        assertThat(definition()).contains("list:").hasSizeLessThan(4_000);
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
    }

    @Test
    void an_answer_without_a_body_has_one_output() throws IOException {
        answers(204, "");

        assertThat(made("--curl", "curl -X DELETE " + api.url() + "/users/7", "--yes", "--call")
                        .status())
                .isEqualTo(ExitStatus.DONE);
        assertThat(definition()).contains("  done: {type: boolean, from: \"true\"}");
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");
    }

    @Test
    void nothing_is_overwritten() throws IOException {
        Files.writeString(root.resolve("function/actions/fetch-user.yaml"), "mine");
        assertThat(made("--url", "https://a.example/", "--yes", "--no-call").err())
                .contains("never overwritten");
        assertThat(definition()).isEqualTo("mine");

        Files.delete(root.resolve("function/actions/fetch-user.yaml"));
        Files.writeString(root.resolve("function/actions/other.yaml"), "name: FetchUser\n");
        assertThat(made("--url", "https://a.example/", "--yes", "--no-call").err())
                .contains("is in other.yaml already");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--curl 'curl' --url x          | Use either --curl or --url",
                "--url https://a.example/ --call --no-call | Use either --call or --no-call",
                "--response x                   | --response x: cannot be read",
                "--response x --input a=1       | --input cannot apply",
                "--response x --fixed a         | --fixed cannot apply",
                "--response x --secret a        | --secret cannot apply",
                "--response x --call            | Use either --call or --response",
                "--response x --upstream-name user | has no such upstream; did you mean users",
                "--response x --environment tset | cdk.json has no such environment",
                "--url http://a.example/        | Try the same URL with https",
                "--url https://a.example/ --input x=nowhere | It has no place with the given value",
                "--url https://a.example/7 --input id=x | expected a value of type integer",
                "--url https://a.example/ --input orgId=7 | this name is reserved",
                "--url https://a.example/ --fixed x | the call has no input x",
                "--url https://a.example/7 --yes --keep x --no-call | there is no output of this name",
                "--url https://a.example/ --environment tset | cdk.json has no such environment",
                "--url https://a.example/ --upstream-name 7 | expected a letter",
                "--url https://a.example/ --response nofile.json --yes | cannot be read",
                "--url https://a.example/ --definitions nofolder | There is no folder",
            })
    void wrong_options_are_refused(String options, String message) throws IOException {
        String[] words = options.strip().replace("'", "").split(" +");

        Run run = made(words);

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).contains(message);
        assertNothingWritten();
    }

    @Test
    void an_empty_standard_input_and_a_broken_cdk_json_are_refused() throws IOException {
        System.setIn(new ByteArrayInputStream(new byte[0]));
        assertThat(made("--yes").err()).contains("There is nothing to make a definition from");

        Files.writeString(root.resolve("cdk.json"), "{\"context\": }");
        assertThat(made("--url", "https://a.example/").err()).contains("not JSON at line 1");
        Files.writeString(root.resolve("cdk.json"), "{}");
        assertThat(made("--url", "https://a.example/").err()).contains("expected an object context.environments");
        Files.delete(root.resolve("cdk.json"));
        assertThat(made("--url", "https://a.example/").err()).contains("There is no cdk.json");
    }

    @Test
    void a_short_credential_changes_no_name_of_a_member_and_no_number() throws IOException {
        answers(200, "{\"adminId\": 7, \"id\": 12345}");

        Run run = made("--curl", "curl -u admin:1234 " + api.url() + "/users/7", "--yes");

        assertThat(run.err()).isEmpty();
        assertThat(definition()).contains("adminId:", "12345").doesNotContain("masked");
    }

    @Test
    void with_json_the_result_is_one_object() throws IOException {
        answers(200, USER);

        JsonNode tree =
                JSON.readTree(made("--curl", "curl -u me:" + SECRET + " " + api.url() + "/users/7", "--yes", "--json")
                        .out());

        assertThat(tree.path("action").asText()).isEqualTo("FetchUser");
        assertThat(tree.path("written").asBoolean()).isTrue();
        assertThat(tree.at("/secret/name").asText()).isEqualTo("local/login");
        assertThat(tree.at("/inputs/0").asText()).isEqualTo("userId");
        assertThat(tree.at("/next/0").asText())
                .isEqualTo("./data-actions try FetchUser --input userId=7 --secrets ../secret.json");
    }

    private static final String OPEN_API = """
            openapi: 3.0.3
            info: {title: Users, version: "1"}
            servers: [{url: "%s/v1"}]
            paths:
              /users/{userId}:
                get:
                  operationId: getUser
                  summary: Reads a user
                  parameters:
                    - {name: userId, in: path, required: true, example: 7, schema: {type: integer, minimum: 1}}
                  responses:
                    "200":
                      description: OK
                      content:
                        application/json:
                          schema:
                            type: object
                            required: [id]
                            properties:
                              id: {type: integer, description: The id}
                              company: {type: object, properties: {name: {type: string}}}
                    "404": {description: No such user}
              /tickets:
                post:
                  operationId: createTicket
                  requestBody:
                    content:
                      application/json:
                        schema: {type: object, required: [subject], properties: {subject: {type: string}}}
                  responses:
                    "201": {description: Made, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
            """;

    @Test
    void an_operation_of_an_open_api_file_becomes_a_definition() throws IOException {
        answers(200, "{\"id\": 7, \"company\": {\"name\": \"Analytical\"}}");
        Path file = root.resolve("users.yaml");
        Files.writeString(file, OPEN_API.formatted(api.url()));

        Run list = run("new", "--openapi", file.toString(), "--list");
        assertThat(list.words()).contains("getUser GET /users/{userId} Reads a user", "createTicket POST /tickets");

        Run run = made("--openapi", file.toString(), "--operation", "getUser", "--yes");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(api.received().get(0).target()).isEqualTo("/v1/users/7");
        assertThat(definition())
                .contains("description: Reads a user", "userId: {type: integer, required: true, minimum: 1")
                .contains("from: company.name", "404: {code: USER_NOT_FOUND, message: No such user}");
        assertThat(run("check").words()).contains("ok FetchUser: a first answer");

        Run post = run("new", "CreateTicket", "--openapi", file.toString(), "--operation", "createTicket", "--yes");
        assertThat(post.err()).isEmpty();
        assertThat(post.words()).contains("a POST may change something");
        assertThat(run("check").status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void an_example_of_the_error_that_cannot_be_added_is_noted_as_that() throws IOException {
        answers(200, "{\"id\": 7}");
        Path file = root.resolve("users.yaml");
        // The first example has this name already.
        Files.writeString(file, OPEN_API.formatted(api.url()).replace("No such user", "A first answer"));

        Run run = made("--openapi", file.toString(), "--operation", "getUser", "--yes");

        assertThat(definition()).contains("- name: a first answer");
        assertThat(run.words())
                .contains("Note: The definition lacks an example: the example \"a first answer\" is not added")
                .doesNotContain("has no example");
    }

    @Test
    void wrong_open_api_options_are_refused() throws IOException {
        Path file = root.resolve("users.yaml");
        Files.writeString(file, OPEN_API.formatted("https://a.example"));

        assertThat(run("new", "--list").err()).contains("--list needs --openapi FILE");
        assertThat(run("new").err()).contains("NAME is missing");
        assertThat(made("--openapi", file.toString()).err()).contains("--openapi needs --operation ID");
        assertThat(made("--openapi", file.toString(), "--operation", "getUsr").err())
                .contains("No operation", "did you mean getUser");
        assertThat(made("--openapi", root.resolve("none.yaml").toString(), "--operation", "x")
                        .status())
                .isEqualTo(ExitStatus.FAILED);
        assertNothingWritten();
    }
}
