package dataactions.cli.doctor;

import dataactions.cli.ActionsCommand.World;
import dataactions.cli.EnvironmentOption;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.cli.aws.Aws;
import dataactions.infra.environment.Environment;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: what a first deployment depends on. */
@Command(
        name = "doctor",
        description = {
            "Checks what a deployment of one environment depends on: AWS credentials, region, CDK bootstrap, Lambda"
                    + " limits, secrets, the Genesys OAuth client with its org and grants, and whether the upstreams can"
                    + " be reached from here. Changes nothing, prints no secret.",
            "The OAuth client is the environment's secret in Secrets Manager, and where they are set also that of"
                    + " GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 all is well, 1 something failed (or cdk.json is wrong), 2 wrong usage, 3 nothing failed, but"
                    + " something could not be told."
        })
public final class DoctorCommand implements Callable<Integer> {
    static final int CANNOT_TELL = 3;
    private static final int WIDTH = 100;

    private final World world;
    private final Terminal terminal;

    @Mixin
    private EnvironmentOption chosen;

    @Option(
            names = "--qualifier",
            paramLabel = "TEXT",
            description = "The qualifier that the account was bootstrapped with (default: the environment's"
                    + " bootstrapQualifier, or else the CDK's " + Doctor.DEFAULT_QUALIFIER + ").")
    private String qualifier;

    public DoctorCommand(World world, Terminal terminal) {
        this.world = world;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Environment environment = chosen.of(world);
        terminal.line(
                Colour.BOLD,
                "Environment " + chosen.name() + ", Genesys Cloud "
                        + environment.genesys().domain());
        terminal.line("");
        List<Finding> findings;
        try (Aws aws = world.aws().apply(environment.region())) {
            findings = new Doctor(
                            environment,
                            qualifier(environment),
                            world.shell(),
                            aws,
                            world.network(),
                            this::print,
                            terminal::during)
                    .examine();
        }
        long failed = findings.stream().filter(Finding.Failed.class::isInstance).count();
        long unknown =
                findings.stream().filter(Finding.CannotTell.class::isInstance).count();
        long warnings =
                findings.stream().filter(Finding.Warning.class::isInstance).count();
        terminal.line("");
        terminal.line(
                failed > 0 ? Colour.RED : unknown > 0 ? Colour.YELLOW : Colour.GREEN,
                (findings.size() - failed - unknown - warnings) + " good, " + failed + " failed, " + unknown
                        + " could not be told" + (warnings == 0 ? "." : ", " + warnings + " to be looked at."));
        return failed > 0 ? 1 : unknown > 0 ? CANNOT_TELL : 0;
    }

    private String qualifier(Environment environment) {
        return qualifier != null ? qualifier : environment.bootstrapQualifier().orElse(Doctor.DEFAULT_QUALIFIER);
    }

    private void print(Finding finding) {
        String subject = String.format("%-20s ", finding.subject());
        if (finding instanceof Finding.Good) {
            lines(terminal.paint(Colour.GREEN, "ok      "), subject, finding.seen(), "");
        } else if (finding instanceof Finding.Failed failed) {
            lines(terminal.paint(Colour.RED, "FAILED  "), subject, finding.seen(), failed.remedy());
        } else if (finding instanceof Finding.Warning warning) {
            lines(terminal.paint(Colour.YELLOW, "warning "), subject, finding.seen(), warning.remedy());
        } else if (finding instanceof Finding.CannotTell unknown) {
            lines(terminal.paint(Colour.YELLOW, "?       "), subject, finding.seen(), unknown.remedy());
        }
    }

    /** A remedy may hold a command to be copied: it is not broken into lines. */
    private void lines(String word, String subject, String seen, String remedy) {
        String indent = " ".repeat(8 + subject.length());
        List<String> broken = Terminal.wrap(seen, WIDTH - indent.length());
        terminal.line(word + subject + broken.get(0));
        broken.stream().skip(1).forEach(line -> terminal.line(indent + line));
        if (!remedy.isEmpty()) {
            terminal.line(indent + "→ " + remedy);
        }
    }
}
