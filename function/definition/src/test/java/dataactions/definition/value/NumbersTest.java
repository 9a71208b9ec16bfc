package dataactions.definition.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private static final BigInteger LARGE = BigInteger.ONE.shiftLeft(63);

    @Test
    void numbers_of_different_types_are_compared_by_their_value() {
        assertThat(Numbers.compare(1L, 2L)).isNegative();
        assertThat(Numbers.compare(1L, new BigDecimal("1.0"))).isZero();
        assertThat(Numbers.compare(1L, 1)).isZero();
        assertThat(Numbers.compare(1, 0.5)).isPositive();
        assertThat(Numbers.compare(LARGE, Long.MAX_VALUE)).isPositive();
        assertThat(Numbers.compare(new BigDecimal("0.10"), new BigDecimal("0.1")))
                .isZero();
    }

    @Test
    void only_digits_without_a_point_become_an_integer() {
        assertThat(Numbers.narrowed(new BigDecimal("12"))).isEqualTo(12L);
        assertThat(Numbers.narrowed(new BigDecimal(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
        assertThat(Numbers.narrowed(new BigDecimal("12.0"))).isEqualTo(new BigDecimal("12.0"));
        assertThat(Numbers.narrowed(new BigDecimal("1E+2"))).isEqualTo(new BigDecimal("1E+2"));
        assertThat(Numbers.narrowed(new BigDecimal(LARGE))).isEqualTo(LARGE);
        assertThat(Numbers.narrowed(LARGE)).isEqualTo(LARGE);
    }

    @Test
    void the_text_of_a_number_has_no_exponent() {
        assertThat(Numbers.plain(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(Numbers.plain(7L)).isEqualTo("7");
    }
}
