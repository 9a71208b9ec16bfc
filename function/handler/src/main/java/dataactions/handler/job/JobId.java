package dataactions.handler.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The id of a job: {@code RANDOM.LOCATOR}, each 128 bits in base64url. The locator finds the job in the table. Whoever
 * does not know the random part does not get the result.
 *
 * @param random 128 random bits
 * @param locator the item's key in the table. For a shared job it is a digest of inputs, so it must not get into a log
 */
public record JobId(String random, String locator) {
    private static final int BYTES = 16;
    /** The characters of 128 bits in base64url. */
    private static final int PART = 22;

    /** A new id for a job at a locator. */
    static JobId at(String locator) {
        return new JobId(random128(), locator);
    }

    /** A new id for a job that no other call can share. */
    static JobId unshared() {
        return at(random128());
    }

    private static String random128() {
        byte[] bytes = new byte[BYTES];
        Source.RANDOM.nextBytes(bytes);
        return encode(bytes);
    }

    /** The first 128 bits of a digest. */
    static String locator(byte[] digest) {
        byte[] bytes = new byte[BYTES];
        System.arraycopy(digest, 0, bytes, 0, BYTES);
        return encode(bytes);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The id with that text; empty if the text is not an id. */
    public static Optional<JobId> parse(String text) {
        return isId(text)
                ? Optional.of(new JobId(text.substring(0, PART), text.substring(PART + 1)))
                : Optional.empty();
    }

    /** No regular expression: see "First calls" in CONTRIBUTING. */
    private static boolean isId(String text) {
        if (text.length() != 2 * PART + 1 || text.charAt(PART) != '.') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPart =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!isPart && i != PART) {
                return false;
            }
        }
        return true;
    }

    /** The part of a request id that may be logged: the random part of a job's id, and any other id as it is. */
    public static String loggable(String requestId) {
        return requestId != null && isId(requestId) ? requestId.substring(0, PART) : requestId;
    }

    /** Compares the random parts in constant time. */
    boolean is(String otherRandom) {
        return MessageDigest.isEqual(
                random.getBytes(StandardCharsets.US_ASCII), otherRandom.getBytes(StandardCharsets.US_ASCII));
    }

    /** What a caller gets as {@code requestId}. */
    public String text() {
        return random + "." + locator;
    }

    /** Without the locator. */
    @Override
    public String toString() {
        return random;
    }

    /**
     * Created with the first id, after a snapshot. Otherwise two processes of one snapshot could make the same ids. (On
     * Linux it reads the kernel's random numbers each time as well.)
     */
    private static final class Source {
        static final SecureRandom RANDOM = new SecureRandom();
    }
}
