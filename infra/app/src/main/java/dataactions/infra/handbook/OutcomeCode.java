package dataactions.infra.handbook;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ErrorRule;
import dataactions.definition.Output;
import dataactions.definition.ResultAction;
import dataactions.definition.Step;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.ErrorCode;
import dataactions.infra.handbook.page.Inline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A business answer that a flow must expect of an action.
 *
 * @param code the name in {@code errorCode}
 * @param when why an action answers it
 * @param isOwn whether the definition declares it; otherwise it is in the catalogue
 * @param path how a flow sees it
 */
record OutcomeCode(String code, List<Inline> when, boolean isOwn, Path path) {
    private static final int NOT_FOUND = 404;

    /** The path that a flow takes. */
    enum Path {
        /** Success path; the envelope has the code. */
        ENVELOPE,
        /** Success path; an output of a flat answer has the code. */
        OUTPUT,
        /** Success path; an output of a flat answer has the upstream's HTTP status. */
        STATUS,
        /** Failure path, because a flat answer has no place for the code. */
        FAILURE
    }

    /** The outcomes of an action: its own first, then those of the catalogue. One entry for each code. */
    static List<OutcomeCode> of(ActionDefinition action) {
        Map<String, OutcomeCode> codes = new LinkedHashMap<>();
        for (Step step : action.steps()) {
            for (ErrorRule rule : step.errors()) {
                if (!rule.isDefaults()) {
                    Path path = path(action, rule.status() != null && !isSuccess(rule.status()));
                    codes.merge(
                            rule.code(),
                            new OutcomeCode(rule.code(), when(step, rule), true, path),
                            OutcomeCode::either);
                }
            }
        }
        for (ErrorCode code : ErrorCode.values()) {
            if (!code.isFault() && isPossible(code, action)) {
                boolean isUpstreams = code == ErrorCode.NOT_FOUND || code == ErrorCode.UPSTREAM_REJECTED;
                codes.putIfAbsent(
                        code.name(),
                        new OutcomeCode(code.name(), Inline.marked(code.when()), false, path(action, isUpstreams)));
            }
        }
        return List.copyOf(codes.values());
    }

    private OutcomeCode either(OutcomeCode other) {
        List<Inline> both = new ArrayList<>(when);
        both.add(Inline.words("; or "));
        both.addAll(other.when);
        return new OutcomeCode(code, both, isOwn, path);
    }

    private static boolean isPossible(ErrorCode code, ActionDefinition action) {
        return switch (code) {
            case INVALID_INPUT -> !action.inputs().isEmpty();
            case NOT_FOUND ->
                action.isResultAction()
                        || action.steps().stream()
                                .anyMatch(step -> step.errors().stream()
                                        .noneMatch(rule -> rule.status() != null && rule.status() == NOT_FOUND));
            case RESULT_NOT_FOUND -> action.isResultAction();
            case RESULT_TOO_LARGE -> action.isSlow() || action.isResultAction();
            default -> true;
        };
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    private static Path path(ActionDefinition action, boolean isUpstreamsAnswer) {
        if (action.answer() == AnswerForm.ENVELOPE) {
            return Path.ENVELOPE;
        }
        if (action.hasOutputOf("$errorCode")) {
            return Path.OUTPUT;
        }
        return isUpstreamsAnswer && action.hasOutputOf("$status") ? Path.STATUS : Path.FAILURE;
    }

    /** The output of a flat answer that is this variable and nothing else. */
    static Optional<String> outputOf(ActionDefinition action, String variable) {
        return action.outputs().entrySet().stream()
                .filter(each -> isExactly(each.getValue(), variable))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isExactly(Output output, String variable) {
        return output.from() != null && output.from().text().strip().equals(variable);
    }

    private static List<Inline> when(Step step, ErrorRule rule) {
        List<Inline> when = new ArrayList<>();
        String upstream = "the upstream " + step.request().upstream();
        if (rule.status() != null) {
            when.add(Inline.words(upstream + " answers HTTP " + rule.status()));
        } else {
            when.add(Inline.words(upstream + " answers with "));
            when.add(Inline.code(rule.condition().text()));
        }
        when.add(Inline.words(
                rule.message() == null
                        ? "; error is the upstream's own sentence"
                        : "; error is “" + rule.message() + "”"));
        return when;
    }

    /** What a voice flow sees. */
    List<Inline> inVoiceFlow(ActionDefinition action) {
        return path == Path.FAILURE ? Inline.marked("Failure path; the code cannot be read") : onSuccessPath(action);
    }

    /** What every other flow sees. */
    List<Inline> inOtherFlow(ActionDefinition action) {
        return path == Path.FAILURE
                ? Inline.marked("Failure path; its errorCode and message can be bound")
                : onSuccessPath(action);
    }

    private List<Inline> onSuccessPath(ActionDefinition action) {
        return Inline.marked(
                switch (path) {
                    case ENVELOPE -> "Success path; `status` is `error`, `errorCode` is `" + code + "`";
                    case OUTPUT ->
                        outputOf(action, "$errorCode")
                                .map(name -> "Success path; `" + name + "` is `" + code + "`")
                                .orElse("Success path; an output says so");
                    default ->
                        outputOf(action, "$status")
                                .map(name -> "Success path; `" + name + "` is the upstream's HTTP status")
                                .orElse("Success path; an output says so");
                });
    }

    /** The statuses of upstreams that mean absence, and no error. */
    static List<String> absences(ActionDefinition action) {
        List<String> absences = new ArrayList<>();
        action.steps()
                .forEach(step -> step.errors().stream()
                        .filter(ErrorRule::isDefaults)
                        .forEach(rule -> absences.add("the upstream "
                                + step.request().upstream() + " answers "
                                + (rule.status() == null ? "as its condition says" : "HTTP " + rule.status()))));
        return absences;
    }

    /** The outcomes that only the result action of a slow action has. */
    static List<OutcomeCode> ofResultActionOnly(ActionDefinition slow) {
        ActionDefinition result = ResultAction.of(slow);
        return of(result).stream()
                .filter(each -> each.code().equals(ErrorCode.RESULT_NOT_FOUND.name()))
                .toList();
    }
}
