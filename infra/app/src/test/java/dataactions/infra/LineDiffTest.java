package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineDiffTest {
    @Test
    void removed_and_added_lines_are_shown_with_what_is_around_them() {
        assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n")).isEqualTo("""
                  …
                  b
                  c
                  d
                - e
                + E
                  f
                """);
    }

    @Test
    void of_equal_texts_nothing_is_shown() {
        assertThat(LineDiff.of("a\nb", "a\nb")).isEmpty();
    }
}
