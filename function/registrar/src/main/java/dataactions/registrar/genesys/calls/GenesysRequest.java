package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call of the Genesys Cloud API.
 *
 * @param operation what the call does, for messages and logs: {@code create action FetchUser}
 * @param permission the permission that the OAuth client needs for it; null if it needs none
 * @param path percent-encoded, from {@code /api/v2} on
 * @param query not encoded, in the order in which it is sent
 * @param body null for none
 */
public record GenesysRequest(
        Kind kind,
        String operation,
        String permission,
        String method,
        String path,
        Map<String, String> query,
        JsonNode body) {

    /** The query parameter that shortens the list of actions to those whose name contains a text. */
    public static final String NAME_PART = "name";

    /** What a call does to the org. It decides whether the call may be repeated and whether a plan may make it. */
    public enum Kind {
        /** Reads an object, or something that belongs to one. */
        READ,
        /** Reads a text that is not JSON. */
        READ_TEXT,
        /** Reads a page of the list of all objects of a type. */
        LIST,
        /** Creates an object. This is the only kind that must not be repeated if its outcome is unknown. */
        CREATE,
        /** Changes or deletes an object. The end state is the same however often the call is sent. */
        WRITE,
        /**
         * Runs an action. Safe to repeat, because the function is safe to repeat; Genesys itself may send a request
         * twice.
         */
        TEST;

        /** Whether the call does not change the org. */
        public boolean reads() {
            return this == READ || this == READ_TEXT || this == LIST;
        }

        /** Whether the call may be sent again if it is unknown whether Genesys carried it out. */
        public boolean repeatable() {
            return this != CREATE;
        }
    }

    public GenesysRequest {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    /** A request without query and body. */
    public static GenesysRequest of(Kind kind, String operation, String permission, String method, String path) {
        return new GenesysRequest(kind, operation, permission, method, path, Map.of(), null);
    }

    /** With one more query parameter; the same request where {@code value} is null. */
    public GenesysRequest with(String name, Object value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value.toString());
        return new GenesysRequest(kind, operation, permission, method, path, more, body);
    }

    /** Without a query parameter. */
    GenesysRequest without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(query);
        fewer.remove(name);
        return new GenesysRequest(kind, operation, permission, method, path, fewer, body);
    }

    /** With a body. */
    public GenesysRequest with(JsonNode content) {
        return new GenesysRequest(kind, operation, permission, method, path, query, content);
    }

    /** A path under {@code /api/v2}, each segment encoded. */
    public static String path(String... segments) {
        StringBuilder path = new StringBuilder("/api/v2");
        for (String segment : segments) {
            path.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }

    /** Shows neither query nor body, because a body may contain a secret. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
