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
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.deletion.FlowUsage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Asks an environment's org whether a contract is deployed there, and which flows use it. Every stack of the
 * environment's name counts, of whatever account it is: who retires or undoes a contract does so for all of them. What
 * prevents the question counts as a yes; that no such stack is there does too, since it may be the wrong org that
 * answers.
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
        return ask(action, contract, name, "used", (planner, owned) -> {
            FlowUsage usage = planner.usage(owned.id().orElseThrow(), owned.secure());
            return usage.counts() ? Optional.of(usage.inWords()) : Optional.empty();
        });
    }

    @Override
    public Optional<String> whyDeployed(String action, int contract, String name) {
        return ask(
                action,
                contract,
                name,
                "deployed",
                (planner, owned) -> Optional.of(
                        "in Genesys as \"" + owned.name() + "\" (" + owned.id().orElseThrow() + ")"));
    }

    @Override
    public List<String> environments() {
        return Project.environments(world.root());
    }

    /**
     * @param word what a contract counts as in an org that cannot be asked
     * @param answer of one action of the contract
     */
    private Optional<String> ask(
            String action,
            int contract,
            String name,
            String word,
            BiFunction<Planner, Planned, Optional<String>> answer) {
        // A name that is not in cdk.json is a mistake of typing, not an org that cannot be asked.
        Environment environment = Project.environment(world.root(), name);
        try (Aws aws = world.aws().apply(environment.region())) {
            return terminal.during(
                    "asking the org of " + name + " about " + action + " contract " + contract,
                    () -> ask(environment, aws, logicalId(action, contract), answer));
        } catch (Failure e) {
            return Optional.of(unknown(word, LiveOrg.said(e)));
        } catch (CommandException | AwsFailure e) {
            return Optional.of(unknown(word, e.getMessage()));
        }
    }

    private static String unknown(String word, String why) {
        return "counted as " + word + ", since its org cannot be asked (" + why.replaceFirst("\\.$", "") + ")";
    }

    private Optional<String> ask(
            Environment environment, Aws aws, String logicalId, BiFunction<Planner, Planned, Optional<String>> answer) {
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
                if (owned.logicalId().equals(logicalId) && owned.id().isPresent()) {
                    Optional<String> why = answer.apply(planner, owned);
                    if (why.isPresent()) {
                        return why;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Planner planner(Environment environment, OAuthClient client, Planner.Stack stack) {
        return LiveOrg.planner(
                world,
                terminal,
                environment.genesys().apiUrl(),
                environment.genesys().loginUrl(),
                client,
                stack);
    }

    /** As the app names the resource of a contract. */
    private static String logicalId(String action, int contract) {
        return "Action" + action.replaceAll("[^A-Za-z0-9]", "") + contract;
    }
}
