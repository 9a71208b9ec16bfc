package dataactions.registrar.aws;

/** Termination protection: with it, CloudFormation refuses to delete a stack. */
@FunctionalInterface
public interface TerminationProtection {
    /**
     * Turns it on or off, whether it was on or off before.
     *
     * @throws RuntimeException when CloudFormation refuses or does not answer; its message is for a person
     */
    void set(String stackId, boolean on);
}
