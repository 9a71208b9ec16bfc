package dataactions.cli.frontdoor;

import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code accept-front-door}: accepts a changed front door of an environment. */
@Command(
        name = "accept-front-door",
        header = "Accepts an environment's new front door. The next deployment replaces all its actions.",
        description =
                "Writes environments.lock.json. The integration is replaced, too. Flows fail from the deployment on"
                        + " until they use the new actions. A second environment with the other front door avoids that.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " live accept-front-door dev"})
public final class AcceptFrontDoorCommand implements Callable<Integer> {
    private final Context context;
    private final Terminal terminal;

    @Parameters(paramLabel = "ENVIRONMENT", description = "The environment's name in cdk.json, such as dev.")
    private String name;

    public AcceptFrontDoorCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        FrontDoorRecord.accept(context.root(), name, terminal::line);
        return ExitStatus.DONE;
    }
}
