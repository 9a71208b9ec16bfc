package dataactions.handler.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIBuilder;

/**
 * The redirects of one request. Follows those to the same scheme, host and port only. Only a 303 changes the method to
 * GET.
 */
public final class Redirects {
    public static final int MAX = 3;

    private final List<URI> visited = new ArrayList<>();
    private final String method;

    /** @param method of the first request */
    Redirects(String method) {
        this.method = method;
    }

    /**
     * The request that follows an answer.
     *
     * @return null if the answer is no redirect, or one that is not followed
     * @throws RedirectLoopException when there were too many, or the same before
     * @throws InvalidAnswerException when the location is no URL
     */
    ClassicHttpRequest after(ClassicHttpRequest request, ClassicHttpResponse response) throws InvalidAnswerException {
        Header location = response.getFirstHeader("Location");
        if (location == null || !isFollowed(response.getCode())) {
            return null;
        }
        if (visited.size() >= MAX) {
            throw new RedirectLoopException();
        }
        URI next;
        URI current;
        try {
            current = request.getUri();
            next = resolved(current, location.getValue());
        } catch (URISyntaxException | RuntimeException e) {
            throw new InvalidAnswerException(e);
        }
        if (visited.contains(next)) {
            throw new RedirectLoopException();
        }
        if (next.getHost() == null || !ServerAddress.of(next).equals(ServerAddress.of(current))) {
            return null;
        }
        visited.add(next);
        return redirected(request, response.getCode(), next);
    }

    private boolean isFollowed(int status) {
        return switch (status) {
            case 301, 302 -> method.equals("GET");
            case 303, 307, 308 -> true;
            default -> false;
        };
    }

    private ClassicHttpRequest redirected(ClassicHttpRequest request, int status, URI next) {
        boolean becomesGet = status == 303 && !method.equals("GET") && !method.equals("HEAD");
        BasicClassicHttpRequest redirected =
                new BasicClassicHttpRequest(becomesGet ? "GET" : request.getMethod(), next);
        for (Header header : request.getHeaders()) {
            boolean isLeftOut = header.getName().equalsIgnoreCase("Host") || becomesGet && isAboutBody(header);
            if (!isLeftOut) {
                redirected.addHeader(header);
            }
        }
        redirected.setEntity(becomesGet ? null : request.getEntity());
        return redirected;
    }

    /** Whether a header describes the body, which a GET does not have (RFC 9110, 15.4). */
    private static boolean isAboutBody(Header header) {
        String name = header.getName().toLowerCase(Locale.ROOT);
        return name.startsWith("content-") || name.equals("transfer-encoding");
    }

    private static URI resolved(URI current, String location) throws URISyntaxException {
        URI reference = new URI(location);
        boolean keepsPath = reference.getScheme() == null
                && reference.getRawAuthority() == null
                && reference.getRawPath().isEmpty();
        URI next = normalized(
                keepsPath
                        ? withSamePath(current, reference)
                        : current.resolve(reference).normalize());
        String host = new URIBuilder(next).getHost();
        if (host == null || host.isBlank()) {
            throw new URISyntaxException("", "has no host");
        }
        return next;
    }

    /** A reference without a path keeps the path (RFC 3986, 5.2.2). {@link URI#resolve} would remove its last segment. */
    private static URI withSamePath(URI current, URI reference) throws URISyntaxException {
        String query = reference.getRawQuery() == null ? current.getRawQuery() : reference.getRawQuery();
        return new URI(current.getScheme() + "://" + current.getRawAuthority() + current.getRawPath()
                + (query == null ? "" : "?" + query));
    }

    /** With the host in lower case, and with a path. */
    private static URI normalized(URI uri) throws URISyntaxException {
        URIBuilder builder = new URIBuilder(uri);
        if (builder.getHost() != null) {
            builder.setHost(builder.getHost().toLowerCase(Locale.ROOT));
        }
        if (builder.isPathEmpty()) {
            builder.setPathSegments("");
        }
        return builder.build();
    }
}
