package dataactions.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Calls Lambda functions. Never repeats a call, because a function may not be safe to repeat.
 */
public final class LambdaInvoker {
    private final AwsClient aws;

    public LambdaInvoker(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * The result of an invocation.
     *
     * @param payload the function's answer, or the error's JSON ({@code errorMessage}, {@code errorType})
     * @param functionError null if the function returned; {@code Unhandled} or {@code Handled} if it threw
     */
    public record Invocation(byte[] payload, String functionError) {}

    /**
     * Invokes synchronously.
     *
     * @param function name or ARN, qualified ({@code …:7}) or not
     * @param payload the event, JSON
     * @param timeout for the whole call; a little more than the function's own timeout
     * @throws AwsException when Lambda did not run the function (absent, not allowed, throttled) or did not answer in
     *     time
     */
    public Invocation invoke(String function, byte[] payload, Duration timeout) {
        return invoke(function, null, payload, timeout);
    }

    /**
     * Invokes synchronously a version or an alias of an unqualified function.
     *
     * @param qualifier version number or alias; null if {@code function} needs none
     */
    public Invocation invoke(String function, String qualifier, byte[] payload, Duration timeout) {
        String path = "/2015-03-31/functions/" + encode(function) + "/invocations"
                + (qualifier == null ? "" : "?Qualifier=" + encode(qualifier));
        AwsResponse answer = aws.post(
                AwsService.LAMBDA,
                "Invoke of " + function,
                path,
                Map.of("Content-Type", "application/json"),
                payload,
                timeout);
        return new Invocation(answer.body(), answer.headers().get("x-amz-function-error"));
    }

    /**
     * Queues an event for the function, and does not wait until the function runs. Safe to repeat only if the function
     * treats the same event twice as once.
     *
     * @param function name or ARN, qualified or not
     * @throws AwsException when Lambda did not take the event, or did not answer in time
     */
    public void send(String function, byte[] payload, Duration timeout) {
        aws.post(
                AwsService.LAMBDA,
                "Invoke of " + function,
                "/2015-03-31/functions/" + encode(function) + "/invocations",
                Map.of("Content-Type", "application/json", "X-Amz-Invocation-Type", "Event"),
                payload,
                timeout);
    }

    private static String encode(String text) {
        // URLEncoder is for forms and writes a space as +. In a path a space is %20.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
