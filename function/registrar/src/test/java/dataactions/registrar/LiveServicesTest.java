package dataactions.registrar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.aws.AwsException;
import dataactions.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An IAM policy takes some seconds to have effect. In a first deployment the registrar's policy is that young. */
class LiveServicesTest {
    private static final String INVOKE = "POST /2015-03-31/functions/f:1/invocations";

    private final TestTime time = new TestTime();
    private final TinyCloud cloud = new TinyCloud();
    private final Services services = new LiveServices(cloud.environment(), time, time::sleep);

    LiveServicesTest() throws IOException {}

    @AfterEach
    void stop() {
        cloud.close();
    }

    private void denied(String request, int times) {
        for (int i = 0; i < times; i++) {
            cloud.answerNext(request, 403, Map.of(), "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}");
        }
    }

    @Test
    void a_first_check_was_rolled_back_because_the_registrars_policy_was_seconds_old() {
        denied(INVOKE, 5);
        assertThat(new String(
                        services.invoker()
                                .invoke("f:1", "{}".getBytes(UTF_8), Duration.ofSeconds(9))
                                .payload(),
                        UTF_8))
                .contains("success");
        assertThat(time.slept()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void a_secret_that_was_denied_for_some_seconds_is_read() {
        denied("POST /", 5);
        assertThat(services.secrets().read("genesys/oauth")).contains(TinyCloud.CLIENT_SECRET);
    }

    @Test
    void a_secret_that_stays_denied_fails_after_twenty_seconds() {
        denied("POST /", 100);
        assertThatThrownBy(() -> services.secrets().read("genesys/oauth"))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("Allow secretsmanager:GetSecretValue");
        assertThat(time.slept()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
    }

    @Test
    void a_secret_that_does_not_exist_fails_at_once() {
        cloud.answerNext("POST /", 400, Map.of(), "{\"__type\":\"ResourceNotFoundException\"}");
        assertThatThrownBy(() -> services.secrets().read("genesys/oauth")).isInstanceOf(AwsException.class);
        assertThat(time.slept()).isZero();
    }
}
