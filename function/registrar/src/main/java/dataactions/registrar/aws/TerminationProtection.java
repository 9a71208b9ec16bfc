package dataactions.registrar.aws;

/** Whether CloudFormation refuses to delete a stack. */
@FunctionalInterface
public interface TerminationProtection {
    /**
     * Turns it on or off; it may be so already.
     *
     * @throws RuntimeException when CloudFormation refuses or does not answer; its message is for a person
     */
    void set(String stackId, boolean on);
}
