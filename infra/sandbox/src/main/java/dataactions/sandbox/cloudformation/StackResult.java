package dataactions.sandbox.cloudformation;

import dataactions.sandbox.cloudformation.state.StackStatus;
import java.util.Map;

/**
 * How a deployment or a deletion ended.
 *
 * @param ending the kind of ending
 * @param status the stack's status now
 * @param reason why it failed; empty if it did not fail
 * @param failedResource the logical id of the resource that failed first; empty if no resource failed
 * @param outputs the stack's outputs now
 * @param created how many resources were created, replacements among them
 * @param updated how many were changed in place
 * @param deleted how many were deleted
 */
public record StackResult(
        Ending ending,
        StackStatus status,
        String reason,
        String failedResource,
        Map<String, String> outputs,
        int created,
        int updated,
        int deleted) {
    /** The kinds of endings. */
    public enum Ending {
        /** The stack is as the template says, and at least one change was made. */
        DEPLOYED,
        /** The stack was already as the template says; no provider was called. */
        UNCHANGED,
        /** A step failed, and the rollback restored the state before. */
        ROLLED_BACK,
        /** A step failed, and rollback is off. What was done stays; the next deployment without rollback goes on. */
        PAUSED,
        /**
         * A step failed, and the rollback failed too. The next deployment continues the rollback. After a failed
         * deletion, only another deletion can continue.
         */
        STUCK,
        /** CloudFormation refuses this request in the stack's present status. Nothing was called or changed. */
        REFUSED,
        /** Every resource is deleted, except the retained ones. */
        DESTROYED,
        /** There was no stack. */
        ABSENT
    }

    /** Whether the stack is now in the desired state. */
    public boolean succeeded() {
        return ending == Ending.DEPLOYED
                || ending == Ending.UNCHANGED
                || ending == Ending.DESTROYED
                || ending == Ending.ABSENT;
    }
}
