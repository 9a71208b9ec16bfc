package dataactions.authoring.proposal.call;

import dataactions.definition.template.UrlEncoding;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding. A text with a wrong one is taken as it is. */
public final class UrlText {
    private UrlText() {}

    /** In a path or a user, where a plus is a plus. */
    public static String decoded(String text) {
        return decodedForm(text.replace("+", "%2B"));
    }

    /** In a query or a form, where a plus is a blank. */
    static String decodedForm(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Encodes what a path cannot have; a colon, a comma and the like stay readable. */
    public static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        text.codePoints().forEach(code -> {
            String one = Character.toString(code);
            if (one.matches("[A-Za-z0-9._~!$&'()*+,;=:@-]")) {
                encoded.append(one);
            } else {
                UrlEncoding.percent(encoded, one);
            }
        });
        return encoded.toString();
    }
}
