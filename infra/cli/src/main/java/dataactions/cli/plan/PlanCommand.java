package dataactions.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.Synthesis;
import dataactions.cli.ActionsCommand.World;
import dataactions.cli.CommandException;
import dataactions.cli.EnvironmentOption;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.infra.Environment;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.resources.Plan;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: what a deployment would do in Genesys Cloud. */
@Command(
        name = "plan",
        description = {
            "Compares what is synthesised with the live Genesys org, and writes nothing: + is created, ~ changed,"
                    + " -/+ replaced, - removed, ! refused by the deployment. It is the drift check as well: an action"
                    + " edited by hand shows as ~.",
            "The OAuth client: GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, or these names with the"
                    + " environment's at the end (…_ID_PROD), or the environment's secret in AWS Secrets Manager. With AWS"
                    + " credentials, values that only the deployed stack knows (its URL) are compared as well."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1,
        footer = {"", "Exit status: 0 no change, 2 changes, 1 an error or something that the deployment would refuse."})
public final class PlanCommand implements Callable<Integer> {
    static final int CHANGES = 2;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int LONGEST_VALUE = 160;
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    private final World world;
    private final Terminal terminal;

    @Mixin
    private EnvironmentOption chosen;

    @Option(
            names = {"--assembly", "-a"},
            paramLabel = "DIR",
            description = "Take this cloud assembly, such as cdk.out, instead of synthesising one.")
    private Path assembly;

    @Option(
            names = "--account",
            paramLabel = "DIGITS",
            description = "AWS account of the stack; default: the environment's, or that of the AWS credentials.")
    private String account;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            description = "AWS region of the stack; default: the environment's, or this workstation's.")
    private String region;

    @Option(
            names = "--genesys-url",
            paramLabel = "URL",
            description = "Look here for both Genesys hosts: a stand-in such as the sandbox's org.")
    private String genesysUrl;

    @Option(names = "--json", description = "Print the plan as one JSON object.")
    private boolean json;

    public PlanCommand(World world, Terminal terminal) {
        this.world = world;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Environment environment = chosen.of(world);
        Optional<CloudAssembly> given =
                Optional.ofNullable(assembly).map(folder -> CloudAssembly.read(folder, chosen.name()));
        try (Aws workstation = world.aws().apply(environment.region())) {
            Optional<String> where = Optional.ofNullable(region)
                    .or(() -> given.map(CloudAssembly::region))
                    .or(environment::region)
                    .or(workstation::region);
            Aws aws = where.map(workstation::in).orElse(workstation);
            OAuthClient client = checked(environment, where, aws);
            return plan(environment, given.orElseGet(this::synthesised), where.orElseThrow(), client, aws);
        }
    }

    /**
     * The OAuth client, once everything that a plan needs has been looked at, before anything is synthesised.
     *
     * @throws CommandException naming all that is missing or wrong
     */
    private OAuthClient checked(Environment environment, Optional<String> where, Aws aws) {
        List<String> problems = new ArrayList<>();
        if (account != null && !ACCOUNT.matcher(account).matches()) {
            problems.add("--account " + account + ": expected the 12 digits of an AWS account.");
        }
        if (where.isEmpty()) {
            problems.add("No AWS region, which is part of the ownership tags: give --region, or set \"region\" of"
                    + " environment " + chosen.name() + " in cdk.json, or AWS_REGION.");
        } else if (!REGION.matcher(where.get()).matches()) {
            problems.add("--region " + where.get() + ": expected an AWS region such as eu-west-1.");
        }
        boolean noUrl = genesysUrl != null
                && !genesysUrl.matches("https://[^/?#@]+/?|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?/?");
        if (noUrl) {
            problems.add("--genesys-url " + genesysUrl + ": expected a URL without a path, such as"
                    + " https://api.mypurecloud.ie (http on this machine only).");
        }
        OAuthClient client = null;
        try {
            client = LiveOrg.client(world, environment, aws, true);
        } catch (CommandException e) {
            problems.add(e.getMessage());
        }
        if (problems.isEmpty()) {
            return client;
        }
        if (!noUrl) {
            unreachable(environment).ifPresent(problems::add);
        }
        throw new CommandException(String.join("\n", problems));
    }

    /** A plan that can be made finds out for itself; one that cannot is told of the host in the same run. */
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
            folder = Files.createTempDirectory("plan-");
            Path target = folder;
            terminal.note("Synthesising (cdk synth) …");
            Synthesis.run(world.root().toAbsolutePath(), target, chosen.name(), terminal::note);
            return CloudAssembly.read(target, chosen.name());
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
            // A temporary folder: the system removes what is left.
        }
    }

    private int plan(Environment environment, CloudAssembly read, String where, OAuthClient client, Aws aws) {
        Optional<String> known = Optional.ofNullable(account).or(environment::account);
        AwsView view = genesysUrl != null ? AwsView.NONE : view(aws, read.stackName(), known);
        Optional<String> owner = known.or(view::account);
        DesiredState.Org org = new DesiredState(
                        read, new Planner.Stack(owner.orElse("000000000000"), where, read.stackName()), view.stack())
                .org();
        String api = genesysUrl != null ? genesysUrl : org.apiUrl();
        String login = genesysUrl != null ? genesysUrl : org.loginUrl();
        Planner.Stack stack = new Planner.Stack(
                owner.orElseGet(() -> soleOwner(api, login, client, where, read.stackName())), where, read.stackName());
        Planner planner = LiveOrg.planner(world, terminal, api, login, client, stack);
        Genesys.Organization organization =
                terminal.during("asking " + api, () -> LiveOrg.checked(planner, org.organizationId()));
        DesiredState wanted = new DesiredState(read, stack, view.stack());
        Difference difference =
                terminal.during("reading the org's integrations and actions", () -> Difference.of(wanted, planner));
        boolean orgChanges = difference.items().stream()
                .anyMatch(item -> item.changes() && item.noun().equals("action"));
        List<String> beside = Beside.of(
                read.template(),
                view.template(),
                orgChanges,
                view.stack().map(it -> it.description().terminationProtection()));
        if (json) {
            printJson(stack, organization, difference, wanted, beside, planner.calls());
        } else {
            print(stack, organization, difference, wanted, beside, view);
        }
        if (difference.count("refuse") > 0) {
            return 1;
        }
        return difference.items().stream().anyMatch(Item::changes) ? CHANGES : 0;
    }

    /**
     * What AWS tells.
     *
     * @param template what the stack was deployed with; a missing node where there is none
     * @param why it tells nothing, or empty
     */
    private record AwsView(
            Optional<String> account, Optional<Aws.Stack> stack, Optional<JsonNode> template, String why) {
        static final AwsView NONE =
                new AwsView(Optional.empty(), Optional.empty(), Optional.empty(), "--genesys-url names a stand-in");
    }

    private AwsView view(Aws aws, String stackName, Optional<String> expected) {
        try {
            Aws.Identity who = terminal.during("asking AWS who we are", aws::identity);
            if (expected.isPresent() && !expected.get().equals(who.account())) {
                return new AwsView(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "the AWS credentials belong to account " + who.account() + ", not to " + expected.get());
            }
            try {
                Optional<Aws.Stack> stack = terminal.during("reading the deployed stack", () -> aws.stack(stackName));
                return new AwsView(
                        Optional.of(who.account()),
                        stack,
                        stack.isEmpty() ? Optional.of(JSON.missingNode()) : template(aws, stackName),
                        "");
            } catch (AwsFailure | CommandException e) {
                return new AwsView(Optional.of(who.account()), Optional.empty(), Optional.empty(), e.getMessage());
            }
        } catch (AwsFailure e) {
            return new AwsView(Optional.empty(), Optional.empty(), Optional.empty(), e.getMessage());
        }
    }

    /** Only what stands beside the org needs it: without the permission, the plan of the org is as good. */
    private Optional<JsonNode> template(Aws aws, String stackName) {
        try {
            return Optional.of(JSON.readTree(aws.template(stackName)));
        } catch (AwsFailure | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Without AWS, the org itself tells whose stack of this name it has, if there is but one. */
    private String soleOwner(String api, String login, OAuthClient client, String where, String stackName) {
        Planner looking = LiveOrg.planner(
                world, terminal, api, login, client, new Planner.Stack("000000000000", where, stackName));
        List<Planner.Stack> stacks = looking.stacksNamed(stackName).stream()
                .filter(it -> it.region().equals(where))
                .toList();
        if (stacks.size() == 1) {
            return stacks.get(0).account();
        }
        throw new CommandException("It cannot be told whose stack " + stackName + " is meant ("
                + (stacks.isEmpty()
                        ? "the org has none of that name in " + where
                        : "the org has one of each of the accounts "
                                + String.join(
                                        ", ",
                                        stacks.stream()
                                                .map(Planner.Stack::account)
                                                .toList()))
                + "): give --account, set \"account\" of environment " + chosen.name()
                + " in cdk.json, or sign in to AWS.");
    }

    private void print(
            Planner.Stack stack,
            Genesys.Organization organization,
            Difference difference,
            DesiredState wanted,
            List<String> beside,
            AwsView view) {
        terminal.line(
                Colour.BOLD,
                "Stack " + stack.name() + " of " + stack.account() + "/" + stack.region() + " in Genesys organization "
                        + organization.name() + " (" + organization.id() + ")");
        terminal.line("");
        difference.items().stream().filter(Item::changes).forEach(this::print);
        beside.forEach(line -> terminal.line("    " + line));
        if (!beside.isEmpty()) {
            terminal.line("");
        }
        if (view.template().isEmpty()) {
            terminal.line("Guard and rotation are not compared: the deployed stack's template cannot be read"
                    + (view.why().isEmpty() ? " (cloudformation:GetTemplate)." : "."));
        }
        if (!wanted.unknown().isEmpty()) {
            terminal.line("Known after deploy, and so not compared: " + String.join(", ", wanted.unknown())
                    + (view.why().isEmpty() ? "." : " (" + view.why() + ")."));
        }
        boolean any = difference.items().stream().anyMatch(Item::changes);
        terminal.line(
                any ? Colour.BOLD : Colour.GREEN,
                any
                        ? "Plan: " + difference.count("create") + " to create, " + difference.count("change")
                                + " to change, " + difference.count("replace") + " to replace, "
                                + difference.count("remove") + " to remove"
                                + (difference.count("refuse") == 0
                                        ? "."
                                        : ", " + difference.count("refuse") + " refused.")
                        : "No changes: the org is as the template says ("
                                + difference.items().size() + " objects).");
    }

    private void print(Item item) {
        Colour colour =
                switch (item.sign()) {
                    case "+" -> Colour.GREEN;
                    case "~" -> Colour.YELLOW;
                    default -> Colour.RED;
                };
        terminal.line(terminal.paint(colour, String.format("%3s", item.sign())) + " "
                + (item.noun().equals("action") ? "" : item.noun() + " ") + item.title()
                + (item.remark().isEmpty() ? "" : " (" + item.remark() + ")"));
        if (item.plan() instanceof Plan.Change change) {
            change.fields()
                    .forEach(field -> terminal.line(
                            "      " + field.field() + ": " + shown(field.old()) + " → " + shown(field.wanted())));
        } else if (item.plan() instanceof Plan.Replace replace) {
            terminal.line("      " + replace.reason());
        } else if (item.plan() instanceof Plan.Refuse refusal) {
            terminal.line("      " + refusal.failure().reason());
        }
        item.warnings()
                .forEach(warning -> terminal.line("      " + terminal.paint(Colour.YELLOW, "warning: ") + warning));
        terminal.line("");
    }

    private static String shown(String value) {
        String line = value.strip().replace("\n", "; ");
        return "\"" + (line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…") + "\"";
    }

    private void printJson(
            Planner.Stack stack,
            Genesys.Organization organization,
            Difference difference,
            DesiredState wanted,
            List<String> beside,
            int calls) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("environment", chosen.name());
        tree.put("stack", stack.account() + "/" + stack.region() + "/" + stack.name());
        tree.putObject("organization").put("id", organization.id()).put("name", organization.name());
        tree.put("changes", difference.items().stream().anyMatch(Item::changes));
        ArrayNode objects = tree.putArray("objects");
        for (Item item : difference.items()) {
            ObjectNode object = objects.addObject();
            object.put("kind", item.noun());
            object.put("title", item.title());
            object.put("logicalId", item.logicalId());
            object.put("id", item.id().orElse(null));
            object.put("plan", item.word());
            if (item.plan() instanceof Plan.Change change) {
                ArrayNode fields = object.putArray("fields");
                change.fields()
                        .forEach(field -> fields.addObject()
                                .put("field", field.field())
                                .put("old", field.old())
                                .put("new", field.wanted()));
            } else if (item.plan() instanceof Plan.Replace replace) {
                object.put("reason", replace.reason());
            } else if (item.plan() instanceof Plan.Refuse refusal) {
                object.put("reason", refusal.failure().reason());
            }
            if (!item.remark().isEmpty()) {
                object.put("remark", item.remark());
            }
            if (!item.warnings().isEmpty()) {
                item.warnings().forEach(object.putArray("warnings")::add);
            }
        }
        beside.forEach(tree.putArray("beside")::add);
        wanted.unknown().forEach(tree.putArray("knownAfterDeploy")::add);
        tree.put("genesysCalls", calls);
        terminal.line(tree.toPrettyString());
    }
}
