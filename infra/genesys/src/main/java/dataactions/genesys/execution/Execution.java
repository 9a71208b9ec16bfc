package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.RateLimit;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import dataactions.genesys.execution.ExecutionReport.Done;
import dataactions.genesys.objects.GenesysState;
import dataactions.genesys.objects.action.ContractRules;
import dataactions.genesys.objects.action.Flattening;
import dataactions.genesys.objects.action.VelocityTemplates;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Really runs data actions: renders the templates, makes the call, renders the success template, and checks inputs and
 * outputs against the contract.
 */
public final class Execution {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final GenesysState state;
    private final VelocityTemplates templates;
    private final RateLimit limit = new RateLimit();
    private final AtomicInteger running = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    public Execution(GenesysState state, VelocityTemplates templates) {
        this.state = state;
        this.templates = templates;
    }

    public RouteReply test(Call call) {
        return test(call, "published");
    }

    public RouteReply testDraft(Call call) {
        return test(call, "draft");
    }

    /** Answers 200 even if the run fails; the body has the result. */
    private RouteReply test(Call call, String kind) {
        return RouteReply.ok(limited(call, () -> {
            ObjectNode result = Trees.object();
            ExecutionPlan plan = ExecutionPlan.of(call, kind, state);
            ExecutionReport report =
                    new ExecutionReport(result.putArray("operations"), call.correlationId(), plan.isSecure());
            try {
                result.set("finalResult", run(plan, call, report));
                result.put("success", true);
            } catch (ExecutionFailure failed) {
                result.set("error", failed.error().body(call.correlationId()));
                result.put("success", false);
            }
            return result;
        }));
    }

    /** Answers with the result of the action; a failed run is an error. */
    public RouteReply execute(Call call) {
        return RouteReply.ok(limited(call, () -> {
            ExecutionPlan plan = ExecutionPlan.of(call, "published", state);
            try {
                return run(plan, call, new ExecutionReport(Trees.array(), call.correlationId(), plan.isSecure()));
            } catch (ExecutionFailure failed) {
                throw failed.error();
            }
        }));
    }

    private JsonNode limited(Call call, Supplier<JsonNode> work) {
        OptionalLong wait = limit.tooMany("actions", call.settings().executionsPerMinute(), call.now());
        if (wait.isPresent()) {
            throw GenesysError.tooManyRequests(call.settings().executionsPerMinute(), wait.getAsLong());
        }
        try {
            if (running.incrementAndGet() > call.settings().concurrentExecutions()) {
                throw GenesysError.tooManyRequests(call.settings().concurrentExecutions(), 1);
            }
            return work.get();
        } finally {
            running.decrementAndGet();
        }
    }

    private JsonNode run(ExecutionPlan plan, Call call, ExecutionReport report) throws ExecutionFailure {
        ObjectNode set = set(call.body());
        report.step("Validate inputs against the input schema", () -> {
            List<String> problems = SchemaCheck.problems(plan.inputSchema(), set);
            if (!problems.isEmpty()) {
                throw new ExecutionFailure(GenesysError.invalid(problems));
            }
            return new Done<>(set, set);
        });
        RequestTemplates request = new RequestTemplates(templates, plan, set, call);
        String raw = plan.invokesLambda()
                ? new LambdaRequest(http, plan, call, report).run(request)
                : new RestRequest(http, plan, call, report).run(request);
        JsonNode value = report.step("Resolve the success template", () -> success(plan, raw));
        report.step("Validate the result against the success schema", () -> {
            List<String> problems = SchemaCheck.problems(plan.successSchema(), value);
            if (!problems.isEmpty()) {
                throw new ExecutionFailure(
                        502,
                        "bad.gateway",
                        "The result of the action does not fit its success schema: " + String.join(" ", problems));
            }
            return new Done<>(value, value);
        });
        return call.flag("flatten") ? Flattening.value(plan.successSchema(), value) : value;
    }

    /** A flow sends null for an unset input. */
    private static ObjectNode set(ObjectNode given) {
        ObjectNode set = Trees.object();
        given.properties().forEach(input -> {
            if (!input.getValue().isNull()) {
                set.set(input.getKey(), input.getValue());
            }
        });
        return set;
    }

    private Done<JsonNode> success(ExecutionPlan plan, String raw) throws ExecutionFailure {
        String text = RequestTemplates.render(templates, plan.successTemplate(), Map.of("rawResult", raw));
        JsonNode value = Trees.parse(text)
                .orElseThrow(() ->
                        new ExecutionFailure(502, "bad.gateway", "The resolved success template is not valid JSON."));
        if (Trees.depth(value) > ContractRules.DEEPEST) {
            throw new ExecutionFailure(
                    502, "bad.gateway", "The result is nested more than " + ContractRules.DEEPEST + " levels deep.");
        }
        return new Done<>(value, value);
    }
}
