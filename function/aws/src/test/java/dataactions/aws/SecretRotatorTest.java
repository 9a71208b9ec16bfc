package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.testkit.StubServer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretRotatorTest {
    private static SecretRotator rotator(StubServer aws) {
        return new SecretRotator(AwsClient.fromEnvironment(aws.awsEnvironment()));
    }

    @Test
    void stages_are_read_by_version_and_the_rest_of_the_answer_is_passed_over() throws Exception {
        String answer = "{\"ARN\":\"a\",\"Tags\":[{\"Key\":\"VersionIdsToStages\"}],\"RotationRules\":{\"x\":1},"
                + "\"VersionIdsToStages\":{\"v1\":[\"AWSCURRENT\"],\"v2\":[\"AWSPENDING\",\"mine\"],\"v3\":[]},"
                + "\"RotationEnabled\":true}";
        try (StubServer aws = StubServer.answering(200, answer)) {
            assertThat(rotator(aws).stages("s"))
                    .containsEntry("v1", Set.of("AWSCURRENT"))
                    .containsEntry("v2", Set.of("AWSPENDING", "mine"))
                    .containsEntry("v3", Set.of())
                    .hasSize(3);
            assertThat(aws.received().get(0).headers()).containsEntry("x-amz-target", "secretsmanager.DescribeSecret");
            assertThat(aws.received().get(0).text()).isEqualTo("{\"SecretId\":\"s\"}");
        }
    }

    @Test
    void a_value_is_put_as_the_pending_version_of_a_given_id() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{}")) {
            rotator(aws).putPending("s", "v2", "{}");
            assertThat(aws.received().get(0).headers()).containsEntry("x-amz-target", "secretsmanager.PutSecretValue");
            assertThat(aws.received().get(0).text())
                    .isEqualTo("{\"SecretId\":\"s\",\"ClientRequestToken\":\"v2\",\"SecretString\":\"{}\","
                            + "\"VersionStages\":[\"AWSPENDING\"]}");
        }
    }

    @Test
    void the_current_stage_is_moved_from_one_version_to_the_other() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{}")) {
            rotator(aws).makeCurrent("s", "v2", "v1");
            assertThat(aws.received().get(0).text())
                    .isEqualTo("{\"SecretId\":\"s\",\"VersionStage\":\"AWSCURRENT\",\"MoveToVersionId\":\"v2\","
                            + "\"RemoveFromVersionId\":\"v1\"}");
        }
    }

    @Test
    void a_version_is_read_by_its_id() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{\"SecretString\":\"x\",\"CreatedDate\":1.5}")) {
            assertThat(rotator(aws).version("s", "v2").created()).hasToString("1970-01-01T00:00:01.500Z");
            assertThat(aws.received().get(0).text()).isEqualTo("{\"SecretId\":\"s\",\"VersionId\":\"v2\"}");
        }
    }

    @Test
    void a_refusal_is_final_and_names_the_operation_and_the_secret() throws Exception {
        try (StubServer aws = StubServer.answering(400, "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}")) {
            SecretRotator rotator = rotator(aws);
            AwsException refused =
                    catchThrowableOfType(AwsException.class, () -> rotator.putPending("s", "v", "hunter2"));
            assertThat(refused)
                    .hasMessageContaining("secretsmanager:PutSecretValue")
                    .hasMessageContaining("[secret s]")
                    .hasMessageNotContaining("hunter2");
            assertThat(aws.received()).hasSize(1);
        }
    }

    @Test
    void secrets_managers_own_text_is_not_repeated_since_it_may_quote_what_it_was_sent() throws Exception {
        String answer = "{\"__type\":\"ValidationException\",\"message\":\"1 validation error detected: Value"
                + " 'hunter2' at 'secretString' failed to satisfy constraint\"}";
        try (StubServer aws = StubServer.answering(400, answer)) {
            AwsException failure =
                    catchThrowableOfType(AwsException.class, () -> rotator(aws).putPending("s", "v2", "hunter2"));

            assertThat(failure).hasMessage("Secrets Manager PutSecretValue: ValidationException (HTTP 400) [secret s]");
        }
    }
}
