package dataactions.cli.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A call to AWS that did not go well, in a person's words.
 *
 * @see #kind()
 */
public final class AwsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What it means for whoever asked. */
    public enum Kind {
        /** There are no credentials here, or they cannot be had from the profile. */
        NO_CREDENTIALS,
        /** AWS does not accept them: expired, revoked, mistyped. */
        REFUSED,
        /** They are good, but may not do this. */
        DENIED,
        /** What was asked for does not exist. */
        NOT_FOUND,
        /** No answer. */
        UNREACHABLE,
        /** Any other answer. */
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

    /** AWS's error code, or empty where AWS did not answer. */
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

    /** The SDK lists what each of a dozen providers said; the first sentence tells. */
    private static String firstSentence(String text) {
        return text.replaceFirst("(?s) AwsCredentialsProviderChain\\(.*", "")
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }
}
