package dataactions.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.benchmark.Figure.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static Figure figure(Double measured, Figure.Bound bound) {
        return new Figure("warm", "p50", measured, bound, "x", "");
    }

    @Test
    void a_bound_is_met_when_it_is_reached_and_missed_beyond_it() {
        assertThat(figure(1.8, Figure.atMost(1.8)).verdict()).isEqualTo(Verdict.MET);
        assertThat(figure(1.81, Figure.atMost(1.8)).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(figure(10_000.0, Figure.atLeast(10_000)).verdict()).isEqualTo(Verdict.MET);
        assertThat(figure(9_999.0, Figure.atLeast(10_000)).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(figure(3.0, Figure.unbound()).verdict()).isEqualTo(Verdict.UNBOUND);
        assertThat(figure(null, Figure.atMost(1)).verdict()).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void values_read_as_their_bounds_do() {
        assertThat(figure(0.0604, Figure.atMost(0.06)).measuredText()).isEqualTo("0.060 x");
        assertThat(figure(0.0604, Figure.atMost(0.06)).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(figure(1.8, Figure.atMost(1.8)).boundText()).isEqualTo("<= 1.80 x");
        assertThat(figure(10_000.0, Figure.atLeast(10_000)).boundText()).isEqualTo(">= 10000 x");
        assertThat(figure(0.0, Figure.atMost(0)).measuredText()).isEqualTo("0 x");
        assertThat(figure(null, Figure.unbound()).measuredText()).isEqualTo("-");
    }

    @Test
    void a_smoke_run_never_says_met_or_missed() {
        Report smoke = new Report(true, Map.of());
        smoke.figure("warm", "p50", 1.0, Figure.atMost(1.8), "x", "");
        Report real = new Report(false, Map.of());
        real.figure("warm", "p50", 1.0, Figure.atMost(1.8), "x", "");

        assertThat(smoke.table()).startsWith("SMOKE RUN: NOT A MEASUREMENT").doesNotContain(" met ");
        assertThat(real.table()).doesNotContain("SMOKE").contains(" met ");
    }
}
