package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.AssemblyException;
import dataactions.authoring.reader.DefinitionException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.author.Trying;
import dataactions.cli.console.answer.JsonNodes;
import dataactions.cli.console.answer.Plans;
import dataactions.cli.local.LocalPlan;
import dataactions.cli.local.LocalView;
import dataactions.cli.plan.PlanCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;

/** The requests that the page may send. */
final class Api implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    /** The answer to a request. */
    sealed interface Answer {
        record Json(int status, ObjectNode tree) implements Answer {}

        /** An answer that continues until the page is closed. */
        record Stream(StreamWriter writer) implements Answer {}
    }

    @FunctionalInterface
    interface StreamWriter {
        void write(OutputStream out) throws IOException;
    }

    /** Reads the body of a request. */
    @FunctionalInterface
    interface Body {
        RequestFields read() throws IOException;
    }

    private final Context context;
    private final Terminal terminal;
    private final Definitions definitions;
    private final Runs runs;
    private final Proposals proposals;
    private final EventStreams events = new EventStreams(EventStreams.HEARTBEAT, EventStreams.LONGEST_WRITE);
    private final FileEvents watch;
    private final LocalView local;
    private final AtomicBoolean deploys = new AtomicBoolean();

    /** @param secrets a file with the upstreams' secrets */
    Api(Context context, Terminal terminal, Path folder, String environment, Optional<Path> secrets) {
        this.context = context;
        this.terminal = terminal;
        this.definitions = new Definitions(context, folder, environment);
        this.runs = new Runs(new Trying(context, Terminal.of(line -> {}, result -> {}), secrets));
        this.proposals = new Proposals();
        this.local = new LocalView(context);
        this.watch = new FileEvents(definitions::files, events::send);
    }

    /**
     * Answers a request.
     *
     * @param path behind {@code /api/}
     * @param query may be null
     * @throws Refusal with the status and the message for the page
     */
    Answer answer(String method, String path, String query, Body body) throws Exception {
        Map<String, String> parameters = parameters(query);
        String definition = path.startsWith("definitions/") ? path.substring("definitions/".length()) : null;
        if (definition != null) {
            return switch (method) {
                case "GET" -> ok(definitions.read(definition));
                case "PUT" -> ok(definitions.write(definition, body.read()));
                default -> throw wrongMethod("GET or PUT");
            };
        }
        return switch (method + " " + path) {
            case "GET project" -> ok(definitions.project());
            case "POST check" -> ok(definitions.check(body.read()));
            case "POST run" -> ok(runs.run(body.read(), definitions));
            case "POST propose" -> ok(proposals.propose(body.read(), definitions));
            case "GET events" -> new Answer.Stream(events::stream);
            case "GET local" -> ok(local.state().put("deploying", deploys.get()));
            case "POST local/deploy" -> deploy(body.read());
            case "POST local/invoke" -> ok(invoke(body.read()));
            case "GET plan" -> ok(plan(parameters.get("environment"), "true".equals(parameters.get("local")), false));
            case "POST plan" -> {
                RequestFields request = body.read();
                yield ok(plan(
                        request.optionalText("environment"),
                        request.flag("local", false),
                        request.flag("record", false)));
            }
            case "POST project", "GET check", "GET run", "GET propose", "POST events", "POST local" ->
                throw wrongMethod(method.equals("GET") ? "POST" : "GET");
            default -> throw new Refusal(Refusal.NOT_FOUND, "The console has no /api/" + shortened(path) + ".");
        };
    }

    private static Answer ok(ObjectNode tree) {
        return new Answer.Json(200, tree);
    }

    private static Refusal wrongMethod(String expected) {
        return new Refusal(Refusal.WRONG_METHOD, "Expected " + expected + ".");
    }

    private static String shortened(String path) {
        return path.matches("[A-Za-z/]{1,40}") ? path : "…";
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** The deployment continues if the page is closed. */
    private Answer deploy(RequestFields request) {
        String environment = definitions.environment(request.optionalText("environment"));
        synchronized (deploys) {
            if (!deploys.compareAndSet(false, true)) {
                throw new Refusal(Refusal.CONFLICT, "A local deployment is running: wait until it has ended.");
            }
            events.forget();
            events.sendAndKeep(
                    EventStreams.event("local").put("state", "deploying").put("environment", environment));
        }
        Thread thread = new Thread(() -> deploy(environment), "console-deploy");
        thread.setDaemon(true);
        thread.start();
        return new Answer.Json(202, JSON.objectNode().put("state", "deploying"));
    }

    private void deploy(String environment) {
        List<String> lines = new ArrayList<>();
        Terminal printed = Terminal.of(
                line -> {
                    if (!line.isBlank()) {
                        lines.add(line.strip());
                    }
                    events.sendAndKeep(EventStreams.event("line").put("text", line));
                },
                result -> {});
        String failure;
        try {
            int status = local.deploy(
                    environment,
                    printed,
                    event -> events.sendAndKeep(EventStreams.event("stack").setAll(event)));
            failure = status == ExitStatus.FAILED ? reason(lines) : null;
        } catch (RuntimeException | Error e) {
            failure = refusal(e).getMessage();
        }
        ObjectNode end = EventStreams.event("local").put("state", failure == null ? "idle" : "failed");
        // In one step, so that the pages get the end of this deployment before the next one can start.
        synchronized (deploys) {
            events.sendAndKeep(failure == null ? end : end.put("message", failure));
            deploys.set(false);
        }
    }

    /** The first line that says that something failed. */
    private static String reason(List<String> lines) {
        return lines.stream()
                .filter(line -> line.matches("(Rolled back|Refused|Failed|Failure).*"))
                .findFirst()
                .orElse("The deployment failed.");
    }

    private ObjectNode invoke(RequestFields request) {
        ObjectNode inputs = JSON.objectNode();
        request.object("inputs").forEach((name, value) -> inputs.set(name, JsonNodes.node(value)));
        return local.invoke(request.text("action"), inputs);
    }

    /**
     * What {@code live plan} prints, as facts and as lines.
     *
     * @param records whether it writes the lock files as that command does. If not, an outdated one is refused
     */
    private ObjectNode plan(String given, boolean isLocal, boolean records) {
        String environment = definitions.environment(given);
        ObjectNode tree = JSON.objectNode();
        ArrayNode text = tree.putArray("text");
        Terminal printed = Terminal.of(text::add, result -> Plans.changes(result, tree));
        PlanCommand command = new PlanCommand(context, printed, new LocalPlan(context, printed));
        if (!records) {
            command.writeNoLockFile("the console's plan writes no file");
        }
        List<String> options = new ArrayList<>(List.of("--environment", environment));
        if (isLocal) {
            options.add("--local");
        }
        new CommandLine(command).parseArgs(options.toArray(String[]::new));
        try {
            if (isLocal) {
                local.alone(command::call);
            } else {
                command.call();
            }
        } catch (AssemblyException e) {
            // It says that the reason is above: in the lines that the synthesis printed.
            List<String> lines = new ArrayList<>();
            text.forEach(line -> lines.add(line.asText()));
            lines.add(e.getMessage());
            throw new Refusal(Refusal.UNUSABLE, String.join("\n", lines));
        }
        return tree;
    }

    /**
     *  The answer to the page for a failure. If the person did not cause the failure, it is printed on the terminal,
     *  too.
     */
    Refusal refusal(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof Exception expected && Main.isForPeople(expected)) {
            ObjectNode more = JSON.objectNode();
            if (failure instanceof DefinitionException definition) {
                ArrayNode problems = more.putArray("problems");
                definition
                        .problems()
                        .forEach(each -> problems.addObject()
                                .put("line", each.line())
                                .put("path", each.path())
                                .put("message", each.message())
                                .put("severity", "error"));
            }
            return new Refusal(Refusal.UNUSABLE, String.join("\n", Main.messages(expected)), more);
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return new Refusal(
                    Refusal.INTERNAL,
                    "A file cannot be read or written: check the project's folder and its permissions.");
        }
        terminal.note("Internal error of the console: " + failure);
        if (terminal.debug()) {
            for (StackTraceElement each : failure.getStackTrace()) {
                terminal.note("  at " + each);
            }
        }
        return new Refusal(
                Refusal.INTERNAL, "Internal error. The terminal that runs the console says more; --debug says where.");
    }

    /** Starts no more work on the local deployment. Returns whether all work ended within this many seconds. */
    boolean endLocal(long seconds) {
        return local.end(seconds);
    }

    @Override
    public void close() {
        watch.close();
        events.close();
        local.close();
    }
}
