package dataactions.cli.destroy;

import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.ProjectEnvironments;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.aws.CloudFormation.StackDescription;
import dataactions.cli.aws.CloudFormation.StackEvent;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.options.QualifierOption;
import dataactions.cli.options.StackOptions;
import dataactions.cli.plan.LiveOrg;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.infra.environment.Environment;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.deletion.FlowUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code live destroy}: deletes the stack of one environment, if no flow needs it. */
@Command(
        name = "destroy",
        header = "Deletes the stack of one environment, unless a flow uses its actions.",
        description = {
            "Deletes the stack in AWS. Also deletes the actions, the integration and the credential in Genesys Cloud,"
                    + " unless onDestroy is retain. Refuses while CloudFormation works on the stack, and while an Architect flow uses one"
                    + " of its actions. An action counts as used if the org cannot be asked, or has no object of the stack. There is no"
                    + " option to force the deletion. Asks you to type the name.",
            "Turns the stack's termination protection off, deletes the stack, and shows the events. If the stack is not"
                    + " deleted, the protection is turned on again.",
            "Assumes the role cdk-QUALIFIER-deploy-role-ACCOUNT-REGION of the CDK bootstrap if it can, else uses the shell's"
                    + " AWS credentials. The OAuth client comes from GENESYSCLOUD_OAUTHCLIENT_ID and"
                    + " GENESYSCLOUD_OAUTHCLIENT_SECRET, from these names with the environment's name at the end (…_ID_PROD),"
                    + " or from the environment's secret in AWS Secrets Manager."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " live destroy --environment test"})
public final class DestroyCommand implements Callable<Integer> {
    private static final String SUFFIX = "-DataActions";
    private static final Set<String> FINAL = Set.of("DELETE_COMPLETE", "DELETE_FAILED");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    /** The deletion of a function in a VPC takes up to an hour. */
    private static final int MOST_LOOKS = 2400;

    private final Context context;
    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private Chosen chosen;

    /** The stack to delete. */
    static final class Chosen {
        @Option(
                names = {"--environment", "-e"},
                paramLabel = "NAME",
                description = "Environment of cdk.json.")
        private String environment;

        @Option(
                names = "--stack",
                paramLabel = "NAME",
                description = "Name of a stack, such as dev-DataActions, whose environment was renamed or taken out of"
                        + " cdk.json. The command reads its settings from the deployed template.")
        private String stack;
    }

    @Option(names = "--yes", description = "Do not ask you to type the name.")
    private boolean yes;

    @Mixin
    private StackOptions place;

    @Mixin
    private QualifierOption qualifier;

    public DestroyCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Environment> environment = Optional.ofNullable(chosen.environment)
                .map(name -> ProjectEnvironments.environment(context.root(), name));
        String name = environment.map(it -> it.name() + SUFFIX).orElse(chosen.stack);
        if (!place.problems().isEmpty()) {
            throw new CommandException(String.join("\n", place.problems()));
        }
        Optional<String> where = place.region().or(() -> environment.flatMap(Environment::region));
        try (Aws shell = context.aws().apply(where)) {
            String region = shell.region()
                    .orElseThrow(() -> new CommandException("No AWS region: give --region, or set \"region\" of the"
                            + " environment in cdk.json, or AWS_REGION, or one in your profile."));
            Aws.Identity who = terminal.during("asking AWS who we are", shell::identity);
            String owner = place.account(environment).orElse(who.account());
            try (Deployer deployer = deployer(shell, who, owner, region, environment)) {
                return destroy(name, new Planner.Stack(owner, region, name), shell, deployer.aws());
            }
        }
    }

    /**
     * The credentials of the deletion.
     *
     * @param own whether this command must close the client
     */
    private record Deployer(Aws aws, boolean own) implements AutoCloseable {
        @Override
        public void close() {
            if (own) {
                aws.close();
            }
        }
    }

    private Deployer deployer(
            Aws shell, Aws.Identity who, String owner, String region, Optional<Environment> environment) {
        String partition = who.arn().split(":", 3)[1];
        String role = "arn:" + partition + ":iam::" + owner + ":role/cdk-" + qualifier.of(environment) + "-deploy-role-"
                + owner + "-" + region;
        try {
            Aws assumed = terminal.during("assuming the CDK's deploy role", () -> shell.as(role));
            terminal.note("AWS is called as " + role + ".");
            return new Deployer(assumed, true);
        } catch (AwsFailure e) {
            if (!owner.equals(who.account())) {
                throw new CommandException(
                        "The stack is in account " + owner + ", the AWS credentials belong to " + who.account()
                                + ", and the role " + role + " cannot be assumed (" + e.getMessage()
                                + "). Sign in to account " + owner
                                + ", or give --qualifier if the bootstrap has another.",
                        e);
            }
            terminal.note("The role " + role + " cannot be assumed (" + e.getMessage()
                    + "): the shell's credentials are used.");
            return new Deployer(shell, false);
        }
    }

    private int destroy(String name, Planner.Stack stack, Aws shell, Aws deployer) {
        StackDescription described = terminal.during(
                        "reading the stack", () -> deployer.stacks().describe(name))
                .orElseThrow(() -> new CommandException(
                        "There is no stack " + name + " in " + stack.account() + "/" + stack.region() + "."
                                + (chosen.stack == null ? " Was the environment renamed? Give --stack." : "")));
        if (described.isInReview()) {
            return destroyChangeSet(name, stack, described, deployer);
        }
        if (described.isBusy()) {
            throw new CommandException("Stack " + name + " is in " + described.status()
                    + ": wait until CloudFormation has finished, and run this again.");
        }
        DeployedStack deployed = DeployedStack.of(
                name,
                terminal.during("reading its template", () -> deployer.stacks().template(name)));
        terminal.line(
                Colour.BOLD,
                "Stack " + name + " of " + stack.account() + "/" + stack.region() + ": " + described.status()
                        + (described.terminationProtection() ? ", protected" : ", not protected") + ", onDestroy "
                        + deployed.onDestroy());
        // No flow can use a stack whose first deployment failed, and there may be no OAuth client that could search for
        // flows.
        if (!described.status().equals("ROLLBACK_COMPLETE") && isUsed(name, stack, deployed, shell, deployer)) {
            return ExitStatus.FAILED;
        }
        if (!confirmed(name)) {
            return ExitStatus.FAILED;
        }
        return delete(name, described, deployer);
    }

    /**
     * Deletes a stack whose first change set was never executed. Such a stack has no template and no resources.
     */
    private int destroyChangeSet(String name, Planner.Stack stack, StackDescription described, Aws deployer) {
        if (!name.endsWith(SUFFIX)) {
            throw new CommandException("Stack " + name + " is not one that this app deploys as its own (it has no"
                    + " template yet, and its name does not end with " + SUFFIX + "): delete it with the tool that made"
                    + " it.");
        }
        terminal.line(
                Colour.BOLD,
                "Stack " + name + " of " + stack.account() + "/" + stack.region() + ": " + described.status()
                        + (described.terminationProtection() ? ", protected" : ", not protected")
                        + ": nothing was deployed yet");
        return confirmed(name) ? delete(name, described, deployer) : ExitStatus.FAILED;
    }

    /** Prints which flows use the stack's actions. */
    private boolean isUsed(String name, Planner.Stack stack, DeployedStack deployed, Aws shell, Aws deployer) {
        List<String> used = new ArrayList<>();
        List<String> free = new ArrayList<>();
        try {
            LiveOrg.Place place =
                    new LiveOrg.Place(environmentOf(name), deployed.credentialsSecret(), deployed.domain());
            OAuthClient client = LiveOrg.client(context, place, shell, true);
            Planner planner = LiveOrg.planner(terminal, deployed.apiUrl(), deployed.loginUrl(), client, stack);
            Genesys.Organization organization = terminal.during(
                    "asking " + deployed.apiUrl(), () -> LiveOrg.checked(planner, deployed.organizationId()));
            terminal.line("Genesys organization " + organization.name() + " (" + organization.id() + ")");
            // The desired state is empty, so the plan removes every object of the stack.
            List<Planned> objects =
                    terminal.during("reading the stack's objects", () -> planner.removals(Set.of(), Set.of()));
            boolean isProvedOrg = deployed.organizationId().isPresent();
            if (objects.isEmpty() && !isProvedOrg && hasCredential(name, deployer)) {
                throw new CommandException("organization " + organization.name() + " (" + organization.id()
                        + ") has no object of the stack, although the stack has a credential there: take an OAuth client"
                        + " of the stack's org. If somebody has deleted the objects in the right org, see DELETE_FAILED in"
                        + " docs/runbook.md");
            }
            terminal.during("asking which flows use the actions", () -> {
                for (Planned owned : objects) {
                    if (owned.type() == CustomResourceType.ACTION) {
                        FlowUsage usage = planner.usage(owned.id().orElseThrow(), owned.secure());
                        (usage.counts() ? used : free).add("  " + owned.name() + ": " + usage.inWords());
                    }
                }
                return null;
            });
        } catch (Failure e) {
            throw unknown(name, LiveOrg.said(e), e);
        } catch (CommandException | AwsFailure e) {
            throw unknown(name, e.getMessage(), e);
        }
        free.forEach(terminal::line);
        if (used.isEmpty()) {
            return false;
        }
        used.forEach(line -> terminal.line(Colour.RED, line));
        terminal.line("");
        terminal.line(
                Colour.RED,
                "Not deleted, and nothing was changed: flows use the stack's actions. Re-point the flows, publish them, and"
                        + " run this again.");
        if (!deployed.onDestroy().equals("refuse")) {
            terminal.line("Since onDestroy is " + deployed.onDestroy()
                    + ", other commands such as npx cdk destroy delete the stack nevertheless.");
        }
        return true;
    }

    /** Whether CloudFormation knows a credential of the stack that was created in Genesys. */
    private boolean hasCredential(String name, Aws deployer) {
        return terminal.during(
                        "reading the stack's resources", () -> deployer.stacks().find(name))
                .map(it -> it.physicalIds().get("Credential"))
                .filter(PhysicalId::isIssued)
                .isPresent();
    }

    private static CommandException unknown(String name, String why, Exception cause) {
        return new CommandException(
                "Stack " + name
                        + " is not deleted, and nothing was changed. It is unknown which flows use its actions, so they count as"
                        + " used (" + why.replaceFirst("\\.$", "") + ").",
                cause);
    }

    private static String environmentOf(String stack) {
        return stack.endsWith(SUFFIX) ? stack.substring(0, stack.length() - SUFFIX.length()) : stack;
    }

    private boolean confirmed(String name) {
        if (yes) {
            return true;
        }
        String expected = chosen.environment != null ? chosen.environment : name;
        if (context.typed() == Context.NOBODY) {
            throw new CommandException("Nothing was changed: there is no terminal to type the name at. Give --yes.");
        }
        terminal.line("");
        terminal.question("A deleted stack cannot be brought back. Type " + expected + " to delete the stack:");
        Optional<String> typed = context.typed().get().map(String::strip);
        if (!typed.equals(Optional.of(expected))) {
            terminal.line(Colour.RED, "Nothing was changed: you did not type " + expected + ".");
            return false;
        }
        return true;
    }

    private int delete(String name, StackDescription described, Aws aws) {
        String id = described.id();
        String last = aws.stacks().eventsAfter(id, "").stream()
                .map(StackEvent::id)
                .findFirst()
                .orElse("");
        if (described.terminationProtection()) {
            aws.stacks().protect(id, false);
            terminal.line("Termination protection is off.");
        }
        try {
            aws.stacks().delete(id);
        } catch (RuntimeException e) {
            protectAgain(described, aws);
            throw e;
        }
        String end = described.isInReview() ? await(id, aws) : watch(id, last, aws);
        if (end.equals("DELETE_COMPLETE")) {
            terminal.line(Colour.GREEN, "Deleted: " + name + ".");
            return ExitStatus.DONE;
        }
        protectAgain(described, aws);
        terminal.line(
                Colour.RED,
                "Stack " + name + " is in " + end
                        + ". You can only delete it. Fix the causes in the events above,"
                        + " then run this again with --stack " + name + ".");
        return ExitStatus.FAILED;
    }

    private void protectAgain(StackDescription described, Aws aws) {
        if (!described.terminationProtection()) {
            return;
        }
        try {
            aws.stacks().protect(described.id(), true);
            terminal.line("Termination protection is on again.");
        } catch (AwsFailure e) {
            terminal.line(
                    Colour.YELLOW,
                    "warning: the termination protection could not be turned on again: " + e.getMessage());
        }
    }

    /** Waits until the stack has reached a final status. A stack without resources has no events to print. */
    private String await(String id, Aws aws) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            String status = status(id, aws);
            if (FINAL.contains(status)) {
                return status;
            }
            if (!pause()) {
                break;
            }
        }
        throw goesOn(id, "it has not ended yet", null);
    }

    private static String status(String id, Aws aws) {
        try {
            return aws.stacks().describe(id).map(StackDescription::status).orElse("DELETE_COMPLETE");
        } catch (AwsFailure e) {
            throw goesOn(id, e.getMessage(), e);
        }
    }

    /** Whether to go on: not if the thread is interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Prints the events until the stack has reached a final status. */
    private String watch(String id, String after, Aws aws) {
        String last = after;
        for (int look = 0; look < MOST_LOOKS; look++) {
            for (StackEvent event : events(id, last, aws)) {
                last = event.id();
                print(event);
                if (event.physicalId().equals(id) && FINAL.contains(event.status())) {
                    return event.status();
                }
            }
            if (!pause()) {
                break;
            }
        }
        throw goesOn(id, "it has not ended yet", null);
    }

    private static List<StackEvent> events(String id, String last, Aws aws) {
        try {
            return aws.stacks().eventsAfter(id, last);
        } catch (AwsFailure e) {
            throw goesOn(id, e.getMessage(), e);
        }
    }

    private static CommandException goesOn(String id, String why, Exception cause) {
        return new CommandException(
                "The deletion was accepted and continues in AWS, but its events cannot be read (" + why + "). See: aws"
                        + " cloudformation describe-stack-events --stack-name " + id,
                cause);
    }

    private void print(StackEvent event) {
        Colour colour = event.status().endsWith("_FAILED")
                ? Colour.RED
                : event.status().endsWith("_COMPLETE") ? Colour.GREEN : Colour.FAINT;
        terminal.line(terminal.paint(colour, String.format("%-19s", event.status())) + " " + event.logicalId() + " ("
                + event.type() + ")" + (event.reason().isEmpty() ? "" : ": " + event.reason()));
    }
}
