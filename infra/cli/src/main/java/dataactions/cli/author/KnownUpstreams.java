package dataactions.cli.author;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The upstreams of an environment in {@code cdk.json}, some of them at another URL. */
final class KnownUpstreams {
    private final Context context;
    private final String name;
    private final Map<String, String> urls;
    private final Terminal terminal;
    private Environment environment;
    private ConfigurationException problem;

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
     * @throws ConfigurationException when the environment cannot be read, and no other URL is given
     */
    Upstream find(String upstream) {
        Optional<Environment> read = environment();
        Upstream set =
                read.map(Environment::upstreams).map(all -> all.get(upstream)).orElse(null);
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
            Map<String, Upstream> all = read.get().upstreams();
            throw new CommandException("The environment " + name + " of cdk.json has no upstream " + upstream
                    + Suggestion.didYouMean(upstream, all.keySet()) + " It has: "
                    + (all.isEmpty() ? "none" : String.join(", ", all.keySet())) + ". Add it there, or give --upstream "
                    + upstream + "=URL.");
        }
        return set;
    }

    /** The AWS region of the environment. */
    Optional<String> region() {
        return environment().flatMap(Environment::region);
    }

    /** Mistakes in other environments do not matter. Empty, with a note, if this environment cannot be read. */
    private Optional<Environment> environment() {
        if (environment == null && problem == null) {
            try {
                environment = Environments.local(
                        AppContext.read(Map.of(), context.root()).values().get("environments"), name);
            } catch (ConfigurationException e) {
                problem = e;
                if (!urls.isEmpty()) {
                    terminal.note("Note: the calls have no credentials, because cdk.json has a problem: "
                            + e.problems().get(0));
                }
            }
        }
        return Optional.ofNullable(environment);
    }
}
