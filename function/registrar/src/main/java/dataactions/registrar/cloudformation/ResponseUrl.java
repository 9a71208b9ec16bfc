package dataactions.registrar.cloudformation;

import dataactions.aws.UrlSuffix;
import dataactions.registrar.genesys.calls.GenesysSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The URL for the answer to an event. It is pre-signed, so only its host may be logged. */
public final class ResponseUrl {
    private final String host;

    private ResponseUrl(String host) {
        this.host = host;
    }

    /**
     * Reads the URL of an event.
     *
     * @throws IllegalArgumentException when the URL is not https; http is allowed to loopback only. The message does
     *     not contain the URL
     */
    public static ResponseUrl of(String text) {
        try {
            URI uri = new URI(text);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            boolean loopback = "http".equalsIgnoreCase(uri.getScheme()) && GenesysSettings.isLoopback(uri.getHost());
            if (uri.getHost() != null && (secure || loopback)) {
                return new ResponseUrl(uri.getHost().toLowerCase(Locale.ROOT));
            }
        } catch (URISyntaxException e) {
            throw refused(); // The cause would quote the URL.
        }
        throw refused();
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException(
                "The event's ResponseURL is not an https URL with a host, so nothing is done"
                        + " and nothing is answered: the registrar is called by CloudFormation only.");
    }

    /** The host, if it belongs neither to AWS nor to this machine. */
    public Optional<String> foreignHost() {
        return UrlSuffix.isOfAws(host) || GenesysSettings.isLoopback(host) ? Optional.empty() : Optional.of(host);
    }
}
