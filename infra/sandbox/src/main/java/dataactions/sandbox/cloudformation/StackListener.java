package dataactions.sandbox.cloudformation;

/** Hears of every event of a deployment as it happens. */
@FunctionalInterface
public interface StackListener {
    void on(StackEvent event);
}
