package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Credential;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call as a source writes it, before anybody decided what an input is.
 *
 * @param method in capitals
 * @param url as written, with its query
 * @param headers in order, as written
 * @param credential given by itself, not in a header
 * @param body as it is sent
 * @param seconds the time limit of the call
 * @param notes what the source has and the definition will not have
 */
public record RawCall(
        String method,
        String url,
        List<Map.Entry<String, String>> headers,
        Optional<Credential> credential,
        Optional<String> body,
        Optional<Long> seconds,
        List<String> notes) {
    public RawCall {
        headers = List.copyOf(headers);
        notes = List.copyOf(notes);
    }

    /** A GET without headers. */
    public static RawCall ofUrl(String url) {
        return new RawCall("GET", url, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Without values, which may be secret. */
    @Override
    public String toString() {
        return method + " call";
    }
}
