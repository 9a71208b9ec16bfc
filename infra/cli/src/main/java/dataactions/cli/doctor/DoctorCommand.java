package dataactions.cli.doctor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionSet;
import dataactions.authoring.reader.DefinitionException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.aws.Aws;
import dataactions.cli.options.DefinitionsOption;
import dataactions.cli.options.EnvironmentOption;
import dataactions.cli.options.QualifierOption;
import dataactions.cli.plan.PlanCommand;
import dataactions.infra.environment.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what a first deployment depends on. */
@Command(
        name = "doctor",
        header = "Checks what a deployment needs, and says what to do about each failure.",
        description = {
            "Checks AWS credentials, region, CDK bootstrap, Lambda limits, secrets, the Genesys OAuth client with its org and"
                    + " permissions, and whether this machine can reach the upstreams. Changes nothing, prints no secret.",
            "It does not know how you will deploy: express mode (cdk deploy --express) turns rollback off, unless you add"
                    + " --rollback.",
            "The OAuth client is the environment's secret in Secrets Manager. If GENESYSCLOUD_OAUTHCLIENT_ID and"
                    + " GENESYSCLOUD_OAUTHCLIENT_SECRET are set, that client is checked too: for the permissions of live plan, with warnings only."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " live doctor --environment dev"})
public final class DoctorCommand implements Callable<Integer> {
    private final Context context;
    private final Terminal terminal;

    @Mixin
    private EnvironmentOption chosen;

    @Mixin
    private QualifierOption qualifier;

    public DoctorCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Environment environment = chosen.of(context);
        terminal.line(
                Colour.BOLD,
                "Environment " + chosen.name() + ", Genesys Cloud "
                        + environment.genesys().domain());
        terminal.line("");
        List<Finding> findings;
        try (Aws aws = context.aws().apply(environment.region())) {
            findings = new Doctor(
                            environment,
                            worker(environment),
                            qualifier.of(Optional.of(environment)),
                            context.shell(),
                            aws,
                            context.network(),
                            this::print,
                            terminal::during)
                    .examine();
        }
        long good = findings.stream().filter(Finding.Good.class::isInstance).count();
        long failed = findings.stream().filter(Finding.Failed.class::isInstance).count();
        long unknown =
                findings.stream().filter(Finding.CannotTell.class::isInstance).count();
        long warnings =
                findings.stream().filter(Finding.Warning.class::isInstance).count();
        terminal.line("");
        terminal.line(
                failed > 0 ? Colour.RED : unknown > 0 ? Colour.YELLOW : Colour.GREEN,
                good + " good, " + failed + " failed, " + unknown + " could not be checked"
                        + (warnings == 0 ? "." : ", " + warnings + " to be looked at."));
        terminal.result(tree(environment, findings));
        if (failed > 0) {
            boolean noAws = findings.stream()
                    .anyMatch(it -> it instanceof Finding.Failed && it.subject().startsWith("AWS "));
            if (noAws) {
                terminal.note(PlanCommand.WITHOUT_ACCOUNT);
            }
            return ExitStatus.FAILED;
        }
        return unknown + warnings > 0 ? ExitStatus.LOOK : ExitStatus.DONE;
    }

    /**
     * The worker exists only if an action is slow. `check` is about the definitions: if they cannot be read here, the key
     * decides.
     */
    private int worker(Environment environment) {
        Path folder = DefinitionsOption.ofProject(context.root());
        try {
            DefinitionSet definitions = DefinitionSet.loadWithDrafts(folder);
            return definitions.compiled().slow().isEmpty()
                    ? 0
                    : environment.function().concurrencyOfWorker();
        } catch (DefinitionException e) {
            return environment.function().workerConcurrency().orElse(0);
        }
    }

    private static ObjectNode tree(Environment environment, List<Finding> findings) {
        ObjectNode tree = new JsonMapper().createObjectNode().put("environment", environment.name());
        ArrayNode array = tree.putArray("findings");
        for (Finding finding : findings) {
            array.addObject()
                    .put("subject", finding.subject())
                    .put("result", finding.word())
                    .put("seen", finding.seen())
                    .put("remedy", finding.remedy());
        }
        return tree;
    }

    private void print(Finding finding) {
        String subject = String.format("%-20s ", finding.subject());
        Colour colour = finding instanceof Finding.Good
                ? Colour.GREEN
                : finding instanceof Finding.Failed
                        ? Colour.RED
                        : finding instanceof Finding.Advice ? Colour.CYAN : Colour.YELLOW;
        String word = String.format("%-8s", finding.word());
        lines(terminal.paint(colour, word), subject, finding.seen(), finding.remedy());
    }

    /** A remedy may contain a command to copy, so it is not wrapped. */
    private void lines(String word, String subject, String seen, String remedy) {
        String indent = " ".repeat(8 + subject.length());
        List<String> broken = Terminal.wrap(seen, Terminal.WIDTH - indent.length());
        terminal.line(word + subject + broken.get(0));
        broken.stream().skip(1).forEach(line -> terminal.line(indent + line));
        if (!remedy.isEmpty()) {
            terminal.line(indent + "→ " + remedy);
        }
    }
}
