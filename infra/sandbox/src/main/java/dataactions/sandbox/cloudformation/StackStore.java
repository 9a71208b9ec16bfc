package dataactions.sandbox.cloudformation;

import java.util.Optional;

/** Where the state of the one stack is journaled. Saving is atomic: a reader sees the state before or after it. */
public interface StackStore {
    Optional<StackState> load();

    void save(StackState state);
}
