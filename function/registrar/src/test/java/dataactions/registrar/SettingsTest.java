package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.registrar.genesys.calls.GenesysSettings;
import dataactions.registrar.invocation.Failure;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "GENESYS_API_URL", "https://api.mypurecloud.ie/",
                "GENESYS_LOGIN_URL", "https://login.mypurecloud.ie",
                "GENESYS_CREDENTIALS_SECRET", "genesys/oauth"));
    }

    @Test
    void urls_lose_the_slash_at_their_end_and_no_organization_is_any() {
        GenesysSettings settings = GenesysSettings.from(environment());
        assertThat(settings.apiUrl()).isEqualTo("https://api.mypurecloud.ie");
        assertThat(settings.organizationId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GENESYS_API_URL", "GENESYS_LOGIN_URL", "GENESYS_CREDENTIALS_SECRET"})
    void a_missing_variable_is_named(String name) {
        Map<String, String> env = environment();
        env.remove(name);
        assertThatThrownBy(() -> GenesysSettings.from(env))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.mypurecloud.ie",
                "ftp://x",
                "api.mypurecloud.ie",
                "https://u:p@x",
                "https://x/?q",
                "::"
            })
    void a_url_that_is_not_plain_https_is_refused_and_not_quoted(String url) {
        Map<String, String> env = environment();
        env.put("GENESYS_API_URL", url);
        assertThatThrownBy(() -> GenesysSettings.from(env))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("GENESYS_API_URL")
                .hasMessageNotContaining(url);
    }

    @Test
    void plain_http_is_for_loopback_only() {
        Map<String, String> env = environment();
        env.put("GENESYS_API_URL", "http://127.0.0.1:8080");
        assertThat(GenesysSettings.from(env).apiUrl()).isEqualTo("http://127.0.0.1:8080");
    }
}
