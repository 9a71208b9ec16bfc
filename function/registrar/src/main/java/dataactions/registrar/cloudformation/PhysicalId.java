package dataactions.registrar.cloudformation;

import java.util.regex.Pattern;

/** The physical ids that a resource in Genesys can have: an id that Genesys issued, a placeholder, or any other text. */
public final class PhysicalId {
    /** The registrar sent no creation to Genesys, or Genesys refused it: there is nothing to delete. */
    public static final String NOT_CREATED = "not-created";
    /** The registrar sent a creation and does not know its outcome: the object can only be found by its tag. */
    public static final String OUTCOME_UNKNOWN = "outcome-unknown";

    /** Credentials and integrations: a UUID. Actions: a prefix and a UUID. */
    private static final Pattern ISSUED =
            Pattern.compile("([a-z]+_-_)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Pattern READABLE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private PhysicalId() {}

    /** Whether Genesys issued the id. */
    public static boolean isIssued(String physicalId) {
        return physicalId != null && ISSUED.matcher(physicalId).matches();
    }

    /** Whether an object in Genesys may have this id. If not, the registrar does not call Genesys for it. */
    public static boolean isReadable(String physicalId) {
        return physicalId != null
                && !isPlaceholder(physicalId)
                && READABLE.matcher(physicalId).matches();
    }

    /** Whether the registrar wrote this id as a placeholder, because it had no id from Genesys. */
    public static boolean isPlaceholder(String physicalId) {
        return NOT_CREATED.equals(physicalId) || OUTCOME_UNKNOWN.equals(physicalId);
    }
}
