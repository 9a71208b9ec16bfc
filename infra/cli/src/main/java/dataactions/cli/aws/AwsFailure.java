package dataactions.cli.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A failed call to AWS, with a message for a person.
 *
 * @see #kind()
 */
public final class AwsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kind of the failure. */
    public enum Kind {
        /** There are no credentials, or the profile does not supply them. */
        NO_CREDENTIALS,
        /** AWS does not accept the credentials: they are expired, revoked or mistyped. */
        REFUSED,
        /** The credentials are valid, but lack a permission. */
        DENIED,
        /** The requested object does not exist. */
        NOT_FOUND,
        /** AWS did not answer. */
        UNREACHABLE,
        /** Any other error. */
        OTHER
    }

    private final Kind kind;
    private final String code;

    private AwsFailure(Kind kind, String code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    /** AWS's error code, or empty if AWS did not answer. */
    public String code() {
        return code;
    }

    static AwsFailure of(String operation, SdkException e) {
        if (e instanceof AwsServiceException answer) {
            String code =
                    answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                            ? "HTTP " + answer.statusCode()
                            : answer.awsErrorDetails().errorCode();
            String said = answer.awsErrorDetails() == null
                    ? ""
                    : text(answer.awsErrorDetails().errorMessage());
            return new AwsFailure(kind(code, answer.statusCode()), code, operation + ": " + code + " " + said, e);
        }
        String text = text(e.getMessage());
        boolean none = text.contains("Unable to load credentials")
                || text.contains("Profile file contained no credentials")
                || text.contains("SSO")
                || text.contains("profile");
        return new AwsFailure(
                none ? Kind.NO_CREDENTIALS : Kind.UNREACHABLE,
                "",
                none ? firstSentence(text) : operation + ": " + firstSentence(text),
                e);
    }

    private static Kind kind(String code, int status) {
        if (code.matches(
                "ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch"
                        + "|InvalidSignatureException|InvalidToken|IncompleteSignature|InvalidAccessKeyId"
                        + "|MissingAuthenticationToken(Exception)?|UnauthorizedException")) {
            return Kind.REFUSED;
        }
        if (code.startsWith("AccessDenied") || code.contains("UnauthorizedOperation") || status == 403) {
            return Kind.DENIED;
        }
        return code.equals("ResourceNotFoundException") || code.equals("ParameterNotFound")
                ? Kind.NOT_FOUND
                : Kind.OTHER;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    /** The SDK lists the messages of a dozen providers. The first sentence is enough. */
    private static String firstSentence(String text) {
        return text.replaceFirst("(?s) AwsCredentialsProviderChain\\(.*", "")
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }
}
