package dataactions.handler.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * A service that actions call.
 *
 * @param name as definitions refer to it
 * @param base scheme, host, port and a path prefix without a slash at its end
 * @param timeout of one call with all its attempts, or null for all that the action has left
 * @param auth how it knows us
 * @param forwardHeaders the names of our caller's headers that are passed on
 */
public record Upstream(String name, URI base, Duration timeout, Auth auth, List<String> forwardHeaders) {
    public Upstream {
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    /**
     * Reads the URL of an upstream: {@code https}, or {@code http} to this machine; a path prefix, nothing else.
     *
     * @throws ConfigurationException saying what is wrong with it; never quotes the URL, which may hold a password
     */
    public static Upstream of(String name, String url, Duration timeout, Auth auth, List<String> forwardHeaders) {
        URI uri = checked(name, "url", url);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        URI base = URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path);
        return new Upstream(name, base, timeout, auth, forwardHeaders);
    }

    /**
     * The URL of a token endpoint, under the same rules.
     *
     * @throws ConfigurationException saying what is wrong with it
     */
    public static URI tokenUrl(String name, String url) {
        return checked(name, "auth.tokenUrl", url);
    }

    private static URI checked(String name, String key, String url) {
        String place = name + "." + key;
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(place, "is not a URL");
        }
        String host = uri.getHost();
        if (host == null) {
            throw wrong(place, "has no host");
        }
        if ("http".equalsIgnoreCase(uri.getScheme()) && !isLoopback(host)) {
            throw wrong(place, "is http to another machine");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw wrong(place, "is neither https nor http");
        }
        if (uri.getRawUserInfo() != null) {
            throw wrong(place, "holds a user or password");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(place, "has a query or a fragment");
        }
        return uri;
    }

    /** By its spelling: a name that merely resolves to loopback today may resolve elsewhere tomorrow. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static ConfigurationException wrong(String place, String what) {
        return new ConfigurationException("UPSTREAMS: " + place + " " + what
                + "; expected https://host[:port][/prefix] (http only for localhost, 127.x.x.x and [::1])");
    }
}
