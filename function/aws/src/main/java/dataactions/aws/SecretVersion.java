package dataactions.aws;

import java.time.Instant;

/**
 * One version of a secret.
 *
 * @param text its value
 * @param created when the version was created; null if Secrets Manager does not return it
 */
public record SecretVersion(String text, Instant created) {
    /** Does not contain the value, because it is secret. */
    @Override
    public String toString() {
        return "SecretVersion[created=" + created + "]";
    }
}
