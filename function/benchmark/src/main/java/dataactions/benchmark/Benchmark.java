package dataactions.benchmark;

import dataactions.benchmark.part.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures what the function promises of speed and size. Exit code 0: everything that was asked for was measured, be it
 * met or missed; 1: something could not be measured; 2: the command line is wrong.
 */
@Command(
        name = "run",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures the speed and size of the function: handler.jar, through its public entry.",
            "Prints a table of figures, and writes all samples to a file. All parts take about ten minutes; nothing else"
                    + " should run on the machine meanwhile."
        })
public final class Benchmark implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "PART",
            description = "What to measure, all of it by default: ${COMPLETION-CANDIDATES}",
            completionCandidates = PartNames.class)
    private List<String> parts = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the samples go (default: function/benchmark/target/benchmark.json).")
    private Path output;

    @Option(names = "--quick", description = "A smoke run: a few seconds, far too few samples for a measurement.")
    private boolean quick;

    @Option(
            names = "--java-home",
            paramLabel = "FOLDER",
            description =
                    "The JDK to measure on (default: a JDK 25 from JAVA_HOME_25… or beside the running one, else the"
                            + " running one).")
    private Path javaHome;

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            description = "Options of the measured JVMs, in one argument, in place of those that Lambda uses.")
    private String javaOptions;

    @Option(names = "--project", hidden = true, description = "The checkout.")
    private Path project = Path.of("").toAbsolutePath();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    /** For the help. */
    static final class PartNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        PartNames() {
            super(Part.all().stream().map(Part::name).toList());
        }
    }

    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    /** The command, to be executed with arguments. */
    static CommandLine command() {
        CommandLine command = new CommandLine(new Benchmark());
        String list = Part.all().stream()
                .map(part -> String.format("  %-12s %s", part.name(), part.description()))
                .collect(Collectors.joining("%n"));
        command.getCommandSpec().usageMessage().footer("%nParts:%n" + list);
        command.setExecutionExceptionHandler((e, line, result) -> {
            if (e instanceof BenchmarkException || e instanceof IOException) {
                line.getErr().println(e.getMessage());
                return 1;
            }
            throw e;
        });
        return command;
    }

    @Override
    public Integer call() throws IOException {
        List<Part> chosen = chosen();
        Jdk jdk = javaHome == null ? Jdk.find(System.getenv(), Path.of(System.getProperty("java.home"))) : given();
        Optional<JavaOptions> options =
                Optional.ofNullable(javaOptions).map(text -> new JavaOptions("as given", words(text)));
        Counts counts = quick ? Counts.SMOKE : Counts.FULL;
        NodeRival node = NodeRival.find(project);
        Fixtures fixtures = new Fixtures(project);
        boolean complete;
        Report report;
        try (WorkFolder work = new WorkFolder();
                Surroundings surroundings = new Surroundings(jdk, work)) {
            Map<String, JavaOptions> used = new LinkedHashMap<>();
            used.put("on demand", options.orElseGet(() -> JavaOptions.onDemand(jdk)));
            used.put("SnapStart", options.orElseGet(() -> JavaOptions.snapStart(jdk)));
            report = new Report(quick, Circumstances.of(project, jdk, node, counts, used));
            Bench bench = new Bench(
                    project, counts, jdk, options, fixtures, surroundings, work, node, report, Benchmark::progress);
            progress("measuring on JDK " + jdk.version() + " (" + jdk.vendor() + ")");
            complete = run(chosen, bench);
        }
        Path file = output == null ? project.resolve("function/benchmark/target/benchmark.json") : output;
        report.write(file);
        System.out.println(report.table());
        System.out.println("Samples: " + file.toAbsolutePath());
        return complete ? 0 : 1;
    }

    private static boolean run(List<Part> chosen, Bench bench) throws IOException {
        boolean complete = true;
        for (Part part : chosen) {
            try {
                part.run(bench);
            } catch (BenchmarkException e) {
                complete = false;
                bench.report().notMeasured(part.name(), e.getMessage());
            }
        }
        return complete;
    }

    private List<Part> chosen() {
        List<Part> all = Part.all();
        for (String name : parts) {
            if (all.stream().noneMatch(part -> part.name().equals(name))) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "There is no part " + name + "; there are "
                                + all.stream().map(Part::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return parts.isEmpty()
                ? all
                : all.stream().filter(part -> parts.contains(part.name())).toList();
    }

    private Jdk given() {
        Jdk jdk = Jdk.at(javaHome.toAbsolutePath());
        if (!Files.isExecutable(jdk.java())) {
            throw new BenchmarkException(javaHome + " is no JDK: it has no bin/java. Give the folder that has one.");
        }
        return jdk;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static void progress(String line) {
        System.err.println(line);
    }
}
