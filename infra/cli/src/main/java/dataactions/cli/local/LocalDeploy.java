package dataactions.cli.local;

import dataactions.assembly.CdkJson;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.NamedValues;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.Progress;
import dataactions.cli.local.report.Report;
import dataactions.cli.options.EnvironmentOption;
import dataactions.definition.Suggestion;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SandboxException;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.upstream.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code local deploy}: deploys an environment on this machine, and may invoke an action afterwards. */
@Command(
        name = "deploy",
        header = "Deploys one environment's stack on this machine, and prints what changed.",
        description = "New and changed contracts are drafts: no lock file is written.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " local deploy --invoke FetchUser --input userId=1"})
final class LocalDeploy extends InvokingCommand {
    @Mixin
    private EnvironmentOption chosen;

    @Option(
            names = "--upstream",
            paramLabel = "NAME=URL",
            description =
                    "Base URL of an upstream. The sandbox remembers it; an empty URL forgets it. An upstream without a"
                            + " URL is answered from the definitions' examples. Repeatable.")
    private List<String> upstreams = List.of();

    @Option(
            names = "--secret",
            paramLabel = "NAME=FILE",
            description =
                    "File with the secret of an upstream. NAME is the secret's name or ARN in cdk.json. The sandbox"
                            + " remembers the path, not the secret. An empty path makes it forget the path."
                            + " Repeatable.")
    private List<String> secrets = List.of();

    @Option(
            names = "--assembly",
            paramLabel = "DIR",
            description = "Deploy this cloud assembly instead of synthesising one.")
    private Path assembly;

    /** Gets each event of the stack, too. */
    private StackListener observer = event -> {};

    @Option(names = "--invoke", paramLabel = "ACTION", description = "Invoke this action afterwards.")
    private String action;

    @Option(
            names = "--invoke-example",
            description = "Invoke an action afterwards, with the input of its example: the first action, by name, that"
                    + " has an example of a success.")
    private boolean invokesExample;

    LocalDeploy(Context context, Terminal terminal) {
        super(context, terminal);
    }

    LocalDeploy observedBy(StackListener listener) {
        observer = listener;
        return this;
    }

    @Override
    public Integer call() {
        String environment = chosen.name();
        options.check();
        if (action != null && invokesExample) {
            throw new SandboxException("Use either --invoke or --invoke-example, not both.");
        }
        Map<String, String> overrides = NamedValues.of("--upstream", upstreams);
        overrides.forEach(LocalDeploy::checkUpstream);
        Map<String, String> secretFiles = NamedValues.of("--secret", secrets);
        Optional<CloudAssembly> given =
                Optional.ofNullable(assembly).map(folder -> CloudAssembly.read(folder, environment));
        Optional<Map<String, Upstream>> known = given.isPresent()
                ? given.map(CloudAssembly::upstreams)
                : CdkJson.read(context.root()).upstreams(environment);
        known.ifPresent(it -> checkNames(overrides, secretFiles, it, environment));
        if (given.isEmpty()) {
            LocalApp.begin(context.root());
        }
        try (Sandbox sandbox = open(overrides, secretFiles)) {
            known.ifPresent(sandbox.upstreams()::checkSecrets);
            sandbox.prepare();
            CloudAssembly read = given.orElseGet(() -> LocalApp.synthesised(context, terminal, state(), environment));
            terminal.wrapped(
                    "",
                    "Deploying " + read.stackName() + "; Genesys is at " + sandbox.genesysOrigin() + "; upstreams: "
                            + Report.upstreams(sandbox.upstreams().called(read.upstreams())));
            Instant deployment = Instant.now();
            Set<String> changed = new LinkedHashSet<>();
            Set<String> actions = new LinkedHashSet<>();
            StackListener events = new Progress(terminal).events(sandbox::inert);
            StackResult result = sandbox.deploy(read, event -> {
                events.on(event);
                observer.on(event);
                if (event.status().matches("(CREATE|UPDATE)_COMPLETE")) {
                    changed.add(event.logicalId());
                    if (CustomResourceType.ACTION.is(event.type())) {
                        actions.add(event.logicalId());
                    }
                }
            });
            report.deployed(read.stackName(), result);
            if (result.succeeded()) {
                report.warnings(sandbox.stack().orElseThrow(), changed);
            }
            return end(deployed(sandbox, result, actions, Duration.between(deployment, Instant.now())));
        }
    }

    private int deployed(Sandbox sandbox, StackResult result, Set<String> actions, Duration took) {
        if (result.ending() == StackResult.Ending.REFUSED) {
            terminal.bad("", "Refused, as CloudFormation would: nothing was changed.");
            terminal.wrapped("  ", result.reason());
            terminal.wrapped(
                    "  ",
                    "The stack can only be deleted: run `" + Main.NAME
                            + " local destroy`, or add --reset to discard"
                            + " the state of the local deployment; then deploy again.");
            return ExitStatus.FAILED;
        }
        if (!result.succeeded()) {
            String what = result.ending() == StackResult.Ending.ROLLED_BACK
                    ? "Rolled back after " + Terminal.seconds(took) + ": everything is as it was before the deployment."
                    : "Failed, and could not be rolled back completely: deploy again, or run `" + Main.NAME
                            + " local destroy`.";
            terminal.bad("", what);
            terminal.wrapped("  ", result.reason());
            terminal.line("  Logs of the functions: " + sandbox.logs());
            report.calls(sandbox.calls());
            report.unanswered(sandbox.upstreams().takeUnanswered());
            return ExitStatus.FAILED;
        }
        if (result.ending() == StackResult.Ending.UNCHANGED) {
            terminal.good("No changes: the deployed stack is as the template says.");
        } else {
            terminal.good("Deployed in " + Terminal.seconds(took) + ": " + Report.changes(result));
        }
        // Read before the tables below, because reading the tables from the org adds to the counts.
        report.calls(sandbox.calls());
        report.outputs(result.outputs());
        report.actions().printChanged(sandbox, actions);
        report.unanswered(sandbox.upstreams().takeUnanswered());
        if (invokesExample) {
            return invokeExample(sandbox);
        }
        return action == null ? ExitStatus.DONE : invoke(sandbox, action);
    }

    private int invokeExample(Sandbox sandbox) {
        List<RegisteredAction> deployed = sandbox.actions();
        for (Examples.Example example : sandbox.upstreams().examples().all()) {
            Optional<RegisteredAction> action = deployed.stream()
                    .filter(each -> each.name().equals(example.action()))
                    .findFirst();
            if (example.success() && !example.secure() && action.isPresent()) {
                terminal.blank();
                terminal.line("Invoking " + example.action() + " with its example \"" + example.name() + "\"");
                return call(sandbox, deployed, action.get(), example.input());
            }
        }
        terminal.blank();
        terminal.wrapped(
                "",
                "No action is invoked. No action (secure ones do not count) has an example of a success. Add one, or run"
                        + " `" + Main.NAME + " local invoke ACTION --input NAME=VALUE`.");
        return ExitStatus.DONE;
    }

    private static void checkUpstream(String name, String url) {
        if (url.isEmpty()) {
            return;
        }
        UpstreamUrl.problem(url).ifPresent(problem -> {
            throw new SandboxException("--upstream " + name + ": " + problem + ".");
        });
    }

    private static void checkNames(
            Map<String, String> upstreams,
            Map<String, String> secretFiles,
            Map<String, Upstream> known,
            String environment) {
        List<String> problems = new ArrayList<>();
        for (String name : upstreams.keySet()) {
            if (!known.containsKey(name)) {
                problems.add("--upstream " + name + ": the environment " + environment + " has no such upstream"
                        + Suggestion.didYouMean(name, known.keySet()) + " It has: " + listed(known.keySet()) + ".");
            }
        }
        Set<String> needed = new TreeSet<>();
        for (Upstream upstream : known.values()) {
            if (upstream.auth() instanceof Auth.WithSecret auth) {
                needed.add(auth.secret());
            }
        }
        secretFiles.forEach((secret, file) -> {
            if (!needed.contains(secret) && !file.isEmpty()) {
                problems.add("--secret " + secret + ": no upstream of the environment " + environment
                        + " needs this secret" + Suggestion.didYouMean(secret, needed) + " They need: "
                        + listed(needed) + ".");
            }
        });
        if (!problems.isEmpty()) {
            throw new SandboxException(String.join("\n", problems));
        }
    }

    private static String listed(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
