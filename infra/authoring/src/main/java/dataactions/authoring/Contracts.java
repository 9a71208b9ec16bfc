package dataactions.authoring;

import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.ResultAction;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The contracts of a folder of definitions, and the operations on them. Each method reads the folder and writes at most
 * the lock file. Each method throws {@link DefinitionException} with everything that is wrong.
 */
public final class Contracts {
    /** The lock file's name. It is in the folder of the definitions. */
    public static final String LOCK_FILE = LockFile.NAME;

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
        throwIfAny(workspace.problems());
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
        throwIfAny(problems);
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
        throwIfAny(problems);
        if (frozen.isPresent()) {
            throwIfAny(done.stream()
                    .map(what -> new DefinitionProblem(
                            LockFile.NAME,
                            0,
                            "",
                            "out of date, and not written here (" + frozen.get() + "): " + what + " Run `"
                                    + Workspace.RUN + " contract record` and commit the file."))
                    .toList());
        }
        if (!done.isEmpty()) {
            lock.write(folder);
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
            throwIfAny(workspace.problems());
            throw unknown(name, workspace.files().keySet());
        }
        throwIfAny(workspace.problems().stream()
                .filter(problem ->
                        problem.file().equals(file.file()) || problem.file().equals(LockFile.NAME))
                .toList());
        LockFile.Entry entry = workspace.lock().entries().get(name);
        if (entry == null) {
            workspace.lock().with(file.definition()).write(folder);
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
            throwIfAny(brokenWhenFrozen(entry, file));
        }
        LockFile.Entry next = entry.next(file.definition());
        workspace.lock().with(name, next).write(folder);
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
            for (String difference : ExampleRunner.frozenDifferences(entry.definition(), file.definition(), example)) {
                broken.add(new DefinitionProblem(
                        file.file(),
                        example.line(),
                        example.path(),
                        "contract " + entry.current()
                                + " would be frozen with the definition that was last recorded, and"
                                + " that definition fails the example \"" + example.name() + "\": " + difference
                                + ". Restore the definition that is in service, run `" + Workspace.RUN
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
        Workspace workspace = Workspace.read(folder);
        LockFile.Entry entry = recorded(workspace, name);
        int dropped = entry.current();
        Optional<LockFile.Entry> before = entry.undone();
        if (before.isEmpty() && !entry.older().isEmpty()) {
            throw failure(
                    name,
                    "contract " + (dropped - 1) + " is retired, and no number is used twice: contract " + dropped
                            + " cannot be undone. Take the changed contract as the next number with `" + Workspace.RUN
                            + " contract accept " + Workspace.quoted(name) + "`.");
        }
        throwIfAny(asked(
                entry.definition(),
                dropped,
                environments,
                ask,
                (where, why) -> "contract " + dropped + " stays: in " + where + " it is " + why
                        + ". Undo drops only what is deployed nowhere. Use --environments to name the environments that"
                        + " were deployed, or --never-deployed if none was.",
                where -> where + ": contract " + dropped + " is not deployed."));
        LockFile lock = workspace.lock();
        before.map(it -> lock.with(name, it))
                .orElseGet(() -> lock.without(name, dropped - 1))
                .write(folder);
        if (before.isEmpty()) {
            out.accept(name + ": contract " + dropped + " is dropped, and the action is not recorded any more. The next"
                    + " build records it as contract " + dropped + " again. Commit " + LockFile.NAME + ".");
            return;
        }
        LockFile.Entry current = before.get();
        out.accept(name + ": contract " + dropped + " is dropped, and contract " + current.current()
                + " is the current one again. Commit " + LockFile.NAME + ".");
        DefinitionFile file = workspace.files().get(name);
        String change = file == null ? "" : ContractChange.describe(current.definition(), file.definition());
        if (!change.isEmpty()) {
            out.accept(file.file() + " still has another contract (" + change + "): a draft of contract " + dropped
                    + ". Change the file back, or run `" + Workspace.RUN + " contract accept "
                    + Workspace.quoted(name) + "` when it is ready.");
        }
    }

    /**
     * Takes one contract of an action out of service.
     *
     * @param environments the environments whose orgs are asked first; if empty, no org is asked
     * @param ask returns which flows use a contract
     */
    public void retire(String name, int number, List<String> environments, Ask ask) throws IOException {
        Workspace workspace = Workspace.read(folder);
        LockFile.Entry entry = recorded(workspace, name);
        LockFile lock = number == entry.current()
                ? retireCurrent(workspace, name, entry)
                : retireOlder(workspace, name, number, entry);
        throwIfAny(asked(
                number == entry.current() ? entry.definition() : entry.older().get(number),
                number,
                environments,
                ask,
                (where, why) -> "contract " + number + " stays in service: in " + where + " it is " + why
                        + ". Re-point and publish those flows, then retire it.",
                where -> where + ": no Architect flow uses contract " + number + "."));
        lock.write(folder);
        out.accept(name + ": contract " + number + " is out of service from the next deployment on. "
                + (lock.retired().containsKey(name)
                        ? LockFile.NAME + " keeps the number: a new file of this name begins with contract "
                                + lock.firstNumber(name) + ". "
                        : "")
                + "Commit " + LockFile.NAME + ".");
    }

    private static LockFile retireOlder(Workspace workspace, String name, int number, LockFile.Entry entry) {
        if (!entry.older().containsKey(number)) {
            throw failure(name, "contract " + number + " is not in service; in service: " + inService(entry) + ".");
        }
        return workspace.lock().with(name, entry.without(number));
    }

    private static LockFile retireCurrent(Workspace workspace, String name, LockFile.Entry entry) {
        // If a file cannot be read, the action may be in it, so the action may still exist.
        throwIfAny(workspace.problems());
        DefinitionFile file = workspace.files().get(name);
        if (file != null) {
            throw failure(
                    name,
                    "contract " + entry.current() + " is the current one, defined by " + file.file()
                            + ": delete that file first.");
        }
        if (!entry.older().isEmpty()) {
            throw failure(name, "older contracts are still in service (" + inService(entry) + "): retire those first.");
        }
        return workspace.lock().without(name, entry.current());
    }

    private static String inService(LockFile.Entry entry) {
        List<String> numbers = new ArrayList<>();
        entry.older().keySet().forEach(older -> numbers.add(String.valueOf(older)));
        numbers.add(String.valueOf(entry.current()));
        return String.join(", ", numbers);
    }

    /** The text of one org's answer. */
    @FunctionalInterface
    private interface Kept {
        String message(String environment, String why);
    }

    /** Asks every org about the action and its result action, so that the message has all answers. */
    private List<DefinitionProblem> asked(
            ActionDefinition action,
            int number,
            List<String> environments,
            Ask ask,
            Kept kept,
            UnaryOperator<String> free) {
        List<String> registered = new ArrayList<>(List.of(action.name()));
        if (action.isSlow()) {
            registered.add(ResultAction.of(action).name());
        }
        List<DefinitionProblem> found = new ArrayList<>();
        for (String each : environments) {
            for (String name : registered) {
                String where = each.strip() + (name.equals(action.name()) ? "" : " (" + name + ")");
                ask.whyToKeep(name, number, each.strip())
                        .ifPresentOrElse(
                                why -> found.add(new DefinitionProblem(
                                        LockFile.NAME, 0, action.name(), kept.message(where, why))),
                                () -> out.accept(free.apply(where)));
            }
        }
        return found;
    }

    private LockFile.Entry recorded(Workspace workspace, String name) {
        throwIfAny(workspace.problems().stream()
                .filter(problem -> problem.file().equals(LockFile.NAME))
                .toList());
        resultActionOf(workspace, name).ifPresent(slow -> {
            throw failure(
                    slow,
                    name + " is the result action of " + slow + " and has its contracts: name " + slow + " instead.");
        });
        Integer last = workspace.lock().retired().get(name);
        if (last != null) {
            throw failure(
                    name,
                    "no contract is in service. The last one, contract " + last
                            + ", is retired, and its number is kept." + " A new file of this name begins with contract "
                            + (last + 1) + ".");
        }
        return Optional.ofNullable(workspace.lock().entries().get(name))
                .orElseThrow(() -> unknown(name, workspace.lock().entries().keySet()));
    }

    /** The recorded slow action whose result action has that name. */
    private static Optional<String> resultActionOf(Workspace workspace, String name) {
        return workspace.lock().entries().keySet().stream()
                .filter(slow -> name.equals(slow + ResultAction.SUFFIX))
                .filter(slow -> !workspace.lock().entries().containsKey(name))
                .filter(slow -> workspace.lock().entries().get(slow).isSlow())
                .findFirst();
    }

    private DefinitionException unknown(String name, Collection<String> known) {
        return new DefinitionException(List.of(new DefinitionProblem(
                folder.toString(),
                0,
                "",
                "no action " + name + Suggestion.didYouMean(name, known) + " Known: " + String.join(", ", known)
                        + ".")));
    }

    private static DefinitionException failure(String name, String message) {
        return new DefinitionException(List.of(new DefinitionProblem(LockFile.NAME, 0, name, message)));
    }

    private static void throwIfAny(List<DefinitionProblem> problems) {
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
    }
}
