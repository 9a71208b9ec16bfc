package dataactions.definition.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "a0", "a9", "a_", "a-", "az", "aA", "aZ", "abcd"})
    void a_name_is_a_letter_and_then_letters_digits_underscores_and_hyphens(String text) {
        assertThat(Text.isName(text, 4)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "0", "_a", "-a", "@", "[", "`", "{", "a/", "a:", "a@", "a[", "a`", "a{", "a.", "a ", "é", "aé",
                "abcde"
            })
    void any_other_text_is_no_name(String text) {
        assertThat(Text.isName(text, 4)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x1f, 5",
        "0x20, 0",
        "0x7f, 0",
        "0x80, 5",
        "0x9f, 5",
        "0xa0, 2",
        "0x1fff, 2",
        "0x2000, 5",
        "0x20ff, 5",
        "0x2100, 2",
        "0x22, 1",
        "0x5c, 1",
        "0x21, 0"
    })
    void a_character_takes_so_many_bytes_more_than_one(int character, long more) {
        assertThat(Text.escapes(Character.toString(character))).isEqualTo(more);
        assertThat(Text.escapes("a" + Character.toString(character) + "\"")).isEqualTo(more + 1);
    }

    @Test
    void a_line_has_single_spaces_and_is_cut_at_its_longest() {
        assertThat(Text.oneLine(" ab \n\t c ", 4)).isEqualTo("ab c");
        assertThat(Text.oneLine("ab c", 3)).isEqualTo("ab…");
        assertThat(Text.oneLine("abc", 3)).isEqualTo("abc");
        assertThat(Text.oneLine("abcd", 3)).isEqualTo("abc…");
        assertThat(Text.oneLine("a b c", 4)).isEqualTo("a b…");
        assertThat(Text.oneLine("a\u200bb", 4)).isEqualTo("ab");
        assertThat(Text.oneLine(" \n ", 4)).isNull();
    }

    @Test
    void each_lone_surrogate_is_replaced() {
        assertThat(Text.wellFormed("a\ud800b\udc00\ud83d\ude00")).isEqualTo("a\ufffdb\ufffd\ud83d\ude00");
        assertThat(Text.isWellFormed("\ud83d\ude00")).isTrue();
        assertThat(Text.isWellFormed("a\ud83d")).isFalse();
    }
}
