package dataactions.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of an option that is given as NAME=VALUE, once for each name. */
public final class NamedValues {
    private NamedValues() {}

    /**
     * Splits only at the first equals sign: a value may have quotes, commas and more equals signs.
     *
     * @param option its name, for messages
     * @return in the order in which they are given
     * @throws CommandException when one has no name, or a name is given twice; never quotes a value
     */
    public static Map<String, String> of(String option, List<String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String each : given) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new CommandException(option + ": expected NAME=VALUE.");
            }
            String name = each.substring(0, equals);
            if (values.put(name, each.substring(equals + 1)) != null) {
                throw new CommandException(option + " " + name + " is given twice: remove one.");
            }
        }
        return values;
    }
}
