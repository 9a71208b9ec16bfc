package dataactions.registrar.cloudformation;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The answer to an event.
 *
 * @param reason null on success
 * @param physicalId the id of the object whenever there is one, also in a failure: CloudFormation's Delete needs it
 * @param data the attributes, for {@code Fn::GetAtt}
 */
public record Answer(boolean success, String reason, String physicalId, Map<String, String> data) {
    public static Answer success(String physicalId, Map<String, String> data) {
        return new Answer(true, null, physicalId, data);
    }

    /**
     * The same answer with a reason. CloudFormation also accepts a reason with a success, although it seldom shows it.
     */
    public Answer saying(String words) {
        return new Answer(success, words, physicalId, data);
    }

    /** The same answer with one more sentence at the end of its reason. */
    public Answer adding(String sentence) {
        return saying(reason == null || reason.isBlank() ? sentence : reason + " " + sentence);
    }

    /** The same with secrets removed from its reason. */
    public Answer cleaned(UnaryOperator<String> redactor) {
        return new Answer(success, redactor.apply(reason), physicalId, data);
    }

    public static Answer failed(String reason, String physicalId) {
        return new Answer(false, reason, physicalId, Map.of());
    }
}
