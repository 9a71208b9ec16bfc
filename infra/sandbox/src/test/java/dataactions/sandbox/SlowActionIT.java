package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slow actions in a deployed stack: real processes, called through Genesys, and an upstream that a test holds. Most tests
 * share one deployment.
 */
class SlowActionIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";
    private static final int MANY = 1_000;

    @TempDir
    private static Path shared;

    private static CloudAssembly assembly;
    private static SlowUpstream upstream;
    private static Deployment deployment;

    @TempDir
    private Path folder;

    @BeforeAll
    static void deploy() throws Exception {
        assembly = project(shared).assembled();
        upstream = new SlowUpstream();
        deployment = new Deployment(shared.resolve("state"), upstream);
        deployment.deploy(assembly);
    }

    @AfterAll
    static void close() {
        // Ends the jobs that the upstream still holds.
        upstream.close();
        if (deployment != null) {
            deployment.close();
        }
    }

    private static Project project(Path folder) throws Exception {
        Project project = new Project(folder.resolve("project"));
        for (String file : List.of("build-report.yaml", "place-order.yaml", "count-visit.yaml")) {
            Files.copy(
                    Path.of("src/test/resources/slow-definitions", file),
                    project.actions().resolve(file));
        }
        project.configure(dev -> {
            dev.withObject("/upstreams/reports").put("url", "https://reports.example.com");
            ObjectNode check = dev.withObject("/checks/BuildReport");
            check.withObject("/input").put("conversationId", "check").put("customer", "checked");
            check.put("expect", "data.pages = 12");
        });
        return project;
    }

    @Test
    void a_flow_gets_the_result_at_once_if_it_is_there_in_time_and_else_asks_for_it() {
        JsonNode quick = deployment.execute("BuildReport", report("quick"));
        assertThat(quick.path("status").asText()).as(quick.toString()).isEqualTo("success");
        assertThat(quick.at("/data/pages").asInt()).isEqualTo(12);

        upstream.hold("/reports/slow");
        Architect.Execution first = deployment.call("BuildReport", report("slow"));
        String id = pending(first.body());
        assertThat(first.time()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        assertThat(pending(deployment.ask("BuildReport", id, 0))).isEqualTo(id);
        assertThat(pending(deployment.execute("BuildReport", report("slow"))))
                .as("a call with the same key and inputs")
                .isEqualTo(id);
        upstream.release("/reports/slow");
        JsonNode result = deployment.ask("BuildReport", id, 10);
        assertThat(result.path("status").asText()).isEqualTo("success");
        assertThat(result.at("/data/title").asText()).isEqualTo("Untitled");

        assertThat(deployment.ask("BuildReport", id, 0)).isEqualTo(result);
        assertThat(deployment.execute("BuildReport", report("slow"))).isEqualTo(result);
        assertThat(upstream.calls("/reports/slow")).isEqualTo(1);
        String guessed = (id.charAt(0) == 'A' ? "B" : "A") + id.substring(1);
        assertThat(deployment
                        .ask("BuildReport", guessed, 0)
                        .path("errorCode")
                        .asText())
                .isEqualTo("RESULT_NOT_FOUND");
        assertThat(deployment.ask("PlaceOrder", id, 0).path("errorCode").asText())
                .as("asked by the result action of another action")
                .isEqualTo("RESULT_NOT_FOUND");
    }

    @Test
    void an_event_that_is_lost_is_sent_again_by_a_later_call_with_the_same_key() throws Exception {
        deployment.sandbox.eventFaults().drop(1);
        Instant start = Instant.now();
        String id = pending(deployment.execute("PlaceOrder", order("dropped")));
        assertThat(pending(deployment.execute("PlaceOrder", order("dropped")))).isEqualTo(id);
        assertThat(upstream.calls("/orders/dropped")).isZero();

        Thread.sleep(Math.max(0, Duration.between(Instant.now(), start.plusMillis(10_500)).toMillis()));
        JsonNode result = deployment.execute("PlaceOrder", order("dropped"));

        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("success");
        assertThat(deployment.ask("PlaceOrder", id, 0)).isEqualTo(result);
        assertThat(upstream.calls("/orders/dropped")).isEqualTo(1);
    }

    @Test
    void an_event_that_comes_twice_is_run_once() throws Exception {
        deployment.sandbox.eventFaults().duplicate(1);
        upstream.hold("/visits/twice");
        String id = pending(deployment.execute("CountVisit", visit("twice")));
        await(() -> deployment.log("Worker").contains("NOT_STARTED"));
        upstream.release("/visits/twice");

        assertThat(deployment.ask("CountVisit", id, 10).path("status").asText()).isEqualTo("success");
        assertThat(upstream.calls("/visits/twice")).isEqualTo(1);
    }

    @Test
    void a_worker_that_dies_half_way_loses_its_job_and_an_order_is_not_placed_again() throws Exception {
        upstream.hold("/orders/killed");
        String id = pending(deployment.execute("PlaceOrder", order("killed")));
        await(() -> upstream.calls("/orders/killed") == 1);

        assertThat(killWorkers()).isPositive();

        Architect.Execution lost = deployment.call("PlaceOrderResult", asked(id, 10));
        assertThat(lost.success()).isFalse();
        assertThat(lost.body().toString()).contains("JOB_LOST");
        assertThat(lost.time()).as("not the end of the limit").isLessThan(Duration.ofSeconds(10));
        Architect.Execution again = deployment.call("PlaceOrder", order("killed"));
        assertThat(again.body().toString()).contains("JOB_LOST");
        upstream.release("/orders/killed");
        assertThat(upstream.calls("/orders/killed")).isEqualTo(1);
        assertThat(deployment.log("LostJobs")).contains("JOB_LOST");
    }

    @Test
    void a_thousand_jobs_at_once_each_end_once() throws Exception {
        List<String> paths =
                IntStream.range(0, MANY).mapToObj(i -> "/visits/v" + i).toList();
        // Ten jobs keep all places of the worker, until the last one is in the queue.
        upstream.hold("/visits/v");
        Instant start = Instant.now();
        List<String> ids = together(
                4, paths, path -> pending(deployment.execute("CountVisit", visit(path.substring("/visits/".length())))));
        Instant queued = Instant.now();
        assertThat(paths.stream().mapToLong(upstream::calls).sum()).isEqualTo(10);
        upstream.release("/visits/v");
        List<JsonNode> results = together(4, ids, id -> {
            JsonNode answer = deployment.ask("CountVisit", id, 10);
            while (answer.path("status").asText().equals("pending")) {
                answer = deployment.ask("CountVisit", id, 10);
            }
            return answer;
        });
        System.out.println(MANY + " jobs: queued in " + Duration.between(start, queued) + ", all results in "
                + Duration.between(queued, Instant.now()));

        assertThat(new HashSet<>(ids)).hasSize(MANY);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.path("status").asText()).isEqualTo("success"));
        assertThat(paths).allSatisfy(path -> assertThat(upstream.calls(path)).isEqualTo(1));
    }

    // ------------------------------------------------------------------------------------------------ helpers

    /** One local deployment, called as flows call it. */
    private static final class Deployment implements AutoCloseable {
        private final Sandbox sandbox;
        private final List<StackEvent> events = new ArrayList<>();
        private final Architect architect;
        private final Map<String, String> ids = new TreeMap<>();

        Deployment(Path state, SlowUpstream reports) {
            JavaHome.Jdk jdk = JavaHome.find(
                    System.getenv(),
                    Path.of(System.getProperty("java.home")),
                    Runtime.version().feature());
            sandbox = Sandbox.open(new Sandbox.Settings(
                    state,
                    Map.of("reports", reports.url()),
                    Map.of(),
                    logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                    Clock.systemUTC(),
                    Engine.Undo.UPDATE_THEN_DELETE,
                    org -> org.withRequestsPerMinute(100_000).withExecutionLimits(50, 100_000)));
            architect = sandbox.architect();
        }

        void deploy(CloudAssembly assembly) {
            Result result = sandbox.deploy(assembly, events::add);
            assertThat(result.ending()).as(result.reason() + said()).isEqualTo(Result.Ending.DEPLOYED);
            ids.clear();
            sandbox.actions().forEach(action -> ids.put(action.name(), action.id()));
        }

        private String said() {
            return events.stream()
                    .filter(event -> event.status().endsWith("_FAILED"))
                    .map(event -> "\n" + event.logicalId() + ": " + event.reason())
                    .collect(Collectors.joining());
        }

        String id(String action) {
            assertThat(ids).containsKey(action);
            return ids.get(action);
        }

        Architect.Execution call(String action, ObjectNode inputs) {
            return architect.execute(id(action), inputs);
        }

        JsonNode execute(String action, ObjectNode inputs) {
            Architect.Execution execution = call(action, inputs);
            assertThat(execution.status()).as(execution.body().toString()).isEqualTo(200);
            return execution.body();
        }

        /** Asks for the result of an action. */
        JsonNode ask(String action, String requestId, int wait) {
            return execute(action + "Result", asked(requestId, wait));
        }

        /** What a function of the stack has printed. */
        String log(String logicalId) {
            String function = sandbox.stack().orElseThrow().resources().get(logicalId).physicalId();
            try {
                return Files.readString(sandbox.logs().resolve(function + ".log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            sandbox.close();
        }
    }

    private static ObjectNode report(String customer) {
        return JSON.createObjectNode().put("conversationId", "conv-1").put("customer", customer);
    }

    private static ObjectNode order(String article) {
        return JSON.createObjectNode().put("conversationId", "conv-1").put("article", article);
    }

    private static ObjectNode visit(String visitor) {
        return JSON.createObjectNode().put("visitor", visitor);
    }

    private static ObjectNode asked(String requestId, int wait) {
        return JSON.createObjectNode().put("requestId", requestId).put("wait", wait);
    }

    /** The job's id in an answer that must be pending. */
    private static String pending(JsonNode answer) {
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("pending");
        assertThat(answer.path("data")).isEmpty();
        return answer.path("requestId").asText();
    }

    /** Ends the processes of the worker as Lambda ends one that is out of memory. */
    private static long killWorkers() {
        List<ProcessHandle> workers = ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains("WorkerHandler"))
                .toList();
        workers.forEach(ProcessHandle::destroyForcibly);
        return workers.size();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant latest = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean() && Instant.now().isBefore(latest)) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private interface Work<A, B> {
        B of(A given) throws Exception;
    }

    /** Does the work for each with some threads; the results are in the same order. */
    private static <A, B> List<B> together(int threads, List<A> all, Work<A, B> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<B>> tasks =
                    all.stream().<Callable<B>>map(each -> () -> work.of(each)).toList();
            List<B> results = new ArrayList<>();
            for (Future<B> each : executor.invokeAll(tasks)) {
                results.add(each.get());
            }
            return results;
        } finally {
            executor.shutdown();
        }
    }
}
