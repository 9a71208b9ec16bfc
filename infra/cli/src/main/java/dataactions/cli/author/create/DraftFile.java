package dataactions.cli.author.create;

import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.RecordedExample;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.writer.DraftText;
import dataactions.cli.CommandException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.ErrorRule;
import dataactions.definition.Step;
import dataactions.definition.template.UpstreamResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The file of a new definition, in memory: its text, and the examples that it gets. */
final class DraftFile {
    private static final int MAX_ITEMS = 3;
    private static final String HIDDEN = "masked";
    /** A shorter text may occur by chance. */
    private static final int SHORTEST_SECRET = 4;
    /** If the name of a member contains this many characters of a credential, it is no coincidence. */
    private static final int TELLING = 8;

    private final Path path;
    private final Set<String> hidden;
    private final Set<String> masked = new TreeSet<>();
    private byte[] bytes;
    private DefinitionFile file;

    /** @param path where it will be written */
    DraftFile(Path path, DraftText.Draft draft) {
        this.path = path;
        this.hidden = hidden(draft.call());
        take(DraftText.of(draft));
    }

    /** The texts that are in no file. */
    static Set<String> hidden(ApiCall call) {
        Set<String> all = new TreeSet<>();
        call.credential().ifPresent(each -> all.addAll(each.values()));
        call.inputs().stream()
                .filter(SecretLook::isSecret)
                .flatMap(each -> each.example().stream())
                .forEach(each -> all.add(String.valueOf(each)));
        all.removeIf(each -> each.length() < SHORTEST_SECRET);
        return all;
    }

    /** An answer without the credentials that the API repeats. */
    static Object withoutSecrets(ApiCall call, Object answer) {
        return cleaned(answer, hidden(call), Integer.MAX_VALUE);
    }

    /** The definition that makes the first call: without retries, so that there is one call. */
    static ActionDefinition forFirstCall(DraftText.Draft draft) {
        String text = new String(DraftText.of(draft), StandardCharsets.UTF_8)
                .replaceFirst("(?m)^request:$", "request:\n  retry: none");
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read(draft.name(), text.getBytes(StandardCharsets.UTF_8), problems);
        if (file == null) {
            throw invalid(problems);
        }
        return file.definition();
    }

    private static DefinitionException invalid(List<DefinitionProblem> problems) {
        List<DefinitionProblem> all = new ArrayList<>(problems);
        all.add(new DefinitionProblem(
                "new", 0, "", "the call cannot be written as a definition, and nothing is written: see above."));
        return new DefinitionException(all);
    }

    private void take(byte[] text) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile read = DefinitionReader.read(path.getFileName().toString(), text, problems);
        if (read == null) {
            throw invalid(problems);
        }
        bytes = text;
        file = read;
    }

    /**
     * Adds the first answer as an example. What looks personal or secret is masked; of a list the first items are kept.
     *
     * @throws DefinitionException when the example would not pass the build
     */
    void addSuccess(Map<String, Object> input, int status, Optional<Object> body) {
        add(
                "a first answer",
                input,
                new UpstreamResponse(status, Map.of(), body.map(this::shortened).orElse(null)),
                null);
    }

    /** Adds an example of the outcome at 404, if the definition has one. */
    void addMissing(Map<String, Object> input) {
        Optional<ErrorRule> rule = file.definition().steps().get(0).errors().stream()
                .filter(each -> Integer.valueOf(404).equals(each.status()) && each.code() != null)
                .findFirst();
        if (rule.isPresent()) {
            String name = rule.get().message() == null
                    ? "not found"
                    : rule.get().message().toLowerCase(Locale.ROOT);
            add(
                    name,
                    input,
                    new UpstreamResponse(404, Map.of(), Map.of()),
                    rule.get().code());
        }
    }

    private void add(String name, Map<String, Object> input, UpstreamResponse response, String code) {
        RecordedExample example = new RecordedExample(new DefinitionFolder.Saved(path, bytes, file), name);
        Map<String, Object> shown = new LinkedHashMap<>();
        input.forEach((key, value) -> shown.put(key, cleaned(value, hidden, MAX_ITEMS)));
        take(example.text(shown, Map.of(Step.ONLY, response), code));
        masked.addAll(example.masked());
    }

    /** Lists keep their first items. */
    private Object shortened(Object value) {
        return cleaned(value, hidden, MAX_ITEMS);
    }

    private static Object cleaned(Object value, Set<String> hidden, int items) {
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.stream().limit(items).forEach(each -> all.add(cleaned(each, hidden, items)));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                String name = String.valueOf(key);
                // A short word of a credential in the name of a member is a coincidence, and the mapping needs the
                // name.
                if (hidden.stream().noneMatch(word -> word.length() >= TELLING && name.contains(word))) {
                    all.put(name, cleaned(each, hidden, items));
                }
            });
            return all;
        }
        if (!(value instanceof String text)) {
            return value;
        }
        // The client masks what the auth of the upstream added.
        String shown = text.replace("(masked)", HIDDEN);
        for (String each : hidden) {
            shown = shown.replace(each, HIDDEN);
        }
        return shown;
    }

    /** The paths of what was masked in the examples. */
    Set<String> masked() {
        return masked;
    }

    DefinitionFile file() {
        return file;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The inputs of the first example, which the sample of a local deployment answers. */
    Optional<Map<String, Object>> exampleInput() {
        return file.examples().stream()
                .filter(each -> each.errorCode() == null)
                .map(Example::input)
                .findFirst();
    }

    /**
     * Looks for credentials in texts that are about to be written.
     *
     * @throws CommandException when there is one; nothing was written then
     */
    void checkHidden(Collection<String> texts) {
        for (String each : hidden) {
            if (each.length() >= 2 * SHORTEST_SECRET && texts.stream().anyMatch(text -> text.contains(each))) {
                throw new CommandException("Nothing is written: a credential of the call would be in a file. Replace it"
                        + " in the call by a text such as TOKEN, and use --no-call.");
            }
        }
    }
}
