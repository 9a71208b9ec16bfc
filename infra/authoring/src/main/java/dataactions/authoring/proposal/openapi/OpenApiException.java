package dataactions.authoring.proposal.openapi;

/** An OpenAPI file or an operation that cannot be used. The message is for a person: where, what, and what to do. */
public final class OpenApiException extends RuntimeException {
    public OpenApiException(String message) {
        super(message);
    }
}
