package dataactions.secrets;

import java.util.Map;

/**
 * A 2xx answer of AWS.
 *
 * @param status the HTTP status
 * @param headers by lower-case name; for a repeated header the first value
 * @param body at most 8 MB
 */
public record AwsResponse(int status, Map<String, String> headers, byte[] body) {}
