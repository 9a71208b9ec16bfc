package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Samples;
import dataactions.benchmark.Worker;
import dataactions.benchmark.measured.MappingWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What mapping adds to the parsing of a response of 1 MB. Parsing takes some thousand times as long, so the difference of
 * two measured sums would be noise: the share is that of the mapping itself, and the sums are there to be compared.
 */
final class MappingPart implements Part {
    @Override
    public String name() {
        return "mapping";
    }

    @Override
    public String description() {
        return "mapping a response of 1 MB, against parsing it";
    }

    @Override
    public void run(Bench bench) throws IOException {
        bench.progress().accept("mapping: a response of 1 MB");
        byte[] response = bench.fixtures().largeResponse();
        Path folder = bench.fixtures()
                .function(bench.work().fresh("mapping"), bench.fixtures().actionForLargeResponse());
        Path file = bench.work().with("response", response);
        List<Long> parse = new ArrayList<>();
        List<Long> map = new ArrayList<>();
        List<Long> both = new ArrayList<>();
        int times = bench.counts().mappings();
        try (Worker worker =
                bench.javaWorker(bench.snapStart(), folder, MappingWorker.class, List.of(file.toString()))) {
            for (String operation : List.of("parse", "both", "map")) {
                worker.run(operation, Math.max(1, times / 2));
            }
            for (int i = 0; i < times; i++) {
                parse.addAll(worker.run("parse", 1));
                both.addAll(worker.run("both", 1));
                map.addAll(worker.run("map", 1));
            }
        }
        bench.report().samples(name(), "parse", "ns", parse);
        bench.report().samples(name(), "parse and map", "ns", both);
        bench.report().samples(name(), "map", "ns", map);
        Comparison comparison = Comparison.of("mapping", map, "parsing", parse);
        bench.report()
                .figure(
                        name(),
                        "five expressions, share of parsing " + response.length + " bytes",
                        comparison.ofMedians() * 100,
                        atMost(2),
                        "%",
                        String.format(
                                Locale.ROOT,
                                "%s; both in one go %.1f us",
                                comparison.medians(1e3, "us"),
                                Samples.of(both).median() / 1e3));
    }
}
