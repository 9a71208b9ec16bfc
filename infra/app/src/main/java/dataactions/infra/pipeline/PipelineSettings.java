package dataactions.infra.pipeline;

import dataactions.definition.Suggestion;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environments;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The context's {@code pipeline}: where the source is, and which environments it goes through.
 *
 * @param connectionArn of AWS CodeConnections, which a person has to confirm once in the console
 * @param repository {@code owner/name}
 * @param branch whose pushes start it; default {@code main}
 * @param environments in the order of promotion; default: all, in the order of {@code cdk.json}
 * @param approvalBefore the environments that a person lets through, having read the plan; default: the last one
 * @param permissionsBoundary name or ARN of the managed policy that bounds the pipeline's own roles; default none
 * @param bootstrapQualifier of the CDK bootstrap stack that the pipeline itself is deployed through; default the CDK's
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
    private static final List<String> KEYS = List.of(
            "connectionArn",
            "repository",
            "branch",
            "environments",
            "approvalBefore",
            "permissionsBoundary",
            "bootstrapQualifier");
    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\\d{12}:connection/[0-9a-f-]{36}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+");

    public PipelineSettings {
        environments = List.copyOf(environments);
        approvalBefore = Set.copyOf(approvalBefore);
    }

    /**
     * Reads the context's {@code pipeline}.
     *
     * @param tree what the context holds; null where there is none
     * @param known the names of the environments, in their order
     * @return empty where there is none: then there is no pipeline
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Optional<PipelineSettings> read(Object tree, List<String> known) {
        if (tree == null) {
            return Optional.empty();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new ConfigurationException(ROOT + ": expected an object with connectionArn and repository");
        }
        List<String> problems = new ArrayList<>();
        for (Object key : map.keySet()) {
            String name = String.valueOf(key);
            if (!KEYS.contains(name) && !name.startsWith("//")) {
                problems.add(ROOT + "." + name + ": unknown key; " + Suggestion.hint(name, KEYS));
            }
        }
        String arn = text(map, "connectionArn", ARN, "the ARN of a connection of AWS CodeConnections", null, problems);
        String repository = text(map, "repository", REPOSITORY, "\"owner/name\"", null, problems);
        String branch =
                text(map, "branch", Pattern.compile("[^\\s~^:?*\\[\\\\]+"), "a branch's name", "main", problems);
        List<String> environments = names(map, "environments", known, known, problems);
        List<String> last = environments.isEmpty() ? List.of() : List.of(environments.get(environments.size() - 1));
        List<String> approval = names(map, "approvalBefore", environments, last, problems);
        String boundary = text(
                map,
                "permissionsBoundary",
                Environments.POLICY,
                "the name or ARN of a managed policy in IAM",
                "",
                problems);
        String qualifier = text(
                map,
                "bootstrapQualifier",
                Environments.QUALIFIER,
                "the qualifier of a CDK bootstrap: up to 10 of a-z and 0-9",
                "",
                problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return Optional.of(new PipelineSettings(
                arn,
                repository,
                branch,
                environments,
                new LinkedHashSet<>(approval),
                Optional.of(boundary).filter(text -> !text.isEmpty()),
                Optional.of(qualifier).filter(text -> !text.isEmpty())));
    }

    private static String text(
            Map<?, ?> map, String key, Pattern form, String expected, String otherwise, List<String> problems) {
        Object value = map.get(key);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value instanceof String text && form.matcher(text).matches()) {
            return text;
        }
        problems.add(ROOT + "." + key + ": " + (value == null ? "missing; " : "") + "expected " + expected);
        return "";
    }

    private static List<String> names(
            Map<?, ?> map, String key, List<String> known, List<String> otherwise, List<String> problems) {
        Object value = map.get(key);
        if (value == null) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        if (!(value instanceof List<?> list)) {
            problems.add(ROOT + "." + key + ": expected a list of environments' names");
            return names;
        }
        for (Object each : list) {
            String name = String.valueOf(each);
            if (!known.contains(name)) {
                problems.add(
                        ROOT + "." + key + ": there is no environment " + name + Suggestion.didYouMean(name, known));
            } else if (names.contains(name)) {
                problems.add(ROOT + "." + key + ": " + name + " is named twice");
            } else {
                names.add(name);
            }
        }
        if (names.isEmpty() && key.equals("environments") && problems.isEmpty()) {
            problems.add(ROOT + "." + key + ": expected at least one environment");
        }
        return names;
    }
}
