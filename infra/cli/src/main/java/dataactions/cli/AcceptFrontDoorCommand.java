package dataactions.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code accept-front-door}: accepts a changed front door of an environment. */
@Command(
        name = "accept-front-door",
        header = "Accepts another front door of an environment, which replaces every action of it.",
        description = "Writes environments.lock.json; the next deployment replaces the integration and the actions.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " live accept-front-door dev"})
final class AcceptFrontDoorCommand implements Callable<Integer> {
    private final Context context;
    private final Terminal terminal;

    @Parameters(paramLabel = "ENVIRONMENT", description = "Its name in cdk.json, such as dev.")
    private String name;

    AcceptFrontDoorCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        FrontDoorRecord.accept(context.root(), name, terminal::line);
        return ExitStatus.DONE;
    }
}
