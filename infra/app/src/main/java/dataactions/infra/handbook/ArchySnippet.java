package dataactions.infra.handbook;

import static dataactions.infra.handbook.ArchyText.leaf;
import static dataactions.infra.handbook.ArchyText.object;

import dataactions.authoring.ArchitectVariable;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.ResultAction;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The lines to paste into a flow that Archy publishes: the variables, the call, a loop that waits for a slow action, and
 * a branch for each way in which a call can end.
 */
final class ArchySnippet {
    /** The status of the flow's own variable after the Failure path. */
    private static final String FAILED = "failed";

    /** A turn of the loop takes about so many seconds. */
    private static final int TURN_SECONDS = 10;

    /** A job ends at the latest this long after its limit. */
    private static final int AFTER_LIMIT_SECONDS = 30;

    private static final int VOICE_WAIT_SECONDS = 2;

    private final ActionDefinition action;
    private final String category;
    private final FlowKind kind;
    private final List<OutcomeCode> codes;
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<Map<String, Object>> declarations = new ArrayList<>();
    /** The variable of the flow for each output that the snippet reads. */
    private final Map<String, String> bound = new LinkedHashMap<>();
    /** The variables for what failed. A slow action has two calls, which share them. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    private final String status;
    private final String branch;

    private ArchySnippet(ActionDefinition action, String category, FlowKind kind) {
        this.action = action;
        this.category = category;
        this.kind = kind;
        this.codes = OutcomeCode.of(action);
        boolean isFlat = action.answer() == AnswerForm.FLAT;
        String ownStatus = isFlat && !action.isSlow() ? declare("String", "status", "") : null;
        for (ArchitectVariable each : ArchitectVariable.of(action, Map.of())) {
            boolean isUnread = each.output() == null
                    && (each.name().equals("error") || each.name().equals("requestId") && !action.isSlow());
            if (!isUnread) {
                String name = each.name();
                bound.put(name, declare(each.type(), name.replaceFirst("^data\\.", ""), isFlat ? "output." : "data."));
            }
        }
        status = !isFlat
                ? bound.get("status")
                : action.isSlow()
                        ? bound.get(OutcomeCode.outputOf(action, "$status").orElseThrow())
                        : ownStatus;
        branch = declare("String", "branch", "flow.");
    }

    /** The snippet for the newest contract of an action that is not a result action. */
    static String of(ActionDefinition action, String category, FlowKind kind) {
        return ArchyText.write(List.of(new ArchySnippet(action, category, kind).container()));
    }

    private Map<String, Object> container() {
        List<Object> actions = new ArrayList<>();
        actions.add(call("Call " + action.name(), action, successOutputs(bound)));
        if (action.isSlow()) {
            actions.add(loop());
        }
        actions.add(branches());
        return object(
                kind.container(),
                object(
                        "name",
                        "Call " + action.name(),
                        "refId",
                        "Call " + action.name(),
                        "variables",
                        declarations,
                        "actions",
                        actions));
    }

    /** Declares a variable of the flow, under a name that is not taken. */
    private String declare(String type, String name, String prefix) {
        String own = camel(name);
        String free = taken.contains(own) ? camel(prefix + name) : own;
        for (int i = 2; taken.contains(free); i++) {
            free = own + i;
        }
        taken.add(free);
        String variable = kind.scope() + "." + free;
        String[] words = type.split(" ");
        String word = words[0].toLowerCase(Locale.ROOT) + (words.length > 1 ? "Collection" : "") + "Variable";
        declarations.add(object(word, leaf("name", variable, "initialValue", object("noValue", true))));
        return variable;
    }

    /** {@code todos.title} becomes {@code todosTitle}: Architect's variables have letters, digits and underscores. */
    private static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        for (String part : name.split("[^A-Za-z0-9_]+")) {
            camel.append(camel.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return camel.toString();
    }

    private static Map<String, Object> successOutputs(Map<String, String> bound) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        bound.forEach((output, variable) -> outputs.put(output, leaf("var", variable)));
        return outputs;
    }

    private Map<String, Object> inputs(ActionDefinition called) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Map.Entry<String, Input> each : called.inputs().entrySet()) {
            inputs.put(
                    each.getKey(),
                    each.getValue().required() ? leaf("exp", "Flow." + camel(each.getKey())) : leaf("noValue", true));
        }
        return inputs;
    }

    private Map<String, Object> call(String name, ActionDefinition called, Map<String, Object> outputs) {
        return call(name, called, inputs(called), outputs);
    }

    private Map<String, Object> call(
            String name, ActionDefinition called, Map<String, Object> inputs, Map<String, Object> outputs) {
        Map<String, Object> binding = new LinkedHashMap<>();
        if (!inputs.isEmpty()) {
            binding.put("inputs", inputs);
        }
        binding.put("successOutputs", outputs);
        if (kind == FlowKind.OTHER) {
            binding.put(
                    "failureOutputs",
                    object(
                            "errorCode",
                            leaf("var", failure("failureCode")),
                            "userMessage",
                            leaf("var", failure("failureMessage"))));
        }
        return object(
                "callData",
                object(
                        "name",
                        name,
                        "category",
                        object(category, object("dataAction", object(called.name(), binding))),
                        "outputs",
                        object("failure", actions(set("It failed", status, FAILED)))));
    }

    private String failure(String name) {
        return failures.computeIfAbsent(name, key -> declare("String", key, "flow."));
    }

    private static Map<String, Object> actions(Map<String, Object> action) {
        return object("actions", List.of(action));
    }

    private static Map<String, Object> set(String name, String variable, String value) {
        return object(
                "updateData",
                object(
                        "name",
                        name,
                        "statements",
                        List.of(object("string", leaf("variable", variable, "value", object("lit", value))))));
    }

    private static Map<String, Object> decision(
            String name, String condition, Map<String, Object> yes, Map<String, Object> no) {
        return object(
                "decision",
                object(
                        "name",
                        name,
                        "condition",
                        leaf("exp", condition),
                        "outputs",
                        object("yes", actions(yes), "no", actions(no))));
    }

    private static String is(String variable, String value) {
        return variable + " == \"" + value + "\"";
    }

    private Map<String, Object> loop() {
        ActionDefinition result = ResultAction.of(action);
        String job = action.answer() == AnswerForm.FLAT
                ? OutcomeCode.outputOf(action, "$requestId").orElseThrow()
                : "requestId";
        // The variable keeps the id of the job, also when the result action answers with another id.
        Map<String, String> outputs = new LinkedHashMap<>(bound);
        outputs.remove(job);
        boolean isVoice = kind == FlowKind.VOICE;
        Map<String, Object> ask = call(
                "Ask for the result",
                result,
                object(
                        ResultAction.REQUEST_ID,
                        leaf("exp", bound.get(job)),
                        ResultAction.WAIT,
                        leaf("lit", isVoice ? VOICE_WAIT_SECONDS : ResultAction.MAX_WAIT)),
                successOutputs(outputs));
        Map<String, Object> pause = isVoice
                ? object(
                        "playAudio",
                        object("name", "Play about 8 seconds", "audio", leaf("prompt", "Prompt.please_wait")))
                : object(
                        "wait",
                        object(
                                "name", "Wait",
                                "duration", leaf("lit", object("seconds", TURN_SECONDS)),
                                "trimDurationNearMaxRunningTime", leaf("lit", false)));
        Map<String, Object> turn = object("actions", List.of(pause, ask));
        Map<String, Object> isPending = object(
                "decision",
                object(
                        "name",
                        "Is it pending?",
                        "condition",
                        leaf("exp", is(status, Envelope.PENDING)),
                        "outputs",
                        object("yes", turn, "no", actions(object("loopExit", object("name", "Leave the loop"))))));
        return object(
                "loop",
                object(
                        "name",
                        "While it is pending",
                        "currentIndex",
                        leaf("var", declare("Integer", "turn", "flow.")),
                        "loopCount",
                        leaf("lit", turns()),
                        "outputs",
                        object("loop", actions(isPending))));
    }

    private long turns() {
        long seconds = action.async().limit().toSeconds() + AFTER_LIMIT_SECONDS;
        return (seconds + TURN_SECONDS - 1) / TURN_SECONDS;
    }

    /** What follows the call: a decision for each way in which it can end, the first that applies. */
    private Map<String, Object> branches() {
        List<String[]> ways = new ArrayList<>();
        ways.add(new String[] {"Did it fail?", is(status, FAILED), FAILED});
        if (action.isSlow()) {
            ways.add(new String[] {"Is it still pending?", is(status, Envelope.PENDING), Envelope.PENDING});
        }
        boolean isEnvelope = action.answer() == AnswerForm.ENVELOPE;
        String code = isEnvelope
                ? bound.get("errorCode")
                : OutcomeCode.outputOf(action, "$errorCode").map(bound::get).orElse(null);
        if (isEnvelope) {
            ways.add(new String[] {"Is it a success?", is(status, "success"), "success"});
        }
        if (code != null) {
            // A flat answer has no word for success. So each code has its branch there.
            codes.stream()
                    .filter(each -> each.isOwn() || !isEnvelope)
                    .map(OutcomeCode::code)
                    .forEach(each -> ways.add(new String[] {"Is it " + each + "?", is(code, each), each}));
        }
        Map<String, Object> last =
                isEnvelope ? set("Another outcome", branch, "another outcome") : set("success", branch, "success");
        for (int i = ways.size() - 1; i >= 0; i--) {
            String[] way = ways.get(i);
            last = decision(way[0], way[1], set(way[2], branch, way[2]), last);
        }
        return last;
    }
}
