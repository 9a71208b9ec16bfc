package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.OrgSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When a change shows: an org answers from replicas, so listings lag and the deleted lingers. */
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

    /** What a GET of it finds. */
    public static Optional<ObjectNode> read(Map<String, ObjectNode> entities, String id) {
        return Optional.ofNullable(entities.get(id));
    }

    /** What a change of it finds: changes are decided where the truth is. */
    public static Optional<ObjectNode> write(Map<String, ObjectNode> entities, String id) {
        return read(entities, id).filter(entity -> !entity.has("deletedAt"));
    }

    public static void delete(ObjectNode entity, Instant now) {
        entity.put("deletedAt", text(now));
    }

    /** Removes the objects whose deletion everyone can see by now. */
    public static void purge(GenesysState state, OrgSettings settings, Instant now) {
        for (Map<String, ObjectNode> objects : List.of(state.integrations, state.credentials, state.actions)) {
            objects.values()
                    .removeIf(object -> object.has("deletedAt")
                            && !time(object, "deletedAt")
                                    .plus(settings.delays().deletion())
                                    .isAfter(now));
        }
    }
}
