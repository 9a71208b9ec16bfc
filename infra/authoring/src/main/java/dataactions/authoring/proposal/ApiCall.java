package dataactions.authoring.proposal;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One call of an API, from which a definition is made: read from a curl line, a URL, or an OpenAPI file. Of a recorded
 * answer only the upstream is known.
 *
 * @param method in capitals, such as {@code GET}
 * @param base scheme, host, port and perhaps a base path, without a slash at its end; no user, query or fragment
 * @param path what follows the base, as pieces that are joined: {@code "/users/"}, the input userId, {@code ".json"}.
 *     A fixed piece is percent-encoded already and has no braces; the first piece begins with a slash. Without pieces the path is not known
 * @param query parameters in order; a name may be repeated
 * @param headers without those of the HTTP client, and without credentials
 * @param credential what the upstream's auth is made of
 * @param errors what each error status means, such as 404: "No such user"; an empty text if it is only known to exist
 * @param outputs as a response schema declares them; empty if none does: then the first answer shows them
 * @param answers examples of a successful answer's JSON, as the source has them; they are not masked yet
 * @param description what the call does, on one line; empty if the source does not say it
 * @param timeout of the call, if the source sets one
 * @param notes what the source has and the definition will not have, one sentence each; never with a credential
 */
public record ApiCall(
        String method,
        URI base,
        List<Piece> path,
        List<Parameter> query,
        List<Parameter> headers,
        Optional<Body> body,
        Optional<Credential> credential,
        Map<Integer, String> errors,
        List<ProposedOutput> outputs,
        List<Object> answers,
        String description,
        Optional<Duration> timeout,
        List<String> notes) {
    public ApiCall {
        path = List.copyOf(path);
        query = List.copyOf(query);
        headers = List.copyOf(headers);
        errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
        outputs = List.copyOf(outputs);
        answers = List.copyOf(answers);
        notes = List.copyOf(notes);
    }

    /** Every input of the call, in the order of path, query, headers and body. */
    public List<ProposedInput> inputs() {
        Set<ProposedInput> all = new LinkedHashSet<>();
        path.forEach(piece -> add(piece, all));
        query.forEach(each -> add(each.value(), all));
        headers.forEach(each -> add(each.value(), all));
        body.ifPresent(each -> each.pieces().forEach(piece -> add(piece, all)));
        return new ArrayList<>(all);
    }

    /** A GET of which only the base is known. */
    public static ApiCall withoutPath(URI base) {
        return new ApiCall(
                "GET",
                base,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(404, "Not found"),
                List.of(),
                List.of(),
                "",
                Optional.empty(),
                List.of());
    }

    /** Whether the source says what is called; otherwise a person has to write it. */
    public boolean isPathKnown() {
        return !path.isEmpty();
    }

    /** The same call with each of its pieces replaced. */
    public ApiCall map(UnaryOperator<Piece> change) {
        return with(
                base,
                path.stream().map(change).toList(),
                parameters(query, change),
                parameters(headers, change),
                body.map(each -> each.map(change)));
    }

    /** The same call at another base, with another path. */
    public ApiCall at(URI otherBase, List<Piece> otherPath) {
        return with(otherBase, otherPath, query, headers, body);
    }

    private ApiCall with(
            URI otherBase,
            List<Piece> otherPath,
            List<Parameter> otherQuery,
            List<Parameter> otherHeaders,
            Optional<Body> otherBody) {
        return new ApiCall(
                method,
                otherBase,
                otherPath,
                otherQuery,
                otherHeaders,
                otherBody,
                credential,
                errors,
                outputs,
                answers,
                description,
                timeout,
                notes);
    }

    static List<Parameter> parameters(List<Parameter> all, UnaryOperator<Piece> change) {
        return all.stream()
                .map(each -> new Parameter(each.name(), change.apply(each.value())))
                .toList();
    }

    private static void add(Piece piece, Set<ProposedInput> all) {
        if (piece instanceof Piece.FromInput from) {
            all.add(from.input());
        }
    }

    /** The path with its inputs in braces, such as {@code /users/{userId}}. */
    public String pathTemplate() {
        StringBuilder text = new StringBuilder();
        path.forEach(piece -> text.append(
                piece instanceof Piece.FromInput from
                        ? "{" + from.input().name() + "}"
                        : ((Piece.Fixed) piece).value()));
        return text.toString();
    }
}
