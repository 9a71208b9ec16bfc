package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * When a change becomes visible. An org answers from replicas, so listings are stale for a while, and deleted objects
 * stay visible for a while.
 */
public final class Visibility {

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Visibility() {}

    public static String text(Instant time) {
        return DATE_TIME.format(time);
    }

    public static Instant time(JsonNode entity, String field) {
        return Instant.parse(entity.path(field).asText());
    }

    public static boolean listed(JsonNode entity, Call call) {
        return !time(entity, "createdAt")
                .plus(call.settings().delays().listing())
                .isAfter(call.now());
    }

    /** The object that a GET finds. A deleted object may still be visible. */
    public static Optional<ObjectNode> read(Map<String, ObjectNode> entities, String id) {
        return Optional.ofNullable(entities.get(id));
    }

    /** The object that a change finds. Changes use the current state, so a deleted object does not exist. */
    public static Optional<ObjectNode> write(Map<String, ObjectNode> entities, String id) {
        return read(entities, id).filter(entity -> !entity.has("deletedAt"));
    }

    public static void delete(ObjectNode entity, Instant now) {
        entity.put("deletedAt", text(now));
    }
}
