package dataactions.sandbox.lambda;

/**
 * The result of one invocation.
 *
 * @param requestId the invocation's request id
 * @param payload what the handler returned, or Lambda's error document
 * @param functionError null for a success; else {@code Unhandled}, as in the header {@code X-Amz-Function-Error}
 */
public record Invocation(String requestId, byte[] payload, String functionError) {
    public boolean failed() {
        return functionError != null;
    }
}
