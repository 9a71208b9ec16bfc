package dataactions.authoring.proposal;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes names of inputs and outputs: in camel case, unique, and none that is reserved. */
public final class UniqueNames {
    /** Genesys reserves the first three; the fourth stands for the invocation's id in templates. */
    private static final Set<String> RESERVED_INPUTS = Set.of("orgId", "integrationId", "rawRequest", "requestId");

    private static final int MAX_LENGTH = 60;

    private final Set<String> taken;
    private final String suffix;

    private UniqueNames(Set<String> taken, String suffix) {
        this.taken = new HashSet<>(taken);
        this.suffix = suffix;
    }

    /** For the inputs of a definition. A reserved name gets the suffix {@code Value}. */
    public static UniqueNames ofInputs() {
        return new UniqueNames(RESERVED_INPUTS, "Value");
    }

    /** @param taken the outputs that exist already */
    public static UniqueNames ofOutputs(Set<String> taken) {
        return new UniqueNames(taken, "");
    }

    /**
     * A name that no call before returned.
     *
     * @param words the spelling of the API, such as {@code user_id} or {@code X-Request-Id}, with others before it that
     *     tell it from its namesakes
     */
    public String unique(List<String> words) {
        String name = camelCase(words);
        if (!taken.contains(name)) {
            taken.add(name);
            return name;
        }
        // A reserved name stays recognizable: orgIdValue.
        String base = RESERVED_INPUTS.contains(name) ? name + suffix : name;
        String free = base;
        for (int i = 2; taken.contains(free); i++) {
            free = base + i;
        }
        taken.add(free);
        return free;
    }

    public String unique(String word) {
        return unique(List.of(word));
    }

    public boolean isTaken(String name) {
        return taken.contains(name);
    }

    /** {@code [company, display_name]} becomes {@code companyDisplayName}. */
    public static String camelCase(List<String> words) {
        StringBuilder name = new StringBuilder();
        for (String word : words) {
            for (String part : word.split("[^A-Za-z0-9]+")) {
                if (!part.isEmpty()) {
                    name.append(name.isEmpty() ? first(part) : Character.toUpperCase(part.charAt(0)) + rest(part));
                }
            }
        }
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            name.insert(0, "value");
        }
        return name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name.toString();
    }

    /** {@code ID} becomes {@code id}, {@code URLPath} becomes {@code urlPath}. */
    private static String first(String part) {
        int capitals = 0;
        while (capitals < part.length() && Character.isUpperCase(part.charAt(capitals))) {
            capitals++;
        }
        int lower = capitals > 1 && capitals < part.length() && Character.isLetter(part.charAt(capitals))
                ? capitals - 1
                : capitals;
        return part.substring(0, lower).toLowerCase(Locale.ROOT) + part.substring(lower);
    }

    private static String rest(String part) {
        boolean shouts = part.length() > 1 && part.equals(part.toUpperCase(Locale.ROOT));
        return shouts ? part.substring(1).toLowerCase(Locale.ROOT) : part.substring(1);
    }
}
