package dataactions.authoring.proposal.openapi.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Chooses a media type under the key {@code content}, and reads its examples. */
public final class MediaTypes {
    public static final String FORM = "application/x-www-form-urlencoded";
    public static final String JSON = "application/json";

    private MediaTypes() {}

    /**
     * A media type and what the file says about it.
     *
     * @param type without its parameters, in small letters
     */
    public record Media(String type, Place place) {}

    /** The one that is JSON; {@code application/json} before others. */
    public static Optional<Media> json(Place of) {
        List<Media> all = all(of).stream().filter(each -> isJson(each.type())).toList();
        return all.stream()
                .filter(each -> each.type().equals(JSON))
                .findFirst()
                .or(() -> all.stream().findFirst())
                .or(() -> named(of, "*/*"))
                .or(() -> named(of, "application/*"));
    }

    /** The one with this name. */
    public static Optional<Media> named(Place of, String type) {
        return all(of).stream().filter(each -> each.type().equals(type)).findFirst();
    }

    /** The names of all. */
    public static List<String> names(Place of) {
        return all(of).stream().map(Media::type).toList();
    }

    private static List<Media> all(Place of) {
        List<Media> all = new ArrayList<>();
        of.members("content")
                .forEach((name, place) ->
                        all.add(new Media(name.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT), place)));
        return all;
    }

    private static boolean isJson(String type) {
        return type.matches("(application|text)/([a-z0-9.+_-]+\\+)?json");
    }

    /** The values of {@code example} and {@code examples} of a parameter or a media type. */
    public static List<Object> examples(FileReferences references, Place of) {
        List<Object> values = new ArrayList<>();
        of.get("example").ifPresent(each -> values.add(each.value()));
        for (Map.Entry<String, Place> each : of.members("examples").entrySet()) {
            references.follow(each.getValue()).get("value").ifPresent(value -> values.add(value.value()));
        }
        return values;
    }
}
