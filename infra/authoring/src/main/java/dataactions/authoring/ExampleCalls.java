package dataactions.authoring;

import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.Example;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests of the examples and the upstreams' answers. The sandbox uses them to answer a function's calls. The CDK
 * app writes the file {@value #FILE_NAME} into the cloud assembly's folder. The file is not an asset, so it is never
 * uploaded.
 *
 * <pre>{"requestId": "…", "examples": [{"action", "name", "success", "secure", "input", "calls":
 *   [{"upstream", "method", "path", "headers", "body", "response": {"status", "headers", "body"}}]}]}</pre>
 *
 * The {@code body} of a call is text; the {@code body} of a response is JSON. A real request has the id of the
 * invocation in place of {@code requestId}.
 */
public final class ExampleCalls {
    /** In the cloud assembly's folder. */
    public static final String FILE_NAME = "examples.json";

    private static final String REQUEST_ID = "example-request-id";
    private static final long MAX_MILLIS = 2_000;

    private ExampleCalls() {}

    /** Every example of every action, sent by each contract in service. The workspace must have no problems. */
    static byte[] write(Workspace workspace) {
        List<Object> examples = new ArrayList<>();
        workspace
                .files()
                .forEach((name, file) -> file.examples().forEach(example -> {
                    List<Object> calls = new ArrayList<>();
                    calls(file.definition(), example, calls);
                    LockFile.Entry entry = workspace.lock().entries().get(name);
                    if (entry != null) {
                        // The recorded contracts stay in service when there is a draft.
                        calls(entry.definition(), example, calls);
                        entry.older().values().forEach(old -> calls(old, example, calls));
                    }
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("action", name);
                    tree.put("name", example.name());
                    tree.put("success", example.data() != null && example.errorCode() == null);
                    tree.put("secure", file.definition().secure());
                    tree.put("input", example.input());
                    tree.put("calls", calls);
                    examples.add(tree);
                }));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("requestId", REQUEST_ID);
        root.put("examples", examples);
        return Json.writePretty(root).getBytes(StandardCharsets.UTF_8);
    }

    private static void calls(ActionDefinition action, Example example, List<Object> calls) {
        Map<String, Object> input = new LinkedHashMap<>(example.input());
        input.keySet().retainAll(action.inputs().keySet());
        ActionRun run = new ActionRun(action, input, REQUEST_ID, Budget.ofMillis(MAX_MILLIS), false);
        Outcome outcome = run.refusal().orElse(null);
        for (Step step : action.steps()) {
            if (outcome != null) {
                return;
            }
            if (run.next(step) instanceof ActionRun.Send send) {
                UpstreamResponse response = example.responses().get(step.name());
                if (response == null) {
                    return; // an older contract may have steps that the example lacks
                }
                Map<String, Object> call = call(step.request().upstream(), send.request(), response);
                if (!calls.contains(call)) {
                    calls.add(call);
                }
                outcome = run.accept(step, response).orElse(null);
            }
        }
    }

    private static Map<String, Object> call(String upstream, UpstreamRequest request, UpstreamResponse response) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", response.status());
        answer.put("headers", response.headers());
        answer.put("body", response.body());
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("upstream", upstream);
        call.put("method", request.method());
        call.put("path", request.pathAndQuery());
        call.put("headers", request.headers());
        call.put("body", request.body() == null ? null : new String(request.body(), StandardCharsets.UTF_8));
        call.put("response", answer);
        return call;
    }
}
