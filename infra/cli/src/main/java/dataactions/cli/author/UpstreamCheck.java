package dataactions.cli.author;

import dataactions.assembly.AssemblyException;
import dataactions.assembly.CdkJson;
import dataactions.authoring.UpstreamCall;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the environments of {@code cdk.json} have the upstreams that definitions call. A synthesis refuses an
 * environment that lacks one.
 *
 * @param problems an upstream that no environment has
 * @param warnings an upstream that some environments lack
 * @param unread why {@code cdk.json} could not be read; empty if it was read, or if there is nothing to read
 */
record UpstreamCheck(List<DefinitionProblem> problems, List<DefinitionProblem> warnings, Optional<String> unread) {
    /** Does nothing if there is no {@code cdk.json}, or one that starts another app: that app sets the upstreams. */
    static UpstreamCheck of(Path project, List<UpstreamCall> calls) {
        UpstreamCheck check = new UpstreamCheck(new ArrayList<>(), new ArrayList<>(), Optional.empty());
        if (!Files.isRegularFile(project.resolve("cdk.json"))) {
            return check;
        }
        CdkJson cdk;
        try {
            cdk = CdkJson.read(project);
        } catch (AssemblyException e) {
            return new UpstreamCheck(List.of(), List.of(), Optional.of(e.getMessage()));
        }
        Map<String, Set<String>> environments = cdk.upstreamNames();
        if (cdk.startsOwnApp() && !environments.isEmpty()) {
            calls.forEach(call -> check.add(call, environments));
        }
        return check;
    }

    private void add(UpstreamCall call, Map<String, Set<String>> environments) {
        List<String> without = environments.keySet().stream()
                .filter(name -> !environments.get(name).contains(call.upstream()))
                .toList();
        if (without.size() == environments.size()) {
            Set<String> known = new LinkedHashSet<>();
            environments.values().forEach(known::addAll);
            problems.add(call.problem("no environment of cdk.json has the upstream " + call.upstream()
                    + Suggestion.didYouMean(call.upstream(), known) + " Known: "
                    + (known.isEmpty() ? "none" : String.join(", ", known))
                    + ". Correct the name, or add the upstream to each environment: \"" + call.upstream()
                    + "\": {\"url\": \"https://…\"}."));
        } else if (!without.isEmpty()) {
            warnings.add(call.problem("the upstream " + call.upstream() + " is missing in the "
                    + (without.size() == 1 ? "environment " : "environments ") + String.join(", ", without)
                    + " of cdk.json. Add it there before you deploy to "
                    + (without.size() == 1 ? "it." : "them.")));
        }
    }
}
