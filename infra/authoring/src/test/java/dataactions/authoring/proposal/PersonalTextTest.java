package dataactions.authoring.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // parameters of a URL
                "https://a.example/f?X-Amz-Signature=abc&x=1   | https://a.example/f?X-Amz-Signature=masked&x=1",
                "see https://a.example/?a=1&sig=ab%2B= now      | see https://a.example/?a=1&sig=masked now",
                "https://a.example/#access_token=abc&b=1        | https://a.example/#access_token=masked&b=1",
                "https://a.example/?key=ab1                     | https://a.example/?key=masked",
                "/x?next=https://b.example?token=abc            | /x?next=https://b.example?token=masked",
                "Server=x;password=hunter2                      | Server=x;password=masked",
                // the user of a URL
                "https://user:pw@a.example/x                    | https://masked@a.example/x",
                "ftp://user:p@w@host/x                          | ftp://masked@host/x",
                "https://a.example/ada@b.de                     | https://a.example/person@example.com",
                // credentials
                "curl -H 'Authorization: Bearer abc.def' now    | curl -H 'Authorization: Bearer masked' now",
                "bearer s3cretvalue                             | bearer masked",
                "sent Basic dXNlcjpwYXNz.                       | sent Basic masked",
                "the token eyJhbGciOiJIUzI1NiJ9 is old          | the token masked is old",
                "the token eyJhbGci.eyJzdWIi.abc is old         | the token masked is old",
                "use sk_live_abcdef12, not ghp_abcdefghijklmnop1 | use masked, not masked",
                // addresses and numbers
                "from 2001:0db8:85a3:0:0:8a2e:370:7334          | from 2001:db8::1",
                "[fe80::1ff:fe23]:80                            | [2001:db8::1]:80",
                "2a02:8108::                                    | 2001:db8::1",
                "de89 3704 0044 0532 0130 00                    | xx00 0000 0000 0000 0000 00",
                "to es9121000418450200051332 from me            | to xx0000000000000000000000 from me",
                "es91 2100 0418 4502 0005 1332 from me          | xx00 0000 0000 0000 0000 0000 from me",
                "Ask jürgen.groß@bücher.example!                | Ask person@example.com!",
                "/users?mail=ada%40b.de&x=1                     | /users?mail=person%40example.com&x=1",
                "ada%2Btest%40b.de                              | person%40example.com"
            })
    void what_looks_personal_or_secret_in_a_text_is_replaced(String text, String masked) {
        assertThat(PersonalText.masked(text)).isEqualTo(masked);
        assertThat(PersonalText.masked(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/users?page_token=abc&sort_key=name&hasToken=true",
                "key=value",
                "Basic subscription and bearer of news",
                "token-based bearer token-based authentication",
                "at 10:00:00, 2024-01-01T10:00:00+01:00",
                "a::b, std::vector, 12::34, 00:1b:44:11:3a:b7",
                "de12 with some more words here",
                "@home, 5 @ 3, a@b",
                "100%40"
            })
    void other_texts_stay(String text) {
        assertThat(PersonalText.masked(text)).isEqualTo(text);
    }
}
