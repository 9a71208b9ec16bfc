package dataactions.cli.author.create;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.OutputProposal;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.definition.value.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer that the outputs and the first example are made of.
 *
 * @param call with the values that a person gave
 * @param body empty for an answer without one, and if no answer is known
 * @param status of a success
 */
record FirstAnswer(ApiCall call, Optional<Object> body, int status, Origin origin) {
    /** Where the answer is from. */
    enum Origin {
        CALLED,
        RECORDED,
        OPENAPI,
        NOWHERE
    }

    /** What is known without a call and without a recorded answer. */
    static FirstAnswer declared(ApiCall call) {
        return call.answers().isEmpty()
                ? new FirstAnswer(call, Optional.empty(), 200, Origin.NOWHERE)
                : new FirstAnswer(call, Optional.of(call.answers().get(0)), 200, Origin.OPENAPI);
    }

    boolean isKnown() {
        return origin != Origin.NOWHERE;
    }

    boolean hasOutputs() {
        return isKnown() || !call.outputs().isEmpty();
    }

    /** The outputs that an OpenAPI file declares, or else those of the answer. */
    OutputProposal.Proposal outputs() {
        if (!call.outputs().isEmpty() || !isKnown()) {
            return new OutputProposal.Proposal(call.outputs(), List.of());
        }
        if (body.isEmpty()) {
            return new OutputProposal.Proposal(
                    List.of(ProposedOutput.scalar("done", ValueType.BOOLEAN, "true")
                            .remarked("the answer has no body")),
                    List.of());
        }
        return OutputProposal.ofAnswer(DraftFile.withoutSecrets(call, body.get()));
    }

    /** The inputs of the call without a known value. */
    List<ProposedInput> unknownInputs() {
        return call.inputs().stream().filter(each -> each.example().isEmpty()).toList();
    }

    /** Whether every required input has a value, so that there can be an example. */
    boolean hasInputs() {
        return unknownInputs().stream().noneMatch(ProposedInput::required);
    }

    Map<String, Object> input() {
        return input(call);
    }

    /** The values of a call's inputs. */
    static Map<String, Object> input(ApiCall call) {
        Map<String, Object> input = new LinkedHashMap<>();
        call.inputs().forEach(each -> each.example().ifPresent(value -> input.put(each.name(), value)));
        return input;
    }
}
