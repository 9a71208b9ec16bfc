package dataactions.handler.http;

import java.io.IOException;

/** A kept connection contained surplus bytes. The client treats it like a closed connection. */
public final class SurplusException extends IOException {
    private static final long serialVersionUID = 1L;

    SurplusException() {
        super("bytes beyond the end of the former answer");
    }
}
