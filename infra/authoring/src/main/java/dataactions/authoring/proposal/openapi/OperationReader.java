package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.MediaTypes;
import dataactions.authoring.proposal.openapi.document.MediaTypes.Media;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.authoring.proposal.openapi.text.DescriptionText;
import dataactions.definition.upstream.Auth;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one operation as a call. */
final class OperationReader {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    /** Statuses that are faults, whatever a file says about them: our credentials, a proxy's, or too many calls. */
    private static final Set<Integer> FAULTS = Set.of(401, 403, 407, 408, 429);

    private final Place root;
    private final FileReferences references;
    private final Operation operation;
    private final Place pathItem;
    private final Place place;
    private final Notes notes = new Notes();
    private final SchemaReader schemas;

    OperationReader(Place root, FileReferences references, Operation operation, Place pathItem, Place place) {
        this.root = root;
        this.references = references;
        this.operation = operation;
        this.pathItem = pathItem;
        this.place = place;
        this.schemas = new SchemaReader(references, notes);
    }

    ApiCall call(Optional<URI> url) {
        if (!METHODS.contains(operation.method())) {
            throw new ProposalException(operation.id() + ": its method is " + operation.method()
                    + ", expected GET, POST, PUT, PATCH or DELETE: a definition cannot send another. Choose another"
                    + " operation.");
        }
        if (place.flag("deprecated")) {
            notes.add("The API says that this operation is deprecated.");
        }
        URI base = url.orElseGet(() -> Servers.base(List.of(place, pathItem, root), notes));
        Optional<Credential> credential = new SecurityReader(root, references, notes).read(place, base);
        InputMaker inputs = new InputMaker(notes);
        ParameterReader parameters = new ParameterReader(
                references,
                schemas,
                inputs,
                notes,
                credential.map(OperationReader::name).orElse(""));
        parameters.add(pathItem);
        parameters.add(place);
        List<Piece> path = parameters.path(operation.path());
        List<Parameter> query = parameters.query(operation.path());
        List<Parameter> headers = new ArrayList<>(parameters.headers());
        Optional<BodyReader.Read> body = new BodyReader(references, schemas, inputs, notes).read(operation, place);
        body.map(BodyReader.Read::contentType)
                .filter(each -> !each.isEmpty())
                .ifPresent(each -> headers.add(Parameter.fixed("Content-Type", each)));
        Answer answer = answer();
        if (!answer.accept().isEmpty()) {
            headers.add(Parameter.fixed("Accept", answer.accept()));
        }
        return new ApiCall(
                operation.method(),
                base,
                path,
                query,
                headers,
                body.map(each -> (Body) each.body()),
                credential,
                errors(),
                answer.outputs(),
                answer.examples(),
                operation.summary(),
                Optional.empty(),
                notes.all());
    }

    /** The header or parameter of an API key. */
    private static String name(Credential credential) {
        return credential.auth("") instanceof Auth.ApiKey key ? key.name() : "";
    }

    /** @param accept the media type to ask for; empty if it is plain JSON */
    private record Answer(List<ProposedOutput> outputs, List<Object> examples, String accept) {
        static final Answer NONE = new Answer(List.of(), List.of(), "");
    }

    private Answer answer() {
        Map<String, Place> responses = new TreeMap<>(place.members("responses"));
        List<String> successes = new ArrayList<>(responses.keySet().stream()
                .filter(each -> each.matches("2[0-9]{2}"))
                .toList());
        successes.add("2XX");
        successes.add("2xx");
        if (responses.keySet().stream().noneMatch(each -> each.matches("2..|2XX"))) {
            successes.add("default");
        }
        List<String> otherTypes = new ArrayList<>();
        for (String status : successes) {
            Place response = Optional.ofNullable(responses.get(status))
                    .map(references::follow)
                    .orElse(null);
            if (response != null) {
                Optional<Media> json = MediaTypes.json(response);
                if (json.isPresent()) {
                    return answer(json.get());
                }
                otherTypes.addAll(MediaTypes.names(response));
            }
        }
        notes.add(
                otherTypes.isEmpty()
                        ? "The file says that a successful answer has no body."
                        : "A successful answer is " + String.join(" or ", otherTypes)
                                + ", expected JSON: the function reports any other answer as UPSTREAM_INVALID.");
        return Answer.NONE;
    }

    private Answer answer(Media media) {
        boolean isPlain = media.type().equals(MediaTypes.JSON) || media.type().contains("*");
        String accept = isPlain ? "" : media.type();
        List<Object> examples = new ArrayList<>();
        MediaTypes.examples(references, media.place())
                .forEach(each -> parsed(each).ifPresent(examples::add));
        Place place = media.place().get("schema").orElse(null);
        if (place == null) {
            return new Answer(List.of(), examples, accept);
        }
        MergedSchema schema = schemas.read(place, "the answer");
        List<ProposedOutput> outputs = new OutputMaker(schemas, notes).outputs(schema);
        // What a sample leaves out, the outputs have noted already.
        Samples samples = new Samples(new SchemaReader(references, new Notes()));
        List<Object> fitting = new ArrayList<>();
        for (Object each : examples) {
            Optional<String> fault = samples.fault(schema, each);
            if (fault.isEmpty()) {
                fitting.add(each);
            } else {
                notes.add("An example of the answer does not fit the schema of " + fault.get() + ", and is left out.");
            }
        }
        if (fitting.isEmpty() && !outputs.isEmpty()) {
            samples.sample(schema).ifPresent(each -> {
                fitting.add(each);
                notes.add("The example's answer is made from the schema; replace it by a real one.");
            });
        }
        return new Answer(outputs, fitting, accept);
    }

    /** An example, which some files have as the text of a JSON. */
    private static Optional<Object> parsed(Object example) {
        if (!(example instanceof String text)) {
            return Optional.ofNullable(example);
        }
        try {
            return Optional.ofNullable(Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private Map<Integer, String> errors() {
        Map<Integer, String> errors = new TreeMap<>();
        place.members("responses").forEach((status, response) -> {
            if (status.matches("4[0-9]{2}") && !FAULTS.contains(Integer.valueOf(status))) {
                errors.put(
                        Integer.valueOf(status),
                        DescriptionText.oneLine(
                                references.follow(response).text("description").orElse("")));
            }
        });
        return errors;
    }
}
