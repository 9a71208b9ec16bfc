package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Figure;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.LambdaProcess;
import dataactions.benchmark.measured.TrivialHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a process's start to its first answer: ours, a trivial Java function under the same flags, and Node.js. */
final class StartPart implements Part {
    private interface Start {
        LambdaProcess now() throws IOException;
    }

    /** One kind of process with the event it gets. */
    private record Kind(Start start, byte[] event, String expected) {}

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "process start to first answer, against trivial Java and Node.js";
    }

    @Override
    public void run(Bench bench) throws IOException {
        if (!Linux.isHere()) {
            bench.report().notMeasured(name(), Linux.NEEDED);
            return;
        }
        Map<String, Kind> kinds = kinds(bench);
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        kinds.keySet().forEach(name -> nanos.put(name, new ArrayList<>()));
        for (int i = 0; i < bench.counts().starts(); i++) {
            bench.progress()
                    .accept("start: " + (i + 1) + " of " + bench.counts().starts());
            for (Map.Entry<String, Kind> each : kinds.entrySet()) {
                Kind kind = each.getValue();
                try (LambdaProcess process = kind.start().now()) {
                    long answered =
                            process.invoke(kind.event(), kind.expected()).answeredNanos();
                    nanos.get(each.getKey()).add(answered - process.process().startedNanos());
                }
            }
        }
        nanos.forEach((kind, samples) -> bench.report().samples(name(), kind, "ns", samples));
        for (String door : List.of("url", "bare")) {
            compare(bench, nanos, door, "trivial", atMost(2.7));
            if (nanos.containsKey(door + ", Node.js")) {
                compare(bench, nanos, door, door + ", Node.js", atMost(1.5));
            }
        }
        if (!bench.node().isThere()) {
            bench.report().notMeasured(name(), "Node.js: there is no node on the path");
        }
    }

    private void compare(Bench bench, Map<String, List<Long>> nanos, String door, String others, Figure.Bound bound) {
        Comparison comparison = Comparison.of("ours", nanos.get(door), others, nanos.get(others));
        bench.report()
                .figure(
                        name(),
                        door + " / " + others,
                        comparison.ofMedians(),
                        bound,
                        "x",
                        comparison.medians(1e6, "ms"));
    }

    private static Map<String, Kind> kinds(Bench bench) throws IOException {
        Path ours = bench.fetchUser();
        Path trivial = bench.fixtures().trivialFunction(bench.work().fresh("trivial"), TrivialHandler.class);
        byte[] url = Fixtures.urlEvent();
        byte[] bare = Fixtures.bareEvent();
        Start start = () -> java(bench, Bench.HANDLER, ours);
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("url", new Kind(start, url, Bench.URL_SUCCESS));
        kinds.put("bare", new Kind(start, bare, Bench.BARE_SUCCESS));
        kinds.put(
                "trivial",
                new Kind(() -> java(bench, TrivialHandler.class.getName(), trivial), url, Bench.BARE_SUCCESS));
        if (bench.node().isThere()) {
            bench.node().install();
            Start node = () -> LambdaProcess.of(
                    bench.node().runtime(),
                    bench.node().folder(),
                    bench.surroundings().variables(),
                    bench.work().fresh("node.log"));
            kinds.put("url, Node.js", new Kind(node, url, Bench.URL_SUCCESS));
            kinds.put("bare, Node.js", new Kind(node, bare, Bench.BARE_SUCCESS));
        }
        return kinds;
    }

    private static LambdaProcess java(Bench bench, String handler, Path folder) throws IOException {
        return LambdaProcess.java(
                bench.jdk(),
                bench.onDemand(),
                handler,
                folder,
                bench.surroundings().variables(),
                false,
                bench.work().fresh("function.log"));
    }
}
