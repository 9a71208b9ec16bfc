package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.JsonataPath;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.definition.value.ValueType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes outputs of a response's schema, in the form that {@link dataactions.authoring.proposal.OutputProposal} gives to
 * an answer: one output for each value in nested objects, and arrays of scalars or of objects. Values near the top come
 * first.
 */
final class OutputMaker {
    private static final int MAX_OUTPUTS = 40;
    private static final int MAX_DEPTH = 6;
    /** Architect shows an array of objects as one collection for each of them. */
    private static final int MAX_IN_ITEM = 20;

    private static final String REPEATED = "it repeats an object that it is in";
    private static final String TOO_DEEP = "it is nested deeper than " + MAX_DEPTH + " levels";
    private static final String NO_TYPE = "its type is not known";
    private static final String NO_MEMBERS = "it has no members that the file knows";
    private static final String IN_ARRAY = "Genesys has no array in an array";

    private final SchemaReader schemas;
    private final Notes notes;
    private final UniqueNames names = UniqueNames.ofOutputs(Set.of());
    private final List<ProposedOutput> outputs = new ArrayList<>();
    private final Deque<Nested> open = new ArrayDeque<>();

    OutputMaker(SchemaReader schemas, Notes notes) {
        this.schemas = schemas;
        this.notes = notes;
    }

    /** @param above the keys of the objects that it is in */
    private record Nested(List<String> path, MergedSchema schema, Set<String> above) {}

    /** The outputs for an answer with this schema. */
    List<ProposedOutput> outputs(MergedSchema answer) {
        if (answer.isObject()) {
            open.add(new Nested(List.of(), answer, Set.of()));
        } else if (!answer.type().isEmpty()) {
            value(List.of(), answer, Set.of());
        }
        while (!open.isEmpty()) {
            Nested object = open.poll();
            if (isRepeated(object)) {
                notes.leftOut(words(object.path()), REPEATED);
            } else if (object.path().size() >= MAX_DEPTH) {
                notes.leftOut(words(object.path()), TOO_DEEP);
            } else {
                members(object);
            }
        }
        return outputs;
    }

    private static boolean isRepeated(Nested object) {
        return object.schema().keys().stream().anyMatch(object.above()::contains);
    }

    private void members(Nested object) {
        Set<String> here = new HashSet<>(object.above());
        here.addAll(object.schema().keys());
        object.schema().properties().forEach((name, places) -> {
            List<String> path = new ArrayList<>(object.path());
            path.add(name);
            if (!JsonataPath.canName(name)) {
                notes.leftOut("a member of " + words(object.path()), "JSONata cannot name it");
                return;
            }
            if (outputs.size() >= MAX_OUTPUTS) {
                notes.leftOut(words(path), "there are more than " + MAX_OUTPUTS + " outputs");
                return;
            }
            MergedSchema schema = schemas.read(places, words(path));
            if (schema.access() == MergedSchema.Access.REQUEST_ONLY) {
                return;
            }
            if (schema.isObject() && !schema.properties().isEmpty()) {
                open.add(new Nested(path, schema, here));
            } else {
                value(path, schema, here);
            }
        });
        if (object.path().isEmpty()
                && object.schema().properties().isEmpty()
                && object.schema().isMap()) {
            notes.add("The answer's members have names that the file does not list; the first answer shows them.");
        }
    }

    private void value(List<String> path, MergedSchema schema, Set<String> above) {
        String from = JsonataPath.of(path);
        List<String> name = path.isEmpty() ? List.of(schema.isArray() ? "items" : "value") : path;
        if (schema.isScalar()) {
            add(ProposedOutput.scalar("", type(schema), from), name, schema);
        } else if (schema.isArray()) {
            items(path, schema, above).ifPresent(item -> add(ProposedOutput.array("", from, item), name, schema));
        } else {
            notes.leftOut(words(path), schema.isObject() ? NO_MEMBERS : NO_TYPE);
        }
    }

    private void add(ProposedOutput output, List<String> name, MergedSchema schema) {
        outputs.add(output.named(names.unique(name)).described(schema.description()));
    }

    private static ValueType type(MergedSchema schema) {
        return ValueType.of(schema.type()).orElseThrow();
    }

    private Optional<ProposedOutput> items(List<String> path, MergedSchema array, Set<String> above) {
        if (array.items().isEmpty()) {
            notes.leftOut(words(path), NO_TYPE);
            return Optional.empty();
        }
        MergedSchema item = schemas.read(array.items(), words(path));
        if (item.isScalar()) {
            return Optional.of(ProposedOutput.item(type(item)));
        }
        if (item.isArray()) {
            notes.leftOut(words(path), IN_ARRAY);
            return Optional.empty();
        }
        List<ProposedOutput> properties = new ArrayList<>();
        int[] left = {MAX_IN_ITEM};
        if (item.isObject()) {
            properties.addAll(properties(path, item, above, 1, left));
        }
        if (properties.isEmpty()) {
            if (item.properties().isEmpty()) {
                notes.leftOut(words(path), NO_MEMBERS);
            }
            return Optional.empty();
        }
        return Optional.of(ProposedOutput.item(properties));
    }

    /** @param left how many values the item may have still */
    private List<ProposedOutput> properties(
            List<String> path, MergedSchema object, Set<String> above, int depth, int[] left) {
        List<ProposedOutput> properties = new ArrayList<>();
        if (object.keys().stream().anyMatch(above::contains)) {
            notes.leftOut(words(path), REPEATED);
            return properties;
        }
        Set<String> here = new HashSet<>(above);
        here.addAll(object.keys());
        UniqueNames taken = UniqueNames.ofOutputs(Set.of());
        for (Map.Entry<String, List<Place>> each : object.properties().entrySet()) {
            String name = each.getKey();
            List<String> place = new ArrayList<>(path);
            place.add(name);
            if (!JsonataPath.canName(name)) {
                continue;
            }
            MergedSchema schema = schemas.read(each.getValue(), words(place));
            if (schema.access() == MergedSchema.Access.REQUEST_ONLY) {
                continue;
            }
            if (left[0] == 0) {
                notes.leftOut(words(place), "the items of an array have more than " + MAX_IN_ITEM + " values");
                continue;
            }
            String from = JsonataPath.member(name);
            if (schema.isScalar()) {
                left[0]--;
                properties.add(
                        shortened(ProposedOutput.scalar(taken.unique(name), type(schema), from), schema.description()));
            } else if (schema.isObject() && !schema.properties().isEmpty() && depth < MAX_DEPTH) {
                List<ProposedOutput> nested = properties(place, schema, here, depth + 1, left);
                if (!nested.isEmpty()) {
                    properties.add(
                            shortened(ProposedOutput.object(taken.unique(name), from, nested), schema.description()));
                }
            } else if (schema.isArray()) {
                notes.leftOut(words(place), IN_ARRAY);
            } else {
                notes.leftOut(
                        words(place),
                        !schema.isObject() ? NO_TYPE : schema.properties().isEmpty() ? NO_MEMBERS : TOO_DEEP);
            }
        }
        return properties;
    }

    /** A property without {@code from} takes the member with its own name. */
    private static ProposedOutput shortened(ProposedOutput output, String description) {
        return new ProposedOutput(
                output.name(),
                output.type(),
                output.from().equals(output.name()) ? "" : output.from(),
                output.items(),
                output.properties(),
                description,
                "");
    }

    private static String words(List<String> path) {
        return path.isEmpty() ? "the answer" : String.join(".", path);
    }
}
