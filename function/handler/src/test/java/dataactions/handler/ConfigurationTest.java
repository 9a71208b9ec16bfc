package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.upstream.Auth;
import dataactions.handler.upstream.InvalidConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables. What an upstream's settings may say, {@code UpstreamsTest} of the definitions tests. */
class ConfigurationTest {
    private static Configuration of(String upstreams) {
        return Configuration.of(Map.of("UPSTREAMS", upstreams));
    }

    @Test
    void upstreams_are_read_from_their_variable() {
        Configuration configuration = of("{\"users\":{\"url\":\"https://api.example.com\","
                + "\"auth\":{\"type\":\"basic\",\"secret\":\"crm\"}},"
                + "\"orders\":{\"url\":\"http://localhost:8080\",\"timeout\":\"800ms\"}}");

        assertThat(configuration.upstreams()).containsOnlyKeys("users", "orders");
        assertThat(configuration.upstreams().get("users").auth()).isEqualTo(new Auth.Basic("crm"));
        assertThat(configuration.callerSecret()).isNull();
    }

    @Test
    void the_callers_secret_is_named_by_its_arn() {
        assertThat(Configuration.of(Map.of("UPSTREAMS", "{}", "CALLER_SECRET_ARN", " arn:a "))
                        .callerSecret())
                .isEqualTo("arn:a");
        assertThat(Configuration.of(Map.of("UPSTREAMS", "{}", "CALLER_SECRET_ARN", " "))
                        .callerSecret())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"users\":{\"url\":\"https://x\",\"proxy\":{}}} | UPSTREAMS.users.proxy: unknown key",
                "{\"users\":{}} | UPSTREAMS.users.url: missing; expected the API's base URL",
                "{\"users\":{\"url\":\"ftp://x\",\"timeout\":5}} | UPSTREAMS.users.url: expected https (plain http only"
                        + " to this machine), found ftp. UPSTREAMS.users.timeout: expected a duration",
                "[] | UPSTREAMS: expected an object, found a list",
                "{ | UPSTREAMS: JSON cut off"
            })
    void every_problem_is_named_by_its_place(String upstreams, String message) {
        assertThatThrownBy(() -> of(upstreams))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("; expected {\"users\": {\"url\": \"https://...\"");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void a_missing_variable_is_named(String upstreams) {
        assertThatThrownBy(() -> Configuration.of(upstreams == null ? Map.of() : Map.of("UPSTREAMS", upstreams)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("UPSTREAMS is not set; expected");
    }
}
