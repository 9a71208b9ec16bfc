package dataactions.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an org comes to, without what any write moves on. */
final class Orgs {
    private static final List<String> KINDS = List.of("integrations", "credentials", "actions");

    private Orgs() {}

    /** Every object by its id, exactly as the org keeps it; what is deleted but still shown for a moment left out. */
    static Map<String, JsonNode> objects(JsonNode org) {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (String kind : KINDS) {
            for (JsonNode each : org.path(kind)) {
                if (!each.has("deletedAt")) {
                    objects.put(each.path("id").asText(), each);
                }
            }
        }
        return objects;
    }

    /**
     * The org as sorted lines, comparable between runs: versions and times left out, and the ids that {@code known}
     * does not hold replaced by what the object is called.
     */
    static List<String> lines(JsonNode org, Set<String> known) {
        Map<String, String> symbols = new LinkedHashMap<>();
        Map<String, JsonNode> objects = objects(org);
        objects.forEach((id, object) -> {
            if (!known.contains(id)) {
                symbols.put(id, "<" + name(object) + ">");
            }
        });
        List<String> lines = new ArrayList<>();
        for (JsonNode object : objects.values()) {
            ObjectNode copy = object.deepCopy();
            copy.remove(List.of("version", "dateModified", "modifiedAt", "createdAt", "stateSince"));
            for (String part : List.of("config", "published")) {
                if (copy.path(part) instanceof ObjectNode versioned) {
                    versioned.remove("version");
                }
            }
            // Which request made it, or that it was found, is the registrar's own note.
            String line = copy.toString()
                    .replaceAll(",\"Data-Action-Origin\":\"[^\"]*\"", "")
                    .replaceAll("\\\\n(Created|Found) by request: [0-9a-f/-]{73}", "");
            for (Map.Entry<String, String> symbol : symbols.entrySet()) {
                line = line.replace(symbol.getKey(), symbol.getValue());
            }
            lines.add(line);
        }
        lines.sort(null);
        return lines;
    }

    private static String name(JsonNode object) {
        String name = object.path("published")
                .path("config")
                .path("request")
                .path("headers")
                .path("Data-Action-Owner")
                .asText("");
        if (name.isEmpty()) {
            name = object.path("config").path("notes").asText("").replaceAll("(?s)\n.*", "");
        }
        return name.isEmpty()
                ? object.path("name").asText(object.path("config").path("name").asText())
                : name;
    }

    /** What one has and the other has not, for a person. */
    static String difference(List<String> is, List<String> desired) {
        List<String> more = new ArrayList<>(is);
        desired.forEach(more::remove);
        List<String> less = new ArrayList<>(desired);
        is.forEach(less::remove);
        return "too much: " + more + "; missing: " + less;
    }

    static Set<String> ids(JsonNode org) {
        return new TreeSet<>(objects(org).keySet());
    }
}
