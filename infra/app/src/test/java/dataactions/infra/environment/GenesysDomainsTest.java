package dataactions.infra.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenesysDomainsTest {
    @Test
    void every_known_domain_is_right() {
        assertThat(GenesysDomains.KNOWN)
                .hasSize(18)
                .allSatisfy(domain ->
                        assertThat(GenesysDomains.problem(domain, false)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "mypurecloud.i,mypurecloud.ie",
        "mypurecluod.ie,mypurecloud.ie",
        "usw2.purecloud,usw2.pure.cloud",
        "euw1.pure.cloud,euw2.pure.cloud",
    })
    void a_near_miss_is_an_error_that_names_what_was_meant(String written, String meant) {
        assertThat(GenesysDomains.problem(written, false))
                .hasValueSatisfying(problem -> assertThat(problem).contains("did you mean \"" + meant + "\"?"));
        assertThat(GenesysDomains.problem(written, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"genesys.example.com", "xyz9.newcloud.example"})
    void an_unknown_domain_may_be_a_new_region(String domain) {
        assertThat(GenesysDomains.problem(domain, false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.mypurecloud.ie,mypurecloud.ie",
        "api.usw2.pure.cloud,usw2.pure.cloud",
        "mypurecloud.de/api/v2,mypurecloud.de",
        "MyPureCloud.ie,mypurecloud.ie",
        "apps.mypurecloud.com:443,mypurecloud.com",
    })
    void a_host_or_url_is_an_error_that_says_what_to_write(String written, String bare) {
        assertThat(GenesysDomains.problem(written, true))
                .hasValueSatisfying(problem -> assertThat(problem).contains("write \"" + bare + "\""));
    }
}
