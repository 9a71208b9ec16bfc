package dataactions.cli.doctor;

import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.genesys.Regions;
import dataactions.infra.environment.Environment;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks whether this machine reaches Genesys and the upstreams, and whether the shell names the same Genesys region.
 */
final class NetworkChecks {
    private final Environment environment;
    private final Map<String, String> shell;
    private final Network network;
    private final Waiting waiting;

    /** @param shell the environment variables with {@code GENESYSCLOUD_…} */
    NetworkChecks(Environment environment, Map<String, String> shell, Network network, Waiting waiting) {
        this.environment = environment;
        this.shell = shell;
        this.network = network;
        this.waiting = waiting;
    }

    /** Checks the Genesys hosts, and compares them with the region that the shell names. */
    void genesys(Consumer<Finding> note) {
        reach("Genesys login", environment.genesys().loginUrl(), "genesys.domain (or genesys.loginUrl)", note);
        reach("Genesys API", environment.genesys().apiUrl(), "genesys.domain (or genesys.apiUrl)", note);
        region(note);
    }

    private void region(Consumer<Finding> note) {
        String word = shell.getOrDefault(OAuthClient.REGION, "").strip();
        boolean derived = environment
                .genesys()
                .apiUrl()
                .equals("https://api." + environment.genesys().domain());
        if (!word.isEmpty() && derived) {
            Optional<String> domain = Regions.domain(word);
            if (domain.isEmpty()) {
                note.accept(new Finding.CannotTell(
                        "Genesys region",
                        OAuthClient.REGION + " is " + word + ", which is no region known here",
                        "Compare it with genesys.domain in cdk.json, "
                                + environment.genesys().domain() + "."));
            } else if (domain.get().equals(environment.genesys().domain())) {
                note.accept(new Finding.Good("Genesys region", OAuthClient.REGION + " agrees with genesys.domain"));
            } else {
                note.accept(new Finding.Failed(
                        "Genesys region",
                        OAuthClient.REGION + " is " + word + " (" + domain.get()
                                + "), but genesys.domain in cdk.json is "
                                + environment.genesys().domain(),
                        "Correct whichever is wrong."));
            }
        }
    }

    /** Checks the URLs of the upstreams. */
    void upstreams(Consumer<Finding> note) {
        environment
                .upstreams()
                .forEach((name, upstream) -> upstream.urls()
                        .forEach((key, url) -> reach(
                                (key.equals("url") ? "Upstream " : "Tokens of ") + name,
                                url.toString(),
                                "upstreams." + name + "." + key,
                                note)));
    }

    /**
     * Any answer is good, with any status: it proves that the name resolves, the certificate is valid and the service
     * runs.
     */
    private void reach(String subject, String url, String key, Consumer<Finding> note) {
        URI uri = URI.create(url);
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        Finding finding = waiting.during("calling " + host, () -> {
            try {
                return new Finding.Good(subject, host + " answers (HTTP " + network.status(uri) + ")");
            } catch (Network.NoAnswer e) {
                return new Finding.Failed(
                        subject,
                        e.getMessage(),
                        "Correct " + key + " of environment " + environment.name()
                                + " in cdk.json, or check the connection (seen from this machine; the function calls"
                                + " from AWS).");
            }
        });
        note.accept(finding);
    }
}
