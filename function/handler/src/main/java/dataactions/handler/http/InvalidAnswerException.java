package dataactions.handler.http;

import java.io.IOException;

/** What came over the connection is no answer by the rules of HTTP, or one that the client refuses. */
public class InvalidAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidAnswerException(Exception cause) {
        super("the answer is not valid HTTP", cause);
    }

    InvalidAnswerException(String message) {
        super(message);
    }
}
