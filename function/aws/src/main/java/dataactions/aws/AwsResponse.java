package dataactions.aws;

import java.util.Map;

/**
 * An answer of AWS. {@link AwsClient} returns only those that are 2xx.
 *
 * @param status the HTTP status
 * @param headers by lower-case name; for a repeated header the first value
 * @param body at most 8 MB
 */
public record AwsResponse(int status, Map<String, String> headers, byte[] body) {}
