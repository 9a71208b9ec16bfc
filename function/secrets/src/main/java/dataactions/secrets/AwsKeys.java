package dataactions.secrets;

import java.time.Instant;

/**
 * What a request is signed with.
 *
 * @param sessionToken null for a user's own long-lived keys
 * @param expiry null when unknown
 */
record AwsKeys(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiry) {

    @Override
    public String toString() {
        return "AwsKeys[" + accessKeyId + ", expiry=" + expiry + "]";
    }
}
