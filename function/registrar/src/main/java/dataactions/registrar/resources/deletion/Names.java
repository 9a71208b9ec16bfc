package dataactions.registrar.resources.deletion;

import dataactions.registrar.invocation.Failure;
import java.util.List;

/** Lists of names, for a sentence. */
public final class Names {
    private Names() {}

    /** The first three names, each shortened where it is long, and a count of the others. */
    public static String shortened(List<String> names) {
        return firstThree(names.stream().map(Failure::named).toList());
    }

    /** The first three and a count of the others: {@code Main IVR, Billing, Orders and 4 more}. */
    public static String firstThree(List<String> names) {
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
