package dataactions.secrets;

import java.time.Instant;

/**
 * One version of a secret.
 *
 * @param text its value
 * @param created when it was put there; null where Secrets Manager does not say
 */
public record SecretVersion(String text, Instant created) {
    /** Without the value, which is nobody's business. */
    @Override
    public String toString() {
        return "SecretVersion[created=" + created + "]";
    }
}
