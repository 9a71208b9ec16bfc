package dataactions.handler.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationDeadlineTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private long now = 5_000_000_000L;
    private final InvocationDeadline deadline = new InvocationDeadline(() -> now, 12_000);

    private void pass(long millis) {
        now += millis * 1_000_000;
    }

    @Test
    void half_a_second_of_what_lambda_gives_is_for_what_comes_after_the_upstream() {
        assertThat(deadline.left()).isEqualTo(Duration.ofMillis(11_500));
        pass(1_200);
        assertThat(deadline.left()).isEqualTo(Duration.ofMillis(10_300));
        pass(11_000);
        assertThat(deadline.left()).isEqualTo(Duration.ofMillis(-700));
    }

    @Test
    void the_caller_waits_as_long_as_the_action_or_less_where_lambda_ends_before() {
        assertThat(deadline.left(TEN)).isEqualTo(Duration.ofMillis(9_500));
        assertThat(deadline.left(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(11_500));
        pass(1_000);
        assertThat(deadline.left(TEN)).isEqualTo(Duration.ofMillis(8_500));
        assertThat(deadline.left(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(10_500));
        pass(9_000);
        assertThat(deadline.left(TEN)).isEqualTo(Duration.ofMillis(-500));
    }

    @Test
    void what_the_caller_had_waited_is_taken_from_the_callers_time_and_not_from_lambdas() {
        InvocationDeadline later = deadline.afterWait(Duration.ofSeconds(3));
        pass(1_000);
        assertThat(later.left(TEN)).isEqualTo(Duration.ofMillis(5_500));
        assertThat(later.left()).isEqualTo(Duration.ofMillis(10_500));
        assertThat(later.left(Duration.ofSeconds(30))).isEqualTo(Duration.ofMillis(10_500));
        assertThat(later.start()).isEqualTo(5_000_000_000L);
        assertThat(later.elapsedMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1234, 1234", "-1, 0", "5000, 5000", "5001, 5000", "86400000, 5000"})
    void what_has_passed_before_is_between_nothing_and_five_seconds(long passed, long counted) {
        InvocationDeadline later = deadline.afterWait(Duration.ofMillis(passed));
        assertThat(later.waitedMillis()).isEqualTo(counted);
        assertThat(later.left(TEN)).isEqualTo(Duration.ofMillis(9_500 - counted));
    }

    @Test
    void expressions_end_in_the_middle_of_the_margin() {
        assertThat(deadline.end(TEN)).isEqualTo(5_000_000_000L + 9_750_000_000L);
        assertThat(deadline.end(Duration.ofSeconds(30))).isEqualTo(5_000_000_000L + 11_750_000_000L);
        pass(2_000);
        InvocationDeadline later = deadline.afterWait(Duration.ofSeconds(3));
        assertThat(later.end(TEN)).isEqualTo(5_000_000_000L + 6_750_000_000L);
    }

    @Test
    void the_time_until_that_end_is_never_negative() {
        assertThat(deadline.untilEnd(TEN)).isEqualTo(Duration.ofMillis(9_750));
        pass(9_750);
        assertThat(deadline.untilEnd(TEN)).isZero();
        pass(1);
        assertThat(deadline.untilEnd(TEN)).isZero();
    }

    @Test
    void the_time_since_the_event_came_counts_from_then() {
        assertThat(deadline.now()).isEqualTo(5_000_000_000L);
        pass(42);
        assertThat(deadline.now()).isEqualTo(5_042_000_000L);
        assertThat(deadline.elapsedMillis()).isEqualTo(42);
        assertThat(deadline.waitedMillis()).isZero();
    }

    @Test
    void the_shorter_of_two_is_the_one_there_is() {
        assertThat(InvocationDeadline.shorter(TEN, null)).isEqualTo(TEN);
        assertThat(InvocationDeadline.shorter(TEN, Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(9));
        assertThat(InvocationDeadline.shorter(Duration.ofSeconds(9), TEN)).isEqualTo(Duration.ofSeconds(9));
    }
}
