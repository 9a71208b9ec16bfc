package dataactions.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where, with what and of what a run was made: without these a figure means nothing. */
final class Circumstances {
    private Circumstances() {}

    static Map<String, Object> of(
            Path project, Jdk jdk, NodeRival node, Counts counts, Map<String, JavaOptions> options) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("started", java.time.Instant.now().toString());
        all.put("commit", commit(project));
        all.put("machine", machine());
        all.put("versions", versions(project, jdk, node));
        all.put("counts", counts.tree());
        Map<String, Object> javaOptions = new TreeMap<>();
        options.forEach((use, each) -> javaOptions.put(use, String.join(" ", each.options())));
        all.put("javaOptions", javaOptions);
        return all;
    }

    private static String commit(Path project) {
        String folder = project.toString();
        String commit = Tool.firstLine("git", "-C", folder, "rev-parse", "HEAD");
        String changes = Tool.firstLine("git", "-C", folder, "status", "--porcelain");
        if (commit == null || changes == null) {
            return "unknown";
        }
        return changes.isEmpty() ? commit : commit + ", with changes that are not committed";
    }

    private static Map<String, Object> machine() throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("processors", (long) Runtime.getRuntime().availableProcessors());
        put(machine, "cpu", "/proc/cpuinfo", "model name");
        put(machine, "memory", "/proc/meminfo", "MemTotal");
        Path load = Path.of("/proc/loadavg");
        if (Files.isReadable(load)) {
            machine.put("loadAtStart", Files.readString(load).strip());
        }
        return machine;
    }

    private static void put(Map<String, Object> machine, String name, String file, String key) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return;
        }
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .ifPresent(line -> machine.put(
                            name, line.substring(line.indexOf(':') + 1).strip()));
        }
    }

    private static Map<String, Object> versions(Path project, Jdk jdk, NodeRival node) throws IOException {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("jdk", jdk.version() + " " + jdk.vendor());
        versions.put("driver's jdk", System.getProperty("java.version"));
        versions.put("runtime interface client", client());
        put(versions, "node", node.version());
        put(versions, "axios", axios(project));
        put(versions, "python", Tool.firstLine("python3", "--version"));
        put(versions, "requests", Tool.firstLine("python3", "-c", "import requests; print(requests.__version__)"));
        return versions;
    }

    private static void put(Map<String, Object> versions, String name, String version) {
        if (version != null) {
            versions.put(name, version);
        }
    }

    private static String client() {
        String place = ClassPath.of("com.amazonaws.services.lambda.runtime.api.client.AWSLambda");
        return Path.of(place).getFileName().toString();
    }

    private static String axios(Path project) throws IOException {
        Path manifest = project.resolve("function/benchmark/node/package.json");
        List<String> lines = Files.readAllLines(manifest);
        return lines.stream()
                .filter(line -> line.contains("\"axios\""))
                .map(line -> line.replaceAll("[^0-9.]", ""))
                .findFirst()
                .orElse(null);
    }
}
