package dataactions.authoring.proposal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes the place of a value as JSONata. */
public final class JsonataPath {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Names that are operators or values of JSONata. */
    private static final Set<String> WORDS = Set.of("and", "or", "in", "true", "false", "null", "function");

    private JsonataPath() {}

    /**
     * The path of a value.
     *
     * @param place keys (texts) and indexes (numbers) from the answer down; the whole answer if it is empty
     * @throws IllegalArgumentException for a key that JSONata cannot name, because it has a backtick
     */
    public static String of(List<?> place) {
        StringBuilder path = new StringBuilder();
        for (Object step : place) {
            if (step instanceof Number index) {
                path.append(path.isEmpty() ? "$[" : "[").append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(member(String.valueOf(step)));
            }
        }
        return path.isEmpty() ? "$" : path.toString();
    }

    /** Whether a path can name this member. */
    public static boolean canName(String member) {
        return !member.isEmpty() && member.indexOf('`') < 0;
    }

    /** A member's name, in backticks where JSONata needs them. */
    public static String member(String name) {
        if (!canName(name)) {
            throw new IllegalArgumentException("JSONata cannot name a member that is empty or has a backtick");
        }
        return PLAIN.matcher(name).matches() && !WORDS.contains(name) ? name : "`" + name + "`";
    }
}
