package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.handler.upstream.Auth;
import dataactions.handler.upstream.ConfigurationException;
import dataactions.handler.upstream.Upstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
                        "users",
                        new Upstream(
                                "users",
                                URI.create("https://api.example.com/v1"),
                                Duration.ofSeconds(5),
                                new Auth.None(),
                                List.of()))
                .containsEntry(
                        "orders",
                        new Upstream(
                                "orders",
                                URI.create("http://localhost:8080"),
                                Duration.ofMillis(800),
                                new Auth.None(),
                                List.of()));
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
                "{\"users\":{\"url\":\"https://x\",\"proxy\":{}}} | UPSTREAMS: users.proxy is not a known key",
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

    private static Auth auth(String auth) {
        return of("{\"users\":{\"url\":\"https://x\",\"auth\":" + auth.replace('\'', '"') + "}}")
                .upstreams()
                .get("users")
                .auth();
    }

    @Test
    void every_kind_of_auth_names_its_secret() {
        assertThat(auth("{'type':'none'}")).isEqualTo(new Auth.None());
        assertThat(auth("{'type':'apiKey','in':'header','name':'X-Key','secret':'arn:a'}"))
                .isEqualTo(new Auth.ApiKey(false, "X-Key", "arn:a"));
        assertThat(auth("{'type':'apiKey','in':'query','name':'key','secret':'s'}"))
                .isEqualTo(new Auth.ApiKey(true, "key", "s"));
        assertThat(auth("{'type':'basic','secret':'s'}")).isEqualTo(new Auth.Basic("s"));
        assertThat(auth("{'type':'bearer','secret':'s'}")).isEqualTo(new Auth.Bearer("s"));
        assertThat(
                        auth(
                                "{'type':'oauth2','tokenUrl':'https://t/token','secret':'s','scope':'a b','clientAuthentication':'body'}"))
                .isEqualTo(new Auth.OAuth2(URI.create("https://t/token"), "s", "a b", null, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | users.auth.type is missing or not a string",
                "{'type':'digest'} | users.auth.type is no kind of auth",
                "{'type':'basic'} | users.auth.secret is missing or not a string",
                "{'type':'basic','secret':'{hunter2}'} | users.auth.secret is neither an ARN nor a name",
                "{'type':'basic','secret':'hunter2 x'} | users.auth.secret is neither an ARN nor a name",
                "{'type':'basic','secret':'s','password':'hunter2'} | users.auth.password is not a known key",
                "{'type':'apiKey','in':'cookie','name':'k','secret':'s'} | users.auth.in is neither",
                "{'type':'apiKey','in':'header','name':'a b','secret':'s'} | users.auth.name is no name for an HTTP header",
                "{'type':'oauth2','tokenUrl':'http://example.com','secret':'s'} | users.auth.tokenUrl is http to another machine",
                "{'type':'oauth2','tokenUrl':'https://t','secret':'s','clientAuthentication':'jwt'} | users.auth.clientAuthentication is neither",
                "'none' | users.auth is not an object"
            })
    void any_other_auth_is_refused_by_its_place_and_quoted_nowhere(String auth, String message) {
        assertThatThrownBy(() -> auth(auth))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("UPSTREAMS: " + message)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'x'",
                "[1]",
                "['a b']",
                "['Authorization']",
                "['data-action-token']",
                "['Content-Type']",
                "['TE']"
            })
    void headers_that_are_not_for_passing_on_are_refused(String names) {
        assertThatThrownBy(() ->
                        of("{\"users\":{\"url\":\"https://x\",\"forwardHeaders\":" + names.replace('\'', '"') + "}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("UPSTREAMS: users.forwardHeaders");
    }
}
