package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Async;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.AnswerForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one YAML file into a definition, and reports all problems at once, each with its place.
 *
 * <p>The rules of the Genesys contract come from the Genesys Cloud SDK's schemas and help pages: inputs are flat, names
 * begin with a letter, some names are reserved, outputs hold no arrays in arrays, timeouts are 1 to 60 s.
 */
public final class DefinitionReader {
    /** The longest name of an action, in characters. It is part of an SSM parameter's name. */
    static final int MAX_NAME = 128;

    private static final Pattern ACTION_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9 _-]{0," + (MAX_NAME - 1) + "}");
    /**
     * The range that Genesys accepts as timeoutSeconds. Genesys's default is 60; our default is shorter, so a flow gets
     * an early answer.
     */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_CATEGORY = 256;

    private final String file;
    private final List<DefinitionProblem> problems;

    private DefinitionReader(String file, List<DefinitionProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads one file.
     *
     * @param problems where everything wrong is added
     * @return the definition, or null when a problem was found
     */
    public static DefinitionFile read(String file, byte[] bytes, List<DefinitionProblem> problems) {
        List<DefinitionProblem> found = new ArrayList<>();
        DefinitionFile definition = new DefinitionReader(file, found).read(bytes);
        found.sort(Comparator.comparingInt(DefinitionProblem::line));
        problems.addAll(found);
        return found.isEmpty() ? definition : null;
    }

    private DefinitionFile read(byte[] bytes) {
        YamlNode document = YamlParser.parse(file, bytes, problems);
        if (document == null) {
            return null;
        }
        if (!(document instanceof Mapping mapping)) {
            problems.add(new DefinitionProblem(
                    file,
                    document.line(),
                    "",
                    "found " + document.describe() + ", expected a definition that begins with name."));
            return null;
        }
        Section root = Section.root(file, problems, mapping)
                .only(
                        "name",
                        "category",
                        "description",
                        "secure",
                        "timeout",
                        "answer",
                        "consumers",
                        "input",
                        "request",
                        "steps",
                        "output",
                        "errors",
                        "async",
                        "examples");
        String name = name(root);
        String category = category(root);
        String description = root.text("description", "Fetches a user's details.");
        boolean secure = root.flag("secure");
        Duration timeout = timeout(root);
        Map<String, Input> inputs = InputReader.inputs(root);
        AnswerForm answer = answer(root);
        Set<ActionConsumer> consumers = consumers(root);
        Async async = AsyncReader.async(root, timeout, inputs);
        RequestReader.Limit limit = root.has("async")
                ? new RequestReader.Limit("limit", async == null ? Async.DEFAULT_LIMIT : async.limit())
                : new RequestReader.Limit("action's timeout", timeout);
        List<Step> steps = StepReader.steps(root, inputs, limit);
        Map<String, Output> outputs = OutputReader.outputs(root, answer);
        AsyncReader.check(root, async, name, answer, outputs);
        StepReader.checkReferences(root, steps, outputs, answer);
        List<Example> examples = ExampleReader.examples(root, steps);
        HyphenTrap.check(outputs, steps, root, examples);
        if (!problems.isEmpty()) {
            return null;
        }
        ActionDefinition definition = new ActionDefinition(
                name, 1, true, category, description, secure, timeout, answer, inputs, steps, outputs, async, null);
        return new DefinitionFile(file, mapping, definition, consumers, examples);
    }

    private static String name(Section root) {
        String name = root.requiredText("name", "the action's name in Architect, such as FetchUser");
        if (name != null && (!ACTION_NAME.matcher(name).matches() || name.endsWith(" "))) {
            root.problem(
                    "name",
                    "found \"" + name + "\", expected at most " + MAX_NAME + " letters, digits, spaces, - and _,"
                            + " beginning with a letter, such as FetchUser.");
        }
        return name;
    }

    private static String category(Section root) {
        String category = root.text("category", "Customer Data");
        if (category != null
                && (category.isBlank()
                        || category.length() > MAX_CATEGORY
                        || category.chars().anyMatch(Character::isISOControl))) {
            root.problem("category", "expected 1 to " + MAX_CATEGORY + " characters on one line.");
        }
        return category;
    }

    private static Duration timeout(Section root) {
        if (!root.has("timeout")) {
            return DEFAULT_TIMEOUT;
        }
        Duration timeout = root.duration("timeout");
        if (timeout == null) {
            return DEFAULT_TIMEOUT;
        }
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0 || timeout.toMillis() % 1000 != 0) {
            root.problem(
                    "timeout",
                    "found " + Fields.words(timeout)
                            + ", expected whole seconds from 1s to 60s, which is what Genesys takes.");
        }
        return timeout;
    }

    private static Set<ActionConsumer> consumers(Section root) {
        YamlNode node = root.node("consumers");
        if (node == null) {
            return EnumSet.of(ActionConsumer.ARCHITECT);
        }
        List<String> words = ActionConsumer.words();
        Set<ActionConsumer> consumers = EnumSet.noneOf(ActionConsumer.class);
        if (!(node instanceof Sequence sequence) || sequence.items().isEmpty()) {
            root.problem(
                    "consumers",
                    "found " + (node instanceof Sequence ? "an empty list" : node.describe())
                            + ", expected a list with one or more of " + String.join(", ", words) + ".");
            return consumers;
        }
        for (YamlNode item : sequence.items()) {
            String word = String.valueOf(item.toTree());
            Optional<ActionConsumer> consumer = ActionConsumer.of(word);
            if (consumer.isEmpty()) {
                root.problem(
                        "consumers",
                        "found " + item.describe() + Suggestion.didYouMean(word, words) + " Known: "
                                + String.join(", ", words) + ".");
            } else if (!consumers.add(consumer.get())) {
                root.problem("consumers", "found " + word + " twice: remove one.");
            }
        }
        return consumers;
    }

    private static AnswerForm answer(Section root) {
        String word = root.text("answer", "envelope");
        if (word == null) {
            return AnswerForm.ENVELOPE;
        }
        return AnswerForm.of(word).orElseGet(() -> {
            root.problem(
                    "answer",
                    "found \"" + word + "\"" + Suggestion.didYouMean(word, List.of("envelope", "flat"))
                            + " Expected envelope (the default) or flat.");
            return AnswerForm.ENVELOPE;
        });
    }
}
