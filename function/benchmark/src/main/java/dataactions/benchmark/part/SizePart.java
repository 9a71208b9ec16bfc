package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atLeast;
import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.LambdaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The jar, and the memory of a whole process under the runtime interface client with a small heap. */
final class SizePart implements Part {
    private static final String HEAP = "16m";
    private static final int READINGS = 40;

    @Override
    public String name() {
        return "size";
    }

    @Override
    public String description() {
        return "handler.jar, and the memory of many invocations in a heap of " + HEAP;
    }

    @Override
    public void run(Bench bench) throws IOException {
        long jar = Files.size(bench.fixtures().handlerJar());
        bench.report().figure(name(), "handler.jar", jar / 1e6, atMost(2.5), "MB", jar + " bytes");
        if (!Linux.isHere()) {
            bench.report().notMeasured(name(), Linux.NEEDED);
            return;
        }
        int invocations = bench.counts().invocations();
        int settled = bench.counts().settled();
        bench.progress().accept("size: " + invocations + " invocations in a heap of " + HEAP);
        int step = Math.max(1, invocations / READINGS);
        List<Long> resident = new ArrayList<>();
        long whenSettled = 0;
        int done = 0;
        long peak;
        try (LambdaProcess process = LambdaProcess.java(
                bench.jdk(),
                bench.onDemand().withHeap(HEAP),
                Bench.HANDLER,
                bench.fetchUser(),
                bench.surroundings().variables(),
                false,
                bench.work().fresh("function.log"))) {
            byte[] event = Fixtures.urlEvent();
            while (done < invocations) {
                process.invoke(event, Bench.URL_SUCCESS);
                done++;
                if (done % step == 0) {
                    resident.add(kibibytes(process, "VmRSS:"));
                }
                if (done == settled) {
                    whenSettled = kibibytes(process, "VmRSS:");
                }
            }
            peak = kibibytes(process, "VmHWM:");
        }
        long last = resident.get(resident.size() - 1);
        bench.report().samples(name(), "resident, every " + step + " invocations", "KiB", resident);
        bench.report()
                .figure(
                        name(),
                        "successes in a heap of " + HEAP,
                        done,
                        atLeast(invocations),
                        "",
                        "at the Function URL, under the runtime interface client");
        bench.report()
                .figure(
                        name(),
                        "resident, peak",
                        peak / 1024.0,
                        atMost(100),
                        "MiB",
                        "at most " + Collections.max(resident) + " KiB in " + resident.size() + " readings");
        // A page here and there is touched for the first time late: a leak of 100 bytes a call would be 0.8 MiB.
        bench.report()
                .figure(
                        name(),
                        "growth from " + settled + " to " + invocations,
                        (last - whenSettled) / 1024.0,
                        atMost(2),
                        "MiB",
                        whenSettled + " KiB, then " + last + " KiB");
    }

    private static long kibibytes(LambdaProcess process, String key) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", Long.toString(process.process().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
