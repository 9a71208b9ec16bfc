package dataactions.sandbox.lambda;

/**
 * Runs functions. An implementation decides where a handler runs (a process, this JVM) and keeps it running between
 * invocations. Thread-safe: concurrent invocations get separate environments.
 */
public interface LambdaRuntime extends AutoCloseable {
    /**
     * Invokes one version and waits for its answer until the function's timeout.
     *
     * @param invokedArn the ARN as the caller named it, qualifier included
     * @param event the event's bytes
     */
    Invocation invoke(FunctionVersion function, String invokedArn, String requestId, byte[] event);

    /**
     * Starts what an invocation of this version will need, if it is not there yet, and does not wait for it. Whatever
     * goes wrong is reported by the invocation.
     */
    default void prepare(FunctionVersion function) {}

    /** Ends every process that was started. */
    @Override
    void close();
}
