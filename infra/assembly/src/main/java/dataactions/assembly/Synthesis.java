package dataactions.assembly;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs {@code cdk synth} of the project in the working directory, as a person would. */
public final class Synthesis {
    /** What the CDK command says each time, whatever it did, and its last word after one that has said it better. */
    private static final Pattern NOISE = Pattern.compile("^Successfully synthesized|^Supply a stack id"
            + "|feature flags are not configured|: Subprocess exited with error \\d+$|^\\s*$"
            // The mark of a local assembly, which keeps the CDK command, and not us, from deploying it.
            + "|This cloud assembly is for the sandbox on this machine|^\\s*\\S*jsii-java-runtime\\d*/lib/program\\.js:\\d+:\\d+$"
            + "|^\\s+\\S+/DataActions$|^\\s+Rule Annotation::error-annotation$");

    /** The context that makes the assembly a local one, for the environment that it names. */
    private static final String LOCAL = "dataactions:local";

    private Synthesis() {}

    /**
     * Synthesises one environment for this machine: new and changed contracts are drafts, and nothing is recorded. The
     * assembly is marked, so that it cannot be deployed to AWS.
     *
     * @param words receives what the command says, line by line, as it says it
     * @throws AssemblyException when it cannot be run, or fails; its own words have been shown by then
     */
    public static void runLocal(Path project, Path output, String environment, Consumer<String> words) {
        run(
                project,
                output,
                environment,
                List.of("--context", LOCAL + "=" + environment, "--ignore-errors"),
                "",
                words);
    }

    /**
     * Synthesises into a folder, as {@code cdk deploy} would: new contracts are recorded.
     *
     * @param environment whose stacks are wanted
     * @param words receives what the command says, line by line, as it says it
     * @throws AssemblyException when it cannot be run, or fails; its own words have been shown by then
     */
    public static void run(Path project, Path output, String environment, Consumer<String> words) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String record = "\"" + java + "\" -jar infra/authoring/target/authoring.jar contract record";
        run(project, output, environment, List.of(), record, words);
    }

    /** @param build in place of the build in cdk.json, where that is done: this program itself was built by it */
    private static void run(
            Path project, Path output, String environment, List<String> options, String build, Consumer<String> words) {
        // The CDK CLI says of a broken cdk.json at which position it is broken, and not in which line.
        CdkJson.read(project);
        List<String> command = new ArrayList<>(cdk(project));
        command.addAll(List.of("synth", environment + "/*", "--quiet", "--output", output.toString()));
        command.addAll(options);
        if (Files.isRegularFile(project.resolve("infra/authoring/target/authoring.jar"))) {
            command.addAll(List.of("--build", build));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(project.toFile());
        builder.environment().put("CDK_DISABLE_CLI_TELEMETRY", "true");
        builder.environment().put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20");
        builder.environment().put("NO_COLOR", "1");
        // The CDK's check against CloudFormation's schemas takes as long as all the rest, and tells about constructs,
        // not definitions: `cdk synth` and `cdk deploy` do it.
        builder.environment().put("CDK_VALIDATION", "false");
        builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().filter(line -> !NOISE.matcher(line).find()).forEach(line -> words.accept("  " + line));
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new AssemblyException("cdk synth failed (exit status " + status
                        + "): nothing was deployed. What is wrong is said above.");
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

    private static List<String> cdk(Path project) {
        Path installed = project.resolve("node_modules/aws-cdk/bin/cdk");
        if (Files.isRegularFile(installed)) {
            return List.of("node", installed.toString());
        }
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return List.of(windows ? "npx.cmd" : "npx", "cdk");
    }
}
