package dataactions.sandbox.assembly;

/** A cloud assembly that is not there, or not one that can be deployed here. The message says what to do. */
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AssemblyException(String message) {
        super(message);
    }
}
