package dataactions.definition.upstream;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name or ARN of a secret in Secrets Manager. */
public final class SecretName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern CLIENT_SECRET = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_-]{40,}");

    /**
     * Texts that look like a secret: a JWT; 16 bytes or more in hex; base64 of 30 bytes or more, which has more digits
     * than a name made of words.
     */
    private static final Pattern TOKEN_VALUE = Pattern.compile("eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_.-]+"
            + "|[0-9a-fA-F]{32,}"
            + "|(?=.*[a-z])(?=.*[A-Z])(?=(.*[0-9]){3})[A-Za-z0-9+/]{38,}={0,2}");

    private static final String EXPECTED =
            "expected the name or ARN of a Secrets Manager secret, never a secret's value";
    private static final String MOVE_IT = "put it in Secrets Manager, and renew it if this file was shared";

    private SecretName() {}

    /**
     * The problem of a name; empty for a valid one. The message never quotes the text, because somebody may have pasted
     * the secret itself.
     */
    public static Optional<String> problem(String text) {
        if (text.startsWith("arn:")) {
            return ARN.matcher(text).matches()
                    ? Optional.empty()
                    : Optional.of("expected an ARN like arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME");
        }
        if (!NAME.matcher(text).matches()) {
            return Optional.of(EXPECTED);
        }
        if (UUID.matcher(text).matches() || CLIENT_SECRET.matcher(text).matches()) {
            return Optional.of(EXPECTED + "; this looks like an OAuth client's id or secret: " + MOVE_IT);
        }
        return TOKEN_VALUE.matcher(text).matches()
                ? Optional.of(EXPECTED + "; this looks like a token or a key: " + MOVE_IT)
                : Optional.empty();
    }
}
