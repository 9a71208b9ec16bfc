package dataactions.definition.upstream;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** The rules for a URL that the function calls: {@code https}, or {@code http} to loopback; no user, query or fragment. */
public final class UpstreamUrl {
    private static final String EXAMPLE = "such as \"https://api.example.com/v1\"";

    private UpstreamUrl() {}

    /**
     * The problem of a URL; empty for a valid one. The message does not quote the URL, because it may contain a
     * password.
     */
    public static Optional<String> problem(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("expected a URL " + EXAMPLE + ": " + e.getReason());
        }
        String host = uri.getHost();
        if (uri.getScheme() == null || host == null) {
            return Optional.of("expected a URL with scheme and host, " + EXAMPLE);
        }
        boolean isHttps = uri.getScheme().equalsIgnoreCase("https");
        boolean isHttp = uri.getScheme().equalsIgnoreCase("http");
        if (!isHttps && !(isHttp && isLoopback(host))) {
            return Optional.of("expected https (plain http only to this machine), found " + uri.getScheme());
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("a user name or password does not belong in a URL; remove what stands before \"@\"");
        }
        return uri.getRawQuery() != null || uri.getRawFragment() != null
                ? Optional.of(
                        "expected a base URL without \"?\" and \"#\"; parameters belong in the definition's query")
                : Optional.empty();
    }

    /**
     * Whether a host is loopback by its spelling: {@code localhost}, {@code 127.x.x.x} or {@code [::1]}. Names are not
     * resolved, because a name that resolves to loopback today may resolve to another machine tomorrow.
     */
    public static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.startsWith("127.") && host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Whether a host is this machine in any spelling. A function in AWS cannot reach this machine. */
    public static boolean isThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        if (!name.startsWith("[") && !name.matches("[0-9.]+")) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(name); // an IP address: no DNS lookup
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
