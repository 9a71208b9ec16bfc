package dataactions.sandbox.cloudformation.state;

import java.util.Optional;

/** Saves the state of the one stack. Saving is atomic: a reader sees the state before or after it. */
public interface StackStore {
    Optional<StackState> load();

    void save(StackState state);
}
