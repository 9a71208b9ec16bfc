package dataactions.sandbox.aws;

/** Lambda refuses an invocation because the function's reserved concurrency is in use. */
public final class Throttled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Throttled(String function, int limit) {
        super("Rate Exceeded: " + function + " runs at most " + limit + " invocations at once.");
    }
}
