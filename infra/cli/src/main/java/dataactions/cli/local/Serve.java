package dataactions.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SandboxException;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.upstream.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code local serve}: the addresses of the local deployment answer until Control-C. */
@Command(
        name = "serve",
        header = "Keeps the local stack up until Ctrl-C, and prints a curl line for each address.",
        description = "The Function URL, the Genesys Cloud API and the sample upstreams answer on this machine. The"
                + " upstreams' answers come from the definitions' examples.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " local serve"})
final class Serve extends SandboxCommand {
    /** How soon after a call it says that no example answers it. */
    private static final long LISTENING_MS = 200;

    Serve(Context context, Terminal terminal) {
        super(context, terminal);
    }

    @Override
    public Integer call() {
        try (Sandbox sandbox = open()) {
            StackState stack = sandbox.stack()
                    .filter(it -> !it.status().gone())
                    .orElseThrow(() -> new SandboxException(
                            "Nothing is deployed here. Run `" + Main.NAME + " local deploy` first."));
            terminal.line(Terminal.Colour.BOLD, "Serving " + stack.name() + " until Ctrl-C");
            lines(sandbox, stack);
            terminal.result(report.tree());
            CountDownLatch end = new CountDownLatch(1);
            try (EndSignals signals = EndSignals.handledBy(() -> {
                if (end.getCount() == 0) {
                    sandbox.stopWaiting();
                }
                end.countDown();
            })) {
                while (!end.await(LISTENING_MS, TimeUnit.MILLISECONDS)) {
                    report.unanswered(sandbox.upstreams().takeUnanswered());
                }
                terminal.note("Ending. Ctrl-C again ends the jobs that still run.");
                sandbox.close();
            } catch (InterruptedException e) {
                // A test ends the command in this way.
                return ExitStatus.DONE;
            }
            return ExitStatus.DONE;
        }
    }

    private void lines(Sandbox sandbox, StackState stack) {
        List<RegisteredAction> actions = sandbox.actions();
        Optional<Examples.Example> example = sandbox.upstreams().examples().all().stream()
                .filter(it -> it.success() && !it.secure())
                .filter(it -> actions.stream().anyMatch(action -> action.name().equals(it.action())))
                .findFirst();
        String functionUrl = stack.outputs().get("FunctionUrl");
        Optional<String> token = sandbox.callerSecret();
        if (functionUrl == null || token.isEmpty()) {
            terminal.heading("Function URL");
            terminal.line("  There is none: the environment's front door is iam.");
        } else if (example.isPresent()) {
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.put("actionName", example.get().action())
                    .set("data", example.get().input());
            curl(
                    "Function URL: what Genesys Cloud sends to the function",
                    "functionUrl",
                    functionUrl,
                    Map.of("Data-Action-Token", token.get()),
                    event);
        }
        RegisteredAction first = actions.stream()
                .filter(it ->
                        example.isEmpty() || it.name().equals(example.get().action()))
                .findFirst()
                .orElseThrow(() -> new SandboxException("The stack has no actions: deploy again."));
        Map<String, String> authorization =
                Map.of("Authorization", "Bearer " + sandbox.architect().token());
        String api = sandbox.genesysOrigin() + "/api/v2/integrations/actions/" + first.id();
        if (example.isPresent()) {
            curl(
                    "Genesys Cloud API: executes an action, as a flow does",
                    "genesysExecute",
                    api + "/execute",
                    authorization,
                    example.get().input());
        }
        curl("Genesys Cloud API: reads an action", "genesysApi", api, authorization, null);
        sandbox.upstreams()
                .exampleRequest()
                .ifPresent(url -> curl("Sample upstream: answers as an example does", "upstream", url, Map.of(), null));
    }

    /** Prints a line that can be pasted into a POSIX shell. */
    private void curl(String heading, String key, String url, Map<String, String> headers, JsonNode body) {
        StringBuilder line = new StringBuilder("curl -sS ").append(quoted(url));
        headers.forEach((name, value) -> line.append(" -H ").append(quoted(name + ": " + value)));
        if (body != null) {
            line.append(" -H 'Content-Type: application/json' -d ").append(quoted(body.toString()));
        }
        terminal.heading(heading);
        terminal.line("  " + line);
        report.tree().put(key, line.toString());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
