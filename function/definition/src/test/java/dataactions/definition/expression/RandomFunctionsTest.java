package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** {@code $random} and {@code $shuffle}: a static generator gives the same numbers in each process of one snapshot. */
class RandomFunctionsTest {
    private static Object evaluate(String expression, Object context) {
        return Expression.of(expression).evaluate(context, Map.of(), Budget.ofMillis(5_000));
    }

    @Test
    void each_evaluation_has_its_own_generator() {
        Bounds first = new Bounds(Budget.ofMillis(1));
        Bounds second = new Bounds(Budget.ofMillis(1));

        assertThat(first.random()).isSameAs(first.random()).isNotSameAs(second.random());
        assertThat(BoundedFunctions.BY_NAME).containsKeys("random", "shuffle");
    }

    @Test
    void random_numbers_are_different_and_between_zero_and_one() {
        assertThat(evaluate("[1..100].($random())", Map.of()))
                .asInstanceOf(InstanceOfAssertFactories.list(Double.class))
                .hasSize(100)
                .doesNotHaveDuplicates()
                .allSatisfy(each -> assertThat(each).isGreaterThanOrEqualTo(0).isLessThan(1));
    }

    @Test
    void shuffle_gives_the_same_elements_in_another_order_and_leaves_its_argument() {
        List<Long> list = LongStream.range(0, 100).boxed().toList();

        assertThat(evaluate("$shuffle(l)", Map.of("l", list)))
                .asInstanceOf(InstanceOfAssertFactories.list(Long.class))
                .isNotEqualTo(list)
                .containsExactlyInAnyOrderElementsOf(list);
        assertThat(evaluate("$shuffle(nothing)", Map.of())).isNull();
        assertThat(evaluate("$shuffle([7])[0]", Map.of())).isEqualTo(7);
        assertThat(evaluate("$count($shuffle([1..100000]))", Map.of())).isEqualTo(100_000);
    }
}
