package dataactions.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.upstream.Auth;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFormTest {
    private static final Map<String, SecretForm> FORMS = Map.of(
            "apiKey", new Auth.ApiKey(false, "X-Key", "s").form(),
            "basic", new Auth.Basic("s").form(),
            "bearer", new Auth.Bearer("s").form(),
            "oauth2", SecretForm.OAUTH_CLIENT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "apiKey | {'apiKey':'canary'}                      | ``",
                "basic  | {'username':'u','password':'canary ü'}   | ``",
                "bearer | {'token':'canary','more':1}              | ``",
                "oauth2 | {'clientId':'c','clientSecret':'canary'} | ``",
                "oauth2 | {'clientId':'canary'}                    | the key 'clientSecret' is missing",
                "basic  | {'username':null,'password':'canary'}    | the key 'username' is missing",
                "basic  | {'username':'u','password':' '}          | the key 'password' is empty",
                "bearer | {'token':1234}                           | the key 'token' is not a text in quotes",
                "bearer | {'token':'canary\\n'} | the key 'token' has characters that a header cannot have (a line break, or"
                        + " not ASCII)",
                "bearer | canary                                   | it is not a JSON object",
                "bearer | ['canary']                               | it is not a JSON object",
                "bearer | ``                                       | it is not a JSON object"
            })
    void a_secret_is_what_its_auth_needs_or_the_problem_is_named_without_a_value(
            String type, String secret, String problem) {
        assertThat(FORMS.get(type).problem(secret.replace('\'', '"')).orElse(""))
                .isEqualTo(problem.replace('\'', '"'));
    }

    @Test
    void a_key_that_goes_into_the_query_may_have_any_character() {
        assertThat(new Auth.ApiKey(true, "key", "s").form().problem("{\"apiKey\":\"ü\"}"))
                .isEmpty();
        assertThat(FORMS.get("apiKey").problem("{\"apiKey\":\"ü\"}")).isPresent();
    }

    @Test
    void a_header_has_every_printable_ascii_character_and_no_other() {
        for (char c = 0; c < 0x100; c++) {
            assertThat(SecretForm.isHeaderValue("a" + c))
                    .as("character %d", (int) c)
                    .isEqualTo(c >= 0x20 && c <= 0x7E);
        }
    }

    @Test
    void the_form_is_shown_as_the_readme_shows_it() {
        assertThat(SecretForm.OAUTH_CLIENT.shape()).isEqualTo("{\"clientId\":\"…\",\"clientSecret\":\"…\"}");
    }
}
