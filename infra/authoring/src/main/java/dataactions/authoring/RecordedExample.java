package dataactions.authoring;

import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.CommandText;
import dataactions.authoring.writer.ExampleInsertion;
import dataactions.authoring.writer.FileReplacement;
import dataactions.authoring.writer.Masking;
import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds an answer that an upstream gave to the examples of a definition. What looks personal or secret is masked; the
 * expected outputs are those of the masked answer.
 */
public final class RecordedExample {
    private static final Pattern HEADERS =
            Pattern.compile("\\$headers\\b(?<path>(?:\\s*+\\.\\s*+(?:`[^`]*+`|\\w++))*+)");
    private static final Pattern MEMBER = Pattern.compile("`[^`]*+`|\\w++");

    private final DefinitionFolder.Saved saved;
    private final String name;
    private final Masking masking = new Masking();

    /** @param name of the new example */
    public RecordedExample(DefinitionFolder.Saved saved, String name) {
        this.saved = saved;
        this.name = name;
    }

    /** The paths of what was masked. */
    public Set<String> masked() {
        return masking.masked();
    }

    /**
     * Checks what can be known before an upstream is called: that the name is free, that the file has a place for the
     * example, and that it can be written.
     *
     * @throws DefinitionException saying why no example can be added
     */
    public void check() {
        checkName();
        inserted(Map.of("name", name));
        if (!isWritable()) {
            throw refused("the file and its folder must be writable: check their permissions.");
        }
    }

    /** The file is replaced by a new one, which gets its permissions. */
    private boolean isWritable() {
        try {
            Path path = saved.path().toRealPath();
            return Files.isWritable(path) && Files.isWritable(path.getParent());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes the example into the definition's file.
     *
     * @param responses the upstreams' answers, by step
     * @param errorCode the code that the run ended in, or null
     * @throws DefinitionException saying why the example is not added; the file is then as it was
     */
    public void write(Map<String, Object> input, Map<String, UpstreamResponse> responses, String errorCode)
            throws IOException {
        replace(text(input, responses, errorCode));
    }

    /**
     * The content of the definition's file with the example; nothing is written.
     *
     * @param responses the upstreams' answers, by step
     * @param errorCode the code that the run ended in, or null
     * @throws DefinitionException saying why the example is not added
     */
    public byte[] text(Map<String, Object> input, Map<String, UpstreamResponse> responses, String errorCode) {
        DefinitionFile file = saved.file();
        checkName();
        Map<String, UpstreamResponse> masked = new LinkedHashMap<>();
        responses.forEach((step, response) -> masked.put(
                step,
                new UpstreamResponse(
                        response.status(), headers(file.definition(), response), masking.value(response.body()))));
        @SuppressWarnings("unchecked")
        Map<String, Object> maskedInput = (Map<String, Object>) masking.value(input);
        Example example = new Example(name, 0, "", maskedInput, Map.of(), masked, null, null, null);
        ExampleRunner.Run run = ExampleRunner.run(file.definition(), example);
        if (!run.differences().isEmpty()) {
            throw refused(run.differences().get(0) + ".");
        }
        Envelope envelope = run.envelope();
        if (errorCode == null ? envelope.errorCode() != null : !errorCode.equals(envelope.errorCode())) {
            throw refused("with its personal data masked, the run ends in "
                    + (envelope.errorCode() == null
                            ? "a success"
                            : envelope.errorCode() + " (" + envelope.error() + ")")
                    + " instead of " + (errorCode == null ? "a success" : errorCode)
                    + ". Write this example by hand, with made-up data.");
        }
        byte[] text = inserted(tree(file.definition(), example, envelope));
        checkNew(text);
        return text;
    }

    private byte[] inserted(Map<String, Object> example) {
        return ExampleInsertion.of(saved.bytes(), example)
                .orElseThrow(
                        () -> refused("the examples stand in brackets. Write them as a list, one \"- name: …\" each,"
                                + " and record again."));
    }

    private void checkName() {
        if (name.isBlank()) {
            throw refused("expected a name that says what it shows, such as \"a known user\".");
        }
        if (saved.file().examples().stream().anyMatch(each -> name.equals(each.name()))) {
            throw refused(
                    "an example of that name exists: choose another name, or delete that example first. After a change of the mapping,"
                            + " `"
                            + ExampleUpdate.command(saved.file().definition().name(), name)
                            + "` writes its new result.");
        }
    }

    /** Keeps only the headers that the definition reads. The others have no use in an example, and may be personal. */
    private Map<String, String> headers(ActionDefinition action, UpstreamResponse response) {
        Map<String, String> read = new LinkedHashMap<>();
        response.headers().forEach((header, value) -> {
            boolean isRead = action.expressions().stream()
                    .anyMatch(expression ->
                            expression.uses("$headers") && reads(expression.text(), header, action.isSingleCall()));
            if (isRead) {
                read.put(header, value);
            }
        });
        return masking.headers(read);
    }

    /**
     * Whether an expression reads a header. After {@code $headers} stands its name, or the name of a step and its name.
     * Without a name there, as in {@code $lookup($headers, "age")}, each word of the expression may be the name.
     */
    static boolean reads(String expression, String header, boolean isSingleCall) {
        boolean isNamed = true;
        Matcher paths = HEADERS.matcher(expression);
        while (paths.find()) {
            List<String> names = new ArrayList<>();
            Matcher steps = MEMBER.matcher(paths.group("path"));
            while (steps.find()) {
                names.add(steps.group().replace("`", ""));
            }
            if (names.contains(header)) {
                return true;
            }
            isNamed = isNamed && names.size() >= (isSingleCall ? 1 : 2);
        }
        return !isNamed
                && Pattern.compile("(?<![\\w-])" + Pattern.quote(header) + "(?![\\w-])")
                        .matcher(expression)
                        .find();
    }

    private static Map<String, Object> tree(ActionDefinition action, Example example, Envelope envelope) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", example.name());
        if (!example.input().isEmpty()) {
            tree.put("input", example.input());
        }
        Map<String, Object> responses = new LinkedHashMap<>();
        example.responses().forEach((step, response) -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("status", (long) response.status());
            if (!response.headers().isEmpty()) {
                each.put("headers", response.headers());
            }
            Tree.put(each, "body", response.body());
            responses.put(step, each);
        });
        if (!responses.isEmpty()) {
            if (action.isSingleCall()) {
                tree.put("response", responses.values().iterator().next());
            } else {
                tree.put("responses", responses);
            }
        }
        boolean isFlatError =
                action.answer() == AnswerForm.FLAT && !envelope.data().isEmpty();
        if (envelope.errorCode() == null || isFlatError) {
            tree.put("data", envelope.data());
        }
        Tree.put(tree, "errorCode", envelope.errorCode());
        return tree;
    }

    /** Reads the new text as the build does, so that a defect of this program cannot damage the file. */
    private void checkNew(byte[] text) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read(saved.file().file(), text, problems);
        Optional<Example> added = file == null
                ? Optional.empty()
                : file.examples().stream()
                        .filter(each -> name.equals(each.name()))
                        .findFirst();
        boolean passes = added.isPresent()
                && file.examples().size() == saved.file().examples().size() + 1
                && file.definition().toTree().equals(saved.file().definition().toTree())
                && ExampleRunner.run(file.definition(), added.get()).passed();
        if (!passes) {
            throw refused("it would not pass `" + CommandText.RUN + " check`"
                    + (problems.isEmpty() ? "" : " (" + problems.get(0).message() + ")") + ". Write it by hand.");
        }
    }

    private void replace(byte[] text) throws IOException {
        if (!FileReplacement.replace(saved.path(), saved.bytes(), text)) {
            throw refused("the file changed meanwhile: run the command again.");
        }
    }

    private DefinitionException refused(String why) {
        return new DefinitionException(List.of(new DefinitionProblem(
                saved.file().file(), 0, "examples", "the example \"" + name + "\" is not added: " + why)));
    }
}
