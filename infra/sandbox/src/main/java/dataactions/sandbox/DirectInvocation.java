package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.Lambda;
import dataactions.sandbox.aws.Throttled;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls the function without Genesys, and requests a report of where each output came from. */
final class DirectInvocation {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern OLDER_CONTRACT = Pattern.compile("(.*) \\(contract (\\d+)\\)");

    private final Lambda lambda;
    private final String function;
    private final Path logs;

    /** @param function the function's name or ARN */
    DirectInvocation(Lambda lambda, String function, Path logs) {
        this.lambda = lambda;
        this.function = function;
        this.logs = logs;
    }

    /**
     * @param action the action as it is registered
     * @param traces whether the report also has the requests and responses of upstreams
     */
    JsonNode explain(String action, ObjectNode inputs, boolean traces) {
        Matcher older = OLDER_CONTRACT.matcher(action);
        boolean isOlder = older.matches();
        ObjectNode event = JSON.createObjectNode();
        event.put("actionName", isOlder ? older.group(1) : action);
        if (isOlder) {
            event.put("contract", Integer.parseInt(older.group(2)));
        }
        event.put("explain", true);
        event.put("trace", traces);
        event.set("data", inputs);
        try {
            Invocation invocation = lambda.invoke(
                            function, "live", event.toString().getBytes(StandardCharsets.UTF_8))
                    .orElseThrow(() -> new SandboxException("The function has no alias live: deploy again."));
            JsonNode answer = JSON.readTree(invocation.payload());
            return invocation.failed()
                    ? JSON.readTree(answer.path("errorMessage").asText("{}"))
                    : answer;
        } catch (Throttled e) {
            throw new SandboxException(e.getMessage() + " Wait for one to end, and try again.", e);
        } catch (IOException e) {
            throw new SandboxException("The function did not answer with an envelope; see its log in " + logs + ".", e);
        }
    }
}
