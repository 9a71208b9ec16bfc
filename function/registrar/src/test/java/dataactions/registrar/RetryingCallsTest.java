package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.FlowFilter;
import dataactions.registrar.genesys.Genesys.NewAction;
import dataactions.registrar.genesys.PagedList;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.genesys.calls.RetryingCalls;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.testkit.TestTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "Genesys calls: one policy", clause by clause. What a conflict or a lost creation means is the reconciler's. */
class RetryingCallsTest {
    private final TestTime time = new TestTime();
    private final List<String> log = new ArrayList<>();
    private double jitter = 1;
    private int calls;

    private static final JsonNode DONE = TestOrg.json("{\"done\":true}");

    private static final GenesysRequest READ = request(GenesysRequest.Kind.READ);
    private static final GenesysRequest CREATE = request(GenesysRequest.Kind.CREATE);

    private static GenesysRequest request(GenesysRequest.Kind kind) {
        return new GenesysRequest(kind, "ask", null, "GET", "/api/v2/x", Map.of(), null);
    }

    private RetryingCalls calls(Duration left, Duration interval, GenesysCalls target) {
        return new RetryingCalls(
                target,
                new EventDeadline(time, time::sleep, left),
                new Log(log::add, new Redactor()),
                interval,
                () -> jitter);
    }

    private RetryingCalls calls(GenesysCalls target) {
        return calls(Duration.ofMinutes(10), Duration.ZERO, target);
    }

    /** Fails with each of these, then answers. */
    private GenesysCalls after(Failure... failures) {
        return request -> {
            if (calls++ < failures.length) {
                throw failures[calls - 1];
            }
            return DONE;
        };
    }

    private static Failure failure(Kind kind, Integer retryAfter) {
        return Failure.genesys(
                kind,
                "It failed.",
                "Next.",
                "words",
                "corr",
                retryAfter == null ? null : Duration.ofSeconds(retryAfter),
                null);
    }

    private static Failure[] times(int count, Failure failure) {
        Failure[] all = new Failure[count];
        Arrays.fill(all, failure);
        return all;
    }

    private Duration took(Runnable work) {
        Instant before = time.instant();
        work.run();
        return Duration.between(before, time.instant());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throttling_waits_as_long_as_genesys_asks_for_reads_and_creations_alike(boolean repeatable) {
        RetryingCalls retrying = calls(after(failure(Kind.THROTTLED, 7), failure(Kind.THROTTLED, 30)));
        Duration took =
                took(() -> assertThat(retrying.send(repeatable ? READ : CREATE)).isEqualTo(DONE));
        assertThat(took).isEqualTo(Duration.ofSeconds(37));
        assertThat(retrying.count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void throttling_without_a_word_waits_in_doubling_steps_with_jitter_up_to_twenty_seconds(double random) {
        jitter = random;
        long expected = 0;
        for (long full : List.of(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 20_000L, 20_000L)) {
            expected += (long) (full * (0.5 + 0.5 * random));
        }
        RetryingCalls retrying = calls(after(times(8, failure(Kind.THROTTLED, null))));
        assertThat(took(() -> retrying.send(CREATE))).isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    void throttling_that_does_not_end_is_said_in_genesys_words_and_not_as_out_of_time() {
        RetryingCalls retrying =
                calls(Duration.ofSeconds(60), Duration.ZERO, after(times(999, failure(Kind.THROTTLED, 25))));
        Failure last = catchThrowableOfType(Failure.class, () -> retrying.send(READ));
        assertThat(last.kind()).isEqualTo(Kind.THROTTLED);
        assertThat(retrying.count()).isEqualTo(3);
        assertThat(log).hasSize(2).allMatch(line -> line.contains("\"waitMs\":25000") && line.contains("corr"));
    }

    @Test
    void an_unknown_outcome_is_repeated_five_times_where_that_is_safe() {
        assertThat(calls(after(times(4, failure(Kind.UNKNOWN_OUTCOME, null)))).send(READ))
                .isEqualTo(DONE);
        calls = 0;
        Failure last = catchThrowableOfType(
                Failure.class,
                () -> calls(after(times(5, failure(Kind.UNKNOWN_OUTCOME, null))))
                        .send(READ));
        assertThat(last.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
        assertThat(calls).isEqualTo(5);
    }

    @Test
    void an_unknown_outcome_of_a_creation_is_left_to_whoever_can_look_for_it() {
        catchThrowableOfType(
                Failure.class,
                () -> calls(after(times(5, failure(Kind.UNKNOWN_OUTCOME, null))))
                        .send(CREATE));
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void what_was_never_sent_is_sent_again_a_creation_too() {
        assertThat(calls(after(times(4, failure(Kind.UNREACHABLE, null)))).send(CREATE))
                .isEqualTo(DONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"THROTTLED", "UNREACHABLE", "UNKNOWN_OUTCOME"},
            mode = EnumSource.Mode.EXCLUDE)
    void everything_else_is_final(Kind kind) {
        Failure said = failure(kind, 3);
        assertThat(catchThrowableOfType(Failure.class, () -> calls(after(said)).send(READ)))
                .isSameAs(said);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void a_chain_begins_no_call_sooner_than_its_share_allows() {
        RetryingCalls retrying = calls(Duration.ofMinutes(10), Duration.ofSeconds(1), after());
        Duration took = took(() -> {
            for (int call = 0; call < 10; call++) {
                retrying.send(READ);
            }
        });
        assertThat(took).isEqualTo(Duration.ofSeconds(10));
        assertThat(took(() -> {
                    time.sleep(Duration.ofSeconds(5));
                    retrying.send(READ);
                }))
                .as("who was slow is not made to wait")
                .isEqualTo(Duration.ofSeconds(5));
    }

    /** No call escapes the policy, and the creations are all that is sent only once. */
    @Test
    void every_call_goes_through_the_policy_and_only_creations_are_sent_once() throws Exception {
        TreeMap<String, Integer> sent = new TreeMap<>();
        Set<String> all = new TreeSet<>();
        Genesys genesys = new Genesys(calls(request -> {
            sent.merge(request.operation(), 1, Integer::sum);
            throw failure(Kind.UNKNOWN_OUTCOME, null);
        }));
        for (Method group : Genesys.class.getDeclaredMethods()) {
            if (group.getName().equals("organization")) {
                invoke(genesys, group);
            } else if (Modifier.isPublic(group.getModifiers())) {
                Object api = group.invoke(genesys);
                for (Method method : api.getClass().getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers())) {
                        all.add(group.getName() + "." + method.getName());
                        invoke(api, method);
                    }
                }
            }
        }
        assertThat(all).hasSizeGreaterThan(18);
        assertThat(sent.entrySet().stream().filter(each -> each.getValue() == 1).map(Map.Entry::getKey))
                .containsExactly("create action x", "create credential x", "create the integration");
        assertThat(sent.values()).allMatch(times -> times == 1 || times % 5 == 0);
    }

    /** Calls it and, where it answers a list, reads that. */
    private static void invoke(Object target, Method method) throws IllegalAccessException {
        method.setAccessible(true);
        try {
            Object answer = method.invoke(target, arguments(method));
            assertThat(answer).isInstanceOf(PagedList.class);
            assertThat(catchThrowableOfType(Failure.class, ((PagedList<?>) answer)::toList))
                    .isNotNull();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(Failure.class);
        }
    }

    private static Object[] arguments(Method method) {
        ActionConfiguration configuration = new ActionConfiguration(1, "x", "POST", Map.of(), "x", "x");
        Map<Class<?>, Object> samples = Map.of(
                int.class,
                1,
                boolean.class,
                false,
                String.class,
                "x",
                Map.class,
                Map.of(),
                JsonNode.class,
                TestOrg.json("{}"),
                FlowFilter.class,
                FlowFilter.PUBLISHED,
                ActionConfiguration.class,
                configuration,
                NewAction.class,
                new NewAction("x", "x", "x", false, null, null, configuration),
                Configuration.class,
                new Configuration(1, "x", null, null, "", Map.of()));
        return Arrays.stream(method.getParameterTypes()).map(samples::get).toArray();
    }
}
