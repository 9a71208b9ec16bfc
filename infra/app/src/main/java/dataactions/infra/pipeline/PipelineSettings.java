package dataactions.infra.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.Suggestion;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.SettingsSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The context's {@code pipeline}: where the source is, and which environments the pipeline deploys.
 *
 * @param connectionArn the ARN of a connection of AWS CodeConnections; a person must confirm it once in the console
 * @param repository {@code owner/name}
 * @param branch a push to this branch starts the pipeline; default {@code main}
 * @param environments in the order of promotion; default: all, in the order of {@code cdk.json}
 * @param approvalBefore the environments before which the pipeline waits for a person to approve the plan; default: the
 *     last one
 * @param permissionsBoundary name or ARN of the managed policy that limits the pipeline's own roles; default none
 * @param bootstrapQualifier the qualifier of the CDK bootstrap stack that deploys the pipeline itself; default: the
 *     CDK's default
 */
public record PipelineSettings(
        String connectionArn,
        String repository,
        String branch,
        List<String> environments,
        Set<String> approvalBefore,
        Optional<String> permissionsBoundary,
        Optional<String> bootstrapQualifier) {
    private static final String ROOT = "cdk.json: pipeline";
    private static final SettingsSchema SCHEMA = new SettingsSchema("pipeline");

    public PipelineSettings {
        environments = List.copyOf(environments);
        approvalBefore = Set.copyOf(approvalBefore);
    }

    /**
     * Reads the context's {@code pipeline}.
     *
     * @param tree the value in the context; null if there is none
     * @param known the names of the environments, in their order
     * @return empty if the context has no pipeline
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Optional<PipelineSettings> read(Object tree, List<String> known) {
        if (tree == null) {
            return Optional.empty();
        }
        JsonNode settings = SettingsSchema.json(tree);
        List<String> problems = new ArrayList<>(SCHEMA.problems(settings, ROOT));
        List<String> environments = names(settings, "environments", known, known, problems);
        List<String> last = environments.isEmpty() ? List.of() : List.of(environments.get(environments.size() - 1));
        List<String> approval = names(settings, "approvalBefore", environments, last, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        ObjectNode complete = (ObjectNode) settings;
        SCHEMA.addDefaults(complete);
        complete.set("environments", SettingsSchema.json(environments));
        complete.set("approvalBefore", SettingsSchema.json(approval));
        return Optional.of(SettingsSchema.read(complete, PipelineSettings.class, Map.of()));
    }

    /** The names in the value of the key, or {@code otherwise} if it has none. */
    private static List<String> names(
            JsonNode settings, String key, List<String> known, List<String> otherwise, List<String> problems) {
        if (!settings.has(key)) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        for (JsonNode each : settings.get(key)) {
            String name = each.asText();
            if (!known.contains(name)) {
                problems.add(
                        ROOT + "." + key + ": there is no environment " + name + Suggestion.didYouMean(name, known));
            } else if (names.contains(name)) {
                problems.add(ROOT + "." + key + ": " + name + " is named twice; remove one");
            } else {
                names.add(name);
            }
        }
        return names;
    }
}
