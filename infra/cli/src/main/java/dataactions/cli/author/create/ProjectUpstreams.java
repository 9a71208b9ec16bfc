package dataactions.cli.author.create;

import dataactions.authoring.JsonFile;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Questions;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The upstreams in the {@code cdk.json} of the project.
 *
 * @param bytes the content of the file
 * @param environments the upstreams by environment and name
 */
record ProjectUpstreams(Path file, byte[] bytes, Map<String, Map<String, Upstream>> environments) {
    /** @throws CommandException when there is no such file, or none that can be read */
    static ProjectUpstreams read(Context context) {
        Path file = context.root().resolve("cdk.json");
        try {
            if (!Files.isRegularFile(file)) {
                throw new CommandException("There is no cdk.json in "
                        + context.root().toAbsolutePath().normalize()
                        + ": the definition's upstream is written there. Run the command in the project.");
            }
            byte[] bytes = Files.readAllBytes(file);
            return new ProjectUpstreams(file, bytes, environments(JsonFile.parse(bytes)));
        } catch (JsonException e) {
            throw new CommandException(file + ": " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new CommandException(file + ": cannot be read: check its permissions.");
        }
    }

    static Map<String, Map<String, Upstream>> environments(Object tree) {
        Map<String, Map<String, Upstream>> all = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> root
                && root.get("context") instanceof Map<?, ?> context
                && context.get("environments") instanceof Map<?, ?> environments) {
            environments.forEach((name, value) -> {
                if (value instanceof Map<?, ?> environment
                        && !String.valueOf(name).startsWith("//")) {
                    Object upstreams = environment.get("upstreams");
                    List<Problem> ignored = new ArrayList<>();
                    all.put(String.valueOf(name), Upstreams.read(upstreams == null ? Map.of() : upstreams, ignored));
                }
            });
        }
        if (all.isEmpty()) {
            throw new CommandException(
                    "cdk.json: expected an object context.environments with at least one environment.");
        }
        return all;
    }

    /** The names of all upstreams. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        environments.values().forEach(each -> names.addAll(each.keySet()));
        return names;
    }

    /** @throws CommandException when there is no such environment */
    void check(String environment) {
        if (!environments.containsKey(environment)) {
            throw new CommandException("--environment " + environment + ": cdk.json has no such environment"
                    + Suggestion.didYouMean(environment, environments.keySet()) + " It has: "
                    + String.join(", ", environments.keySet()) + ".");
        }
    }

    /**
     * The upstream that a name chooses, or a person, or the only one of the environment.
     *
     * @throws CommandException when that is none
     */
    Upstream chosen(String environment, Optional<String> name, Questions questions) {
        check(environment);
        Map<String, Upstream> all = environments.get(environment);
        String known = String.join(", ", all.keySet());
        if (all.isEmpty()) {
            throw new CommandException(
                    "--response FILE does not say which upstream gave the answer, and the environment " + environment
                            + " of cdk.json has none. Give the call, too, with --curl or --url.");
        }
        if (name.isEmpty() && all.size() == 1) {
            return all.values().iterator().next();
        }
        String chosen = name.or(() -> questions.ask("Upstream of the answer (" + known + "):"))
                .orElseThrow(() -> new CommandException(
                        "--response FILE does not say which upstream gave the answer, and the environment "
                                + environment + " of cdk.json has several: " + known
                                + ". Choose one with --upstream-name NAME."));
        if (!all.containsKey(chosen)) {
            throw new CommandException("--upstream-name " + chosen + ": the environment " + environment
                    + " of cdk.json has no such upstream" + Suggestion.didYouMean(chosen, all.keySet()) + " It has: "
                    + known + ". Choose one of them, or give the call, too, with --curl or --url.");
        }
        return all.get(chosen);
    }
}
