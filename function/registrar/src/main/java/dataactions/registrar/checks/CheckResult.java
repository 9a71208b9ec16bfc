package dataactions.registrar.checks;

/** How a check ended. */
public sealed interface CheckResult {
    record Passed() implements CheckResult {}

    /** The upstream behind the action is down, slow or throttles. */
    record UpstreamFault(String message) implements CheckResult {}

    /**
     * The deployment is wrong.
     *
     * @param message what happened, and what was expected
     * @param remedy what to do next
     */
    record Failed(String message, String remedy) implements CheckResult {}
}
