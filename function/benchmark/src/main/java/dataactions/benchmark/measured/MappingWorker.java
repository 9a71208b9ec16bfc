package dataactions.benchmark.measured;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ActionRun;
import dataactions.definition.Budget;
import dataactions.definition.CompiledActions;
import dataactions.definition.Json;
import dataactions.definition.Outcome;
import dataactions.definition.UpstreamResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reading a large response and mapping it, without a network.
 *
 * <p>Arguments: the driver's port, the file with the response. The action is the only one of {@code actions.json}.
 * Operations: {@code parse}, bytes to tree; {@code map}, tree to outputs; {@code both}.
 */
public final class MappingWorker {
    private final ActionDefinition action;
    private final byte[] response;
    private final Object tree;

    private MappingWorker(ActionDefinition action, byte[] response) {
        this.action = action;
        this.response = response;
        this.tree = parsed();
    }

    public static void main(String[] arguments) throws Exception {
        MappingWorker worker = new MappingWorker(action(), Files.readAllBytes(Path.of(arguments[1])));
        Operations.serve(
                Integer.parseInt(arguments[0]),
                Map.of("parse", worker::parse, "map", () -> worker.map(worker.tree), "both", worker::both));
    }

    private static ActionDefinition action() throws IOException {
        try (InputStream in = MappingWorker.class.getResourceAsStream("/" + CompiledActions.FILE_NAME)) {
            return CompiledActions.read(in).all().get(0);
        }
    }

    private Object parsed() {
        return Json.parse(response, Json.Limits.DEFAULT);
    }

    private long parse() {
        long before = System.nanoTime();
        Object parsed = parsed();
        long after = System.nanoTime();
        if (!(parsed instanceof Map)) {
            throw new IllegalStateException("not an object");
        }
        return after - before;
    }

    private long both() {
        long before = System.nanoTime();
        Object parsed = parsed();
        return System.nanoTime() - before + map(parsed);
    }

    private long map(Object body) {
        long before = System.nanoTime();
        ActionRun run = new ActionRun(action, Map.of("userId", 1L), "benchmark", Budget.ofMillis(10_000), false);
        run.accept(action.steps().get(0), new UpstreamResponse(200, Map.of(), body));
        Outcome outcome = run.finish();
        long after = System.nanoTime();
        if (!(outcome instanceof Outcome.Mapped mapped)
                || mapped.data().size() != action.outputs().size()) {
            throw new IllegalStateException("not mapped: " + outcome);
        }
        return after - before;
    }
}
