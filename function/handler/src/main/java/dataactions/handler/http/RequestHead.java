package dataactions.handler.http;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/** The headers of a request that belong to the connection and to the client. */
public final class RequestHead {
    private RequestHead() {}

    /** Adds the headers that are missing. Returns the request. */
    public static ClassicHttpRequest complete(ClassicHttpRequest request) {
        addIfMissing(request, "Accept-Encoding", ContentCoding.ACCEPTED);
        addIfMissing(request, "Host", host(request.getAuthority()));
        if (request.getEntity() != null) {
            addIfMissing(
                    request, "Content-Length", Long.toString(request.getEntity().getContentLength()));
        } else if (mayHaveBody(request.getMethod())) {
            addIfMissing(request, "Content-Length", "0");
        }
        addIfMissing(request, "Connection", "keep-alive");
        addIfMissing(request, "User-Agent", "data-actions");
        return request;
    }

    /** The authority's own text would compile the patterns of all IP addresses: 7 ms of a first call. */
    private static String host(URIAuthority authority) {
        String name = authority.getHostName();
        String bracketed = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        return authority.getPort() < 0 ? bracketed : bracketed + ":" + authority.getPort();
    }

    private static boolean mayHaveBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static void addIfMissing(ClassicHttpRequest request, String name, String value) {
        if (!request.containsHeader(name)) {
            request.addHeader(name, value);
        }
    }
}
