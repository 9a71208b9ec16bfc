package dataactions.cli.console.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    private static Places.Place lineOne(String text) {
        return new Places(text.getBytes(StandardCharsets.UTF_8)).of(new DefinitionProblem("a.yaml", 1, "", "wrong"));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"name: A,1,8", "name: A   # why # so,1,8", "  name: A#b,3,12", "name: A \t ,1,8", "  # why,1,2"})
    void the_place_of_a_whole_line_ends_before_its_comment(String text, int column, int endColumn) {
        assertThat(lineOne(text)).isEqualTo(new Places.Place(1, column, endColumn));
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void a_long_line_of_blanks_takes_no_quadratic_time() {
        assertThat(lineOne("a" + " ".repeat(1_000_000) + "b")).isEqualTo(new Places.Place(1, 1, 1_000_003));
    }
}
