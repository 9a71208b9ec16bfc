package dataactions.handler.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    private static final String RANDOM = "AZaz09_-AZaz09_-AZaz09";
    private static final String LOCATOR = "09_-AZaz09_-AZaz09AZaz";

    @Test
    void the_text_of_an_id_is_read_back() {
        JobId id = JobId.unshared();

        assertThat(JobId.parse(id.text())).contains(id);
        assertThat(JobId.parse(RANDOM + "." + LOCATOR)).contains(new JobId(RANDOM, LOCATOR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "AZaz09_-AZaz09_-AZaz09",
                "AZaz09_-AZaz09_-AZaz09.",
                "AZaz09_-AZaz09_-AZaz0.09_-AZaz09_-AZaz09AZaza",
                "AZaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZazA",
                "AZaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZa",
                "AZaz09_-AZaz09_-AZaz09_09_-AZaz09_-AZaz09AZaz",
                "AZaz09_-AZaz09_-AZaz09.09_-AZaz09.-AZaz09AZaz",
                "AZaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZa+",
                "/Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                ":Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                "@Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                "[Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                "`Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                "{Zaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz",
                "éZaz09_-AZaz09_-AZaz09.09_-AZaz09_-AZaz09AZaz"
            })
    void any_other_text_is_no_id_and_is_logged_as_it_is(String text) {
        assertThat(JobId.parse(text)).isEmpty();
        assertThat(JobId.loggable(text)).isEqualTo(text);
    }

    @Test
    void a_log_never_gets_the_locator() {
        assertThat(JobId.loggable(RANDOM + "." + LOCATOR)).isEqualTo(RANDOM);
        assertThat(JobId.loggable(null)).isNull();
        assertThat(new JobId(RANDOM, LOCATOR)).hasToString(RANDOM);
    }
}
