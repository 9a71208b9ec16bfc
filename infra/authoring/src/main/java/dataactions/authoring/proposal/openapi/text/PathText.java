package dataactions.authoring.proposal.openapi.text;

import java.nio.charset.StandardCharsets;

/** The fixed text of a path. */
public final class PathText {
    private static final String ALLOWED = "-._~!$&'()*+,;=:@/%";

    private PathText() {}

    /** The text with everything percent-encoded that a path may not have. An encoded character stays as it is. */
    public static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            encoded.append(isLetter || ALLOWED.indexOf(c) >= 0 ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }
}
