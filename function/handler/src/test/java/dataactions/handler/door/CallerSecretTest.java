package dataactions.handler.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.aws.AwsException;
import dataactions.aws.SecretVersion;
import dataactions.handler.upstream.InvalidConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerSecretTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile String stored = "{\"token\":\"first\"}";
    private final AtomicInteger reads = new AtomicInteger();
    private final CallerSecret secret = new CallerSecret(
            "arn:secret",
            (id, stage) -> {
                assertThat(id).isEqualTo("arn:secret");
                if (stage.equals("AWSCURRENT")) {
                    reads.incrementAndGet();
                }
                return version(stage);
            },
            () -> now);

    private final Map<String, String> others = new HashMap<>();
    private RuntimeException broken;
    private Instant created = Instant.EPOCH;

    private SecretVersion version(String stage) {
        if (broken != null) {
            throw broken;
        }
        if (stage.equals("AWSCURRENT")) {
            return new SecretVersion(stored, created);
        }
        String token = others.get(stage);
        if (token == null) {
            throw absent();
        }
        return new SecretVersion("{\"token\":\"" + token + "\"}", created);
    }

    /** What a stage that a secret does not have ends in. */
    private static AwsException absent() {
        return new AwsException("no such stage", false, true, null);
    }

    private boolean known(String token) {
        return secret.isKnownTo(token, () -> LONG);
    }

    @Test
    void the_token_is_read_once_and_kept() {
        assertThat(known("first")).isTrue();
        assertThat(known("first")).isTrue();
        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"second", "firs", "first ", "First", "firstfirst", "\u0000"})
    void any_other_token_is_refused(String token) {
        assertThat(known("first")).isTrue();
        assertThat(known(token)).isFalse();
    }

    @Test
    void no_token_is_refused_without_reading_the_secret() {
        assertThat(known(null)).isFalse();
        assertThat(known("")).isFalse();
        assertThat(reads).hasValue(0);
    }

    @Test
    void an_unknown_token_reads_the_secret_again_at_most_once_a_minute() {
        assertThat(known("first")).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(known("guess " + i)).isFalse();
        }
        assertThat(reads)
                .as("once for the first caller, once for the first stranger")
                .hasValue(2);

        now = now.plusSeconds(60);
        for (int i = 0; i < 100; i++) {
            assertThat(known("guess " + i)).isFalse();
        }
        assertThat(reads).hasValue(3);
    }

    @Test
    void a_rotated_token_is_learned_from_its_first_caller_and_the_old_one_good_for_a_quarter_of_an_hour() {
        assertThat(known("first")).isTrue();
        stored = "{\"token\":\"second\"}";
        now = now.plusSeconds(61);

        assertThat(known("second")).isTrue();
        assertThat(known("first")).isTrue();
        now = now.plus(Duration.ofMinutes(15));
        assertThat(known("first")).isFalse();
        assertThat(known("second")).isTrue();
    }

    @Test
    void a_fresh_instance_knows_the_former_token_only_while_the_current_one_is_young() {
        stored = "{\"token\":\"second\"}";
        others.put("AWSPREVIOUS", "first");
        created = now.minus(Duration.ofMinutes(14));
        assertThat(known("first")).isTrue();
        now = now.plusSeconds(61);
        assertThat(known("first")).isFalse();
    }

    @Test
    void a_former_token_of_long_ago_is_refused() {
        others.put("AWSPREVIOUS", "ancient");
        created = now.minus(Duration.ofHours(1));
        assertThat(known("ancient")).isFalse();
    }

    @Test
    void a_process_that_began_in_the_middle_of_a_rotation_learns_the_pending_token_at_once() {
        others.put("AWSPENDING", "second");
        assertThat(known("first")).isTrue();
        now = now.plusSeconds(1);
        assertThat(known("second")).isTrue();
    }

    @Test
    void the_pending_token_is_good() {
        assertThat(known("first")).isTrue();
        others.put("AWSPENDING", "second");
        now = now.plusSeconds(65);
        assertThat(known("second")).isTrue();
        assertThat(known("first")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 29, 30, 31, 59, 60, 61})
    void a_rotation_fails_no_call_while_a_stranger_knocks_every_second(int offset) {
        assertThat(known("first")).isTrue();
        int pendingAt = 120 + offset;
        int genesysSendsIt = pendingAt + 65;
        int finishedAt = genesysSendsIt + 20;
        for (int second = 0; second < finishedAt + 1200; second++) {
            now = now.plusSeconds(1);
            if (second == pendingAt) {
                others.put("AWSPENDING", "second");
            }
            if (second == finishedAt) {
                others.clear();
                others.put("AWSPREVIOUS", "first");
                stored = "{\"token\":\"second\"}";
                created = now.minusSeconds(finishedAt - pendingAt);
            }
            assertThat(known("stranger " + second)).isFalse();
            if (second % 7 == 0) {
                String token = second < genesysSendsIt ? "first" : "second";
                assertThat(known(token)).as(token + " in second " + second).isTrue();
            }
        }
        assertThat(reads).hasValueLessThan((finishedAt + 1200) / 60 + 3);
        assertThat(known("first")).isFalse();
    }

    @Test
    void without_strangers_the_old_token_does_not_live_on_in_a_warm_instance() throws Exception {
        assertThat(known("first")).isTrue();
        stored = "{\"token\":\"second\"}";
        // Renewal runs on a thread of its own: on a busy machine it may take some of our minutes to be scheduled.
        boolean isGood = true;
        for (int minute = 0; minute < 25 || isGood && minute < 500; minute++) {
            now = now.plusSeconds(60);
            isGood = known("first"); // somebody keeps using it, and is renewed behind the call
            Thread.sleep(5); // for the renewal's thread
        }
        assertThat(isGood).isFalse();
    }

    @Test
    void a_read_that_fails_is_repeated_soon_and_then_less_and_less_often() {
        broken = new AwsException("Secrets Manager is away", true, null);
        int[] at = {0, 1, 2, 3, 5, 6, 13, 14};
        int[] expected = {1, 1, 2, 2, 2, 3, 3, 4};
        Instant start = now;
        for (int i = 0; i < at.length; i++) {
            now = start.plusSeconds(at[i]);
            assertThatThrownBy(() -> known("first")).hasMessage("Secrets Manager is away");
            assertThat(failedReads()).as("after " + at[i] + " s").isEqualTo(expected[i]);
        }
        broken = null;
        now = start.plusSeconds(60);
        assertThat(known("first")).isTrue();
    }

    private int failedReads() {
        return reads.get();
    }

    @Test
    void a_renewal_that_fails_costs_no_known_caller_anything() {
        assertThat(known("first")).isTrue();
        broken = new AwsException("Secrets Manager is away", true, null);
        now = now.plus(Duration.ofMinutes(10));
        assertThat(known("first")).isTrue();
        assertThat(known("first")).isTrue();
    }

    @Test
    void an_instance_that_was_idle_across_a_rotation_refuses_the_former_token_at_once() {
        assertThat(known("first")).isTrue();
        rotatedIn(Duration.ofMinutes(30));
        now = now.plus(Duration.ofHours(3));

        assertThat(known("first")).isFalse();
        assertThat(known("second")).isTrue();
    }

    @Test
    void an_instance_that_learns_of_a_rotation_of_long_ago_no_longer_accepts_the_former_token() {
        assertThat(known("first")).isTrue();
        rotatedIn(Duration.ofMinutes(30));
        now = now.plus(Duration.ofHours(3));

        assertThat(known("second")).isTrue();
        assertThat(known("first")).isFalse();
    }

    /** A rotation that failed half-way is finished hours later, with the token that it made then. */
    @Test
    void a_token_that_was_current_a_moment_ago_is_accepted_also_if_the_new_one_was_created_long_ago() {
        assertThat(known("first")).isTrue();
        now = now.plus(Duration.ofMinutes(3));
        stored = "{\"token\":\"second\"}";
        created = now.minus(Duration.ofHours(5));
        assertThat(known("second")).isTrue();

        now = now.plus(Duration.ofMinutes(11));
        assertThat(known("first")).isTrue();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(known("first")).isFalse();
    }

    @Test
    void an_idle_instance_accepts_the_token_that_it_knows_if_the_secret_cannot_be_read() {
        assertThat(known("first")).isTrue();
        now = now.plus(Duration.ofHours(3));
        broken = new AwsException("Secrets Manager is away", true, null);

        assertThat(known("first")).isTrue();
        assertThat(known("first")).isTrue();
        assertThat(known("stranger")).isFalse();

        broken = null;
        rotatedIn(Duration.ofMinutes(-30));
        now = now.plusSeconds(61);
        assertThat(known("first")).isFalse();
    }

    @Test
    void a_caller_with_a_known_token_does_not_wait_for_a_read_if_the_last_one_was_less_than_15_minutes_ago() {
        assertThat(known("first")).isTrue();
        now = now.plus(Duration.ofMinutes(14));

        assertThat(secret.isKnownTo("first", () -> {
                    throw new AssertionError("has to wait");
                }))
                .isTrue();
    }

    @Test
    void a_read_from_before_a_long_pause_of_the_process_is_not_believed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        AtomicInteger answers = new AtomicInteger();
        CallerSecret frozen = new CallerSecret(
                "arn:secret",
                (id, stage) -> {
                    if (!stage.equals("AWSCURRENT")) {
                        throw absent();
                    }
                    SecretVersion answer = version(stage);
                    if (answers.incrementAndGet() == 2) {
                        begun.countDown();
                        await(thawed);
                    }
                    return answer;
                },
                () -> now);
        assertThat(frozen.isKnownTo("first", () -> LONG)).isTrue();
        now = now.plus(Duration.ofMinutes(6));
        assertThat(frozen.isKnownTo("first", () -> LONG)).isTrue();
        begun.await(); // a read behind the call, and Lambda freezes the process before it ends

        rotatedIn(Duration.ofMinutes(30));
        now = now.plus(Duration.ofHours(3));

        assertThat(frozen.isKnownTo("first", () -> LONG)).isFalse();
        thawed.countDown();
        Thread.sleep(20); // for the read of before
        assertThat(frozen.isKnownTo("first", () -> LONG)).isFalse();
        assertThat(frozen.isKnownTo("second", () -> LONG)).isTrue();
    }

    @Test
    void a_known_caller_of_an_idle_instance_leaves_time_for_the_call_if_a_read_hangs() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger answers = new AtomicInteger();
        CallerSecret slow = new CallerSecret(
                "arn:secret",
                (id, stage) -> {
                    if (answers.incrementAndGet() > 1) {
                        await(never);
                    }
                    return new SecretVersion(stored, created);
                },
                () -> now);
        assertThat(slow.isKnownTo("first", () -> LONG)).isTrue();
        now = now.plus(Duration.ofHours(3));
        long before = System.nanoTime();

        assertThat(slow.isKnownTo("first", () -> LONG)).isTrue();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG.dividedBy(2));
        never.countDown();
    }

    /** Another value of the secret, made at that time from now. */
    private void rotatedIn(Duration later) {
        stored = "{\"token\":\"second\"}";
        others.put("AWSPREVIOUS", "first");
        created = now.plus(later);
    }

    @Test
    void a_read_whose_thread_cannot_be_started_is_tried_again_by_the_next_caller() {
        boolean[] isFull = {true};
        CallerSecret secret = new CallerSecret(
                "arn", (id, stage) -> new SecretVersion(stored, null), () -> now, task -> new Thread(task) {
                    @Override
                    public void start() {
                        if (isFull[0]) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        super.start();
                    }
                });
        assertThatThrownBy(() -> secret.isKnownTo("first", () -> LONG)).isInstanceOf(OutOfMemoryError.class);
        isFull[0] = false;

        assertThat(secret.isKnownTo("first", () -> LONG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2", "{\"token\":\"\"}", "{\"token\":7}", "{\"key\":\"hunter2\"}", "[]", "{\"token\":\"hun"
            })
    void a_secret_of_another_form_is_named_by_its_variable_and_not_quoted(String text) {
        stored = text;

        assertThatThrownBy(() -> known("hunter2"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("The secret in CALLER_SECRET_ARN does not have the form {\"token\": \"...\"}")
                .hasMessageNotContaining("hun");
    }

    @Test
    void a_read_that_takes_too_long_is_not_waited_for_and_serves_the_next_call() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CallerSecret slow = new CallerSecret(
                "arn:secret",
                (id, stage) -> {
                    await(answer);
                    if (!stage.equals("AWSCURRENT")) {
                        throw absent();
                    }
                    done.countDown();
                    return new SecretVersion(stored, null);
                },
                () -> now);

        assertThatThrownBy(() -> slow.isKnownTo("first", () -> Duration.ofMillis(50)))
                .hasMessageContaining("did not answer in time");

        answer.countDown();
        done.await();
        assertThat(slow.isKnownTo("first", () -> LONG)).isTrue();
    }

    @Test
    void a_read_that_dies_for_want_of_memory_does_not_keep_the_next_caller_from_reading() {
        boolean[] dies = {true};
        CallerSecret secret = new CallerSecret(
                "arn",
                (id, stage) -> {
                    if (dies[0]) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return new SecretVersion(stored, null);
                },
                () -> now);
        assertThatThrownBy(() -> secret.isKnownTo("first", () -> LONG)).isInstanceOf(IllegalStateException.class);
        dies[0] = false;
        now = now.plusSeconds(3);

        assertThat(secret.isKnownTo("first", () -> LONG)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
