package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.openapi.MergedSchema.Access;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.authoring.proposal.openapi.text.DescriptionText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads schemas of OpenAPI 3.0 and of 3.1 (JSON Schema 2020-12). It follows {@code $ref}, merges {@code allOf}, and takes
 * one form of {@code oneOf} and {@code anyOf}.
 */
final class SchemaReader {
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean", "array", "object");
    private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");

    /** How many parts of schemas one operation may have. Nested choices (oneOf, anyOf) can have exponentially many. */
    private static final int MAX_PARTS = 200_000;

    private final FileReferences references;
    private final Notes notes;
    private int parts;

    SchemaReader(FileReferences references, Notes notes) {
        this.references = references;
        this.notes = notes;
    }

    /**
     * The schema at a place.
     *
     * @param name of the value, for notes, such as {@code customer.address}
     */
    MergedSchema read(Place place, String name) {
        return read(List.of(place), name);
    }

    /** The schema that merges those at several places. */
    MergedSchema read(List<Place> places, String name) {
        Merge merge = new Merge(name, new LinkedHashSet<>());
        places.forEach(merge::add);
        return merge.schema();
    }

    /** A schema that says nothing but the type. */
    MergedSchema ofType(String type) {
        Merge merge = new Merge("", new LinkedHashSet<>());
        merge.types.add(type);
        return merge.schema();
    }

    /** Collects the parts of one schema. What comes first has precedence. Of limits, the narrowest counts. */
    private final class Merge {
        private final String name;
        /** The places that are being merged: an {@code allOf} may lead back to itself. */
        private final Set<String> open;

        private final Set<String> keys = new LinkedHashSet<>();
        private final Set<String> types = new LinkedHashSet<>();
        private boolean nullable;
        private String format = "";
        private String description = "";
        private final List<Object> examples = new ArrayList<>();
        private Optional<Object> defaultValue = Optional.empty();
        private List<Object> allowed = List.of();
        private String pattern = "";
        private final Limits limits;
        private List<Place> items = List.of();
        private final Map<String, List<Place>> properties = new LinkedHashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private boolean isMap;
        private Access access = Access.BOTH;
        private boolean isDeprecated;

        private Merge(String name, Set<String> open) {
            this.name = name;
            this.open = open;
            this.limits = new Limits(name, notes);
        }

        private void add(Place place) {
            boolean isReference = place.text("$ref").isPresent();
            if (isReference) {
                // OpenAPI 3.1 allows a description and more next to a $ref. It has precedence.
                own(place);
                Place target = references.follow(place);
                keys.add(target.key());
                part(target);
            } else {
                if (keys.isEmpty()) {
                    keys.add(place.key());
                }
                part(place);
            }
        }

        private void part(Place place) {
            parts++;
            if (parts > MAX_PARTS) {
                throw new ProposalException(place + ": the schemas of this operation have more than " + MAX_PARTS
                        + " parts. Simplify their oneOf, anyOf and allOf, or write the definition by hand.");
            }
            if (!open.add(place.key())) {
                notes.add(name + ": its schema is a part of itself; the repetition is left out.");
                return;
            }
            own(place);
            List<Place> all = place.items("allOf");
            all.forEach(each -> {
                if (each.text("$ref").isPresent() && all.size() > 1) {
                    // If two schemas share a part, neither is a repetition of the other.
                    Set<String> before = new LinkedHashSet<>(keys);
                    add(each);
                    keys.retainAll(before);
                } else {
                    add(each);
                }
            });
            oneOf(place, "oneOf");
            oneOf(place, "anyOf");
            open.remove(place.key());
        }

        /** The keywords of the place itself. */
        private void own(Place place) {
            addTypes(place);
            nullable |= place.flag("nullable");
            format = format.isEmpty() ? place.text("format").orElse("") : format;
            description = description.isEmpty()
                    ? place.text("description").or(() -> place.text("title")).orElse("")
                    : description;
            place.get("example").ifPresent(each -> examples.add(each.value()));
            place.items("examples").forEach(each -> examples.add(each.value()));
            defaultValue = defaultValue.or(() -> place.get("default").map(Place::value));
            allowed(place);
            pattern = pattern.isEmpty() ? place.text("pattern").orElse("") : pattern;
            limits.add(place, types.contains("integer"));
            items = items.isEmpty() ? place.get("items").map(List::of).orElse(List.of()) : items;
            place.members("properties")
                    .forEach((key, each) -> properties
                            .computeIfAbsent(key, any -> new ArrayList<>())
                            .add(each));
            place.items("required").forEach(each -> required.add(String.valueOf(each.value())));
            isMap |= place.get("additionalProperties")
                    .filter(each -> each.value() instanceof Map<?, ?> || Boolean.TRUE.equals(each.value()))
                    .isPresent();
            isDeprecated |= place.flag("deprecated");
            if (place.flag("readOnly")) {
                access = Access.RESPONSE_ONLY;
            } else if (place.flag("writeOnly")) {
                access = Access.REQUEST_ONLY;
            }
        }

        private void addTypes(Place place) {
            Object type = place.get("type").map(Place::value).orElse(null);
            for (Object each : type instanceof List<?> list ? list : type == null ? List.of() : List.of(type)) {
                if ("null".equals(each)) {
                    nullable = true;
                } else if (each instanceof String word && TYPES.contains(word)) {
                    types.add(word);
                } else {
                    notes.add(name + ": the schema has an unknown type; it is read as any value.");
                }
            }
        }

        private void allowed(Place place) {
            List<Object> values = new ArrayList<>();
            boolean isGiven = false;
            if (place.value() instanceof Map<?, ?> map && map.containsKey("const")) {
                isGiven = true;
                values.add(map.get("const"));
            } else if (place.get("enum")
                    .filter(each -> each.value() instanceof List)
                    .isPresent()) {
                isGiven = true;
                place.items("enum").forEach(each -> values.add(each.value()));
            }
            if (isGiven) {
                nullable |= values.contains(null);
                values.removeIf(each -> each == null);
                allowed = allowed.isEmpty() ? values : allowed;
            }
        }

        /** Takes one of several forms. */
        private void oneOf(Place place, String keyword) {
            List<Place> forms = new ArrayList<>();
            List<MergedSchema> schemas = new ArrayList<>();
            for (Place each : place.items(keyword)) {
                Merge form = new Merge(name, open);
                form.add(each);
                MergedSchema schema = form.schema();
                if (form.isNull()) {
                    nullable = true;
                } else if (!schema.type().isEmpty()) {
                    forms.add(each);
                    schemas.add(schema);
                    nullable |= schema.nullable();
                }
            }
            if (forms.isEmpty()) {
                return;
            }
            if (forms.size() == 1) {
                add(forms.get(0));
                return;
            }
            boolean areScalars = schemas.stream().allMatch(MergedSchema::isScalar);
            if (areScalars) {
                scalars(schemas);
                return;
            }
            int first = 0;
            while (first < schemas.size() - 1 && isEmpty(schemas.get(first))) {
                first++;
            }
            notes.group(
                    "Has one of several forms, of which the definition has the first with members",
                    name + nameOf(forms.get(first)));
            add(forms.get(first));
        }

        private boolean isEmpty(MergedSchema schema) {
            return schema.isObject() && schema.properties().isEmpty();
        }

        private String nameOf(Place form) {
            return form.text("$ref")
                    .map(each -> " (" + each.substring(each.lastIndexOf('/') + 1) + ")")
                    .orElse("");
        }

        /** One schema for all of them: text, because a text can hold any scalar. */
        private void scalars(List<MergedSchema> schemas) {
            Set<String> words = new LinkedHashSet<>();
            List<Object> values = new ArrayList<>();
            boolean isClosed = true;
            for (MergedSchema each : schemas) {
                words.add(each.type());
                values.addAll(each.allowed());
                isClosed &= !each.allowed().isEmpty();
                examples.addAll(each.examples());
                description = description.isEmpty() ? each.description() : description;
            }
            types.addAll(words);
            if (isClosed && words.size() == 1 && allowed.isEmpty()) {
                allowed = values;
            }
        }

        /** Whether null is the only value. */
        private boolean isNull() {
            return nullable && types.isEmpty() && allowed.isEmpty() && properties.isEmpty() && items.isEmpty();
        }

        private MergedSchema schema() {
            List<Object> samples = new ArrayList<>(examples);
            samples.removeIf(each -> each == null);
            return new MergedSchema(
                    keys,
                    type(),
                    nullable,
                    format,
                    DescriptionText.oneLine(description),
                    samples,
                    defaultValue,
                    List.copyOf(allowed),
                    pattern,
                    limits.minimum(),
                    limits.maximum(),
                    limits.minLength(),
                    limits.maxLength(),
                    items,
                    properties,
                    required,
                    isMap,
                    access,
                    isDeprecated);
        }

        private String type() {
            if (types.size() == 1) {
                return types.iterator().next();
            }
            if (types.isEmpty()) {
                return inferred();
            }
            if (types.equals(Set.of("integer", "number"))) {
                return "number";
            }
            if (SCALARS.containsAll(types)) {
                notes.group(
                        "Has one of the types " + String.join(", ", types)
                                + ", and string in the definition, which takes each of them",
                        name);
                return "string";
            }
            // The choice is between a list and its only item, or between an object and its id. Take the form that has
            // parts.
            String word = !properties.isEmpty() && types.contains("object")
                    ? "object"
                    : !items.isEmpty() && types.contains("array")
                            ? "array"
                            : types.iterator().next();
            notes.add(
                    name + ": has one of the types " + String.join(", ", types) + "; the definition has " + word + ".");
            return word;
        }

        private String inferred() {
            if (!properties.isEmpty()) {
                return "object";
            }
            if (!items.isEmpty()) {
                return "array";
            }
            if (!allowed.isEmpty()) {
                return word(allowed.get(0));
            }
            if (!pattern.isEmpty() || limits.areOfText() || isTextFormat()) {
                return "string";
            }
            if (limits.areOfNumber()) {
                return "number";
            }
            return isMap ? "object" : "";
        }

        private boolean isTextFormat() {
            return Set.of("date", "date-time", "time", "uuid", "email", "uri", "hostname", "password", "byte", "binary")
                    .contains(format);
        }
    }

    /** The type of a value in JSON Schema's words; empty for null. */
    static String word(Object value) {
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof Number) {
            return value instanceof BigDecimal ? "number" : "integer";
        }
        return value instanceof Map ? "object" : value instanceof Collection ? "array" : "";
    }
}
