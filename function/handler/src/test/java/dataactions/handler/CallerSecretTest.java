package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerSecretTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile String stored = "{\"token\":\"first\"}";
    private final AtomicInteger reads = new AtomicInteger();
    private final CallerSecret secret = new CallerSecret(
            "arn:secret",
            id -> {
                assertThat(id).isEqualTo("arn:secret");
                reads.incrementAndGet();
                return stored;
            },
            () -> now);

    private boolean known(String token) {
        return secret.isKnownTo(token, LONG);
    }

    @Test
    void the_token_is_read_once_and_kept() {
        assertThat(known("first")).isTrue();
        assertThat(known("first")).isTrue();
        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"second", "firs", "first ", "First", "firstfirst", "\u0000"})
    void any_other_token_is_refused(String token) {
        assertThat(known("first")).isTrue();
        assertThat(known(token)).isFalse();
    }

    @Test
    void no_token_is_refused_without_reading_the_secret() {
        assertThat(known(null)).isFalse();
        assertThat(known("")).isFalse();
        assertThat(reads).hasValue(0);
    }

    @Test
    void an_unknown_token_reads_the_secret_again_at_most_once_a_minute() {
        assertThat(known("first")).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(known("guess " + i)).isFalse();
        }
        assertThat(reads).hasValue(1);

        now = now.plusSeconds(60);
        for (int i = 0; i < 100; i++) {
            assertThat(known("guess " + i)).isFalse();
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void a_rotated_token_is_learned_from_its_first_caller_and_the_old_one_forgotten() {
        assertThat(known("first")).isTrue();
        stored = "{\"token\":\"second\"}";
        now = now.plusSeconds(61);

        assertThat(known("second")).isTrue();
        assertThat(known("first")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2", "{\"token\":\"\"}", "{\"token\":7}", "{\"key\":\"hunter2\"}", "[]", "{\"token\":\"hun"
            })
    void a_secret_of_another_form_is_named_by_its_variable_and_not_quoted(String text) {
        stored = text;

        assertThatThrownBy(() -> known("hunter2"))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("The secret in CALLER_SECRET_ARN does not have the form {\"token\": \"...\"}")
                .hasMessageNotContaining("hun");
    }

    @Test
    void a_read_that_takes_too_long_is_not_waited_for_and_serves_the_next_call() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CallerSecret slow = new CallerSecret(
                "arn:secret",
                id -> {
                    await(answer);
                    done.countDown();
                    return stored;
                },
                () -> now);

        assertThatThrownBy(() -> slow.isKnownTo("first", Duration.ofMillis(50)))
                .hasMessageContaining("did not answer in time");

        answer.countDown();
        done.await();
        assertThat(slow.isKnownTo("first", LONG)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
