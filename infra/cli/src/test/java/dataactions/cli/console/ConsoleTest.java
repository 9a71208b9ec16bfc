package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.aws.AwsStandIn;
import dataactions.testkit.StubServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server of the console, over HTTP, with real files and real upstreams on loopback. */
class ConsoleTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FILE = "fetch-user.yaml";
    private static final String UPSTREAM = "{\"kind\": \"upstream\", \"environment\": \"dev\"}";
    private static final String USER =
            "{\"name\": \"Ada\", \"mail\": \"ada@example.org\", \"age\": \"36\", \"tags\": [\"a\", \"b\"],"
                    + " \"todos\": [{\"title\": \"one\"}, {\"title\": \"two\"}]}";
    private static final String DEFINITION = """
            # How a user is fetched.
            name: FetchUser
            category: C
            description: D
            input:
              userId: {type: integer, required: true, minimum: 1, description: The id}
            request: {upstream: users, method: GET, path: "/users/{userId}"}
            output:
              name: {type: string, from: name}   # full name
              email: {type: string, from: email, default: none}
              tags: {type: array, items: {type: string}}
              todos: {type: array, from: todos, items: {type: object, properties: {title: {type: string}}}}
            errors: {404: {code: NO_USER, message: No such user}}
            examples:
              - name: an example
                input: {userId: 7}
                response: {status: 200, body: {name: Bo, email: b@example.org, tags: [x], todos: [{title: t}]}}
                data: {name: Bo, email: b@example.org, tags: [x], todos: [{title: t}]}
            """;

    @TempDir
    private Path root;

    private StubServer upstream;
    private RunningConsole console;
    private final Map<String, String> shell = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(root.resolve("function/actions"));
        write(FILE, DEFINITION);
        answers((exchange, request) -> StubServer.replyJson(exchange, 200, USER), "");
        console = new RunningConsole(shell, root);
    }

    @AfterEach
    void stop() throws Exception {
        console.close();
        upstream.close();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(root.resolve("function/actions").resolve(file), text);
    }

    private String saved(String file) throws IOException {
        return Files.readString(root.resolve("function/actions").resolve(file));
    }

    private void answers(StubServer.Behaviour behaviour, String auth) throws IOException {
        if (upstream != null) {
            upstream.close();
        }
        upstream = new StubServer(behaviour);
        Files.writeString(root.resolve("cdk.json"), """
                {"context": {"environments": {
                  "//": "a comment",
                  "test": {},
                  "dev": {
                    "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "a/b"},
                    "upstreams": {"users": {"url": "%s"%s}}}}}}
                """.formatted(upstream.url(), auth));
    }

    // ---- who may use it

    @Test
    void the_page_needs_no_token_and_comes_with_the_headers_that_keep_other_sites_away() {
        RunningConsole.Reply page = console.send(console.request("/"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(new String(page.raw().body(), StandardCharsets.UTF_8)).contains("<title>Page</title>");
        Map<String, List<String>> headers = page.raw().headers().map();
        assertThat(headers.get("content-security-policy").get(0))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                                + " font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none';"
                                + " form-action 'none'");
        assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
        assertThat(headers).containsEntry("referrer-policy", List.of("no-referrer"));
        assertThat(headers).containsEntry("content-type", List.of("text/html; charset=utf-8"));
        assertThat(console.send(console.request("/assets/app.js"))
                        .raw()
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/project",
                "/api/definitions/fetch-user.yaml",
                "/api/events",
                "/api/local",
                "/api/plan?environment=dev",
                "/api/check",
                "/api/nothing"
            })
    void nothing_is_answered_without_the_token(String path) {
        RunningConsole.Reply none = console.send(console.request(path));
        RunningConsole.Reply wrong = console.send(console.request(path)
                .header(
                        "X-Console-Token",
                        console.token().replace(console.token().charAt(0), '!')));

        assertThat(none.status()).isEqualTo(403);
        assertThat(none.message()).contains("token", "open the URL that the command printed");
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.raw().body()).isEqualTo(none.raw().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", "file://"})
    void a_page_of_another_origin_is_refused_even_with_the_token(String origin) {
        assertThat(console.send(console.authorized("/api/project").header("Origin", origin))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void its_own_page_is_let_in() {
        assertThat(console.send(console.authorized("/api/project")
                                .header("Origin", "http://127.0.0.1:" + console.port()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_name_that_was_made_to_resolve_to_this_machine_is_refused() throws IOException {
        String request = " /api/project HTTP/1.1\r\nX-Console-Token: " + console.token() + "\r\n";
        assertThat(console.raw("GET" + request + "Host: evil.example:" + console.port() + "\r\n\r\n"))
                .contains(" 403 ");
        assertThat(console.raw("GET" + request + "Host: localhost\r\n\r\n")).contains(" 403 ");
        assertThat(console.raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")).contains(" 403 ");
        assertThat(console.raw("GET" + request + "Host: localhost:" + console.port() + "\r\n\r\n"))
                .contains(" 200 ");
        assertThat(console.raw("GET" + request + "\r\n")).doesNotContain(" 200 ");
    }

    /** A test cannot rely on port 80 being free and allowed. */
    @Test
    void on_port_80_the_host_has_no_port() {
        assertThat(ConsoleServer.hosts(80)).contains("127.0.0.1", "localhost", "127.0.0.1:80");
        assertThat(ConsoleServer.hosts(8080)).containsExactlyInAnyOrder("127.0.0.1:8080", "localhost:8080");
    }

    @Test
    void it_listens_on_loopback_only() throws Exception {
        for (var network : java.util.Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
            for (var address : java.util.Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    try (Socket socket = new Socket()) {
                        socket.connect(new java.net.InetSocketAddress(address, console.port()), 500);
                        throw new AssertionError("It answers at " + address);
                    } catch (IOException refused) {
                        assertThat(refused).isNotNull();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing.js, 404",
        "/../cdk.json, 404",
        "/assets/%2e%2e/%2e%2e/cdk.json, 404",
        "/.hidden.js, 404",
        "/assets, 404",
        "/api/nothing, 404",
        "/api/check, 405",
        "/api/run, 405"
    })
    void an_unknown_path_and_a_wrong_method_have_a_message(String path, int status) {
        RunningConsole.Reply reply = console.get(path);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.message()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "nonsense", "{\"file\": 1, \"text\": \"\"}", "{\"file\": \"a.yaml\"}"})
    void a_request_that_is_not_as_expected_is_refused_with_a_message(String body) {
        RunningConsole.Reply reply =
                console.send(console.authorized("/api/check").POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith("The request: ");
    }

    @Test
    void a_request_that_is_too_large_is_refused() {
        RunningConsole.Reply reply = console.send(console.authorized("/api/check")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[9 * 1024 * 1024])));

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.message()).contains("8 MB");
    }

    // ---- files

    @Test
    void the_project_lists_environments_actions_and_the_schema() throws Exception {
        write("broken.yaml", "name: Broken\nrequest: [\n");
        write("notes.txt", "no definition");

        JsonNode project = console.get("/api/project").json();

        assertThat(project.path("environments")).extracting(JsonNode::asText).containsExactly("test", "dev");
        assertThat(project.path("environment").asText()).isEqualTo("dev");
        assertThat(project.path("actions")).hasSize(2);
        assertThat(project.at("/actions/0/name").asText()).isEqualTo("Broken");
        assertThat(project.at("/actions/0/problem").asText())
                .startsWith("broken.yaml:")
                .contains("not valid YAML");
        assertThat(project.at("/actions/1/name").asText()).isEqualTo("FetchUser");
        assertThat(project.at("/actions/1/problem").isNull()).isTrue();
        assertThat(project.at("/schema/properties/output").isObject()).isTrue();
    }

    @Test
    void a_file_is_saved_whole_and_only_over_the_version_that_was_read() throws Exception {
        JsonNode read = console.get("/api/definitions/" + FILE).json();
        assertThat(read.path("text").asText()).isEqualTo(DEFINITION);

        RunningConsole.Reply first =
                console.save(FILE, "name: [", read.path("version").asText());
        assertThat(first.status()).isEqualTo(200);
        assertThat(saved(FILE)).isEqualTo("name: [");

        RunningConsole.Reply stale =
                console.save(FILE, "mine", read.path("version").asText());
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.message()).contains("changed elsewhere", "not overwritten");
        assertThat(stale.json().path("text").asText()).isEqualTo("name: [");
        assertThat(stale.json().path("version")).isEqualTo(first.json().path("version"));
        assertThat(saved(FILE)).isEqualTo("name: [");

        assertThat(console.save(FILE, "mine", stale.json().path("version").asText())
                        .status())
                .isEqualTo(200);
        try (Stream<Path> files = Files.list(root.resolve("function/actions"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(FILE);
        }
    }

    @Test
    void of_two_consoles_that_save_one_file_at_the_same_time_one_wins_and_one_is_told() throws Exception {
        try (RunningConsole other = new RunningConsole(shell, root)) {
            assertThat(other.port()).isNotEqualTo(console.port());
            String version = console.get("/api/definitions/" + FILE)
                    .json()
                    .path("version")
                    .asText();
            assertThat(other.save(FILE, "theirs", version).status()).isEqualTo(200);
            assertThat(console.save(FILE, "ours", version).status()).isEqualTo(409);
            assertThat(saved(FILE)).isEqualTo("theirs");
            assertThat(console.send(console.request("/api/project").header("X-Console-Token", other.token()))
                            .status())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.yaml, 404, There is no file nothing.yaml",
        "fetch-usr.yaml, 404, did you mean fetch-user.yaml",
        "..%2f..%2fcdk.json, 400, Expected the name of a file",
        "..%2f..%2fx.yaml, 400, Expected the name of a file",
        ".hidden.yaml, 400, Expected the name of a file",
        "contracts.lock.json, 400, Expected the name of a file",
        "a%00.yaml, 400, Expected the name of a file"
    })
    void only_definitions_of_the_folder_are_read_and_written(String name, int status, String message) throws Exception {
        Files.writeString(root.resolve("x.yaml"), "outside");

        RunningConsole.Reply read = console.get("/api/definitions/" + name);
        assertThat(read.status()).isEqualTo(status);
        assertThat(read.message()).contains(message);
        assertThat(console.save(name, "x", "y").status()).isEqualTo(status);
        assertThat(Files.readString(root.resolve("x.yaml"))).isEqualTo("outside");
    }

    @Test
    void a_text_above_a_megabyte_is_refused() throws Exception {
        String version =
                console.get("/api/definitions/" + FILE).json().path("version").asText();
        RunningConsole.Reply reply = console.save(FILE, "#".repeat(1024 * 1024 + 1), version);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.message()).contains("1 MB");
        assertThat(saved(FILE)).isEqualTo(DEFINITION);
    }

    @Test
    void a_file_that_cannot_be_written_is_answered_with_the_reason() throws Exception {
        String version =
                console.get("/api/definitions/" + FILE).json().path("version").asText();
        // The new text is written here first. A folder of that name, which is not empty, is in the way.
        Path temporary = root.resolve("function/actions")
                .resolve("." + FILE + "." + ProcessHandle.current().pid() + ".tmp");
        Files.createDirectories(temporary.resolve("x"));

        RunningConsole.Reply reply;
        try {
            reply = console.save(FILE, "name: New", version);
        } finally {
            Files.delete(temporary.resolve("x"));
            Files.deleteIfExists(temporary);
        }

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.message()).contains("cannot be read or written", "permissions");
        assertThat(saved(FILE)).isEqualTo(DEFINITION);
    }

    @Test
    void a_file_that_is_not_utf_8_is_not_shown_and_not_saved() throws Exception {
        byte[] latin = "name: Müller\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = root.resolve("function/actions/latin.yaml");
        Files.write(file, latin);

        RunningConsole.Reply read = console.get("/api/definitions/latin.yaml");
        RunningConsole.Reply stale = console.save("latin.yaml", "name: New", "0");

        assertThat(read.status()).isEqualTo(422);
        assertThat(read.message())
                .isEqualTo("latin.yaml is not UTF-8, so it cannot be edited here: convert it to UTF-8 with an editor.");
        assertThat(stale.status()).isEqualTo(422);
        assertThat(Files.readAllBytes(file)).isEqualTo(latin);
    }

    @Test
    void a_text_whose_file_was_deleted_is_saved_as_a_new_file_but_never_over_another_one() throws Exception {
        String version =
                console.get("/api/definitions/" + FILE).json().path("version").asText();
        Files.delete(root.resolve("function/actions").resolve(FILE));
        assertThat(console.save(FILE, "mine", version).status()).isEqualTo(404);

        RunningConsole.Reply created = console.save(FILE, "mine", null);
        assertThat(created.status()).as(created.message()).isEqualTo(200);
        assertThat(saved(FILE)).isEqualTo("mine");
        assertThat(console.get("/api/definitions/" + FILE).json().path("version"))
                .isEqualTo(created.json().path("version"));

        RunningConsole.Reply again = console.save(FILE, "other", null);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("text").asText()).isEqualTo("mine");
        assertThat(saved(FILE)).isEqualTo("mine");
        assertThat(console.put(
                                "/api/definitions/" + FILE,
                                JSON.createObjectNode().put("text", "other"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_name_that_the_file_system_does_not_take_is_refused_with_a_message() {
        // On Windows * and ? are such names. A lone surrogate is one on every system with UTF-8 names.
        Definitions definitions = new Definitions(null, root, "dev");

        assertThatThrownBy(() -> definitions.read("\ud800.yaml")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(404);
            assertThat(refusal).hasMessageContaining("choose a name of letters");
        });
    }

    @Test
    void a_file_that_changes_appears_or_goes_away_is_an_event() throws Exception {
        try (RunningConsole.Events events = console.events()) {
            events.next("alive");
            write(FILE, "name: Other\n");
            JsonNode changed = events.next("file");
            assertThat(changed.path("file").asText()).isEqualTo(FILE);
            assertThat(changed.path("version"))
                    .isEqualTo(console.get("/api/definitions/" + FILE).json().path("version"));

            write("new.yml", "name: New\n");
            assertThat(events.next("file").path("file").asText()).isEqualTo("new.yml");

            Files.delete(root.resolve("function/actions/new.yml"));
            JsonNode gone = events.next("file");
            assertThat(gone.path("file").asText()).isEqualTo("new.yml");
            assertThat(gone.path("version").isNull()).isTrue();
        }
    }

    // ---- check

    @Test
    void a_valid_definition_is_described() {
        JsonNode found = console.check(FILE, DEFINITION).json();

        assertThat(found.path("problems")).isEmpty();
        JsonNode definition = found.path("definition");
        assertThat(definition.path("name").asText()).isEqualTo("FetchUser");
        assertThat(definition.path("upstreams")).extracting(JsonNode::asText).containsExactly("users");
        assertThat(definition.at("/inputs/0").toString())
                .isEqualTo("{\"name\":\"userId\",\"type\":\"integer\",\"required\":true,\"description\":\"The id\","
                        + "\"minimum\":1}");
        assertThat(definition.path("outputs"))
                .extracting(each -> each.path("path").asText())
                .containsExactly("name", "email", "tags", "todos", "todos[].title");
        assertThat(definition.path("outputs"))
                .extracting(each -> each.path("line").asInt())
                .containsExactly(9, 10, 11, 12, 12);
        assertThat(definition.at("/examples/0/input/userId").asInt()).isEqualTo(7);
    }

    @Test
    void every_problem_has_its_place() {
        String text = DEFINITION
                .replace("name: {type: string, from: name}", "name: {type: strin, from: name}")
                .replace("email: {type: string,", "email: {type: string, from: '$x(', ")
                .replace("from: email, ", "")
                .replace("category: C", "category: C\ncolour: red");

        JsonNode found = console.check(FILE, text).json();

        assertThat(found.path("definition").isNull()).isTrue();
        List<String> lines = text.lines().toList();
        assertThat(found.path("problems")).hasSize(3).allSatisfy(problem -> {
            assertThat(problem.path("severity").asText()).isEqualTo("error");
            String marked = lines.get(problem.path("line").asInt() - 1)
                    .substring(
                            problem.path("column").asInt() - 1,
                            problem.path("endColumn").asInt() - 1);
            assertThat(marked).isIn("colour: red", "type: strin", "from: '$x('");
        });
    }

    @Test
    void broken_yaml_is_marked_from_the_column_on() {
        JsonNode problem = console.check(FILE, "name: A\ninput: {a: b\n\nrequest: x\n")
                .json()
                .at("/problems/0");

        assertThat(problem.path("message").asText()).contains("not valid YAML");
        assertThat(problem.path("line").asInt()).isGreaterThan(1);
        assertThat(problem.path("endColumn").asInt())
                .isGreaterThan(problem.path("column").asInt());
        assertThat(console.check(FILE, "").json().at("/problems/0/line").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_failing_example_is_an_error_and_an_unproven_path_a_warning_at_its_line() {
        JsonNode failing = console.check(FILE, DEFINITION.replace("data: {name: Bo", "data: {name: Al"))
                .json();
        assertThat(failing.at("/problems/0/message").asText()).contains("example \"an example\" fails", "Al");
        assertThat(failing.at("/problems/0/line").asInt()).isGreaterThan(13);
        assertThat(failing.path("definition").isObject()).isTrue();

        JsonNode warned = console.check(
                        FILE,
                        DEFINITION
                                .replace("from: email,", "from: emaill,")
                                .replace("data: {name: Bo, email: b@example.org", "data: {name: Bo, email: none"))
                .json();
        assertThat(warned.at("/problems/0/severity").asText()).isEqualTo("warning");
        assertThat(warned.at("/problems/0/message").asText()).contains("Did you mean email?");
        assertThat(warned.at("/problems/0/line").asInt()).isEqualTo(10);
    }

    @Test
    void a_name_that_another_file_has_is_an_error() throws Exception {
        write("other.yaml", DEFINITION.replace("FetchUser", "fetchuser"));

        assertThat(console.check(FILE, DEFINITION)
                        .json()
                        .at("/problems/0/message")
                        .asText())
                .contains("is taken by other.yaml");
    }

    // ---- run

    @Test
    void a_run_of_the_unsaved_text_shows_all_that_try_shows_and_where_the_values_are() {
        String text = DEFINITION.replace("description: D", "description: unsaved");

        JsonNode run = console.run(text, "{\"userId\": 1}", UPSTREAM).json();

        assertThat(run.at("/exchanges/0/request/url").asText()).isEqualTo(upstream.url() + "/users/1");
        assertThat(run.at("/exchanges/0/response/body/name").asText()).isEqualTo("Ada");
        assertThat(run.at("/mapping/0").toString()).contains("\"how\":\"found\"", "\"paths\":[[\"name\"]]");
        assertThat(run.at("/mapping/1/how").asText()).isEqualTo("defaulted");
        assertThat(run.at("/mapping/1/nearest").asText()).isEqualTo("mail");
        assertThat(run.at("/mapping/1/paths")).isEmpty();
        assertThat(run.path("mapping").findValuesAsText("field")).contains("todos[].title", "tags[]");
        run.path("mapping").forEach(field -> {
            if (field.path("field").asText().equals("todos[].title")) {
                assertThat(field.path("paths").toString())
                        .isEqualTo("[[\"todos\",0,\"title\"],[\"todos\",1,\"title\"]]");
            }
            if (field.path("field").asText().equals("tags[]")) {
                assertThat(field.path("paths").toString()).isEqualTo("[[\"tags\",0],[\"tags\",1]]");
            }
        });
        assertThat(run.at("/answer/data/name").asText()).isEqualTo("Ada");
        assertThat(run.path("variables").findValuesAsText("name")).contains("data.name", "data.todos.title");
        assertThat(run.at("/flow/voice/path").asText()).isEqualTo("Success");
        assertThat(run.at("/flow/voice/text").asText()).contains("status is \"success\"");
        assertThat(run.path("missing")).isEmpty();
        assertThat(run.path("problems")).isEmpty();
    }

    @Test
    void an_outcome_and_refused_inputs_branch_as_the_documents_say() throws Exception {
        answers((exchange, request) -> StubServer.replyJson(exchange, 404, "{}"), "");

        JsonNode outcome = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM).json();
        assertThat(outcome.at("/flow/voice/path").asText()).isEqualTo("Success");
        assertThat(outcome.at("/flow/nonCall/text").asText()).contains("NO_USER");

        JsonNode constraint =
                console.run(DEFINITION, "{\"userId\": 0}", UPSTREAM).json();
        assertThat(constraint.at("/answer/errorCode").asText()).isEqualTo("INVALID_INPUT");
        assertThat(constraint.at("/flow/voice/path").asText()).isEqualTo("Success");
        assertThat(constraint.path("hint").asText()).contains("Nothing was sent");

        for (String inputs : List.of("{}", "{\"userId\": \"x\"}")) {
            JsonNode refused = console.run(DEFINITION, inputs, UPSTREAM).json();
            assertThat(refused.at("/flow/voice/path").asText()).isEqualTo("Failure");
            assertThat(refused.at("/flow/voice/text").asText()).contains("Genesys itself refuses");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html       | <html>    |                | answer is not JSON but HTML | Check the upstream's URL",
                "200 | application/xml | <a/>      |                | answer is not JSON but XML  | Check the upstream's URL",
                "401 | text/plain      | no        |                | answered 401                | Check the upstream's auth",
                "302 | text/plain      | x         | https://e.org/ | answered 302                | redirects to another host",
                "500 | text/plain      | x         |                | answered 500                | another URL"
            })
    void an_upstream_that_cannot_be_used_has_a_reason_and_a_next_step(
            int status, String type, String body, String location, String reason, String step) throws Exception {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", type));
        if (location != null) {
            headers.put("Location", location);
        }
        answers((exchange, request) -> StubServer.reply(exchange, status, headers, body), "");

        RunningConsole.Reply run = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM);

        assertThat(run.status()).isEqualTo(200);
        assertThat(run.json().at("/answer/error").asText()).contains(reason);
        assertThat(run.json().path("hint").asText()).contains(step);
        assertThat(run.json().at("/flow/voice/path").asText()).isEqualTo("Failure");
        assertThat(run.json().at("/flow/nonCall/text").asText()).contains("can bind the code (UPSTREAM_");
    }

    @Test
    void an_upstream_that_answers_nothing_leaves_the_outputs_without_a_default_missing() throws Exception {
        answers((exchange, request) -> StubServer.reply(exchange, 200, Map.of(), ""), "");

        JsonNode run = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM).json();

        assertThat(run.path("missing")).extracting(JsonNode::asText).containsExactly("name");
        assertThat(run.at("/answer/data/email").asText()).isEqualTo("none");
        assertThat(run.at("/mapping/0/paths")).isEmpty();
    }

    @Test
    void an_upstream_that_is_down_or_answers_ten_megabytes() throws Exception {
        byte[] large = ("[\"" + "x".repeat(10 * 1024 * 1024) + "\"]").getBytes(StandardCharsets.UTF_8);
        answers(
                (exchange, request) ->
                        StubServer.reply(exchange, 200, Map.of("Content-Type", "application/json"), large),
                "");
        RunningConsole.Reply run = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM);
        assertThat(run.json().at("/answer/error").asText()).contains("larger");
        assertThat(run.json().path("hint").asText()).contains("Ask the upstream for less");
        assertThat(run.raw().body().length).isLessThan(200_000);

        upstream.close();
        JsonNode down = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM).json();
        assertThat(down.at("/answer/errorCode").asText()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(down.path("hint").asText()).contains("An example or a response needs no upstream");
    }

    @Test
    void an_example_and_a_pasted_response_call_nothing() {
        JsonNode example = console.run(
                        DEFINITION, "{\"userId\": 1}", "{\"kind\": \"example\", \"name\": \"an example\"}")
                .json();
        assertThat(example.at("/answer/data/name").asText()).isEqualTo("Bo");

        JsonNode given = console.run(
                        DEFINITION,
                        "{\"userId\": 1}",
                        "{\"kind\": \"response\", \"body\": \"{\\\"name\\\": \\\"Cy\\\"}\"}")
                .json();
        assertThat(given.at("/answer/data/name").asText()).isEqualTo("Cy");
        assertThat(given.at("/mapping/0/paths").toString()).isEqualTo("[[\"name\"]]");

        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'kind': 'response', 'body': '{'}              | {}          | The response: JSON cut off at line 1, column 2",
                "{'kind': 'example', 'name': 'an exampel'}      | {}          | did you mean an example?",
                "{'kind': 'upstream', 'environment': 'dve'}     | {}          | did you mean dev?",
                "{'kind': 'upstream', 'environment': 'test'}    | {}          | test",
                "{'kind': 'upstream', 'urls': {'usres': 'https://e.org'}} | {} | did you mean users?",
                "{'kind': 'upstream', 'urls': {'users': 'http://e.org'}}  | {} | expected https",
                "{'kind': 'upstream'}                           | {'usrId': 1} | did you mean userId?"
            })
    void what_cannot_run_has_one_clear_message(String source, String inputs, String message) {
        RunningConsole.Reply reply = console.run(DEFINITION, inputs.replace('\'', '"'), source.replace('\'', '"'));

        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(422);
        assertThat(reply.message()).contains(message).doesNotContain("Exception", "--");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void another_url_is_called_with_the_environments_auth() throws Exception {
        try (StubServer other = StubServer.answering(200, "{\"name\": \"Other\"}")) {
            JsonNode run = console.run(
                            DEFINITION,
                            "{\"userId\": 1}",
                            "{\"kind\": \"upstream\", \"urls\": {\"users\": \"" + other.url() + "\"}}")
                    .json();
            assertThat(run.at("/answer/data/name").asText()).isEqualTo("Other");
        }
    }

    @Test
    void a_definition_with_errors_does_not_run() {
        JsonNode run = console.run(DEFINITION.replace("type: integer", "type: int"), "{}", UPSTREAM)
                .json();

        assertThat(run.at("/problems/0/line").asInt()).isEqualTo(6);
        assertThat(run.has("answer")).isFalse();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void a_secret_is_used_and_is_in_no_answer_and_on_no_terminal() throws Exception {
        String secret = "s3cr3t-k3y-0f-th3-4pi";
        shell.put("DATA_ACTIONS_SECRET_USERS_KEY", secret);
        answers(
                (exchange, request) -> StubServer.replyJson(
                        exchange, 200, "{\"name\": \"echo " + request.headers().get("x-api-key") + "\"}"),
                ", \"auth\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-Api-Key\", \"secret\": \"users/key\"}");

        RunningConsole.Reply run = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM);

        assertThat(run.status()).as(run.message()).isEqualTo(200);
        assertThat(upstream.received().get(0).headers()).containsEntry("x-api-key", secret);
        assertThat(run.json().path("exchanges").toString()).contains("(masked)").doesNotContain(secret);
        assertThat(console.printed()).doesNotContain(secret);
        shell.put("DATA_ACTIONS_SECRET_USERS_KEY", "{\"wrong\": \"" + secret + "\"}");
        RunningConsole.Reply wrong = console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.message()).contains("needs a secret of the form").doesNotContain(secret);
    }

    /** A page runs every action, in every environment. */
    @Test
    void a_file_with_one_secret_is_refused_if_cdk_json_names_several() throws Exception {
        Files.writeString(root.resolve("cdk.json"), """
                {"context": {"environments": {
                  "dev": {"upstreams": {"users": {"url": "%s", "auth": {"type": "bearer", "secret": "dev/users"}}}},
                  "prod": {"upstreams": {"users": {"url": "%s", "auth": {"type": "bearer", "secret": "prod/users"}}}}}}}
                """.formatted(upstream.url(), upstream.url()));
        Path file = Files.writeString(root.resolve("secret.json"), "{\"token\": \"s3cret-token\"}");
        try (RunningConsole other = new RunningConsole(shell, root, "--secrets", file.toString())) {
            RunningConsole.Reply run = other.run(DEFINITION, "{\"userId\": 1}", UPSTREAM);

            assertThat(run.status()).isEqualTo(422);
            assertThat(run.message())
                    .contains("holds one secret without its name", "dev/users, prod/users")
                    .doesNotContain("s3cret-token");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void of_a_secure_action_no_value_is_shown() {
        RunningConsole.Reply run = console.run(
                DEFINITION.replace("category: C", "category: C\nsecure: true"), "{\"userId\": 1}", UPSTREAM);

        assertThat(run.json().path("exchanges")).isEmpty();
        assertThat(run.json().path("mapping")).isNotEmpty();
        assertThat(new String(run.raw().body(), StandardCharsets.UTF_8)).doesNotContain("Ada");
    }

    @Test
    void a_browser_that_goes_away_during_a_run_ends_nothing() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        answers(
                (exchange, request) -> {
                    called.countDown();
                    goesOn.await(20, TimeUnit.SECONDS);
                    StubServer.replyJson(exchange, 200, USER);
                },
                "");
        ObjectNode body = JSON.createObjectNode().put("file", FILE).put("text", DEFINITION);
        body.putObject("inputs").put("userId", 1);
        String text = body.toString();
        try (Socket socket = new Socket("127.0.0.1", console.port())) {
            socket.getOutputStream()
                    .write(("POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:" + console.port() + "\r\nX-Console-Token: "
                                    + console.token() + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            socket.setSoLinger(true, 0);
        }
        goesOn.countDown();

        assertThat(console.run(DEFINITION, "{\"userId\": 1}", UPSTREAM).status())
                .isEqualTo(200);
        assertThat(console.printed()).doesNotContain("Exception", "Internal");
    }

    // ---- propose

    private RunningConsole.Reply propose(String text, String answer, String path, String more) throws IOException {
        return console.post(
                "/api/propose",
                JSON.readTree("{\"file\": \"" + FILE + "\", \"text\": " + JSON.writeValueAsString(text)
                        + ", \"answer\": " + answer + ", \"path\": " + path + more + "}"));
    }

    @Test
    void a_node_becomes_an_output_and_the_next_run_has_it() throws Exception {
        String answer = "{\"name\": \"Ada\", \"company\": {\"name\": \"X\", \"post code\": 7}}";
        JsonNode proposed =
                propose(DEFINITION, answer, "[\"company\", \"name\"]", "").json();

        assertThat(proposed.path("type").asText()).isEqualTo("string");
        assertThat(proposed.path("from").asText()).isEqualTo("company.name");
        String text = proposed.path("text").asText();
        assertThat(text).contains("  name: {type: string, from: name}   # full name\n");
        assertThat(text.lines().toList().get(proposed.path("line").asInt() - 1))
                .isEqualTo("  " + proposed.path("name").asText() + ": {type: string, from: company.name}");
        JsonNode run = console.run(
                        text,
                        "{\"userId\": 1}",
                        "{\"kind\": \"response\", \"body\": " + JSON.writeValueAsString(answer) + "}")
                .json();
        assertThat(run.at("/answer/data/" + proposed.path("name").asText()).asText())
                .isEqualTo("X");

        JsonNode odd = propose(text, answer, "[\"company\", \"post code\"]", "").json();
        assertThat(odd.path("from").asText()).isEqualTo("company.`post code`");
        assertThat(odd.path("type").asText()).isEqualTo("integer");
    }

    @Test
    void of_a_value_in_an_array_the_values_of_all_items_or_the_one() throws Exception {
        JsonNode all =
                propose(DEFINITION, USER, "[\"todos\", 1, \"title\"]", "").json();
        assertThat(all.path("each").asBoolean()).isTrue();
        assertThat(all.path("type").asText()).isEqualTo("array");
        assertThat(all.path("from").asText()).isEqualTo("todos.title");
        assertThat(all.at("/other/from").asText()).isEqualTo("todos[1].title");

        JsonNode one = propose(DEFINITION, USER, "[\"todos\", 1, \"title\"]", ", \"each\": false")
                .json();
        assertThat(one.path("from").asText()).isEqualTo("todos[1].title");
        assertThat(one.at("/other/from").asText()).isEqualTo("todos.title");
        for (JsonNode each : List.of(all, one)) {
            assertThat(console.check(FILE, each.path("text").asText())
                            .json()
                            .at("/definition/name")
                            .asText())
                    .isEqualTo("FetchUser");
        }
    }

    @Test
    void of_a_step_the_path_begins_with_the_step() throws Exception {
        String steps = """
                name: FetchUser
                category: C
                description: D
                steps:
                  user:
                    request: {upstream: users, path: /a}
                output:
                  id: {type: string, from: steps.user.id}
                """;
        JsonNode proposed = propose(steps, "{\"a\": {\"b\": true}}", "[\"a\", \"b\"]", ", \"step\": \"user\"")
                .json();

        assertThat(proposed.path("from").asText()).isEqualTo("steps.user.a.b");
        assertThat(console.check(FILE, proposed.path("text").asText())
                        .json()
                        .at("/definition/steps/0")
                        .asText())
                .isEqualTo("user");
        JsonNode run = console.run(
                        proposed.path("text").asText(),
                        "{}",
                        "{\"kind\": \"response\", \"body\": \"{\\\"user\\\": {\\\"a\\\": {\\\"b\\\": true}}}\"}")
                .json();
        assertThat(run.at("/mapping/1/paths").toString()).isEqualTo("[[\"a\",\"b\"]]");
        assertThat(run.at("/mapping/1/step").asText()).isEqualTo("user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\": 1}      | [\"b\"]      | The answer has no such value.",
                "{\"a\": []}     | [\"a\"]      | an empty array",
                "{\"a\": [[1]]}  | [\"a\"]      | an array of arrays",
                "{\"a\": {}}     | [\"a\"]      | an empty object",
                "{\"`\": 1}      | [\"`\"]      | backtick"
            })
    void a_node_that_no_output_can_take_is_refused_with_the_reason(String answer, String path, String reason)
            throws Exception {
        RunningConsole.Reply reply = propose(DEFINITION, answer, path, "");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.message()).contains(reason);
    }

    @Test
    void a_text_without_a_place_for_an_output_is_refused() throws Exception {
        for (String text : List.of("name: [", "name: A\noutput: text\n", "")) {
            RunningConsole.Reply reply = propose(text, "{\"a\": 1}", "[\"a\"]", "");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.message()).contains("cannot be added to this text", "Correct it first");
        }
    }

    // ---- plan

    @Test
    void a_plan_writes_a_lock_file_only_if_the_page_asks_for_it() throws Exception {
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "planner");
        shell.put("GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-plan-secret");
        // This file is damaged. It stops the plan that records, before cdk synth.
        Files.writeString(root.resolve("environments.lock.json"), "[");
        Files.writeString(root.resolve("cdk.json"), """
                {"context": {"environments": {
                  "dev": {
                    "region": "eu-west-1",
                    "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "a/b"},
                    "upstreams": {"users": {"url": "https://users.example.com"}}}}}}
                """);
        Path lock = root.resolve("function/actions/contracts.lock.json");
        try (AwsStandIn aws = new AwsStandIn();
                RunningConsole planning = new RunningConsole(shell, root, aws::client)) {
            for (RunningConsole.Reply plan : List.of(
                    planning.get("/api/plan?environment=dev"),
                    planning.post("/api/plan", JSON.readTree("{\"environment\": \"dev\"}")))) {
                assertThat(plan.status()).isEqualTo(422);
                assertThat(plan.message())
                        .contains(
                                "contracts.lock.json: out of date, and not written here (the console's plan writes no"
                                        + " file)",
                                "FetchUser",
                                "contract record");
                assertThat(lock).doesNotExist();
            }

            RunningConsole.Reply recorded =
                    planning.post("/api/plan", JSON.readTree("{\"environment\": \"dev\", \"record\": true}"));
            assertThat(recorded.status()).isEqualTo(422);
            assertThat(recorded.message()).contains("environments.lock.json").doesNotContain("contracts.lock.json");
            assertThat(lock).exists();
        }
    }

    // ---- the command

    @Test
    void a_port_in_use_is_one_clear_message() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            Run run = Run.offline(
                    Map.of(),
                    root,
                    "console",
                    "--page",
                    root.resolve("page").toString(),
                    "--port",
                    String.valueOf(taken.getLocalPort()));
            assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(run.err())
                    .isEqualTo("Error: Port " + taken.getLocalPort() + " of this machine is in use, or not allowed."
                            + " Choose another one with --port, or leave --port out to get a free one.\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--port, 70000, --port 70000: expected a number from 1 to 65535.",
        "--definitions, nowhere, nowhere: no such folder",
        "--page, nowhere, The console's page is not built. Run: npm run build"
    })
    void what_stops_the_command_is_one_clear_message(String option, String value, String message) {
        String page = root.resolve("page").toString();
        Run run = option.equals("--page")
                ? Run.offline(
                        Map.of(), root, "console", "--page", root.resolve(value).toString())
                : Run.offline(Map.of(), root, "console", "--page", page, option, value);

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).startsWith("Error: " + message);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void it_ends_although_pages_are_open() throws Exception {
        try (RunningConsole other = new RunningConsole(shell, root);
                RunningConsole.Events events = other.events()) {
            events.next("alive");
            assertThat(other.end()).isEqualTo(ExitStatus.DONE);
        }
    }

    @Test
    void nothing_is_deployed_and_nothing_is_broken_yet() {
        RunningConsole.Reply local = console.get("/api/local");
        assertThat(local.json().path("deployed").asBoolean()).isFalse();
        RunningConsole.Reply unknown =
                console.post("/api/local/deploy", JSON.createObjectNode().put("environment", "dve"));
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.message()).contains("did you mean dev?");
        assertThat(root.resolve(".sandbox")).doesNotExist();
    }
}
