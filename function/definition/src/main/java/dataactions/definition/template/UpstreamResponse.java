package dataactions.definition.template;

import dataactions.definition.value.Json;
import java.util.Map;

/**
 * The answer of an upstream.
 *
 * @param status the HTTP status
 * @param headers by lower-case name
 * @param body the JSON as {@link Json#parse} makes it; null for an empty body, and for an error whose body no
 *     expression reads
 */
public record UpstreamResponse(int status, Map<String, String> headers, Object body) {}
