package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to get it wrong, through the app's own entry in a project's folder: exit status 1, one line that says where,
 * what and what next, and no stack trace. The details of each key are {@code EnvironmentsTest}'s.
 */
class BadInputTest {
    private static final String DEV = "cdk.json: environments.dev";
    private static final String CANARY = "canary-0Secret";
    private static final String NEVER_A_VALUE =
            "expected the name or ARN of a Secrets Manager secret, never a secret's value";

    /** What each key takes; all others are strings. */
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("genesys", Map.class),
            Map.entry("genesys.adopt", Boolean.class),
            Map.entry("upstreams", Map.class),
            Map.entry("upstreams.users", Map.class),
            Map.entry("upstreams.users.auth", Map.class),
            Map.entry("upstreams.users.forwardHeaders", List.class),
            Map.entry("checks", Map.class),
            Map.entry("checks.FetchUser", Map.class),
            Map.entry("checks.FetchUser.input", Map.class),
            Map.entry("function", Map.class),
            Map.entry("function.memory", Long.class),
            Map.entry("function.reservedConcurrency", Long.class),
            Map.entry("function.workerConcurrency", Long.class),
            Map.entry("function.snapStart", Boolean.class),
            Map.entry("function.keepAwake", Boolean.class),
            Map.entry("function.vpc", Map.class),
            Map.entry("function.vpc.subnetIds", List.class),
            Map.entry("logRetentionDays", Long.class),
            Map.entry("tags", Map.class));

    private static final List<String> STRINGS = List.of(
            "account",
            "region",
            "genesys.domain",
            "genesys.credentialsSecret",
            "genesys.organizationId",
            "genesys.apiUrl",
            "genesys.loginUrl",
            "integrationName",
            "category",
            "categorySuffix",
            "upstreams.users.url",
            "upstreams.users.timeout",
            "upstreams.users.auth.type",
            "upstreams.users.auth.secret",
            "checks.FetchUser.sideEffects",
            "onUpstreamFault",
            "onDestroy",
            "rotation",
            "function.timeout",
            "alarmsTopic",
            "kmsKey",
            "permissionsBoundary",
            "bootstrapQualifier");

    @TempDir
    private Path root;

    private Project project;

    /** A project's folder, to be made wrong. */
    private static final class Project {
        private final Path root;
        private final Map<String, Object> context = new LinkedHashMap<>();
        private String cdkJson;

        Project(Path root) throws IOException {
            this.root = root;
            Map<String, Object> environments = new LinkedHashMap<>();
            Map<String, Object> dev = Fixture.environment();
            dev.put("checks", new LinkedHashMap<>(Map.of("FetchUser", map("input", map("userId", 1)))));
            dev.put(
                    "function",
                    map(
                            "vpc",
                            map("subnetIds", List.of("subnet-0a1b2c3d"), "securityGroupIds", List.of("sg-0a1b2c3d"))));
            dev.put(
                    "upstreams",
                    map("users", map("url", "https://a.example.com", "auth", map("type", "bearer", "secret", "s"))));
            environments.put("dev", dev);
            context.put("environments", environments);
            Path actions = Files.createDirectories(root.resolve("function/actions"));
            for (String name : List.of("fetch-user.yaml", "place-order.yaml", "contracts.lock.json")) {
                Files.copy(
                        Fixture.PROJECT
                                .resolve("infra/app/src/test/resources/definitions")
                                .resolve(name),
                        actions.resolve(name));
            }
            for (String module : List.of("handler", "registrar")) {
                Fixture.jar(Files.createDirectories(root.resolve("function/" + module + "/target")), module + ".jar");
            }
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> environments() {
            return (Map<String, Object>) context.get("environments");
        }

        /** Sets a key of dev by its path. */
        @SuppressWarnings("unchecked")
        void dev(String path, Object value) {
            Map<String, Object> at = (Map<String, Object>) environments().get("dev");
            String[] keys = path.split("\\.");
            for (int i = 0; i < keys.length - 1; i++) {
                at = (Map<String, Object>) at.get(keys[i]);
            }
            at.put(keys[keys.length - 1], value);
        }

        Path action(String name) {
            return root.resolve("function/actions").resolve(name);
        }
    }

    /** Makes a project wrong. */
    @FunctionalInterface
    private interface Mistake {
        void in(Project project) throws Exception;
    }

    @BeforeEach
    void a_project_that_is_right() throws IOException {
        project = new Project(root);
    }

    static Stream<Arguments> mistakes() {
        String shown =
                NEVER_A_VALUE + "; this looks like an OAuth client's id or secret: put it in Secrets Manager, and"
                        + " renew it if this file was shared";
        String token = NEVER_A_VALUE
                + "; this looks like a token or a key: put it in Secrets Manager, and renew it if this file was shared";
        String listed = "expected the name or ARN of the Secrets Manager secret that holds the OAuth client, found";
        String arn = "expected an ARN like arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME";
        return Stream.of(
                // cdk.json itself
                row(
                        "no JSON",
                        it -> it.cdkJson = "{\"context\": {,}",
                        "<root>/cdk.json: not JSON at line 1, column 14"),
                row(
                        "a comma too many, of which the CDK CLI tells a position without a line",
                        it -> it.cdkJson = "{\n  \"context\": {\n    \"definitions\": \"function/actions\",\n  }\n}",
                        "<root>/cdk.json: not JSON at line 4, column 3: remove the comma before it"),
                row("nothing in it", it -> it.cdkJson = "", "<root>/cdk.json: no JSON at all: the text is empty"),
                row("a list", it -> it.cdkJson = "[]", "cdk.json: expected an object, found a list"),
                row(
                        "a context that is a list",
                        it -> it.cdkJson = "{\"context\": []}",
                        "cdk.json: context: expected an object, found a list"),
                row(
                        "an environment written twice",
                        it -> it.cdkJson = "{\"context\": {\"environments\": {\"dev\": {}, \"dev\": {}}}}",
                        "<root>/cdk.json: the same key twice in one object at line 1, column 42"),
                row(
                        "no environments",
                        it -> it.context.remove("environments"),
                        "cdk.json: environments: missing; expected an object with one entry for each environment. Run the"
                                + " CDK CLI in the folder that holds cdk.json"),
                row(
                        "environments under a name with a slip",
                        it -> it.context.put("enviroments", it.context.remove("environments")),
                        "cdk.json: enviroments: unknown key; did you mean \"environments\"?"),
                row(
                        "none of them",
                        it -> it.environments().clear(),
                        "cdk.json: environments: empty; expected at least one environment, such as \"dev\""),
                // environments' names
                row(
                        "names that differ in case only",
                        it -> it.environments().put("DEV", it.environments().get("dev")),
                        "cdk.json: environments.DEV: differs from \"dev\" in upper and lower case only; rename one of them"),
                row(
                        "a name with a blank",
                        it -> it.environments().put("my env", it.environments().get("dev")),
                        "cdk.json: environments.my env: an environment's name is a letter, then letters, digits and"
                                + " hyphens, 2 to 32 in all"),
                row(
                        "a name of one letter",
                        it -> it.environments().put("d", it.environments().get("dev")),
                        "cdk.json: environments.d: an environment's name is a letter, then letters, digits and hyphens, 2"
                                + " to 32 in all"),
                row(
                        "the pipeline's name",
                        it -> it.environments()
                                .put("Pipeline", it.environments().get("dev")),
                        "cdk.json: environments.Pipeline: is the name of the pipeline's own stack; choose another one"),
                row(
                        "one organization under two domains",
                        it -> {
                            it.dev("genesys.organizationId", Fixture.ORGANIZATION);
                            Map<String, Object> test = new LinkedHashMap<>(Fixture.environment());
                            test.put(
                                    "genesys",
                                    map(
                                            "domain",
                                            "mypurecloud.de",
                                            "credentialsSecret",
                                            "s",
                                            "organizationId",
                                            Fixture.ORGANIZATION.toUpperCase(Locale.ROOT)));
                            it.environments().put("test", test);
                        },
                        "cdk.json: environments.test.categorySuffix: environment \"dev\" is in the same Genesys Cloud"
                                + " organization, and flows tell actions apart by category and name; give one of the two"
                                + " another suffix, such as \" (test)\""),
                row(
                        "a slip in the pipeline's own key",
                        it -> it.context.put("piplein", map()),
                        "cdk.json: piplein: unknown key; did you mean \"pipeline\"?"),
                row(
                        "a slip in the definitions' own key",
                        it -> it.context.put("definitons", "actions"),
                        "cdk.json: definitons: unknown key; did you mean \"definitions\"?"),
                row(
                        "two in one organization",
                        it -> it.environments().put("test", it.environments().get("dev")),
                        "cdk.json: environments.test.categorySuffix: environment \"dev\" may be in the same Genesys Cloud"
                                + " organization (mypurecloud.ie), and flows tell actions apart by category and name; give"
                                + " one of the two another suffix, such as \" (test)\", or give the organizationId of both"
                                + " if they are in two organizations"),
                // keys
                row(
                        "a slip",
                        it -> it.dev("rotatoin", "30d"),
                        DEV + ".rotatoin: unknown key; did you mean \"rotation\"?"),
                row(
                        "a slip within",
                        it -> it.dev("function.memroy", 512),
                        DEV + ".function.memroy: unknown key; did you mean \"memory\"?"),
                row(
                        "a key that is missing",
                        it -> it.dev("genesys", null),
                        DEV + ".genesys: missing; expected an object"),
                row(
                        "a word that is none of those",
                        it -> it.dev("frontDoor", "aim"),
                        DEV + ".frontDoor: expected \"url\" or \"iam\", found \"aim\"; did you mean \"iam\"?"),
                // domains
                row(
                        "a domain with a slip",
                        it -> it.dev("genesys.domain", "mypurecloud.iee"),
                        DEV
                                + ".genesys.domain: \"mypurecloud.iee\" is no Genesys Cloud domain that is known here; did you"
                                + " mean \"mypurecloud.ie\"? (If it is a new region, give apiUrl and loginUrl as well.)"),
                row(
                        "a URL as domain",
                        it -> it.dev("genesys.domain", "https://api.mypurecloud.ie/"),
                        DEV + ".genesys.domain: expected the bare domain, without scheme, \"api.\", \"login.\" or path:"
                                + " write \"mypurecloud.ie\""),
                row(
                        "no domain at all",
                        it -> it.dev("genesys.domain", "my cloud"),
                        DEV + ".genesys.domain: expected a domain such as \"mypurecloud.ie\""),
                // ARNs
                row(
                        "an ARN of something else as topic",
                        it -> it.dev("alarmsTopic", "arn:aws:sqs:eu-west-1:123456789012:queue"),
                        DEV + ".alarmsTopic: expected an SNS topic's ARN like arn:aws:sns:REGION:ACCOUNT:NAME, found"
                                + " \"arn:aws:sqs:eu-west-1:123456789012:queue\""),
                row(
                        "a key's alias",
                        it -> it.dev("kmsKey", "alias/ours"),
                        DEV + ".kmsKey: expected a KMS key's ARN like arn:aws:kms:REGION:ACCOUNT:key/ID, found"
                                + " \"alias/ours\""),
                row(
                        "an ARN of something else as boundary",
                        it -> it.dev("permissionsBoundary", "arn:aws:iam::123456789012:role/r"),
                        DEV + ".permissionsBoundary: expected the name or ARN of a managed policy in IAM, found"
                                + " \"arn:aws:iam::123456789012:role/r\""),
                row(
                        "an ARN of something else as secret",
                        it -> it.dev("genesys.credentialsSecret", "arn:aws:ssm:eu-west-1:123456789012:parameter/p"),
                        DEV + ".genesys.credentialsSecret: " + arn),
                row(
                        "a secret's ARN with half an account",
                        it -> it.dev("upstreams.users.auth.secret", "arn:aws:secretsmanager:eu-west-1:1234:secret:x"),
                        DEV + ".upstreams.users.auth.secret: " + arn),
                // secrets by value
                row(
                        "the secret itself as an object",
                        it -> it.dev("genesys.credentialsSecret", map("clientId", "c", "clientSecret", CANARY)),
                        DEV + ".genesys.credentialsSecret: " + listed + " an object"),
                row(
                        "the secret itself as JSON",
                        it -> it.dev("genesys.credentialsSecret", "{\"clientSecret\":\"" + CANARY + "\"}"),
                        DEV + ".genesys.credentialsSecret: " + NEVER_A_VALUE),
                row(
                        "the client's id",
                        it -> it.dev("genesys.credentialsSecret", "0a1b2c3d-0000-4000-8000-000000000000"),
                        DEV + ".genesys.credentialsSecret: " + shown),
                row(
                        "the client's secret",
                        it -> it.dev("genesys.credentialsSecret", CANARY + "Zk3aaBBcc11ddEEff22ggHHii33jjKKll44"),
                        DEV + ".genesys.credentialsSecret: " + shown),
                row(
                        "the client's secret under its own name",
                        it -> it.dev("genesys.clientSecret", CANARY),
                        DEV + ".genesys.clientSecret: unknown key; known: organizationId, apiUrl, loginUrl, adopt"),
                row(
                        "an upstream's token",
                        it -> it.dev("upstreams.users.auth.secret", CANARY + "Zk3aaBBcc11ddEEff22ggHHii33jjKKll44"),
                        DEV + ".upstreams.users.auth.secret: " + shown),
                row(
                        "a password in a URL",
                        it -> it.dev("upstreams.users.url", "https://u:" + CANARY + "@a.example.com"),
                        DEV
                                + ".upstreams.users.url: a user name or password does not belong in a URL; remove what stands"
                                + " before \"@\""),
                row(
                        "a key in a URL",
                        it -> it.dev("upstreams.users.url", "https://a.example.com?key=" + CANARY),
                        DEV
                                + ".upstreams.users.url: expected a base URL without \"?\" and \"#\"; parameters belong in the"
                                + " definition's query"),
                row(
                        "a JWT",
                        it -> it.dev("upstreams.users.auth.secret", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0." + CANARY),
                        DEV + ".upstreams.users.auth.secret: " + token),
                row(
                        "a key in hex",
                        it -> it.dev("upstreams.users.auth.secret", "00ff".repeat(8)),
                        DEV + ".upstreams.users.auth.secret: " + token),
                row(
                        "a key in base64",
                        it -> it.dev("upstreams.users.auth.secret", "wJalrX7tnFEMI/K7MDENG/bPxRf1CYEXAMPLEKEy=="),
                        DEV + ".upstreams.users.auth.secret: " + token),
                // checks
                row(
                        "an expectation that is cut off in a comment",
                        it -> it.dev("checks.FetchUser.expect", "status = \"success\" /* the us"),
                        DEV + ".checks.FetchUser.expect: not JSONata: the expression is incomplete; expected something"
                                + " like data.name = \"Leanne Graham\""),
                row(
                        "an expectation that is cut off in a variable",
                        it -> it.dev("checks.FetchUser.expect", List.of("status = \"success\"", "data@")),
                        DEV
                                + ".checks.FetchUser.expect[1]: not JSONata: the expression is incomplete; expected something"
                                + " like data.name = \"Leanne Graham\""),
                // definitions
                row(
                        "no such folder",
                        it -> it.context.put("definitions", "nowhere"),
                        "cdk.json: definitions: there is no folder nowhere in <root>; name the folder that holds the"
                                + " actions' YAML files"),
                row(
                        "a file as folder",
                        it -> it.context.put("definitions", "function/actions/fetch-user.yaml"),
                        "cdk.json: definitions: there is no folder function/actions/fetch-user.yaml in <root>; name the"
                                + " folder that holds the actions' YAML files"),
                row(
                        "a folder that is no path",
                        it -> it.context.put("definitions", "a\0b"),
                        "cdk.json: definitions: no path: Nul character not allowed"),
                row(
                        "an empty folder",
                        it -> {
                            Files.createDirectory(it.root.resolve("none"));
                            it.context.put("definitions", "none");
                        },
                        "<root>/none: no definitions: expected at least one file named *.yaml."),
                row(
                        "a folder as file",
                        it -> Files.createDirectory(it.action("folder.yaml")),
                        "folder.yaml: cannot be read: check that it is a file you may read."),
                row(
                        "a link to nothing",
                        it -> Files.createSymbolicLink(it.action("link.yaml"), Path.of("gone.yaml")),
                        "link.yaml: cannot be read: check that it is a file you may read."),
                row(
                        "bytes that are no text",
                        it -> Files.write(it.action("bytes.yaml"), new byte[] {'n', (byte) 0xff, (byte) 0xfe}),
                        "bytes.yaml: not UTF-8 text: save the file as UTF-8."),
                row(
                        "an empty file",
                        it -> Files.writeString(it.action("empty.yaml"), ""),
                        "empty.yaml: the file is empty: expected a definition that begins with name."),
                row(
                        "a name that is taken",
                        it -> Files.copy(it.action("fetch-user.yaml"), it.action("twin.yaml")),
                        "twin.yaml:1: name: the name FetchUser is taken by fetch-user.yaml (case does not matter): names are"
                                + " unique; rename one."),
                row(
                        "a name that is taken in another case",
                        it -> Files.writeString(
                                it.action("twin.yaml"),
                                Files.readString(it.action("fetch-user.yaml"))
                                        .replaceFirst("name: FetchUser", "name: FETCHUSER")),
                        "twin.yaml:1: name: the name FETCHUSER is taken by fetch-user.yaml (case does not matter): names are"
                                + " unique; rename one."),
                row(
                        "a lock file that is cut off",
                        it -> Files.writeString(it.action("contracts.lock.json"), "{"),
                        "contracts.lock.json: JSON cut off at line 1, column 2. The file is written by the contract"
                                + " commands: take it from version control again (after a merge conflict: that of the branch"
                                + " that is deployed, then run `./data-actions contract record`, and accept your own contracts"
                                + " again)."),
                row(
                        "a lock file that is a folder",
                        it -> {
                            Files.delete(it.action("contracts.lock.json"));
                            Files.createDirectory(it.action("contracts.lock.json"));
                        },
                        "contracts.lock.json: cannot be read: check that it is a file you may read."),
                // what the build makes
                row(
                        "a jar that was not built",
                        it -> Files.delete(it.root.resolve("function/handler/target/handler.jar")),
                        "<root>/function/handler/target/handler.jar: no such file, and it is the code of a Lambda function;"
                                + " build it with: npm run build"),
                row(
                        "a record of the front doors that is cut off",
                        it -> Files.writeString(it.root.resolve("environments.lock.json"), "{"),
                        "environments.lock.json: JSON cut off at line 1, column 2. Without its entries a changed front"
                                + " door is not noticed: take the file of the branch that is deployed, then run"
                                + " ./data-actions contract record"),
                row(
                        "a front door that changes",
                        it -> {
                            Files.writeString(
                                    it.root.resolve("environments.lock.json"), "{\"dev\": {\"frontDoor\": \"url\"}}");
                            it.dev("genesys.organizationId", Fixture.ORGANIZATION);
                            it.dev("frontDoor", "iam");
                        },
                        DEV
                                + ".frontDoor: changes from \"url\" to \"iam\", which replaces the integration and every action"
                                + " in it: flows have to be pointed to the new ones. If that is meant: ./data-actions"
                                + " live accept-front-door dev"),
                // what does not go together
                row(
                        "an upstream that is not there",
                        it -> it.dev("upstreams", map("user", map("url", "https://a.example.com"))),
                        DEV + ".upstreams.users: missing; action FetchUser (contract 1) and 2 more call it. Expected"
                                + " {\"url\": \"https://…\"}; did you mean \"user\"?"),
                row(
                        "a check of an action that is not there",
                        it -> it.dev("checks", map("FetchUsr", map())),
                        DEV + ".checks.FetchUsr: no such action; did you mean \"FetchUser\"?"),
                row(
                        "no external id for the role",
                        it -> it.dev("frontDoor", "iam"),
                        DEV
                                + ".genesys.organizationId: missing; the front door \"iam\" needs it: Genesys's AWS account may"
                                + " assume the role for this organization only. It is shown in Admin > Organization"
                                + " Settings"),
                // the pipeline
                row(
                        "a slip in the pipeline",
                        it -> it.context.put("pipeline", pipeline("enviroments", List.of("dev"))),
                        "cdk.json: pipeline.enviroments: unknown key; did you mean \"environments\"?"),
                row(
                        "a pipeline to an environment that is not there",
                        it -> it.context.put("pipeline", pipeline("environments", List.of("dve"))),
                        "cdk.json: pipeline.environments: there is no environment dve; did you mean dev?"),
                row(
                        "a pipeline without a region to an environment that names one",
                        it -> {
                            it.dev("region", "eu-central-1");
                            it.context.put("pipeline", pipeline());
                        },
                        "cdk.json: pipeline.region: missing; expected the region of the pipeline, because environment"
                                + " \"dev\" names its region"),
                row(
                        "a pipeline without an account to an environment in another region",
                        it -> {
                            it.dev("region", "eu-central-1");
                            it.context.put("pipeline", pipeline("region", "eu-west-1"));
                        },
                        "cdk.json: pipeline.account: missing; expected the account of the pipeline, because environment"
                                + " \"dev\" is in another region than the pipeline"),
                row(
                        "a pipeline in no region",
                        it -> it.context.put("pipeline", pipeline("region", "Ireland")),
                        "cdk.json: pipeline.region: expected an AWS region such as \"eu-west-1\", found \"Ireland\""),
                row(
                        "a pipeline whose account is a number",
                        it -> it.context.put("pipeline", pipeline("account", 123456789012L)),
                        "cdk.json: pipeline.account: expected an AWS account's 12 digits as a string, found a number"));
    }

    private static Map<String, Object> pipeline(Object... others) {
        Map<String, Object> pipeline = map(others);
        pipeline.put(
                "connectionArn",
                "arn:aws:codeconnections:eu-west-1:123456789012:connection/0a1b2c3d-0000-4000-8000-000000000000");
        pipeline.put("repository", "acme/actions");
        return pipeline;
    }

    private static Arguments row(String what, Mistake mistake, String line) {
        return Arguments.of(what, mistake, line);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void a_mistake_is_one_line(String what, Mistake mistake, String line) throws Exception {
        mistake.in(project);

        assertThat(run()).containsExactly("error: " + line);
    }

    static Stream<Arguments> wrongTypes() {
        List<Arguments> rows = new ArrayList<>();
        Map<String, Class<?>> types = new LinkedHashMap<>(TYPES);
        STRINGS.forEach(key -> types.put(key, String.class));
        types.forEach((key, type) -> {
            for (Object value : List.of(7L, true, List.of(3L), map("a", 1), "\u0000")) {
                if (!type.isInstance(value)) {
                    rows.add(Arguments.of(key, value));
                }
            }
        });
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("wrongTypes")
    void a_value_of_another_type_is_told_with_the_path_of_its_key(String key, Object value) throws Exception {
        project.dev(key, value);

        assertThat(run())
                .singleElement()
                .asString()
                .startsWith("error: " + DEV + "." + key + ": expected ")
                .contains("found a");
    }

    private List<String> run() throws IOException {
        byte[] content = project.cdkJson == null
                ? Json.write(map("context", project.context))
                : project.cdkJson.getBytes(StandardCharsets.UTF_8);
        Files.write(root.resolve("cdk.json"), content);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code =
                DataActionsApp.run(new String[0], Map.of(), root, new PrintStream(err, true, StandardCharsets.UTF_8));

        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isEqualTo(1);
        assertThat(said).doesNotContain("\tat ", "jsii", "Exception").doesNotContainIgnoringCase(CANARY);
        assertThat(root.resolve("cdk.out")).doesNotExist();
        return said.replace(root.toAbsolutePath().toString(), "<root>").lines().toList();
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
