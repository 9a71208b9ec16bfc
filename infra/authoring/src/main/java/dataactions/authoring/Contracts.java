package dataactions.authoring;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.ContractChange;
import dataactions.authoring.contract.Draft;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.example.FrozenExample;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.CommandText;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The contracts of a folder of definitions, and the operations on them. Each method reads the folder and writes at most
 * the lock file. Each method throws {@link DefinitionException} with everything that is wrong.
 */
public final class Contracts {
    private final Path folder;
    private final Consumer<String> out;

    /** @param out receives one line for each change */
    public Contracts(Path folder, Consumer<String> out) {
        this.folder = folder;
        this.out = out;
    }

    /**
     * The result of a check.
     *
     * @param examples the examples in the order of actions and files
     * @param calls the calls of every definition in service; whether there is such an upstream is not checked
     * @param warnings what a person should look at
     * @param problems what is wrong
     */
    public record Checked(
            List<ExampleResult> examples,
            List<Draft> drafts,
            List<UpstreamCall> calls,
            List<DefinitionProblem> warnings,
            List<DefinitionProblem> problems) {}

    /** The result of one example of an action. */
    public record ExampleResult(String action, String example, boolean passed) {}

    /** Checks every definition, and runs every example. A new or changed contract is a draft. */
    public Checked check() {
        Workspace workspace = Workspace.read(folder);
        List<ExampleResult> examples = new ArrayList<>();
        workspace
                .runs()
                .forEach((name, runs) -> runs.forEach(run ->
                        examples.add(new ExampleResult(name, run.example().name(), run.passed()))));
        List<DefinitionProblem> problems = new ArrayList<>(workspace.problems());
        problems.addAll(workspace.orphans());
        return new Checked(examples, workspace.drafts(), UpstreamCall.of(workspace), workspace.warnings(), problems);
    }

    /**
     * An action that a file defines.
     *
     * @param category null for the environment's default
     * @param description null if it has none
     * @param file the name of the file
     * @param contract the number of its newest contract, or of its draft if there is one
     * @param draft empty if the contract is recorded
     * @param upstreams the names of the upstreams that it calls, in order
     */
    public record Action(
            String name,
            String category,
            String description,
            String file,
            int contract,
            Optional<Draft> draft,
            List<String> upstreams) {}

    /** The actions of the folder, by name. */
    public List<Action> actions() {
        Workspace workspace = Workspace.read(folder);
        DefinitionException.throwIfAny(workspace.problems());
        List<Draft> drafts = workspace.drafts();
        List<Action> actions = new ArrayList<>();
        workspace.files().forEach((name, file) -> {
            Optional<Draft> draft =
                    drafts.stream().filter(it -> it.action().equals(name)).findFirst();
            ActionDefinition definition = file.definition();
            actions.add(new Action(
                    name,
                    definition.category(),
                    definition.description(),
                    file.file(),
                    draft.map(Draft::number)
                            .orElseGet(
                                    () -> workspace.lock().entries().get(name).current()),
                    draft,
                    definition.steps().stream()
                            .map(step -> step.request().upstream())
                            .distinct()
                            .toList()));
        });
        return actions;
    }

    /** The recorded contracts, by action and number. */
    public List<Contract> recorded() {
        List<DefinitionProblem> problems = new ArrayList<>();
        LockFile lock = LockFile.read(folder, problems);
        DefinitionException.throwIfAny(problems);
        List<Contract> contracts = new ArrayList<>();
        lock.entries().values().forEach(entry -> {
            entry.older().values().forEach(definition -> contracts.add(Contract.of(definition)));
            contracts.add(Contract.of(entry.definition()));
        });
        return contracts;
    }

    /** Records new actions as contract 1, and the current definition of unchanged contracts. */
    public void record() throws IOException {
        record(Optional.empty());
    }

    /**
     * Records new actions as contract 1, and the current definition of unchanged contracts. Never accepts a changed
     * contract.
     *
     * @param frozen why the lock file must not be written, such as {@code CI is set}; then an outdated lock file is a
     *     problem. Empty if it may be written
     */
    public void record(Optional<String> frozen) throws IOException {
        Workspace workspace = Workspace.read(folder);
        List<DefinitionProblem> problems = new ArrayList<>(workspace.problems());
        LockFile lock = workspace.lock();
        List<String> done = new ArrayList<>();
        for (DefinitionFile file : workspace.files().values()) {
            String name = file.definition().name();
            LockFile.Entry entry = workspace.lock().entries().get(name);
            if (entry == null) {
                done.add(name + ": recorded as contract " + lock.firstNumber(name) + ".");
                lock = lock.with(file.definition());
                continue;
            }
            Workspace.contractProblem(file, entry, problems);
            if (!entry.definition().equals(file.definition().as(entry.current(), true))) {
                lock = lock.with(name, entry.refreshed(file.definition()));
                done.add(name + ": definition of contract " + entry.current() + " refreshed.");
            }
        }
        workspace.lockProblems().stream()
                .filter(problem -> problem.file().equals(LockFile.NAME))
                .forEach(problems::add);
        DefinitionException.throwIfAny(problems);
        if (frozen.isPresent()) {
            DefinitionException.throwIfAny(done.stream()
                    .map(what -> new DefinitionProblem(
                            LockFile.NAME,
                            0,
                            "",
                            "out of date, and not written here (" + frozen.get() + "): " + what + " Run `"
                                    + CommandText.RUN + " contract record` and commit the file."))
                    .toList());
        }
        if (!done.isEmpty()) {
            workspace.write(lock);
            done.forEach(out);
        }
        long examples = workspace.runs().values().stream().mapToLong(List::size).sum();
        out.accept(count(workspace.files().size(), "action") + ", " + count(examples, "example") + " passed.");
    }

    private static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    /**
     * Accepts the changed contract of an action and gives it the next number.
     *
     * @param asRecorded whether to freeze the old contract even if its recorded definition fails the examples
     */
    public void accept(String name, boolean asRecorded) throws IOException {
        Workspace workspace = Workspace.read(folder);
        DefinitionFile file = workspace.files().get(name);
        if (file == null) {
            DefinitionException.throwIfAny(workspace.problems());
            throw DefinitionFolder.unknown(folder, name, workspace.files().keySet());
        }
        DefinitionException.throwIfAny(workspace.problems().stream()
                .filter(problem ->
                        problem.file().equals(file.file()) || problem.file().equals(LockFile.NAME))
                .toList());
        LockFile.Entry entry = workspace.lock().entries().get(name);
        if (entry == null) {
            workspace.write(workspace.lock().with(file.definition()));
            out.accept(name + ": recorded as contract " + workspace.lock().firstNumber(name) + ".");
            return;
        }
        String change = ContractChange.describe(entry.definition(), file.definition());
        if (change.isEmpty()) {
            out.accept(name + ": contract " + entry.current() + " has not changed; nothing to accept."
                    + (entry.outdatedTexts(file.definition()).isEmpty()
                            ? ""
                            : " Changed titles and descriptions alone make no new contract: Genesys gets them with the"
                                    + " next one."));
            return;
        }
        if (!asRecorded) {
            DefinitionException.throwIfAny(brokenWhenFrozen(entry, file));
        }
        LockFile.Entry next = entry.next(file.definition());
        workspace.write(workspace.lock().with(name, next));
        out.accept(name + ": " + change + " → contract " + next.current() + ", a further action; flows keep contract "
                + entry.current() + " until they are re-pointed. Commit " + LockFile.NAME + ".");
        if (!entry.definition().steps().equals(file.definition().steps())) {
            out.accept("Contract " + entry.current() + " keeps the request that was recorded ("
                    + calls(entry.definition()) + "). It does not get the one that is now in " + file.file() + ".");
        }
    }

    private static String calls(ActionDefinition action) {
        return action.steps().stream()
                .map(Step::request)
                .map(request -> request.method() + " " + request.path())
                .collect(Collectors.joining(", "));
    }

    /**
     * Tests the definition that is frozen, which is the last recorded one. Every build records definitions, so the
     * recorded one may have a mapping that failed its check and was never deployed. The examples find such a mapping.
     */
    private static List<DefinitionProblem> brokenWhenFrozen(LockFile.Entry entry, DefinitionFile file) {
        List<DefinitionProblem> broken = new ArrayList<>();
        for (Example example : file.examples()) {
            for (String difference : FrozenExample.differences(entry.definition(), file.definition(), example)) {
                broken.add(new DefinitionProblem(
                        file.file(),
                        example.line(),
                        example.path(),
                        "contract " + entry.current()
                                + " would be frozen with the definition that was last recorded, and"
                                + " that definition fails the example \"" + example.name() + "\": " + difference
                                + ". Restore the definition that is in service, run `" + CommandText.RUN
                                + " contract record`, and then change the contract; or accept with --as-recorded."));
            }
        }
        return broken;
    }

    /** Asks an environment's org about a contract. */
    @FunctionalInterface
    public interface Ask {
        /**
         * @param contract its number
         * @return why the contract must stay, as a clause; empty if nothing in this org needs it
         */
        Optional<String> whyToKeep(String action, int contract, String environment);
    }

    /**
     * Drops the newest contract number of an action.
     *
     * @param environments the environments whose orgs are asked; empty if the number was never deployed
     * @param ask returns why a contract counts as deployed
     */
    public void undo(String name, List<String> environments, Ask ask) throws IOException {
        new ContractRemoval(folder, out).undo(name, environments, ask);
    }

    /**
     * Takes one contract of an action out of service.
     *
     * @param environments the environments whose orgs are asked first; if empty, no org is asked
     * @param ask returns which flows use a contract
     */
    public void retire(String name, int number, List<String> environments, Ask ask) throws IOException {
        new ContractRemoval(folder, out).retire(name, number, environments, ask);
    }
}
