package dataactions.cli.author.create;

import dataactions.cli.CommandException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether the API is called, and with which secret. */
final class CallOptions {
    @Option(names = "--no-call", description = "Do not call the API.")
    private boolean noCall;

    @Option(names = "--call", description = "Call the API without asking, also with POST, PUT, PATCH or DELETE.")
    private boolean call;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description = "JSON file with the upstream's secret for the call, as try takes it.")
    private Path secrets;

    /** @throws CommandException when the options contradict each other */
    void check(boolean hasResponse) {
        if (call && noCall) {
            throw new CommandException("Use either --call or --no-call, not both.");
        }
        if (call && hasResponse) {
            throw new CommandException("Use either --call or --response, which calls nothing, not both.");
        }
    }

    boolean isForbidden() {
        return noCall;
    }

    boolean isAllowed() {
        return call;
    }

    Optional<Path> secrets() {
        return Optional.ofNullable(secrets);
    }
}
