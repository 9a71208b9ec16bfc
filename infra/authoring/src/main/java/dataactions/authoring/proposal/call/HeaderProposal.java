package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.SecretLook;
import dataactions.definition.upstream.HeaderNames;
import dataactions.definition.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Decides which headers of a call are in each call, which is a credential, and which are left out. */
final class HeaderProposal {
    /** Headers that a browser adds, or that belong to one call. */
    private static final Set<String> NOISE = Set.of(
            "user-agent",
            "accept-encoding",
            "accept-language",
            "connection",
            "host",
            "content-length",
            "origin",
            "referer",
            "cache-control",
            "pragma",
            "dnt",
            "te",
            "upgrade-insecure-requests",
            "priority",
            "if-none-match",
            "if-modified-since",
            "idempotency-key",
            "x-request-id",
            "x-correlation-id",
            "traceparent",
            "tracestate",
            "postman-token",
            "x-csrf-token",
            "x-xsrf-token");

    private final CallFindings findings;

    HeaderProposal(CallFindings findings) {
        this.findings = findings;
    }

    List<Parameter> headers(List<Map.Entry<String, String>> given, boolean hasBody) {
        List<Parameter> headers = new ArrayList<>();
        List<Map.Entry<String, String>> sorted = new ArrayList<>(given);
        // Of several credentials the one in Authorization is kept.
        sorted.sort((a, b) -> Boolean.compare(
                b.getKey().equalsIgnoreCase("Authorization"), a.getKey().equalsIgnoreCase("Authorization")));
        Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> each : sorted) {
            String name = each.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            String value = each.getValue();
            if (!HeaderNames.isName(name)) {
                throw new ProposalException(
                        "A header of the call has a name that HTTP does not allow: check its quotes.");
            }
            if (lower.equals("cookie")) {
                findings.note(
                        "Left out the cookies: they belong to a person's session. If the API works only with them, it"
                                + " needs another credential.");
            } else if (lower.equals("authorization")) {
                findings.prove(authorization(value));
            } else if (NOISE.contains(lower)
                    || lower.startsWith("sec-")
                    || lower.startsWith("proxy-")
                    || HeaderNames.isSetByClient(name)) {
                dropped.add(name);
            } else if (SecretLook.isCredential(name, value)) {
                findings.prove(Credential.apiKey(false, name, value));
            } else if (lower.equals("accept")
                            && value.matches("(?i)(\\*/\\*|application/json.*|.*text/html.*|.*\\*/\\*.*)")
                    || lower.equals("content-type") && (!hasBody || !isOwnType(value))) {
                continue;
            } else if (seen.add(name)) {
                headers.add(new Parameter(name, headerValue(name, value)));
            }
        }
        if (!dropped.isEmpty()) {
            findings.note(
                    "Left out headers that belong to a browser or to one call: " + String.join(", ", dropped) + ".");
        }
        return headers;
    }

    private Piece headerValue(String name, String value) {
        if (PlaceholderWord.is(value)) {
            return findings.unknown(name, true);
        }
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new ProposalException("The header " + name + " has a character that no header may have: use ASCII.");
        }
        return ParameterProposal.isForInput(value)
                ? new Piece.FromInput(ProposedInput.of(findings.names().unique(name), ValueType.STRING, value))
                : new Piece.Fixed(value);
    }

    /** A media type of JSON other than the one that the client sends by default. */
    private static boolean isOwnType(String type) {
        return type.matches("(?i)[a-z0-9./+-]*\\+json(;.*)?");
    }

    private static Credential authorization(String value) {
        String[] words = value.strip().split("\\s+", 2);
        if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
            return Credential.bearer(words[1]);
        }
        if (words.length == 2 && words[0].equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                if (colon >= 0) {
                    return Credential.userAndPassword(pair.substring(0, colon), pair.substring(colon + 1));
                }
            } catch (IllegalArgumentException e) {
                // No base64, so a placeholder such as "Basic <credentials>": sent as it is.
            }
        }
        return Credential.apiKey(false, "Authorization", value.strip());
    }
}
