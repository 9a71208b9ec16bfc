package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;
import static dataactions.benchmark.Figure.unbound;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.Tool;
import dataactions.benchmark.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Against the same action in Python with requests, where that is installed. */
final class PythonPart implements Part {
    @Override
    public String name() {
        return "python";
    }

    @Override
    public String description() {
        return "a whole invocation against a Python handler's (requests)";
    }

    @Override
    public void run(Bench bench) throws IOException {
        if (Tool.firstLine("python3", "-c", "import requests; print(requests.__version__)") == null) {
            bench.report().notMeasured(name(), "there is no python3 with requests on the path");
            return;
        }
        bench.progress().accept("python: in turns with Java");
        Path folder = bench.project().resolve("function/benchmark/python");
        Path url = bench.work().with("url-event", Fixtures.urlEvent());
        Path bare = bench.work().with("bare-event", Fixtures.bareEvent());
        try (Worker python = Worker.start(
                port -> List.of(
                        "python3",
                        "-B",
                        folder.resolve("worker.py").toString(),
                        String.valueOf(port),
                        url.toString(),
                        bare.toString()),
                folder,
                bench.surroundings().variables(),
                bench.work().fresh("python.log"))) {
            Rivalry.run(bench, name(), "Python", python, atMost(0.08), unbound());
        }
    }
}
