package dataactions.sandbox.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExampleUpstreamsTest {
    private static final String EXAMPLES = """
            {"requestId": "the-id", "examples": [
              {"action": "Find", "name": "down", "success": false, "secure": false, "input": {"id": 1}, "calls": [
                {"upstream": "crm", "method": "GET", "path": "/items/1", "headers": {}, "body": null,
                 "response": {"status": 500, "headers": {}, "body": null}}]},
              {"action": "Find", "name": "found", "success": true, "secure": false, "input": {"id": 1}, "calls": [
                {"upstream": "crm", "method": "GET", "path": "/items/1", "headers": {}, "body": null,
                 "response": {"status": 200, "headers": {"x-total": "2"}, "body": {"price": 12345678901234567.890}}},
                {"upstream": "crm", "method": "GET", "path": "/items/1/parts?open=true", "headers": {}, "body": null,
                 "response": {"status": 204, "headers": {}, "body": null}}]},
              {"action": "Find", "name": "in German", "success": true, "secure": false, "input": {"id": 1}, "calls": [
                {"upstream": "crm", "method": "GET", "path": "/items/1", "headers": {"Accept-Language": "de"}, "body": null,
                 "response": {"status": 200, "headers": {}, "body": "Teil"}}]},
              {"action": "Open", "name": "opened", "success": true, "secure": false, "input": {}, "calls": [
                {"upstream": "crm", "method": "POST", "path": "/tickets/the-id", "headers": {"Idempotency-Key": "the-id"},
                 "body": "{\\"subject\\":\\"x\\",\\"source\\":\\"genesys-the-id\\",\\"count\\":1.0}",
                 "response": {"status": 201, "headers": {}, "body": {"id": "t-1"}}}]}]}
            """;

    private final ExampleUpstreams upstreams = new ExampleUpstreams();
    private final HttpClient http = HttpClient.newHttpClient();
    private URI origin;

    @BeforeEach
    void start() {
        upstreams.use(Examples.of(EXAMPLES));
        origin = upstreams.start(0);
    }

    @AfterEach
    void stop() {
        upstreams.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_request_is_answered_as_the_example_answers_with_every_digit_and_a_success_before_an_error()
            throws Exception {
        HttpResponse<String> answer = send("GET", "/crm/items/1", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"price\":12345678901234567.890}");
        assertThat(answer.headers().firstValue("x-total")).contains("2");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void the_query_is_part_of_the_request_and_an_answer_may_have_no_body() throws Exception {
        HttpResponse<String> answer = send("GET", "/crm/items/1/parts?open=true", null);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(send("GET", "/crm/items/1/parts", null).statusCode()).isEqualTo(501);
    }

    @Test
    void of_examples_that_differ_in_headers_only_the_one_with_the_same_headers_answers() throws Exception {
        assertThat(send("GET", "/crm/items/1", null, "Accept-Language", "en").body())
                .contains("price");
        assertThat(send("GET", "/crm/items/1", null, "Accept-Language", "de").body())
                .isEqualTo("\"Teil\"");
    }

    @Test
    void a_request_id_is_another_one_each_time_and_numbers_are_compared_as_numbers() throws Exception {
        String path = "/crm/tickets/5f0c";

        assertThat(send("POST", path, "{\"count\":1,\"subject\":\"x\",\"source\":\"genesys-5f0c\"}")
                        .body())
                .isEqualTo("{\"id\":\"t-1\"}");
        assertThat(send("POST", path, "{\"count\":2,\"subject\":\"x\",\"source\":\"genesys-5f0c\"}")
                        .body())
                .contains("No example of Find or Open sends POST /tickets/5f0c with this body: add an example");
        assertThat(send("POST", path, "{\"count\":1,\"subject\":\"x\",\"source\":\"genesys-5f0c\",\"more\":1}")
                        .statusCode())
                .isEqualTo(501);
    }

    @Test
    void a_request_of_no_example_is_a_fault_that_says_what_to_do_and_is_told_once() throws Exception {
        HttpResponse<String> answer = send("GET", "/crm/items/2", null);
        send("GET", "/crm/items/2", null);
        send("DELETE", "/crm/items/1", null);
        send("GET", "/billing", null);

        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"error\":\"No example of Find or Open sends GET /items/2: add an example that does, or call"
                                + " the real API with --upstream crm=URL.\"}");
        assertThat(upstreams.takeRefusals())
                .hasSize(3)
                .contains(
                        "No example of any action calls the upstream billing (GET /): add an example that does, or call"
                                + " the real API with --upstream billing=URL.");
        assertThat(upstreams.takeRefusals()).isEmpty();
    }

    @Test
    void the_examples_are_there_in_their_order() {
        assertThat(Examples.of(EXAMPLES).all())
                .extracting(Examples.Example::name)
                .isEqualTo(List.of("down", "found", "in German", "opened"));
        assertThat(Examples.of("").all()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Examples.of("{")).withMessageContaining("examples.json");
    }
}
