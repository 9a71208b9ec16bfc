package dataactions.registrar.aws;

/** Where the registrar asks for the status of a stack. */
@FunctionalInterface
public interface StackStatusSource {
    /**
     * The stack's status.
     *
     * @return {@code DELETE_IN_PROGRESS} and so on; an empty text where there is none
     * @throws RuntimeException when it cannot be had
     */
    String of(String stackId);
}
