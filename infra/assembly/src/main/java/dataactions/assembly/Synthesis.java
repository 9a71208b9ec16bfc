package dataactions.assembly;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs {@code cdk synth} of the project in the working directory, like a person at the command line. */
public final class Synthesis {
    /** Lines that the CDK command prints every time, and lines that repeat an error printed before. */
    private static final Pattern NOISE = Pattern.compile("^Successfully synthesized|^Supply a stack id"
            + "|feature flags are not configured|: Subprocess exited with error \\d+$|^\\s*$"
            // The warning of a local assembly: it is for people who deploy with the CDK command.
            + "|This cloud assembly is for the sandbox on this machine|^\\s*\\S*jsii-java-runtime\\d*/lib/program\\.js:\\d+:\\d+$"
            + "|^\\s+\\S+/DataActions$|^\\s+Rule Annotation::error-annotation$");

    /** The context key that makes the assembly a local assembly. Its value is the environment. */
    private static final String LOCAL = "dataactions:local";

    private Synthesis() {}

    /** Whether a line of a synthesis is of no use to a person. */
    public static boolean isNoise(String line) {
        return NOISE.matcher(line).find();
    }

    /**
     * Synthesises one environment for this machine. New and changed contracts are drafts, and the lock file is not
     * written. The assembly is marked, so that it cannot be deployed to AWS. The commands need this only if
     * {@code cdk.json} starts another app: they run this project's app in their own JVM.
     *
     * @param lines receives each line that the command prints, at once
     * @throws AssemblyException when the command cannot be run or fails; {@code lines} has received the command's own
     *     message
     */
    public static void runLocal(Path project, Path output, String environment, Consumer<String> lines) {
        run(project, output, environment, List.of("--context", LOCAL + "=" + environment, "--ignore-errors"), lines);
    }

    /**
     * Synthesises into a folder, as {@code cdk deploy} would. The caller has recorded new contracts.
     *
     * @param environment the environment whose stacks are synthesised
     * @param lines receives each line that the command prints, at once
     * @throws AssemblyException when the command cannot be run or fails; {@code lines} has received the command's own
     *     message
     */
    public static void run(Path project, Path output, String environment, Consumer<String> lines) {
        run(project, output, environment, List.of(), lines);
    }

    private static void run(
            Path project, Path output, String environment, List<String> options, Consumer<String> lines) {
        // If cdk.json is not JSON, the CDK CLI prints a position and no line. So the file is checked first.
        CdkJson.read(project);
        List<String> command = new ArrayList<>(cdk(project));
        command.addAll(List.of("synth", environment + "/*", "--quiet", "--output", output.toString()));
        command.addAll(options);
        // Skips the build that cdk.json names: it would build this program while the program runs.
        command.addAll(List.of("--build", ""));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(project.toFile());
        builder.environment().put("CDK_DISABLE_CLI_TELEMETRY", "true");
        builder.environment().put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20");
        builder.environment().put("NO_COLOR", "1");
        // The CDK's check against CloudFormation's schemas doubles the time, and finds mistakes in constructs, not in
        // definitions. `cdk synth` and `cdk deploy` do this check.
        builder.environment().put("CDK_VALIDATION", "false");
        builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            try (BufferedReader printed = process.inputReader()) {
                printed.lines().filter(line -> !isNoise(line)).forEach(line -> lines.accept("  " + line));
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new AssemblyException("cdk synth failed (exit status " + status
                        + "): nothing was deployed. The messages above give the reason.");
            }
        } catch (IOException e) {
            throw new AssemblyException(
                    "cdk synth cannot be run (" + e.getMessage()
                            + "): install Node.js 20 or newer, and run `npm ci` in " + project + ".",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssemblyException("Interrupted during cdk synth: nothing was deployed.", e);
        }
    }

    /**
     * The CLI that {@code npm ci} installed in the project or, in a workspace of npm, in a folder above it. Without it,
     * npx would ask whether it may install another version, and the question would not appear.
     */
    private static List<String> cdk(Path project) {
        for (Path folder = project.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path installed = folder.resolve("node_modules/aws-cdk/bin/cdk");
            if (Files.isRegularFile(installed)) {
                return List.of("node", installed.toString());
            }
        }
        throw new AssemblyException("The CDK CLI is not installed (there is no node_modules/aws-cdk in " + project
                + "): run `npm ci` there, and repeat the command.");
    }
}
