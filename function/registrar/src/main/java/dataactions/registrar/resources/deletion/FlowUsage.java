package dataactions.registrar.resources.deletion;

import java.util.List;

/**
 * Which Architect flows use an action, as far as Architect's dependency tracking knows. Dependency tracking does not know
 * scripts and outbound rule sets: {@link NoFlow} says that no Architect flow uses the action, not that nothing does.
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
     * Architect could not tell, which counts as used.
     *
     * @param why a clause for a person: {@code Architect's dependency index is NOTBUILT}
     */
    record CannotTell(String why) implements FlowUsage {}

    default InUse inUse() {
        return this instanceof NoFlow ? InUse.NO : this instanceof ByFlows ? InUse.YES : InUse.UNKNOWN;
    }

    /** Whether the action counts as used, and so has to go on working. */
    default boolean counts() {
        return inUse() != InUse.NO;
    }

    /** For a person: {@code used by Main IVR, Billing, Orders and 4 more}. */
    default String inWords() {
        if (this instanceof ByFlows flows) {
            return "used by " + Names.shortened(flows.names());
        }
        return this instanceof CannotTell unknown
                ? "perhaps used by a flow (" + unknown.why() + ")"
                : "no Architect flow uses it";
    }
}
