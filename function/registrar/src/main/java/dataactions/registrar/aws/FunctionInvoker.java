package dataactions.registrar.aws;

import java.time.Duration;

/** Calls a version of the function directly, without a front door. */
@FunctionalInterface
public interface FunctionInvoker {
    /**
     * The function's answer.
     *
     * @param payload JSON: the envelope, or {@code {"errorMessage","errorType"}}
     * @param failed whether the function threw
     */
    record Invocation(byte[] payload, boolean failed) {}

    /** @throws RuntimeException when Lambda did not run it */
    Invocation invoke(String functionVersionArn, byte[] event, Duration timeout);
}
