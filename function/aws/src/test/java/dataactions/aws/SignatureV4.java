package dataactions.aws;

import dataactions.testkit.StubServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The receiver's side of Signature Version 4, written from AWS's description of it and not from the signer: what a
 * request that arrived must be signed with.
 */
final class SignatureV4 {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    private SignatureV4() {}

    /** Whether {@code request} carries the signature that {@code secretKey} makes for {@code service}. */
    static boolean holds(StubServer.Received request, String accessKey, String secretKey, String region, String service)
            throws GeneralSecurityException {
        Matcher header = AUTHORIZATION.matcher(request.headers().getOrDefault("authorization", ""));
        if (!header.matches() || !header.group(1).equals(accessKey)) {
            return false;
        }
        String time = request.headers().get("x-amz-date");
        String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        if (!header.group(2).equals(scope)) {
            return false;
        }
        String[] parts = request.target().split("\\?", 2);
        StringBuilder canonical = new StringBuilder("POST\n")
                .append(parts[0].replace("%", "%25"))
                .append('\n')
                .append(parts.length == 1 ? "" : parts[1])
                .append('\n');
        Map<String, String> headers = request.headers();
        for (String name : header.group(3).split(";")) {
            canonical.append(name).append(':').append(headers.get(name)).append('\n');
        }
        canonical.append('\n').append(header.group(3)).append('\n').append(sha256(request.body()));
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        return HexFormat.of().formatHex(hmac(key, toSign)).equals(header.group(4));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
