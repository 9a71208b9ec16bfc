package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.MediaTypes;
import dataactions.authoring.proposal.openapi.document.MediaTypes.Media;
import dataactions.authoring.proposal.openapi.document.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a request: JSON, the fields of a form, or plain text. Each scalar becomes an input. */
final class BodyReader {
    /** The most optional inputs. More would make a flow hard to read. */
    private static final int MAX_OPTIONAL = 20;
    /** The most inputs at all. */
    private static final int MAX_INPUTS = 60;

    private static final int MAX_DEPTH = 6;
    private static final String ONE_ITEM = "A list in the body, of which the definition sends one item";

    private final FileReferences references;
    private final SchemaReader schemas;
    private final InputMaker inputs;
    private final Notes notes;
    private int optional;
    private int all;

    BodyReader(FileReferences references, SchemaReader schemas, InputMaker inputs, Notes notes) {
        this.references = references;
        this.schemas = schemas;
        this.inputs = inputs;
        this.notes = notes;
    }

    /**
     * A body and its media type.
     *
     * @param contentType empty if it is what the client sends for such a body anyway
     */
    record Read(Body body, String contentType) {}

    /**
     * Reads the body of an operation.
     *
     * @throws ProposalException if the API requires a body that a definition cannot send
     */
    Optional<Read> read(Operation operation, Place place) {
        Place request = place.get("requestBody").map(references::follow).orElse(null);
        if (request == null) {
            return Optional.empty();
        }
        if (operation.method().equals("GET")) {
            notes.add("The file has a body for this GET; a GET of a definition has none.");
            return Optional.empty();
        }
        Optional<Media> json = MediaTypes.json(request);
        Optional<Media> form = MediaTypes.named(request, MediaTypes.FORM);
        Optional<Media> text = MediaTypes.named(request, "text/plain");
        Optional<Read> body;
        if (json.isPresent() && !(json.get().type().contains("*") && form.isPresent())) {
            String type = json.get().type();
            boolean isPlain = type.equals(MediaTypes.JSON) || type.contains("*");
            body = json(json.get()).map(each -> new Read(each, isPlain ? "" : type));
        } else if (form.isPresent()) {
            body = form(form.get()).map(each -> new Read(each, ""));
        } else if (text.isPresent()) {
            MergedSchema schema = schema(text.get(), "text");
            body = Optional.of(new Read(
                    new Body.Text(List.of(new Piece.FromInput(inputs.input(
                            List.of("text"),
                            schema,
                            true,
                            MediaTypes.examples(references, text.get().place()),
                            request.text("description").orElse(""))))),
                    ""));
        } else {
            List<String> types = MediaTypes.names(request);
            if (request.flag("required") && !types.isEmpty()) {
                throw new ProposalException(operation.id() + ": needs a body of the type "
                        + String.join(" or ", types) + ", expected application/json, " + MediaTypes.FORM
                        + " or text/plain: a definition cannot send another. Choose another operation.");
            }
            if (!types.isEmpty()) {
                notes.add("The body is left out: a definition cannot send " + String.join(" or ", types) + ".");
            }
            return Optional.empty();
        }
        return body;
    }

    private MergedSchema schema(Media media, String name) {
        return media.place()
                .get("schema")
                .map(each -> schemas.read(each, name))
                .orElseGet(() -> schemas.read(List.of(), name));
    }

    private Optional<Body> json(Media media) {
        List<Object> examples = MediaTypes.examples(references, media.place());
        MergedSchema schema = schema(media, "body");
        if (schema.type().isEmpty()) {
            if (examples.isEmpty() || examples.get(0) == null) {
                notes.add("The file does not say what the body has: write it by hand.");
                return Optional.empty();
            }
            notes.add("The file has an example of the body and no schema: each value of the example is an input.");
            return Optional.of(new Body.Json(ofExample(List.of(), examples.get(0))));
        }
        Object tree = tree(List.of(), schema, true, examples, Set.of());
        if (tree == null) {
            notes.add("The body has nothing that an input can fill: write it by hand.");
            return Optional.empty();
        }
        return Optional.of(new Body.Json(tree));
    }

    private Object ofExample(List<String> path, Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, each) ->
                    members.put(String.valueOf(key), ofExample(with(path, String.valueOf(key)), each)));
            return members;
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.stream().limit(1).forEach(each -> items.add(ofExample(path, each)));
            return items;
        }
        all++;
        if (value == null || path.size() > MAX_DEPTH || all > MAX_INPUTS) {
            return new Piece.Fixed(value);
        }
        MergedSchema schema = schemas.ofType(SchemaReader.word(value));
        return new Piece.FromInput(inputs.input(words(path), schema, true, List.of(value), ""));
    }

    /**
     * A part of the body.
     *
     * @param required whether this part and everything around it is required
     * @param examples of this part
     * @param above the keys of the objects that it is in
     * @return a map, a list or a piece; null if it is left out
     */
    private Object tree(
            List<String> path, MergedSchema schema, boolean required, List<Object> examples, Set<String> above) {
        if (schema.isDeprecated() && !required) {
            leaveOut(path, false, "the API says that it is deprecated");
            return null;
        }
        if (schema.isObject()) {
            return object(path, schema, required, examples, above);
        }
        if (schema.isArray()) {
            return array(path, schema, required, examples, above);
        }
        if (!schema.isScalar()) {
            leaveOut(path, required, "its type is not known");
            return null;
        }
        if (schema.allowed().size() == 1 && (required || schema.allowed().get(0) instanceof String)) {
            return new Piece.Fixed(schema.allowed().get(0));
        }
        if (all >= MAX_INPUTS || !required && optional >= MAX_OPTIONAL) {
            leaveOut(
                    path,
                    required,
                    "the body has more than "
                            + (required ? MAX_INPUTS + " inputs" : MAX_OPTIONAL + " optional inputs"));
            return null;
        }
        all++;
        optional += required ? 0 : 1;
        return new Piece.FromInput(inputs.input(words(path), schema, required, examples, ""));
    }

    private Object object(
            List<String> path, MergedSchema schema, boolean required, List<Object> examples, Set<String> above) {
        if (path.size() > MAX_DEPTH || schema.keys().stream().anyMatch(above::contains)) {
            leaveOut(path, required, "it repeats an object that it is in, or is nested too deep");
            return null;
        }
        if (schema.properties().isEmpty()) {
            leaveOut(path, required, "it has no members that the file knows");
            return required ? Map.of() : null;
        }
        Set<String> here = new HashSet<>(above);
        here.addAll(schema.keys());
        Map<String, MergedSchema> members = new LinkedHashMap<>();
        schema.properties().forEach((name, places) -> {
            MergedSchema member = schemas.read(places, name(with(path, name)));
            if (member.access() != MergedSchema.Access.RESPONSE_ONLY) {
                members.put(name, member);
            }
        });
        boolean hasRequired =
                members.entrySet().stream().anyMatch(each -> schema.always(each.getKey(), each.getValue()));
        // Some APIs wrap the whole body in one object, and do not say that it is required.
        String wrapper = path.isEmpty() && members.size() == 1
                ? members.keySet().iterator().next()
                : "";
        if (!required && hasRequired) {
            // Without its inputs it would be sent as {}, and the upstream would refuse it.
            leaveOut(path, false, "it is optional and has required members; add it by hand if you need it");
            return null;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        // The required members first, so that the limits drop optional ones.
        for (boolean requiredOnes : new boolean[] {true, false}) {
            members.forEach((name, member) -> {
                boolean isWrapper = name.equals(wrapper) && member.isObject();
                boolean isRequired = required && (schema.always(name, member) || isWrapper);
                if (isRequired == requiredOnes) {
                    Object value = tree(with(path, name), member, isRequired, of(examples, name), here);
                    if (value != null) {
                        object.put(name, value);
                    }
                }
            });
        }
        Map<String, Object> inOrder = new LinkedHashMap<>();
        members.keySet().stream().filter(object::containsKey).forEach(name -> inOrder.put(name, object.get(name)));
        return inOrder.isEmpty() && !path.isEmpty() && !required ? null : inOrder;
    }

    private Object array(
            List<String> path, MergedSchema schema, boolean required, List<Object> examples, Set<String> above) {
        MergedSchema item = schemas.read(schema.items(), name(path));
        List<Object> ofItem = new ArrayList<>();
        examples.forEach(each -> {
            if (each instanceof List<?> list && !list.isEmpty()) {
                ofItem.add(list.get(0));
            }
        });
        schema.examples().forEach(each -> {
            if (each instanceof List<?> list && !list.isEmpty()) {
                ofItem.add(list.get(0));
            }
        });
        if (item.isArray()) {
            leaveOut(path, required, "it is a list of lists");
            return null;
        }
        if (!required) {
            // Without its input it would be sent as [], and a PATCH with [] deletes what is there.
            leaveOut(path, false, "it is an optional list, which would be sent as an empty one");
            return null;
        }
        Object one = tree(path, item, required, ofItem, above);
        if (one == null) {
            return List.of();
        }
        notes.group(ONE_ITEM, name(path));
        return List.of(one);
    }

    private void leaveOut(List<String> path, boolean required, String reason) {
        if (required) {
            notes.add(name(path) + ": required, but left out, because " + reason + ". Write it by hand.");
        } else {
            notes.leftOut("body member " + name(path), reason);
        }
    }

    private static List<Object> of(List<Object> examples, String name) {
        List<Object> members = new ArrayList<>();
        for (Object each : examples) {
            if (each instanceof Map<?, ?> map && map.get(name) != null) {
                members.add(map.get(name));
            }
        }
        return members;
    }

    private Optional<Body> form(Media media) {
        List<Object> examples = MediaTypes.examples(references, media.place());
        MergedSchema schema = schema(media, "body");
        Map<String, Place> encodings = media.place().members("encoding");
        List<Parameter> fields = new ArrayList<>();
        for (boolean requiredOnes : new boolean[] {true, false}) {
            schema.properties().forEach((name, places) -> {
                MergedSchema field = schemas.read(places, name);
                boolean isRequired = schema.always(name, field);
                if (isRequired == requiredOnes && field.access() != MergedSchema.Access.RESPONSE_ONLY) {
                    boolean isDeep = Optional.ofNullable(encodings.get(name))
                            .flatMap(each -> each.text("style"))
                            .filter("deepObject"::equals)
                            .isPresent();
                    field(List.of(name), name, field, isRequired, isDeep, of(examples, name), fields);
                }
            });
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Body.Form(fields));
    }

    private void field(
            List<String> path,
            String spelled,
            MergedSchema schema,
            boolean required,
            boolean isDeep,
            List<Object> examples,
            List<Parameter> fields) {
        if (schema.isObject()
                && isDeep
                && required
                && path.size() < MAX_DEPTH
                && !schema.properties().isEmpty()) {
            schema.properties().forEach((name, places) -> {
                MergedSchema member = schemas.read(places, name(with(path, name)));
                boolean isRequired = schema.always(name, member);
                field(
                        with(path, name),
                        spelled + "[" + name + "]",
                        member,
                        isRequired,
                        true,
                        of(examples, name),
                        fields);
            });
            return;
        }
        MergedSchema one = schema;
        String name = spelled;
        if (schema.isArray()) {
            one = schemas.read(schema.items(), name(path));
            name = isDeep ? spelled + "[]" : spelled;
        }
        if (!one.isScalar()) {
            leaveOut(path, required, "it is a list or an object in a form");
            return;
        }
        Object piece = tree(path, one, required, examples, Set.of());
        if (piece != null) {
            if (schema.isArray()) {
                notes.group(ONE_ITEM, name(path));
            }
            fields.add(new Parameter(name, (Piece) piece));
        }
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static List<String> words(List<String> path) {
        return path.isEmpty() ? List.of("body") : path;
    }

    private static String name(List<String> path) {
        return path.isEmpty() ? "body" : String.join(".", path);
    }
}
