package dataactions.authoring.contract;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.CommandText;
import dataactions.authoring.writer.FileReplacement;
import dataactions.definition.ActionDefinition;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The contracts in service, in the committed file next to the definitions.
 *
 * @param entries by action name
 * @param retired the last number of each action without a contract in service, by its name. A flow may still use that
 *     number, so a new definition of this name must not begin with 1. A file without such actions stays valid
 */
public record LockFile(SortedMap<String, Entry> entries, SortedMap<String, Integer> retired) {
    public static final String NAME = "contracts.lock.json";

    private static final String RETIRED = "retired";

    /**
     * The key of the digest of the whole definition. Every change of a definition changes this line, so git reports a
     * conflict if two branches change one definition, or if one branch changes it and the other one freezes it. A file
     * without the key is valid.
     */
    private static final String DEFINITION_DIGEST = "definitionDigest";

    private static final Json.Limits LIMITS = new Json.Limits(100 * 1024 * 1024, 200);

    /**
     * One action.
     *
     * @param current the number of its newest contract
     * @param digest the digest of that contract
     * @param definition the last recorded definition; it is frozen when a new contract gets the next number
     * @param older the frozen definitions that are still in service, by number
     * @param published by number: the titles and descriptions of that contract that are published, where the recorded
     *     definition has others. A number whose texts are equal has no entry, so a file without the key is valid
     */
    public record Entry(
            int current,
            String digest,
            ActionDefinition definition,
            SortedMap<Integer, ActionDefinition> older,
            SortedMap<Integer, Map<String, String>> published) {
        private static Entry first(ActionDefinition definition, int number) {
            return new Entry(
                    number,
                    ContractSchema.digest(definition),
                    definition.as(number, true),
                    new TreeMap<>(),
                    new TreeMap<>());
        }

        /** Records a definition with the same contract, and remembers the texts that are published. */
        public Entry refreshed(ActionDefinition definition) {
            SortedMap<Integer, Map<String, String>> texts = new TreeMap<>(published);
            Map<String, String> outdated = outdatedTexts(definition);
            if (outdated.isEmpty()) {
                texts.remove(current);
            } else {
                texts.put(current, outdated);
            }
            return new Entry(current, digest, definition.as(current, true), older, texts);
        }

        /**
         * The published titles and descriptions of the current contract, where a definition with the same contract has
         * others. By path; null if no text is published.
         */
        public Map<String, String> outdatedTexts(ActionDefinition now) {
            Map<String, String> texts = new TreeMap<>(ContractSchema.texts(definition));
            texts.putAll(published.getOrDefault(current, Map.of()));
            Map<String, String> written = ContractSchema.texts(now);
            Map<String, String> outdated = new TreeMap<>();
            Stream.concat(texts.keySet().stream(), written.keySet().stream())
                    .filter(path -> !Objects.equals(texts.get(path), written.get(path)))
                    .forEach(path -> outdated.put(path, texts.get(path)));
            return outdated;
        }

        /** Freezes the old contract with its number, and gives the definition's contract the next number. */
        public Entry next(ActionDefinition definition) {
            SortedMap<Integer, ActionDefinition> frozen = new TreeMap<>(older);
            frozen.put(current, this.definition.as(current, false));
            int number = current + 1;
            return new Entry(number, ContractSchema.digest(definition), definition.as(number, true), frozen, published);
        }

        /** Drops the newest number and makes the number before it current; empty if that number is not in service. */
        public Optional<Entry> undone() {
            return Optional.ofNullable(older.get(current - 1)).map(before -> {
                ActionDefinition newest = before.as(current - 1, true);
                return new Entry(
                        current - 1,
                        ContractSchema.digest(newest),
                        newest,
                        without(current - 1).older(),
                        without(current).published());
            });
        }

        /** Whether a contract in service is that of a slow action. */
        public boolean isSlow() {
            return definition.isSlow() || older.values().stream().anyMatch(ActionDefinition::isSlow);
        }

        public Entry without(int number) {
            SortedMap<Integer, ActionDefinition> rest = new TreeMap<>(older);
            rest.remove(number);
            SortedMap<Integer, Map<String, String>> texts = new TreeMap<>(published);
            texts.remove(number);
            return new Entry(current, digest, definition, rest, texts);
        }
    }

    public static LockFile empty() {
        return new LockFile(new TreeMap<>(), new TreeMap<>());
    }

    /** The number that the first contract of an action gets if it is recorded. */
    public int firstNumber(String action) {
        return retired.getOrDefault(action, 0) + 1;
    }

    /** Records an action that has no contract in service. */
    public LockFile with(ActionDefinition definition) {
        return with(definition.name(), Entry.first(definition, firstNumber(definition.name())));
    }

    public LockFile with(String action, Entry entry) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        changed.put(action, entry);
        SortedMap<String, Integer> numbers = new TreeMap<>(retired);
        numbers.remove(action);
        return new LockFile(changed, numbers);
    }

    /**
     * The same without an action that has one contract in service.
     *
     * @param last the last number that may be in use; 0 if there is none
     */
    public LockFile without(String action, int last) {
        SortedMap<String, Entry> changed = new TreeMap<>(entries);
        changed.remove(action);
        SortedMap<String, Integer> numbers = new TreeMap<>(retired);
        if (last > 0) {
            numbers.put(action, last);
        }
        return new LockFile(changed, numbers);
    }

    /**
     * Reads the file. If it does not exist, there are no entries.
     *
     * @param problems receives everything that is wrong
     */
    public static LockFile read(Path folder, List<DefinitionProblem> problems) {
        Path path = folder.resolve(NAME);
        if (!Files.exists(path)) {
            return empty();
        }
        try {
            return parse(Files.readAllBytes(path), problems);
        } catch (IOException e) {
            problems.add(new DefinitionProblem(NAME, 0, "", "cannot be read: check that it is a file you may read."));
            return empty();
        }
    }

    private static LockFile parse(byte[] text, List<DefinitionProblem> problems) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        SortedMap<String, Integer> retired = new TreeMap<>();
        try {
            Object tree = Json.parse(text, LIMITS);
            if (!(tree instanceof Map<?, ?> actions)) {
                throw new IllegalArgumentException("expected an object of actions");
            }
            actions.forEach((name, value) -> {
                try {
                    if (value instanceof Map<?, ?> action && action.containsKey(RETIRED)) {
                        retired.put(String.valueOf(name), retired(action));
                    } else {
                        entries.put(String.valueOf(name), entry(String.valueOf(name), value));
                    }
                } catch (IllegalArgumentException | ArithmeticException e) {
                    problems.add(damaged(String.valueOf(name), e.getMessage()));
                }
            });
        } catch (JsonException | IllegalArgumentException e) {
            problems.add(damaged("", e.getMessage()));
        }
        return new LockFile(entries, retired);
    }

    private static int retired(Map<?, ?> tree) {
        if (tree.size() > 1 || !(tree.get(RETIRED) instanceof Long last) || last < 1 || last >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("retired is not a contract number, or is not alone");
        }
        return last.intValue();
    }

    private static DefinitionProblem damaged(String path, String what) {
        return new DefinitionProblem(
                NAME,
                0,
                path,
                what + ". The file is written by the contract commands: take it from version"
                        + " control again (after a merge conflict: that of the branch that is deployed, then run `"
                        + CommandText.RUN + " contract record`, and accept your own contracts again).");
    }

    private static Entry entry(String name, Object value) {
        if (!(value instanceof Map<?, ?> tree)) {
            throw new IllegalArgumentException("expected an object");
        }
        if (!(tree.get("current") instanceof Long current) || current < 1 || current > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("current is not a contract number");
        }
        ActionDefinition definition = definition(name, current.intValue(), true, tree.get("definition"));
        String digest = ContractSchema.digest(definition);
        if (!digest.equals(tree.get("digest"))) {
            throw new IllegalArgumentException("digest does not belong to the definition of the same entry");
        }
        Object ofAll = tree.get(DEFINITION_DIGEST);
        // Of the text in the file: another version of this program may write the same definition in another way.
        if (ofAll != null && !ofAll.equals(ContractSchema.digestOfJson(tree.get("definition")))) {
            throw new IllegalArgumentException(
                    DEFINITION_DIGEST + " does not belong to the definition of the same entry");
        }
        SortedMap<Integer, ActionDefinition> older = new TreeMap<>();
        if (tree.get("older") instanceof Map<?, ?> frozen) {
            frozen.forEach((key, old) -> {
                String number = String.valueOf(key);
                if (!number.matches("[1-9][0-9]{0,8}") || Integer.parseInt(number) >= current) {
                    throw new IllegalArgumentException(
                            "older." + number + " is not a contract number below " + current);
                }
                older.put(Integer.valueOf(number), definition(name, Integer.parseInt(number), false, old));
            });
        } else if (tree.get("older") != null) {
            throw new IllegalArgumentException("older is not an object");
        }
        return new Entry(current.intValue(), digest, definition, older, published(tree, current, older.keySet()));
    }

    private static SortedMap<Integer, Map<String, String>> published(Map<?, ?> tree, long current, Set<Integer> older) {
        SortedMap<Integer, Map<String, String>> published = new TreeMap<>();
        if (tree.get("published") == null) {
            return published;
        }
        if (!(tree.get("published") instanceof Map<?, ?> numbers)) {
            throw new IllegalArgumentException("published is not an object");
        }
        numbers.forEach((key, value) -> {
            String number = String.valueOf(key);
            boolean isInService = number.equals(String.valueOf(current))
                    || older.stream().map(String::valueOf).anyMatch(number::equals);
            if (!isInService || !(value instanceof Map<?, ?> texts)) {
                throw new IllegalArgumentException(
                        "published." + number + " is not an object of texts of a contract in service");
            }
            Map<String, String> byPath = new TreeMap<>();
            texts.forEach((path, text) -> {
                if (text != null && !(text instanceof String)) {
                    throw new IllegalArgumentException("published." + number + "." + path + " is no text");
                }
                byPath.put(String.valueOf(path), (String) text);
            });
            published.put(Integer.valueOf(number), byPath);
        });
        return published;
    }

    private static ActionDefinition definition(String name, int number, boolean newest, Object tree) {
        ActionDefinition definition = ActionDefinition.fromTree(tree);
        if (!definition.name().equals(name) || definition.contract() != number || definition.newest() != newest) {
            throw new IllegalArgumentException("the definition of contract " + number + " is that of "
                    + definition.name() + " contract " + definition.contract());
        }
        return definition;
    }

    /** The file's text. Equal contracts have equal text. */
    String text() {
        Map<String, Object> actions = new TreeMap<>();
        retired.forEach((name, last) -> actions.put(name, Map.of(RETIRED, (long) last)));
        entries.forEach((name, entry) -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("current", (long) entry.current());
            Object definition = entry.definition().toTree();
            tree.put("digest", entry.digest());
            tree.put(DEFINITION_DIGEST, ContractSchema.digestOfJson(definition));
            tree.put("definition", definition);
            if (!entry.older().isEmpty()) {
                Map<String, Object> older = new LinkedHashMap<>();
                entry.older().forEach((number, frozen) -> older.put(String.valueOf(number), frozen.toTree()));
                tree.put("older", older);
            }
            if (!entry.published().isEmpty()) {
                Map<String, Object> published = new LinkedHashMap<>();
                entry.published().forEach((number, texts) -> published.put(String.valueOf(number), texts));
                tree.put("published", published);
            }
            actions.put(name, tree);
        });
        return Json.writePretty(actions);
    }

    /**
     * Writes the file atomically. Does not write it if the text is equal.
     *
     * @param before the contracts that were read before the change
     * @return false if the file has other contracts meanwhile; then it is as it was
     */
    public boolean write(Path folder, LockFile before) throws IOException {
        Path path = folder.resolve(NAME);
        String text = text();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(path)) {
            return before.equals(empty()) && FileReplacement.create(path, bytes);
        }
        byte[] present = Files.readAllBytes(path);
        if (text.equals(new String(present, StandardCharsets.UTF_8).replace("\r\n", "\n"))) {
            return true;
        }
        List<DefinitionProblem> problems = new ArrayList<>();
        boolean isAsRead = parse(present, problems).text().equals(before.text()) && problems.isEmpty();
        return isAsRead && FileReplacement.replace(path, present, bytes);
    }
}
