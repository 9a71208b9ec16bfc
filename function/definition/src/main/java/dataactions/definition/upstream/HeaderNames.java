package dataactions.definition.upstream;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of HTTP headers. */
public final class HeaderNames {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    /** Headers of one connection or of the HTTP client, which sets them itself (RFC 9110, 7.6.1). */
    private static final Set<String> CONNECTION = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "accept-encoding");

    /** Credentials: the caller's, and the one that Genesys shows at the Function URL. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "data-action-token");

    private HeaderNames() {}

    /** Whether HTTP allows the name. */
    public static boolean isName(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Whether the HTTP client sets the header itself, so that nobody else may. */
    public static boolean isSetByClient(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return CONNECTION.contains(lower) || lower.equals("content-length") || lower.equals("proxy-connection");
    }

    /** Whether the caller's header may be sent on to an upstream. */
    public static boolean isForwardable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !CONNECTION.contains(lower)
                && !CREDENTIALS.contains(lower)
                && !lower.startsWith("content-")
                && !lower.startsWith("proxy-");
    }
}
