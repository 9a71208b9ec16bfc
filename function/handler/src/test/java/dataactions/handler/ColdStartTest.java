package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ColdStartTest {
    @Test
    void a_process_is_as_old_as_the_machine_less_its_start_whatever_its_name_holds() {
        String stat = "8 (java) odd) name) S 1 8 8 0 -1 4194560 100 0 0 0 5 2 0 0 20 0 12 0 123456 1 2 3";

        assertThat(ColdStart.age(stat, "1235.81 2000.00\n")).isEqualTo(Duration.ofMillis(1_250));
    }

    @Test
    void a_process_is_never_younger_than_nothing() {
        String stat = "8 (java) S 1 8 8 0 -1 4194560 100 0 0 0 5 2 0 0 20 0 12 0 123456 1 2 3";

        assertThat(ColdStart.age(stat, "1234.55 2000.00\n")).isZero();
    }

    @Test
    void only_the_first_call_has_waited_for_the_start_and_for_what_followed_it() {
        ColdStart start = new ColdStart(Duration.ofMillis(700), 1_000_000L);

        assertThat(start.waited(201_000_000L)).isEqualTo(Duration.ofMillis(900));
        assertThat(start.waited(202_000_000L)).isZero();
    }

    @Test
    void no_call_has_waited_for_a_process_that_lambda_started_ahead() {
        ColdStart start = new ColdStart(Duration.ofMillis(700), 0);

        assertThat(start.waited(Duration.ofSeconds(2).toNanos())).isZero();
        assertThat(start.waited(Duration.ofSeconds(3).toNanos())).isZero();
    }
}
