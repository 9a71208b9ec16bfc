package dataactions.definition.upstream;

import dataactions.definition.value.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes the settings of all upstreams of an environment. */
public final class Upstreams {
    private static final int LONGEST_NAME = 64;

    private Upstreams() {}

    /**
     * Reads the settings: an object with one entry for each upstream.
     *
     * @param tree maps, lists and plain values, as a JSON parser makes them
     * @param problems gets everything that is wrong
     * @return by name, in alphabetical order, without the upstreams that have a problem
     */
    public static Map<String, Upstream> read(Object tree, List<Problem> problems) {
        SettingsReader reader = SettingsReader.of(tree, "", problems);
        Map<String, Upstream> upstreams = new TreeMap<>();
        for (String name : reader.names()) {
            if (!Text.isName(name, LONGEST_NAME)) {
                reader.problem(name, "an upstream's name is a letter, then letters, digits, \"-\" and \"_\"");
                continue;
            }
            int before = problems.size();
            Upstream upstream = Upstream.read(name, reader.object(name));
            if (problems.size() == before) {
                upstreams.put(name, upstream);
            }
        }
        return upstreams;
    }

    /** The settings of these upstreams, in the form that {@link #read} reads. */
    public static Map<String, Object> toTree(Map<String, Upstream> upstreams) {
        Map<String, Object> tree = new LinkedHashMap<>();
        upstreams.forEach((name, upstream) -> tree.put(name, upstream.toTree()));
        return tree;
    }
}
