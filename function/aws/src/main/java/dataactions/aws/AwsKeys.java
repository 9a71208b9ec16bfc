package dataactions.aws;

import java.time.Instant;

/**
 * The keys that sign a request.
 *
 * @param sessionToken null for a user's own long-lived keys
 * @param expiry null if unknown
 */
record AwsKeys(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiry) {

    @Override
    public String toString() {
        return "AwsKeys[" + accessKeyId + ", expiry=" + expiry + "]";
    }
}
