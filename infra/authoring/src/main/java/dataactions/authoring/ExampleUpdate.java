package dataactions.authoring;

import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.authoring.text.CommandText;
import dataactions.authoring.writer.FileReplacement;
import dataactions.authoring.writer.YamlEdit;
import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes into a definition's examples what the mapping gives now for the answers that they hold. Only the expected result
 * changes: {@code data}, or {@code errorCode}.
 */
public final class ExampleUpdate {
    private final DefinitionFolder.Saved saved;
    private final List<Result> results = new ArrayList<>();
    private byte[] text;

    /** What happens to one example. */
    public sealed interface Result {
        String example();

        /** It has the right result already. */
        record Same(String example) implements Result {}

        /**
         * It gets another result.
         *
         * @param differences from the old one, one sentence each; without values if the action is secure
         */
        record Changed(String example, List<String> differences) implements Result {}

        /**
         * It fails, and this class does not make it pass. An example may have this result and {@link Changed}, if its
         * requests differ too.
         *
         * @param why a clause
         */
        record Refused(String example, String why) implements Result {}
    }

    private ExampleUpdate(DefinitionFolder.Saved saved) {
        this.saved = saved;
        this.text = saved.bytes();
    }

    /** Runs the examples that are chosen by their names; writes nothing. */
    public static ExampleUpdate of(DefinitionFolder.Saved saved, Predicate<String> chosen) {
        ExampleUpdate update = new ExampleUpdate(saved);
        List<Example> all = saved.file().examples();
        for (int i = 0; i < all.size(); i++) {
            if (chosen.test(all.get(i).name())) {
                update.add(i, ExampleRunner.run(saved.file().definition(), all.get(i)));
            }
        }
        return update;
    }

    /** The command that updates an example. */
    static String command(String action, String example) {
        boolean isSafeInQuotes =
                example.chars().noneMatch(c -> "\"\\$`!%".indexOf(c) >= 0 || Character.isISOControl(c));
        return CommandText.RUN + " try " + CommandText.quoted(action)
                + (isSafeInQuotes ? " --example \"" + example + "\"" : "") + " --update";
    }

    /**
     * Why the result of a run is not written. An error that the example did not expect is mostly a mistake in the
     * definition, unless the upstream's answer says so: no such user.
     */
    static Optional<String> refusal(ExampleRunner.Run run) {
        Envelope envelope = run.envelope();
        if (envelope == null) {
            return Optional.of(run.differences().get(0));
        }
        String code = envelope.errorCode();
        boolean isAnswerOfUpstream = code == null
                || ErrorCode.named(code).map(ErrorCode::isDeclarable).orElse(true);
        return isAnswerOfUpstream || code.equals(run.example().errorCode())
                ? Optional.empty()
                : Optional.of("it ends in " + code + ", which it does not expect: "
                        + envelope.error().replaceFirst("\\.$", ""));
    }

    private void add(int index, ExampleRunner.Run run) {
        String name = run.example().name();
        Optional<String> refusal = refusal(run);
        if (run.passed()) {
            results.add(new Result.Same(name));
            return;
        }
        if (refusal.isPresent()) {
            results.add(new Result.Refused(name, refusal.get()));
            return;
        }
        if (!run.ofResult().isEmpty()) {
            Optional<byte[]> edited = YamlEdit.of(text, List.of("examples", index), tree(index, run.envelope()));
            if (edited.filter(bytes -> isGood(bytes, index)).isEmpty()) {
                results.add(new Result.Refused(name, "its result cannot be written into the file: change it by hand"));
                return;
            }
            text = edited.get();
            results.add(new Result.Changed(name, run.ofResult()));
        }
        if (!run.ofCalls().isEmpty()) {
            results.add(new Result.Refused(
                    name, String.join("; ", run.ofCalls()) + ". Only the result is written: change this by hand"));
        }
    }

    /** The example as it stands in the file, with the result of a run. */
    private Map<Object, Object> tree(int index, Envelope envelope) {
        YamlNode examples = saved.file().document().entries().get("examples").value();
        Mapping before = (Mapping) ((Sequence) examples).items().get(index);
        ActionDefinition action = saved.file().definition();
        boolean isFlatError =
                action.answer() == AnswerForm.FLAT && !envelope.data().isEmpty();
        Map<Object, Object> after = new LinkedHashMap<>((Map<?, ?>) before.toTree());
        if (envelope.errorCode() == null || isFlatError) {
            after.put("data", envelope.data());
        } else {
            after.remove("data");
        }
        if (envelope.errorCode() == null) {
            after.remove("errorCode");
        } else {
            after.put("errorCode", envelope.errorCode());
        }
        return after;
    }

    /** Reads the new text as the build does: a mistake of ours must not spoil the file. */
    private boolean isGood(byte[] bytes, int index) {
        DefinitionFile file = DefinitionReader.read(saved.file().file(), bytes, new ArrayList<>());
        return file != null
                && file.definition().toTree().equals(saved.file().definition().toTree())
                && file.examples().size() == saved.file().examples().size()
                && ExampleRunner.run(file.definition(), file.examples().get(index))
                        .ofResult()
                        .isEmpty();
    }

    /** In the order of the file. */
    public List<Result> results() {
        return List.copyOf(results);
    }

    /** The names of the examples that get another result. */
    public List<String> changed() {
        return results.stream()
                .filter(Result.Changed.class::isInstance)
                .map(Result::example)
                .toList();
    }

    /** The new content of the file; the old one if nothing changes. */
    public byte[] text() {
        return text.clone();
    }

    /**
     * Writes the file.
     *
     * @return false if it changed meanwhile; then it is as it was
     */
    public boolean write() throws IOException {
        return FileReplacement.replace(saved.path(), saved.bytes(), text);
    }
}
