package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.openapi.document.FileReferences;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.HeaderNames;
import dataactions.definition.upstream.UpstreamUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the auth of an operation among the security schemes of its file. */
final class SecurityReader {
    private final Place root;
    private final FileReferences references;
    private final Notes notes;

    SecurityReader(Place root, FileReferences references, Notes notes) {
        this.root = root;
        this.references = references;
        this.notes = notes;
    }

    /** What one alternative of the file needs, and whether an upstream can have it without further thought. */
    private record Choice(Optional<Credential> credential, boolean isExact, List<String> remarks) {}

    /**
     * The credential; empty if the operation needs none, or one that an upstream cannot have.
     *
     * @param base for a relative URL of a token endpoint
     */
    Optional<Credential> read(Place operation, URI base) {
        List<Place> alternatives = (operation.get("security").isPresent() ? operation : root).items("security");
        List<Choice> choices = new ArrayList<>();
        for (Place each : alternatives) {
            if (each.members().isEmpty()) {
                choices.add(new Choice(Optional.empty(), false, List.of("The API answers without credentials, too.")));
            } else {
                choices.add(choice(each, base));
            }
        }
        Optional<Choice> best = choices.stream()
                .filter(each -> each.credential().isPresent() && each.isExact())
                .findFirst()
                .or(() -> choices.stream()
                        .filter(each -> each.credential().isPresent())
                        .findFirst())
                .or(() -> choices.stream().findFirst());
        best.ifPresent(each -> each.remarks().forEach(notes::add));
        if (choices.stream().filter(each -> each.credential().isPresent()).count() > 1) {
            notes.add("The API takes more than one kind of credentials; the upstream's auth is one of them: "
                    + best.orElseThrow().credential().orElseThrow().type() + ".");
        }
        return best.flatMap(Choice::credential);
    }

    private Choice choice(Place requirement, URI base) {
        List<Choice> parts = new ArrayList<>();
        requirement.members().forEach((name, scopes) -> {
            Optional<Place> scheme = root.get("components")
                    .flatMap(each -> each.get("securitySchemes"))
                    .flatMap(each -> each.get(name))
                    .map(references::follow);
            String scopeNames = scopes.value() instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                    : "";
            parts.add(scheme.map(each -> scheme(name, each, scopeNames, base))
                    .orElseGet(() -> unusable("The security scheme " + name + " is not in the file.")));
        });
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<String> remarks = new ArrayList<>();
        parts.forEach(each -> remarks.addAll(each.remarks()));
        remarks.add("The API wants " + parts.size() + " credentials at once ("
                + String.join(", ", requirement.members().keySet()) + "); an upstream's auth is one of them.");
        Optional<Credential> first =
                parts.stream().flatMap(each -> each.credential().stream()).findFirst();
        return new Choice(first, false, remarks);
    }

    private static Choice unusable(String remark) {
        return new Choice(Optional.empty(), false, List.of(remark));
    }

    private Choice scheme(String name, Place scheme, String scopes, URI base) {
        switch (scheme.text("type").orElse("")) {
            case "apiKey":
                return apiKey(name, scheme);
            case "http":
                return switch (scheme.text("scheme").orElse("").toLowerCase(Locale.ROOT)) {
                    case "basic" -> exact(Credential.unknown(new Auth.Basic("")));
                    case "bearer" -> exact(Credential.unknown(new Auth.Bearer("")));
                    default -> unusable("The security scheme " + name + " is of a kind that an upstream cannot have.");
                };
            case "oauth2":
                return oauth2(name, scheme, scopes, base);
            case "openIdConnect":
                return new Choice(
                        Optional.of(Credential.unknown(new Auth.Bearer(""))),
                        false,
                        List.of("The API uses OpenID Connect: the auth is a bearer token. If it has client credentials,"
                                + " make it oauth2 with the tokenUrl of its discovery document."));
            default:
                return unusable("The security scheme " + name + " is of a kind that an upstream cannot have.");
        }
    }

    private static Choice exact(Credential credential) {
        return new Choice(Optional.of(credential), true, List.of());
    }

    private static Choice apiKey(String name, Place scheme) {
        String in = scheme.text("in").orElse("");
        String key = scheme.text("name").orElse("");
        if (!in.equals("header") && !in.equals("query") || !HeaderNames.isName(key)) {
            return unusable("The security scheme " + name + " is a key in a "
                    + (in.equals("cookie") ? "cookie" : "place that the file does not name")
                    + ", which an upstream cannot have.");
        }
        if (in.equals("header") && key.equalsIgnoreCase("authorization")) {
            // Most files mean a bearer token, and some say so in the description only.
            boolean isBearer = scheme.text("description")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .contains("bearer");
            return isBearer
                    ? exact(Credential.unknown(new Auth.Bearer("")))
                    : exact(Credential.unknown(new Auth.ApiKey(false, key, "")));
        }
        return exact(Credential.unknown(new Auth.ApiKey(in.equals("query"), key, "")));
    }

    private static Choice oauth2(String name, Place scheme, String scopes, URI base) {
        Optional<String> tokenUrl = scheme.get("flows")
                .flatMap(each -> each.get("clientCredentials"))
                .flatMap(each -> each.text("tokenUrl"));
        if (tokenUrl.isPresent()) {
            Optional<URI> url = resolved(base, tokenUrl.get());
            if (url.isPresent()) {
                return exact(Credential.oauth2(url.get(), scopes.isBlank() ? Optional.empty() : Optional.of(scopes)));
            }
            return new Choice(
                    Optional.of(Credential.unknown(new Auth.Bearer(""))),
                    false,
                    List.of("The token URL of " + name + " is no valid https URL: the auth is a bearer token. Make it"
                            + " oauth2 with the right tokenUrl."));
        }
        return new Choice(
                Optional.of(Credential.unknown(new Auth.Bearer(""))),
                false,
                List.of("The security scheme " + name + " is OAuth 2 with the login of a person: the auth is a bearer"
                        + " token. If the API has client credentials, make it oauth2."));
    }

    private static Optional<URI> resolved(URI base, String url) {
        try {
            URI resolved = URI.create(base + "/").resolve(url.strip());
            return UpstreamUrl.problem(resolved.toString()).isEmpty() ? Optional.of(resolved) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
