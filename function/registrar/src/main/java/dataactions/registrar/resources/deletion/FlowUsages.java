package dataactions.registrar.resources.deletion;

import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Flow;
import dataactions.registrar.genesys.Genesys.FlowFilter;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.util.TreeSet;

/** Asks Architect which flows use an action: all pages, of the checked-in and of the published versions. */
public final class FlowUsages {
    private static final String COMPLETE = "OPERATIONAL";

    private final Genesys genesys;
    /** The state of Architect's index. It is the same for every action, so it is read once. */
    private String indexState;

    public FlowUsages(Genesys genesys) {
        this.genesys = genesys;
    }

    /**
     * Which flows use an action.
     *
     * @throws Failure only when the registrar has no time left; a refusal of Genesys is {@link FlowUsage.CannotTell}
     */
    public FlowUsage of(String actionId, boolean secure) {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        try {
            for (FlowFilter filter : FlowFilter.values()) {
                for (Flow flow : genesys.flows().using(actionId, secure, filter)) {
                    names.add(flow.name().isBlank() ? flow.id() : flow.name());
                }
            }
            if (!names.isEmpty()) {
                return byFlows(names);
            }
            // The state matters here, because an index that is not built also answers with an empty list.
            if (indexState == null) {
                indexState = genesys.flows().indexState();
            }
            return COMPLETE.equals(indexState)
                    ? new FlowUsage.NoFlow()
                    : new FlowUsage.CannotTell("Architect's dependency index is "
                            + (indexState.isBlank() ? "in an unknown state" : indexState));
        } catch (Failure e) {
            if (e.kind() == Kind.DEADLINE) {
                throw e;
            }
            return names.isEmpty() ? new FlowUsage.CannotTell(why(e)) : byFlows(names);
        }
    }

    private static FlowUsage byFlows(TreeSet<String> names) {
        return new FlowUsage.ByFlows(names.stream().toList());
    }

    private static String why(Failure e) {
        return e.kind() == Kind.FORBIDDEN
                ? "the OAuth client lacks architect:dependencyTracking:view"
                : "Architect's dependency tracking did not answer: " + e.words();
    }
}
