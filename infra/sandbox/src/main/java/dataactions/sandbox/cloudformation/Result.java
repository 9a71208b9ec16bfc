package dataactions.sandbox.cloudformation;

import java.util.Map;

/**
 * How a deployment or a deletion ended.
 *
 * @param ending the kind of ending
 * @param status the stack's status now
 * @param reason what went wrong; empty where nothing did
 * @param failedResource the logical id of the resource that failed first; empty where none did
 * @param outputs the stack's outputs now
 * @param created how many resources were created, replacements among them
 * @param updated how many were changed in place
 * @param deleted how many were deleted
 */
public record Result(
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
        /** The stack is as the template says; something was changed. */
        DEPLOYED,
        /** The stack was already as the template says; no provider was called. */
        UNCHANGED,
        /** Something failed, and everything is as it was before. */
        ROLLED_BACK,
        /**
         * Something failed, and going back failed too: the next deployment goes on from there; after a deletion, only the
         * next deletion.
         */
        STUCK,
        /** CloudFormation takes no such request of the stack as it is: nothing was called, and nothing was changed. */
        REFUSED,
        /** Every resource is deleted (retained ones excepted). */
        DESTROYED,
        /** There was no stack. */
        ABSENT
    }

    /** Whether the stack is now as it was asked to be. */
    public boolean succeeded() {
        return ending == Ending.DEPLOYED
                || ending == Ending.UNCHANGED
                || ending == Ending.DESTROYED
                || ending == Ending.ABSENT;
    }
}
