package dataactions.registrar.aws;

/** Reads the status of a stack. */
@FunctionalInterface
public interface StackStatusSource {
    /**
     * The stack's status.
     *
     * @return {@code DELETE_IN_PROGRESS} and so on; an empty text if there is none
     * @throws RuntimeException when the status cannot be read
     */
    String of(String stackId);
}
