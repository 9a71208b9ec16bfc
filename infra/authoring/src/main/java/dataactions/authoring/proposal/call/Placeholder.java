package dataactions.authoring.proposal.call;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What documentation writes where a value belongs. */
final class Placeholder {
    /** {@code {id}}, {@code {{id}}}, {@code <id>}, {@code :id}, {@code $ID}, {@code ${ID}}, {@code [id]}. */
    private static final Pattern PATTERN = Pattern.compile(
            "\\{\\{?\\s*([\\w .-]+?)\\s*}?}|<([\\w .-]+)>|:([A-Za-z_]\\w*)|\\$([A-Za-z_]\\w*)|\\$\\{(\\w+)}|\\[([\\w .-]+)]");

    private Placeholder() {}

    /** Whether a text is a placeholder, as a whole. */
    static boolean is(String text) {
        return name(text).isPresent();
    }

    /** As {@link #is}; {@code :id} is a value outside of a path. */
    static boolean isOutsideOfPath(String text) {
        return is(text) && !text.startsWith(":");
    }

    static boolean isIn(String text) {
        return PATTERN.matcher(text).find();
    }

    /** The name in a placeholder; empty if the text is none. */
    static Optional<String> name(String text) {
        Matcher placeholder = PATTERN.matcher(text);
        if (!placeholder.matches()) {
            return Optional.empty();
        }
        for (int i = 1; i <= placeholder.groupCount(); i++) {
            if (placeholder.group(i) != null) {
                return Optional.of(placeholder.group(i));
            }
        }
        throw new IllegalStateException("a placeholder without a name");
    }
}
