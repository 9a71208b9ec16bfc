package dataactions.registrar.resources.action;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.resources.deletion.ObjectOrigin;
import java.util.Map;
import java.util.Optional;

/**
 * The registrar's notes on an action: its owner and its origin. An action has no notes in Genesys, so request headers
 * hold them.
 */
public final class ActionNotes {
    static final String OWNER_HEADER = "Data-Action-Owner";
    /** The CloudFormation request that created the action, or one of the two words below. */
    static final String ORIGIN_HEADER = "Data-Action-Origin";

    private static final String FOUND = "found";
    private static final String FOUND_RETIRED = "found-retired";

    private ActionNotes() {}

    /** The ownership tag, of any owner. Empty also if a list shows no headers. */
    public static Optional<String> owner(Action action) {
        return header(action, OWNER_HEADER);
    }

    static boolean carries(Action action, OwnershipTag tag) {
        return owner(action).filter(tag.text()::equals).isPresent();
    }

    /** Whether the owner is a resource of the tag's stack. */
    public static boolean isOfStack(Action action, OwnershipTag tag) {
        return owner(action).flatMap(tag::logicalIdIn).isPresent();
    }

    /** The note of its origin. */
    static Optional<String> note(Action action) {
        return header(action, ORIGIN_HEADER);
    }

    /**
     * How the action came to be in Genesys. A Create may die after it has found the action and before it has written its
     * note. The note then still names another stack's request.
     */
    public static ObjectOrigin origin(Action action, ResourceEvent event) {
        String note = note(action).orElse("");
        if (note.equals(event.requestName())) {
            return ObjectOrigin.THIS_REQUEST;
        }
        if (note.equals(FOUND_RETIRED)) {
            return ObjectOrigin.EARLIER_RETIRED;
        }
        return note.startsWith(event.incarnation()) && !ActionNames.isRetired(action.name())
                ? ObjectOrigin.THIS_STACK
                : ObjectOrigin.EARLIER;
    }

    /**
     * The note of its origin that an action gets when it is changed.
     *
     * @param knownId the id that CloudFormation knows; null if it knows none
     */
    static Optional<String> noteToWrite(Action action, String requestName, String knownId) {
        Optional<String> note = note(action);
        if (action.id().equals(knownId) || note.filter(requestName::equals).isPresent()) {
            return note;
        }
        if (ActionNames.isRetired(action.name())) {
            return Optional.of(FOUND_RETIRED);
        }
        // In an Update, another action with the tag shows that a replacement is undone. This stack created that action,
        // so its note stays.
        boolean keeps =
                knownId != null || note.filter(it -> it.startsWith(FOUND)).isPresent();
        return keeps ? note : Optional.of(FOUND);
    }

    private static Optional<String> header(Action action, String name) {
        return action.configuration() == null
                ? Optional.empty()
                : action.configuration().headers().entrySet().stream()
                        .filter(header -> name.equalsIgnoreCase(header.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }
}
