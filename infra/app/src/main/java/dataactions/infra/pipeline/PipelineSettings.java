package dataactions.infra.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.Suggestion;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.SettingsSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The context's {@code pipeline}: where the source is, and which environments the pipeline deploys.
 *
 * @param connectionArn the ARN of a connection of AWS CodeConnections; a person must confirm it once in the console
 * @param repository {@code owner/name}
 * @param branch a push to this branch starts the pipeline; default {@code main}
 * @param environments in the order of promotion; default: all, in the order of {@code cdk.json}
 * @param approvalBefore the environments before which the pipeline waits for a person to approve the plan; default: the
 *     last one
 * @param account the AWS account of the pipeline; default: the account of the credentials that deploy. Required if an
 *     environment of the pipeline is in another region
 * @param region the AWS region of the pipeline; default: the region of the credentials that deploy. Required if an
 *     environment of the pipeline names its region
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
        Optional<String> account,
        Optional<String> region,
        Optional<String> permissionsBoundary,
        Optional<String> bootstrapQualifier) {
    private static final String ROOT = "cdk.json: pipeline";
    private static final SettingsSchema SCHEMA = new SettingsSchema("pipeline");

    public PipelineSettings {
        environments = List.copyOf(environments);
        approvalBefore = Set.copyOf(approvalBefore);
    }

    /**
     * Reads the context's {@code pipeline}, and checks whether it names the account and the region that its environments
     * require.
     *
     * @param tree the value in the context; null if there is none
     * @param all the environments of the context
     * @return empty if the context has no pipeline
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Optional<PipelineSettings> read(Object tree, Environments all) {
        Optional<PipelineSettings> settings = read(tree, all.names());
        settings.flatMap(it -> it.missingPlace(all)).ifPresent(problem -> {
            throw new ConfigurationException(problem);
        });
        return settings;
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

    /** Whether the pipeline deploys an environment to a region other than its own. */
    boolean deploysToOtherRegions(Environments all) {
        return withRegion(all).anyMatch(environment -> !environment.region().equals(region));
    }

    /** The environments of the pipeline that name a region. All others are in the region of the pipeline. */
    private Stream<Environment> withRegion(Environments all) {
        return environments.stream()
                .flatMap(name -> all.find(name).stream())
                .filter(environment -> environment.region().isPresent());
    }

    /**
     * The CDK compares the region of each environment with the region of the pipeline. For an environment in another
     * region it adds a stack to the pipeline's account, and it must know that account.
     */
    private Optional<String> missingPlace(Environments all) {
        if (region.isEmpty()) {
            return withRegion(all)
                    .findFirst()
                    .map(environment -> ROOT + ".region: missing; expected the region of the pipeline, because"
                            + " environment \"" + environment.name() + "\" names its region");
        }
        if (account.isEmpty()) {
            return withRegion(all)
                    .filter(environment -> !environment.region().equals(region))
                    .findFirst()
                    .map(environment -> ROOT + ".account: missing; expected the account of the pipeline, because"
                            + " environment \"" + environment.name() + "\" is in another region than the pipeline");
        }
        return Optional.empty();
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
