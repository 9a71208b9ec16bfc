package dataactions.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.aws.CloudFormation;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.plan.PlanCommand;
import dataactions.cli.plan.PlanTarget;
import dataactions.registrar.plan.Planner;
import dataactions.sandbox.Architect;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.state.StackState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The org of the local deployment, for {@code live plan --local}. */
public final class LocalPlan implements PlanCommand.LocalOrg {
    private final Context context;
    private final Terminal terminal;

    public LocalPlan(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public int with(String environment, Optional<CloudAssembly> given, ToIntFunction<PlanTarget> plan) {
        Path state = context.root().resolve(".sandbox");
        try (Sandbox sandbox = SandboxCommand.open(state, Map.of(), Map.of(), terminal)) {
            CloudAssembly assembly = given.orElseGet(() -> LocalApp.synthesised(context, terminal, state, environment));
            sandbox.stack()
                    .filter(it -> !it.status().gone())
                    .map(StackState::name)
                    .ifPresent(name -> {
                        if (!name.equals(assembly.stackName())) {
                            // Like `local deploy`.
                            throw new CommandException(
                                    "This state folder holds stack " + name + ", not " + assembly.stackName()
                                            + ": destroy that one first (" + Main.NAME + " local destroy).");
                        }
                    });
            Architect architect = sandbox.architect();
            String origin = sandbox.genesysOrigin().toString();
            return plan.applyAsInt(new PlanTarget(
                    assembly,
                    new Planner.Stack(Sandbox.ACCOUNT, sandbox.region(assembly), assembly.stackName()),
                    origin,
                    origin,
                    new OAuthClient(architect.clientId(), architect.clientSecret(), "the local deployment"),
                    Optional.empty(),
                    Sandbox.BOOTSTRAP_VERSION,
                    deployed(sandbox)));
        }
    }

    private static PlanTarget.Deployed deployed(Sandbox sandbox) {
        Optional<StackState> stack = sandbox.stack().filter(it -> !it.status().gone());
        return new PlanTarget.Deployed(
                Optional.of(Sandbox.ACCOUNT),
                stack.map(LocalPlan::asAwsShowsIt),
                Optional.of(stack.<JsonNode>map(StackState::template).orElse(MissingNode.getInstance())),
                "",
                "");
    }

    private static CloudFormation.Stack asAwsShowsIt(StackState stack) {
        Map<String, String> ids = new LinkedHashMap<>();
        stack.resources().forEach((logicalId, resource) -> ids.put(logicalId, resource.physicalId()));
        return new CloudFormation.Stack(
                new CloudFormation.StackDescription(
                        stack.id(), stack.status().name(), stack.terminationProtection(), stack.outputs()),
                ids);
    }
}
