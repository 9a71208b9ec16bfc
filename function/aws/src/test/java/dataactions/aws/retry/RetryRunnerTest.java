package dataactions.aws.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.aws.retry.RetryRunner.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RetryRunnerTest {
    private final List<Duration> pauses = new ArrayList<>();
    private int calls;

    private RetryRunner runner(RetryPolicy policy) {
        return new RetryRunner(policy, TimeLimit.none(pauses::add, IllegalStateException::new), () -> 0);
    }

    private Supplier<String> failing(int times) {
        return () -> {
            if (calls++ < times) {
                throw new IllegalArgumentException("failure " + calls);
            }
            return "done";
        };
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void linear_pauses_are_once_and_twice_the_first() {
        assertThat(runner(RetryPolicy.linear(3, ms(150))).run("x", failing(2), failure -> true))
                .isEqualTo("done");
        assertThat(pauses).containsExactly(ms(150), ms(300));
    }

    @Test
    void the_last_failure_is_thrown_when_the_tries_are_used_up() {
        assertThatThrownBy(() -> runner(RetryPolicy.linear(3, ms(150))).run("x", failing(9), failure -> true))
                .hasMessage("failure 3");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void a_failure_that_is_not_retriable_is_thrown_at_once() {
        assertThatThrownBy(() -> runner(RetryPolicy.linear(3, ms(150))).run("x", failing(9), failure -> false))
                .hasMessage("failure 1");
        assertThat(pauses).isEmpty();
    }

    @Test
    void doubling_pauses_stop_at_the_longest_and_jitter_halves_them_at_most() {
        RetryRunner runner = runner(RetryPolicy.doubling(5, ms(500), ms(3000)));
        assertThat(runner.run("x", failing(4), failure -> true)).isEqualTo("done");
        assertThat(pauses).containsExactly(ms(250), ms(500), ms(1000), ms(1500));
    }

    @Test
    void a_call_that_was_turned_away_is_repeated_beyond_the_tries_and_after_the_pause_that_the_server_asks_for() {
        List<Integer> seen = new ArrayList<>();
        String answer = runner(RetryPolicy.linear(2, ms(100)))
                .run(
                        "x",
                        failing(3),
                        failure -> Decision.turnedAway(calls == 1 ? Optional.of(ms(7000)) : Optional.empty()),
                        (failures, pause, failure) -> seen.add(failures));
        assertThat(answer).isEqualTo("done");
        assertThat(pauses).containsExactly(ms(7000), ms(200), ms(200));
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void a_pause_that_the_time_does_not_allow_ends_it_with_the_failure() {
        TimeLimit over = new TimeLimit() {
            @Override
            public boolean allows(Duration pause) {
                return false;
            }

            @Override
            public void pause(Duration pause, String about) {
                throw new AssertionError("no time for " + about);
            }
        };
        assertThatThrownBy(
                        () -> new RetryRunner(RetryPolicy.linear(3, ms(1)), over).run("x", failing(9), failure -> true))
                .hasMessage("failure 1");
    }

    @Test
    void an_interrupted_pause_keeps_the_interruption() {
        TimeLimit interrupted = TimeLimit.none(
                pause -> {
                    throw new InterruptedException();
                },
                e -> new IllegalStateException("interrupted", e));
        assertThatThrownBy(() -> new RetryRunner(RetryPolicy.linear(3, ms(1)), interrupted)
                        .run("x", failing(9), failure -> true))
                .hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
