package dataactions.cli.contract;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.contract.Contract;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Group;
import dataactions.cli.Main;
import dataactions.cli.ProjectEnvironments;
import dataactions.cli.Terminal;
import dataactions.cli.frontdoor.FrontDoorRecord;
import dataactions.cli.options.DefinitionsCommand;
import dataactions.cli.plan.OrgUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for the lock files: {@code contract record|accept|undo|retire|list}. */
public final class ContractCommands {
    private static final String CREDENTIALS = "Give GENESYSCLOUD_OAUTHCLIENT_ID_PROD and"
            + " GENESYSCLOUD_OAUTHCLIENT_SECRET_PROD for prod, and so on, or sign in to the AWS account that holds the"
            + " environment's secret.";

    private ContractCommands() {}

    public static CommandLine group(Context context, Terminal terminal) {
        return new CommandLine(new ContractGroup())
                .addSubcommand(new Record(context, terminal))
                .addSubcommand(new Accept(context, terminal))
                .addSubcommand(new Undo(context, terminal))
                .addSubcommand(new Retire(context, terminal))
                .addSubcommand(new ListContracts(context, terminal));
    }

    @Command(
            name = "contract",
            header = "Records, accepts, undoes and retires the numbered contracts of actions.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example: " + Main.NAME + " contract accept FetchUser"})
    static final class ContractGroup extends Group {}

    @Command(
            name = "record",
            header = "Records new actions as contract 1, and new environments. Commit both lock files.",
            description = {
                "Also records the present definition of unchanged contracts. Never accepts a changed contract or a changed"
                        + " front door.",
                "With --frozen, or with CI set in the environment, it writes nothing, and fails if a file is out of date."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " contract record --frozen"})
    static final class Record extends DefinitionsCommand {
        @Option(names = "--frozen", description = "Write nothing; fail if a lock file is out of date.")
        private boolean frozen;

        Record(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() throws IOException {
            Optional<String> why =
                    frozen ? Optional.of("--frozen") : Optional.of("CI is set").filter(it -> context.isCi());
            contracts().record(why);
            if (definitions.isProject() && Files.exists(context.root().resolve("cdk.json"))) {
                FrontDoorRecord.record(context.root(), why, terminal::line);
            }
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "accept",
            header = "Gives an action's changed contract the next number.",
            description = "The old contract stays in service, with its frozen definition, until it is retired.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " contract accept FetchUser"})
    static final class Accept extends DefinitionsCommand {
        @Parameters(paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Option(
                names = "--as-recorded",
                description = "Freeze the old contract as it was last recorded, even if it fails the examples.")
        private boolean asRecorded;

        Accept(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() throws IOException {
            contracts().accept(name, asRecorded);
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "undo",
            header = "Drops the newest contract number of an action, if it is deployed nowhere.",
            description = {
                "The number before it is the newest again. An action that has no other number is no longer recorded."
                        + " The definition's file stays as it is.",
                "Asks the orgs of all environments in cdk.json first, or those of --environments. Refuses if an action of"
                        + " that number is in one of them. If an org does not answer or has no stack of the environment,"
                        + " the number counts as deployed. So name only environments that were deployed. "
                        + CREDENTIALS + " The sandbox on this machine is not asked."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " contract undo FetchUser --environments dev"})
    static final class Undo extends DefinitionsCommand {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Option(
                names = {"--environments", "--environment", "-e"},
                paramLabel = "NAME",
                split = ",",
                description = "Environments of cdk.json whose orgs are asked (default: all).")
        private List<String> environments = List.of();

        @Option(names = "--never-deployed", description = "Ask no org: no environment was deployed with this number.")
        private boolean neverDeployed;

        Undo(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() throws IOException {
            if (neverDeployed && !environments.isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "Give either --environments or --never-deployed, not both.");
            }
            List<String> asked = environments;
            if (neverDeployed) {
                asked = List.of();
            } else if (environments.isEmpty()) {
                asked = ProjectEnvironments.environments(context.root());
            }
            contracts().undo(name, asked, new OrgUsers(context, terminal)::whyDeployed);
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "retire",
            header = "Takes one contract of an action out of service.",
            description = {
                "The next deployment removes its action from Genesys Cloud. If a flow still uses the contract, its calls"
                        + " fail from that deployment on. So re-point the flows first. The current contract can be"
                        + " retired only once the action's file is gone.",
                "With --environments the command first asks these orgs. It refuses if an Architect flow uses the contract."
                        + " An org that does not answer or has no stack of the environment counts as using it. "
                        + CREDENTIALS
                        + " Architect's dependency tracking does not include scripts and outbound rule sets."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " contract retire FetchUser 1 --environments dev,test,prod"})
    static final class Retire extends DefinitionsCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Parameters(index = "1", paramLabel = "NUMBER", description = "The contract's number.")
        private int number;

        @Option(
                names = {"--environments", "--environment", "-e"},
                paramLabel = "NAME",
                split = ",",
                description = "Environments of cdk.json whose orgs are asked, such as dev,test,prod.")
        private List<String> environments = List.of();

        Retire(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() throws IOException {
            contracts().retire(name, number, environments, new OrgUsers(context, terminal)::whyToKeep);
            return ExitStatus.DONE;
        }
    }

    @Command(
            name = "list",
            header = "Lists the recorded contracts, with their names in Genesys Cloud.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " contract list"})
    static final class ListContracts extends DefinitionsCommand {
        ListContracts(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() {
            List<Contract> contracts = contracts().recorded();
            ObjectNode tree = new JsonMapper().createObjectNode();
            ArrayNode array = tree.putArray("contracts");
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Action", "Contract", "Name in Genesys Cloud", "Digest"));
            for (Contract each : contracts) {
                rows.add(List.of(
                        each.actionName(),
                        each.number() + (each.newest() ? " (newest)" : ""),
                        each.registeredName(),
                        each.digest().substring(0, 12)));
                array.addObject()
                        .put("action", each.actionName())
                        .put("number", each.number())
                        .put("newest", each.newest())
                        .put("registeredName", each.registeredName())
                        .put("digest", each.digest());
            }
            if (contracts.isEmpty()) {
                terminal.line("No contracts are recorded: run `" + Main.NAME + " contract record`.");
            } else {
                terminal.table("", rows);
            }
            terminal.result(tree);
            return ExitStatus.DONE;
        }
    }
}
