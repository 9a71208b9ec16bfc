package dataactions.aws;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * AWS's signature, version 4, of one POST. A test compares it with that of AWS's own signer. That signer takes most of
 * the start of a cold function, and most of the time of a warm call.
 *
 * <p>Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
final class Signature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final int BLOCK = 64;

    private Signature() {}

    /**
     * The headers of the signed request: the given ones, and those that the signature needs. {@code Host} is signed and
     * not among them, because the HTTP client sends it.
     *
     * @param service the service's name in a signature
     * @param uri path and query are percent-encoded
     */
    static Map<String, String> headers(
            AwsKeys keys,
            String service,
            String region,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Instant time) {
        String date = date(time);
        String digest = hex(sha256(body));
        Map<String, String> sent = new LinkedHashMap<>(headers);
        sent.put("X-Amz-Content-Sha256", digest);
        sent.put("X-Amz-Date", date);
        if (keys.sessionToken() != null) {
            sent.put("X-Amz-Security-Token", keys.sessionToken());
        }
        TreeMap<String, String> signed = new TreeMap<>();
        signed.put("host", host(uri));
        for (Map.Entry<String, String> header : sent.entrySet()) {
            signed.put(
                    header.getKey().toLowerCase(Locale.ROOT), header.getValue().strip());
        }
        String names = String.join(";", signed.keySet());
        StringBuilder request = new StringBuilder("POST\n")
                .append(path(uri))
                .append('\n')
                .append(query(uri))
                .append('\n');
        for (Map.Entry<String, String> header : signed.entrySet()) {
            request.append(header.getKey())
                    .append(':')
                    .append(header.getValue())
                    .append('\n');
        }
        request.append('\n').append(names).append('\n').append(digest);
        String scope = date.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String text = ALGORITHM + "\n" + date + "\n" + scope + "\n" + hex(sha256(utf8(request.toString())));
        byte[] key = utf8("AWS4" + keys.secretAccessKey());
        for (String part : scope.split("/")) {
            key = hmac(key, utf8(part));
        }
        sent.put(
                "Authorization",
                ALGORITHM + " Credential=" + keys.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + hex(hmac(key, utf8(text))));
        return sent;
    }

    /** Such as {@code 20260131T235959Z}. A formatter would have to be loaded at the first call. */
    private static String date(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        long day = utc.getYear() * 10_000L + utc.getMonthValue() * 100 + utc.getDayOfMonth();
        String second = String.valueOf(1_000_000L + utc.getHour() * 10_000 + utc.getMinute() * 100 + utc.getSecond());
        return day + "T" + second.substring(1) + "Z";
    }

    /** As the HTTP client sends it: without the scheme's own port. */
    private static String host(URI uri) {
        boolean isDefault =
                uri.getPort() < 0 || uri.getPort() == ("https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80);
        return isDefault ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** The encoded path, encoded once more: every service but S3 wants it so. */
    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : encoded(path).replace("%2F", "/");
    }

    private static String query(URI uri) {
        if (uri.getRawQuery() == null) {
            return "";
        }
        String[] parameters = uri.getRawQuery().split("&");
        for (int i = 0; i < parameters.length; i++) {
            int at = parameters[i].indexOf('=');
            String name = at < 0 ? parameters[i] : parameters[i].substring(0, at);
            String value = at < 0 ? "" : parameters[i].substring(at + 1);
            parameters[i] = encoded(decoded(name)) + "=" + encoded(decoded(value));
        }
        Arrays.sort(parameters);
        return String.join("&", parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Percent-encodes all but letters, digits and {@code -._~}. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** RFC 2104, without the Java Cryptography Extension, whose first use takes longer than the whole signature. */
    private static byte[] hmac(byte[] key, byte[] text) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256(key) : key, BLOCK);
        byte[] inner = new byte[BLOCK + text.length];
        byte[] outer = new byte[BLOCK + 32];
        for (int i = 0; i < BLOCK; i++) {
            inner[i] = (byte) (block[i] ^ 0x36);
            outer[i] = (byte) (block[i] ^ 0x5c);
        }
        System.arraycopy(text, 0, inner, BLOCK, text.length);
        System.arraycopy(sha256(inner), 0, outer, BLOCK, 32);
        return sha256(outer);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
