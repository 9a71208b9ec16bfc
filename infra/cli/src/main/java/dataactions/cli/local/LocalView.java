package dataactions.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.definition.Suggestion;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SavedDeployment;
import dataactions.sandbox.cloudformation.StackEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * The local deployment for the console. It is read without the lock of its state folder. A deployment and an invocation
 * lock the folder, one after the other, and each only while it works: other commands may use the folder in between.
 */
public final class LocalView implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private final Context context;
    private final Path state;
    private final ExecutorService operations = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "console-local");
        thread.setDaemon(true);
        return thread;
    });

    public LocalView(Context context) {
        this.context = context;
        this.state = context.root().resolve(".sandbox");
    }

    /**
     * The stack, the objects of the Genesys org, the jobs and the last invocations.
     *
     * @throws dataactions.sandbox.SandboxException when the saved state is damaged
     */
    public ObjectNode state() {
        ObjectNode tree = JSON.createObjectNode();
        SavedDeployment saved = SavedDeployment.read(state).orElse(null);
        tree.put("deployed", saved != null);
        if (saved == null) {
            return tree;
        }
        tree.put("environment", saved.environment())
                .put("stack", saved.stack().name())
                .put("status", saved.stack().status().name())
                .put("reason", saved.stack().reason())
                .put("functionUrl", saved.stack().outputs().get("FunctionUrl"));
        tree.set("integration", NullNode.getInstance());
        saved.integrations()
                .forEach(each -> tree.putObject("integration")
                        .put("id", each.id())
                        .put("name", each.name())
                        .put("state", each.state()));
        ArrayNode actions = tree.putArray("actions");
        saved.actions().forEach(each -> {
            ObjectNode action = actions.addObject()
                    .put("name", each.name())
                    .put("id", each.id())
                    .put("category", each.category())
                    .put("contract", each.contract())
                    .put("published", each.published());
            each.flows().forEach(action.putArray("flows")::add);
        });
        ArrayNode resources = tree.putArray("resources");
        saved.stack()
                .resources()
                .values()
                .forEach(each -> resources
                        .addObject()
                        .put("logicalId", each.logicalId())
                        .put("type", each.type())
                        .put("status", each.status().name())
                        .put("reason", each.reason()));
        ArrayNode jobs = tree.putArray("jobs");
        saved.jobs()
                .forEach(each -> jobs.addObject()
                        .put("action", each.action())
                        .put("state", each.state())
                        .put("created", each.created().toString()));
        ArrayNode invocations = tree.putArray("invocations");
        LastInvocations.in(saved.logs()).forEach(invocations::add);
        return tree;
    }

    /**
     * Deploys an environment on this machine, as {@code local deploy} does.
     *
     * @param events gets each event of the stack
     * @return the exit status
     */
    public int deploy(String environment, Terminal terminal, Consumer<ObjectNode> events) {
        return alone(() -> {
            LocalDeploy deploy = new LocalDeploy(context, terminal).observedBy(event -> events.accept(tree(event)));
            new CommandLine(deploy).parseArgs("--environment", environment);
            return deploy.call();
        });
    }

    private static ObjectNode tree(StackEvent event) {
        return JSON.createObjectNode()
                .put("time", event.time().toString())
                .put("logicalId", event.logicalId())
                .put("type", event.type())
                .put("status", event.status())
                .put("reason", event.reason());
    }

    /**
     * Executes a deployed action as a flow does. The answer does not wait for jobs that the call started.
     *
     * @throws CommandException when no such action is deployed
     */
    public ObjectNode invoke(String name, ObjectNode inputs) {
        CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
        operations.execute(() -> {
            try (Sandbox sandbox =
                    SandboxCommand.open(state, Map.of(), Map.of(), Terminal.of(line -> {}, result -> {}))) {
                answer.complete(invoked(sandbox, name, inputs));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return joined(answer);
    }

    private static ObjectNode invoked(Sandbox sandbox, String name, ObjectNode inputs) {
        List<RegisteredAction> actions = sandbox.actions();
        List<String> names = actions.stream().map(RegisteredAction::name).toList();
        RegisteredAction action = actions.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException("No action '" + name + "' is deployed"
                        + (names.isEmpty()
                                ? ". Deploy first."
                                : Suggestion.didYouMean(name, names) + " There is: " + String.join(", ", names)
                                        + ".")));
        Architect.Execution execution = sandbox.architect().execute(action.id(), inputs);
        ObjectNode tree = JSON.createObjectNode()
                .put("action", name)
                .put("httpStatus", execution.status())
                .put("success", execution.success())
                .put("milliseconds", execution.time().toMillis());
        tree.set("answer", execution.body());
        ArrayNode variables = tree.putArray("variables");
        if (execution.success()) {
            action.outputs().forEach(output -> {
                ObjectNode variable =
                        variables.addObject().put("name", output.name()).put("type", output.type());
                JsonNode value = value(execution.body(), output.name());
                if (!value.isMissingNode()) {
                    variable.set("value", value);
                }
            });
        }
        sandbox.upstreams().takeUnanswered().forEach(tree.putArray("notes")::add);
        return tree;
    }

    /** A flattened name goes through objects; a collection has one entry for each item of an array. */
    private static JsonNode value(JsonNode node, String name) {
        if (node.isArray()) {
            ArrayNode column = JSON.createArrayNode();
            node.forEach(item -> {
                JsonNode found = value(item, name);
                column.add(found.isMissingNode() ? NullNode.getInstance() : found);
            });
            return column;
        }
        if (name.isEmpty() || node.has(name)) {
            return name.isEmpty() ? node : node.get(name);
        }
        int dot = name.indexOf('.');
        return dot < 0 ? node.path(name) : value(node.path(name.substring(0, dot)), name.substring(dot + 1));
    }

    /** A piece of work that may lock the state folder. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /** Runs work while no other work of this console uses the state folder. */
    public <T> T alone(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        operations.execute(() -> {
            try {
                result.complete(work.run());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return joined(result);
    }

    private static <T> T joined(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CommandException(
                    e.getCause() instanceof Exception failure
                            ? String.join(" ", Main.messages(failure))
                            : String.valueOf(e.getCause()),
                    e.getCause());
        }
    }

    /** Starts no more work, and waits for the work that runs. */
    public boolean end(long seconds) {
        operations.shutdown();
        try {
            return operations.awaitTermination(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        operations.shutdownNow();
    }
}
