package dataactions.authoring.proposal.call;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What documentation writes where a value belongs. */
final class PlaceholderWord {
    /** {@code {id}}, {@code {{id}}}, {@code <id>}, {@code :id}, {@code $ID}, {@code ${ID}}, {@code [id]}. */
    private static final Pattern PATTERN = Pattern.compile("\\{\\{?([\\w\\s.-]{1,100})}?}|<([\\w .-]{1,100})>"
            + "|:([A-Za-z_]\\w{0,99})|\\$([A-Za-z_]\\w{0,99})|\\$\\{(\\w{1,100})}|\\[([\\w .-]{1,100})]");

    /** The most characters of a placeholder, with its brackets. */
    private static final int MAX_LENGTH = 104;

    private PlaceholderWord() {}

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
        if (text.length() > MAX_LENGTH || !placeholder.matches()) {
            return Optional.empty();
        }
        for (int i = 1; i <= placeholder.groupCount(); i++) {
            if (placeholder.group(i) != null) {
                return Optional.of(placeholder.group(i).strip()).filter(name -> !name.isEmpty());
            }
        }
        throw new IllegalStateException("a placeholder without a name");
    }
}
