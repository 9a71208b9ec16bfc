package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.NewAction;
import dataactions.registrar.genesys.calls.GenesysSettings;
import dataactions.registrar.genesys.calls.SdkCalls;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.testkit.TestTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SDK behind the seam, spoken to over loopback. */
class SdkCallsTest {
    private TinyCloud cloud;
    private Genesys genesys;
    private String integration;
    private String oauth = "{\"clientId\":\"client\",\"clientSecret\":\"" + TinyCloud.CLIENT_SECRET + "\"}";

    @BeforeEach
    void start() throws IOException {
        cloud = new TinyCloud();
        genesys = sdk(cloud.url());
        integration = genesys.integrations().create("Data actions", "custom-rest-actions");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private Genesys sdk(String url) {
        return sdk(url, InstantSource.system());
    }

    private Genesys sdk(String url, InstantSource clock) {
        return new Genesys(new SdkCalls(
                new GenesysSettings(url, url, "genesys/oauth", null),
                id -> oauth,
                new LazyHttpClient(),
                clock,
                new Redactor()));
    }

    private JsonNode lastBody() {
        return cloud.bodies.get(cloud.bodies.size() - 1);
    }

    private NewAction fetchUser(String name) {
        return new NewAction(
                name,
                "Customer Data",
                integration,
                true,
                TestOrg.json(Rig.INPUT),
                TestOrg.json("{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"object\","
                        + "\"properties\":{\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},"
                        + "\"additionalProperties\":true}"),
                new ActionConfiguration(
                        10,
                        "https://f/",
                        "POST",
                        Map.of("Data-Action-Owner", "mark"),
                        "{\"a\":${input.rawRequest}}",
                        "${rawResult}"));
    }

    @Test
    void the_flows_that_use_an_action_are_asked_for_by_both_filters_and_followed_to_the_last_page() {
        String action = genesys.actions().create(fetchUser("FetchUser"));
        for (String name : List.of("A", "B", "C")) {
            cloud.state.addFlow(ConsumingFlow.published(action, name, name));
        }
        FlowUsages usages = new FlowUsages(genesys);

        assertThat(usages.of(action, true).inWords()).isEqualTo("used by A, B and C");
        assertThat(usages.of("custom_-_2", false).inWords()).isEqualTo("no Architect flow uses it");

        assertThat(cloud.flowQueries).hasSize(6);
        assertThat(cloud.flowQueries.subList(0, 4))
                .allSatisfy(query ->
                        assertThat(query).containsEntry("id", action).containsEntry("objectType", "SECUREACTION"))
                .extracting(query -> query.get("flowFilter") + query.get("pageNumber"))
                .containsExactly("checkedIn1", "checkedIn2", "published1", "published2");
        assertThat(cloud.flowQueries.get(5)).containsEntry("objectType", "DATAACTION");
    }

    @Test
    void an_action_is_posted_in_genesys_shape() {
        String id = genesys.actions().create(fetchUser("FetchUser"));
        JsonNode posted = lastBody();
        assertThat(id).startsWith("custom_-_");
        assertThat(posted.at("/contract/input/inputSchema")).isEqualTo(TestOrg.json(Rig.INPUT));
        assertThat(posted.at("/contract/output/successSchema"))
                .as("no empty list of required names, which draft-04 forbids")
                .isEqualTo(fetchUser("").successSchema());
        assertThat(posted.at("/config/request/requestUrlTemplate").asText()).isEqualTo("https://f/");
        assertThat(posted.at("/config/request/headers/Data-Action-Owner").asText())
                .isEqualTo("mark");
        assertThat(posted.at("/config/response/translationMap").isObject()).isTrue();
        assertThat(posted.at("/config/response/translationMapDefaults").isObject())
                .isTrue();
        assertThat(posted.path("secure").asBoolean()).isTrue();
    }

    @Test
    void an_action_reads_back_with_contract_configuration_and_templates() {
        String id = genesys.actions().create(fetchUser("FetchUser"));
        Action read = genesys.actions().find(id).orElseThrow();
        assertThat(read.configuration().headers()).containsEntry("Data-Action-Owner", "mark");
        assertThat(read.inputSchema().at("/properties/userId/type").asText()).isEqualTo("integer");
        assertThat(read.successSchema().at("/properties/tags/items/type").asText())
                .isEqualTo("string");
        assertThat(genesys.actions().template(id, "requesttemplate.vm")).contains("{\"a\":${input.rawRequest}}");
    }

    @Test
    void a_listing_of_actions_shows_marks_and_is_followed_by_its_token() {
        for (int i = 0; i < 5; i++) {
            genesys.actions().create(fetchUser("FetchUser" + i));
        }
        assertThat(genesys.actions().named("FetchUser").toList())
                .hasSize(5)
                .allMatch(it -> it.configuration().headers().containsKey("Data-Action-Owner"));
    }

    @Test
    void a_listing_by_numbered_pages_is_followed_to_its_end() {
        for (int i = 0; i < 5; i++) {
            genesys.credentials().create("c" + i, "userDefined", Map.of("token", "t"));
        }
        assertThat(genesys.credentials().all()).hasSize(5);
    }

    @Test
    void an_integration_goes_through_its_life() {
        String id = genesys.integrations().create("mark", "custom-rest-actions");
        assertThat(lastBody())
                .isEqualTo(TestOrg.json("{\"name\":\"mark\",\"integrationType\":{\"id\":\"custom-rest-actions\"}}"));
        Configuration now = genesys.integrations().configuration(id).orElseThrow();
        assertThat(now.notes()).as("node_dynamodb_empty_string").isEmpty();

        String credential = genesys.credentials().create("mine", "userDefined", Map.of("token", "t"));
        genesys.integrations()
                .configure(
                        id,
                        new Configuration(
                                now.version(),
                                "Name",
                                now.properties(),
                                now.advanced(),
                                "Mine",
                                Map.of("basicAuth", credential)));
        Configuration then = genesys.integrations().configuration(id).orElseThrow();
        assertThat(then.credentials()).containsEntry("basicAuth", credential);
        assertThat(then.version()).isEqualTo(2);

        Genesys.Integration enabled = genesys.integrations().enable(id);
        assertThat(enabled.intendedState()).isEqualTo("ENABLED");
        assertThat(enabled.reportedState()).isEqualTo("ACTIVE");
        genesys.integrations().delete(id);
        assertThat(genesys.integrations().find(id)).isEmpty();
    }

    @Test
    void a_stale_configuration_is_a_conflict_although_genesys_says_400() {
        String id = genesys.integrations().create("mark", "custom-rest-actions");
        Configuration now = genesys.integrations().configuration(id).orElseThrow();
        genesys.integrations().configure(id, now);
        Failure failure =
                catchThrowableOfType(Failure.class, () -> genesys.integrations().configure(id, now));
        assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
    }

    @Test
    void a_credential_goes_through_its_life() {
        String id = genesys.credentials().create("mark", "userDefined", Map.of("token", "t"));
        assertThat(lastBody())
                .isEqualTo(TestOrg.json("{\"name\":\"mark\",\"type\":{\"name\":"
                        + "\"userDefined\"},\"credentialFields\":{\"token\":\"t\"}}"));
        genesys.credentials().replace(id, "mark", "userDefined", Map.of("token", "u"));
        assertThat(genesys.credentials().find(id).orElseThrow().name()).isEqualTo("mark");
        genesys.credentials().delete(id);
        assertThat(genesys.credentials().find(id)).isEmpty();
    }

    @Test
    void one_token_serves_every_call_and_a_refused_one_is_renewed_once() {
        genesys.organization();
        assertThat(cloud.tokens()).isEqualTo(1);
        cloud.revokeToken();
        genesys.organization();
        assertThat(cloud.tokens()).isEqualTo(2);
    }

    /** Genesys allows 5 minutes to 48 hours. */
    @Test
    void a_token_of_five_minutes_was_renewed_at_every_call() {
        TestTime time = new TestTime();
        Genesys org = sdk(cloud.url(), time);
        for (int i = 0; i < 2; i++) {
            cloud.answerNext("POST /oauth/token", 200, Map.of(), "{\"access_token\":\"short\",\"expires_in\":300}");
        }
        for (int i = 0; i < 3; i++) {
            cloud.answerNext("GET /api/v2/organizations/me", 200, Map.of(), "{\"id\":\"org-1\"}");
        }
        int before = cloud.requests.size();
        org.organization();
        time.sleep(Duration.ofSeconds(149));
        org.organization();
        assertThat(cloud.requests.subList(before, cloud.requests.size())).containsOnlyOnce("POST /oauth/token");
        time.sleep(Duration.ofSeconds(1));
        org.organization();
        assertThat(cloud.requests.subList(cloud.requests.size() - 2, cloud.requests.size()))
                .startsWith("POST /oauth/token");
    }

    @Test
    void a_second_refusal_is_final() {
        String request = "GET /api/v2/organizations/me";
        cloud.answerNext(request, 401, Map.of(), "{\"message\":\"No.\"}");
        cloud.answerNext(request, 401, Map.of(), "{\"message\":\"No.\"}");
        Failure failure = failure();
        assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(cloud.tokens()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400,BAD_REQUEST",
        "403,FORBIDDEN",
        "404,NOT_FOUND",
        "408,UNKNOWN_OUTCOME",
        "409,CONFLICT",
        "410,NOT_FOUND",
        "413,INVALID",
        "429,THROTTLED",
        "500,UNKNOWN_OUTCOME",
        "503,UNKNOWN_OUTCOME"
    })
    void every_status_has_its_kind_and_keeps_what_genesys_says(int status, Kind kind) {
        cloud.answerNext(
                "GET /api/v2/organizations/me",
                status,
                Map.of("inin-correlation-id", "corr-x", "retry-after", "7"),
                "{\"message\":\"Genesys's words\"}");
        Failure failure = failure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.genesysMessage()).contains("Genesys's words");
        assertThat(failure.correlationId()).contains("corr-x");
        assertThat(failure.retryAfter().isPresent()).isEqualTo(status == 429);
        failure.retryAfter().ifPresent(it -> assertThat(it).isEqualTo(Duration.ofSeconds(7)));
        assertThat(cloud.requests)
                .as("the SDK itself repeats nothing")
                .filteredOn(it -> it.endsWith("/me"))
                .hasSize(1);
    }

    private Failure failure() {
        return catchThrowableOfType(Failure.class, () -> genesys.organization());
    }

    @Test
    void a_403_names_the_permission_and_where_to_give_it() {
        cloud.answerNext(
                "POST /api/v2/integrations/actions",
                403,
                Map.of("ININ-Correlation-Id", "corr-403"),
                "{\"message\":\"Missing permission\"}");
        Failure failure =
                catchThrowableOfType(Failure.class, () -> genesys.actions().create(fetchUser("FetchUser")));
        assertThat(failure.reason())
                .contains("create action FetchUser")
                .contains("integrations:action:add")
                .contains("role")
                .contains("Missing permission")
                .endsWith("[ININ-Correlation-Id corr-403]");
    }

    @Test
    void a_name_and_words_of_any_length_leave_what_where_next_step_and_correlation_id() {
        for (int status : List.of(400, 401, 403, 404, 409, 413, 429, 500)) {
            cloud.answerNext(
                    "POST /api/v2/integrations/actions",
                    status,
                    Map.of("ININ-Correlation-Id", "corr-long"),
                    "{\"message\":\"" + "word ".repeat(400) + "\"}");
            if (status == 401) {
                cloud.answerNext(
                        "POST /api/v2/integrations/actions",
                        status,
                        Map.of("ININ-Correlation-Id", "corr-long"),
                        "{\"message\":\"" + "word ".repeat(400) + "\"}");
            }
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> genesys.actions().create(fetchUser("F".repeat(256))));
            assertThat(failure.reason())
                    .hasSizeLessThanOrEqualTo(400)
                    .contains("HTTP " + status, "create action FFFF", " Genesys says: word word")
                    .endsWith(" " + failure.remedy() + " [ININ-Correlation-Id corr-long]");
        }
    }

    @Test
    void the_login_hosts_rate_limit_is_a_400_worth_another_try_and_no_other_400_is() {
        genesys = sdk(cloud.url());
        cloud.answerNext("POST /oauth/token", 400, Map.of(), "{\"description\":\"Token request Rate Limit Exceeded\"}");
        assertThat(failure().kind()).isEqualTo(Kind.THROTTLED);

        oauth = "{\"clientId\":\"client\",\"clientSecret\":\"another-secret\"}";
        Failure refused = failure();
        assertThat(refused.kind()).isEqualTo(Kind.UNAUTHORIZED);
        assertThat(refused.reason()).contains("genesys/oauth").doesNotContain("another-secret");
    }

    @Test
    void an_oauth_secret_of_another_shape_is_named_and_not_quoted() {
        oauth = "client:" + Rig.CANARY;
        genesys = sdk(cloud.url());
        Failure failure = failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
        assertThat(failure.reason()).contains("clientId").doesNotContain(Rig.CANARY);
        assertThat(failure).hasNoCause();
    }

    @Test
    void a_host_that_is_not_there_was_sent_nothing() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        genesys = sdk("http://127.0.0.1:" + free);
        assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    }

    /** A real socket that takes every request and closes the connection without a word. */
    @ParameterizedTest
    @CsvSource({"GET", "PUT", "POST", "PATCH", "DELETE"})
    void a_lost_connection_is_one_request_whatever_the_method(String method) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ServerSocket server = new ServerSocket(0)) {
            Thread door = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        String line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
                        seen.add(line);
                        if (line.contains("/oauth/token")) {
                            byte[] token = "{\"access_token\":\"t-123456\",\"expires_in\":3600}".getBytes();
                            socket.getOutputStream()
                                    .write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + token.length
                                                    + "\r\n\r\n")
                                            .getBytes());
                            socket.getOutputStream().write(token);
                        }
                    } catch (IOException e) {
                        // Closed: the test is over.
                    }
                }
            });
            door.setDaemon(true);
            door.start();
            Genesys lonely = sdk("http://127.0.0.1:" + server.getLocalPort());
            ActionConfiguration config = fetchUser("F").configuration();
            Map<String, Runnable> calls = Map.of(
                    "GET", () -> lonely.actions().find("custom_-_1"),
                    "PUT", () -> lonely.credentials().replace("c", "n", "userDefined", Map.of()),
                    "POST", () -> lonely.credentials().create("n", "userDefined", Map.of()),
                    "PATCH", () -> lonely.actions().change("custom_-_1", 1, "F", "C", config),
                    "DELETE", () -> lonely.actions().delete("custom_-_1"));

            Failure failure =
                    catchThrowableOfType(Failure.class, () -> calls.get(method).run());

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
            assertThat(failure.reason())
                    .contains("The connection to Genesys broke")
                    .contains("Deploy again");
        }
        assertThat(seen).hasSize(2).last().asString().startsWith(method + " /api/v2/");
    }

    @Test
    void a_redirect_is_not_followed_and_the_token_goes_nowhere_else() throws IOException {
        try (TinyCloud elsewhere = new TinyCloud()) {
            cloud.answerNext(
                    "GET /api/v2/organizations/me",
                    302,
                    Map.of("Location", elsewhere.url() + "/api/v2/organizations/me"),
                    "");
            assertThat(failure().kind()).isEqualTo(Kind.INVALID);
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @Test
    void an_answer_that_is_not_genesys_leaves_the_outcome_open() {
        cloud.answerNext("GET /api/v2/organizations/me", 200, Map.of(), "<html>");
        assertThat(failure().kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    }
}
