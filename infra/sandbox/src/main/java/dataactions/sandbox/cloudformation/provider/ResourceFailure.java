package dataactions.sandbox.cloudformation.provider;

import java.util.Optional;

/**
 * A resource could not be created, updated or deleted. The message is the status reason of the stack event. A failed
 * create or update may name the physical id of a resource that it made nevertheless, so that the clean-up can delete
 * it.
 */
public final class ResourceFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String physicalId;

    public ResourceFailure(String reason) {
        this(reason, null);
    }

    public ResourceFailure(String reason, String physicalId) {
        super(reason);
        this.physicalId = physicalId;
    }

    /** The physical id of the resource that exists despite the failure, if the provider named one. */
    public Optional<String> physicalId() {
        return Optional.ofNullable(physicalId);
    }
}
