package dataactions.handler;

/**
 * A fault at the bare door. Genesys treats every returned answer as success there, so the function throws this
 * exception, and Architect takes its Failure path. The message is the envelope's JSON. The exception has neither cause
 * nor stack trace, because Lambda would send them to the caller.
 */
public final class DataActionFault extends RuntimeException {
    public DataActionFault(String envelope) {
        super(envelope, null, false, false);
    }
}
