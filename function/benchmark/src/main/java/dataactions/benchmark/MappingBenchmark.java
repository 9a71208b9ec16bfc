package dataactions.benchmark;

import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Parsing a response of 1 MB, and mapping its tree to five outputs, without a network. The action is the only one of {@code
 * actions.json} on the class path.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MappingBenchmark {
    private ActionDefinition action;
    private byte[] response;

    /** A tree that was parsed just before, as the handler has it: not one that stays in the processor's caches. */
    @State(Scope.Thread)
    public static class Parsed {
        private Object tree;

        @Setup(Level.Invocation)
        public void parse(MappingBenchmark benchmark) {
            tree = benchmark.parse();
        }
    }

    @Setup
    public void read() throws IOException {
        try (InputStream actions = getClass().getResourceAsStream("/" + CompiledActions.FILE_NAME)) {
            action = CompiledActions.read(actions).all().get(0);
        }
        response = Files.readAllBytes(Path.of(System.getenv("BENCHMARK_RESPONSE")));
    }

    @Benchmark
    public Object parse() {
        return Json.parse(response, Json.Limits.DEFAULT);
    }

    @Benchmark
    public Outcome map(Parsed parsed) {
        return mapped(parsed.tree);
    }

    @Benchmark
    public Outcome both() {
        return mapped(parse());
    }

    private Outcome mapped(Object body) {
        ActionRun run = new ActionRun(action, Map.of("userId", 1L), "benchmark", Budget.ofMillis(10_000), false);
        run.accept(action.steps().get(0), new UpstreamResponse(200, Map.of(), body));
        Outcome outcome = run.finish();
        if (!(outcome instanceof Outcome.Mapped mapped)
                || mapped.data().size() != action.outputs().size()) {
            throw new IllegalStateException("not mapped: " + outcome);
        }
        return outcome;
    }
}
