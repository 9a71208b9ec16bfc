package dataactions.cli.plan;

import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ProjectEnvironments;
import dataactions.cli.Terminal;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.OAuthClient;
import dataactions.infra.environment.Environment;
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
 * Finds out from an environment's org whether a contract is deployed there, and which flows use it. Every stack of the
 * environment's name counts, in any account: retiring or undoing a contract affects all of them. If the org does not
 * answer, or has no such stack, the result is yes, because it may be the wrong org.
 */
public final class OrgUsers {
    private static final String STACK = "-DataActions";

    private final Context context;
    private final Terminal terminal;

    public OrgUsers(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    /**
     * @param action the action's name
     * @param contract its contract's number
     * @return why the contract must stay, a clause such as {@code used by Main IVR}; empty if no flow uses it
     */
    public Optional<String> whyToKeep(String action, int contract, String name) {
        return ask(action, contract, name, "used", (planner, owned) -> {
            FlowUsage usage = planner.usage(owned.id().orElseThrow(), owned.secure());
            return usage.counts() ? Optional.of(usage.inWords()) : Optional.empty();
        });
    }

    /**
     * @return why the contract counts as deployed, a clause such as {@code in Genesys as "FetchUser" (custom_-_…)};
     *     empty if it is not deployed
     */
    public Optional<String> whyDeployed(String action, int contract, String name) {
        return ask(
                action,
                contract,
                name,
                "deployed",
                (planner, owned) -> Optional.of(
                        "in Genesys as \"" + owned.name() + "\" (" + owned.id().orElseThrow() + ")"));
    }

    /**
     * @param word the assumed state of a contract in an org that does not answer
     * @param answer the answer for one action of the contract
     */
    private Optional<String> ask(
            String action,
            int contract,
            String name,
            String word,
            BiFunction<Planner, Planned, Optional<String>> answer) {
        // A name that is not in cdk.json is a typing mistake, so it is an error.
        Environment environment = ProjectEnvironments.environment(context.root(), name);
        try (Aws aws = context.aws().apply(environment.region())) {
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
        OAuthClient client = LiveOrg.client(context, environment, aws, false);
        Planner first = planner(environment, client, new Planner.Stack("000000000000", "eu-west-1", "none"));
        Genesys.Organization org = LiveOrg.checked(first, environment.genesys().organizationId());
        List<Planner.Stack> stacks = first.stacksNamed(environment.name() + STACK);
        if (stacks.isEmpty()) {
            // Either the environment was never deployed, or this is the wrong org. Both look the same.
            throw new CommandException("org " + org.name() + " (" + org.id() + ") has no stack " + environment.name()
                    + STACK + ": if " + environment.name()
                    + " was never deployed, leave it out of --environments; else take the OAuth client of its org");
        }
        for (Planner.Stack stack : stacks) {
            Planner planner = planner(environment, client, stack);
            // The desired state is empty, so the plan removes every object of the stack.
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
                terminal, environment.genesys().apiUrl(), environment.genesys().loginUrl(), client, stack);
    }

    /** The logical id that the app gives the resource of a contract. */
    private static String logicalId(String action, int contract) {
        return "Action" + action.replaceAll("[^A-Za-z0-9]", "") + contract;
    }
}
