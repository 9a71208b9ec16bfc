package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.LambdaProcess;
import dataactions.benchmark.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What many definitions add to a start, up to the first answer. */
final class DefinitionsPart implements Part {
    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public String description() {
        return "what 500 definitions add to the start";
    }

    @Override
    public void run(Bench bench) throws IOException {
        if (!Linux.isHere()) {
            bench.report().notMeasured(name(), Linux.NEEDED);
            return;
        }
        int many = bench.counts().definitions();
        Path one = bench.fetchUser();
        Path all = bench.fixtures()
                .function(bench.work().fresh("definitions"), bench.fixtures().actions(many));
        List<Long> withOne = new ArrayList<>();
        List<Long> withMany = new ArrayList<>();
        for (int i = 0; i < bench.counts().starts(); i++) {
            bench.progress()
                    .accept("definitions: " + (i + 1) + " of " + bench.counts().starts());
            withOne.add(start(bench, one));
            withMany.add(start(bench, all));
        }
        bench.report().samples(name(), "start with 1", "ns", withOne);
        bench.report().samples(name(), "start with " + many, "ns", withMany);
        Comparison comparison = Comparison.of(many + " definitions", withMany, "1", withOne);
        bench.report()
                .figure(
                        name(),
                        "added to the start by " + many,
                        (Samples.of(withMany).median() - Samples.of(withOne).median()) / 1e6,
                        atMost(50),
                        "ms",
                        comparison.medians(1e6, "ms"));
    }

    private static long start(Bench bench, Path folder) throws IOException {
        try (LambdaProcess process = LambdaProcess.java(
                bench.jdk(),
                bench.onDemand(),
                Bench.HANDLER,
                folder,
                bench.surroundings().variables(),
                false,
                bench.work().fresh("function.log"))) {
            return process.invoke(Fixtures.bareEvent(), Bench.BARE_SUCCESS).answeredNanos()
                    - process.process().startedNanos();
        }
    }
}
