package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    private static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'accessToken': 'abc'}          | {'accessToken': 'masked'}",
                "{'api_key': 'abc'}              | {'api_key': 'masked'}",
                "{'pin': 1234}                   | {'pin': 0}",
                "{'firstName': 'Ada'}            | {'firstName': 'Sample Name'}",
                "{'phone': '1-770'}              | {'phone': '+10000000000'}",
                "{'dateOfBirth': '1815-12-10'}   | {'dateOfBirth': '1970-01-01'}",
                "{'zip': '92998-3874'}           | {'zip': '00000-0000'}",
                "{'street': 'Kulas Light 5'}     | {'street': 'xxxxx xxxxx 0'}",
                "{'lat': -37.3}                  | {'lat': 0.5}",
                "{'note': 'Ask ada@b.co.uk.'}    | {'note': 'Ask person@example.com.'}",
                "{'x': 'DE89 3704 0044 0532 0130 00'} | {'x': 'xx00 0000 0000 0000 0000 00'}",
                "{'x': '4111 1111 1111 1111'}    | {'x': '0000 0000 0000 0000'}",
                "{'x': 'from 10.1.2.3'}          | {'x': 'from 192.0.2.1'}",
                "{'x': 'eyJhbGci.eyJzdWIi.abc'}  | {'x': 'masked'}",
                "{'x': 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'} | {'x': 'masked'}",
                "['ada@b.de']                    | ['person@example.com']",
                "{'name': 'Ada', 'email': 'a@b.de'} | {'name': 'Sample Name', 'email': 'person@example.com'}",
                "{'customer': {'name': {'first': 'Ada'}}} | {'customer': {'name': {'first': 'Sample Name'}}}",
                "{'agents': [{'id': 1, 'name': 'Grace'}]} | {'agents': [{'id': 1, 'name': 'Sample Name'}]}",
                "{'city': 'Leeds'}               | {'city': 'xxxxx'}",
                "{'phones': [{'mobile': '1'}]}   | {'phones': [{'mobile': '+10000000000'}]}"
            })
    void what_looks_personal_or_secret_is_replaced_by_a_value_of_its_type(String answer, String masked) {
        Masking masking = new Masking();

        assertThat(masking.value(json(answer))).isEqualTo(json(masked));
        assertThat(masking.masked()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'Ford', 'price': 12.50}",
                "{'product': {'name': 'Teapot', 'first': 1}}",
                "{'id': '7c9e6679-7425-40de-944b-e07fc1f90ae7'}",
                "{'orderNumber': '1234567890123'}",
                "{'path': '/a/very/long/path/without/any/digit/in/it'}",
                "{'shipping': 'x', 'opinion': 'y', 'password': null, 'hasToken': true}",
                "{'total': 4111111111111111, 'tags': [], 'at': '2024-01-01T10:00:00Z'}",
                "{'password': ''}"
            })
    void everything_else_stays(String answer) {
        Masking masking = new Masking();

        assertThat(masking.value(json(answer))).isEqualTo(json(answer));
        assertThat(masking.masked()).isEmpty();
    }

    @Test
    void a_member_that_is_named_by_an_address_is_left_out() {
        Masking masking = new Masking();

        assertThat(masking.value(json("{'users': {'ada@b.de': {'id': 1}, 'total': 1}}")))
                .isEqualTo(json("{'users': {'total': 1}}"));
        assertThat(masking.masked()).containsExactly("users.(left out: a member with a personal name)");
    }

    @Test
    void a_long_text_without_an_address_takes_no_time() {
        Object answer = json("{'file': '" + "ab".repeat(500_000) + "'}");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> new Masking().value(answer));
    }

    @Test
    void the_masked_members_are_named_by_their_paths() {
        Masking masking = new Masking();
        masking.value(json("{'users': [{'name': 'A', 'email': 'a@b.de'}], 'key': {'secret': 's'}}"));

        assertThat(masking.masked()).containsExactly("key.secret", "users[].email", "users[].name");
    }
}
