package dataactions.definition;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.io.IOException;
import java.io.InputStream;
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

    private final List<ActionDefinition> all;
    private final Map<String, Map<Integer, ActionDefinition>> byName = new HashMap<>();
    private final Map<String, ActionDefinition> newest = new HashMap<>();

    private CompiledActions(List<ActionDefinition> actions) {
        List<ActionDefinition> sorted = new ArrayList<>();
        for (ActionDefinition action : actions) {
            if (!action.isResultAction()) {
                sorted.add(action);
                if (action.isSlow()) {
                    sorted.add(ResultAction.of(action));
                }
            }
        }
        sorted.sort(new ByNameAndContract());
        this.all = List.copyOf(sorted);
        for (ActionDefinition action : all) {
            Map<Integer, ActionDefinition> sameName = byName.get(action.name());
            if (sameName == null) {
                sameName = new HashMap<>();
                byName.put(action.name(), sameName);
            }
            ActionDefinition same = sameName.put(action.contract(), action);
            if (same != null) {
                throw new IllegalArgumentException(
                        "contract " + action.contract() + " of " + action.name() + " is there twice");
            }
            if (action.newest() && newest.put(action.name(), action) != null) {
                throw new IllegalArgumentException("two contracts of " + action.name() + " are the newest");
            }
        }
    }

    /** A class and not a lambda, because the function's first call waits for the making of a lambda. */
    private static final class ByNameAndContract implements Comparator<ActionDefinition> {
        @Override
        public int compare(ActionDefinition a, ActionDefinition b) {
            int byName = a.name().compareTo(b.name());
            return byName != 0 ? byName : Integer.compare(a.contract(), b.contract());
        }
    }

    /**
     * A set of contracts.
     *
     * @throws IllegalArgumentException when two contracts have the same name and number, or two contracts of one action
     *     are the newest
     */
    public static CompiledActions of(List<ActionDefinition> actions) {
        return new CompiledActions(actions);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws IllegalArgumentException naming the place, when the file is invalid
     * @throws JsonException when the file is not JSON
     */
    public static CompiledActions read(InputStream in) throws IOException {
        Tree root = Tree.of(Json.parse(in, LIMITS), FILE_NAME);
        if (root.integer("formatVersion") != FORMAT_VERSION) {
            throw new IllegalArgumentException(FILE_NAME + ": format version " + root.integer("formatVersion")
                    + " is not " + FORMAT_VERSION + ": build the definitions and the function from the same sources");
        }
        List<ActionDefinition> actions = new ArrayList<>();
        List<?> trees = root.optionalList("actions");
        for (Object tree : trees == null ? List.of() : trees) {
            actions.add(ActionDefinition.fromTree(tree));
        }
        return new CompiledActions(actions);
    }

    /** The content of the file. The same contracts give the same bytes, whatever order they were added in. */
    public byte[] write() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("formatVersion", FORMAT_VERSION);
        root.put(
                "actions",
                all.stream()
                        .filter(action -> !action.isResultAction())
                        .map(ActionDefinition::toTree)
                        .toList());
        return Json.write(root);
    }

    /**
     * The contract that a caller requests.
     *
     * @param contract its number, or null for the newest
     */
    public Optional<ActionDefinition> find(String name, Integer contract) {
        if (contract == null) {
            return Optional.ofNullable(newest.get(name));
        }
        return Optional.ofNullable(byName.getOrDefault(name, Map.of()).get(contract));
    }

    /** All contracts, by name and number. */
    public List<ActionDefinition> all() {
        return all;
    }

    /** The slow actions' contracts, by name and number. */
    public List<ActionDefinition> slow() {
        return all.stream().filter(ActionDefinition::isSlow).toList();
    }

    /** The names of the upstreams that the contracts call, sorted. */
    public Set<String> upstreams() {
        Set<String> names = new TreeSet<>();
        all.forEach(action ->
                action.steps().forEach(step -> names.add(step.request().upstream())));
        return names;
    }
}
