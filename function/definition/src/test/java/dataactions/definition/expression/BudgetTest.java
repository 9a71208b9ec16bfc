package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {
    private long now = 1_000;

    /** A hundred nanoseconds of this test's clock, which ends at {@code end}. */
    private Budget hundred(long end) {
        return new Budget(() -> now, 100, end, 5_000, () -> 77);
    }

    @Test
    void it_is_spent_when_more_than_its_amount_has_passed() {
        Budget budget = hundred(Long.MAX_VALUE);
        budget.start();
        now += 100;
        assertThat(budget.isSpent()).isFalse();
        now++;
        assertThat(budget.isSpent()).isTrue();
    }

    @Test
    void what_passes_between_two_expressions_is_not_taken() {
        Budget budget = hundred(Long.MAX_VALUE);
        budget.start();
        now += 60;
        budget.stop();
        now += 10_000;
        assertThat(budget.isSpent()).as("while an upstream is asked").isFalse();
        budget.start();
        now += 40;
        assertThat(budget.isSpent()).isFalse();
        now++;
        assertThat(budget.isSpent()).isTrue();
    }

    @Test
    void all_expressions_together_have_one_amount() {
        Budget budget = hundred(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            budget.start();
            now += 34;
            budget.stop();
        }
        assertThat(budget.isSpent()).isTrue();
    }

    @Test
    void stopping_twice_takes_nothing_more() {
        Budget budget = hundred(Long.MAX_VALUE);
        budget.start();
        now += 50;
        budget.stop();
        now += 60;
        budget.stop();
        budget.start();
        now += 50;
        assertThat(budget.isSpent()).isFalse();
    }

    @Test
    void nothing_outlives_the_end_whatever_is_left() {
        Budget budget = hundred(1_010);
        budget.start();
        now = 1_010;
        assertThat(budget.isSpent()).isFalse();
        now = 1_011;
        assertThat(budget.isSpent()).isTrue();
        budget.stop();
        assertThat(budget.isSpent()).as("also between two expressions").isTrue();
    }

    @Test
    void a_clock_that_runs_over_from_the_largest_number_to_the_smallest_is_no_end() {
        now = Long.MAX_VALUE - 10;
        Budget budget = hundred(now + 1_000);
        budget.start();
        now += 50;
        assertThat(now).isNegative();
        assertThat(budget.isSpent()).isFalse();
        now += 51;
        assertThat(budget.isSpent()).isTrue();
    }

    @Test
    void it_hands_on_its_memory_and_what_was_allocated() {
        assertThat(hundred(0).memory()).isEqualTo(5_000);
        assertThat(hundred(0).allocated()).isEqualTo(77);
    }

    @Test
    void one_of_milliseconds_is_of_that_many_and_has_no_other_end() {
        Budget budget = Budget.ofMillis(20);
        assertThat(budget.memory()).isEqualTo(144_000_000);
        assertThat(budget.allocated()).isZero();
        budget.start();
        long end = System.nanoTime() + 20_000_000;
        while (System.nanoTime() - end <= 0) {
            Thread.onSpinWait();
        }
        assertThat(budget.isSpent()).isTrue();
        budget.stop();

        Budget minute = Budget.ofMillis(60_000);
        minute.start();
        assertThat(minute.isSpent()).isFalse();
    }
}
