package dataactions.handler.door;

import dataactions.definition.envelope.MalformedRequestException;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The door of web services data actions. The Function URL turns each HTTP request into an event (payload format 2.0),
 * and each answer into an HTTP response. This door never throws.
 *
 * <p>Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
public final class UrlDoor implements Door {
    /** The header with the caller secret. */
    public static final String TOKEN_HEADER = "Data-Action-Token";

    private static final String ONLY_AT_URL = "requestContext";
    private static final byte[] ONLY_AT_URL_QUOTED = ("\"" + ONLY_AT_URL + "\"").getBytes(StandardCharsets.UTF_8);

    private final Map<?, ?> event;
    private final Allowance allowance;

    UrlDoor(Map<?, ?> event, Allowance allowance) {
        this.event = event;
        this.allowance = allowance;
    }

    /**
     * Whether an event came by HTTP, and so needs the caller secret. The rule is broad on purpose: every HTTP event
     * of AWS has {@code requestContext} at its root, and no caller at the URL can remove it.
     */
    static boolean isHttpEvent(Object event) {
        return event instanceof Map<?, ?> root && root.containsKey(ONLY_AT_URL);
    }

    /**
     * Approximates {@link #sent} for an event that could not be parsed. Allocates nothing, because memory may be
     * exhausted.
     */
    static boolean mayHaveSent(byte[] event) {
        byte[] key = ONLY_AT_URL_QUOTED;
        for (int start = 0; start + key.length <= event.length; start++) {
            if (Arrays.equals(event, start, start + key.length, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return "url";
    }

    /** The schedule does not come by HTTP. */
    @Override
    public boolean isKeepAwake() {
        return false;
    }

    /** The secret that the caller sent; null if the caller sent none. */
    public String token() {
        return header(TOKEN_HEADER);
    }

    @Override
    public String header(String name) {
        if (event.get("headers") instanceof Map<?, ?> headers) {
            for (Map.Entry<?, ?> header : headers.entrySet()) {
                if (name.equalsIgnoreCase((String) header.getKey()) && header.getValue() instanceof String value) {
                    return value;
                }
            }
        }
        return null;
    }

    @Override
    public Optional<Long> sentMillis() {
        return event.get(ONLY_AT_URL) instanceof Map<?, ?> context && context.get("timeEpoch") instanceof Long sent
                ? Optional.of(sent)
                : Optional.empty();
    }

    @Override
    public Object request() {
        try {
            return Json.parse(body(), Json.Limits.DEFAULT, allowance);
        } catch (JsonException e) {
            throw new MalformedRequestException("the body: " + e.getMessage());
        }
    }

    private byte[] body() {
        if (!"2.0".equals(event.get("version"))) {
            throw new MalformedRequestException("the event's payload format is not 2.0, which a Function URL sends");
        }
        if (!(event.get("body") instanceof String body) || body.isEmpty()) {
            throw new MalformedRequestException("the request has no body");
        }
        if (!Boolean.TRUE.equals(event.get("isBase64Encoded"))) {
            return body.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException("the body is marked as Base64, but is not valid Base64");
        }
    }

    @Override
    public byte[] encode(Reply reply) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("statusCode", reply.envelope().httpStatus());
        response.put("headers", Map.of("Content-Type", "application/json"));
        response.put("body", Json.writeString(reply.envelope().body()));
        response.put("isBase64Encoded", false);
        return Json.write(response);
    }

    @Override
    public boolean isThrown(Reply reply) {
        return false;
    }
}
