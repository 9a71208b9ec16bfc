package dataactions.handler.upstream;

import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Follows redirects to the same scheme, host and port only. Only a 303 changes the method to GET. */
final class SameHostRedirects extends DefaultRedirectStrategy {
    static final int MAX = 3;
    private static final Set<Integer> KEEPS_METHOD = Set.of(303, 307, 308);

    @Override
    public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
            throws ProtocolException {
        return super.isRedirected(request, response, context)
                && ("GET".equals(request.getMethod()) || KEEPS_METHOD.contains(response.getCode()));
    }

    @Override
    public boolean isRedirectAllowed(HttpHost current, HttpHost next, HttpRequest redirect, HttpContext context) {
        return origin(current).equals(origin(next));
    }

    private static String origin(HttpHost host) {
        int port = host.getPort() >= 0 ? host.getPort() : "https".equals(host.getSchemeName()) ? 443 : 80;
        return host.getSchemeName() + "://" + host.getHostName().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
