package dataactions.registrar.checks;

/** What a check came to. */
public sealed interface Verdict {
    /** As expected. */
    record Passed() implements Verdict {}

    /** The upstream behind the action is to blame: it is down, slow or throttles. */
    record UpstreamFault(String message) implements Verdict {}

    /**
     * The deployment is to blame.
     *
     * @param message what, and what was expected
     * @param remedy what to do next
     */
    record Failed(String message, String remedy) implements Verdict {}
}
