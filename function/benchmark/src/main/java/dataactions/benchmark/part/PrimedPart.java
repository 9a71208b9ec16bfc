package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atLeast;
import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.LambdaProcess;
import dataactions.benchmark.Surroundings;
import dataactions.benchmark.measured.TrivialHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first invocation after priming against a trivial function's first. The runtime interface client runs as for
 * SnapStart: it calls the hooks before the snapshot, asks for {@code restore/next}, calls those after it. Nothing is
 * really frozen. The time is that from the event's delivery to the answer's arrival.
 */
final class PrimedPart implements Part {
    private static final Pattern PRIMED = Pattern.compile("primed with (\\d+) calls of (\\d+) examples");

    @Override
    public String name() {
        return "primed";
    }

    @Override
    public String description() {
        return "the first invocation after priming, against trivial Java's";
    }

    @Override
    public void run(Bench bench) throws IOException {
        if (!Linux.isHere()) {
            bench.report().notMeasured(name(), Linux.NEEDED);
            return;
        }
        Path ours = bench.fetchUser();
        Path trivial = bench.fixtures().trivialFunction(bench.work().fresh("trivial"), TrivialHandler.class);
        Kind url = new Kind("url", Bench.HANDLER, ours, Fixtures.urlEvent(), Bench.URL_SUCCESS);
        Kind bare = new Kind("bare", Bench.HANDLER, ours, Fixtures.bareEvent(), Bench.BARE_SUCCESS);
        Kind least =
                new Kind("trivial", TrivialHandler.class.getName(), trivial, Fixtures.urlEvent(), Bench.BARE_SUCCESS);
        for (int i = 0; i < bench.counts().starts(); i++) {
            bench.progress()
                    .accept("primed: " + (i + 1) + " of " + bench.counts().starts());
            for (Kind kind : List.of(url, bare, least)) {
                kind.once(bench);
            }
        }
        for (Kind kind : List.of(url, bare, least)) {
            bench.report().samples(name(), kind.name, "ns", kind.first);
            bench.report().samples(name(), kind.name + ", start to checkpoint", "us", kind.checkpoint);
        }
        for (Kind kind : List.of(url, bare)) {
            Comparison comparison = Comparison.of(kind.name, kind.first, "trivial", least.first);
            bench.report()
                    .figure(
                            name(),
                            "first, " + kind.name + " / trivial",
                            comparison.ofMedians(),
                            atMost(1.2),
                            "x",
                            comparison.medians(1e6, "ms"));
        }
        hooks(bench, url, least);
    }

    private void hooks(Bench bench, Kind kind, Kind least) {
        Comparison checkpoints = Comparison.of("primed", kind.checkpoint, "trivial", least.checkpoint);
        bench.report()
                .figure(
                        name(),
                        "the hook ran, share of starts",
                        (double) kind.primed / kind.first.size(),
                        atLeast(1),
                        "",
                        String.format(
                                Locale.ROOT,
                                "%d of %d logs say so, with at least %d calls; start to checkpoint: %s",
                                kind.primed,
                                kind.first.size(),
                                kind.fewestCalls,
                                checkpoints.medians(1e3, "ms")));
        bench.report()
                .figure(
                        name(),
                        "calls out before the checkpoint",
                        kind.early,
                        atMost(0),
                        "",
                        "of Secrets Manager and the upstream, in all starts");
    }

    /** One kind of function, and what its starts have shown. */
    private static final class Kind {
        private final String name;
        private final String handler;
        private final Path folder;
        private final byte[] event;
        private final String expected;
        private final List<Long> first = new ArrayList<>();
        private final List<Long> checkpoint = new ArrayList<>();
        private int primed;
        private long fewestCalls = Long.MAX_VALUE;
        private long early;

        Kind(String name, String handler, Path folder, byte[] event, String expected) {
            this.name = name;
            this.handler = handler;
            this.folder = folder;
            this.event = event;
            this.expected = expected;
        }

        void once(Bench bench) throws IOException {
            long before = callsOut(bench.surroundings());
            try (LambdaProcess process = LambdaProcess.java(
                    bench.jdk(),
                    bench.snapStart(),
                    handler,
                    folder,
                    bench.surroundings().variables(),
                    true,
                    bench.work().fresh("function.log"))) {
                checkpoint.add(Math.round(process.checkpoint() * 1e3));
                early += callsOut(bench.surroundings()) - before;
                note(process.process().logged());
                process.restore();
                LambdaProcess.Invocation invocation = process.invoke(event, expected);
                first.add(invocation.answeredNanos() - invocation.deliveredNanos());
            }
        }

        private void note(String log) {
            Matcher matcher = PRIMED.matcher(log);
            if (matcher.find() && Long.parseLong(matcher.group(1)) > 0) {
                primed++;
                fewestCalls = Math.min(fewestCalls, Long.parseLong(matcher.group(1)));
            }
        }

        private static long callsOut(Surroundings surroundings) throws IOException {
            return surroundings.upstreamCalls() + surroundings.secretReads();
        }
    }
}
