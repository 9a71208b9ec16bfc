package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.definition.upstream.UpstreamUrl;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what a call's inputs and credential are. Path segments that look like values, query parameters, and members of
 * the body become inputs. The first credential becomes the upstream's auth; no other is kept.
 */
public final class CallProposal {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern URL =
            Pattern.compile("(?s)(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?");

    private final CallFindings findings = new CallFindings();

    private CallProposal() {}

    /**
     * Proposes the definition's request.
     *
     * @throws ProposalException when no definition can make such a call
     */
    public static ApiCall of(RawCall call) {
        return new CallProposal().propose(call);
    }

    private ApiCall propose(RawCall call) {
        call.notes().forEach(findings::note);
        if (!METHODS.contains(call.method())) {
            throw new ProposalException("The method " + (call.method().matches("[A-Z]{1,10}") ? call.method() : "given")
                    + " is none that an action can use: expected " + String.join(", ", METHODS) + ".");
        }
        Matcher url = URL.matcher(call.url().strip());
        if (!url.matches()) {
            throw new ProposalException(
                    "The URL cannot be read: expected one such as https://api.example.com/users/1.");
        }
        List<Credential> others = new ArrayList<>();
        call.credential().ifPresent(others::add);
        user(url.group(2)).ifPresent(others::add);
        // As curl does it: a user does not replace a header Authorization.
        boolean hasHeader =
                call.headers().stream().anyMatch(each -> each.getKey().equalsIgnoreCase("Authorization"));
        if (!hasHeader) {
            others.forEach(findings::prove);
        }
        URI base = base(url.group(1), url.group(2));
        List<Piece> path = new PathProposal(findings).pieces(url.group(3));
        String noun = PathProposal.lastNoun(path);
        // Headers come first: a credential in a header is the likelier one.
        List<Parameter> headers =
                new HeaderProposal(findings).headers(call.headers(), call.body().isPresent());
        if (hasHeader) {
            others.forEach(findings::prove);
        }
        List<Parameter> query =
                new ParameterProposal(findings).parameters(url.group(4) == null ? "" : url.group(4), true);
        Optional<Body> body =
                call.body().filter(text -> !text.isBlank()).map(text -> new BodyProposal(findings).body(call, text));
        if (body.isPresent() && call.method().equals("GET")) {
            throw new ProposalException(
                    "The call is a GET with a body, which an action cannot send: use the method that"
                            + " the API has for it, or send the values in the query.");
        }
        String missing = noun.isEmpty() ? "Not found" : "No such " + noun.replace('_', ' ');
        return new ApiCall(
                call.method(),
                base,
                path,
                query,
                headers,
                body,
                findings.credential(),
                Map.of(404, missing),
                List.of(),
                List.of(),
                "",
                call.seconds().map(Duration::ofSeconds),
                findings.notes());
    }

    /** The user in a URL. */
    private static Optional<Credential> user(String authority) {
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            return Optional.empty();
        }
        String[] user = authority.substring(0, at).split(":", 2);
        return Optional.of(
                Credential.userAndPassword(UrlText.decoded(user[0]), user.length > 1 ? UrlText.decoded(user[1]) : ""));
    }

    private static URI base(String scheme, String authority) {
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        if (host.isBlank() || PlaceholderWord.isIn(host) && host.matches(".*[{<$].*")) {
            throw new ProposalException("The URL has no host, or has a variable for it: expected one such as"
                    + " https://api.example.com/users/1.");
        }
        String name = host.replaceFirst(":\\d+$", "");
        String used = scheme != null ? scheme : UpstreamUrl.isLoopback(name) ? "http" : "https";
        String base = used.toLowerCase(Locale.ROOT) + "://" + host.toLowerCase(Locale.ROOT);
        UpstreamUrl.problem(base).ifPresent(problem -> {
            throw new ProposalException("The URL cannot be an upstream's: " + problem + "."
                    + ("http".equalsIgnoreCase(scheme) ? " Try the same URL with https." : ""));
        });
        return URI.create(base);
    }
}
