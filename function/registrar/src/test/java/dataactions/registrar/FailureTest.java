package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Redactor;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void a_long_sentence_does_not_push_out_what_to_do_next_nor_the_correlation_id() {
        Failure failure =
                Failure.genesys(Kind.CHECK, "x".repeat(600), "Do this.", "its own words", "corr-1", null, null);
        assertThat(failure.reason()).hasSize(400).contains(" Do this.").endsWith("[ININ-Correlation-Id corr-1]");
    }

    @Test
    void genesys_words_are_cut_first() {
        Failure failure = Failure.genesys(Kind.INVALID, "What.", "Next.", "y".repeat(600), "corr-1", null, null);
        assertThat(failure.reason())
                .hasSize(400)
                .startsWith("What. Genesys says: yyy")
                .endsWith("… Next. [ININ-Correlation-Id corr-1]");
    }

    @Test
    void both_too_long_leave_something_of_each() {
        Failure failure = Failure.genesys(
                Kind.INVALID, "w".repeat(600), "n".repeat(600), "y".repeat(600), "c".repeat(90), null, null);
        assertThat(failure.reason())
                .hasSize(400)
                .matches("w{30,}… Genesys says: y{30,}… n{150,}… \\[ININ-Correlation-Id c{59}…]");
    }

    @Test
    void a_secret_is_taken_out_before_the_cut_would_leave_half_of_it() {
        Redactor redactor = new Redactor();
        redactor.learn("the-secret-value");
        for (int before = 300; before < 420; before++) {
            Failure failure = Failure.of(Kind.INVALID, "x".repeat(before) + "the-secret-value", "Next.");
            assertThat(failure.reason(redactor::redact)).doesNotContain("the-s").hasSizeLessThanOrEqualTo(400);
        }
    }

    @Test
    void a_defect_tells_its_place_and_never_its_message() {
        Failure failure = Failure.from(new IllegalStateException("the-secret-value"), "Report it.");
        assertThat(failure.reason())
                .startsWith("The registrar has a defect (java.lang.IllegalStateException at FailureTest.java:")
                .endsWith(" Report it.")
                .doesNotContain("the-secret-value");
    }

    @Test
    void a_short_one_is_whole() {
        assertThat(Failure.of(Kind.REFUSED, "What.", "Next.").reason()).isEqualTo("What. Next.");
    }
}
