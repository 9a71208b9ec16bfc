package dataactions.handler;

/**
 * A fault at the bare door. Genesys takes whatever is returned there as success, so the function throws this exception,
 * and Architect takes its Failure path. The message is the envelope's JSON. There is neither cause nor stack trace,
 * because Lambda would send them to the caller.
 */
public final class DataActionFault extends RuntimeException {
    public DataActionFault(String envelope) {
        super(envelope, null, false, false);
    }
}
