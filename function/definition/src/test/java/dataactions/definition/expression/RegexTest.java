package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    @Test
    void a_text_on_which_a_pattern_would_run_for_hours_is_no_match() {
        assertThat(Regex.of("(a+)+b").matches("a".repeat(60))).isFalse();
        assertThat(Regex.of("(a+)+b").matches("aab")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(){2000000000}", "((()){2000}){2000}", "(?:){1000001}"})
    void a_pattern_that_repeats_without_a_look_is_refused_and_matches_nothing(String pattern) {
        assertThat(Regex.of(pattern).refusal()).contains("a million times");
        assertThat(Regex.of(pattern).matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "([A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7})",
                ".{1000}x.{1000}y.{1000}",
                "a{2,}|(b{3}){4}"
            })
    void an_ordinary_pattern_is_accepted(String pattern) {
        assertThat(Regex.of(pattern).refusal()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a{999900}", "(a){499900}(b){499900}", "(ab){499900}", "((a)(b)){499900}", "(a{2}){240000}"})
    void a_pattern_that_repeats_not_quite_a_million_times_is_accepted(String pattern) {
        assertThat(Regex.of(pattern).refusal()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1000001}",
                "(a){500000}(b){500001}",
                "(a{2}){500001}",
                "(ab){500001}",
                "((a)(b)){500001}",
                "\\d{1000001}",
                "x(a{1001}){1000}",
                "(a)b(a){1000000}"
            })
    void the_repetitions_of_a_pattern_are_counted_with_what_they_repeat(String pattern) {
        assertThat(Regex.of(pattern).refusal()).contains("a million times");
        assertThat(Regex.of(pattern).matches("a".repeat(1_000_001))).isFalse();
    }

    @Test
    void a_brace_that_is_escaped_repeats_nothing() {
        assertThat(Regex.of("a\\{2000000\\}").refusal()).isNull();
        assertThat(Regex.of("a\\{2000000\\}").matches("a{2000000}")).isTrue();
    }

    @Test
    void a_long_text_that_a_pattern_reads_once_matches() {
        assertThat(Regex.of("[a-z]*b").matches("a".repeat(400_000) + "b")).isTrue();
    }

    @Test
    void a_pattern_may_look_two_million_times_and_no_more() {
        assertThat(Regex.of("[a-z]*").matches("a".repeat(1_990_000))).isTrue();
        assertThat(Regex.of("[a-z]*").matches("a".repeat(2_010_000))).isFalse();
    }

    @Test
    void each_value_has_looks_of_its_own() {
        Regex regex = Regex.of("[a-z]*");
        for (int i = 0; i < 3; i++) {
            assertThat(regex.matches("a".repeat(1_500_000))).isTrue();
        }
    }

    @Test
    void what_is_no_pattern_is_refused_with_its_column() {
        assertThatThrownBy(() -> Regex.of("ab(c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a regular expression: Unclosed group at column 5");
        assertThatThrownBy(() -> Regex.of("*"))
                .hasMessage("not a regular expression: Dangling meta character '*' at column 1");
    }

    @Test
    void two_are_equal_when_their_texts_are() {
        assertThat(Regex.of("a+")).isEqualTo(Regex.of("a+")).hasSameHashCodeAs(Regex.of("a+"));
        assertThat(Regex.of("a+"))
                .isNotEqualTo(Regex.of("a*"))
                .isNotEqualTo("a+")
                .hasToString("a+");
    }
}
