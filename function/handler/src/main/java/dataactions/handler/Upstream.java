package dataactions.handler;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * A service that actions call.
 *
 * @param name as definitions refer to it
 * @param base scheme, host, port and a path prefix without a slash at its end
 * @param timeout of one call, or null for all that the action has left
 */
record Upstream(String name, URI base, Duration timeout) {

    /**
     * Reads the URL of an upstream: {@code https}, or {@code http} to this machine; a path prefix, nothing else.
     *
     * @throws ConfigurationException saying what is wrong with it; never quotes the URL, which may hold a password
     */
    static Upstream of(String name, String url, Duration timeout) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(name, "is not a URL");
        }
        String host = uri.getHost();
        if (host == null) {
            throw wrong(name, "has no host");
        }
        if ("http".equalsIgnoreCase(uri.getScheme()) && !isLoopback(host)) {
            throw wrong(name, "is http to another machine");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw wrong(name, "is neither https nor http");
        }
        if (uri.getRawUserInfo() != null) {
            throw wrong(name, "holds a user or password");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(name, "has a query or a fragment");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Upstream(name, URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path), timeout);
    }

    /** By its spelling: a name that merely resolves to loopback today may resolve elsewhere tomorrow. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static ConfigurationException wrong(String name, String what) {
        return new ConfigurationException("UPSTREAMS: " + name + ".url " + what
                + "; expected https://host[:port][/prefix] (http only for localhost, 127.x.x.x and [::1])");
    }
}
