package dataactions.cli.author;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.assembly.AssemblyException;
import dataactions.assembly.CdkJson;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The upstreams of an environment in {@code cdk.json}, some of them at another URL. */
final class KnownUpstreams {
    private final Context context;
    private final String name;
    private final Map<String, String> urls;
    private final Terminal terminal;
    private Map<String, Upstream> upstreams;
    private RuntimeException problem;

    /** @param urls the other URLs, by upstream */
    KnownUpstreams(Context context, String name, Map<String, String> urls, Terminal terminal) {
        this.context = context;
        this.name = name;
        this.urls = urls;
        this.terminal = terminal;
    }

    /**
     * An upstream by the name that definitions use.
     *
     * @throws CommandException when it has no URL
     * @throws ConfigurationException or {@link AssemblyException} when cdk.json has a mistake, and no other URL is given
     */
    Upstream find(String upstream) {
        Optional<Map<String, Upstream>> read = upstreams();
        Upstream set = read.map(all -> all.get(upstream)).orElse(null);
        String url = urls.get(upstream);
        if (url != null) {
            return set == null
                    ? new Upstream(upstream, URI.create(url), Optional.empty(), new Auth.None(), List.of())
                    : new Upstream(upstream, URI.create(url), set.timeout(), set.auth(), set.forwardHeaders());
        }
        if (read.isEmpty()) {
            throw problem;
        }
        if (set == null) {
            Map<String, Upstream> all = read.get();
            throw new CommandException("The environment " + name + " of cdk.json has no upstream " + upstream
                    + Suggestion.didYouMean(upstream, all.keySet()) + " It has: "
                    + (all.isEmpty() ? "none" : String.join(", ", all.keySet())) + ". Add it there, or give --upstream "
                    + upstream + "=URL.");
        }
        return set;
    }

    /** The names of the secrets in every environment of cdk.json; none if it cannot be read. */
    static Set<String> secrets(Context context) {
        Set<String> names = new TreeSet<>();
        try {
            CdkJson.read(context.root())
                    .environments()
                    .forEach(environment -> environment.path("upstreams").forEach(upstream -> {
                        JsonNode secret = upstream.path("auth").path("secret");
                        if (secret.isTextual()) {
                            names.add(secret.asText());
                        }
                    }));
        } catch (AssemblyException e) {
            // The upstreams cannot be read then, so that no secret is needed.
        }
        return names;
    }

    /** The AWS region of the environment; empty if it has none, or cannot be read. */
    Optional<String> region() {
        return region(context, name);
    }

    static Optional<String> region(Context context, String environment) {
        try {
            return environment(context, environment).region();
        } catch (ConfigurationException e) {
            return Optional.empty();
        }
    }

    /** Empty, with a note, if they cannot be read. */
    private Optional<Map<String, Upstream>> upstreams() {
        if (upstreams == null && problem == null) {
            try {
                upstreams = read();
            } catch (ConfigurationException | AssemblyException e) {
                problem = e;
                if (!urls.isEmpty()) {
                    terminal.note("Note: the calls have no credentials, because the upstreams of the environment "
                            + name + " cannot be read: " + e.getMessage());
                }
            }
        }
        return Optional.ofNullable(upstreams);
    }

    /** Reads the upstreams alone: a mistake in another key does not matter, and loading the schema takes time. */
    private Map<String, Upstream> read() {
        return Files.isRegularFile(context.root().resolve("cdk.json"))
                ? CdkJson.read(context.root())
                        .upstreams(name)
                        .orElseGet(() -> environment(context, name).upstreams())
                : environment(context, name).upstreams();
    }

    /** The environment, read as the app does: with a message for each mistake. */
    private static Environment environment(Context context, String name) {
        return Environments.local(
                AppContext.read(Map.of(), context.root()).values().get("environments"), name);
    }
}
