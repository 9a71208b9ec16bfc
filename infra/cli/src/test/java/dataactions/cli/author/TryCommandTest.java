package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.aws.AwsStandIn;
import dataactions.testkit.StubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A definition is run as its file stands, against a real upstream on loopback. */
class TryCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String USER = "{\"name\": \"Ada\", \"mail\": \"ada@example.org\", \"age\": \"36\"}";
    private static final String DEFINITION = """
            name: FetchUser
            category: C
            description: D
            input:
              userId: {type: integer, required: true, minimum: 1}
              active: {type: boolean}
            request: {upstream: users, method: GET, path: "/users/{userId}", query: {active: "{active}"}}
            output:
              name: {type: string, from: name}
              email: {type: string, from: email, default: none}
              age: {type: integer, from: age}
            errors: {404: {code: NO_USER, message: No such user}}
            examples:
              - name: an example
                input: {userId: 7}
                response: {status: 200, body: {name: Bo}}
                data: {name: Bo, email: none}
            """;

    @TempDir
    private Path root;

    private StubServer upstream;
    private String auth = "";
    private final Map<String, String> shell = new HashMap<>();

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(root.resolve("function/actions"));
        write("function/actions/fetch-user.yaml", DEFINITION);
    }

    @AfterEach
    void stop() {
        if (upstream != null) {
            upstream.close();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(root.resolve(file), text);
    }

    /** The environment's upstream answers like this. */
    private void answers(int status, String body) throws IOException {
        answers((exchange, request) -> StubServer.replyJson(exchange, status, body));
    }

    private void answers(StubServer.Behaviour behaviour) throws IOException {
        upstream = new StubServer(behaviour);
        write("cdk.json", """
                {"context": {"environments": {
                  "broken": {},
                  "dev": {
                    "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "a/b"},
                    "upstreams": {"users": {"url": "%s"%s}}}}}}
                """.formatted(upstream.url(), auth));
    }

    private Run tried(String... options) {
        List<String> arguments = new ArrayList<>(List.of("try", "FetchUser"));
        arguments.addAll(List.of(options));
        return Run.of(
                shell,
                root,
                region -> {
                    throw new AssertionError("AWS is not called if a secret is given, or if none is needed.");
                },
                arguments.toArray(String[]::new));
    }

    private String definition() throws IOException {
        return Files.readString(root.resolve("function/actions/fetch-user.yaml"));
    }

    @Test
    void a_run_shows_the_request_the_answer_the_mapping_the_envelope_and_what_a_flow_gets() throws IOException {
        answers(200, USER);

        Run run = tried("--input", "userId=1", "-i", "active=true");

        assertThat(upstream.received()).hasSize(1);
        assertThat(run.words())
                .contains("FetchUser (fetch-user.yaml), users at " + upstream.url())
                .contains("GET " + upstream.url() + "/users/1?active=true Accept: application/json")
                .contains("Response: HTTP 200 Content-type: application/json { \"name\": \"Ada\",")
                .contains("name found name", "email defaulted email did you mean mail?", "age converted age")
                .contains("Answer to the flow: HTTP 200 { \"status\": \"success\",")
                .contains("data.age Integer 36", "data.email String \"none\"", "errorCode String (not set)")
                .contains("Outcome: success");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(root.resolve("function/actions/contracts.lock.json")).doesNotExist();
    }

    @Test
    void with_json_the_run_is_one_object_with_whole_bodies() throws IOException {
        answers(200, "{\"name\": \"Ada\", \"list\": [" + "1.50, ".repeat(500) + "1]}");

        JsonNode tree = JSON.readTree(tried("-i", "userId=1", "--json").out());

        assertThat(tree.at("/exchanges/0/request/url").asText()).isEqualTo(upstream.url() + "/users/1");
        assertThat(tree.at("/exchanges/0/response/body/list")).hasSize(501);
        assertThat(tree.at("/exchanges/0/response/body/list/0").asText()).isEqualTo("1.5");
        assertThat(tree.at("/mapping/0/how").asText()).isEqualTo("found");
        assertThat(tree.at("/answer/data/name").asText()).isEqualTo("Ada");
        assertThat(tree.at("/variables/1/name").asText()).isEqualTo("data.name");
        assertThat(tree.at("/milliseconds/here").isNumber()).isTrue();
    }

    @Test
    void a_long_answer_is_cut_on_a_terminal() throws IOException {
        answers(200, "{\"name\": \"\\u001b[2J\", \"list\": [" + "1, ".repeat(500) + "1]}");

        assertThat(tried("-i", "userId=1").out())
                .contains("more lines (--json shows them)")
                .doesNotContain("\u001b")
                .satisfies(out -> assertThat(out.lines()).hasSizeLessThan(90));
    }

    @Test
    void an_output_that_is_missing_without_a_default_is_something_to_look_at() throws IOException {
        answers(200, "{\"name\": \"Ada\"}");

        Run run = tried("-i", "userId=1");

        assertThat(run.words()).contains("Outcome: success, without age: nothing was found, and there is no default.");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
    }

    @Test
    void an_outcome_and_inputs_that_break_a_constraint_are_something_to_look_at() throws IOException {
        answers(404, "{}");

        Run outcome = tried("-i", "userId=1");
        assertThat(outcome.words()).contains("Response: HTTP 404", "Outcome: NO_USER (a flow takes Success");
        assertThat(outcome.status()).isEqualTo(ExitStatus.LOOK);

        Run invalid = tried("-i", "userId=0");
        assertThat(invalid.words()).contains("Input userId is less than 1.", "Nothing was sent.");
        assertThat(invalid.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(upstream.received()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html       | <html>    |                | answer is not JSON but HTML | Check the upstream's URL",
                "200 | application/xml | <a/>      |                | answer is not JSON but XML  | Check the upstream's URL",
                "200 | text/plain      | ok        |                | answer is not JSON          | Check the upstream's URL",
                "401 | text/plain      | no        |                | answered 401                | Check the upstream's auth",
                "302 | text/plain      | x         | https://e.org/ | answered 302                | redirects to another host",
                "500 | text/plain      | x         |                | answered 500                | --upstream NAME=URL",
            })
    void an_upstream_that_cannot_be_used_is_a_fault_with_a_reason_and_a_next_step(
            int status, String type, String body, String location, String reason, String step) throws IOException {
        answers((exchange, request) -> StubServer.reply(
                exchange,
                status,
                location == null ? Map.of("Content-Type", type) : Map.of("Content-Type", type, "Location", location),
                body));

        Run run = tried("-i", "userId=1");

        assertThat(run.words()).contains("(a flow takes the Failure path). The upstream users", reason, step);
        assertThat(run.words()).contains(location == null ? "HTTP " + status : "Location: " + location);
        assertThat(run.out()).doesNotContain("In Architect");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void ten_megabytes_and_no_answer_at_all_are_faults_with_a_reason() throws IOException {
        answers(200, "[\"" + "x".repeat(10_000_000) + "\"]");
        assertThat(tried("-i", "userId=1").words())
                .contains("answer is larger than the function reads (5242880 bytes)", "Ask the upstream for less");
        upstream.close();

        Run run = tried("-i", "userId=1");
        assertThat(run.words()).contains("The upstream users cannot be reached: no connection.");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void another_url_is_tried_and_needs_no_environment() throws IOException {
        answers(200, USER);
        Files.delete(root.resolve("cdk.json"));

        Run run = tried("-i", "userId=1", "--upstream", "users=" + upstream.url());

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err())
                .startsWith("Note: the calls have no credentials, because the upstreams of the environment");
        assertThat(tried("-i", "userId=1").status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void a_mistake_in_the_upstreams_is_said_and_one_elsewhere_in_the_environment_does_not_matter() throws IOException {
        answers(200, USER);
        String good = Files.readString(root.resolve("cdk.json"));
        write("cdk.json", good.replace("mypurecloud.ie", "nowhere"));
        assertThat(tried("-i", "userId=1").status()).isEqualTo(ExitStatus.DONE);

        write("cdk.json", good.replace("\"url\"", "\"uri\""));
        Run run = tried("-i", "userId=1");
        assertThat(run.err())
                .startsWith("Error: cdk.json: environments.dev.upstreams.users.uri")
                .contains("url");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void an_example_supplies_inputs_and_answers() {
        Run run = tried("--example", "an example");

        assertThat(run.words()).contains("example \"an example\"", "GET /users/7", "data.name String \"Bo\"");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(tried("--example", "an exmple").all()).contains("did you mean an example?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'Cy', 'age': 1}                                             | data.name String 'Cy'",
                "{'status': 'open', 'name': 'Cy'}                                     | data.name String 'Cy'",
                "{'status': 404}                                                      | Outcome: NO_USER",
                "{'body': {'name': 'Cy'}}                                             | data.name String 'Cy'",
                "{'status': 'open', 'body': {'name': 'Cy'}}                           | 'status': 'open', 'body': {",
                "{'status': 7, 'body': {'name': 'Cy'}}                                | 'status': 7, 'body': {",
                "{'status': 200, 'headers': {'X-A': '1'}, 'body': {'name': 'Cy'}}     | data.name String 'Cy'",
                "[]                                                                   | data.email String 'none'"
            })
    void a_recorded_answer_is_the_body_alone_or_a_whole_response(String answer, String shown) throws IOException {
        write("answer.json", answer.replace('\'', '"'));

        Run run = tried(
                "-i", "userId=1", "--response", root.resolve("answer.json").toString());

        assertThat(run.words()).contains("GET /users/1 ", shown.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-i userid=1                      | FetchUser has no input userid; did you mean userId? It has: userId, active.",
                "-i userId=one                    | --input userId: FetchUser takes an integer here, and the given value is not one.",
                "-i active=yes                    | takes a boolean here",
                "-i userId                        | --input: expected NAME=VALUE.",
                "--inputs {                       | --inputs: ",
                "--inputs []                      | --inputs: expected a JSON object such as {\"userId\": 1}.",
                "--inputs {\"x\":1}               | --inputs: FetchUser has no input x",
                "--inputs {} -i userId=1          | Use either --input or --inputs, not both.",
                "-i userId=1 --upstream user=http://localhost:1 | --upstream user: FetchUser does not call it; did you mean users?",
                "-i userId=1 --upstream users=ftp://x | --upstream users: expected",
                "-i userId=1 --response none.json | --response none.json: cannot be read",
                "--watch --record x               | Use either --watch or --record",
                "-i userId=1 --environment prod   | no such environment"
            })
    void a_mistake_is_one_line_that_says_what_is_expected(String options, String message) throws IOException {
        answers(200, USER);

        Run run = tried(options.split(" "));

        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("Error: ").contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void a_response_file_that_is_not_json_says_where() throws IOException {
        write("answer.json", "{\"a\": 1,}");

        assertThat(tried(
                                "-i",
                                "userId=1",
                                "--response",
                                root.resolve("answer.json").toString())
                        .err())
                .contains("answer.json: not JSON at line 1, column 9: remove the comma before it.");
    }

    @Test
    void an_upstream_that_the_environment_lacks_is_named_with_those_that_it_has() throws IOException {
        answers(200, USER);
        write("function/actions/fetch-user.yaml", DEFINITION.replace("upstream: users", "upstream: user"));

        assertThat(tried("-i", "userId=1").err())
                .contains("The environment dev of cdk.json has no upstream user; did you mean users? It has: users. Add"
                        + " it there, or give --upstream user=URL.");
    }

    @Test
    void a_broken_definition_lists_everything_and_calls_nothing() throws IOException {
        answers(200, USER);
        write(
                "function/actions/fetch-user.yaml",
                DEFINITION.replace("GET", "GOT").replace("integer, from", "int, from"));

        Run run = tried("-i", "userId=1");

        assertThat(run.err().lines())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("fetch-user.yaml:7: request.method"))
                .anySatisfy(line -> assertThat(line).startsWith("fetch-user.yaml:11: output.age.type"))
                .contains("2 problems.");
        assertThat(upstream.received()).isEmpty();
    }

    // Secrets

    private static final Optional<String> REGION = Optional.of(AwsStandIn.REGION);
    private static final String KEY = "s3cret-value";

    private void needsKey() throws IOException {
        auth =
                ", \"auth\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-Key\", \"secret\": \"users/api-key\"}";
        answers((exchange, request) -> StubServer.replyJson(
                exchange, 200, "{\"name\": \"" + request.headers().get("x-key") + "\"}"));
    }

    private void assertSentAndMasked(Run run) {
        assertThat(upstream.received()).as(run.all()).isNotEmpty();
        assertThat(upstream.received().get(0).headers()).containsEntry("x-key", KEY);
        assertThat(run.words()).contains("X-Key: (masked)", "{ \"name\": \"(masked)\" }");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"{'apiKey': 's3cret-value'}", "{'other': {}, 'users/api-key': {'apiKey': 's3cret-value'}}"})
    void a_secret_comes_from_a_file(String secrets) throws IOException {
        needsKey();
        write("secrets.json", secrets.replace('\'', '"'));

        assertSentAndMasked(tried(
                "-i", "userId=1", "--secrets", root.resolve("secrets.json").toString()));
    }

    @Test
    void a_file_with_one_secret_without_its_name_is_not_sent_to_two_upstreams() throws IOException {
        needsKey();
        String weather = ", \"weather\": {\"url\": \"%s\"%s}}}}}}"
                .formatted(upstream.url(), auth.replace("users/api-key", "weather/api-key"));
        write("cdk.json", Files.readString(root.resolve("cdk.json")).replaceFirst("}}}}}\\s*$", weather));
        write("function/actions/two-steps.yaml", """
                name: FetchBoth
                steps:
                  user: {request: {upstream: users, path: "/users/1"}}
                  weather: {request: {upstream: weather, path: "/weather"}}
                output:
                  name: {type: string, from: steps.user.name}
                  sky: {type: string, from: steps.weather.name}
                """);
        String file = root.resolve("secret.json").toString();
        write("secret.json", "{\"apiKey\": \"" + KEY + "\"}");

        Run run = Run.offline(shell, root, "try", "FetchBoth", "--secrets", file);

        assertThat(run.err())
                .contains("holds one secret without its name, and users/api-key, weather/api-key are needed")
                .doesNotContain(KEY);
        assertThat(upstream.received()).isEmpty();

        write("secret.json", "{\"users/api-key\": {\"apiKey\": \"" + KEY + "\"}}");
        shell.put("DATA_ACTIONS_SECRET_WEATHER_API_KEY", "other");
        Run.offline(shell, root, "try", "FetchBoth", "--secrets", file);
        assertThat(upstream.received())
                .extracting(each -> each.target() + " " + each.headers().get("x-key"))
                .containsExactlyInAnyOrder("/users/1 " + KEY, "/weather other");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {"s3cret-value", "{\"apiKey\": \"s3cret-value\"}"})
    void a_secret_comes_from_the_environment(String value) throws IOException {
        needsKey();
        shell.put("DATA_ACTIONS_SECRET_USERS_API_KEY", value);

        assertSentAndMasked(tried("-i", "userId=1"));
    }

    @Test
    void a_secret_comes_from_secrets_manager() throws IOException {
        needsKey();
        try (AwsStandIn aws = new AwsStandIn()) {
            aws.secrets.put("users/api-key", "{\"apiKey\": \"" + KEY + "\"}");

            assertSentAndMasked(Run.of(Map.of(), root, it -> aws.client(REGION), "try", "FetchUser", "-i", "userId=1"));
        }
    }

    @Test
    void without_a_secret_the_three_places_are_named() throws IOException {
        needsKey();
        try (AwsStandIn aws = new AwsStandIn()) {
            Run run = Run.of(Map.of(), root, it -> aws.client(REGION), "try", "FetchUser", "-i", "userId=1");

            assertThat(run.err())
                    .contains(
                            "Error: The upstream users needs the secret users/api-key. Not in Secrets Manager: AWS has"
                                    + " no such secret.")
                    .contains("--secrets FILE", "DATA_ACTIONS_SECRET_USERS_API_KEY", "sign in to the AWS account");
            assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        }
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'key': 's3cret-value'} | the key \"apiKey\" is missing",
                "{'apiKey': 5}           | the key \"apiKey\" is not a text in quotes",
                "s3cret-value            | not JSON; expected a JSON object such as {\"apiKey\":\"…\"}",
                "['s3cret-value']        | expected a JSON object"
            })
    void a_secret_of_another_form_is_refused_without_its_value(String secrets, String message) throws IOException {
        needsKey();
        write("secrets.json", secrets.replace('\'', '"'));

        Run run = tried(
                "-i", "userId=1", "--secrets", root.resolve("secrets.json").toString());

        assertThat(run.err()).contains(message).doesNotContain(KEY);
        assertThat(upstream.received()).isEmpty();
    }

    // Slow actions

    /** A flow gets {@code pending} instead, and asks the result action. */
    @Test
    void a_slow_action_runs_to_its_end_beyond_the_timeout() throws IOException {
        write(
                "function/actions/fetch-user.yaml",
                DEFINITION.replace("description: D", "description: D\ntimeout: 2s\nasync: {after: 500ms}"));
        answers((exchange, request) -> {
            Thread.sleep(2_100);
            StubServer.replyJson(exchange, 200, USER);
        });

        Run run = tried("-i", "userId=1");

        assertThat(run.words()).contains("data.name String \"Ada\"", "Outcome: success");
        assertThat(run.err()).isEqualTo("… waiting for the upstream\n");
    }

    // Flat answers

    @Test
    void an_outcome_of_a_flat_answer_is_shown_as_a_failure_of_the_flow() throws IOException {
        write("function/actions/fetch-user.yaml", DEFINITION.replace("description: D", "description: D\nanswer: flat"));
        answers(404, "{}");

        Run run = tried("-i", "userId=1");

        assertThat(run.words())
                .contains("Answer to the flow: HTTP 404", "Outcome: NO_USER (a flow takes the Failure path)")
                .doesNotContain("In Architect");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
    }

    // Secure actions

    @Test
    void a_secure_action_shows_neither_request_nor_answer_nor_values() throws IOException {
        answers(200, USER);
        write("function/actions/fetch-user.yaml", DEFINITION.replace("description: D", "description: D\nsecure: true"));

        for (String json : List.of("", "--json")) {
            List<String> options = new ArrayList<>(List.of("-i", "userId=1234567"));
            if (!json.isEmpty()) {
                options.add(json);
            }
            Run run = tried(options.toArray(String[]::new));
            assertThat(run.out()).doesNotContain("1234567", "Ada", "ada@").contains("converted", "data.age", "Integer");
            assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        }
        Run recorded = tried("-i", "userId=1", "--record", "x");
        assertThat(recorded.err()).contains("is secure: its answers are never written");
        assertThat(definition()).doesNotContain("name: x");
    }

    // Recording

    @Test
    void an_answer_is_recorded_as_a_masked_example_that_passes() throws IOException {
        answers(200, "{\"name\": \"Ada\", \"email\": \"ada@example.org\", \"age\": 36}");

        Run run = tried("-i", "userId=1", "--record", "a recorded user");

        assertThat(run.words())
                .contains("Added the example \"a recorded user\" to fetch-user.yaml.", "Masked: email, name.");
        assertThat(definition()).startsWith(DEFINITION).endsWith("""
                          - name: a recorded user
                            input: {userId: 1}
                            response: {status: 200, body: {name: Sample Name, email: person@example.com, age: 36}}
                            data: {name: Sample Name, email: person@example.com, age: 36}
                        """);
        assertThat(Run.offline(Map.of(), root, "check").out()).contains("ok    FetchUser: a recorded user");

        // A name that is taken is refused before the upstream is called.
        Run again = tried("-i", "userId=1", "--record", "a recorded user");
        assertThat(again.err())
                .contains("an example of that name exists")
                .contains("`./data-actions try FetchUser --example \"a recorded user\" --update`");
        assertThat(again.out()).isEmpty();
        assertThat(again.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void an_answer_that_is_no_json_is_not_recorded() throws IOException {
        answers((exchange, request) -> StubServer.reply(exchange, 200, Map.of(), "<html>"));

        Run run = tried("-i", "userId=1", "--record", "x", "--json");

        assertThat(run.err()).contains("Nothing is recorded");
        assertThat(JSON.readTree(run.out()).path("httpStatus").asInt()).isEqualTo(502);
        assertThat(definition()).isEqualTo(DEFINITION);
    }

    // Steps

    private static final String STEPS = """
            name: FetchUser
            category: C
            description: D
            steps:
              first: {request: {upstream: users, method: GET, path: /first}}
              second:
                when: steps.first.more
                request: {upstream: users, method: POST, path: "/{steps.first.id}", body: {id: "{steps.first.id}"}}
            output:
              id: {type: integer, from: steps.first.id}
            """;

    @Test
    void every_step_shows_its_request_and_a_skipped_one_that_it_is() throws IOException {
        write("function/actions/fetch-user.yaml", STEPS);
        answers((exchange, request) -> StubServer.replyJson(
                exchange, 200, "{\"id\": 5, \"more\": " + request.target().equals("/a/first") + "}"));

        assertThat(tried().words()).contains("Step second: upstream users skipped", "Request of step first GET");
        assertThat(tried("--upstream", "users=" + upstream.url() + "/a").words())
                .contains("Request of step second POST " + upstream.url() + "/a/5", "\"id\": 5");
    }

    @Test
    void a_response_file_holds_the_answers_of_the_steps_by_name() throws IOException {
        write("function/actions/fetch-user.yaml", STEPS);
        String file = root.resolve("answers.json").toString();

        write("answers.json", "{\"first\": {\"id\": 5, \"more\": true}, \"second\": {\"status\": 201, \"body\": {}}}");
        assertThat(tried("--response", file).status()).isEqualTo(ExitStatus.DONE);
        write("answers.json", "{\"first\": {\"id\": 5, \"more\": true}}");
        assertThat(tried("--response", file).err()).contains("has no answer for the step second (POST /5)");
        write("answers.json", "{\"frist\": {}}");
        assertThat(tried("--response", file).err()).contains("there is no step frist; did you mean first?");
        write("answers.json", "[]");
        assertThat(tried("--response", file).err()).contains("an answer for each step: first, second.");
    }
}
