package dataactions.sandbox.aws.endpoints;

import java.util.Optional;

/** The stacks that CloudFormation has. */
public interface Stacks {
    /** The status of a stack, by its ARN; empty if there is no such stack. */
    Optional<String> status(String id);

    /** @throws IllegalArgumentException when CloudFormation refuses; the message is CloudFormation's */
    void protect(String id, boolean on);
}
