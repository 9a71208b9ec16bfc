package dataactions.authoring;

import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionProblem;
import dataactions.definition.CompiledActions;
import dataactions.definition.PrimingExamples.PrimingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of definitions that hold together: every rule kept, every contract recorded, every example passed. */
public final class DefinitionSet {
    private final List<Contract> contracts;
    private final CompiledActions compiled;
    private final List<PrimingExample> priming;
    private final List<Draft> drafts;
    private final byte[] exampleCalls;
    private final List<DefinitionProblem> warnings;

    private DefinitionSet(
            List<Contract> contracts,
            List<PrimingExample> priming,
            List<Draft> drafts,
            byte[] exampleCalls,
            List<DefinitionProblem> warnings) {
        this.drafts = List.copyOf(drafts);
        this.exampleCalls = exampleCalls;
        this.priming = List.copyOf(priming);
        this.contracts = List.copyOf(contracts);
        this.compiled =
                CompiledActions.of(contracts.stream().map(Contract::definition).toList());
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Reads the folder's {@code *.yaml} and {@code *.yml} files and {@code contracts.lock.json}, and runs every example.
     * Writes nothing, and looks at nothing else.
     *
     * @throws DefinitionException with everything that is wrong
     */
    public static DefinitionSet load(Path folder) {
        Workspace workspace = Workspace.read(folder);
        return of(workspace, workspace.lockProblems());
    }

    /**
     * As {@link #load}, with the contracts that are not recorded yet as drafts: a new action is contract 1, a changed
     * contract takes the next number beside the frozen old one. Only for what never leaves this machine.
     *
     * @throws DefinitionException with everything that is wrong
     */
    public static DefinitionSet loadWithDrafts(Path folder) {
        Workspace workspace = Workspace.read(folder);
        return of(workspace, workspace.orphans());
    }

    /**
     * As {@link #loadWithDrafts}, with every draft as if it were recorded: what a deployment will be once it is. For
     * tests of the project, which neither record nor fail on a draft.
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
                set.warnings);
    }

    private static DefinitionSet of(Workspace workspace, List<DefinitionProblem> disagreements) {
        List<DefinitionProblem> problems = new ArrayList<>(workspace.problems());
        problems.addAll(disagreements);
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return new DefinitionSet(
                workspace.contracts(),
                workspace.priming(),
                workspace.drafts(),
                ExampleCalls.write(workspace),
                workspace.warnings());
    }

    /** Every contract in service, by action name and number. */
    public List<Contract> contracts() {
        return contracts;
    }

    /** What the function's asset carries. */
    public CompiledActions compiled() {
        return compiled;
    }

    /** What the function runs before a snapshot is taken of it; the asset carries it beside {@link #compiled}. */
    public List<PrimingExample> priming() {
        return priming;
    }

    /** The contracts that are not recorded; none after {@link #load}. */
    public List<Draft> drafts() {
        return drafts;
    }

    /** What the examples send and what is answered, as {@link ExampleCalls} describes it: JSON, for the sandbox. */
    public byte[] exampleCalls() {
        return exampleCalls.clone();
    }

    /** What a person should look at, but need not. */
    public List<DefinitionProblem> warnings() {
        return warnings;
    }
}
