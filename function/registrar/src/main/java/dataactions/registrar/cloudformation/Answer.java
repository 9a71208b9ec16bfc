package dataactions.registrar.cloudformation;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What CloudFormation is told.
 *
 * @param reason null on success
 * @param physicalId the true id whenever one exists, on failures above all: CloudFormation's Delete needs it
 * @param data the attributes, for {@code Fn::GetAtt}
 */
public record Answer(boolean success, String reason, String physicalId, Map<String, String> data) {
    public static Answer success(String physicalId, Map<String, String> data) {
        return new Answer(true, null, physicalId, data);
    }

    /** The same with words beside it: CloudFormation takes a Reason with a success too, though it seldom shows it. */
    public Answer saying(String words) {
        return new Answer(success, words, physicalId, data);
    }

    /** The same with its words cleaned. */
    public Answer cleaned(UnaryOperator<String> redactor) {
        return new Answer(success, redactor.apply(reason), physicalId, data);
    }

    public static Answer failed(String reason, String physicalId) {
        return new Answer(false, reason, physicalId, Map.of());
    }
}
