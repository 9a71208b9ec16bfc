package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalEnvironmentTest {
    private final LocalEnvironment edge = new LocalEnvironment(
            URI.create("http://127.0.0.1:1"),
            URI.create("http://127.0.0.1:2"),
            URI.create("http://127.0.0.1:4"),
            Map.of("users", "http://127.0.0.1:3"));

    @Test
    void the_two_genesys_hosts_and_every_upstream_are_rewritten() {
        Map<String, String> changed = edge.apply(Map.of(
                "GENESYS_API_URL", "https://api.mypurecloud.ie",
                "GENESYS_LOGIN_URL", "https://login.mypurecloud.ie",
                "GENESYS_CREDENTIALS_SECRET", "arn:secret",
                "UPSTREAMS", "{\"users\":{\"url\":\"https://a\",\"timeout\":\"5s\"},\"crm\":{\"url\":\"https://b\"}}"));

        assertThat(changed)
                .containsEntry("GENESYS_API_URL", "http://127.0.0.1:2")
                .containsEntry("GENESYS_LOGIN_URL", "http://127.0.0.1:2")
                .containsEntry("GENESYS_CREDENTIALS_SECRET", "arn:secret")
                .containsEntry(
                        "UPSTREAMS",
                        "{\"users\":{\"url\":\"http://127.0.0.1:3\",\"timeout\":\"5s\"},\"crm\":{\"url\":\"http://127.0.0.1:4/crm\"}}")
                .containsEntry("DATA_ACTIONS_LOCAL_TRACE", "on")
                .containsEntry("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1")
                .containsEntry("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1")
                .containsEntry("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:1")
                .containsEntry("AWS_ENDPOINT_URL_CLOUDFORMATION", "http://127.0.0.1:1")
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
    }

    @Test
    void what_a_person_points_at_is_called_with_credentials_on_this_machine_too() {
        assertThat(edge.apply(Map.of("UPSTREAMS", "{\"users\":{\"url\":\"u\",\"auth\":{\"secret\":\"s\"}}}")))
                .containsEntry("UPSTREAMS", "{\"users\":{\"url\":\"http://127.0.0.1:3\",\"auth\":{\"secret\":\"s\"}}}");
    }

    @Test
    void what_the_examples_answer_for_is_called_without_credentials_even_if_there_is_a_secret_for_it() {
        assertThat(
                        edge.apply(
                                Map.of(
                                        "UPSTREAMS",
                                        "{\"crm\":{\"url\":\"https://b\",\"auth\":{\"secret\":\"given\",\"tokenUrl\":\"https://login\"}}}")))
                .containsEntry("UPSTREAMS", "{\"crm\":{\"url\":\"http://127.0.0.1:4/crm\"}}");
    }

    @Test
    void an_upstream_that_the_template_has_on_this_machine_is_really_called() {
        assertThat(edge.apply(Map.of("UPSTREAMS", "{\"crm\":{\"url\":\"http://localhost:8080/v1\"}}")))
                .containsEntry("UPSTREAMS", "{\"crm\":{\"url\":\"http://localhost:8080/v1\"}}");
    }

    @Test
    void a_function_that_does_not_talk_to_genesys_gets_no_genesys_hosts() {
        assertThat(edge.apply(Map.of())).doesNotContainKeys("GENESYS_API_URL", "GENESYS_LOGIN_URL", "UPSTREAMS");
    }

    @Test
    void a_variable_that_is_not_json_is_passed_on_for_the_function_to_refuse() {
        assertThat(edge.apply(Map.of("UPSTREAMS", "oops"))).containsEntry("UPSTREAMS", "oops");
    }
}
