package dataactions.infra.environment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The environments of {@code cdk.json}'s context. {@code environments.schema.json} describes their keys and holds their
 * defaults; {@link EnvironmentRules} checks what the schema cannot.
 *
 * @param all the environments in the order of the file
 */
public record Environments(List<Environment> all) {
    public static final String ROOT = "cdk.json: environments";

    private static final SettingsSchema SCHEMA = new SettingsSchema("environments");

    public Environments {
        all = List.copyOf(all);
    }

    /**
     * Reads the context's {@code environments}.
     *
     * @param tree the value in the context: maps, lists, strings, numbers, booleans; null if there is none
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Environments read(Object tree) {
        return read(tree, false);
    }

    private static Environments read(Object tree, boolean local) {
        if (tree == null) {
            throw new ConfigurationException(ROOT + ": missing; expected an object with one entry for each environment."
                    + " Run the CDK CLI in the folder that holds cdk.json");
        }
        List<String> problems = new ArrayList<>();
        List<Environment> all = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        ObjectNode settings = object(tree);
        settings.properties().forEach(each -> {
            String name = each.getKey();
            String twin = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (twin == null) {
                environment(name, each.getValue(), local, problems).ifPresent(all::add);
            } else {
                problems.add(path(name) + ": differs from \"" + twin
                        + "\" in upper and lower case only; rename one of them");
            }
        });
        if (settings.isEmpty()) {
            problems.add(ROOT + ": empty; expected at least one environment, such as \"dev\"");
        }
        // Other environments may have mistakes too. All mistakes are reported together.
        problems.addAll(EnvironmentRules.neighbours(all));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new Environments(all);
    }

    /**
     * Reads one environment for a local assembly. Mistakes in other environments are ignored, and the upstreams may be
     * on this machine.
     *
     * @param tree the value in the context
     * @throws ConfigurationException naming everything that is wrong with this environment, or saying that the
     *     environment does not exist
     */
    public static Environment local(Object tree, String name) {
        ObjectNode settings = object(tree);
        if (!settings.has(name)) {
            throw new ConfigurationException(
                    path(name) + ": no such environment; " + Suggestion.hint(name, namesIn(tree)));
        }
        List<String> problems = new ArrayList<>();
        return environment(name, settings.get(name), true, problems)
                .orElseThrow(() -> new ConfigurationException(problems));
    }

    /** The names of all environments in the context, valid or not. */
    public static List<String> namesIn(Object tree) {
        return object(tree).properties().stream().map(Map.Entry::getKey).toList();
    }

    /**
     * Reads the environments of a project's {@code cdk.json}, like the CDK app when it runs without the CDK CLI.
     *
     * @param root the folder that holds {@code cdk.json}
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Environments ofProject(Path root) {
        return read(AppContext.read(Map.of(), root).values().get("environments"));
    }

    /**
     * As {@link #ofProject}, but upstreams may be on this machine: for commands that look at no account. A synthesis
     * refuses such upstreams.
     */
    public static Environments ofProjectAnywhere(Path root) {
        return read(AppContext.read(Map.of(), root).values().get("environments"), true);
    }

    /** The environments in the order of the file. */
    public List<String> names() {
        return all.stream().map(Environment::name).toList();
    }

    /** The environment of this name. */
    public Optional<Environment> find(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    static String path(String name) {
        return ROOT + "." + name;
    }

    private static ObjectNode object(Object tree) {
        JsonNode settings = SettingsSchema.json(tree);
        if (settings instanceof ObjectNode object) {
            return object;
        }
        throw new ConfigurationException(ROOT + ": expected an object, found " + SettingsSchema.typeOf(settings));
    }

    /**
     * @param local whether upstreams may be on this machine; true if the function also runs here
     * @return empty if something is wrong
     */
    private static Optional<Environment> environment(
            String name, JsonNode settings, boolean local, List<String> problems) {
        Map<String, Upstream> upstreams = Map.of();
        List<String> found = new ArrayList<>();
        // The function reads its upstreams with the same parser. The schema's description of upstreams is for editors
        // only.
        if (settings instanceof ObjectNode object && object.has("upstreams")) {
            List<Problem> wrong = new ArrayList<>();
            upstreams = Upstreams.read(SettingsSchema.tree(object.get("upstreams")), wrong);
            wrong.forEach(each -> found.add(each.below(path(name) + ".upstreams")));
            object.putObject("upstreams");
        }
        ObjectNode entry = JsonNodeFactory.instance.objectNode().set(name, settings);
        found.addAll(SCHEMA.problems(entry, ROOT));
        new EnvironmentRules(name, settings, found).check(upstreams, local);
        problems.addAll(found);
        if (!found.isEmpty()) {
            return Optional.empty();
        }
        SCHEMA.addDefaults(entry);
        ObjectNode known = (ObjectNode) settings;
        known.remove("upstreams");
        known.path("checks")
                .properties()
                .forEach(check -> ((ObjectNode) check.getValue()).put("action", check.getKey()));
        return Optional.of(SettingsSchema.read(known, Environment.class, Map.of("name", name, "upstreams", upstreams)));
    }
}
