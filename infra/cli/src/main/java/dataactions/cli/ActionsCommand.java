package dataactions.cli;

import dataactions.assembly.AssemblyException;
import dataactions.assembly.template.TemplateException;
import dataactions.authoring.AuthoringCommand;
import dataactions.authoring.ProgramVersion;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.destroy.DestroyCommand;
import dataactions.cli.doctor.DoctorCommand;
import dataactions.cli.genesys.Network;
import dataactions.cli.plan.LiveOrg;
import dataactions.cli.plan.OrgUsers;
import dataactions.cli.plan.PlanCommand;
import dataactions.infra.ConfigurationException;
import dataactions.registrar.Failure;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Every command over the actions: those over the definitions, which are the {@link AuthoringCommand}'s and need nothing
 * but the folder, and those that look at a live org or account. Of the latter only {@code destroy} changes anything there.
 *
 * <p>Exit status: see each command's {@code --help}.
 */
public final class ActionsCommand {
    private ActionsCommand() {}

    /**
     * What the commands find around them.
     *
     * @param shell environment variables
     * @param root the project's folder, which holds {@code cdk.json}
     * @param aws reaches the account, in the region that an environment names; where it names none, in the workstation's
     * @param network reaches the hosts that the environment names
     * @param colours whether the output is a terminal that takes them
     * @param typed a line that a person types; empty where nobody can
     */
    public record World(
            Map<String, String> shell,
            Path root,
            Function<Optional<String>, Aws> aws,
            Network network,
            boolean colours,
            Supplier<Optional<String>> typed) {
        static World real() {
            Map<String, String> shell = System.getenv();
            return new World(
                    shell,
                    Path.of(""),
                    region -> Aws.ofWorkstation(shell, region),
                    new Network(),
                    Terminal.wantsColours(shell, System.console() != null),
                    () -> Optional.ofNullable(System.console()).map(Console::readLine));
        }
    }

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // Plans have arrows; a console that is not set to UTF-8 gets what Java makes of them.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        int status = run(
                World.real(),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Runs a command and returns its exit status. */
    public static int run(World world, PrintWriter out, PrintWriter err, String... arguments) {
        Terminal terminal = new Terminal(out, err, world.colours());
        CommandLine line = AuthoringCommand.commandLine(world.shell(), new OrgUsers(world, terminal));
        line.addSubcommand(new DoctorCommand(world, terminal));
        line.addSubcommand(new PlanCommand(world, terminal));
        line.addSubcommand(new DestroyCommand(world, terminal));
        ProgramVersion.addTo(line);
        CommandLine.IExecutionExceptionHandler definitions = line.getExecutionExceptionHandler();
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            List<String> lines = lines(failure);
            if (lines.isEmpty()) {
                return definitions.handleExecutionException(failure, command, parsed);
            }
            lines.forEach(each -> err.println("Error: " + each));
            if (world.shell().containsKey("DEBUG")) {
                failure.printStackTrace(err);
            }
            return 1;
        });
        line.getCommandSpec()
                .usageMessage()
                .description(
                        "Checks the definitions of data actions, keeps their contracts' lock file, looks at live orgs"
                                + " and accounts, and destroys an environment.");
        line.setOut(out).setErr(err);
        return line.execute(arguments);
    }

    /** A line for each thing that a person has to know; none for a failure that is not one of these commands'. */
    private static List<String> lines(Exception failure) {
        if (failure instanceof ConfigurationException problems) {
            return problems.problems();
        }
        if (failure instanceof Failure genesys) {
            return List.of(LiveOrg.said(genesys));
        }
        boolean meant = failure instanceof CommandException
                || failure instanceof AwsFailure
                || failure instanceof AssemblyException
                || failure instanceof TemplateException;
        return meant ? failure.getMessage().lines().toList() : List.of();
    }
}
