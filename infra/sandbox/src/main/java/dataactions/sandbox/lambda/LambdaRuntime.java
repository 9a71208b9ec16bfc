package dataactions.sandbox.lambda;

/**
 * Runs functions. An implementation decides where a handler lives (a process, this JVM) and keeps it warm between
 * invocations; its callers know nothing of that. Thread-safe: concurrent invocations get environments of their own.
 */
public interface LambdaRuntime extends AutoCloseable {
    /**
     * Invokes one version and waits for its answer, at most for the function's timeout.
     *
     * @param invokedArn the ARN as the caller named it, qualifier included
     * @param event the event's bytes
     */
    Invocation invoke(FunctionVersion function, String invokedArn, String requestId, byte[] event);

    /** Ends everything that was started. */
    @Override
    void close();
}
