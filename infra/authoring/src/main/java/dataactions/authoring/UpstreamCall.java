package dataactions.authoring;

import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a definition names an upstream.
 *
 * @param upstream the name
 * @param place the file, the line and the path; without a message
 */
public record UpstreamCall(String upstream, DefinitionProblem place) {
    /** What is wrong with the name. */
    public DefinitionProblem problem(String message) {
        return new DefinitionProblem(place.file(), place.line(), place.path(), message);
    }

    /** The calls of the definitions, and of the frozen ones in the lock file. */
    static List<UpstreamCall> of(Workspace workspace) {
        List<UpstreamCall> calls = new ArrayList<>();
        workspace.files().values().forEach(file -> {
            ActionDefinition action = file.definition();
            action.steps()
                    .forEach(step -> calls.add(new UpstreamCall(
                            step.request().upstream(), file.problem(path(action, step) + ".upstream", ""))));
        });
        workspace.lock().entries().forEach((name, entry) -> {
            Map<Integer, ActionDefinition> frozen = new TreeMap<>(entry.older());
            if (workspace.drafts().stream().anyMatch(draft -> draft.action().equals(name))) {
                // The recorded contract stays in service when its successor is accepted.
                frozen.put(entry.current(), entry.definition());
            }
            frozen.forEach((number, action) -> action.steps()
                    .forEach(step -> calls.add(new UpstreamCall(
                            step.request().upstream(),
                            new DefinitionProblem(LockFile.NAME, 0, name + ": contract " + number, "")))));
        });
        return calls;
    }

    private static String path(ActionDefinition action, Step step) {
        return action.isSingleCall() ? "request" : "steps." + step.name() + ".request";
    }
}
