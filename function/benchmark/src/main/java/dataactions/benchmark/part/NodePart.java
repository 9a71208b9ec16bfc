package dataactions.benchmark.part;

import static dataactions.benchmark.Figure.atMost;

import dataactions.benchmark.Bench;
import dataactions.benchmark.Fixtures;
import dataactions.benchmark.Worker;
import java.io.IOException;
import java.nio.file.Path;

/** Against the same action in Node.js with axios. */
final class NodePart implements Part {
    @Override
    public String name() {
        return "node";
    }

    @Override
    public String description() {
        return "a whole invocation against a Node.js handler's (axios)";
    }

    @Override
    public void run(Bench bench) throws IOException {
        if (!bench.node().isThere()) {
            bench.report().notMeasured(name(), "there is no node on the path");
            return;
        }
        bench.node().install();
        bench.progress().accept("node: in turns with Java");
        Path url = bench.work().with("url-event", Fixtures.urlEvent());
        Path bare = bench.work().with("bare-event", Fixtures.bareEvent());
        try (Worker node = Worker.start(
                port -> bench.node().worker(port, url, bare),
                bench.node().folder(),
                bench.surroundings().variables(),
                bench.work().fresh("node.log"))) {
            Rivalry.run(bench, name(), "Node.js", node, atMost(0.20), atMost(0.06));
        }
    }
}
