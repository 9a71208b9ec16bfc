package dataactions.handler.http;

import java.net.URI;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Whom a connection leads to.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case
 * @param port the scheme's own if the URL has none
 */
record ServerAddress(String scheme, String host, int port) {
    private static final String TLS = "https";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** @param uri with scheme and host */
    static ServerAddress of(URI uri) {
        return of(uri.getScheme(), uri.getHost(), uri.getPort());
    }

    /** @param request with scheme and host */
    static ServerAddress of(ClassicHttpRequest request) {
        URIAuthority authority = request.getAuthority();
        return of(request.getScheme(), authority.getHostName(), authority.getPort());
    }

    private static ServerAddress of(String scheme, String host, int port) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        int own = lower.equals(TLS) ? HTTPS_PORT : HTTP_PORT;
        return new ServerAddress(lower, host.toLowerCase(Locale.ROOT), port > 0 ? port : own);
    }

    // By hand, because a record's own methods are linked at their first use: 10 ms of a first call.

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerAddress address
                && port == address.port
                && host.equals(address.host)
                && scheme.equals(address.scheme);
    }

    @Override
    public int hashCode() {
        return host.hashCode() + port;
    }

    boolean isTls() {
        return scheme.equals(TLS);
    }
}
