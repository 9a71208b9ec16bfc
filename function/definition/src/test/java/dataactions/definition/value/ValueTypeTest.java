package dataactions.definition.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    private static final int MOST = Json.MAX_DIGITS;

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "9", "12", "-3.25", "0.5", "1e5", "1E5", "1e+5", "1E-5", "2.50e-3", "1e0", "1.09"})
    void a_text_that_is_a_number_in_json_is_one(String text) {
        assertThat(ValueType.NUMBER.fit(text)).isNotNull().satisfies(fitted -> {
            assertThat(new BigDecimal(fitted.value().toString())).isEqualByComparingTo(text);
            assertThat(fitted.converted()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "--1",
                "+1",
                "01",
                "-01",
                "00",
                "1.",
                ".5",
                "-.5",
                "1.e5",
                "1e",
                "1e+",
                "1e-",
                "1e5.0",
                "1.5.2",
                "1x",
                "x1",
                "0x1",
                " 1",
                "1 ",
                "1/",
                "1:",
                "/",
                ":",
                "1e/",
                "1e:",
                ".1e",
                "1,5",
                "1_000",
                "NaN",
                "Infinity"
            })
    void a_text_that_is_none_in_json_is_none(String text) {
        assertThat(ValueType.NUMBER.fit(text)).isNull();
    }

    @Test
    void a_text_without_point_and_exponent_is_a_whole_number() {
        assertThat(ValueType.NUMBER.fit("12").value()).isEqualTo(12L);
        assertThat(ValueType.NUMBER.fit("12.0").value()).isEqualTo(new BigDecimal("12.0"));
        assertThat(ValueType.NUMBER.fit("12e0").value()).isEqualTo(new BigDecimal("12"));
        assertThat(ValueType.NUMBER.fit("12E0").value()).isEqualTo(new BigDecimal("12"));
    }

    @Test
    void a_number_has_at_most_so_many_digits_before_and_after_its_point() {
        assertThat(ValueType.NUMBER.fit("1".repeat(MOST))).isNotNull();
        assertThat(ValueType.NUMBER.fit("1".repeat(MOST + 1))).isNull();
        assertThat(ValueType.NUMBER.fit("1e" + (MOST - 1))).isNotNull();
        assertThat(ValueType.NUMBER.fit("1e" + MOST)).isNull();
        assertThat(ValueType.NUMBER.fit("1e-" + MOST)).isNotNull();
        assertThat(ValueType.NUMBER.fit("1e-" + (MOST + 1))).isNull();
        assertThat(ValueType.NUMBER.fit(new BigDecimal("1e" + (MOST - 1)))).isNotNull();
        assertThat(ValueType.NUMBER.fit(new BigDecimal("1e" + MOST))).isNull();
        assertThat(ValueType.NUMBER.fit(new BigDecimal("1e-" + MOST))).isNotNull();
        assertThat(ValueType.NUMBER.fit(new BigDecimal("1e-" + (MOST + 1)))).isNull();
    }

    @Test
    void a_computed_number_must_be_finite() {
        assertThat(ValueType.NUMBER.fit(1.5).value()).isEqualTo(new BigDecimal("1.5"));
        assertThat(ValueType.NUMBER.fit(1.5f).value()).isEqualTo(new BigDecimal("1.5"));
        assertThat(ValueType.NUMBER.fit(Double.NaN)).isNull();
        assertThat(ValueType.NUMBER.fit(Double.POSITIVE_INFINITY)).isNull();
        assertThat(ValueType.NUMBER.fit(Float.NEGATIVE_INFINITY)).isNull();
    }

    @Test
    void a_computed_whole_number_has_no_point_as_text_and_one_from_json_keeps_its_digits() {
        assertThat(ValueType.STRING.fit(3.0).value()).isEqualTo("3");
        assertThat(ValueType.STRING.fit(30.0).value()).isEqualTo("30");
        assertThat(ValueType.STRING.fit(2.5).value()).isEqualTo("2.5");
        assertThat(ValueType.STRING.fit(new BigDecimal("3.0")).value()).isEqualTo("3.0");
        assertThat(ValueType.STRING.fit(new BigDecimal("3e2")).value()).isEqualTo("300");
    }

    @Test
    void arrays_and_objects_are_no_scalars() {
        assertThat(ValueType.values())
                .filteredOn(type -> !type.isScalar())
                .containsExactlyInAnyOrder(ValueType.ARRAY, ValueType.OBJECT);
    }
}
