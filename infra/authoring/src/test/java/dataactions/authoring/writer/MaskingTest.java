package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "{'phones': [{'mobile': '1'}]}   | {'phones': [{'mobile': '+10000000000'}]}",
                // suffixes and plurals
                "{'mobilePhone': '1', 'faxNumber': 2} | {'mobilePhone': '+10000000000', 'faxNumber': 0}",
                "{'homePhone': '1', 'work_phone2': '1', 'telephoneNumber': '1'} | {'homePhone': '+10000000000', 'work_phone2': '+10000000000', 'telephoneNumber': '+10000000000'}",
                "{'phones': ['+49 170 1', '']}   | {'phones': ['+10000000000', '']}",
                "{'address1': 'Elm 5', 'line1': 'Elm', 'line2': 'b'} | {'address1': 'xxx 0', 'line1': 'xxx', 'line2': 'x'}",
                "{'billingAddress': 'Elm 5'}     | {'billingAddress': 'xxx 0'}",
                "{'billingCity': 'Leeds', 'shipping_postal_code': 'A1'} | {'billingCity': 'xxxxx', 'shipping_postal_code': 'x0'}",
                "{'displayName': 'Ada', 'customerName': 'Ada', 'contactName': 'Ada'} | {'displayName': 'Sample Name', 'customerName': 'Sample Name', 'contactName': 'Sample Name'}",
                "{'agentName': 'Ada', 'firstNames': ['Ada']} | {'agentName': 'Sample Name', 'firstNames': ['Sample Name']}",
                "{'owner': 'Jane Doe', 'assignee': 'Jane Doe'} | {'owner': 'Sample Name', 'assignee': 'Sample Name'}",
                "{'members': ['Ada', 'ada@b.de'], 'caller': '+49 170 1234'} | {'members': ['Sample Name', 'person@example.com'], 'caller': '+10000000000'}",
                "{'emails': ['ada at b.de']}     | {'emails': ['person@example.com']}",
                // below
                "{'phone': {'number': '0170 1234567', 'type': 'home', 'ext': '12', 'ok': true}} | {'phone': {'number': '+10000000000', 'type': 'home', 'ext': '00', 'ok': true}}",
                "{'emails': [{'value': 'ada@b.de', 'type': 'work', 'name': 'Ada', 'note': 'x1'}]} | {'emails': [{'value': 'person@example.com', 'type': 'work', 'name': 'Sample Name', 'note': 'x0'}]}",
                "{'homeAddress': {'country': 'DE', 'door': 5, 'at': '2024-01-01T10:00:00Z', 'geo': {'x': 1.5}, 'c/o': 'Ada'}} | {'homeAddress': {'country': 'DE', 'door': 0, 'at': '2024-01-01T10:00:00Z', 'geo': {'x': 0.5}, 'c/o': 'xxx'}}",
                "{'credentials': {'password': {'value': 'a b', 'n': [1]}, 'user': 'ada', 'type': 'basic'}} | {'credentials': {'password': {'value': 'masked', 'n': [0]}, 'user': 'masked', 'type': 'basic'}}",
                // secrets
                "{'secretKey': 'a', 'passwordHash': 'a', 'accessCode': 'a'} | {'secretKey': 'masked', 'passwordHash': 'masked', 'accessCode': 'masked'}",
                "{'tokens': ['a'], 'apiKeys': {'x': 'a'}} | {'tokens': ['masked'], 'apiKeys': {'x': 'masked'}}",
                // numbers
                "{'total': 4111111111111111}     | {'total': 0}"
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
                "{'total': 4111111111111112, 'tags': [], 'at': '2024-01-01T10:00:00Z'}",
                "{'milliseconds': 1700000000004, 'more': [1700000000012]}",
                "{'lines': [{'sku': 'A1', 'line': 2}], 'online': 'yes', 'headline': 'News', 'deadline': 'today'}",
                "{'headphones': 'Sony', 'isMobile': true, 'name': 'Shop', 'totalTokens': 12, 'tokens': 7}",
                "{'authorizations': [{'amount': 5, 'status': 'open'}], 'pin': {'x': 1}}",
                "{'user': 42, 'owner': '7c9e6679-7425-40de-944b-e07fc1f90ae7', 'author': 'https://a.example/users/5'}",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@ab",
                "a=",
                "?a=",
                "://",
                "1:",
                ":",
                "eyJ-",
                "Bearer ",
                "Bearer ....a....",
                ".",
                "de12 abcd ",
                "%40a",
                "4 "
            })
    void a_long_text_of_beginnings_takes_no_time(String beginning) {
        Object answer = json("{'file': '" + beginning.repeat(20_000) + "@'}");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> new Masking().value(answer));
    }

    @Test
    void headers_are_masked_by_their_names_and_by_their_texts() {
        Masking masking = new Masking();

        assertThat(masking.headers(
                        Map.of("x-auth-token", "abc", "x-user-email", "ada", "location", "/a?sig=b", "x-total", "20")))
                .isEqualTo(Map.of(
                        "x-auth-token",
                        "masked",
                        "x-user-email",
                        "person@example.com",
                        "location",
                        "/a?sig=masked",
                        "x-total",
                        "20"));
        assertThat(masking.masked())
                .containsExactly("headers.location", "headers.x-auth-token", "headers.x-user-email");
    }

    @Test
    void the_masked_members_are_named_by_their_paths() {
        Masking masking = new Masking();
        masking.value(json("{'users': [{'name': 'A', 'email': 'a@b.de'}], 'key': {'secret': 's'}}"));

        assertThat(masking.masked()).containsExactly("key.secret", "users[].email", "users[].name");
    }
}
