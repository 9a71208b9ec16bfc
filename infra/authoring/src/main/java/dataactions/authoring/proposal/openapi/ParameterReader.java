package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.MediaTypes;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.authoring.proposal.openapi.text.PathText;
import dataactions.definition.upstream.HeaderNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parameters of an operation: in the path, in the query, and in headers. */
final class ParameterReader {
    private static final Pattern IN_BRACES = Pattern.compile("\\{([^{}/]+)}");
    /** Names of parameters and headers that carry a credential, also where no security scheme says so. */
    private static final Pattern CREDENTIAL = Pattern.compile(
            "(?i)(x[-_])?((api|access|auth|subscription|secret)[-_]?(key|token)|authorization|password|client[-_]?secret)");
    /** OpenAPI says that a parameter of one of these names means nothing. */
    private static final Set<String> NOT_PARAMETERS = Set.of("accept", "content-type", "authorization");

    private final FileReferences references;
    private final SchemaReader schemas;
    private final InputMaker inputs;
    private final Notes notes;
    /** By {@code in} and name. The operation's own precede those of its path. */
    private final Map<String, Place> parameters = new LinkedHashMap<>();
    /** The header or query parameter of the credential. */
    private final String credential;

    /** @param credential the name of the header or parameter that the upstream's auth sends; empty for none */
    ParameterReader(
            FileReferences references, SchemaReader schemas, InputMaker inputs, Notes notes, String credential) {
        this.references = references;
        this.schemas = schemas;
        this.inputs = inputs;
        this.notes = notes;
        this.credential = credential;
    }

    void add(Place pathItemOrOperation) {
        for (Place each : pathItemOrOperation.items("parameters")) {
            Place parameter = references.follow(each);
            parameters.put(
                    parameter.text("in").orElse("") + " "
                            + parameter.text("name").orElse(""),
                    parameter);
        }
    }

    /** The path as pieces. */
    List<Piece> path(String template) {
        List<Piece> pieces = new ArrayList<>();
        // Some files write fixed parameters into the path. They are no part of it.
        String path = template.replaceFirst("[?#].*", "");
        Map<String, Piece> known = new LinkedHashMap<>();
        Matcher found = IN_BRACES.matcher(path);
        int end = 0;
        while (found.find()) {
            addFixed(pieces, path.substring(end, found.start()));
            String name = found.group(1);
            Optional<Place> place = Optional.ofNullable(parameters.get("path " + name));
            String style = place.flatMap(each -> each.text("style")).orElse("simple");
            if (style.equals("label")) {
                addFixed(pieces, ".");
            } else if (style.equals("matrix")) {
                addFixed(pieces, ";" + name + "=");
            }
            Piece piece = known.computeIfAbsent(name, any -> inPath(name, place));
            if (piece instanceof Piece.Fixed fixed) {
                addFixed(pieces, String.valueOf(fixed.value()));
            } else {
                pieces.add(piece);
            }
            end = found.end();
        }
        addFixed(pieces, path.substring(end));
        return pieces;
    }

    private Piece inPath(String name, Optional<Place> place) {
        if (place.isEmpty()) {
            notes.add(name + ": the file does not describe this part of the path; it is a text.");
        }
        MergedSchema schema = single(schema(place, name), name, place, ",");
        if (schema.allowed().size() == 1) {
            return new Piece.Fixed(schema.allowed().get(0));
        }
        return new Piece.FromInput(input(List.of(name), schema, true, place));
    }

    /** Joins fixed pieces that follow each other. */
    private static void addFixed(List<Piece> pieces, String text) {
        if (text.isEmpty()) {
            return;
        }
        String before = "";
        if (!pieces.isEmpty() && pieces.get(pieces.size() - 1) instanceof Piece.Fixed fixed) {
            before = String.valueOf(fixed.value());
            pieces.remove(pieces.size() - 1);
        }
        pieces.add(new Piece.Fixed(before + PathText.encoded(text)));
    }

    /** The query, with what the path template has after its question mark. */
    List<Parameter> query(String template) {
        List<Parameter> query = new ArrayList<>();
        int question = template.indexOf('?');
        if (question >= 0) {
            for (String each :
                    template.substring(question + 1).replaceFirst("#.*", "").split("&")) {
                int equals = each.indexOf('=');
                String value = equals < 0 ? "" : each.substring(equals + 1);
                if (!each.isEmpty() && !value.contains("{")) {
                    query.add(Parameter.fixed(equals < 0 ? each : each.substring(0, equals), value));
                }
            }
        }
        of("query").forEach((name, place) -> addToQuery(name, place, query));
        return query;
    }

    private Map<String, Place> of(String in) {
        Map<String, Place> some = new LinkedHashMap<>();
        parameters.forEach((key, place) -> {
            if (key.startsWith(in + " ") && key.length() > in.length() + 1) {
                some.put(key.substring(in.length() + 1), place);
            }
        });
        return some;
    }

    private void addToQuery(String name, Place place, List<Parameter> query) {
        if (isCredential(name)) {
            return;
        }
        if (query.stream().anyMatch(each -> each.name().equals(name))) {
            return;
        }
        Optional<Place> given = Optional.of(place);
        MergedSchema schema = schema(given, name);
        boolean required = place.flag("required");
        if (!required && (place.flag("deprecated") || schema.isDeprecated())) {
            notes.leftOut("parameter " + name, "the API says that it is deprecated");
            return;
        }
        String style = place.text("style").orElse("form");
        if (schema.isObject()) {
            if (place.get("content").isPresent()) {
                notes.add("Parameter " + name + ": the input is a text that holds JSON.");
                query.add(Parameter.fromInput(name, input(List.of(name), schema, required, given)));
            } else {
                members(name, schema, required, style, query);
            }
            return;
        }
        String separator =
                switch (style) {
                    case "spaceDelimited" -> " ";
                    case "pipeDelimited" -> "|";
                    default ->
                        place.get("explode")
                                        .filter(each -> Boolean.FALSE.equals(each.value()))
                                        .isPresent()
                                ? ","
                                : "";
                };
        MergedSchema one = single(schema, name, given, separator);
        if (required && one.allowed().size() == 1) {
            query.add(Parameter.fixed(name, String.valueOf(one.allowed().get(0))));
        } else {
            query.add(Parameter.fromInput(name, input(List.of(name), one, required, given)));
        }
    }

    /** An object as one parameter for each of its members. */
    private void members(String name, MergedSchema object, boolean required, String style, List<Parameter> query) {
        object.properties().forEach((member, places) -> {
            MergedSchema schema = schemas.read(places, name + "." + member);
            if (schema.isScalar()) {
                String spelled = style.equals("deepObject") ? name + "[" + member + "]" : member;
                query.add(Parameter.fromInput(
                        spelled,
                        inputs.input(
                                style.equals("deepObject") ? List.of(name, member) : List.of(member),
                                schema,
                                required && object.always(member, schema),
                                List.of(),
                                "")));
            } else {
                notes.add("Parameter " + name + "." + member + ": a list or an object; left out.");
            }
        });
        if (object.properties().isEmpty()) {
            notes.add("Parameter " + name + ": an object without known members; left out.");
        }
    }

    List<Parameter> headers() {
        List<Parameter> headers = new ArrayList<>();
        of("header").forEach((name, place) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (NOT_PARAMETERS.contains(lower) || isCredential(name)) {
                return;
            }
            if (!HeaderNames.isName(name) || HeaderNames.isSetByClient(name)) {
                notes.add("Header " + (HeaderNames.isName(name) ? name : "with an invalid name")
                        + ": the HTTP client sets it, or it is no header; left out.");
                return;
            }
            if (lower.equals("idempotency-key")) {
                notes.add("Header " + name + ": a POST or PATCH sends it by itself.");
                return;
            }
            Optional<Place> given = Optional.of(place);
            boolean required = place.flag("required");
            MergedSchema schema = single(schema(given, name), name, given, ",");
            if (required && schema.allowed().size() == 1) {
                headers.add(
                        Parameter.fixed(name, String.valueOf(schema.allowed().get(0))));
            } else {
                headers.add(Parameter.fromInput(name, input(List.of(name), schema, required, given)));
            }
        });
        of("cookie")
                .forEach((name, place) -> notes.add("Cookie " + name + ": a definition sends no cookies; left out"
                        + (place.flag("required") ? ", although the API requires it." : ".")));
        return headers;
    }

    /** Whether the parameter is the credential of the upstream, or looks like one. */
    private boolean isCredential(String name) {
        if (name.equalsIgnoreCase(credential)) {
            return true;
        }
        if (CREDENTIAL.matcher(name).matches()) {
            notes.add("Parameter " + name
                    + ": by its name a credential, which a definition does not hold; left out. If the API needs it, set"
                    + " it as auth of the upstream.");
            return true;
        }
        return false;
    }

    private MergedSchema schema(Optional<Place> parameter, String name) {
        Optional<Place> schema = parameter
                .flatMap(each -> each.get("schema"))
                .or(() -> parameter.flatMap(each ->
                        each.members("content").values().stream().findFirst().flatMap(media -> media.get("schema"))));
        return schema.map(each -> schemas.read(each, name)).orElseGet(() -> schemas.read(List.of(), name));
    }

    /** The schema of what one input sends, for a parameter that may be a list. */
    private MergedSchema single(MergedSchema schema, String name, Optional<Place> parameter, String separator) {
        if (!schema.isArray()) {
            return schema;
        }
        boolean isJson =
                parameter.filter(each -> each.get("content").isPresent()).isPresent();
        if (isJson || !separator.isEmpty()) {
            notes.add("Parameter " + name + ": a list; the input is one text"
                    + (isJson ? " that holds JSON." : " with \"" + separator + "\" between the values."));
            return schemas.read(List.of(), name);
        }
        notes.add("Parameter " + name + ": a list; the input is one of its values.");
        MergedSchema item = schemas.read(schema.items(), name);
        return item.isArray() || item.isObject() ? schemas.read(List.of(), name) : item;
    }

    private ProposedInput input(List<String> words, MergedSchema schema, boolean required, Optional<Place> parameter) {
        List<Object> examples = new ArrayList<>();
        parameter.ifPresent(each -> {
            examples.addAll(MediaTypes.examples(references, each));
            each.members("content").values().forEach(media -> examples.addAll(MediaTypes.examples(references, media)));
        });
        List<Object> scalars = new ArrayList<>();
        for (Object each : examples) {
            // The example of a list is a list.
            Object value = each instanceof List<?> list && !list.isEmpty() ? list.get(0) : each;
            if (value != null && !(value instanceof Map) && !(value instanceof List)) {
                scalars.add(value);
            }
        }
        return inputs.input(
                words,
                schema,
                required,
                scalars,
                parameter.flatMap(each -> each.text("description")).orElse(""));
    }
}
