package dataactions.handler;

import dataactions.definition.MalformedRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * What a Lambda Function URL makes of an HTTP request: payload format 2.0.
 *
 * <p>Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
final class UrlEvent {
    private static final byte[] MARK = "\"requestContext\"".getBytes(StandardCharsets.UTF_8);

    private final Map<?, ?> event;

    private UrlEvent(Map<?, ?> event) {
        this.event = event;
    }

    /**
     * Whether an event came by HTTP and so needs the caller's secret. Deliberately broad: {@code requestContext} at the
     * root is in every HTTP event of AWS, and no caller at the URL can take it out.
     */
    static boolean is(Object event) {
        return event instanceof Map<?, ?> root && root.containsKey("requestContext");
    }

    /**
     * A guess at {@link #is} for an event that could not be parsed, as when the memory ran out over it; so it
     * allocates nothing.
     */
    static boolean looksLike(byte[] event) {
        for (int start = 0; start + MARK.length <= event.length; start++) {
            if (Arrays.equals(event, start, start + MARK.length, MARK, 0, MARK.length)) {
                return true;
            }
        }
        return false;
    }

    static UrlEvent of(Object event) {
        return new UrlEvent((Map<?, ?>) event);
    }

    /** The value of a header, whatever the case of its name; null when it is absent. */
    String header(String name) {
        if (event.get("headers") instanceof Map<?, ?> headers) {
            for (Map.Entry<?, ?> header : headers.entrySet()) {
                if (name.equalsIgnoreCase((String) header.getKey()) && header.getValue() instanceof String value) {
                    return value;
                }
            }
        }
        return null;
    }

    /** When Lambda got the request, in milliseconds since 1970; null where the event does not say. */
    Long sentMillis() {
        return event.get("requestContext") instanceof Map<?, ?> context && context.get("timeEpoch") instanceof Long sent
                ? sent
                : null;
    }

    /**
     * The request's body.
     *
     * @throws MalformedRequestException when there is none, or the event has another format
     */
    byte[] body() {
        if (!"2.0".equals(event.get("version"))) {
            throw new MalformedRequestException("the event's payload format is not 2.0, a Function URL's");
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
            throw new MalformedRequestException("the body is marked as Base64 and is not");
        }
    }
}
