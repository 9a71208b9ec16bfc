package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.aws.SecretVersion;
import dataactions.aws.retry.Sleeper;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.rotation.RotatingSecret;
import dataactions.registrar.rotation.RotationSteps;
import dataactions.testkit.LambdaContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The four steps, against a secret, an org and callers that never stop calling. */
class RotationTest {
    private static final String SECRET = "arn:secret";
    private static final String OLD = "old-token-000000";
    private static final String NEW = "new-token-000000";
    private static final List<String> STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");

    private final FakeSecret secret = new FakeSecret();
    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final TestOrg genesys = new TestOrg(() -> now);
    private Duration slept = Duration.ZERO;
    private Optional<Integer> doorAnswers = Optional.of(400);
    private final List<String> shown = new ArrayList<>();
    /** What the function knows: read at most once a minute, and only when a stranger asks. */
    private Set<String> known = new HashSet<>();

    private Instant readAt = Instant.MIN;
    private int refused;
    private int called;

    RotationTest() {
        genesys.credentials.put("credential-1", new Credential("credential-1", Rig.MARK + "Credential", "userDefined"));
        genesys.credentialFields.put("credential-1", Map.of("token", OLD));
        secret.put("v1", OLD, "AWSCURRENT");
        known = Set.of(OLD);
    }

    private final class FakeSecret implements RotatingSecret {
        final Map<String, SecretVersion> values = new HashMap<>();
        final Map<String, Set<String>> stages = new TreeMap<>();

        void put(String version, String token, String... in) {
            values.put(version, new SecretVersion("{\"token\":\"" + token + "\"}", now));
            stages.put(version, new HashSet<>(Set.of(in)));
        }

        @Override
        public Map<String, Set<String>> stages(String secretId) {
            return stages;
        }

        @Override
        public Optional<SecretVersion> version(String secretId, String versionId) {
            return Optional.ofNullable(values.get(versionId));
        }

        @Override
        public void putPending(String secretId, String versionId, String text) {
            values.put(versionId, new SecretVersion(text, now));
        }

        @Override
        public void makeCurrent(String secretId, String versionId, String before) {
            stages.get(before).remove("AWSCURRENT");
            stages.values().forEach(it -> it.remove("AWSPREVIOUS"));
            stages.get(before).add("AWSPREVIOUS");
            stages.get(versionId).add("AWSCURRENT");
        }

        Set<String> accepted() {
            Set<String> tokens = new HashSet<>();
            stages.forEach((version, in) -> {
                if (!in.isEmpty() && values.containsKey(version)) {
                    tokens.add(TestOrg.json(values.get(version).text())
                            .path("token")
                            .asText());
                }
            });
            return tokens;
        }
    }

    private RotationSteps rotation() {
        Sleeper sleeper = wait -> {
            slept = slept.plus(wait);
            for (long second = 0; second < wait.toSeconds(); second++) {
                now = now.plusSeconds(1);
                call();
            }
            now = now.plus(wait.minusSeconds(wait.toSeconds()));
        };
        Redactor redactor = new Redactor();
        return new RotationSteps(
                secret,
                new Genesys(genesys),
                "credential-1",
                () -> NEW,
                token -> {
                    shown.add(token);
                    return doorAnswers;
                },
                () -> now,
                new EventDeadline(() -> now, sleeper, Duration.ofMinutes(3)),
                redactor,
                new Log(log::add, redactor));
    }

    private String shownByGenesys() {
        return genesys.credentialFields
                .getOrDefault("credential-1", Map.of("token", ""))
                .get("token");
    }

    /** As the function decides: what it does not know it looks up, though at most once a minute. */
    private void call() {
        called++;
        String token = shownByGenesys();
        if (!known.contains(token)) {
            if (now.isBefore(readAt.plusSeconds(60))) {
                refused++;
                return;
            }
            readAt = now;
            known = secret.accepted();
        }
        if (!known.contains(token)) {
            refused++;
        }
    }

    private void begin() {
        secret.stages.put("v2", new HashSet<>(Set.of("AWSPENDING")));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 17, 30, 59, 60, 61})
    void callers_that_call_through_a_rotation_are_never_refused(long readBefore) {
        // Whatever moment the function last looked, because of a stranger.
        readAt = now.minusSeconds(readBefore);
        begin();
        for (String step : STEPS) {
            rotation().step(step, SECRET, "v2");
            call();
        }
        for (int second = 0; second < 1200; second++) {
            now = now.plusSeconds(1);
            call();
        }
        assertThat(called).isGreaterThan(1260);
        assertThat(refused).isZero();
        assertThat(shownByGenesys()).isEqualTo(NEW);
        assertThat(secret.stages.get("v2")).contains("AWSCURRENT");
        assertThat(secret.stages.get("v1")).containsExactly("AWSPREVIOUS");
        assertThat(log).noneMatch(line -> line.contains(NEW) || line.contains(OLD));
    }

    @Test
    void writing_the_value_to_genesys_waits_until_every_instance_may_know_it() {
        begin();
        rotation().step("createSecret", SECRET, "v2");
        rotation().step("setSecret", SECRET, "v2");
        assertThat(slept).isEqualTo(Duration.ofSeconds(65));
    }

    @Test
    void a_value_that_is_old_enough_is_not_waited_for_again() {
        begin();
        rotation().step("createSecret", SECRET, "v2");
        now = now.plusSeconds(40);
        rotation().step("setSecret", SECRET, "v2");
        assertThat(slept).isEqualTo(Duration.ofSeconds(25));
        rotation().step("setSecret", SECRET, "v2");
        assertThat(slept).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void each_step_may_come_twice_and_after_the_end() {
        begin();
        for (String step : STEPS) {
            rotation().step(step, SECRET, "v2");
            rotation().step(step, SECRET, "v2");
        }
        for (String step : STEPS) {
            rotation().step(step, SECRET, "v2");
        }
        assertThat(shownByGenesys()).isEqualTo(NEW);
        assertThat(secret.values).hasSize(2);
    }

    @Test
    void a_deployment_between_setting_and_finishing_does_not_leave_the_old_value_in_genesys() {
        begin();
        rotation().step("createSecret", SECRET, "v2");
        rotation().step("setSecret", SECRET, "v2");
        genesys.credentialFields.put("credential-1", Map.of("token", OLD));
        rotation().step("testSecret", SECRET, "v2");
        rotation().step("finishSecret", SECRET, "v2");
        assertThat(shownByGenesys()).isEqualTo(NEW);
    }

    @Test
    void the_test_that_runs_alone_when_a_rotation_is_set_up_succeeds() {
        doorAnswers = Optional.of(401);
        begin();
        rotation().step("testSecret", SECRET, "v2");
        secret.put("v2", OLD, "AWSPENDING");
        rotation().step("testSecret", SECRET, "v2");
        assertThat(shown).isEmpty();
        assertThat(genesys.calls).isEmpty();
    }

    @Test
    void the_test_fails_where_the_function_does_not_let_the_new_value_in() {
        doorAnswers = Optional.of(401);
        begin();
        rotation().step("createSecret", SECRET, "v2");
        rotation().step("setSecret", SECRET, "v2");
        assertThatThrownBy(() -> rotation().step("testSecret", SECRET, "v2"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not accept the new caller secret");
        assertThat(shown).containsExactly(NEW);
    }

    @Test
    void a_version_that_is_not_pending_is_refused() {
        assertThatThrownBy(() -> rotation().step("createSecret", SECRET, "v2"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("AWSPENDING");
    }

    @Test
    void a_credential_that_is_gone_is_said_before_the_current_value_changes() {
        begin();
        rotation().step("createSecret", SECRET, "v2");
        genesys.credentials.clear();
        assertThatThrownBy(() -> rotation().step("setSecret", SECRET, "v2"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no longer exists in Genesys")
                .extracting(failure -> ((Failure) failure).remedy())
                .isEqualTo("Deploy with -c reconcile=1 (or another text, if the last deployment had this one). Then"
                        + " rotate again.");
        assertThat(secret.stages.get("v1")).contains("AWSCURRENT");
    }

    @Test
    void what_else_the_secret_holds_stays() {
        secret.values.put("v1", new SecretVersion("{\"token\":\"" + OLD + "\",\"note\":\"n\"}", now));
        begin();
        rotation().step("createSecret", SECRET, "v2");
        JsonNode value = TestOrg.json(secret.values.get("v2").text());
        assertThat(value.path("note").asText()).isEqualTo("n");
        assertThat(value.path("token").asText()).isEqualTo(NEW);
    }

    @Test
    void an_event_of_something_else_is_one_line_without_a_stack() {
        RotationHandler handler = new RotationHandler(
                Map.of(
                        "GENESYS_API_URL", "https://api.example",
                        "GENESYS_LOGIN_URL", "https://login.example",
                        "GENESYS_CREDENTIALS_SECRET", "s",
                        "GENESYS_CREDENTIAL_ID", "c"),
                () -> now,
                wait -> {},
                log::add);
        assertThatThrownBy(() -> handler.handleRequest(
                        new java.io.ByteArrayInputStream("{\"Step\":1}".getBytes()),
                        null,
                        LambdaContext.withMillisLeft(10_000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Secrets Manager only")
                .satisfies(it -> assertThat(it.getStackTrace()).isEmpty());
    }
}
