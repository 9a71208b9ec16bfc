package dataactions.registrar.resources.action;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names that the registrar gives to actions, and how it reads them. */
public final class ActionNames {
    /** The longest name that Genesys allows. */
    static final int LONGEST = 256;

    private static final String RETIRED = " (retired, ";
    private static final Pattern CONTRACT_SUFFIX = Pattern.compile(" \\(contract \\d+\\)$");
    private static final int ID_END = 4;

    private ActionNames() {}

    /** Whether the name says that the action is retired: kept for flows after its resource was deleted. */
    public static boolean isRetired(String name) {
        return name.contains(RETIRED);
    }

    /** {@code FetchUser} for {@code FetchUser (contract 1)}. */
    static String bare(String name) {
        return CONTRACT_SUFFIX.matcher(name).replaceFirst("");
    }

    /** {@code FetchUser (retired, contract 1)}. */
    static String retired(String name, Optional<String> contract) {
        return retiredStart(name, contract) + ")";
    }

    /**
     * Like {@link #retired}, for an org where that name is taken: {@code FetchUser (retired, contract 1, 3f9a)}, with
     * the id's end.
     */
    static String retired(String name, Optional<String> contract, String id) {
        return retiredStart(name, contract) + ", " + endOf(id) + ")";
    }

    private static String retiredStart(String name, Optional<String> contract) {
        String suffix = RETIRED + contract.map(it -> "contract " + it).orElse("an older contract");
        int room = LONGEST - suffix.length() - ", ".length() - ID_END - 1;
        String bare = bare(name);
        return (bare.length() > room ? bare.substring(0, room) : bare) + suffix;
    }

    /**
     * The name of a displaced action: {@code FetchUser (ActionFetchUser2)}.
     *
     * @param label the action's ownership tag, perhaps with more after it. Its part before the last slash is left out
     */
    static String displaced(String name, String label) {
        String end = label.replaceFirst(".*/", "");
        String displaced = name + " (" + end + ")";
        return displaced.length() > LONGEST ? end : displaced;
    }

    /** The last characters of an id. */
    static String endOf(String id) {
        return id.substring(Math.max(0, id.length() - ID_END));
    }
}
