package dataactions.sandbox.cloudformation;

import java.time.Instant;

/**
 * One line of a deployment, as CloudFormation reports it.
 *
 * @param time when it happened
 * @param logicalId the resource's logical id, or the stack's name
 * @param type the resource's type; {@code AWS::CloudFormation::Stack} for the stack itself
 * @param physicalId the physical id; empty if it is not known
 * @param status such as {@code CREATE_COMPLETE}
 * @param reason the reason; may be empty
 */
public record StackEvent(Instant time, String logicalId, String type, String physicalId, String status, String reason) {
    public static final String STACK_TYPE = "AWS::CloudFormation::Stack";

    public boolean ofStack() {
        return STACK_TYPE.equals(type);
    }
}
