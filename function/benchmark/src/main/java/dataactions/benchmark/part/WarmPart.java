package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;
import static dataactions.benchmark.Figure.unbound;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Figure;
import dataactions.benchmark.JavaOptions;
import dataactions.benchmark.Race;
import dataactions.benchmark.Worker;
import java.io.IOException;

/**
 * Whole invocations against bare GETs of the same resource, in turns within one JVM. Each door and each set of options
 * has a JVM of its own, so that none is warmed up by another.
 */
final class WarmPart implements Part {
    @Override
    public String name() {
        return "warm";
    }

    @Override
    public String description() {
        return "a whole invocation against a bare keep-alive GET, in one JVM";
    }

    @Override
    public void run(Bench bench) throws IOException {
        measure(bench, bench.snapStart(), "url", atMost(1.8));
        measure(bench, bench.snapStart(), "bare", unbound());
        if (bench.chosen().isEmpty()) {
            measure(bench, bench.onDemand(), "url", unbound());
            measure(bench, JavaOptions.defaults(), "url", unbound());
        }
    }

    private void measure(Bench bench, JavaOptions options, String door, Figure.Bound bound) throws IOException {
        String which = door + ", " + options.name();
        bench.progress().accept("warm: " + which);
        Race race = new Race();
        try (Worker worker = bench.handlerWorker(options)) {
            race.with("raw", worker, "raw").with("invocation", worker, door).run(bench.counts());
        }
        bench.report().samples(name(), "invocation, " + which, "ns", race.samples("invocation"));
        bench.report().samples(name(), "raw GET, " + which, "ns", race.samples("raw"));
        Comparison comparison = Comparison.of("invocation", race.samples("invocation"), "raw GET", race.samples("raw"));
        bench.report()
                .figure(
                        name(),
                        "p50 / raw GET, " + which,
                        comparison.ofMedians(),
                        bound,
                        "x",
                        comparison.medians(1e3, "us"));
        bench.report()
                .figure(
                        name(),
                        "p99 / raw GET, " + which,
                        comparison.ofP99(),
                        unbound(),
                        "x",
                        comparison.p99s(1e3, "us"));
    }
}
