package dataactions.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    @Test
    void insertions_removals_replacements_and_swaps_count_one_each() {
        assertThat(Suggestion.distance("domain", "domain")).isZero();
        assertThat(Suggestion.distance("domian", "domain")).isEqualTo(1);
        assertThat(Suggestion.distance("domin", "domain")).isEqualTo(1);
        assertThat(Suggestion.distance("doomain", "domain")).isEqualTo(1);
        assertThat(Suggestion.distance("romain", "domain")).isEqualTo(1);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void the_nearest_is_suggested_and_what_is_too_far_is_not() {
        List<String> known = List.of("url", "timeout");

        assertThat(Suggestion.nearest("timeuot", known)).contains("timeout");
        assertThat(Suggestion.nearest("URL", known)).contains("url");
        assertThat(Suggestion.nearest("headers", known)).isEmpty();
        assertThat(Suggestion.nearest("name1", List.of("name2", "name3"))).contains("name2");
        assertThat(Suggestion.hint("headers", known)).isEqualTo("known: url, timeout");
        assertThat(Suggestion.hint("headers", List.of())).isEqualTo("there are none");
    }
}
