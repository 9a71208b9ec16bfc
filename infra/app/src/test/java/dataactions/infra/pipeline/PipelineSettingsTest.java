package dataactions.infra.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environments;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineSettingsTest {
    private static final List<String> KNOWN = List.of("dev", "test", "prod");
    private static final String ARN =
            "arn:aws:codeconnections:eu-west-1:123456789012:connection/0a1b2c3d-0000-4000-8000-000000000000";

    @Test
    void without_the_key_there_is_no_pipeline() {
        assertThat(PipelineSettings.read(null, KNOWN)).isEmpty();
    }

    @Test
    void two_keys_are_enough() {
        PipelineSettings settings = PipelineSettings.read(
                        Map.of("connectionArn", ARN, "repository", "acme/actions"), KNOWN)
                .orElseThrow();

        assertThat(settings.branch()).isEqualTo("main");
        assertThat(settings.environments()).isEqualTo(KNOWN);
        assertThat(settings.approvalBefore()).containsExactly("prod");
        assertThat(settings.account()).isEmpty();
        assertThat(settings.region()).isEmpty();
        assertThat(settings.permissionsBoundary()).isEmpty();
        assertThat(settings.bootstrapQualifier()).isEmpty();
    }

    @Test
    void an_environment_in_the_region_of_the_pipeline_needs_no_account_and_another_region_only_if_it_is_deployed_to() {
        Environments all = Environments.read(Map.of("dev", in("eu-west-1"), "prod", in("eu-central-1")));

        PipelineSettings settings = PipelineSettings.read(
                        Map.of(
                                "connectionArn",
                                ARN,
                                "repository",
                                "acme/actions",
                                "region",
                                "eu-west-1",
                                "environments",
                                List.of("dev")),
                        all)
                .orElseThrow();

        assertThat(settings.region()).contains("eu-west-1");
        assertThat(settings.deploysToOtherRegions(all)).isFalse();
    }

    private static Map<String, Object> in(String region) {
        return Map.of(
                "region",
                region,
                "genesys",
                Map.of("domain", "mypurecloud.ie", "credentialsSecret", "genesys"),
                "upstreams",
                Map.of(),
                "categorySuffix",
                " (" + region + ")",
                "integrationName",
                region);
    }

    @Test
    void everything_wrong_is_named_at_once() {
        assertThatThrownBy(() -> PipelineSettings.read(
                        Map.of(
                                "conectionArn",
                                ARN,
                                "repository",
                                "acme",
                                "environments",
                                List.of("dev", "tset", "dev"),
                                "permissionsBoundary",
                                "arn:aws:iam::1:role/r"),
                        KNOWN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pipeline.conectionArn: unknown key; did you mean \"connectionArn\"?")
                .hasMessageContaining("pipeline.repository: expected \"owner/name\", found \"acme\"")
                .hasMessageContaining("pipeline.environments: there is no environment tset; did you mean test?")
                .hasMessageContaining("pipeline.environments: dev is named twice")
                .hasMessageContaining("pipeline.permissionsBoundary: expected the name or ARN of a managed policy");
    }
}
