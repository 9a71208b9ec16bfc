package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.authoring.proposal.openapi.text.DescriptionText;
import dataactions.definition.Suggestion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An OpenAPI file, 3.0 or 3.1, in JSON or YAML. */
public final class OpenApiFile {
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String EXPECTED = "Expected an OpenAPI file whose key openapi is 3.0 or 3.1.";

    private final Place root;
    private final FileReferences references;
    /** By {@code GET /path}. */
    private final Map<String, Found> operations = new LinkedHashMap<>();

    private record Found(Operation operation, Place pathItem, Place place) {}

    private OpenApiFile(Place root) {
        this.root = root;
        this.references = FileReferences.of(root);
    }

    /**
     * Reads a file.
     *
     * @throws ProposalException if it is no such file, or has no operation
     */
    public static OpenApiFile read(Path path) {
        OpenApiFile file = new OpenApiFile(FileReferences.open(path));
        file.checkKind();
        file.findOperations();
        return file;
    }

    private void checkKind() {
        String name = String.valueOf(root.file().getFileName());
        if (!(root.value() instanceof Map<?, ?> map)) {
            throw new ProposalException(name + ": not an OpenAPI file. " + EXPECTED);
        }
        Object version = map.get("openapi");
        if (map.get("swagger") != null) {
            throw new ProposalException(name + ": Swagger " + version(map.get("swagger"))
                    + ", expected OpenAPI 3.0 or 3.1. Convert it: npx swagger2openapi " + name + " -o openapi.yaml");
        }
        if (version == null) {
            String found = map.get("asyncapi") != null
                    ? "an AsyncAPI file"
                    : map.get("item") != null && map.get("info") != null
                            ? "a Postman collection (copy one of its requests as cURL, and use --curl)"
                            : map.get("$schema") != null ? "a JSON Schema" : "a file without the key openapi";
            throw new ProposalException(name + ": " + found + ". " + EXPECTED);
        }
        if (!String.valueOf(version).matches("3\\.[01](\\..*)?")) {
            throw new ProposalException(name + ": OpenAPI " + version(version) + ". " + EXPECTED);
        }
    }

    /** Quotes what looks like a version only. */
    private static String version(Object version) {
        String text = String.valueOf(version);
        return text.matches("[0-9][0-9.a-z-]{0,15}") ? text : "of an unknown version";
    }

    private void findOperations() {
        List<Found> all = new ArrayList<>();
        root.members("paths").forEach((path, value) -> {
            if (path.startsWith("/")) {
                Place item = references.follow(value);
                for (String method : METHODS) {
                    // Files in parts have whole operations elsewhere.
                    Optional<Place> found = item.get(method).map(references::follow);
                    found.filter(each -> each.value() instanceof Map)
                            .ifPresent(place -> all.add(new Found(
                                    new Operation(
                                            place.text("operationId").orElse("").strip(),
                                            method.toUpperCase(Locale.ROOT),
                                            path,
                                            DescriptionText.oneLine(place.text("summary")
                                                    .or(() -> place.text("description"))
                                                    .orElse(""))),
                                    item,
                                    place)));
                }
            }
        });
        if (all.isEmpty()) {
            throw new ProposalException(root.file().getFileName() + ": no operations. Expected at least one path with a"
                    + " method under the key paths.");
        }
        Map<String, Long> ids = all.stream()
                .collect(Collectors.groupingBy(each -> each.operation().id(), Collectors.counting()));
        for (Found each : all) {
            Operation operation = each.operation();
            String name = Operation.name(operation.method(), operation.path());
            boolean isUnique = !operation.id().isEmpty() && ids.get(operation.id()) == 1;
            operations.put(
                    name,
                    new Found(
                            new Operation(
                                    isUnique ? operation.id() : name,
                                    operation.method(),
                                    operation.path(),
                                    operation.summary()),
                            each.pathItem(),
                            each.place()));
        }
    }

    /** The operations in the file's order. */
    public List<Operation> operations() {
        return operations.values().stream().map(Found::operation).toList();
    }

    /**
     * Reads one operation.
     *
     * @param operation its id, or {@code GET /path}
     * @param url the base URL; empty: the file's first server
     * @throws ProposalException if there is no such operation, or if a definition cannot send its request
     */
    public ApiCall call(String operation, Optional<URI> url) {
        Found found = find(operation.strip());
        return new OperationReader(root, references, found.operation(), found.pathItem(), found.place()).call(url);
    }

    private Found find(String name) {
        for (Found each : operations.values()) {
            if (each.operation().id().equals(name)) {
                return each;
            }
        }
        int blank = name.indexOf(' ');
        Found byPath = blank < 0
                ? null
                : operations.get(Operation.name(
                        name.substring(0, blank), name.substring(blank).strip()));
        if (byPath != null) {
            return byPath;
        }
        List<String> names =
                new ArrayList<>(operations().stream().map(Operation::id).toList());
        names.addAll(operations.keySet());
        throw new ProposalException(
                "No operation \"" + name + "\" in " + root.file().getFileName() + Suggestion.didYouMean(name, names)
                        + " --list shows the " + operations.size() + " operations.");
    }
}
