package dataactions.registrar.checks;

/** How a check ended. */
public sealed interface CheckResult {
    record Passed() implements CheckResult {}

    /**
     * A slow action's result is not there yet.
     *
     * @param requestId what to ask its result action with
     */
    record Pending(String requestId) implements CheckResult {}

    /**
     * The upstream behind the action is down, slow or throttles.
     *
     * @param message what happened
     * @param remedy what to do next if this fails the deployment
     */
    record UpstreamFault(String message, String remedy) implements CheckResult {}

    /**
     * The deployment is wrong.
     *
     * @param message what happened, and what was expected
     * @param remedy what to do next
     */
    record Failed(String message, String remedy) implements CheckResult {}
}
