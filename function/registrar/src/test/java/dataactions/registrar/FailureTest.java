package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.registrar.Failure.Kind;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void a_long_sentence_does_not_push_out_what_to_do_next_nor_the_correlation_id() {
        Failure failure =
                Failure.genesys(Kind.CHECK, "x".repeat(600), "Do this.", "its own words", "corr-1", null, null);
        assertThat(failure.reason(400)).hasSize(400).contains(" Do this.").endsWith("[ININ-Correlation-Id corr-1]");
    }

    @Test
    void genesys_words_are_cut_first() {
        Failure failure = Failure.genesys(Kind.INVALID, "What.", "Next.", "y".repeat(600), "corr-1", null, null);
        assertThat(failure.reason(400))
                .hasSize(400)
                .startsWith("What. Next. Genesys says: yyy")
                .endsWith("… [ININ-Correlation-Id corr-1]");
    }

    @Test
    void a_short_one_is_whole() {
        assertThat(Failure.of(Kind.REFUSED, "What.", "Next.").reason(400)).isEqualTo("What. Next.");
    }
}
