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
public record ResourceAnswer(boolean success, String reason, String physicalId, Map<String, String> data) {
    public static ResourceAnswer success(String physicalId, Map<String, String> data) {
        return new ResourceAnswer(true, null, physicalId, data);
    }

    /**
     * The same answer with a reason. CloudFormation also accepts a reason with a success, although it seldom shows it.
     */
    public ResourceAnswer saying(String words) {
        return new ResourceAnswer(success, words, physicalId, data);
    }

    /** The same answer with one more sentence at the end of its reason. */
    public ResourceAnswer adding(String sentence) {
        return saying(reason == null || reason.isBlank() ? sentence : reason + " " + sentence);
    }

    /** The same with secrets removed from its reason. */
    public ResourceAnswer cleaned(UnaryOperator<String> redactor) {
        return new ResourceAnswer(success, redactor.apply(reason), physicalId, data);
    }

    public static ResourceAnswer failed(String reason, String physicalId) {
        return new ResourceAnswer(false, reason, physicalId, Map.of());
    }
}
