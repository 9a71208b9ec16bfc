package dataactions.sandbox.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The error documents of the Lambda service, with Lambda's wording. */
final class Errors {
    private static final JsonMapper JSON = new JsonMapper();

    private Errors() {}

    static byte[] timedOut(String requestId, double seconds) {
        return error(
                "Sandbox.Timedout",
                "RequestId: " + requestId + " Error: Task timed out after "
                        + String.format(Locale.ROOT, "%.2f", seconds) + " seconds");
    }

    static byte[] exited(String requestId, int status) {
        return error(
                "Runtime.ExitError",
                "RequestId: " + requestId + " Error: Runtime exited with error: exit status " + status);
    }

    static byte[] error(String type, String message) {
        return JSON.valueToTree(Map.of("errorType", type, "errorMessage", message))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
