package dataactions.authoring;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.ContractChange;
import dataactions.authoring.contract.ContractSchema;
import dataactions.authoring.contract.Draft;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.CommandText;
import dataactions.definition.ActionDefinition;
import dataactions.definition.PrimingExamples.PrimingExample;
import dataactions.definition.ResultAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The content of a folder of definitions, including its problems.
 *
 * @param folder the folder's path
 * @param files the readable definitions, by action name
 * @param lock the contracts in service
 * @param runs of all examples, by action name
 * @param problems of the files and of the lock file itself, without what {@link #lockProblems} says
 * @param warnings messages that a person should read, but that stop nothing
 */
record Workspace(
        Path folder,
        Map<String, DefinitionFile> files,
        LockFile lock,
        Map<String, List<ExampleRunner.Run>> runs,
        List<DefinitionProblem> problems,
        List<DefinitionProblem> warnings) {

    static Workspace read(Path folder) {
        List<DefinitionProblem> problems = new ArrayList<>();
        List<DefinitionProblem> warnings = new ArrayList<>();
        Map<String, DefinitionFile> files = new TreeMap<>();
        Map<String, String> caseless = new LinkedHashMap<>();
        for (Path path : DefinitionFolder.yamlFiles(folder, problems)) {
            String name = path.getFileName().toString();
            DefinitionFile file;
            try {
                file = DefinitionReader.read(name, Files.readAllBytes(path), problems);
            } catch (IOException e) {
                problems.add(
                        new DefinitionProblem(name, 0, "", "cannot be read: check that it is a file you may read."));
                continue;
            }
            if (file == null) {
                continue;
            }
            String action = file.definition().name();
            String other = caseless.putIfAbsent(action.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                problems.add(DefinitionFolder.taken(file, other));
                continue;
            }
            files.put(action, file);
        }
        LockFile lock = LockFile.read(folder, problems);
        checkResultNames(files, lock, problems);
        Map<String, List<ExampleRunner.Run>> runs = new LinkedHashMap<>();
        files.values()
                .forEach(file -> runs.put(file.definition().name(), DefinitionChecks.run(file, problems, warnings)));
        Workspace workspace = new Workspace(folder, files, lock, runs, problems, warnings);
        warnings.addAll(workspace.unpublishedTexts());
        if (problems.isEmpty()) {
            problems.addAll(workspace.equalIds());
        }
        return workspace;
    }

    /** The contracts that cannot be in one stack, because their resources would have the same logical ids. */
    private List<DefinitionProblem> equalIds() {
        List<DefinitionProblem> found = new ArrayList<>();
        Map<String, Contract> bySuffix = new LinkedHashMap<>();
        for (Contract contract : lockIsDamaged() ? List.<Contract>of() : contracts()) {
            Contract twin = bySuffix.putIfAbsent(contract.logicalIdSuffix(), contract);
            DefinitionFile file = files.get(contract.actionName());
            if (twin != null && file != null) {
                found.add(file.problem(
                        "name",
                        "contract " + contract.number() + " of " + contract.actionName() + " and contract "
                                + twin.number() + " of " + twin.actionName()
                                + " would both have the logical id Action" + contract.logicalIdSuffix()
                                + ", which has letters and digits only: rename one of the actions, or retire an older"
                                + " contract."));
            }
        }
        return found;
    }

    /**
     * Writes the lock file.
     *
     * @throws DefinitionException when the lock file changed since this folder was read. Another command's change must
     *     not get lost
     */
    void write(LockFile changed) throws IOException {
        if (!changed.write(folder, lock)) {
            throw new DefinitionException(List.of(new DefinitionProblem(
                    LockFile.NAME, 0, "", "was changed meanwhile, and is left as it is: run the command again.")));
        }
    }

    private boolean lockIsDamaged() {
        return problems.stream().anyMatch(problem -> problem.file().equals(LockFile.NAME));
    }

    /** The new and the changed contracts; empty if the lock file itself is damaged. */
    List<Draft> drafts() {
        if (lockIsDamaged()) {
            return List.of();
        }
        List<Draft> drafts = new ArrayList<>();
        files.forEach((name, file) -> {
            LockFile.Entry entry = lock.entries().get(name);
            if (entry == null) {
                drafts.add(new Draft(name, lock.firstNumber(name), ""));
            } else if (isChanged(file, entry)) {
                drafts.add(new Draft(
                        name, entry.current() + 1, ContractChange.describe(entry.definition(), file.definition())));
            }
        });
        return drafts;
    }

    /** The contracts in service if every draft were recorded. */
    private LockFile lockWithDrafts() {
        LockFile all = lock;
        for (Draft draft : drafts()) {
            LockFile.Entry entry = lock.entries().get(draft.action());
            ActionDefinition definition = files.get(draft.action()).definition();
            all = entry == null ? all.with(definition) : all.with(draft.action(), entry.next(definition));
        }
        return all;
    }

    /** The differences between definitions and lock file; empty if the lock file itself is damaged. */
    List<DefinitionProblem> lockProblems() {
        if (lockIsDamaged()) {
            return List.of();
        }
        List<DefinitionProblem> found = new ArrayList<>();
        files.forEach((name, file) -> {
            LockFile.Entry entry = lock.entries().get(name);
            if (entry == null) {
                found.add(file.problem("its contract is not recorded in " + LockFile.NAME + ": run `" + CommandText.RUN
                        + " contract record` and commit that file."));
            } else {
                contractProblem(file, entry, found);
            }
        });
        found.addAll(orphans());
        return found;
    }

    /** Recorded actions that no file defines; empty if a file could not be read, because the action may be in it. */
    List<DefinitionProblem> orphans() {
        List<DefinitionProblem> found = new ArrayList<>();
        if (problems.isEmpty()) {
            lock.entries().forEach((name, entry) -> {
                if (!files.containsKey(name)) {
                    found.add(orphan(name, entry));
                }
            });
        }
        return found;
    }

    private static boolean isChanged(DefinitionFile file, LockFile.Entry entry) {
        return !entry.digest().equals(ContractSchema.digest(file.definition()));
    }

    /**
     * The titles and descriptions that changed after their contract was recorded. Genesys keeps the published ones.
     * Does not report drafts, which are not published yet, nor older contracts, whose definitions are frozen.
     */
    private List<DefinitionProblem> unpublishedTexts() {
        List<DefinitionProblem> found = new ArrayList<>();
        files.forEach((name, file) -> {
            LockFile.Entry entry = lock.entries().get(name);
            if (entry != null && !isChanged(file, entry)) {
                entry.outdatedTexts(file.definition())
                        .forEach((path, text) -> found.add(file.problem(
                                path,
                                "changed after contract " + entry.current() + " was recorded. Genesys keeps "
                                        + (text == null ? "none" : "\"" + text + "\"")
                                        + " until the contract gets its next number. If contract " + entry.current()
                                        + " is deployed nowhere, run `" + CommandText.RUN + " contract undo "
                                        + CommandText.quoted(name)
                                        + "` and `" + CommandText.RUN + " contract accept " + CommandText.quoted(name)
                                        + "`.")));
            }
        });
        return found;
    }

    /** The problem of one changed contract, if it changed. */
    static void contractProblem(DefinitionFile file, LockFile.Entry entry, List<DefinitionProblem> found) {
        if (isChanged(file, entry)) {
            String name = file.definition().name();
            found.add(file.problem("the contract changed ("
                    + ContractChange.describe(entry.definition(), file.definition())
                    + "), and a published contract cannot change. To take it as contract " + (entry.current() + 1)
                    + ", a further action next to contract " + entry.current()
                    + " (which flows keep until they are re-pointed), run `" + CommandText.RUN + " contract accept "
                    + CommandText.quoted(name) + "`; or undo the change. If contract " + entry.current()
                    + " is deployed nowhere, `" + CommandText.RUN + " contract undo " + CommandText.quoted(name)
                    + "` drops it instead."));
        }
    }

    private DefinitionProblem orphan(String name, LockFile.Entry entry) {
        List<Integer> numbers = new ArrayList<>(entry.older().keySet());
        numbers.add(entry.current());
        String commands = String.join(
                "`, `",
                numbers.stream()
                        .map(number -> CommandText.RUN + " contract retire " + CommandText.quoted(name) + " " + number)
                        .toList());
        return new DefinitionProblem(
                LockFile.NAME,
                0,
                name,
                "no file defines this action any more, but its contracts are in service. Bring the file back, or take"
                        + " the contracts out of service with `" + commands + "`. From the next deployment on the calls"
                        + " of flows that still use them fail, so re-point the flows first. With --environments, such as"
                        + " --environments dev,prod, the command asks the orgs, and refuses if a flow uses the"
                        + " contract.");
    }

    /** For each newest contract without sensitive data: its first example of a success. */
    List<PrimingExample> priming() {
        LockFile lock = lockWithDrafts();
        List<PrimingExample> examples = new ArrayList<>();
        files.forEach((name, file) -> file.examples().stream()
                .filter(example -> example.data() != null
                        && example.errorCode() == null
                        && !file.definition().secure())
                .findFirst()
                .ifPresent(example -> examples.add(new PrimingExample(
                        name, lock.entries().get(name).current(), example.input(), example.responses()))));
        return examples;
    }

    /**
     * Every contract in service, and every draft, by name and number. Call it only for a workspace without problems.
     */
    List<Contract> contracts() {
        LockFile all = lockWithDrafts();
        Set<String> drafts = drafts().stream().map(Draft::action).collect(Collectors.toSet());
        List<Contract> contracts = new ArrayList<>();
        files.forEach((name, file) -> {
            LockFile.Entry entry = all.entries().get(name);
            entry.older().values().forEach(old -> contracts.add(Contract.of(old)));
            Contract current = Contract.of(file.definition().as(entry.current(), true));
            contracts.add(drafts.contains(name) ? current.asDraft() : current);
        });
        return withResultActions(contracts);
    }

    /** The same contracts, and after each one of a slow action that of its result action. */
    private static List<Contract> withResultActions(List<Contract> contracts) {
        List<Contract> all = new ArrayList<>();
        for (Contract contract : contracts) {
            all.add(contract);
            if (contract.definition().isSlow()) {
                Contract result = Contract.of(ResultAction.of(contract.definition()));
                all.add(contract.draft() ? result.asDraft() : result);
            }
        }
        return all;
    }

    /** Refuses an action that has the name of a slow action's result action. */
    private static void checkResultNames(
            Map<String, DefinitionFile> files, LockFile lock, List<DefinitionProblem> problems) {
        Map<String, String> results = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        files.forEach((name, file) -> {
            names.add(name);
            if (file.definition().isSlow()) {
                results.put(name + ResultAction.SUFFIX, name);
            }
        });
        lock.entries().forEach((name, entry) -> {
            names.add(name);
            if (entry.isSlow()) {
                results.put(name + ResultAction.SUFFIX, name);
            }
        });
        results.forEach((result, slow) -> {
            if (names.contains(result)) {
                DefinitionFile file = files.values().stream()
                        .filter(each -> each.definition().name().equalsIgnoreCase(result))
                        .findFirst()
                        .orElse(files.get(slow));
                String message = "the name " + result + " is taken: " + slow
                        + " has async, so its result action is registered under that name; rename one of the two.";
                problems.add(
                        file == null ? new DefinitionProblem(LockFile.NAME, 0, slow, message) : file.problem(message));
            }
        });
    }
}
