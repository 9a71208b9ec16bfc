package dataactions.authoring.proposal.openapi.document;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a file.
 *
 * @param file the file as the caller named it; its references are relative to it
 * @param pointer the JSON pointer of the value; empty for the whole file
 */
public record Place(Path file, String pointer, Object value) {
    /** The member; empty if this is no object, or if the member is absent or null. */
    public Optional<Place> get(String key) {
        return value instanceof Map<?, ?> map && map.get(key) != null
                ? Optional.of(member(key, map.get(key)))
                : Optional.empty();
    }

    /** A text of this object; empty if the member is absent or no text. */
    public Optional<String> text(String key) {
        return get(key).map(Place::value).filter(String.class::isInstance).map(String.class::cast);
    }

    /** Whether the member is {@code true}. */
    public boolean flag(String key) {
        return get(key).filter(each -> Boolean.TRUE.equals(each.value())).isPresent();
    }

    /** The members of this object that are not null, in order; none if this is no object. */
    public Map<String, Place> members() {
        Map<String, Place> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                if (each != null) {
                    members.put(String.valueOf(key), member(String.valueOf(key), each));
                }
            });
        }
        return members;
    }

    /** The members of a member. */
    public Map<String, Place> members(String key) {
        return get(key).map(Place::members).orElse(Map.of());
    }

    /** The items of a member, in order; none if the member is absent or no list. */
    public List<Place> items(String key) {
        List<Place> items = new ArrayList<>();
        Place list = get(key).orElse(null);
        if (list != null && list.value() instanceof List<?> values) {
            for (Object each : values) {
                items.add(list.member(String.valueOf(items.size()), each));
            }
        }
        return items;
    }

    private Place member(String key, Object member) {
        return new Place(file, pointer + "/" + key.replace("~", "~0").replace("/", "~1"), member);
    }

    /** Two places are the same value exactly if their keys are equal. */
    public String key() {
        return file + "#" + pointer;
    }

    @Override
    public String toString() {
        return file.getFileName() + "#" + pointer;
    }
}
