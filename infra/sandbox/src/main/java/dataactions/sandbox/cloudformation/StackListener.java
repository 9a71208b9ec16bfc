package dataactions.sandbox.cloudformation;

/** Receives every event of a deployment as it happens. */
@FunctionalInterface
public interface StackListener {
    void on(StackEvent event);
}
