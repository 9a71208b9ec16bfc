package dataactions.benchmark;

import dataactions.benchmark.measured.HandlerWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the parts work with.
 *
 * @param project the checkout
 * @param chosen the Java options to use in place of Lambda's, if any were given
 * @param node the rival in Node.js, ready to run; empty where there is no Node.js
 * @param progress is told what is being done, a line at a time
 */
public record Bench(
        Path project,
        Counts counts,
        Jdk jdk,
        Optional<JavaOptions> chosen,
        Fixtures fixtures,
        Surroundings surroundings,
        WorkFolder work,
        NodeRival node,
        Report report,
        Consumer<String> progress) {
    public static final String HANDLER = "dataactions.handler.DataActionHandler";
    /** In the answer at the Function URL, whose body is JSON in a JSON string. */
    public static final String URL_SUCCESS = "\\\"status\\\":\\\"success\\\"";
    /** In the answer at the bare door. */
    public static final String BARE_SUCCESS = "\"status\":\"success\"";

    public JavaOptions onDemand() {
        return chosen.orElseGet(() -> JavaOptions.onDemand(jdk));
    }

    public JavaOptions snapStart() {
        return chosen.orElseGet(() -> JavaOptions.snapStart(jdk));
    }

    /** FetchUser's folder, made anew. */
    public Path fetchUser() throws IOException {
        return fixtures.function(work.fresh("fetch-user"), fixtures.actions(1));
    }

    /** A JVM with the handler, for the operations {@code raw}, {@code url} and {@code bare}. */
    public Worker handlerWorker(JavaOptions options) throws IOException {
        Path folder = fetchUser();
        Path url = work.with("url-event", Fixtures.urlEvent());
        Path bare = work.with("bare-event", Fixtures.bareEvent());
        return javaWorker(
                options,
                folder,
                HandlerWorker.class,
                List.of(Integer.toString(surroundings.upstreamPort()), url.toString(), bare.toString()));
    }

    /** A JVM with a function's class path and a main class of ours, which gets the driver's port as first argument. */
    public Worker javaWorker(JavaOptions options, Path folder, Class<?> main, List<String> arguments)
            throws IOException {
        return Worker.start(
                port -> {
                    List<String> command = new ArrayList<>();
                    command.add(jdk.java().toString());
                    command.addAll(options.options());
                    command.add("-cp");
                    command.add(
                            ClassPath.join(folder, folder.resolve("lib/handler.jar"), ClassPath.of(main.getName())));
                    command.add(main.getName());
                    command.add(Integer.toString(port));
                    command.addAll(arguments);
                    return command;
                },
                folder,
                surroundings.variables(),
                work.fresh("worker.log"));
    }
}
