package dataactions.sandbox.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** When a change shows: an org answers from replicas, so listings lag and the deleted lingers. */
final class Visibility {

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Visibility() {}

    static String text(Instant time) {
        return DATE_TIME.format(time);
    }

    static Instant time(JsonNode entity, String field) {
        return Instant.parse(entity.path(field).asText());
    }

    static boolean listed(JsonNode entity, Call call) {
        return !time(entity, "createdAt").plus(call.settings().delays.listing()).isAfter(call.now());
    }

    /** What a GET of it finds. */
    static Optional<ObjectNode> read(Map<String, ObjectNode> entities, String id) {
        return Optional.ofNullable(entities.get(id));
    }

    /** What a change of it finds: changes are decided where the truth is. */
    static Optional<ObjectNode> write(Map<String, ObjectNode> entities, String id) {
        return read(entities, id).filter(entity -> !entity.has("deletedAt"));
    }

    static void delete(ObjectNode entity, Instant now) {
        entity.put("deletedAt", text(now));
    }

    /** Forgets what was deleted long enough ago. */
    static void purge(Collection<ObjectNode> entities, GenesysOrg.Settings settings, Instant now) {
        entities.removeIf(entity -> entity.has("deletedAt")
                && !time(entity, "deletedAt").plus(settings.delays.deletion()).isAfter(now));
    }
}
