package dataactions.authoring.proposal.curl;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The options of curl that this project knows, each by one name. */
final class CurlFlags {
    /** What an option means for a definition. */
    enum Kind {
        /** Has a value, and says something about the call. */
        VALUE,
        /** Has no value, and says something about the call. */
        SWITCH,
        /** About how curl prints or connects. */
        IGNORED,
        IGNORED_WITH_VALUE,
        /** The function cannot do what the option asks for. */
        REFUSED
    }

    private static final Map<Character, String> SHORT = new HashMap<>();
    private static final Map<String, Kind> LONG = new HashMap<>();
    private static final Map<String, String> REFUSALS = Map.of(
            "form", "sends a multipart form, which an action cannot send",
            "form-string", "sends a multipart form, which an action cannot send",
            "upload-file", "uploads a file, which an action cannot do",
            "cert", "uses a client certificate, which an upstream's auth does not have",
            "key", "uses a client certificate, which an upstream's auth does not have",
            "digest", "uses an authentication that an upstream's auth does not have",
            "aws-sigv4", "signs requests for AWS, which an upstream's auth does not have",
            "config", "reads its options from a file",
            "next", "makes several calls, and a definition is made of one",
            "unix-socket", "calls a socket of this machine");

    static {
        add(Kind.VALUE, "request X", "header H", "data d", "data-ascii", "data-raw", "data-binary", "data-urlencode");
        add(Kind.VALUE, "json", "user u", "cookie b", "user-agent A", "referer e", "url", "oauth2-bearer");
        add(Kind.VALUE, "max-time m", "url-query");
        add(Kind.SWITCH, "get G", "head I", "insecure k", "location L");
        add(Kind.IGNORED, "compressed", "silent s", "show-error S", "include i", "verbose v", "fail f", "globoff g");
        add(Kind.IGNORED, "fail-with-body", "no-buffer N", "http1.0 0", "http1.1", "http2", "http2-prior-knowledge");
        add(Kind.IGNORED, "http3", "ipv4 4", "ipv6 6", "progress-bar #", "no-progress-meter", "tlsv1 1", "tlsv1.0");
        add(Kind.IGNORED, "tlsv1.1", "tlsv1.2", "tlsv1.3", "ssl-reqd", "ssl-no-revoke", "disable q", "path-as-is");
        add(Kind.IGNORED, "location-trusted", "tcp-nodelay", "no-keepalive", "junk-session-cookies j", "basic");
        add(Kind.IGNORED, "remote-name O", "remote-header-name J", "create-dirs", "styled-output", "tr-encoding");
        add(Kind.IGNORED, "no-sessionid", "no-alpn", "tcp-fastopen", "raw", "ignore-content-length", "post301");
        add(
                Kind.IGNORED,
                "post302",
                "post303",
                "fail-early",
                "retry-connrefused",
                "retry-all-errors",
                "proxy-insecure");
        add(Kind.IGNORED_WITH_VALUE, "output o", "write-out w", "connect-timeout", "retry", "retry-delay");
        add(Kind.IGNORED_WITH_VALUE, "retry-max-time", "max-redirs", "cookie-jar c", "dump-header D", "cacert");
        add(Kind.IGNORED_WITH_VALUE, "capath", "resolve", "connect-to", "proxy x", "proxy-user U", "limit-rate");
        add(
                Kind.IGNORED_WITH_VALUE,
                "keepalive-time",
                "trace",
                "trace-ascii",
                "stderr",
                "speed-time y",
                "speed-limit Y");
        add(Kind.IGNORED_WITH_VALUE, "ciphers", "tls-max", "interface", "dns-servers", "noproxy", "range r");
        add(Kind.IGNORED_WITH_VALUE, "max-filesize", "output-dir", "proto", "proto-default", "proto-redir");
        add(Kind.REFUSED, "form F", "form-string", "upload-file T", "cert E", "key", "digest", "aws-sigv4");
        add(Kind.REFUSED, "config K", "next :", "unix-socket");
        for (String auth : Set.of("ntlm", "negotiate", "anyauth")) {
            LONG.put(auth, Kind.REFUSED);
        }
        LONG.put("netrc", Kind.REFUSED);
        SHORT.put('n', "netrc");
    }

    private CurlFlags() {}

    private static void add(Kind kind, String... names) {
        for (String each : names) {
            int blank = each.indexOf(' ');
            String name = blank < 0 ? each : each.substring(0, blank);
            LONG.put(name, kind);
            if (blank > 0) {
                SHORT.put(each.charAt(blank + 1), name);
            }
        }
    }

    /** The long name of a letter; null for an unknown one. */
    static String ofLetter(char letter) {
        return SHORT.get(letter);
    }

    /** Null for an unknown option. */
    static Kind kind(String name) {
        return LONG.get(name);
    }

    static Set<String> names() {
        return LONG.keySet();
    }

    /** Why an option is refused, as a clause. */
    static String refusal(String name) {
        return name.equals("netrc")
                ? "takes the credential from a file of yours: give it with -u"
                : REFUSALS.getOrDefault(name, REFUSALS.get("digest"));
    }
}
