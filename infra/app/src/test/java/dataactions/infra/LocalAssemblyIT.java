package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dataactions.definition.value.Json;
import dataactions.infra.assembly.LocalAssembly;
import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.FrontDoors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An assembly for the sandbox: of one environment, with drafts, and kept away from AWS. */
class LocalAssemblyIT {
    private static final Path CDK = Fixture.PROJECT.resolve("node_modules/aws-cdk/bin/cdk");
    private static final Path DEFINITIONS = Fixture.PROJECT.resolve("infra/app/src/test/resources/definitions");

    @TempDir
    private static Path folder;

    private static final Map<String, Object> CONTEXT = new HashMap<>();
    private static String notes;
    private static String lock;
    private String said;

    /** An upstream on this machine in dev, another environment that is not finished, one new and one changed contract. */
    @BeforeAll
    static void the_assembly_of_a_project_in_the_middle_of_a_change() throws IOException {
        Path definitions = Files.createDirectory(folder.resolve("actions"));
        try (Stream<Path> files = Files.list(DEFINITIONS)) {
            for (Path file : files.toList()) {
                Files.copy(file, definitions.resolve(file.getFileName()));
            }
        }
        Path changed = definitions.resolve("place-order.yaml");
        String text = Files.readString(changed);
        assertThat(text).contains("\noutput:\n");
        Files.writeString(changed, text.replace("\noutput:\n", "\noutput:\n  added: {type: string}\n"));
        Files.writeString(definitions.resolve("new.yaml"), """
                name: Ping
                description: Says whether a user is there.
                input: {userId: {type: integer, required: true}}
                request: {upstream: users, path: "/users/{userId}"}
                output: {isThere: {type: boolean, const: true}}
                examples:
                  - {name: one, input: {userId: 1}, response: {status: 200, body: {}}, data: {isThere: true}}
                """);
        Map<String, Object> dev = Fixture.checkedEnvironment();
        dev.put("upstreams", Map.of("users", Map.of("url", "http://127.0.0.1:8080")));
        Map<String, Object> test = Fixture.environment();
        test.put("genesys", Map.of("domain", "euw2.pure.cloud", "credentialsSecret", "genesys/oauth-client"));
        test.put("upstreams", Map.of());
        Map<String, Object> environments = new LinkedHashMap<>();
        environments.put("dev", dev);
        environments.put("test", test);
        environments.put("prod", "not finished");
        CONTEXT.put("environments", environments);
        CONTEXT.put("definitions", definitions.toString());
        CONTEXT.put("handlerJar", Fixture.jar(folder, "handler.jar").toString());
        CONTEXT.put("registrarJar", Fixture.jar(folder, "registrar.jar").toString());
        lock = Files.readString(definitions.resolve("contracts.lock.json"));
        notes = synthesise("cdk.out");
    }

    @Test
    void one_environment_can_be_tried_while_the_others_are_not_finished_and_synth_says_what_it_will_refuse()
            throws IOException {
        assertThat(notes.lines().filter(line -> line.startsWith("note: ")))
                .containsExactly(
                        "note: Ping: draft, a new action. The next build records it as contract 1.",
                        "note: PlaceOrder: draft of contract 2 (output `added` added (string)). A build refuses it until you"
                                + " run `./data-actions contract accept PlaceOrder`.",
                        "note: `cdk synth` will refuse: cdk.json: environments.dev.upstreams.users.url: is an address of"
                                + " this machine, which a Lambda function cannot reach; expected the API's own URL. To"
                                + " call a service on this machine: ./data-actions local deploy --upstream"
                                + " NAME=http://127.0.0.1:PORT",
                        "note: `cdk synth` will refuse: cdk.json: environments.prod: expected an object, found a string",
                        "note: `cdk synth` will refuse: cdk.json: environments.test.upstreams.users: missing; action"
                                + " FetchUser (contract 1) and 4 more call it. Expected {\"url\": \"https://…\"}; there"
                                + " are none");
        assertThat(folder.resolve("cdk.out/assembly-dev")).isDirectory();
        assertThat(folder.resolve("cdk.out/assembly-test")).doesNotExist();
        assertThat(folder.resolve("actions/contracts.lock.json")).content().isEqualTo(lock);
        assertThat(folder.resolve(FrontDoors.NAME)).doesNotExist();
    }

    @Test
    void drafts_are_told_in_the_template_and_recorded_contracts_are_not() {
        Map<String, Object> resources = object(Fixture.template(folder, "dev").get("Resources"));
        assertThat(draft(resources, "ActionPing1")).isEqualTo("true");
        assertThat(draft(resources, "ActionPlaceOrder2")).isEqualTo("true");
        assertThat(draft(resources, "ActionPlaceOrder1")).isNull();
        assertThat(draft(resources, "ActionFetchUser2")).isNull();
    }

    @Test
    void neither_a_draft_nor_the_rule_of_a_local_assembly_is_in_any_other_assembly() {
        Map<String, Map<String, Object>> templates = Fixture.everyKindTemplates();
        assertThat(templates).hasSize(Fixture.everyKind().size());
        templates.values().forEach(template -> {
            assertThat(object(template.get("Rules"))).doesNotContainKey(LocalAssembly.RULE);
            object(template.get("Resources"))
                    .values()
                    .forEach(resource -> assertThat(object(object(resource).get("Properties")))
                            .doesNotContainKey("Draft"));
        });
        SynthesisedStack.in(Fixture.everyKindAssembly())
                .forEach(stack -> assertThat(stack.messages()).noneMatch(LocalAssembly::isRefusal));
    }

    @Test
    void a_changed_front_door_can_be_tried_and_synth_says_that_it_will_refuse_it() throws IOException {
        Path record = Files.writeString(folder.resolve(FrontDoors.NAME), "{\"dev\": {\"frontDoor\": \"iam\"}}");

        String changed = synthesise("changed.out");

        Files.delete(record);
        assertThat(changed)
                .contains("note: `cdk synth` will refuse: cdk.json: environments.dev.frontDoor: changes from \"iam\" to"
                        + " \"url\"");
    }

    @Test
    void the_cdk_cli_does_not_deploy_it() throws Exception {
        assumeTrue(Files.exists(CDK), "skipped: there is no node_modules; run `npm ci` first");
        for (List<String> command : List.of(
                List.of("deploy", "dev/*", "--require-approval", "never"),
                List.of("synth", "dev/*"),
                List.of("diff", "dev/*"))) {
            assertThat(cdk(command)).as(command + "\n" + said).isNotZero();
            assertThat(said).contains("This cloud assembly is for the sandbox on this machine.");
            // It is stopped before AWS is asked for anything.
            assertThat(said).doesNotContain("Unable to resolve AWS account");
        }
    }

    /** With {@code --ignore-errors} the CLI goes on to CloudFormation, which evaluates the rule before anything is made. */
    @Test
    void a_rule_that_no_bootstrap_of_aws_fulfils_stops_it_where_the_cli_is_told_to_ignore_errors() throws Exception {
        Map<String, Object> template = Fixture.template(folder, "dev");
        Map<String, Object> rule = object(object(template.get("Rules")).get(LocalAssembly.RULE));
        Map<String, Object> assertion = object(((List<?>) rule.get("Assertions")).get(0));
        assertThat(assertion)
                .containsEntry("Assert", Map.of("Fn::Contains", List.of(List.of("sandbox"), ref("BootstrapVersion"))));
        assertThat((String) assertion.get("AssertDescription")).contains("cannot be deployed to AWS");
        assertThat(rule).doesNotContainKey("RuleCondition");
        // The parameter is the CDK's own, which CloudFormation reads from the account that is deployed to.
        assertThat(object(object(template.get("Parameters")).get("BootstrapVersion")))
                .containsEntry("Type", "AWS::SSM::Parameter::Value<String>")
                .containsEntry("Default", "/cdk-bootstrap/hnb659fds/version");
        assumeTrue(Files.exists(CDK), "skipped: there is no node_modules; run `npm ci` first");
        cdk(List.of("deploy", "dev/*", "--require-approval", "never", "--ignore-errors"));
        assertThat(said).contains("Unable to resolve AWS account");
    }

    private static Object draft(Map<String, Object> resources, String logicalId) {
        Map<String, Object> resource = object(resources.get(logicalId));
        assertThat(resource).as(logicalId).isNotEmpty();
        return object(resource.get("Properties")).get("Draft");
    }

    private static Map<String, Object> ref(String name) {
        return Map.of("Ref", name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object tree) {
        return tree == null ? Map.of() : (Map<String, Object>) tree;
    }

    /** As the sandbox does it; returns what the app prints. */
    private static String synthesise(String output) {
        CONTEXT.put("dataactions:local", "dev");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = DataActionsApp.run(
                new String[0],
                Map.of(
                        "CDK_CONTEXT_JSON",
                        Json.writeString(CONTEXT),
                        "CDK_OUTDIR",
                        folder.resolve(output).toString()),
                folder,
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(said).isZero();
        return said;
    }

    private int cdk(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("node", CDK.toString());
        builder.command().addAll(command);
        builder.command().addAll(List.of("-a", folder.resolve("cdk.out").toString(), "--build", "", "--no-notices"));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        // No credentials, and no service to ask for any: the CLI can talk to nobody.
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment()
                .putAll(Map.of(
                        "HOME", folder.toString(),
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_REGION", "eu-west-1",
                        "CDK_DISABLE_CLI_TELEMETRY", "true",
                        "CDK_VALIDATION", "false"));
        Process process = builder.start();
        process.getOutputStream().close();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        return process.waitFor();
    }
}
