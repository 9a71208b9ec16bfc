package dataactions.registrar.resources.deletion;

import java.util.List;

/**
 * The Architect flows that use an action, according to Architect's dependency tracking. Dependency tracking does not
 * include scripts and outbound rule sets: {@link NoFlow} means that no Architect flow uses the action, but a script
 * may.
 */
public sealed interface FlowUsage {
    /** No Architect flow uses the action. */
    record NoFlow() implements FlowUsage {}

    /** These flows use it. Names without duplicates, in alphabetical order, at least one. */
    record ByFlows(List<String> names) implements FlowUsage {
        public ByFlows {
            names = List.copyOf(names);
        }
    }

    /**
     * Architect could not answer. This counts as used.
     *
     * @param why a clause for a message: {@code Architect's dependency index is NOTBUILT}
     */
    record CannotTell(String why) implements FlowUsage {}

    default InUse inUse() {
        return this instanceof NoFlow ? InUse.NO : this instanceof ByFlows ? InUse.YES : InUse.UNKNOWN;
    }

    /** Whether the action counts as used, so that it must keep working. */
    default boolean counts() {
        return inUse() != InUse.NO;
    }

    /** For messages: {@code used by Main IVR, Billing, Orders and 4 more}. */
    default String inWords() {
        if (this instanceof ByFlows flows) {
            return "used by " + Names.shortened(flows.names());
        }
        return this instanceof CannotTell unknown
                ? "perhaps used by a flow (" + unknown.why() + ")"
                : "no Architect flow uses it";
    }
}
