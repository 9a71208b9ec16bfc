package dataactions.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void the_median_is_the_middle_or_the_mean_of_two() {
        assertThat(Samples.of(List.of(9L, 1L, 5L)).median()).isEqualTo(5.0);
        assertThat(Samples.of(List.of(9L, 1L, 4L, 5L)).median()).isEqualTo(4.5);
        assertThat(Samples.of(List.of(7L)).median()).isEqualTo(7.0);
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        Samples hundred = Samples.of(LongStream.rangeClosed(1, 100).boxed().toList());

        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(99.5)).isEqualTo(100);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(hundred.percentile(0.1)).isEqualTo(1);
        assertThat(Samples.of(List.of(3L, 8L)).percentile(99)).isEqualTo(8);
    }

    @Test
    void one_outlier_moves_neither() {
        List<Long> quiet = LongStream.rangeClosed(1, 1000).boxed().toList();
        List<Long> noisy = LongStream.rangeClosed(1, 1000)
                .map(value -> value == 1000 ? 1_000_000 : value)
                .boxed()
                .toList();

        assertThat(Samples.of(noisy).median()).isEqualTo(Samples.of(quiet).median());
        assertThat(Samples.of(noisy).percentile(99)).isEqualTo(Samples.of(quiet).percentile(99));
    }

    @Test
    void nothing_is_said_of_nothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.of(List.of(1L)).percentile(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.of(List.of(1L)).percentile(100.1));
    }
}
