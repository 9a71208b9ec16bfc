package dataactions.handler.job;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.aws.AwsClient;
import dataactions.handler.job.Job.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of changes of {@link Jobs}, line by line, on the sandbox's DynamoDB. */
class JobsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String EVENT = "the-event";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration KEEP = Duration.ofHours(1);
    private static final byte[] REQUEST = "request".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = "answer".getBytes(StandardCharsets.UTF_8);

    private Instant now = START;
    private JobsTable table;
    private Jobs jobs;

    @BeforeEach
    void start() throws Exception {
        table = JobsTable.start();
        jobs = new Jobs(
                new JobTable(AwsClient.fromEnvironment(table.environment()), table.name()), () -> now, pause -> {});
    }

    @AfterEach
    void stop() {
        table.close();
    }

    private long until() {
        return now.toEpochMilli() + 5_000;
    }

    private Job queued(JobId id) {
        long created = now.toEpochMilli();
        return new Job(
                id,
                "FetchReport",
                1,
                State.QUEUED,
                created,
                created + LIMIT.toMillis(),
                (created + LIMIT.plus(KEEP).toMillis()) / 1000,
                null,
                REQUEST,
                null);
    }

    private Jobs.Opened open(JobId id, boolean isRepeatable) {
        return jobs.open(queued(id), isRepeatable, until());
    }

    private JobId opened() {
        JobId id = JobId.unshared();
        assertThat(open(id, true).isNew()).isTrue();
        return id;
    }

    private JobId running() {
        JobId id = opened();
        assertThat(jobs.start(id, "w", EVENT, until())).isInstanceOf(Jobs.Claimed.class);
        return id;
    }

    private Job read(JobId id) {
        return jobs.read(id, until()).orElseThrow();
    }

    /** A job in a state, at the time when it got there. */
    private JobId in(State state) {
        return switch (state) {
            case QUEUED -> opened();
            case RUNNING -> running();
            case DONE, FAILED -> {
                JobId id = running();
                assertThat(jobs.finish(id, state, ANSWER, KEEP, until())).isTrue();
                yield id;
            }
        };
    }

    @Test
    void a_job_is_there_as_it_was_queued() {
        JobId id = opened();

        Job job = read(id);

        assertThat(job).usingRecursiveComparison().isEqualTo(queued(id));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void a_second_job_at_the_same_place_finds_the_first(State state) {
        JobId first = in(state);

        Jobs.Opened second = open(JobId.at(first.locator()), false);

        assertThat(second.isNew()).isFalse();
        assertThat(second.job().id()).isEqualTo(first);
        assertThat(second.job().state()).isEqualTo(state);
        assertThat(read(first).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void only_a_failed_job_is_run_again_and_only_if_that_is_safe(State state) {
        JobId first = in(state);
        JobId second = JobId.at(first.locator());

        boolean isNew = open(second, true).isNew();

        assertThat(isNew).isEqualTo(state == State.FAILED);
        assertThat(jobs.read(first, until()).isPresent()).isEqualTo(!isNew);
        assertThat(jobs.read(second, until()).isPresent()).isEqualTo(isNew);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"QUEUED", "RUNNING"})
    void an_abandoned_job_is_run_again_only_if_that_is_safe(State state) {
        JobId first = in(state);
        now = START.plus(LIMIT).plus(Job.LOST_AFTER).plusMillis(1);

        assertThat(read(first).isLost(now.toEpochMilli())).isTrue();
        assertThat(open(JobId.at(first.locator()), false).isNew()).isFalse();
        assertThat(open(JobId.at(first.locator()), true).isNew()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"QUEUED", "RUNNING"})
    void until_thirty_seconds_after_its_deadline_a_job_is_not_lost(State state) {
        JobId first = in(state);
        now = START.plus(LIMIT).plus(Job.LOST_AFTER);

        assertThat(read(first).isOver(now.toEpochMilli())).isFalse();
        assertThat(open(JobId.at(first.locator()), true).isNew()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void an_expired_job_counts_as_absent_though_the_item_is_there(State state) {
        JobId first = in(state);
        now = START.plus(KEEP).plus(LIMIT);

        assertThat(jobs.read(first, until())).isEmpty();
        assertThat(open(JobId.at(first.locator()), false).isNew()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "FAILED"})
    void a_result_is_kept_from_when_it_is_there(State state) {
        JobId id = running();
        now = START.plus(Duration.ofMinutes(9));
        assertThat(jobs.finish(id, state, ANSWER, KEEP, until())).isTrue();

        now = START.plus(Duration.ofMinutes(9)).plus(KEEP).minusSeconds(1);
        assertThat(read(id).answer()).isEqualTo(ANSWER);
        now = now.plusSeconds(1);
        assertThat(jobs.read(id, until())).isEmpty();
    }

    @Test
    void a_worker_gets_the_request() {
        Job job = ((Jobs.Claimed) jobs.start(opened(), "w", EVENT, until())).job();

        assertThat(job.state()).isEqualTo(State.RUNNING);
        assertThat(job.request()).isEqualTo(REQUEST);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"RUNNING", "DONE", "FAILED"})
    void a_job_is_started_once(State state) {
        assertThat(jobs.start(in(state), "another", EVENT, until())).isInstanceOf(Jobs.Taken.class);
    }

    @Test
    void a_job_is_not_started_after_its_deadline() {
        JobId id = opened();
        now = START.plus(LIMIT);

        assertThat(jobs.start(id, "w", EVENT, until())).isInstanceOf(Jobs.TooLate.class);
        assertThat(read(id).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void a_worker_of_another_job_at_the_same_place_starts_nothing() {
        JobId id = opened();

        assertThat(jobs.start(JobId.at(id.locator()), "w", EVENT, until())).isInstanceOf(Jobs.Taken.class);
        assertThat(read(id).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void a_start_whose_answer_was_lost_is_the_same_workers_when_it_is_repeated() {
        JobId id = opened();
        assertThat(jobs.start(id, "w", EVENT, until())).isInstanceOf(Jobs.Claimed.class);

        assertThat(jobs.start(id, "w", EVENT, until())).isInstanceOf(Jobs.Claimed.class);
    }

    @Test
    void of_a_hundred_callers_one_opens_the_job_and_of_a_hundred_workers_one_starts_it() throws Exception {
        String locator = JobId.unshared().locator();

        List<Jobs.Opened> opened = atOnce(100, () -> open(JobId.at(locator), true));

        assertThat(opened).filteredOn(Jobs.Opened::isNew).hasSize(1);
        JobId id = opened.get(0).job().id();
        assertThat(opened).allSatisfy(each -> assertThat(each.job().id()).isEqualTo(id));
        List<Jobs.Claim> started =
                atOnce(100, () -> jobs.start(id, UUID.randomUUID().toString(), EVENT, until()));
        assertThat(started).filteredOn(Jobs.Claimed.class::isInstance).hasSize(1);
    }

    private static <T> List<T> atOnce(int count, Callable<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(Collections.nCopies(count, call))) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "FAILED"})
    void a_result_replaces_the_request(State state) {
        JobId id = running();

        assertThat(jobs.finish(id, state, ANSWER, KEEP, until())).isTrue();

        Job job = read(id);
        assertThat(job.state()).isEqualTo(state);
        assertThat(job.answer()).isEqualTo(ANSWER);
        assertThat(job.request()).isNull();
        assertThat(job.isLost(now.toEpochMilli())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"QUEUED", "DONE", "FAILED"})
    void only_a_running_job_is_finished(State state) {
        JobId id = in(state);

        assertThat(jobs.finish(id, State.DONE, "other".getBytes(StandardCharsets.UTF_8), KEEP, until()))
                .isFalse();
        assertThat(read(id).state()).isEqualTo(state);
    }

    @Test
    void a_result_of_a_job_that_was_replaced_is_not_written() {
        JobId first = running();
        now = START.plus(LIMIT).plus(Job.LOST_AFTER).plusMillis(1);
        JobId second = JobId.at(first.locator());
        assertThat(open(second, true).isNew()).isTrue();

        assertThat(jobs.finish(first, State.DONE, ANSWER, KEEP, until())).isFalse();
        assertThat(read(second).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void a_result_whose_write_is_repeated_is_written_once() {
        JobId id = running();
        assertThat(jobs.finish(id, State.DONE, ANSWER, KEEP, until())).isTrue();

        assertThat(jobs.finish(id, State.DONE, ANSWER, KEEP, until())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"QUEUED", "RUNNING"})
    void a_job_that_nobody_runs_is_lost(State state) {
        JobId id = in(state);

        assertThat(jobs.lose(id, EVENT, until()))
                .hasValueSatisfying(job -> assertThat(job.action()).isEqualTo("FetchReport"));
        Job job = read(id);
        assertThat(job.isLost(now.toEpochMilli())).isTrue();
        assertThat(job.request()).isNull();
        assertThat(jobs.lose(id, EVENT, until())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "FAILED"})
    void a_job_with_an_end_is_not_lost(State state) {
        JobId id = in(state);

        assertThat(jobs.lose(id, EVENT, until())).isEmpty();
        assertThat(read(id).answer()).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"QUEUED", "RUNNING"})
    void a_loss_whose_answer_was_lost_is_a_loss_once(State state) {
        JobId id = in(state);
        table.loseAnswers("UpdateItem", 1);

        assertThat(jobs.lose(id, EVENT, until()))
                .hasValueSatisfying(job -> assertThat(job.action()).isEqualTo("FetchReport"));
        assertThat(read(id).isLost(now.toEpochMilli())).isTrue();
        assertThat(jobs.lose(id, EVENT, until())).isEmpty();
    }

    /** The table fails at first and changes nothing. */
    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "FAILED"})
    void a_loss_that_is_repeated_does_not_take_a_result_for_its_own(State state) {
        JobId id = in(state);
        table.throttle("UpdateItem", 1);

        assertThat(jobs.lose(id, EVENT, until())).isEmpty();
        assertThat(read(id).answer()).isEqualTo(ANSWER);
    }

    @Test
    void a_failure_of_another_event_does_not_end_a_running_job() {
        JobId id = running();

        assertThat(jobs.lose(id, "a-duplicate", until())).isEmpty();
        assertThat(jobs.finish(id, State.DONE, ANSWER, KEEP, until())).isTrue();
    }

    @Test
    void a_queued_job_is_sent_again_by_one_caller_in_ten_seconds() throws Exception {
        JobId id = opened();
        Duration ten = Duration.ofSeconds(10);
        assertThat(jobs.mayBeSentAgain(id, ten, until())).isFalse();

        now = START.plus(ten);
        assertThat(atOnce(20, () -> jobs.mayBeSentAgain(id, ten, until())))
                .filteredOn(each -> each)
                .hasSize(1);
        now = START.plus(ten).plus(ten);
        assertThat(jobs.mayBeSentAgain(id, ten, until())).isTrue();
        now = now.plus(ten);
        jobs.start(id, "w", EVENT, until());
        assertThat(jobs.mayBeSentAgain(id, ten, until())).isFalse();
    }

    @Test
    void a_result_after_the_job_was_lost_is_not_written() {
        JobId id = running();
        jobs.lose(id, EVENT, until());

        assertThat(jobs.finish(id, State.DONE, ANSWER, KEEP, until())).isFalse();
        assertThat(read(id).isLost(now.toEpochMilli())).isTrue();
    }

    @Test
    void whoever_guesses_the_random_part_gets_nothing() {
        JobId id = opened();

        assertThat(jobs.read(JobId.at(id.locator()), until())).isEmpty();
        assertThat(jobs.read(JobId.unshared(), until())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 5})
    void clocks_that_differ_by_five_seconds_change_nothing(int seconds) {
        JobId id = opened();
        Jobs other = new Jobs(
                new JobTable(AwsClient.fromEnvironment(table.environment()), table.name()),
                () -> now.plusSeconds(seconds),
                pause -> {});
        long otherUntil = until() + 5_000 * 2;

        assertThat(other.start(id, "w", EVENT, otherUntil)).isInstanceOf(Jobs.Claimed.class);
        now = START.plus(LIMIT);
        assertThat(read(id).isOver(other.now())).isFalse();
        assertThat(other.finish(id, State.DONE, ANSWER, KEEP, otherUntil + LIMIT.toMillis()))
                .isTrue();
        assertThat(read(id).answer()).isEqualTo(ANSWER);
    }

    @Test
    void no_item_holds_more_than_what_the_job_needs() {
        JobId id = opened();

        assertThat(table.item(id.locator()))
                .containsOnlyKeys(
                        "pk",
                        "id",
                        "action",
                        "contract",
                        "state",
                        "createdAt",
                        "deadline",
                        "expiresAt",
                        "sentAt",
                        "request");
        assertThat(table.item(id.locator()).get("expiresAt"))
                .isEqualTo(
                        Map.of("N", String.valueOf(START.plus(LIMIT).plus(KEEP).getEpochSecond())));
    }
}
