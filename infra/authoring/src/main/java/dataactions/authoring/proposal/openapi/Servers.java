package dataactions.authoring.proposal.openapi;

import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.openapi.document.Place;
import dataactions.definition.upstream.UpstreamUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the base URL of an operation. */
final class Servers {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

    private Servers() {}

    /**
     * The base URL.
     *
     * @param levels what may have servers, the most specific first: operation, path, file
     * @throws ProposalException if the file has no URL that an upstream can have
     */
    static URI base(List<Place> levels, Notes notes) {
        List<Place> servers = levels.stream()
                .map(each -> each.items("servers"))
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<String> urls = new ArrayList<>();
        for (Place server : servers) {
            urls.add(filled(server, notes).replaceFirst("/+$", ""));
        }
        for (String url : urls) {
            if (UpstreamUrl.problem(url).isEmpty()) {
                if (urls.size() > 1) {
                    notes.add("The file has " + urls.size()
                            + " servers; the upstream's URL is the first that fits. cdk.json"
                            + " has one for each environment.");
                }
                return URI.create(url);
            }
        }
        String first = urls.isEmpty() ? "" : urls.get(0);
        if (first.isEmpty() || first.startsWith("/") || !first.contains("://")) {
            String path = first.replaceAll("[^A-Za-z0-9._~/-]", "");
            throw new ProposalException("The file names no server with a host"
                    + (path.isEmpty() ? "" : ", only the path " + path)
                    + ". Add the base URL: --url https://api.example.com"
                    + (path.startsWith("/") || path.isEmpty() ? "" : "/")
                    + path);
        }
        throw new ProposalException("The server of the file cannot be an upstream: "
                + UpstreamUrl.problem(first).orElseThrow() + ". Add the base URL: --url https://api.example.com");
    }

    private static String filled(Place server, Notes notes) {
        String url = server.text("url").orElse("").strip();
        Matcher variable = VARIABLE.matcher(url);
        StringBuilder filled = new StringBuilder();
        while (variable.find()) {
            String name = variable.group(1);
            Optional<Place> described = server.get("variables").flatMap(each -> each.get(name));
            Optional<String> value = described
                    .flatMap(each -> each.get("default"))
                    .or(() -> described.flatMap(
                            each -> each.items("enum").stream().findFirst()))
                    .map(each -> String.valueOf(each.value()));
            value.ifPresent(any -> notes.add("The server's variable " + name
                    + " has its default value; cdk.json has the URL for each environment."));
            variable.appendReplacement(filled, Matcher.quoteReplacement(value.orElse(variable.group())));
        }
        variable.appendTail(filled);
        return filled.toString();
    }
}
