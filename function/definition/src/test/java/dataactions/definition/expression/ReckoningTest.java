package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Utils.RangeList;
import dataactions.definition.Definitions;
import dataactions.definition.value.Allowance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Bounds} counts, and at which number it stops. Whether that is enough is for {@link BoundsTest}. */
class ReckoningTest {
    private static final String MEMORY = "it needs more memory than one call may take";

    private int looks;
    private long now;
    private long allocated;

    /** A budget of a hundred nanoseconds of this test's clock. */
    private Budget budget(long memory) {
        Budget budget = new Budget(
                () -> {
                    looks++;
                    return now;
                },
                100,
                Long.MAX_VALUE,
                memory,
                () -> allocated);
        budget.start();
        looks = 0;
        return budget;
    }

    private Bounds bounds(long memory) {
        return new Bounds(budget(memory));
    }

    private Object evaluate(String expression, Object context, long memory) {
        return Expression.of(expression).evaluate(context, Map.of(), budget(memory));
    }

    /** Passes with so much memory for one value, and not with one byte less. */
    private void weighs(Object value, long bytes) {
        assertThatCode(() -> bounds(2 * bytes).weigh(value)).doesNotThrowAnyException();
        Bounds bounds = bounds(2 * bytes - 2);
        assertThatThrownBy(() -> bounds.weigh(value)).hasMessage(MEMORY);
        assertThat(bounds.stopped()).hasMessage(MEMORY);
    }

    // ---- time

    @Test
    void the_clock_is_looked_at_every_4096_units_of_work() {
        Bounds bounds = bounds(1_000_000);
        bounds.work(4095);
        assertThat(looks).isZero();
        bounds.work(1);
        assertThat(looks).isEqualTo(1);
        bounds.work(4095);
        assertThat(looks).isEqualTo(1);
        bounds.work(10_000);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void work_ends_when_the_time_is_over() {
        Bounds bounds = bounds(1_000_000);
        now = 101;
        assertThatThrownBy(() -> bounds.work(4096)).hasMessage("it took too long");
        assertThat(bounds.stopped()).hasMessage("it took too long");
    }

    @Test
    void work_ends_when_more_memory_was_allocated_than_the_budget_has_since_the_first_look() {
        allocated = 5_000_000;
        Bounds bounds = bounds(1_000_000);
        bounds.work(4096);
        allocated = 6_000_000;
        bounds.work(4096);
        allocated = 6_000_001;
        assertThatThrownBy(() -> bounds.work(4096)).hasMessage(MEMORY);
    }

    @Test
    void room_is_refused_beyond_half_of_the_memory_and_taking_it_is_work() {
        Bounds bounds = bounds(1_000_000);
        bounds.room(500_000);
        assertThat(looks).as("an eighth of the bytes").isEqualTo(1);
        bounds.room(8 * 4095);
        assertThat(looks).isEqualTo(1);
        assertThatThrownBy(() -> bounds.room(500_001)).hasMessage(MEMORY);
    }

    @Test
    void twenty_million_references_may_be_copied_and_copying_them_is_work() {
        Bounds bounds = bounds(1_000_000);
        bounds.copies(20_000_000);
        assertThat(looks).isEqualTo(1);
        assertThatThrownBy(() -> bounds.copies(20_000_001)).hasMessage("it would copy too many values");
    }

    static Stream<Arguments> works() {
        String text = "a".repeat(1 << 16);
        List<Object> list = list(1 << 14, 7L);
        Map<String, Object> object = object(1 << 14);
        return Stream.of(
                // an evaluation's nodes, each with the size of what it works on
                Arguments.of("1+1+1+1+1+1+1+1+1+1", Map.of(), 0, 0),
                Arguments.of("[1..200].(1)", Map.of(), 6, 12),
                Arguments.of("list.a", Map.of("list", list), 258, 300),
                Arguments.of("$count(list)", Map.of("list", list), 4, 10),
                Arguments.of("$count($keys(o))", Map.of("o", object), 5, 12),
                // a text by the eighth part of its characters
                Arguments.of("t ? 1", Map.of("t", text), 1, 3),
                // what is weighed or written, by its elements
                Arguments.of("[list].$count($)", Map.of("list", list), 776, 900),
                Arguments.of("$length($string(list))", Map.of("list", list), 6, 12),
                Arguments.of("$length($string(o))", Map.of("o", object), 5, 12),
                Arguments.of("$count(o.*)", Map.of("o", Map.of("a", list, "b", list)), 9, 20),
                Arguments.of("$substring(t, 1, 1)", Map.of("t", text), 2, 4));
    }

    @ParameterizedTest
    @MethodSource("works")
    void what_an_expression_works_on_counts_as_time(String expression, Object context, int least, int most) {
        evaluate(expression, context, 100_000_000);
        assertThat(looks).as(expression).isBetween(least, most);
    }

    // ---- depth

    /** The innermost is the 1; a call and its function are a node each. */
    @Test
    void two_hundred_nodes_may_be_inside_each_other() {
        assertThat(evaluate("(".repeat(199) + "1" + ")".repeat(199), Map.of(), 1_000_000))
                .isEqualTo(1);
        assertThatThrownBy(() -> evaluate("(".repeat(200) + "1" + ")".repeat(200), Map.of(), 1_000_000))
                .hasMessage("recursion too deep");
    }

    @Test
    void nodes_after_each_other_are_not_deep() {
        assertThat(evaluate("(" + "1;".repeat(500) + "2)", Map.of(), 1_000_000)).isEqualTo(2);
    }

    // ---- memory

    @Test
    void a_value_weighs_itself_and_all_that_is_in_it() {
        weighs("abcd", 56 + 8);
        weighs(7L, 24);
        weighs(new BigDecimal("1234567890"), 48 + 5);
        weighs(List.of("abcd", 7L), 88 + 2 * 6 + 64 + 24);
        weighs(List.of(List.of(), List.of(7L)), 88 + 2 * 6 + 40 + 88 + 6 + 24);
        weighs(Map.of("ab", 7L), 144 + 48 + 60 + 24);
        weighs(Map.of("ab", Map.of("cd", List.of("e"))), 144 + 48 + 60 + 144 + 48 + 60 + 88 + 6 + 58);
        weighs(new RangeList(1, 1000), 1000 * 32);
        weighs(List.of(new RangeList(1, 10), new RangeList(1, 10)), 88 + 2 * 6 + 2 * 320);
    }

    @Test
    void a_part_weighs_as_often_as_it_occurs() {
        List<Object> part = List.of("x".repeat(1000));
        long one = 88 + 6 + 56 + 2000;
        weighs(List.of(part, part, part), 88 + 3 * 6 + 3 * one);
    }

    @Test
    void what_was_read_weighs_what_it_weighed_then() {
        Object read = Definitions.json("{'ab':['cd',7]}");
        weighs(read, 144 + 48 + 60 + 88 + 2 * 6 + 60 + 24);
        weighs(List.of(read), 88 + 6 + 144 + 48 + 60 + 88 + 2 * 6 + 60 + 24);
    }

    @Test
    void a_value_may_have_five_hundred_levels() {
        assertThatCode(() -> bounds(10_000_000).weigh(nested(501))).doesNotThrowAnyException();
        assertThatThrownBy(() -> bounds(10_000_000).weigh(nested(502))).hasMessage("its values are nested too deeply");
        assertThatThrownBy(() -> bounds(10_000_000).weigh(nestedObjects(502)))
                .hasMessage("its values are nested too deeply");
    }

    @Test
    void weighing_ends_where_the_memory_does_and_reads_no_further() {
        List<Object> poisoned = new ArrayList<>(List.of("x".repeat(10_000))) {
            @Override
            public Object get(int index) {
                throw new AssertionError("read");
            }

            @Override
            public java.util.Iterator<Object> iterator() {
                throw new AssertionError("read");
            }

            @Override
            public int size() {
                return 10_000;
            }
        };
        assertThatThrownBy(() -> bounds(2_000).weigh(poisoned)).hasMessage(MEMORY);
    }

    @Test
    void the_tuples_of_a_join_take_memory_before_they_are_made() {
        // 100 × 100 tuples of three steps: 10,000 × (200 + 48 × 5) bytes for the second step, and for the third.
        Map<String, Object> context = Map.of("l", list(100, Map.of("x", 1L)));
        String join = "$count(l@$a.l@$b.($a.x))";
        assertThatCode(() -> evaluate(join, context, 18_000_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> evaluate(join, context, 17_600_000)).hasMessage(MEMORY);
    }

    @Test
    void what_a_join_makes_of_one_value_takes_memory_too() {
        Map<String, Object> context = Map.of("l", list(1_000, 1L));
        String join = "l#$i.($i)";
        // 1,000 × (200 + 48 × 4) and 1,000 more for the second step.
        assertThatCode(() -> evaluate(join, context, 2_000_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> evaluate(join, context, 600_000)).hasMessage(MEMORY);
    }

    @Test
    void the_lists_that_a_path_puts_together_take_memory() {
        // A hundred lists of a thousand references each: 8 bytes for each of them.
        Map<String, Object> context = Map.of("l", list(100, Map.of("x", list(1_000, true))));
        assertThatCode(() -> evaluate("$count(l.x)", context, 4_000_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> evaluate("$count(l.x)", context, 1_000_000)).hasMessage(MEMORY);
    }

    @Test
    void grouping_a_join_by_some_thousand_values_of_one_name_is_refused() {
        List<Object> list = list(6_000, Map.of("k", "a"));
        Map<String, Object> few = Map.of("l", list.subList(0, 2_000));
        assertThatCode(() -> evaluate("l@$a{$a.k: $count($a)}", few, 200_000_000))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> evaluate("l@$a{$a.k: $count($a)}", Map.of("l", list), 200_000_000))
                .hasMessage("it would copy too many values");
    }

    @ParameterizedTest
    @CsvSource({"3000, false", "3300, true"})
    void a_wildcard_over_some_thousand_lists_is_refused(int lists, boolean refused) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < lists; i++) {
            object.put("k" + i, List.of(1L));
        }
        for (Object context : List.of(Map.of("o", object), Map.of("o", new ArrayList<>(object.values())))) {
            if (refused) {
                assertThatThrownBy(() -> evaluate("$count(o.*)", Map.of("o", object), 200_000_000))
                        .hasMessage("it would copy too many values");
            } else {
                assertThat(evaluate("$count(o.*)", context, 200_000_000)).isEqualTo(lists);
            }
        }
    }

    @Test
    void a_wildcard_counts_the_elements_at_every_level_of_a_list() {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            object.put("k" + i, List.of(list(600, 1L)));
        }
        assertThatThrownBy(() -> evaluate("$count(o.*)", Map.of("o", object), 200_000_000))
                .hasMessage("it would copy too many values");
        object.keySet().removeIf(key -> key.length() == 4);
        assertThat(evaluate("$count(o.*)", Map.of("o", object), 200_000_000)).isEqualTo(100 * 600);
    }

    @Test
    void a_wildcard_over_a_list_of_too_many_levels_is_refused() {
        assertThat(evaluate("$count(o.*)", Map.of("o", Map.of("a", nested(500))), 10_000_000))
                .isNotNull();
        assertThatThrownBy(() -> evaluate("$count(o.*)", Map.of("o", Map.of("a", nested(503))), 10_000_000))
                .hasMessage("its values are nested too deeply");
    }

    // ---- size

    @Test
    void a_text_may_have_six_million_characters() {
        String most = "a".repeat(6_000_000);
        assertThat(evaluate("t.($)", Map.of("t", most), 200_000_000)).isSameAs(most);
        assertThatThrownBy(() -> evaluate("t.($)", Map.of("t", most + "a"), 200_000_000))
                .hasMessage("its result is too large");
    }

    @Test
    void a_list_may_have_a_million_elements_and_an_object_more() {
        Object most = list(1_000_000, true);
        assertThat(evaluate("$count($)", Map.of("l", most), 200_000_000)).isEqualTo(1);
        assertThat(evaluate("$count(l)", Map.of("l", most), 200_000_000)).isEqualTo(1_000_000);
        assertThatThrownBy(() -> evaluate("$count(l)", Map.of("l", list(1_000_001, true)), 200_000_000))
                .hasMessage("its result is too large");
    }

    static Stream<Object> values() {
        return Stream.of(
                "a",
                "a\"\\b\n\u0001",
                "é\u2028\u0085",
                7L,
                -1234567.891,
                new BigDecimal("12345678901234567890123456789012345678901234567890.5"),
                true,
                List.of(),
                List.of(1L, "b", true),
                Map.of(),
                Map.of("a", 1L, "bc", "d"),
                List.of(List.of(List.of("x", "y")), Map.of("k", List.of(1L, Map.of("l", "m")))),
                list(100, Map.of("a", List.of(1L, 2L))),
                nested(50),
                nestedObjects(50));
    }

    @ParameterizedTest
    @MethodSource("values")
    void a_values_text_is_never_longer_than_counted_nor_much_shorter(Object value) {
        for (boolean prettify : new boolean[] {false, true}) {
            int length = value instanceof String text
                    ? Functions.string(List.of(text), false).length() - 2
                    : Functions.string(value, prettify).length();
            long counted = bounds(10_000_000).text(value, prettify);
            assertThat(counted).as(value + " " + prettify).isBetween((long) length, 20L + 9L * length);
        }
    }

    @Test
    void each_part_of_a_text_counts() {
        assertThat(bounds(1_000).text("ab", false)).isEqualTo(1 + 2 + 2);
        assertThat(bounds(1_000).text("a\"b", false)).isEqualTo(1 + 2 + 3 + 1);
        assertThat(bounds(1_000).text(List.of("ab", "c"), false)).isEqualTo(3 + 5 + 4);
        assertThat(bounds(1_000).text(List.of("ab", "c"), true)).isEqualTo(6 + (3 + 2 + 4) + (3 + 2 + 3));
        assertThat(bounds(1_000).text(Map.of("ab", 7L), false)).isEqualTo(3 + 5 + 17);
        assertThat(bounds(1_000).text(Map.of("ab", 7L), true)).isEqualTo(6 + (3 + 4) + (3 + 2 + 16));
        assertThat(bounds(1_000).text(Map.of("ab", List.of("c")), true))
                .isEqualTo(6 + (3 + 4) + (3 + 2 + 3 + 2) + (3 + 4 + 3));
        assertThat(bounds(1_000).text(new BigDecimal("123.45"), false)).isEqualTo(1 + 5 + 16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "[t]", "{'a': t}"})
    void six_million_characters_may_be_written(String value) {
        String text = "a".repeat(5_999_980);
        assertThat(evaluate("$length($string(" + value + "))", Map.of("t", text), 200_000_000))
                .isNotNull();
        assertThatThrownBy(() -> evaluate("$string(" + value + ")", Map.of("t", text + "a".repeat(21)), 200_000_000))
                .hasMessage("its result is too large");
    }

    @Test
    void a_text_of_exactly_six_million_characters_is_not_too_long() {
        assertThat(bounds(1_000).text("a".repeat(5_999_997), false)).isEqualTo(6_000_000);
        Bounds bounds = bounds(1_000);
        assertThatThrownBy(() -> bounds.text("a".repeat(5_999_998), false)).hasMessage("its result is too large");
        assertThat(bounds.stopped()).hasMessage("its result is too large");
    }

    @Test
    void what_is_joined_to_a_text_is_counted_before_it_is_written() {
        // Written out, each would take 100 MB.
        String text = "a".repeat(1_000_000);
        for (String join : List.of("l & ''", "'' & l", "{'a': l} & ''")) {
            assertThatThrownBy(() -> evaluate(join, Map.of("l", list(100, text)), 2_000_000_000))
                    .hasMessage("its result is too large");
        }
    }

    @Test
    void a_value_that_is_only_handed_on_is_not_weighed_again() {
        List<Object> list = list(100_000, 1L);
        evaluate("($a := l; $b := $a; $b; ($b); true ? $b)", Map.of("l", list), 100_000_000);
        int handed = looks;
        evaluate("l", Map.of("l", list), 100_000_000);
        evaluate("[l]", Map.of("l", list), 100_000_000);
        assertThat(handed)
                .as("a look for each list that is a result, and none for its elements")
                .isLessThan(60);
    }

    // ---- the bounds of an evaluation

    @Test
    void an_evaluation_ends_with_the_bounds_of_the_one_around_it() {
        assertThat(Bounds.current()).isNull();
        evaluate("$string(1)", Map.of(), 1_000_000);
        assertThat(Bounds.current()).isNull();
        assertThatThrownBy(() -> evaluate("$pad('', 7000000)", Map.of(), 1_000_000))
                .hasMessage("its result is too large");
        assertThat(Bounds.current()).isNull();
    }

    // ---- what an invocation's trees may take together

    @Test
    void an_allowance_is_taken_until_less_is_left_and_can_be_given_back() {
        Allowance allowance = Allowance.ofBytes(100);
        assertThat(allowance.take(60)).isTrue();
        assertThat(allowance.take(41)).isFalse();
        assertThat(allowance.take(40)).as("what was refused is not taken").isTrue();
        assertThat(allowance.take(1)).isFalse();
        assertThat(allowance.take(0)).isTrue();
        allowance.give(10);
        assertThat(allowance.take(10)).isTrue();
        assertThat(allowance.take(1)).isFalse();
    }

    @Test
    void a_text_reports_each_1024_looks_at_its_characters() {
        List<Integer> reported = new ArrayList<>();
        CountedText text = new CountedText("abc", reported::add);
        for (int i = 0; i < 1023; i++) {
            text.charAt(i % 3);
        }
        assertThat(reported).isEmpty();
        assertThat(text.charAt(2)).isEqualTo('c');
        assertThat(reported).containsExactly(1024);
        for (int i = 0; i < 2048; i++) {
            text.charAt(0);
        }
        assertThat(reported).containsExactly(1024, 1024, 1024);
        assertThat(text).hasSize(3).hasToString("abc");
        assertThat(text.subSequence(1, 3)).hasToString("bc");
    }

    private static List<Object> list(int size, Object element) {
        return new ArrayList<>(Collections.nCopies(size, element));
    }

    private static Map<String, Object> object(int size) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            object.put("k" + i, 1L);
        }
        return object;
    }

    private static Object nested(int levels) {
        Object value = List.of();
        for (int i = 1; i < levels; i++) {
            value = List.of(value);
        }
        return value;
    }

    private static Object nestedObjects(int levels) {
        Object value = Map.of();
        for (int i = 1; i < levels; i++) {
            value = Map.of("a", value);
        }
        return value;
    }
}
