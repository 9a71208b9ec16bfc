package dataactions.benchmark.part;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Figure;
import dataactions.benchmark.Race;
import dataactions.benchmark.Worker;
import java.io.IOException;

/** Our handler's process and another language's, in turns: the same events, the same upstream, the same secret. */
final class Rivalry {
    private Rivalry() {}

    /** @param others the rival's name */
    static void run(Bench bench, String part, String others, Worker rival, Figure.Bound medians, Figure.Bound p99s)
            throws IOException {
        Race race = new Race();
        try (Worker ours = bench.handlerWorker(bench.snapStart())) {
            race.with("ours", ours, "url").with("rival", rival, "url").run(bench.counts());
        }
        bench.report().samples(part, "invocation", "ns", race.samples("ours"));
        bench.report().samples(part, "invocation, " + others, "ns", race.samples("rival"));
        Comparison comparison = Comparison.of("Java", race.samples("ours"), others, race.samples("rival"));
        bench.report()
                .figure(part, "p50 / " + others, comparison.ofMedians(), medians, "x", comparison.medians(1e3, "us"));
        bench.report().figure(part, "p99 / " + others, comparison.ofP99(), p99s, "x", comparison.p99s(1e3, "us"));
    }
}
