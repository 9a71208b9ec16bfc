package dataactions.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.Synthesis;
import dataactions.authoring.Contracts;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.aws.CloudFormation;
import dataactions.cli.frontdoor.FrontDoorRecord;
import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.options.DefinitionsOption;
import dataactions.cli.options.EnvironmentOption;
import dataactions.cli.options.StackOptions;
import dataactions.definition.deployment.Reconcile;
import dataactions.infra.environment.Environment;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code live plan}: what a deployment would do in Genesys Cloud. */
@Command(
        name = "plan",
        header = "Shows what a deployment would do in Genesys Cloud, and writes nothing there.",
        description = {
            "Compares the synthesised template with the live Genesys org: + is created, ~ changed, -/+ replaced, - removed,"
                    + " ! refused by the deployment.",
            "This also finds drift: an action that was edited by hand is shown as ~. A plain deployment does not repair"
                    + " drift: deploy with " + Reconcile.OPTION + ".",
            "The OAuth client comes from GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, from these names"
                    + " with the environment's name at the end (…_ID_PROD), or from the environment's secret in AWS Secrets"
                    + " Manager. With AWS credentials, values that only the deployed stack knows (its URL) are compared, too.",
            "With --local the command compares with the local deployment on this machine, and needs no account."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: " + Main.NAME + " live plan --environment dev",
            "         " + Main.NAME + " live plan --local"
        })
public final class PlanCommand implements Callable<Integer> {
    /** A hint for a person without an AWS account. */
    public static final String WITHOUT_ACCOUNT = "Without any account, `" + Main.NAME
            + " live plan --local` compares with the local deployment on this machine.";

    /** A version of the CDK bootstrap that every template accepts. */
    private static final String BOOTSTRAPPED = "999";

    private static final JsonMapper JSON = new JsonMapper();

    /** Opens the org of the local deployment. */
    @FunctionalInterface
    public interface LocalOrg {
        /**
         * @param given the assembly to compare; empty to synthesise one
         * @param plan is called while the org is running
         */
        int with(String environment, Optional<CloudAssembly> given, ToIntFunction<PlanTarget> plan);
    }

    private final Context context;
    private final Terminal terminal;
    private final LocalOrg localOrg;

    private Optional<String> noLockFile = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Mixin
    private EnvironmentOption chosen;

    @Option(
            names = {"--assembly", "-a"},
            paramLabel = "DIR",
            description = "Take this cloud assembly, such as cdk.out, instead of synthesising one.")
    private Path assembly;

    @Mixin
    private StackOptions place;

    @Option(
            names = "--genesys-url",
            paramLabel = "URL",
            description = "Use this URL for both Genesys hosts: a stand-in, such as the local Genesys org.")
    private String genesysUrl;

    @Option(names = "--local", description = "Compare with the local deployment on this machine.")
    private boolean local;

    public PlanCommand(Context context, Terminal terminal, LocalOrg localOrg) {
        this.context = context;
        this.terminal = terminal;
        this.localOrg = localOrg;
    }

    /**
     * From now on the command refuses an outdated lock file, and does not write it.
     *
     * @param reason for the message
     */
    public void writeNoLockFile(String reason) {
        noLockFile = Optional.of(reason);
    }

    @Override
    public Integer call() {
        Optional<CloudAssembly> given =
                Optional.ofNullable(assembly).map(folder -> CloudAssembly.read(folder, chosen.name()));
        if (local) {
            if (genesysUrl != null || place.isGiven()) {
                throw new ParameterException(
                        spec.commandLine(), "--local takes neither --account, --region nor --genesys-url.");
            }
            return localOrg.with(chosen.name(), given, this::plan);
        }
        Environment environment = chosen.of(context);
        try (Aws workstation = context.aws().apply(environment.region())) {
            Optional<String> region = place.region()
                    .or(() -> given.map(CloudAssembly::region))
                    .or(environment::region)
                    .or(workstation::region);
            Aws aws = region.map(workstation::in).orElse(workstation);
            OAuthClient client = checked(environment, region, aws);
            CloudAssembly read = given.orElseGet(this::synthesised);
            return plan(target(environment, read, region.orElseThrow(), client, aws));
        }
    }

    /**
     * The OAuth client. Checks everything that a plan needs before the synthesis starts.
     *
     * @throws CommandException naming everything that is missing or wrong
     */
    private OAuthClient checked(Environment environment, Optional<String> region, Aws aws) {
        List<String> problems = new ArrayList<>(place.problems());
        if (region.isEmpty()) {
            problems.add("No AWS region, which is part of the ownership tags: give --region, or set \"region\" of"
                    + " environment " + chosen.name() + " in cdk.json, or AWS_REGION.");
        }
        boolean noUrl = genesysUrl != null
                && !genesysUrl.matches("https://[^/?#@]+/?|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?/?");
        if (noUrl) {
            problems.add("--genesys-url " + genesysUrl + ": expected a URL without a path, such as"
                    + " https://api.mypurecloud.ie (http on this machine only).");
        }
        OAuthClient client = null;
        try {
            client = LiveOrg.client(context, environment, aws, true);
        } catch (CommandException e) {
            problems.add(e.getMessage());
        }
        if (problems.isEmpty()) {
            return client;
        }
        if (!noUrl) {
            unreachable(environment).ifPresent(problems::add);
        }
        boolean needsAccount = region.isEmpty() || client == null;
        throw new CommandException(String.join("\n", problems), needsAccount ? WITHOUT_ACCOUNT : "");
    }

    /** If the plan is impossible for another reason, this also reports hosts that do not answer, in the same run. */
    private Optional<String> unreachable(Environment environment) {
        String api = genesysUrl != null ? genesysUrl : environment.genesys().apiUrl();
        return terminal.during("calling " + api, () -> {
            try {
                new Network().status(URI.create(api));
                return Optional.empty();
            } catch (Network.NoAnswer e) {
                return Optional.of("Genesys Cloud does not answer at " + api + ": " + e.getMessage()
                        + ". Check genesys.domain (or genesys.apiUrl) of environment " + chosen.name()
                        + " in cdk.json, and this machine's connection.");
            }
        });
    }

    private CloudAssembly synthesised() {
        Path folder = null;
        try {
            Optional<String> frozen =
                    noLockFile.or(() -> Optional.of("CI is set").filter(it -> context.isCi()));
            new Contracts(DefinitionsOption.ofProject(context.root()), terminal::note).record(frozen);
            FrontDoorRecord.record(context.root(), frozen, terminal::note);
            folder = Files.createTempDirectory("plan-");
            terminal.note("Synthesising (cdk synth) …");
            Synthesis.run(context.root().toAbsolutePath().normalize(), folder, chosen.name(), terminal::note);
            return CloudAssembly.read(folder, chosen.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (folder != null) {
                delete(folder);
            }
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> walked = Files.walk(tree)) {
            walked.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // The folder is temporary, so the system removes remaining files.
        }
    }

    private PlanTarget target(Environment environment, CloudAssembly read, String region, OAuthClient client, Aws aws) {
        Optional<String> known = place.account(Optional.of(environment));
        PlanTarget.Deployed deployed = genesysUrl != null
                ? PlanTarget.Deployed.unknown("--genesys-url names a stand-in")
                : deployed(aws, read.stackName(), known);
        Optional<String> owner = known.or(deployed::account);
        DesiredState.Org org = new DesiredState(
                        read,
                        new Planner.Stack(owner.orElse("000000000000"), region, read.stackName()),
                        deployed,
                        BOOTSTRAPPED)
                .org();
        String api = genesysUrl != null ? genesysUrl : org.apiUrl();
        String login = genesysUrl != null ? genesysUrl : org.loginUrl();
        Planner.Stack stack = new Planner.Stack(
                owner.orElseGet(() -> soleOwner(api, login, client, region, read.stackName())),
                region,
                read.stackName());
        return new PlanTarget(read, stack, api, login, client, org.organizationId(), BOOTSTRAPPED, deployed);
    }

    private int plan(PlanTarget target) {
        Planner planner =
                LiveOrg.planner(terminal, target.apiUrl(), target.loginUrl(), target.client(), target.stack());
        Genesys.Organization organization =
                terminal.during("asking " + target.apiUrl(), () -> LiveOrg.checked(planner, target.organizationId()));
        PlanTarget.Deployed deployed = target.deployed();
        DesiredState desired = new DesiredState(target.assembly(), target.stack(), deployed, target.bootstrapVersion());
        Difference difference =
                terminal.during("reading the org's integrations and actions", () -> Difference.of(desired, planner));
        List<String> otherChanges = new ArrayList<>(OtherChanges.of(
                target.assembly().template(),
                deployed.template(),
                difference.hasNewAction(),
                deployed.stack().map(it -> it.description().terminationProtection())));
        if (!deployed.warning().isEmpty()) {
            otherChanges.add(deployed.warning());
        }
        if (difference.isFirst()) {
            otherStack(planner, target.stack()).ifPresent(otherChanges::add);
        }
        Optional<List<Item>> omitted = deployed.template()
                .map(before -> PlainDeployment.omits(target.assembly().template(), before, difference.items()));
        PlanReport report = new PlanReport(
                terminal,
                chosen.name(),
                target.stack(),
                organization,
                difference,
                omitted,
                repair(),
                otherChanges,
                desired.unknown(),
                deployed);
        report.print();
        terminal.result(report.tree(planner.calls()));
        boolean isRefused = difference.items().stream()
                .anyMatch(it -> it.plan() instanceof Plan.Refuse
                        && !omitted.orElse(List.of()).contains(it));
        if (isRefused || !local && deployed.refusesDeployments()) {
            return ExitStatus.FAILED;
        }
        // A stand-in has no deployed stack that could be compared.
        boolean isUnknown = deployed.template().isEmpty() && genesysUrl == null;
        return isUnknown || difference.items().stream().anyMatch(Item::changes) ? ExitStatus.LOOK : ExitStatus.DONE;
    }

    /** A stack of the same name in another account or region: perhaps somebody changed one of the two in cdk.json. */
    private static Optional<String> otherStack(Planner planner, Planner.Stack stack) {
        List<String> others = planner.stacksNamed(stack.name()).stream()
                .filter(other -> !other.equals(stack))
                .map(other -> other.account() + "/" + other.region())
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("warning: this org has objects of the stack " + stack.name() + " of "
                        + String.join(", ", others)
                        + ". This deployment creates a second stack with its own actions, and flows keep the actions of"
                        + " the other stack. Did \"account\" or \"region\" change in cdk.json?");
    }

    /** How to deploy so that objects are repaired that differ only in Genesys. */
    private String repair() {
        if (!local && assembly != null) {
            // A synthesis here could deploy another commit than the assembly's.
            return "deploy an assembly of the same commit that was made with npx cdk synth " + Reconcile.OPTION;
        }
        return local
                ? "write \"" + Reconcile.CONTEXT + "\": \"1\" into the context of cdk.json, and run " + Main.NAME
                        + " local deploy"
                // Double quotes work in every shell.
                : "npx cdk deploy \"" + chosen.name() + "/*\" " + Reconcile.OPTION;
    }

    private PlanTarget.Deployed deployed(Aws aws, String stackName, Optional<String> expected) {
        try {
            Aws.Identity who = terminal.during("asking AWS who we are", aws::identity);
            if (expected.isPresent() && !expected.get().equals(who.account())) {
                return PlanTarget.Deployed.unknown(
                        "the AWS credentials belong to account " + who.account() + ", not to " + expected.get());
            }
            Optional<String> account = Optional.of(who.account());
            try {
                Optional<CloudFormation.Stack> found = terminal.during(
                        "reading the deployed stack", () -> aws.stacks().find(stackName));
                String warning = found.map(it -> warning(it.description())).orElse("");
                Optional<CloudFormation.Stack> stack = found.filter(it ->
                        !it.description().isInReview() && !it.description().isRolledBack());
                if (stack.isEmpty()) {
                    return new PlanTarget.Deployed(account, stack, Optional.of(JSON.missingNode()), "", warning);
                }
                if (stack.get().description().isPaused()) {
                    String why = "the stack is in " + stack.get().description().status()
                            + ", so only a part of its template is deployed";
                    return new PlanTarget.Deployed(account, stack, Optional.empty(), why, warning);
                }
                return withTemplate(aws, stackName, account, stack, warning);
            } catch (AwsFailure | CommandException e) {
                return new PlanTarget.Deployed(account, Optional.empty(), Optional.empty(), e.getMessage(), "");
            }
        } catch (AwsFailure e) {
            return PlanTarget.Deployed.unknown(e.getMessage());
        }
    }

    /** Without the permission to read the template, the plan of the org is still complete. */
    private static PlanTarget.Deployed withTemplate(
            Aws aws, String stackName, Optional<String> account, Optional<CloudFormation.Stack> stack, String warning) {
        try {
            JsonNode template = JSON.readTree(aws.stacks().template(stackName));
            return new PlanTarget.Deployed(account, stack, Optional.of(template), "", warning);
        } catch (AwsFailure e) {
            return new PlanTarget.Deployed(account, stack, Optional.empty(), e.getMessage(), warning);
        } catch (JsonProcessingException e) {
            return new PlanTarget.Deployed(
                    account, stack, Optional.empty(), "the deployed stack's template is not JSON", warning);
        }
    }

    /** What the stack's status means for the next deployment; empty if nothing. */
    private String warning(CloudFormation.StackDescription stack) {
        String meaning = stack.isRolledBack()
                ? "the first deployment failed, so the next one has to replace the stack"
                : stack.isPaused()
                        ? "a deployment without rollback failed, and the next one goes on from there"
                        : stack.isBusy()
                                ? "CloudFormation is working on it, and takes no deployment"
                                : stack.refusesDeployments() ? "CloudFormation refuses to update it" : "";
        return meaning.isEmpty()
                ? ""
                : "warning: the stack is in " + stack.status() + ": " + meaning + ". What to do: " + Main.NAME
                        + " live doctor --environment " + chosen.name();
    }

    /** Without AWS, the ownership tags in the org name the account, if the org has one stack of this name. */
    private String soleOwner(String api, String login, OAuthClient client, String region, String stackName) {
        Planner looking =
                LiveOrg.planner(terminal, api, login, client, new Planner.Stack("000000000000", region, stackName));
        List<String> accounts = looking.stacksNamed(stackName).stream()
                .filter(it -> it.region().equals(region))
                .map(Planner.Stack::account)
                .toList();
        if (accounts.size() == 1) {
            return accounts.get(0);
        }
        throw new CommandException("The AWS account of stack " + stackName + " is not known ("
                + (accounts.isEmpty()
                        ? "the org has no stack of that name in " + region
                        : "the org has one of each of the accounts " + String.join(", ", accounts))
                + "): give --account, set \"account\" of environment " + chosen.name()
                + " in cdk.json, or sign in to AWS.");
    }
}
