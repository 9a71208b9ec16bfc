package dataactions.sandbox;

import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.endpoints.Stacks;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** The stack of the sandbox: its state, and the engine that changes it. */
final class SandboxStack implements StackStore, Stacks {
    private final Account account;
    private final InstantSource clock;
    private final ReplacementUndo undo;
    private final Runnable saving;

    /** Written by the engine, read by the endpoints' threads. */
    private volatile StackState state;

    private ResourceTypes types;

    /** The engine of the current or last deployment or deletion; the endpoints' threads use it. */
    private volatile Engine engine;

    /** @param saving saves the state of the whole sandbox: the stack together with its resources */
    SandboxStack(StackState saved, Account account, InstantSource clock, ReplacementUndo undo, Runnable saving) {
        this.state = saved;
        this.account = account;
        this.clock = clock;
        this.undo = undo;
        this.saving = saving;
    }

    /** The types of resources that the next run can deploy. */
    void use(ResourceTypes types) {
        this.types = types;
    }

    /** Whether the sandbox only lists resources of this type and does nothing else for them. */
    boolean inert(String type) {
        return types.find(type).map(ResourceProvider::inert).orElse(false);
    }

    /** The stack, even if it is deleted; null before the first deployment. */
    StackState state() {
        return state;
    }

    /** The stack, if it is not deleted. */
    Optional<StackState> standing() {
        return Optional.ofNullable(state).filter(it -> !it.status().gone());
    }

    Optional<String> region() {
        return standing().map(SandboxStack::regionOf);
    }

    static String regionOf(StackState stack) {
        return stack.id().split(":")[3];
    }

    /** A new engine for one run. */
    Engine engine(StackListener listener) {
        engine = new Engine(
                types,
                this,
                clock,
                () -> UUID.randomUUID().toString(),
                // The version of the CDK bootstrap in this account.
                name -> name.startsWith("/cdk-bootstrap/")
                        ? Sandbox.BOOTSTRAP_VERSION
                        : account.parameter(name).orElse(null),
                undo,
                listener);
        return engine;
    }

    @Override
    public Optional<StackState> load() {
        return Optional.ofNullable(state);
    }

    @Override
    public void save(StackState next) {
        state = next;
        saving.run();
    }

    @Override
    public Optional<String> status(String id) {
        return Optional.ofNullable(state)
                .filter(it -> it.id().equals(id))
                .map(it -> it.status().name());
    }

    @Override
    public void protect(String id, boolean on) {
        Engine running = engine;
        (running == null ? engine(event -> {}) : running).protect(id, on);
    }
}
