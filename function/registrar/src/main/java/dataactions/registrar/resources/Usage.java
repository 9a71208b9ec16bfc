package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import java.util.List;

/**
 * Which Architect flows use an action, as far as Architect's dependency tracking knows. It does not know scripts and
 * outbound rule sets: {@link NoFlow} says that no Architect flow uses the action, not that nothing does.
 */
public sealed interface Usage {
    /** No Architect flow uses it. */
    record NoFlow() implements Usage {}

    /** These do: by name, each once, in the order of the alphabet; never empty. */
    record ByFlows(List<String> names) implements Usage {
        public ByFlows {
            names = List.copyOf(names);
        }
    }

    /**
     * It cannot be told, which counts as used.
     *
     * @param why a clause for a person: {@code Architect's dependency index is NOTBUILT}
     */
    record CannotTell(String why) implements Usage {}

    /** Whether the action has to go on working. */
    default boolean counts() {
        return !(this instanceof NoFlow);
    }

    /** For a person: {@code used by Main IVR, Billing, Orders and 4 more}; the first three and a count. */
    default String said() {
        if (this instanceof ByFlows flows) {
            return "used by " + named(flows.names());
        }
        return this instanceof CannotTell unknown
                ? "perhaps used by a flow (" + unknown.why() + ")"
                : "no Architect flow uses it";
    }

    /** The first three, shortened where they are long, and a count. */
    static String named(List<String> names) {
        return counted(names.stream().map(Failure::named).toList());
    }

    /** The first three and a count. */
    static String counted(List<String> names) {
        int shown = Math.min(3, names.size());
        List<String> first = names.subList(0, shown);
        int more = names.size() - shown;
        if (more > 0) {
            return String.join(", ", first) + " and " + more + " more";
        }
        return shown < 2
                ? String.join("", first)
                : String.join(", ", first.subList(0, shown - 1)) + " and " + first.get(shown - 1);
    }
}
