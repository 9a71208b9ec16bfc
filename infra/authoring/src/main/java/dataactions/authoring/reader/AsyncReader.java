package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.definition.Async;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.ResultAction;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.expression.Expression;
import dataactions.definition.value.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads {@code async}, and checks what a slow action needs elsewhere in its definition. */
final class AsyncReader {
    /** One run of a Lambda function takes at most 15 minutes. The rest is for writing the result. */
    static final Duration LONGEST_LIMIT = Duration.ofMinutes(14);

    private static final Duration LONGEST_KEEP = Duration.ofHours(24);
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);
    private static final String EXAMPLE = "{after: 2s, limit: 10m, keep: 1h}";

    private AsyncReader() {}

    /** The settings of a slow action; null if the definition has none, or if they are wrong. */
    static Async async(Section root, Duration timeout, Map<String, Input> inputs) {
        Section section = root.section("async", EXAMPLE);
        if (section == null) {
            return null;
        }
        section.only("after", "limit", "keep", "key");
        Duration after = duration(section, "after", Async.DEFAULT_AFTER);
        Duration limit = duration(section, "limit", Async.DEFAULT_LIMIT);
        Duration keep = duration(section, "keep", Async.DEFAULT_KEEP);
        Expression key = Fields.expression(section, "key", "$input.conversationId");
        checkKey(section, key, inputs);
        Duration longestAfter = timeout.minus(RequestReader.NESTING_MARGIN);
        if (after.compareTo(longestAfter) > 0) {
            section.problem(
                    "after",
                    "found " + Fields.words(after) + ", expected at least 1s less than the action's timeout of "
                            + Fields.words(timeout) + ", so that there is time to answer pending: use at most "
                            + Fields.words(longestAfter) + ", or raise the timeout.");
        }
        if (limit.compareTo(SHORTEST_LIMIT) < 0 || limit.compareTo(LONGEST_LIMIT) > 0) {
            section.problem(
                    "limit",
                    "found " + Fields.words(limit)
                            + ", expected 1s to 14m: one run of a Lambda function takes at most 15 minutes.");
        } else if (limit.compareTo(after) <= 0) {
            section.problem(
                    "limit",
                    "found " + Fields.words(limit) + ", expected more than after (" + Fields.words(after)
                            + "): otherwise no result could come later.");
        }
        if (keep.compareTo(limit) < 0 || keep.compareTo(LONGEST_KEEP) > 0) {
            section.problem(
                    "keep",
                    "found " + Fields.words(keep) + ", expected " + Fields.words(limit) + " (the limit) to 24h.");
        }
        return new Async(after, limit, keep, key);
    }

    private static Duration duration(Section section, String key, Duration otherwise) {
        Duration duration = section.duration(key);
        return duration == null ? otherwise : duration;
    }

    /** The key is computed before any upstream is called, so it can read the inputs only. */
    private static void checkKey(Section section, Expression key, Map<String, Input> inputs) {
        if (key == null) {
            return;
        }
        for (String variable : List.of("$status", "$headers", "$steps", "$errorCode", "$error", "$requestId")) {
            if (key.uses(variable)) {
                section.problem(
                        "key",
                        "reads " + variable + ", which is not there before an upstream is called: read inputs only, as"
                                + " in $input.conversationId.");
                return;
            }
        }
        if (key.text().strip().equals("$input")) {
            section.problem("key", "found all inputs, expected one value, as in $input.conversationId.");
        }
        if (!key.uses("$input")) {
            section.problem(
                    "key",
                    "reads no input: expected JSONata such as $input.conversationId. Leave key out for one run for"
                            + " each call.");
        }
        for (String name : key.inputs()) {
            if (!inputs.containsKey(name)) {
                section.problem(
                        "key",
                        "there is no input " + name + Suggestion.didYouMean(name, inputs.keySet()) + " Known: "
                                + String.join(", ", inputs.keySet()) + ".");
            }
        }
    }

    /** Checks the action's name, and that a flat answer can say that it is pending. It cannot with several steps. */
    static void check(Section root, Async async, String name, AnswerForm answer, Map<String, Output> outputs) {
        if (async == null) {
            return;
        }
        int longest = DefinitionReader.MAX_NAME - ResultAction.SUFFIX.length();
        if (name != null && name.length() > longest) {
            root.problem(
                    "name",
                    "found " + name.length() + " characters, expected at most " + longest
                            + " with async, since the action NAME" + ResultAction.SUFFIX + " is registered as well.");
        }
        if (answer == AnswerForm.FLAT && root.has("steps")) {
            root.problem(
                    "answer",
                    "found flat together with async and steps: an output of a flat answer would have to say pending by $status,"
                            + " which with steps holds one status for each step. Write answer: envelope, or request for"
                            + " steps.");
        } else if (answer == AnswerForm.FLAT) {
            for (String variable : List.of("$status", "$requestId")) {
                if (outputs.values().stream().noneMatch(output -> isExactly(output, variable))) {
                    root.problem(
                            "output",
                            "no output is {type: string, from: " + variable + "}: a flat answer of an action with async"
                                    + " needs one for $status (pending, or the upstream's status) and one for $requestId"
                                    + " (what to ask for the result with).");
                }
            }
        }
    }

    private static boolean isExactly(Output output, String variable) {
        return output.type() == ValueType.STRING
                && output.from() != null
                && output.from().text().equals(variable);
    }
}
