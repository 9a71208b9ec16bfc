package dataactions.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.NamedValues;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.SandboxException;
import java.util.List;
import picocli.CommandLine.Option;

/** The inputs of an invocation, and how much of the result is shown. */
final class InvocationOptions {
    @Option(
            names = {"--input", "-i"},
            paramLabel = "NAME=VALUE",
            description = "An input; its type is taken from the registered contract. Repeatable.")
    private List<String> inputs = List.of();

    @Option(
            names = "--inputs",
            paramLabel = "OBJECT",
            description = "All inputs as one JSON object, sent as it is: '{\"userId\": 1}'.")
    private String object;

    @Option(
            names = "--explain",
            description = "Call the function directly and show where each output came from: found, defaulted, missing,"
                    + " converted or mismatch; for a missing one also the nearest path in the answer.")
    private boolean explain;

    @Option(
            names = "--trace",
            description = "Call the function directly and show each request and answer of its upstreams: method, URL,"
                    + " headers and body (64 KB), credentials masked. Implies --explain. Not for secure actions.")
    private boolean trace;

    @Option(names = "--wait", description = "If a slow action answers pending, ask for its result until it is there.")
    private boolean waits;

    /** Reports wrong arguments before the action is read. */
    void check() {
        if (object != null && !inputs.isEmpty()) {
            throw new SandboxException("Use either --input or --inputs, not both.");
        }
        if (object != null) {
            RegisteredAction.inputs(object);
        }
        NamedValues.of("--input", inputs);
    }

    ObjectNode inputs(RegisteredAction action) {
        check();
        return object != null ? RegisteredAction.inputs(object) : action.inputs(NamedValues.of("--input", inputs));
    }

    boolean isCalledDirectly() {
        return explain || trace;
    }

    boolean trace() {
        return trace;
    }

    boolean waits() {
        return waits;
    }

    /** The options that show the result as this command does. */
    List<String> shown() {
        return trace ? List.of("--trace") : explain ? List.of("--explain") : List.of();
    }
}
