package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.PrimingExamples;
import dataactions.definition.PrimingExamples.PrimingExample;
import dataactions.definition.Step;
import dataactions.definition.template.UpstreamResponse;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrimingTest {
    private static final PrimingExample KNOWN_USER = new PrimingExample(
            "FetchUser",
            1,
            Map.of("userId", 1L),
            Map.of(Step.ONLY, new UpstreamResponse(200, Map.of("x-total", "1"), Map.of("name", "Ann"))));

    @Test
    void every_call_of_an_example_is_answered_through_both_sockets_of_the_stand_in() throws Exception {
        Priming.Calls calls = Priming.run(Fixtures.actions(), List.of(KNOWN_USER));

        assertThat(calls.made()).isBetween(1, 2000);
        assertThat(calls.answered()).isEqualTo(calls.made());
    }

    @Test
    void no_thread_of_priming_gets_into_the_snapshot() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        Priming.run(Fixtures.actions(), List.of(KNOWN_USER));

        Set<String> ours = Set.of("watchdog", "priming", "priming-connection", "caller-secret");
        List<Thread> started = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && ours.contains(thread.getName()))
                .toList();
        long end = System.nanoTime() + 2_000_000_000L;
        for (Thread thread : started) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        assertThat(started).noneMatch(Thread::isAlive);
    }

    @Test
    void without_examples_nothing_is_begun() throws Exception {
        assertThat(Priming.run(Fixtures.actions(), List.of())).isEqualTo(new Priming.Calls(0, 0));
    }

    @Test
    void examples_survive_being_written_and_read() throws Exception {
        byte[] written = PrimingExamples.write(List.of(KNOWN_USER));

        assertThat(PrimingExamples.read(new ByteArrayInputStream(written))).containsExactly(KNOWN_USER);
    }
}
