package dataactions.authoring;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.Draft;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.CompiledActions;
import dataactions.definition.PrimingExamples.PrimingExample;
import dataactions.definition.envelope.Envelope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A valid folder of definitions: the definitions fulfil every rule, every contract is recorded, and every example
 * passes.
 */
public final class DefinitionSet {
    private final List<Contract> contracts;
    private final CompiledActions compiled;
    private final List<PrimingExample> priming;
    private final List<Draft> drafts;
    private final byte[] exampleCalls;
    private final Map<String, List<AnsweredExample>> answeredExamples;
    private final List<DefinitionProblem> warnings;

    private DefinitionSet(
            List<Contract> contracts,
            List<PrimingExample> priming,
            List<Draft> drafts,
            byte[] exampleCalls,
            Map<String, List<AnsweredExample>> answeredExamples,
            List<DefinitionProblem> warnings) {
        this.drafts = List.copyOf(drafts);
        this.exampleCalls = exampleCalls;
        this.answeredExamples = answeredExamples;
        this.priming = List.copyOf(priming);
        this.contracts = List.copyOf(contracts);
        this.compiled =
                CompiledActions.of(contracts.stream().map(Contract::definition).toList());
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the folder's {@code *.yaml} and {@code *.yml} files and {@code contracts.lock.json}, and runs every
     * example. Writes nothing, and reads nothing else.
     *
     * @throws DefinitionException with everything that is wrong
     */
    public static DefinitionSet load(Path folder) {
        Workspace workspace = Workspace.read(folder);
        return of(workspace, workspace.lockProblems());
    }

    /**
     * Like {@link #load}, but unrecorded contracts are drafts: a new action is contract 1, and a changed contract gets
     * the next number while the old one stays frozen. Only for use on this machine.
     *
     * @throws DefinitionException with everything that is wrong
     */
    public static DefinitionSet loadWithDrafts(Path folder) {
        Workspace workspace = Workspace.read(folder);
        return of(workspace, workspace.orphans());
    }

    /**
     * Like {@link #loadWithDrafts}, but every draft counts as recorded, so the result is what a later deployment gets.
     * For tests of the project, which neither record a draft nor fail because of it.
     *
     * @throws DefinitionException with everything that is wrong
     */
    public static DefinitionSet loadAsRecorded(Path folder) {
        DefinitionSet set = loadWithDrafts(folder);
        return new DefinitionSet(
                set.contracts.stream()
                        .map(contract -> Contract.of(contract.definition()))
                        .toList(),
                set.priming,
                List.of(),
                set.exampleCalls,
                set.answeredExamples,
                set.warnings);
    }

    private static DefinitionSet of(Workspace workspace, List<DefinitionProblem> disagreements) {
        List<DefinitionProblem> problems = new ArrayList<>(workspace.problems());
        problems.addAll(disagreements);
        DefinitionException.throwIfAny(problems);
        return new DefinitionSet(
                workspace.contracts(),
                workspace.priming(),
                workspace.drafts(),
                ExampleCalls.write(workspace),
                answeredExamples(workspace),
                workspace.warnings());
    }

    /** Every contract in service, by action name and number. */
    public List<Contract> contracts() {
        return contracts;
    }

    /** The compiled actions in the function's asset. */
    public CompiledActions compiled() {
        return compiled;
    }

    /**
     * The calls that the function runs before Lambda takes its snapshot. The asset contains them together with
     * {@link #compiled}.
     */
    public List<PrimingExample> priming() {
        return priming;
    }

    /** The contracts that are not recorded; empty after {@link #load}. */
    public List<Draft> drafts() {
        return drafts;
    }

    /** The requests and answers of the examples for the sandbox, as the JSON of {@link ExampleCalls}. */
    public byte[] exampleCalls() {
        return exampleCalls.clone();
    }

    /**
     * An example of a definition, and what a flow gets for it.
     *
     * @param name a sentence
     * @param input the inputs that the flow sends
     * @param answer the answer to the flow
     */
    public record AnsweredExample(String name, Map<String, Object> input, Envelope answer) {}

    private static Map<String, List<AnsweredExample>> answeredExamples(Workspace workspace) {
        Map<String, List<AnsweredExample>> answered = new TreeMap<>();
        workspace.runs().forEach((name, runs) -> {
            if (!workspace.files().get(name).definition().secure()) {
                answered.put(
                        name,
                        runs.stream()
                                .map(run -> new AnsweredExample(
                                        run.example().name(), run.example().input(), run.envelope()))
                                .toList());
            }
        });
        return answered;
    }

    /** The examples of an action's newest contract; none of a secure action. */
    public List<AnsweredExample> answeredExamples(String action) {
        return answeredExamples.getOrDefault(action, List.of());
    }

    /** Messages that a person should read, but that stop nothing. */
    public List<DefinitionProblem> warnings() {
        return warnings;
    }
}
