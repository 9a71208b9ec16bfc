package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.definition.ErrorRule;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.Request;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code steps}, or {@code request} for a definition with one call, and checks the expressions that read the
 * results of steps.
 */
final class StepReader {
    private static final int MAX_STEPS = 10;
    /** Without hyphens: {@code steps.my-step} would be a subtraction. */
    private static final Pattern STEP_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    private StepReader() {}

    static List<Step> steps(Section root, Map<String, Input> inputs, RequestReader.Limit limit) {
        if (!root.has("steps")) {
            Request request = RequestReader.request(root, inputs, Set.of(), limit);
            List<ErrorRule> errors = ErrorReader.errors(root, inputs.keySet());
            checkErrors(root, errors, Set.of(), true);
            return request == null ? List.of() : List.of(new Step(Step.ONLY, request, null, errors));
        }
        for (String key : List.of("request", "errors")) {
            if (root.has(key)) {
                root.problem(key, "found beside steps, expected inside each step: every step has its own.");
            }
        }
        Map<String, Section> sections = root.sections("steps", "{request: {upstream: users, path: /users/{userId}}}");
        if (sections.isEmpty() || sections.size() > MAX_STEPS) {
            root.problem("steps", "found " + sections.size() + " steps, expected 1 to " + MAX_STEPS + ".");
        }
        List<Step> steps = new ArrayList<>();
        Set<String> above = new LinkedHashSet<>();
        sections.forEach((name, section) -> {
            section.only("request", "when", "errors");
            if (!STEP_NAME.matcher(name).matches()) {
                section.problem(
                        "\"" + name + "\" is no name for a step: expected a letter, then letters, digits and _.");
            }
            Request request = RequestReader.request(section, inputs, above, limit);
            Expression when = Fields.expression(section, "when", "steps.customer.id");
            checkSteps(section, "when", when, above);
            List<ErrorRule> errors = ErrorReader.errors(section, inputs.keySet());
            checkErrors(section, errors, above, false);
            if (request != null) {
                steps.add(new Step(name, request, when, errors));
            }
            above.add(name);
        });
        return steps;
    }

    /**
     * Checks an expression that is evaluated before the call. It may read only the results of earlier steps, by their
     * names.
     */
    static void checkSteps(Section section, String key, Expression expression, Set<String> above) {
        if (expression == null) {
            return;
        }
        if (expression.readsAllSteps()) {
            section.problem(
                    key, "reads steps as a whole: write steps.NAME, so that it is known which have to run before.");
        }
        for (String variable : List.of("status", "headers")) {
            if (expression.readsWhole(variable)) {
                section.problem(
                        key,
                        "reads $" + variable + " as a whole, but this call is not made yet: write $" + variable
                                + ".NAME for the " + variable + " of a step above, such as $" + variable + "."
                                + above.stream().findFirst().orElse("customer") + ".");
            }
        }
        Set<String> read = new LinkedHashSet<>(expression.steps());
        read.addAll(expression.members("status"));
        read.addAll(expression.members("headers"));
        checkNames(section, key, read, above);
    }

    private static void checkNames(Section section, String key, Set<String> read, Set<String> above) {
        for (String step : read) {
            if (!above.contains(step)) {
                section.problem(
                        key,
                        "there is no step " + step + " above this one" + Suggestion.didYouMean(step, above)
                                + (above.isEmpty() ? " There is none." : " Above: " + String.join(", ", above) + "."));
            }
        }
    }

    /** Checks the expressions on the step's own answer. They read earlier steps by the variable only. */
    private static void checkErrors(Section section, List<ErrorRule> errors, Set<String> above, boolean isSingle) {
        for (ErrorRule rule : errors) {
            for (Expression expression : Arrays.asList(rule.condition(), rule.messageFrom())) {
                if (expression == null) {
                    continue;
                }
                if (expression.readsWhole("steps")) {
                    section.problem(
                            "errors",
                            "reads $steps as a whole: write $steps.NAME, so that it is known which have to run before.");
                }
                if (!isSingle && expression.readsMember("steps")) {
                    section.problem(
                            "errors",
                            "reads steps in this step's own answer: write $steps.NAME for a step above, such as $steps."
                                    + above.stream().findFirst().orElse("customer")
                                    + ". Write $.steps if the answer itself has a member of that name.");
                }
                checkNames(section, "errors", expression.members("steps"), above);
            }
        }
    }

    /** Checks the names that outputs read, and reports steps whose result nothing uses. */
    static void checkReferences(Section root, List<Step> steps, Map<String, Output> outputs, AnswerForm answer) {
        boolean isSingle = !root.has("steps");
        Set<String> names = steps.stream().map(Step::name).collect(Collectors.toCollection(LinkedHashSet::new));
        Section section = outputs.isEmpty() ? null : root.section("output", "");
        outputs.forEach((name, output) -> {
            Section own = section.section(name, "");
            Expression from = output.from();
            if (!isSingle && from == null && output.constant() == null) {
                own.problem("from: missing: with steps an output says where it comes from, such as steps."
                        + names.stream().findFirst().orElse("customer") + "." + name + ".");
            }
            if (from == null) {
                return;
            }
            if (answer == AnswerForm.ENVELOPE && (from.uses("$errorCode") || from.uses("$error"))) {
                own.problem(
                        "from",
                        "reads $errorCode or $error, which only a flat answer has: in the envelope they are beside"
                                + " data. Remove it, or say answer: flat.");
            }
            if (isSingle) {
                return;
            }
            Set<String> read = new LinkedHashSet<>(from.steps());
            read.addAll(from.members("status"));
            read.addAll(from.members("headers"));
            for (String step : read) {
                if (!names.contains(step)) {
                    own.problem(
                            "from",
                            "there is no step " + step + Suggestion.didYouMean(step, names) + " Known: "
                                    + String.join(", ", names) + ".");
                }
            }
            if (from.steps().isEmpty() && PLAIN_PATH.matcher(from.text()).matches()) {
                own.problem(
                        "from", "does not begin with steps: with several steps write steps.NAME." + from.text() + ".");
            }
        });
    }
}
