package dataactions.definition;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every contract in service, as in the function's asset: {@code {"formatVersion":1,"actions":[…]}} in a file
 * {@value #FILE_NAME} at the root of the function's class path. The file does not hold the actions that
 * {@link ResultAction} derives; a set always has them.
 */
public final class CompiledActions {
    /** The resource's name at the root of the class path. */
    public static final String FILE_NAME = "actions.json";

    private static final long FORMAT_VERSION = 1;
    private static final Json.Limits LIMITS = new Json.Limits(50 * 1024 * 1024, 200);

    private final List<Entry> entries;
    private final Map<String, Map<Integer, Entry>> byName = new HashMap<>();
    private final Map<String, Entry> newest = new HashMap<>();

    /** A contract. It is made from its tree when it is first needed. */
    private static final class Entry {
        private final String name;
        private final int contract;
        private final boolean isNewest;
        private final Duration timeout;
        private Object tree;
        private ActionDefinition definition;

        Entry(ActionDefinition definition) {
            this.name = definition.name();
            this.contract = definition.contract();
            this.isNewest = definition.newest();
            this.timeout = definition.timeout();
            this.definition = definition;
        }

        Entry(Tree tree) {
            this.name = tree.string("name");
            this.contract = tree.smallInteger("contract");
            this.isNewest = tree.flag("newest");
            this.timeout = tree.millis("timeoutMillis");
            this.tree = tree.members();
        }

        synchronized ActionDefinition definition() {
            if (definition == null) {
                definition = ActionDefinition.fromTree(tree);
                tree = null;
            }
            return definition;
        }
    }

    private CompiledActions(List<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(new ByNameAndContract());
        this.entries = List.copyOf(sorted);
        for (Entry entry : sorted) {
            Map<Integer, Entry> sameName = byName.get(entry.name);
            if (sameName == null) {
                sameName = new HashMap<>();
                byName.put(entry.name, sameName);
            }
            if (sameName.put(entry.contract, entry) != null) {
                throw new IllegalArgumentException(
                        "contract " + entry.contract + " of " + entry.name + " is there twice");
            }
            if (entry.isNewest && newest.put(entry.name, entry) != null) {
                throw new IllegalArgumentException("two contracts of " + entry.name + " are the newest");
            }
        }
    }

    private static void add(List<Entry> entries, ActionDefinition action) {
        if (!action.isResultAction()) {
            entries.add(new Entry(action));
            if (action.isSlow()) {
                entries.add(new Entry(ResultAction.of(action)));
            }
        }
    }

    /** A class, no lambda: see "First calls" in CONTRIBUTING. */
    private static final class ByNameAndContract implements Comparator<Entry> {
        @Override
        public int compare(Entry a, Entry b) {
            int byName = a.name.compareTo(b.name);
            return byName != 0 ? byName : Integer.compare(a.contract, b.contract);
        }
    }

    /**
     * A set of contracts.
     *
     * @throws IllegalArgumentException when two contracts have the same name and number, or two contracts of one action
     *     are the newest
     */
    public static CompiledActions of(List<ActionDefinition> actions) {
        List<Entry> entries = new ArrayList<>();
        for (ActionDefinition action : actions) {
            add(entries, action);
        }
        return new CompiledActions(entries);
    }

    /**
     * Reads a file that {@link #write} wrote, and all its contracts.
     *
     * @throws IllegalArgumentException naming the place, when the file is invalid
     * @throws JsonException when the file is not JSON
     */
    public static CompiledActions read(InputStream in) throws IOException {
        CompiledActions actions = open(in);
        actions.all();
        return actions;
    }

    /**
     * Reads a file that {@link #write} wrote, but only the names, numbers and timeouts of its contracts. The rest of a
     * contract is read when it is first asked for. So hundreds of contracts do not slow down the start of a process.
     *
     * @throws IllegalArgumentException naming the place, when the file is invalid
     * @throws JsonException when the file is not JSON
     */
    public static CompiledActions open(InputStream in) throws IOException {
        Tree root = Tree.of(Json.parse(in, LIMITS), FILE_NAME);
        if (root.integer("formatVersion") != FORMAT_VERSION) {
            throw new IllegalArgumentException(FILE_NAME + ": format version " + root.integer("formatVersion")
                    + " is not " + FORMAT_VERSION + ": build the definitions and the function from the same sources");
        }
        List<Entry> entries = new ArrayList<>();
        List<?> trees = root.optionalList("actions");
        for (Object each : trees == null ? List.of() : trees) {
            Tree tree = Tree.of(each, "action");
            if (tree.get("async") == null) {
                entries.add(new Entry(tree));
            } else {
                add(entries, ActionDefinition.fromTree(each)); // with its result action
            }
        }
        return new CompiledActions(entries);
    }

    /** The content of the file. The same contracts give the same bytes, whatever order they were added in. */
    public byte[] write() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("formatVersion", FORMAT_VERSION);
        root.put(
                "actions",
                all().stream()
                        .filter(action -> !action.isResultAction())
                        .map(ActionDefinition::toTree)
                        .toList());
        return Json.write(root);
    }

    /**
     * The contract that a caller requests.
     *
     * @param contract its number, or null for the newest
     * @throws IllegalArgumentException when the file was {@linkplain #open opened}, and the contract in it is invalid
     */
    public Optional<ActionDefinition> find(String name, Integer contract) {
        Entry entry = contract == null
                ? newest.get(name)
                : byName.getOrDefault(name, Map.of()).get(contract);
        return entry == null ? Optional.empty() : Optional.of(entry.definition());
    }

    /** All contracts, by name and number. */
    public List<ActionDefinition> all() {
        List<ActionDefinition> all = new ArrayList<>();
        for (Entry entry : entries) {
            all.add(entry.definition());
        }
        return all;
    }

    /** The names of all actions, sorted. */
    public List<String> names() {
        return entries.stream().map(entry -> entry.name).distinct().toList();
    }

    /** The numbers of an action's contracts, sorted; empty if there is no action of that name. */
    public List<Integer> contracts(String name) {
        return entries.stream()
                .filter(entry -> entry.name.equals(name))
                .map(entry -> entry.contract)
                .toList();
    }

    /** The shortest timeout of all contracts; null if there is none. */
    public Duration shortestTimeout() {
        Duration shortest = null;
        for (Entry entry : entries) {
            shortest = shortest == null || entry.timeout.compareTo(shortest) < 0 ? entry.timeout : shortest;
        }
        return shortest;
    }

    /** The slow actions' contracts, by name and number. */
    public List<ActionDefinition> slow() {
        return all().stream().filter(ActionDefinition::isSlow).toList();
    }

    /** The names of the upstreams that the contracts call, sorted. */
    public Set<String> upstreams() {
        Set<String> names = new TreeSet<>();
        all().forEach(action ->
                action.steps().forEach(step -> names.add(step.request().upstream())));
        return names;
    }
}
