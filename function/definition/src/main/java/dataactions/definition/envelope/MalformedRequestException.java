package dataactions.definition.envelope;

/** The request does not have the form of the envelope. The message says what is wrong and shows the expected form. */
public final class MalformedRequestException extends RuntimeException {
    static final String EXPECTED = "expected {\"actionName\": \"FetchUser\", \"contract\": 1, \"requestId\": \"...\","
            + " \"data\": {...}}, where contract and requestId are optional";

    public MalformedRequestException(String what) {
        super(what + "; " + EXPECTED);
    }
}
