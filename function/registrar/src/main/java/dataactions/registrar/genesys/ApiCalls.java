package dataactions.registrar.genesys;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import dataactions.registrar.invocation.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parts that all API classes share: objects that may be absent, ids of new objects, and pages. */
record ApiCalls(GenesysCalls calls) {
    private static final int PAGE_SIZE = 100;

    JsonNode send(GenesysRequest request) {
        return calls.send(request);
    }

    /** A read for which 404 or 410 means "absent" and is not a failure. */
    Optional<JsonNode> find(GenesysRequest request) {
        try {
            return Optional.of(calls.send(request)).filter(it -> !it.isMissingNode() && !it.isNull());
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A creation. Returns the id of the new object. */
    String create(GenesysRequest request, String noun) {
        String id = send(request).path("id").asText("");
        if (id.isBlank()) {
            throw Failure.of(
                    Failure.Kind.UNKNOWN_OUTCOME,
                    "Genesys answered the creation of the " + noun + " without an id.",
                    "Deploy again: the registrar finds what was created by its ownership tag.");
        }
        return id;
    }

    /** One page of a list. */
    <T> Page<T> page(GenesysRequest list, Cursor cursor, Function<JsonNode, T> read) {
        JsonNode listing = send(list.with("pageSize", PAGE_SIZE)
                .with("pageNumber", cursor.number())
                .with("nextPage", cursor.token()));
        if (!listing.path("entities").isArray()) {
            // Fails instead of returning an empty list, which would mean that nothing exists, or that no flow uses an
            // action.
            throw Failure.of(
                    Failure.Kind.UNKNOWN_OUTCOME,
                    "Genesys's answer was not a list (asked to " + list.operation() + ").",
                    "Deploy again.");
        }
        List<T> items = new ArrayList<>();
        listing.path("entities").forEach(it -> items.add(read.apply(it)));
        return new Page<>(items, next(cursor, listing));
    }

    /** Genesys uses page numbers for some lists and tokens for others. The answer's nextUri shows which. */
    private static Cursor next(Cursor current, JsonNode listing) {
        String nextUri = text(listing, "nextUri");
        if (nextUri.isBlank()) {
            return listing.path("pageCount").asInt(0) > current.number()
                    ? new Cursor(current.number() + 1, null)
                    : null;
        }
        Map<String, String> query = new HashMap<>();
        int mark = nextUri.indexOf('?');
        for (String pair : (mark < 0 ? "" : nextUri.substring(mark + 1)).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        String number = query.getOrDefault("pageNumber", "");
        int page = number.matches("\\d{1,6}") ? Integer.parseInt(number) : current.number() + 1;
        return new Cursor(page, query.get("nextPage"));
    }

    /** A text; empty if there is none. */
    static String text(JsonNode node, String name) {
        return node.path(name).asText("");
    }
}
