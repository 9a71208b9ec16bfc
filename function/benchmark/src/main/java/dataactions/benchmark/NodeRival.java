package dataactions.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The same action in Node.js with axios, in {@code function/benchmark/node}.
 *
 * @param folder where it is
 * @param version of Node.js; null where there is none
 */
public record NodeRival(Path folder, String version) {
    private static final String NODE = "node";

    public static NodeRival find(Path project) {
        return new NodeRival(project.resolve("function/benchmark/node"), Tool.firstLine(NODE, "--version"));
    }

    public boolean isThere() {
        return version != null;
    }

    /**
     * Installs what it needs, if that was not done yet: {@code npm ci}.
     *
     * @throws BenchmarkException when npm fails
     */
    public void install() throws IOException {
        Path installed = folder.resolve("node_modules/.package-lock.json");
        Path wanted = folder.resolve("package-lock.json");
        if (Files.isRegularFile(installed)
                && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0) {
            return;
        }
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        npm.getOutputStream().close();
        String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                throw new BenchmarkException("npm ci in " + folder + " failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("npm ci was interrupted");
        }
    }

    /** The command of the worker that takes part in a race. */
    public List<String> worker(int driverPort, Path urlEvent, Path bareEvent) {
        return List.of(
                NODE,
                folder.resolve("worker.js").toString(),
                Integer.toString(driverPort),
                urlEvent.toString(),
                bareEvent.toString());
    }

    /** The command of the handler under a loop that asks the Runtime API. */
    public List<String> runtime() {
        return List.of(NODE, folder.resolve("runtime.js").toString());
    }
}
