package dataactions.handler;

/**
 * A fault at the bare door, where whatever is returned counts as success: thrown, so that Architect takes its Failure
 * path. The message is the envelope's JSON; there is no cause and no stack trace, since Lambda would hand them to the
 * caller.
 */
public final class DataActionFault extends RuntimeException {
    public DataActionFault(String envelope) {
        super(envelope, null, false, false);
    }
}
