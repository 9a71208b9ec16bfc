package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.value.Json;
import dataactions.handler.upstream.UpstreamClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worker without a table. With a table, the tests in infra/sandbox call it. */
class WorkerHandlerTest {
    private final List<String> log = new ArrayList<>();
    private final UpstreamClient client = call -> {
        throw new AssertionError("no upstream is called");
    };

    private WorkerHandler worker(Map<String, String> env) {
        return new WorkerHandler(env, Fixtures::actions, () -> Instant.EPOCH, () -> 0, client, log::add);
    }

    @Test
    void a_wrong_environment_is_said_by_the_line_of_every_event() {
        WorkerHandler worker = worker(Map.of("JOBS_TABLE", "jobs"));
        log.clear();

        assertThatThrownBy(() -> worker.run(Json.write(Map.of("job", "x")), "lambda-id", 60_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("UPSTREAMS is not set");

        assertThat(log)
                .singleElement()
                .asString()
                .contains("\"errorCode\":\"INTERNAL\"", "\"door\":\"worker\"", "UPSTREAMS is not set; expected");
    }

    @Test
    void a_worker_without_a_table_says_so() {
        WorkerHandler worker = worker(Map.of("UPSTREAMS", "{\"users\":{\"url\":\"https://users.example.com\"}}"));
        log.clear();

        assertThatThrownBy(() -> worker.run(Json.write(Map.of("job", "x")), "lambda-id", 60_000))
                .isInstanceOf(IllegalStateException.class);

        assertThat(log).singleElement().asString().contains("JOBS_TABLE is not set");
    }
}
