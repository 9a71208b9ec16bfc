package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.registrar.RegistrarHandler;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.InProcessRuntime;
import dataactions.sandbox.lambda.Invocation;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.LambdaRuntime;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /** How many jobs run at a time. Each takes a process. */
    private static final int WORKERS = 3;

    @TempDir
    private static Path shared;

    private static CloudAssembly assembly;
    private static SlowUpstream upstream;
    private static Deployment deployment;

    @TempDir
    private Path folder;

    @BeforeAll
    static void deploy() throws Exception {
        Project project = project(shared);
        project.configure(dev -> dev.withObject("/function").put("workerConcurrency", WORKERS));
        assembly = project.assembled();
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
        // Starts the worker's process, which may take longer than "after".
        deployment.result("BuildReport", report("warm"));
        JsonNode quick = deployment.execute("BuildReport", report("quick"));
        assertThat(quick.path("status").asText()).as(quick.toString()).isEqualTo("success");
        assertThat(quick.at("/data/pages").asInt()).isEqualTo(12);

        upstream.hold("/reports/slow");
        Architect.Execution first = deployment.call("BuildReport", report("slow"));
        String id = pending(first.body());
        assertThat(first.time()).as("not the limit of 60 s").isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
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
        assertThat(deployment.ask("BuildReport", guessed, 0).path("errorCode").asText())
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

        Thread.sleep(Math.max(
                0, Duration.between(Instant.now(), start.plusMillis(10_500)).toMillis()));
        JsonNode result = deployment.result("PlaceOrder", order("dropped"));

        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("success");
        assertThat(deployment.ask("PlaceOrder", id, 0)).isEqualTo(result);
        assertThat(upstream.calls("/orders/dropped")).isEqualTo(1);
    }

    @Test
    void an_event_that_comes_twice_is_run_once() throws Exception {
        deployment.sandbox.eventFaults().duplicate(1);
        upstream.hold("/visits/twice");
        // Other tests write into the same log.
        int earlier = deployment.log("Worker").length();
        String id = pending(deployment.execute("CountVisit", visit("twice")));
        await(() -> deployment.log("Worker").indexOf("NOT_STARTED", earlier) >= 0);
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
        assertThat(lost.time()).as("not the limit of 60 s").isLessThan(Duration.ofSeconds(30));
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
        // The first jobs keep all places of the worker, until the last one is in the queue.
        upstream.hold("/visits/v");
        Instant start = Instant.now();
        List<String> ids = together(
                4,
                paths,
                path -> pending(deployment.execute("CountVisit", visit(path.substring("/visits/".length())))));
        Instant queued = Instant.now();
        assertThat(paths.stream().mapToLong(upstream::calls).sum()).isEqualTo(WORKERS);
        upstream.release("/visits/v");
        List<JsonNode> results = together(4, ids, id -> deployment.askUntilFinal("CountVisit", id));
        System.out.println(MANY + " jobs: queued in " + Duration.between(start, queued) + ", all results in "
                + Duration.between(queued, Instant.now()));

        assertThat(new HashSet<>(ids)).hasSize(MANY);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.path("status").asText()).isEqualTo("success"));
        assertThat(paths).allSatisfy(path -> assertThat(upstream.calls(path)).isEqualTo(1));
    }

    /** Behind IAM, with SnapStart on. */
    @Test
    void jobs_outlive_a_deployment_and_a_new_contract_until_nothing_is_slow_any_more() throws Exception {
        Project project = project(folder);
        project.configure(dev -> {
            dev.put("frontDoor", "iam");
            ((ObjectNode) dev.path("genesys")).put("organizationId", ORGANIZATION);
            dev.withObject("/function").put("snapStart", true);
        });
        try (SlowUpstream reports = new SlowUpstream();
                Deployment slow = new Deployment(folder.resolve("state"), reports)) {
            slow.deploy(project.assembled());
            reports.hold("/reports/before");
            String before = pending(slow.execute("BuildReport", report("before")));

            // A new default. Its check fails, and the deployment is rolled back.
            project.edit("build-report.yaml", "default: Untitled", "default: No title");
            project.edit("build-report.yaml", "title: Untitled", "title: No title");
            CloudAssembly renamed = project.assembled();
            Set<String> resources = slow.resources();
            reports.answers("/reports/checked", "{\"pages\":13}");
            StackResult failed = slow.sandbox.deploy(renamed, slow.events::add);
            assertThat(failed.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(failed.failedResource()).as(failed.reason()).isEqualTo("FunctionCheck");
            assertThat(slow.resources()).isEqualTo(resources);
            assertThat(slow.result("BuildReport", report("c1"))
                            .at("/data/title")
                            .asText())
                    .isEqualTo("Untitled");

            // The same again. The check waits for its result, which takes longer than "after".
            reports.answers("/reports/checked", "{\"pages\":12}");
            reports.hold("/reports/checked");
            long checked = reports.calls("/reports/checked");
            Thread releasing = new Thread(() -> {
                await(() -> reports.calls("/reports/checked") > checked);
                sleep(Duration.ofSeconds(2));
                reports.release("/reports/checked");
            });
            releasing.start();
            slow.deploy(renamed);
            releasing.join();
            assertThat(slow.log("Registrar")).contains("The result is not there yet: the check asks for it again");

            // The job of the first version ends in that version, and the second version reads its result.
            reports.release("/reports/before");
            assertThat(slow.ask("BuildReport", before, 10).at("/data/title").asText())
                    .isEqualTo("Untitled");
            assertThat(slow.result("BuildReport", report("c2"))
                            .at("/data/title")
                            .asText())
                    .isEqualTo("No title");
            assertThat(reports.calls("/reports/before")).isEqualTo(1);

            // A new contract. Only the result action of the old one has the result.
            reports.hold("/reports/first");
            String first = pending(slow.execute("BuildReport", report("first")));
            project.edit(
                    "build-report.yaml", "  title: {type", "  author: {type: string, from: author}\n  title: {type");
            project.contracts().accept("BuildReport", false);
            slow.deploy(project.assembled());
            reports.release("/reports/first");
            assertThat(slow.execute("BuildReportResult (contract 1)", asked(first, 10))
                            .at("/data/pages")
                            .asInt())
                    .isEqualTo(12);
            assertThat(slow.ask("BuildReport", first, 10).path("errorCode").asText())
                    .isEqualTo("RESULT_NOT_FOUND");

            // Nothing is slow any more: no table, no worker. A flow still asks with a contract that is retired.
            assertThat(slow.resources()).contains("Jobs", "Worker", "LostJobs");
            String used = slow.id("BuildReportResult (contract 1)");
            slow.sandbox.genesys().addFlow(ConsumingFlow.published(used, "flow-1", "Main IVR"));
            Files.delete(project.actions().resolve("place-order.yaml"));
            Files.delete(project.actions().resolve("count-visit.yaml"));
            project.edit(
                    "build-report.yaml", "async: {after: 1s, limit: 60s, keep: 10m, key: $input.conversationId}\n", "");
            project.edit("build-report.yaml", "timeout: 50s", "timeout: 5s");
            project.contracts().accept("BuildReport", false);
            retire(project, "PlaceOrder", 1);
            retire(project, "CountVisit", 1);
            retire(project, "BuildReport", 1);
            retire(project, "BuildReport", 2);
            slow.deploy(project.assembled());
            assertThat(slow.resources()).doesNotContain("Jobs", "Worker", "LostJobs");
            assertThat(slow.account().path("tables")).isEmpty();
            assertThat(slow.account().path("functions").toString())
                    .contains("DataActionHandler")
                    .doesNotContain("WorkerHandler", "LostJobHandler");
            assertThat(slow.execute("BuildReport", report("c3")).path("status").asText())
                    .isEqualTo("success");
            assertThat(slow.architect.execute(used, asked(first, 0)).body().toString())
                    .contains("UNKNOWN_ACTION");
        }
    }

    @Test
    void a_check_without_a_result_in_time_is_a_warning_and_the_destroyed_stack_leaves_no_table_and_no_worker()
            throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        Consumer<String> log = line -> {
            if (line.contains("The result is not there yet")) {
                // Past the registrar's own timeout, so that no time is left for the check.
                ahead.updateAndGet(it -> it.plusSeconds(300));
            }
        };
        LambdaRuntime registrar = new InProcessRuntime(
                Map.of(
                        RegistrarHere.HANDLER,
                        version -> new RegistrarHandler(LifeCycleIT.lambda(version), clock, SlowActionIT::sleep, log)),
                clock);
        try (SlowUpstream reports = new SlowUpstream();
                Deployment late = new Deployment(
                        folder.resolve("state"), reports, logs -> new RegistrarHere(registrar, processes(logs)))) {
            reports.hold("/reports/checked");

            late.deploy(assembly);

            assertThat(List.of("FunctionCheck", "ActionCheck"))
                    .allSatisfy(check -> assertThat(late.sandbox
                                    .stack()
                                    .orElseThrow()
                                    .resources()
                                    .get(check)
                                    .attributes()
                                    .get("Warnings")
                                    .asText())
                            .contains("BuildReport: the action had no result after "));
            reports.release("/reports/checked");

            assertThat(late.account().path("tables")).hasSize(1);
            assertThat(late.account().path("functions").toString()).contains("WorkerHandler");
            late.sandbox.protect(false);
            assertThat(late.sandbox.destroy(late.events::add).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            assertThat(late.account().path("tables")).isEmpty();
            assertThat(late.account().path("functions")).isEmpty();
            assertThat(late.sandbox.genesys().toJson().path("actions")).isEmpty();
        }
    }

    // ------------------------------------------------------------------------------------------------ helpers

    /** One local deployment, called as flows call it. */
    private static final class Deployment implements AutoCloseable {
        private final Path state;
        private final Sandbox sandbox;
        private final List<StackEvent> events = new ArrayList<>();
        private final Architect architect;
        private final Map<String, String> ids = new TreeMap<>();

        Deployment(Path state, SlowUpstream reports) {
            this(state, reports, SlowActionIT::processes);
        }

        Deployment(Path state, SlowUpstream reports, Function<Path, LambdaRuntime> runtime) {
            this.state = state;
            sandbox = Sandbox.open(new Sandbox.Settings(
                    state,
                    Map.of("reports", reports.url()),
                    Map.of(),
                    runtime,
                    Clock.systemUTC(),
                    ReplacementUndo.UPDATE_THEN_DELETE,
                    org -> org.withRequestsPerMinute(100_000).withExecutionLimits(50, 100_000)));
            architect = sandbox.architect();
        }

        void deploy(CloudAssembly assembly) {
            StackResult result = sandbox.deploy(assembly, events::add);
            assertThat(result.ending()).as(result.reason() + said()).isEqualTo(StackResult.Ending.DEPLOYED);
            ids.clear();
            sandbox.actions().forEach(action -> ids.put(action.name(), action.id()));
        }

        private String said() {
            return events.stream()
                    .filter(event -> event.status().endsWith("_FAILED"))
                    .map(event -> "\n" + event.logicalId() + ": " + event.reason())
                    .collect(Collectors.joining());
        }

        /** The logical ids of the stack. */
        Set<String> resources() {
            return Set.copyOf(sandbox.stack().orElseThrow().resources().keySet());
        }

        /** The account as it is saved. */
        JsonNode account() throws IOException {
            return JSON.readTree(state.resolve("state.json").toFile()).path("account");
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

        /** Asks until the result is there, a minute at most. */
        JsonNode askUntilFinal(String action, String requestId) {
            JsonNode answer = ask(action, requestId, 10);
            for (int more = 5; more > 0 && answer.path("status").asText().equals("pending"); more--) {
                answer = ask(action, requestId, 10);
            }
            return answer;
        }

        /** Calls an action and, if it is pending, asks for the result. */
        JsonNode result(String action, ObjectNode inputs) {
            JsonNode first = execute(action, inputs);
            return first.path("status").asText().equals("pending")
                    ? askUntilFinal(action, first.path("requestId").asText())
                    : first;
        }

        /** What a function of the stack has printed. */
        String log(String logicalId) {
            String function =
                    sandbox.stack().orElseThrow().resources().get(logicalId).physicalId();
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

    private static LambdaRuntime processes(Path logs) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn());
    }

    /** The registrar in this process, on a clock of the test; every other function in a process of its own. */
    private record RegistrarHere(LambdaRuntime here, LambdaRuntime processes) implements LambdaRuntime {
        static final String HANDLER = "dataactions.registrar.RegistrarHandler";

        @Override
        public Invocation invoke(FunctionVersion function, String invokedArn, String requestId, byte[] event) {
            LambdaRuntime runtime = function.handler().startsWith(HANDLER) ? here : processes;
            return runtime.invoke(function, invokedArn, requestId, event);
        }

        @Override
        public void close() {
            here.close();
            processes.close();
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

    private static void retire(Project project, String action, int contract) throws IOException {
        project.contracts().retire(action, contract, List.of(), (name, number, environment) -> Optional.empty());
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

    private static void await(BooleanSupplier condition) {
        Instant latest = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean() && Instant.now().isBefore(latest)) {
            sleep(Duration.ofMillis(50));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
