package dataactions.authoring.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.ValueType;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLookTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pwd",
                "pass",
                "passcode",
                "passphrase",
                "user_pwd",
                "password2",
                "accessToken",
                "client-secret",
                "secretKey",
                "passwordHash",
                "tokens",
                "apiKeys",
                "accessCode",
                "credentials",
                "pin"
            })
    void a_name_of_a_secret(String name) {
        assertThat(SecretLook.isName(name)).isTrue();
        assertThat(SecretLook.isCredential(name, "x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pageToken",
                "next_page_token",
                "nextToken",
                "continuation-token",
                "compass",
                "pageTokens",
                "maxTokens",
                "total_tokens",
                "passes",
                "pins",
                "passenger",
                "shipping",
                "key",
                "auth",
                "sid"
            })
    void a_name_of_no_secret(String name) {
        assertThat(SecretLook.isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "X-Key", "X-Auth", "sig", "X-Signature", "sid", "db_pass", "appKey", "jwt"})
    void a_parameter_of_this_name_is_a_credential_however_short(String name) {
        assertThat(SecretLook.isCredential(name, "a1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pageToken", "sortKey", "issue-key", "boarding_pass", "bypass", "author", "inside", "keyword"})
    void a_parameter_of_this_name_is_no_credential(String name) {
        assertThat(SecretLook.isCredential(name, "a1")).isFalse();
    }

    @Test
    void a_password_in_a_body_is_in_no_file() {
        assertThat(SecretLook.isSecret(
                        new ProposedInput("pwd", ValueType.STRING, true, Optional.of("hunter2"), "", Map.of())))
                .isTrue();
    }
}
