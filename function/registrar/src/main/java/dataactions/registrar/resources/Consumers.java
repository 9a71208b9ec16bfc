package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Flow;
import dataactions.registrar.genesys.Genesys.FlowFilter;
import dataactions.registrar.genesys.Genesys.Page;
import java.util.TreeSet;

/**
 * Asks Architect which flows use an action: the checked-in and the published versions, all pages. What it does not know
 * counts as used.
 */
public final class Consumers {
    private static final String COMPLETE = "OPERATIONAL";

    private final Genesys genesys;
    /** Asked once: it is the same for every action. */
    private String indexState;

    public Consumers(Genesys genesys) {
        this.genesys = genesys;
    }

    /**
     * Who uses an action.
     *
     * @throws Failure only where the registrar's time is over; what Genesys refuses to tell is an answer
     */
    public Usage of(String actionId, boolean secure) {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try {
            for (FlowFilter filter : FlowFilter.values()) {
                for (Cursor cursor = Cursor.START; cursor != null; ) {
                    Page<Flow> page = genesys.flows().using(actionId, secure, filter, cursor);
                    page.items().forEach(flow -> names.add(flow.name().isBlank() ? flow.id() : flow.name()));
                    cursor = Pages.next(page, cursor);
                }
            }
            if (!names.isEmpty()) {
                return new Usage.ByFlows(names.stream().toList());
            }
            // An index that is not built answers as well, with an empty list.
            if (indexState == null) {
                indexState = genesys.flows().indexState();
            }
            return COMPLETE.equals(indexState)
                    ? new Usage.NoFlow()
                    : new Usage.CannotTell("Architect's dependency index is "
                            + (indexState.isBlank() ? "in an unknown state" : indexState));
        } catch (Failure e) {
            if (e.kind() == Kind.DEADLINE) {
                throw e;
            }
            return names.isEmpty()
                    ? new Usage.CannotTell(why(e))
                    : new Usage.ByFlows(names.stream().toList());
        }
    }

    private static String why(Failure e) {
        return e.kind() == Kind.FORBIDDEN
                ? "the OAuth client lacks architect:dependencyTracking:view"
                : "Architect's dependency tracking did not answer: " + e.words();
    }
}
