package dataactions.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.account.LambdaFunction;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of payload format 2.0, and what becomes of what a function returns. */
class FunctionUrlsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private FunctionUrls urls;
    private int port;

    private InstantSource clock = () -> Instant.EPOCH;

    @AfterEach
    void close() {
        urls.close();
    }

    @Test
    void the_event_is_payload_format_2() throws Exception {
        AtomicReference<JsonNode> seen = new AtomicReference<>();
        open((in, out, context) -> seen.set(JSON.readTree(in)), true, true, "NONE");

        send(request("/some%20path?a=1&a=2&b=x%20y")
                .header("Data-Action-Token", "t")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"ü\":1}")));

        JsonNode event = seen.get();
        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("rawPath").asText()).isEqualTo("/some%20path");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("a=1&a=2&b=x%20y");
        assertThat(event.path("queryStringParameters").toString()).isEqualTo("{\"a\":\"1,2\",\"b\":\"x y\"}");
        assertThat(event.path("headers").path("data-action-token").asText()).isEqualTo("t");
        assertThat(event.path("requestContext").path("http").path("method").asText())
                .isEqualTo("POST");
        assertThat(event.path("requestContext").path("timeEpoch").asLong()).isZero();
        assertThat(event.path("requestContext").path("time").asText()).isEqualTo("01/Jan/1970:00:00:00 +0000");
        assertThat(event.path("body").asText()).isEqualTo("{\"ü\":1}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    }

    @Test
    void the_events_time_is_when_the_request_came_not_when_its_body_was_complete() throws Exception {
        AtomicReference<JsonNode> seen = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        clock = () -> {
            Instant instant = now.get();
            asked.countDown();
            return instant;
        };
        open((in, out, context) -> seen.set(JSON.readTree(in)), true, true, "NONE");

        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write("POST / HTTP/1.1\r\nHost: it\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            asked.await(5, TimeUnit.SECONDS);
            now.set(Instant.EPOCH.plusSeconds(3));
            out.write('1');
            out.flush();
            socket.getInputStream().readAllBytes();
        }

        assertThat(seen.get().path("requestContext").path("timeEpoch").asLong()).isZero();
    }

    @Test
    void a_body_that_is_no_text_travels_as_base64() throws Exception {
        AtomicReference<JsonNode> seen = new AtomicReference<>();
        open((in, out, context) -> seen.set(JSON.readTree(in)), true, true, "NONE");

        send(request("/")
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0, (byte) 0xff})));
        assertThat(seen.get().path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(seen.get().path("body").asText()).isEqualTo("AP8=");

        send(request("/").GET());
        assertThat(seen.get().has("body")).isFalse();
        assertThat(seen.get().path("isBase64Encoded").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"statusCode":401,"body":"{}","headers":{"X-A":"b"}}              | 401 | {}
            {"statusCode":200,"body":"aGk=","isBase64Encoded":true}           | 200 | hi
            {"statusCode":200,"body":{"a":1}}                                 | 200 | {"a":1}
            {"statusCode":204}                                                | 204 | ``
            {"other":1}                                                       | 200 | {"other":1}
            "text"                                                            | 200 | text
            not json                                                          | 502 | Internal Server Error
            {"statusCode":99}                                                 | 502 | Internal Server Error
            {"statusCode":"x"}                                                | 502 | Internal Server Error
            {"statusCode":200,"body":"%","isBase64Encoded":true}              | 502 | Internal Server Error
            """)
    void a_returned_value_becomes_an_answer(String returned, int status, String body) throws Exception {
        open((in, out, context) -> out.write(returned.getBytes(StandardCharsets.UTF_8)), true, true, "NONE");

        HttpResponse<String> response = send(request("/").GET());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        if (returned.contains("X-A")) {
            assertThat(response.headers().firstValue("X-A")).contains("b");
        }
    }

    @Test
    void an_error_that_leaves_the_function_is_a_bare_502() throws Exception {
        open(
                (in, out, context) -> {
                    throw new IllegalStateException("secret detail");
                },
                true,
                true,
                "NONE");

        HttpResponse<String> response = send(request("/").GET());

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).isEqualTo("Internal Server Error");
    }

    @ParameterizedTest
    @CsvSource({"true, false, NONE", "false, true, NONE", "false, false, NONE", "true, true, AWS_IAM"})
    void without_both_permissions_or_with_iam_the_url_is_forbidden(boolean use, boolean invoke, String authType)
            throws Exception {
        open((in, out, context) -> out.write('1'), use, invoke, authType);

        assertThat(send(request("/").GET()).statusCode()).isEqualTo(403);
    }

    @Test
    void more_than_6_mb_are_too_much() throws Exception {
        open((in, out, context) -> out.write('1'), true, true, "NONE");

        HttpResponse<String> response =
                send(request("/").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[6 * 1024 * 1024 + 1])));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void a_function_whose_reserved_concurrency_is_in_use_answers_429() throws Exception {
        Fixture fixture = open((in, out, context) -> out.write('1'), true, true, "NONE");
        fixture.account.change("fn", function -> function.withReservedConcurrency(0));

        assertThat(send(request("/").GET()).statusCode()).isEqualTo(429);
    }

    /** After a restart of the machine, another program may have the port. */
    @Test
    void a_saved_url_whose_port_is_taken_says_what_to_do() throws Exception {
        open((in, out, context) -> out.write('1'), true, true, "NONE");
        try (FunctionUrls next = new FunctionUrls(new Fixture((in, out, context) -> {}).account, null, clock)) {
            assertThatThrownBy(() -> next.open("fn", "live", "id", port))
                    .hasMessageContaining("Port " + port + " of the Function URL is not free")
                    .hasMessageContaining("Stop the program that uses it")
                    .hasMessageContaining("`./data-actions local destroy --reset`");
        }
    }

    private Fixture open(RequestStreamHandler handler, boolean mayUseUrl, boolean mayInvoke, String authType)
            throws IOException {
        Fixture fixture = new Fixture(handler);
        urls = new FunctionUrls(fixture.account, fixture.lambda, clock);
        port = urls.open("fn", "live", "id", 0);
        fixture.account.change("fn", function -> {
            LambdaFunction changed = function.withUrl("live", new LambdaFunction.Url("id", authType, port));
            if (mayUseUrl) {
                changed = changed.withPermission(
                        "p1", new LambdaFunction.Permission("live", "lambda:InvokeFunctionUrl", "*", false));
            }
            if (mayInvoke) {
                changed = changed.withPermission(
                        "p2", new LambdaFunction.Permission("live", "lambda:InvokeFunction", "*", true));
            }
            return changed;
        });
        return fixture;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
