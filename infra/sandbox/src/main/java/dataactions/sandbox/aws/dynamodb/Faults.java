package dataactions.sandbox.aws.dynamodb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Failures of the service that a test asks for. */
public final class Faults {
    /** How a call fails. */
    public enum Fault {
        /** Does not fail: for calls before the one that is to fail. */
        NONE,
        /** Refused with ProvisionedThroughputExceededException. */
        THROTTLED,
        /** HTTP 500 InternalServerError; nothing was done. */
        FAILED,
        /** HTTP 500 InternalServerError; the operation was done. */
        DONE_BUT_FAILED,
        /** No answer until the caller gives up; nothing was done. */
        HANGING
    }

    private final Map<String, Deque<Fault>> next = new HashMap<>();

    /**
     * Makes the next calls of an operation fail, after those that are to fail already.
     *
     * @param operation such as {@code PutItem}
     */
    public synchronized void next(String operation, Fault fault, int calls) {
        if (!DynamoDb.OPERATIONS.contains(operation)) {
            throw new IllegalArgumentException(operation + " is not one of " + DynamoDb.OPERATIONS);
        }
        for (int i = 0; i < calls; i++) {
            next.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(fault);
        }
    }

    /** Lets every call succeed again. */
    public synchronized void clear() {
        next.clear();
    }

    /** How the call that comes now fails. */
    synchronized Fault take(String operation) {
        return Optional.ofNullable(next.get(operation)).map(Deque::poll).orElse(Fault.NONE);
    }
}
