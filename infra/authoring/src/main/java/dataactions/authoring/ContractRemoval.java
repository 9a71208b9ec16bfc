package dataactions.authoring;

import dataactions.authoring.contract.ContractChange;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.CommandText;
import dataactions.definition.ActionDefinition;
import dataactions.definition.ResultAction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Removes a contract from the lock file: drops the newest number, or takes a contract out of service. Asks the orgs
 * first.
 */
final class ContractRemoval {
    private final Path folder;
    private final Consumer<String> out;

    ContractRemoval(Path folder, Consumer<String> out) {
        this.folder = folder;
        this.out = out;
    }

    /** See {@link Contracts#undo}. */
    void undo(String name, List<String> environments, Contracts.Ask ask) throws IOException {
        Workspace workspace = Workspace.read(folder);
        LockFile.Entry entry = recorded(workspace, name);
        int dropped = entry.current();
        Optional<LockFile.Entry> before = entry.undone();
        if (before.isEmpty() && !entry.older().isEmpty()) {
            throw failure(
                    name,
                    "contract " + (dropped - 1) + " is retired, and no number is used twice: contract " + dropped
                            + " cannot be undone. Take the changed contract as the next number with `" + CommandText.RUN
                            + " contract accept " + CommandText.quoted(name) + "`.");
        }
        DefinitionException.throwIfAny(asked(
                entry.definition(),
                dropped,
                environments,
                ask,
                (where, why) -> "contract " + dropped + " stays: in " + where + " it is " + why
                        + ". Undo drops only what is deployed nowhere. Use --environments to name the environments that"
                        + " were deployed, or --never-deployed if none was.",
                where -> where + ": contract " + dropped + " is not deployed."));
        LockFile lock = workspace.lock();
        workspace.write(before.map(it -> lock.with(name, it)).orElseGet(() -> lock.without(name, dropped - 1)));
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
                    + ". Change the file back, or run `" + CommandText.RUN + " contract accept "
                    + CommandText.quoted(name) + "` when it is ready.");
        }
    }

    /** See {@link Contracts#retire}. */
    void retire(String name, int number, List<String> environments, Contracts.Ask ask) throws IOException {
        Workspace workspace = Workspace.read(folder);
        LockFile.Entry entry = recorded(workspace, name);
        LockFile lock = number == entry.current()
                ? retireCurrent(workspace, name, entry)
                : retireOlder(workspace, name, number, entry);
        DefinitionException.throwIfAny(asked(
                number == entry.current() ? entry.definition() : entry.older().get(number),
                number,
                environments,
                ask,
                (where, why) -> "contract " + number + " stays in service: in " + where + " it is " + why
                        + ". Re-point and publish those flows, then retire it.",
                where -> where + ": no Architect flow uses contract " + number + "."));
        workspace.write(lock);
        out.accept(name + ": contract " + number + " is out of service from the next deployment on. "
                + (environments.isEmpty()
                        ? "No org was asked: from then on the calls of flows that still use it fail. "
                        : "")
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
        DefinitionException.throwIfAny(workspace.problems());
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
            Contracts.Ask ask,
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
        DefinitionException.throwIfAny(workspace.problems().stream()
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
                            + ", is retired, and its number is kept. A new file of this name begins with contract "
                            + (last + 1) + ".");
        }
        return Optional.ofNullable(workspace.lock().entries().get(name))
                .orElseThrow(() -> DefinitionFolder.unknown(
                        folder, name, workspace.lock().entries().keySet()));
    }

    /** The recorded slow action whose result action has that name. */
    private static Optional<String> resultActionOf(Workspace workspace, String name) {
        return workspace.lock().entries().keySet().stream()
                .filter(slow -> name.equals(slow + ResultAction.SUFFIX))
                .filter(slow -> !workspace.lock().entries().containsKey(name))
                .filter(slow -> workspace.lock().entries().get(slow).isSlow())
                .findFirst();
    }

    private static DefinitionException failure(String name, String message) {
        return new DefinitionException(List.of(new DefinitionProblem(LockFile.NAME, 0, name, message)));
    }
}
