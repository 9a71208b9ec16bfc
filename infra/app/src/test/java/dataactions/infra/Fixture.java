package dataactions.infra;

import dataactions.authoring.DefinitionSet;
import dataactions.definition.value.Json;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.pipeline.PipelineSettings;
import dataactions.infra.pipeline.PipelineStack;
import example.ContactCenterStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Definitions, environments and jars that tests deploy. */
public final class Fixture {
    /** Where cdk.json is, whatever folder the tests run in. */
    public static final Path PROJECT = project();

    /** A project of a user's: environments, definitions and their lock file. Other modules' tests use it as well. */
    public static final Path SAMPLE = PROJECT.resolve("infra/app/src/test/resources/project");

    private static final Json.Limits LIMITS = new Json.Limits(64 * 1024 * 1024, 200);

    private Fixture() {}

    /** The smallest that is right: to be edited by the test. */
    public static Map<String, Object> environment() {
        Map<String, Object> genesys = new HashMap<>();
        genesys.put("domain", "mypurecloud.ie");
        genesys.put("credentialsSecret", "genesys/oauth-client");
        Map<String, Object> environment = new HashMap<>();
        environment.put("genesys", genesys);
        environment.put("upstreams", new HashMap<>(Map.of("users", Map.of("url", "https://api.example.com/v1"))));
        return environment;
    }

    /** An environment with a check of FetchUser. */
    static Map<String, Object> checkedEnvironment() {
        Map<String, Object> environment = environment();
        environment.put(
                "checks", Map.of("FetchUser", Map.of("input", Map.of("userId", 1), "expect", "status = \"success\"")));
        return environment;
    }

    static final String ACCOUNT = "123456789012";

    static final String KEY = "arn:aws:kms:eu-west-1:" + ACCOUNT + ":key/1a-2b";
    static final String TOPIC = "arn:aws:sns:eu-west-1:" + ACCOUNT + ":on-call";
    static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";

    /**
     * Environments that differ in what they deploy: {@code full} has every key that goes with the front door "url",
     * {@code slow} has the same and {@link #slowDefinitions}, {@code least} none, {@code iam} and {@code plain} are behind the other door, the latter without a qualifier and in
     * FedRAMP's region. A test compares the keys with the table in docs/environments.md.
     */
    public static Map<String, Object> everyKind() {
        Map<String, Object> full = checkedEnvironment();
        full.put(
                "genesys",
                Map.of(
                        "domain",
                        "mypurecloud.ie",
                        "credentialsSecret",
                        "arn:aws:secretsmanager:eu-west-1:" + ACCOUNT + ":secret:genesys",
                        "organizationId",
                        "2" + ORGANIZATION.substring(1),
                        "apiUrl",
                        "https://api.mypurecloud.ie",
                        "loginUrl",
                        "https://login.mypurecloud.ie",
                        "adopt",
                        true));
        full.put(
                "upstreams",
                Map.of(
                        "users",
                        Map.of(
                                "url",
                                "https://api.example.com/v1",
                                "timeout",
                                "5s",
                                "auth",
                                Map.of("type", "bearer", "secret", "users-api"),
                                "forwardHeaders",
                                List.of("ININ-Correlation-Id"))));
        full.put(
                "function",
                Map.of(
                        "memory",
                        1024,
                        "timeout",
                        "45s",
                        "snapStart",
                        true,
                        "keepAwake",
                        true,
                        "reservedConcurrency",
                        20,
                        "vpc",
                        Map.of("subnetIds", List.of("subnet-0a1b2c3d"), "securityGroupIds", List.of("sg-0a1b2c3d"))));
        full.putAll(Map.of(
                "account", ACCOUNT,
                "region", "eu-west-1",
                "integrationName", "Data actions",
                "category", "Ours",
                "categorySuffix", " (full)",
                "onUpstreamFault", "fail",
                "onDestroy", "retain",
                "rotation", "30d",
                "frontDoor", "url",
                "logRetentionDays", 90));
        full.putAll(Map.of(
                "alarmsTopic",
                TOPIC,
                "kmsKey",
                KEY,
                "tags",
                Map.of("cost-center", "4711"),
                "permissionsBoundary",
                "developers",
                "bootstrapQualifier",
                "team1"));
        Map<String, Object> least = environment();
        least.put("genesys", Map.of("domain", "euw2.pure.cloud", "credentialsSecret", "genesys/oauth-client"));
        Map<String, Object> slow = new LinkedHashMap<>(full);
        slow.put("categorySuffix", " (slow)");
        slow.put("genesys", with(full.get("genesys"), "organizationId", "4" + ORGANIZATION.substring(1)));
        slow.put("function", with(full.get("function"), "workerConcurrency", 25));
        // Its timeout would end the calls of the slow actions.
        Map<String, Object> users = with(((Map<?, ?>) full.get("upstreams")).get("users"), "timeout", null);
        users.remove("timeout");
        slow.put(
                "upstreams",
                with(
                        with(full.get("upstreams"), "users", users),
                        "credit",
                        Map.of(
                                "url",
                                "https://credit.example.com",
                                "auth",
                                Map.of("type", "bearer", "secret", "credit-api"))));
        slow.put(
                "checks",
                Map.of(
                        "BuildReport", Map.of("input", Map.of("userId", 1, "conversationId", "check")),
                        "CheckCredit", Map.of("input", Map.of("customer", "K-1"), "sideEffects", "accepted"),
                        "FetchUser", Map.of("input", Map.of("userId", 1))));
        Map<String, Object> environments = new LinkedHashMap<>();
        environments.put("full", full);
        environments.put("slow", slow);
        environments.put("least", least);
        environments.put("iam", iam("mypurecloud.de", ORGANIZATION, "iam"));
        environments.put(
                "plain",
                iam(
                        "use2.us-gov-pure.cloud",
                        "3" + ORGANIZATION.substring(1),
                        Map.of("type", "iam", "qualifier", "none")));
        return environments;
    }

    /** A copy of a map with one entry more. */
    static Map<String, Object> with(Object map, String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((name, each) -> copy.put((String) name, each));
        copy.put(key, value);
        return copy;
    }

    /** Of the pipeline's last environment; the others name theirs. */
    static final String PROD_SECRET = "arn:aws:secretsmanager:eu-west-1:" + ACCOUNT + ":secret:genesys/prod";

    private static Map<String, Object> iam(String domain, String organization, Object frontDoor) {
        Map<String, Object> environment = checkedEnvironment();
        environment.put(
                "genesys",
                Map.of(
                        "domain", domain,
                        "credentialsSecret", "genesys/oauth-client",
                        "organizationId", organization));
        environment.put("frontDoor", frontDoor);
        environment.put("kmsKey", KEY);
        return environment;
    }

    /** FetchUser in contracts 1 and 2, and PlaceOrder, a POST. */
    public static DefinitionSet definitions() {
        return DefinitionSet.load(PROJECT.resolve("infra/app/src/test/resources/definitions"));
    }

    /** FetchUser, and two slow actions: BuildReport with a key, and CheckCredit, which is secure and flat. */
    public static DefinitionSet slowDefinitions() {
        return DefinitionSet.load(PROJECT.resolve("infra/app/src/test/resources/slow-definitions"));
    }

    /** The definitions that an environment of {@link #everyKind} deploys. */
    static DefinitionSet definitionsOf(Environment environment) {
        return environment.name().equals("slow") ? slowDefinitions() : definitions();
    }

    /** Stands for a function's jar, so that no snapshot depends on the bytes of a real one. */
    static Path jar(Path folder, String name) {
        try {
            Path jar = folder.resolve(name);
            Files.writeString(jar, "not a jar: " + name);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample project's context. */
    public static Map<String, Object> sampleContext() {
        return AppContext.read(Map.of(), SAMPLE).values();
    }

    private static Path everyKindFolder;
    private static Map<String, Map<String, Object>> everyKindTemplates;

    /** The templates of {@link #everyKind} by environment, synthesised once for all tests of a JVM. Do not change them. */
    static synchronized Map<String, Map<String, Object>> everyKindTemplates() {
        if (everyKindTemplates == null) {
            try {
                // Another JVM may run other tests at the same time.
                everyKindFolder = Files.createTempDirectory(PROJECT.resolve("infra/app/target"), "every-kind-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            everyKindTemplates = synth(everyKind(), Fixture::definitionsOf, everyKindFolder);
        }
        return everyKindTemplates;
    }

    /** The cloud assembly of {@link #everyKindTemplates}. */
    static synchronized Path everyKindAssembly() {
        everyKindTemplates();
        return everyKindFolder.resolve("cdk.out");
    }

    /** Synthesises and returns the templates by environment. */
    public static Map<String, Map<String, Object>> synth(
            Map<String, Object> environments, DefinitionSet set, Path folder) {
        return synth(environments, environment -> set, folder);
    }

    /** Synthesises each environment with its own definitions. */
    static Map<String, Map<String, Object>> synth(
            Map<String, Object> environments, Function<Environment, DefinitionSet> set, Path folder) {
        App app = app(folder);
        for (Environment environment : Environments.read(environments).all()) {
            stage(app, environment, set.apply(environment), folder);
        }
        app.synth();
        Map<String, Map<String, Object>> templates = new LinkedHashMap<>();
        environments.keySet().forEach(name -> templates.put(name, template(folder, name)));
        return templates;
    }

    static DataActionsStage stage(Construct scope, Environment environment, DefinitionSet set, Path folder) {
        return new DataActionsStage(
                scope,
                new DataActionsProps(environment, set, jar(folder, "handler.jar"), jar(folder, "registrar.jar")));
    }

    /** A pipeline through dev, test and prod. */
    static PipelineStack pipeline(App app, Path folder) {
        Map<String, Object> environments = new LinkedHashMap<>();
        for (String name : List.of("dev", "test", "prod")) {
            Map<String, Object> environment = environment();
            environment.put("categorySuffix", " (" + name + ")");
            if (name.equals("prod")) {
                environment.put("genesys", Map.of("domain", "mypurecloud.ie", "credentialsSecret", PROD_SECRET));
            }
            environments.put(name, environment);
        }
        Environments all = Environments.read(environments);
        PipelineSettings settings = PipelineSettings.read(
                        Map.of(
                                "connectionArn",
                                "arn:aws:codeconnections:eu-west-1:" + ACCOUNT
                                        + ":connection/0a1b2c3d-0000-4000-8000-000000000000",
                                "repository",
                                "acme/actions"),
                        all)
                .orElseThrow();
        return new PipelineStack(
                app,
                "Pipeline",
                settings,
                all,
                (scope, environment) -> stage(scope, environment, definitions(), folder));
    }

    /** The example of somebody else's stack. */
    static ContactCenterStack contactCenter(App app, Path folder) {
        jar(folder, "handler.jar");
        jar(folder, "registrar.jar");
        return new ContactCenterStack(
                app,
                "ContactCenter",
                StackProps.builder().terminationProtection(true).build(),
                PROJECT.resolve("infra/app/src/test/resources/definitions"),
                folder);
    }

    static App app(Path folder) {
        return new App(AppProps.builder()
                .context(FeatureFlags.all())
                .outdir(folder.resolve("cdk.out").toString())
                .analyticsReporting(false)
                .build());
    }

    /** The template of an environment in a cloud assembly. */
    static Map<String, Object> template(Path folder, String environment) {
        Path assembly = folder.resolve("cdk.out").resolve("assembly-" + environment);
        try (var files = Files.list(assembly)) {
            List<Path> templates = files.filter(
                            file -> file.getFileName().toString().endsWith(".template.json"))
                    .toList();
            if (templates.size() != 1) {
                throw new IllegalStateException(assembly + " holds " + templates);
            }
            return json(templates.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> json(Path file) {
        try {
            return (Map<String, Object>) Json.parse(Files.readAllBytes(file), LIMITS);
        } catch (Exception e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("cdk.json"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("cdk.json is in no folder above the tests");
        }
        return folder;
    }
}
