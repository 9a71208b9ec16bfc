package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.ExampleCalls;
import dataactions.authoring.reader.DefinitionException;
import dataactions.definition.deployment.Reconcile;
import dataactions.infra.assembly.LocalAssembly;
import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.assembly.TemplateLimits;
import dataactions.infra.constructs.lambda.StagedCode;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.FrontDoors;
import dataactions.infra.pipeline.PipelineSettings;
import dataactions.infra.pipeline.PipelineStack;
import dataactions.infra.rules.DeploymentRules;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.constructs.Construct;

/**
 * The CDK app: one stage for each environment of {@code cdk.json}. The CDK CLI starts it in the project's root; its
 * result depends only on the files there and on the context.
 *
 * <p>Context: {@code environments} (see {@link Environments}), {@code definitions} (the folder of the YAML files,
 * default {@code function/actions}), {@code pipeline} (see {@link PipelineSettings}; optional), {@code handlerJar} and
 * {@code registrarJar} (default: where the build puts them), {@code only} (the one environment to synthesise; optional),
 * {@code reconcile} (see {@link Reconcile}; optional), {@code dataactions:local} (see {@link LocalAssembly}).
 */
public final class DataActionsApp {
    private static final String DEFINITIONS = "function/actions";
    private static final String HANDLER_JAR = "function/handler/target/handler.jar";
    private static final String REGISTRAR_JAR = "function/registrar/target/registrar.jar";

    private DataActionsApp() {}

    /** Runs the app. If something is wrong, prints one line for each problem and ends with exit code 1. */
    public static void main(String[] args) {
        int code = run(args, System.getenv(), Path.of(""), System.err, CdkStart::begin);
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Runs the app in a JVM that also does other work, such as the end-to-end tests.
     *
     * @param args the program's arguments
     * @param variables what the app reads in place of the process's environment variables
     * @param root the project's folder
     * @param err receives notes, warnings and errors
     * @return the exit code
     */
    public static int run(String[] args, Map<String, String> variables, Path root, PrintStream err) {
        return run(args, variables, root, err, () -> {});
    }

    private static int run(
            String[] args, Map<String, String> variables, Path root, PrintStream err, Runnable contextIsRight) {
        // The CLI passes its --debug option as CDK_DEBUG.
        boolean debug = Arrays.asList(args).contains("--debug")
                || variables.containsKey("DEBUG")
                || "true".equals(variables.get("CDK_DEBUG"));
        Path output = Path.of(
                variables.getOrDefault("CDK_OUTDIR", root.resolve("cdk.out").toString()));
        return run(() -> AppContext.read(variables, root), root, output, debug, err, contextIsRight);
    }

    /**
     * Synthesises into a folder. Prints notes and warnings, or one line for each problem.
     *
     * @param reader reads the context
     * @param contextIsRight runs before the definitions are read
     * @return the exit code
     */
    static int run(
            Supplier<AppContext> reader,
            Path root,
            Path output,
            boolean debug,
            PrintStream err,
            Runnable contextIsRight) {
        try {
            AppContext context = reader.get();
            Inputs inputs = Inputs.read(context, root, folder -> {
                contextIsRight.run();
                return Inputs.loader(context).apply(folder);
            });
            inputs.notes(context, root).forEach(note -> err.println("note: " + note));
            inputs.definitions().warnings().forEach(warning -> err.println("warning: " + warning));
            CdkStart.await();
            App app = app(output, context);
            inputs.addStages(app);
            inputs.addPipeline(app);
            synth(app);
            Files.write(
                    Path.of(app.getOutdir()).resolve(ExampleCalls.FILE_NAME),
                    inputs.definitions().exampleCalls());
            return 0;
        } catch (ConfigurationException | DefinitionException e) {
            return failed(e.getMessage().lines().toList(), debug, e, err);
        } catch (IOException e) {
            String cause = "the cloud assembly cannot be written: " + e.getMessage();
            return failed(List.of(cause), debug, e, err);
        } catch (RuntimeException | Error e) {
            int code = failed(message(e), debug, e, err);
            if (!debug) {
                err.println("The stack trace is printed when DEBUG is set in the environment.");
            }
            return code;
        }
    }

    /**
     * An app without stages, with the project's feature flags. A value from the context of the CDK CLI replaces a
     * feature flag.
     */
    public static App app(Path output, AppContext context) {
        Map<String, Object> values = new LinkedHashMap<>(FeatureFlags.all());
        if (context.fromFile()) {
            values.putAll(context.values());
        }
        // The constructs read it from the CDK's context, so that it also works in another app.
        context.reconcile().ifPresent(text -> values.put(Reconcile.CONTEXT, text));
        return new App(AppProps.builder()
                .context(values)
                .outdir(output.toString())
                .analyticsReporting(false)
                .build());
    }

    /**
     * Writes the cloud assembly and checks it. CloudFormation refuses a template that exceeds its limits, but the CDK
     * only warns. Errors of constructs and cdk-nag stop the CDK CLI, but not this app, so this method checks both.
     *
     * @throws ConfigurationException naming every exceeded limit and every error
     */
    public static void synth(App app) {
        List<String> problems = new ArrayList<>();
        for (SynthesisedStack stack : SynthesisedStack.in(Path.of(app.synth().getDirectory()))) {
            problems.addAll(TemplateLimits.problems(stack.path(), stack.template()));
            stack.messages().stream()
                    .filter(message -> message.isError() && !LocalAssembly.isRefusal(message))
                    .map(SynthesisedStack.Message::toString)
                    .forEach(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /**
     * The input of the app. It is checked before the CDK is started.
     *
     * @param environments the environments; each becomes a stage
     * @param definitions the definitions, the same in every stage
     * @param handlerJar the function that Genesys calls
     * @param registrarJar the function that CloudFormation calls
     * @param pipeline the pipeline that promotes the environments; empty for none
     * @param local whether the assembly is for this machine only
     */
    public record Inputs(
            Environments environments,
            DefinitionSet definitions,
            Path handlerJar,
            Path registrarJar,
            Optional<PipelineSettings> pipeline,
            boolean local) {

        /**
         * @throws ConfigurationException naming everything that is wrong with the context and the built jars
         * @throws DefinitionException naming everything that is wrong with the definitions
         */
        public static Inputs read(AppContext context, Path root) {
            return read(context, root, loader(context));
        }

        private static Function<Path, DefinitionSet> loader(AppContext context) {
            return context.local().isPresent() ? DefinitionSet::loadWithDrafts : DefinitionSet::load;
        }

        /** @param loader reads the folder of the definitions */
        public static Inputs read(AppContext context, Path root, Function<Path, DefinitionSet> loader) {
            // Reported alone, because a misspelt key would also be reported as a missing key.
            List<String> slips = context.slips();
            if (!slips.isEmpty()) {
                throw new ConfigurationException(slips);
            }
            Path handlerJar = root.resolve(context.path("handlerJar", HANDLER_JAR));
            Path registrarJar = root.resolve(context.path("registrarJar", REGISTRAR_JAR));
            String definitions = context.path("definitions", DEFINITIONS);
            List<String> problems = new ArrayList<>();
            Environments environments = null;
            Optional<PipelineSettings> pipeline = Optional.empty();
            Object tree = context.values().get("environments");
            Optional<String> local = context.local();
            context.reconcile();
            Optional<String> only = local.isPresent() ? Optional.empty() : context.only();
            try {
                if (local.isPresent()) {
                    environments = new Environments(List.of(Environments.local(tree, local.get())));
                } else {
                    environments = Environments.read(tree);
                    problems.addAll(FrontDoors.read(root).problems(environments));
                    pipeline = PipelineSettings.read(context.values().get("pipeline"), environments);
                    List<String> names = environments.names();
                    only.filter(name -> !names.contains(name))
                            .ifPresent(
                                    name -> problems.add("context " + AppContext.ONLY + ": there is no environment \""
                                            + name + "\"; known: " + String.join(", ", names)));
                }
            } catch (ConfigurationException e) {
                problems.addAll(e.problems());
            }
            if (!Files.isDirectory(root.resolve(definitions))) {
                problems.add("cdk.json: definitions: there is no folder " + definitions + " in " + root.toAbsolutePath()
                        + "; name the folder that holds the actions' YAML files");
            }
            StagedCode.problem(handlerJar).ifPresent(problems::add);
            StagedCode.problem(registrarJar).ifPresent(problems::add);
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            DefinitionSet set = loader.apply(root.resolve(definitions));
            for (Environment environment : environments.all()) {
                problems.addAll(DeploymentRules.problems(environment, set));
            }
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems.stream().distinct().toList());
            }
            if (only.isPresent()) {
                // The pipeline's stack holds the stages of all environments.
                environments =
                        new Environments(List.of(environments.find(only.get()).orElseThrow()));
                pipeline = Optional.empty();
            }
            return new Inputs(environments, set, handlerJar, registrarJar, pipeline, local.isPresent());
        }

        /**
         * What is left out because of {@link AppContext#ONLY}. For a local assembly: the contracts that are drafts, and
         * what a synthesis for AWS will refuse.
         */
        List<String> notes(AppContext context, Path root) {
            List<String> notes = new ArrayList<>();
            if (!local && context.only().isPresent()) {
                notes.add("only environment " + context.only().get() + " is synthesised"
                        + (context.values().get("pipeline") == null ? "" : ", and the pipeline's stack is not")
                        + ", because the context has " + AppContext.ONLY);
            }
            if (local) {
                definitions.drafts().forEach(draft -> notes.add(draft.toString()));
                refused(context, root).forEach(problem -> notes.add("`cdk synth` will refuse: " + problem));
            }
            return notes;
        }

        /** Each environment is also read alone, so that mistakes in one do not hide those of another. */
        private List<String> refused(AppContext context, Path root) {
            Object tree = context.values().get("environments");
            List<String> refused = new ArrayList<>();
            try {
                Environments all = Environments.read(tree);
                PipelineSettings.read(context.values().get("pipeline"), all);
            } catch (ConfigurationException e) {
                refused.addAll(e.problems());
            }
            for (String name : Environments.namesIn(tree)) {
                try {
                    Environment environment = Environments.local(tree, name);
                    refused.addAll(DeploymentRules.problems(environment, definitions));
                    refused.addAll(FrontDoors.read(root).problems(new Environments(List.of(environment))));
                } catch (ConfigurationException e) {
                    refused.addAll(e.problems());
                }
            }
            return refused.stream().distinct().toList();
        }

        public List<DataActionsStage> addStages(App app) {
            return environments.all().stream()
                    .map(environment -> stage(app, environment))
                    .toList();
        }

        /** The pipeline has its own stages with the same stacks. */
        void addPipeline(App app) {
            pipeline.ifPresent(settings -> new PipelineStack(app, "Pipeline", settings, environments, this::stage));
        }

        private DataActionsStage stage(Construct scope, Environment environment) {
            DataActionsStage stage = new DataActionsStage(
                    scope, new DataActionsProps(environment, definitions, handlerJar, registrarJar));
            if (local) {
                LocalAssembly.refuseOnAws(stage.stack());
            }
            return stage;
        }
    }

    /** The message of a failure in the CDK, without the JavaScript stack trace. */
    public static List<String> message(Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        if (text.contains("Cannot run program \"node\"")) {
            return List.of("Node.js is not on the PATH, and the CDK needs it: install version 20 or newer");
        }
        List<String> lines = text.lines()
                .takeWhile(line -> !line.matches("\\s+at .*"))
                .filter(line -> !line.isBlank() && !line.startsWith("@jsii/"))
                .toList();
        // The CDK prints some lines twice, the second time after the error's name.
        return lines.stream()
                .filter(line -> lines.stream().noneMatch(other -> line.matches("\\w+: " + Pattern.quote(other))))
                .toList();
    }

    private static int failed(List<String> lines, boolean debug, Throwable failure, PrintStream err) {
        lines.forEach(line -> err.println("error: " + line));
        if (debug) {
            failure.printStackTrace(err);
        }
        return 1;
    }
}
