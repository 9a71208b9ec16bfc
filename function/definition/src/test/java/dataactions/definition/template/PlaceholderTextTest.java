package dataactions.definition.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholderTextTest {
    @Test
    void two_templates_are_equal_if_their_text_is() {
        assertThat(PlaceholderText.parse("/users/{id}"))
                .isEqualTo(PlaceholderText.parse("/users/{id}"))
                .hasSameHashCodeAs(PlaceholderText.parse("/users/{id}"))
                .isNotEqualTo(PlaceholderText.parse("/users/{name}"))
                .isNotEqualTo("/users/{id}");
    }

    @Test
    void doubled_braces_are_braces_wherever_they_stand() {
        assertThat(PlaceholderText.parse("{{a}}").parts())
                .containsExactly(new PlaceholderText.Part("{a}", false, null));
        assertThat(PlaceholderText.parse("x{{{id}}}").parts())
                .containsExactly(
                        new PlaceholderText.Part("x{", false, null),
                        new PlaceholderText.Part("id", true, null),
                        new PlaceholderText.Part("}", false, null));
    }

    @ParameterizedTest
    @CsvSource({
        "'/users/{id', the { at column 8 is never closed",
        "'{', the { at column 1 is never closed",
        "'/users}', the } at column 7 was never opened",
        "'/users/{a b}', {a b} at column 8 is neither an input's name nor steps.NAME…",
        "'{}', {} at column 1 is neither an input's name nor steps.NAME…"
    })
    void a_brace_without_a_partner_and_an_invalid_name_are_named_by_their_column(String template, String message) {
        assertThatThrownBy(() -> PlaceholderText.parse(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
