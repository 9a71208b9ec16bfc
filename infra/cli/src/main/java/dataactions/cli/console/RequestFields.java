package dataactions.cli.console;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON object of a request. A value of another type than expected is refused. */
record RequestFields(Map<String, Object> members) {
    /** The largest request: a text of 1 MB may be six times as long in JSON. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final Json.Limits LIMITS = new Json.Limits(MAX_BYTES, 100);

    static RequestFields parse(byte[] body) {
        try {
            if (Json.parse(body, LIMITS) instanceof Map<?, ?> map) {
                return new RequestFields(Tree.object(map));
            }
        } catch (JsonException e) {
            throw new Refusal(Refusal.BAD_REQUEST, "The request: " + e.getMessage() + ".");
        }
        throw new Refusal(Refusal.BAD_REQUEST, "The request: expected a JSON object.");
    }

    String text(String name) {
        return required(name, optionalText(name));
    }

    /** Whether the field is there, and is null. */
    boolean isNull(String name) {
        return members.containsKey(name) && members.get(name) == null;
    }

    String optionalText(String name) {
        return optional(name, String.class, "a text");
    }

    boolean flag(String name, boolean otherwise) {
        Boolean flag = optional(name, Boolean.class, "true or false");
        return flag == null ? otherwise : flag;
    }

    /** Empty if the field is absent. */
    Map<String, Object> object(String name) {
        Map<?, ?> map = optional(name, Map.class, "an object");
        return map == null ? new LinkedHashMap<>() : Tree.object(map);
    }

    RequestFields fields(String name) {
        return new RequestFields(object(name));
    }

    List<?> list(String name) {
        return required(name, (List<?>) optional(name, List.class, "a list"));
    }

    private <T> T optional(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value == null || type.isInstance(value)) {
            return type.cast(value);
        }
        throw new Refusal(Refusal.BAD_REQUEST, "The request: " + name + ": expected " + expected + ".");
    }

    private static <T> T required(String name, T value) {
        if (value == null) {
            throw new Refusal(Refusal.BAD_REQUEST, "The request: " + name + " is missing.");
        }
        return value;
    }
}
