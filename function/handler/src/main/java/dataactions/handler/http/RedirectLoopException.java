package dataactions.handler.http;

/** Redirects in a circle, or too many of them. */
public final class RedirectLoopException extends InvalidAnswerException {
    private static final long serialVersionUID = 1L;

    RedirectLoopException() {
        super("redirects in a circle, or too many");
    }
}
