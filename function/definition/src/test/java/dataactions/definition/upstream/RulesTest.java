package dataactions.definition.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for single values: durations, header names, secrets' names, hosts. */
class RulesTest {
    @ParameterizedTest
    @CsvSource({"5s, 5000", "800ms, 800", "1500ms, 1500", "999999s, 999999000", "1ms, 1"})
    void a_duration_is_a_number_and_a_unit(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
        assertThat(Durations.parse(Durations.print(Duration.ofMillis(millis)))).contains(Duration.ofMillis(millis));
    }

    @Test
    void zero_is_a_duration_only_where_it_is_asked_for() {
        assertThat(Durations.parseOrZero("0s")).contains(Duration.ZERO);
        assertThat(Durations.parseOrZero("5s")).contains(Duration.ofSeconds(5));
        assertThat(Durations.parseOrZero("five")).isEmpty();
    }

    @Test
    void whole_seconds_are_written_as_seconds() {
        assertThat(Durations.print(Duration.ofMillis(5000))).isEqualTo("5s");
        assertThat(Durations.print(Duration.ofMillis(1500))).isEqualTo("1500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "0s", "0ms", "-1s", "1d", "5S", "1234567s", "٥s"})
    void any_other_text_is_no_duration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void a_header_name_is_a_token_of_128_characters_at_most() {
        assertThat(HeaderNames.isName("X-Api-Key")).isTrue();
        assertThat(HeaderNames.isName("x".repeat(128))).isTrue();
        assertThat(HeaderNames.isName("x".repeat(129))).isFalse();
        assertThat(HeaderNames.isName("")).isFalse();
        assertThat(HeaderNames.isName("a b")).isFalse();
        assertThat(HeaderNames.isName("a:b")).isFalse();
    }

    @Test
    void the_client_sets_some_headers_itself() {
        assertThat(HeaderNames.isSetByClient("Transfer-Encoding")).isTrue();
        assertThat(HeaderNames.isSetByClient("Content-Length")).isTrue();
        assertThat(HeaderNames.isSetByClient("Proxy-Connection")).isTrue();
        assertThat(HeaderNames.isSetByClient("Content-Type")).isFalse();
        assertThat(HeaderNames.isSetByClient("Accept")).isFalse();
    }

    @Test
    void a_callers_header_is_sent_on_unless_it_is_the_connections_or_a_credential() {
        assertThat(HeaderNames.isForwardable("ININ-Correlation-Id")).isTrue();
        assertThat(HeaderNames.isForwardable("Accept-Language")).isTrue();
        assertThat(HeaderNames.isForwardable("Accept-Encoding")).isFalse();
        assertThat(HeaderNames.isForwardable("Content-Language")).isFalse();
        assertThat(HeaderNames.isForwardable("Cookie")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"crm/client", "s", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:crm/client-AbCdEf"})
    void a_secret_is_named_by_name_or_arn(String text) {
        assertThat(SecretName.problem(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::bucket, expected an ARN like",
        "{x}, expected the name or ARN",
        "12345678-1234-1234-1234-123456789abc, this looks like an OAuth client's id or secret",
        "aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_aB3_, this looks like an OAuth client's id or secret",
        "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl, this looks like a token or a key",
        "0123456789abcdef0123456789abcdef, this looks like a token or a key",
        "aB/1aB/2aB/3aB/4aB/5aB/6aB/7aB/8aB/9aB/0, this looks like a token or a key"
    })
    void what_looks_like_the_secret_itself_is_refused(String text, String problem) {
        assertThat(SecretName.problem(text).orElseThrow()).contains(problem).doesNotContain(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.255.1.2", "[::1]"})
    void loopback_is_known_by_its_spelling(String host) {
        assertThat(UpstreamUrl.isLoopback(host)).isTrue();
        assertThat(UpstreamUrl.isThisMachine(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost.", "crm.localhost", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "0.0.0.0"})
    void other_spellings_are_this_machine_too_but_plain_http_to_them_is_refused(String host) {
        assertThat(UpstreamUrl.isLoopback(host)).isFalse();
        assertThat(UpstreamUrl.isThisMachine(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "notlocalhost", "127.0.0.1.example.com", "10.0.0.1", "[2001:db8::1]", "1.2.3.4.5"
            })
    void other_machines(String host) {
        assertThat(UpstreamUrl.isLoopback(host)).isFalse();
        assertThat(UpstreamUrl.isThisMachine(host)).isFalse();
    }
}
