package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static Configuration of(String upstreams) {
        return Configuration.of(Map.of("UPSTREAMS", upstreams));
    }

    private static Upstream url(String url) {
        return of("{\"users\":{\"url\":\"" + url + "\"}}").upstreams().get("users");
    }

    @Test
    void upstreams_have_a_url_and_perhaps_a_timeout() {
        Configuration configuration = of("{\"users\":{\"url\":\"https://api.example.com/v1/\",\"timeout\":\"5s\"},"
                + "\"orders\":{\"url\":\"http://localhost:8080\",\"timeout\":\"800ms\"},"
                + "\"third\":{\"url\":\"HTTPS://api.example.com\"}}");

        assertThat(configuration.upstreams())
                .containsEntry(
                        "users", new Upstream("users", URI.create("https://api.example.com/v1"), Duration.ofSeconds(5)))
                .containsEntry(
                        "orders", new Upstream("orders", URI.create("http://localhost:8080"), Duration.ofMillis(800)));
        assertThat(configuration.upstreams().get("third").timeout()).isNull();
        assertThat(configuration.callerSecret()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:80", "http://127.9.9.9", "http://localhost/x", "http://[::1]:8080", "https://x"
            })
    void https_goes_anywhere_and_http_only_to_this_machine(String url) {
        assertThat(url(url).base()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, is http to another machine",
        "http://127.0.0.1.example.com, is http to another machine",
        "http://localhost.example.com, is http to another machine",
        "ftp://api.example.com, is neither https nor http",
        "https://user:hunter2@api.example.com, holds a user or password",
        "https://api.example.com?key=hunter2, has a query or a fragment",
        "https://api.example.com#f, has a query or a fragment",
        "https:///x, has no host",
        "api.example.com, has no host",
        "'https://api example.com', is not a URL"
    })
    void any_other_url_is_refused_without_quoting_it(String url, String why) {
        assertThatThrownBy(() -> url(url))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("UPSTREAMS: users.url " + why + "; expected https://host[:port][/prefix]")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"users\":{\"url\":\"https://x\",\"auth\":{}}} | UPSTREAMS: users.auth is not a known key",
                "{\"users\":{\"url\":5}} | UPSTREAMS: users.url is missing or not a string",
                "{\"users\":{}} | UPSTREAMS: users.url is missing or not a string",
                "{\"users\":\"https://x\"} | UPSTREAMS: users is not an object",
                "[] | UPSTREAMS is not an object",
                "{ | UPSTREAMS: JSON cut off",
                "{\"users\":{\"url\":\"https://x\",\"timeout\":\"soon\"}} | UPSTREAMS: users.timeout is not a duration",
                "{\"users\":{\"url\":\"https://x\",\"timeout\":\"0s\"}} | UPSTREAMS: users.timeout is not a duration",
                "{\"users\":{\"url\":\"https://x\",\"timeout\":5}} | UPSTREAMS: users.timeout is not a duration"
            })
    void what_is_wrong_is_named_by_its_place(String upstreams, String message) {
        assertThatThrownBy(() -> of(upstreams))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("expected");
    }

    @Test
    void a_missing_variable_is_named() {
        assertThatThrownBy(() -> Configuration.of(Map.of())).hasMessageStartingWith("UPSTREAMS is not set; expected");
    }
}
