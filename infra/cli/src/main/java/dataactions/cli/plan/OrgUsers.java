package dataactions.cli.plan;

import dataactions.authoring.ContractUsers;
import dataactions.cli.ActionsCommand.World;
import dataactions.cli.CommandException;
import dataactions.cli.Project;
import dataactions.cli.Terminal;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.OAuthClient;
import dataactions.infra.Environment;
import dataactions.registrar.Failure;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.Usage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks an environment's org which flows use a contract. Every stack of the environment's name counts, of whatever
 * account it is: who retires a contract does so for all of them. What prevents the question counts as use; that no such
 * stack is there does too, since it may be the wrong org that answers.
 */
public final class OrgUsers implements ContractUsers {
    private static final String STACK = "-DataActions";

    private final World world;
    private final Terminal terminal;

    public OrgUsers(World world, Terminal terminal) {
        this.world = world;
        this.terminal = terminal;
    }

    @Override
    public Optional<String> whyToKeep(String action, int contract, String name) {
        // A name that is not in cdk.json is a mistake of typing, not an org that cannot be asked.
        Environment environment = Project.environment(world.root(), name);
        try (Aws aws = world.aws().apply(environment.region())) {
            return terminal.during(
                    "asking the org of " + name + " who uses " + action + " contract " + contract,
                    () -> ask(environment, aws, action, contract));
        } catch (Failure e) {
            return Optional.of(unknown(e.reason()));
        } catch (CommandException | AwsFailure e) {
            return Optional.of(unknown(e.getMessage()));
        }
    }

    private static String unknown(String why) {
        return "counted as used, since its org cannot be asked (" + why.replaceFirst("\\.$", "") + ")";
    }

    private Optional<String> ask(Environment environment, Aws aws, String action, int contract) {
        OAuthClient client = LiveOrg.client(world, environment, aws, false);
        Planner first = planner(environment, client, new Planner.Stack("000000000000", "eu-west-1", "none"));
        Genesys.Organization org = LiveOrg.checked(first, environment.genesys().organizationId());
        List<Planner.Stack> stacks = first.stacksNamed(environment.name() + STACK);
        if (stacks.isEmpty()) {
            // An environment that was never deployed, or another org than that of the environment: it looks the same.
            throw new CommandException("org " + org.name() + " (" + org.id() + ") has no stack " + environment.name()
                    + STACK + ": if " + environment.name()
                    + " was never deployed, leave it out of --environments; else take the OAuth client of its org");
        }
        for (Planner.Stack stack : stacks) {
            Planner planner = planner(environment, client, stack);
            // With nothing wanted, all that the stack has in the org is a removal.
            for (Planned owned : planner.removals(Set.of(), Set.of())) {
                if (owned.logicalId().equals(logicalId(action, contract))
                        && owned.id().isPresent()) {
                    Usage usage = planner.usage(owned.id().get(), owned.secure());
                    if (usage.counts()) {
                        return Optional.of(usage.said());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Planner planner(Environment environment, OAuthClient client, Planner.Stack stack) {
        return Planner.connect(
                environment.genesys().apiUrl(),
                environment.genesys().loginUrl(),
                client.id(),
                client.secret(),
                stack,
                line -> {
                    if (world.shell().containsKey("DEBUG")) {
                        terminal.note(line);
                    }
                });
    }

    /** As the app names the resource of a contract. */
    private static String logicalId(String action, int contract) {
        return "Action" + action.replaceAll("[^A-Za-z0-9]", "") + contract;
    }
}
