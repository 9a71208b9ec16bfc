package dataactions.handler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers that the client adds, and whom a request goes to. */
class RequestHeadTest {
    private static Map<String, String> headers(ClassicHttpRequest request) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : RequestHead.complete(request).getHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        return headers;
    }

    @Test
    void a_request_has_every_header_that_it_needs() {
        assertThat(headers(new BasicClassicHttpRequest("GET", URI.create("https://users.example/x"))))
                .isEqualTo(Map.of(
                        "Accept-Encoding", "gzip, x-gzip, deflate",
                        "Host", "users.example",
                        "Connection", "keep-alive",
                        "User-Agent", "data-actions"));
    }

    @Test
    void its_own_headers_stay() {
        ClassicHttpRequest request = new BasicClassicHttpRequest("GET", URI.create("https://users.example/x"));
        request.addHeader("user-agent", "mine");
        request.addHeader("ACCEPT-ENCODING", "identity");

        assertThat(headers(request))
                .isEqualTo(Map.of(
                        "ACCEPT-ENCODING", "identity",
                        "Host", "users.example",
                        "Connection", "keep-alive",
                        "user-agent", "mine"));
    }

    /** Some servers refuse a POST without a length (411). */
    @ParameterizedTest
    @CsvSource({"POST, 0", "PUT, 0", "PATCH, 0", "GET,", "DELETE,", "HEAD,"})
    void a_request_without_a_body_has_a_length_if_its_method_may_have_one(String method, String length) {
        assertThat(headers(new BasicClassicHttpRequest(method, URI.create("http://users.example/x")))
                        .get("Content-Length"))
                .isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"POST", "GET", "DELETE"})
    void a_body_has_its_length(String method) {
        ClassicHttpRequest request = new BasicClassicHttpRequest(method, URI.create("http://users.example/x"));
        request.setEntity(
                new ByteArrayEntity("{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));

        assertThat(headers(request)).containsEntry("Content-Length", "10");
    }

    @ParameterizedTest
    @CsvSource({
        "http://Users.Example/x,       users.example,      users.example, 80",
        "https://users.example/x,      users.example,      users.example, 443",
        "HTTPS://users.example/x,      users.example,      users.example, 443",
        "https://users.example:8443/x, users.example:8443, users.example, 8443",
        "http://[::1]:8080/x,          [::1]:8080,         ::1,           8080",
    })
    void a_port_of_its_own_is_named(String url, String host, String name, int port) {
        ClassicHttpRequest request = new BasicClassicHttpRequest("GET", URI.create(url));
        request.setScheme(URI.create(url).getScheme());
        ServerAddress address = ServerAddress.of(request);

        assertThat(headers(request).get("Host")).isEqualToIgnoringCase(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.isTls())
                .isEqualTo(url.toLowerCase(java.util.Locale.ROOT).startsWith("https"));
        assertThat(address.host().replace("[", "").replace("]", "")).isEqualTo(name);
        assertThat(address).isEqualTo(ServerAddress.of(request)).isNotEqualTo(ServerAddress.of(URI.create("http://x")));
    }
}
