package dataactions.cli.destroy;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.assembly.CloudAssembly;
import dataactions.cli.Run;
import dataactions.cli.TestProject;
import dataactions.cli.aws.AwsStandIn;
import dataactions.cli.aws.AwsStandIn.Event;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.genesys.objects.GenesysState;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command against a stack that was really deployed: CloudFormation is the sandbox's engine behind AWS's own
 * protocol, Genesys Cloud is the sandbox's org. One life of a stack, told in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DestroyIT {
    private static final String SECRET = "canary-destroy-secret";
    private static final String STACK = "dev-DataActions";
    private static final String ROLE =
            "arn:aws:iam::000000000000:role/cdk-hnb659fds-deploy-role-000000000000-eu-west-1";
    private static final OrgClient CLIENT = OrgClient.withMinimumPermissions("destroyer", SECRET);

    @TempDir
    private static Path folder;

    private static TestProject project;
    private static Path assembly;
    private static Sandbox sandbox;

    private final AwsStandIn aws = new AwsStandIn();
    private final Map<String, String> shell = new HashMap<>(
            Map.of("GENESYSCLOUD_OAUTHCLIENT_ID", "destroyer", "GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET));
    private final List<Event> events = new CopyOnWriteArrayList<>();
    /** Done after the command has asked, and before CloudFormation deletes. */
    private Runnable meanwhile = () -> {};

    @BeforeAll
    static void deploy() throws Exception {
        project = new TestProject(folder.resolve("project"));
        assembly = project.synthesise();
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        sandbox = Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.systemUTC(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                settings -> settings.withClient(CLIENT)));
        StackResult result = sandbox.deploy(CloudAssembly.read(assembly, "dev"), event -> {});
        assertThat(result.succeeded()).as(result.reason()).isTrue();
    }

    @AfterAll
    static void close() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @BeforeEach
    void cloudFormation() throws Exception {
        aws.account = "000000000000";
        aws.stacks.put(
                STACK, new AwsStandIn.Stack(Map.of(), Map.of("Credential", "0b7a1c2d-1111-4222-8333-444444444444")));
        Path template;
        try (var files = Files.walk(assembly)) {
            template = files.filter(it -> it.toString().endsWith(".template.json"))
                    .findFirst()
                    .orElseThrow();
        }
        String origin = sandbox.genesysOrigin().toString();
        aws.templates.put(
                STACK,
                Files.readString(template)
                        .replace("https://api.mypurecloud.ie", origin)
                        .replace("https://login.mypurecloud.ie", origin));
        events.add(new Event("e0", STACK, stack().id(), "AWS::CloudFormation::Stack", "CREATE_COMPLETE", ""));
        aws.formation = new AwsStandIn.Formation() {
            @Override
            public String id() {
                return stack().id();
            }

            @Override
            public void delete(String name) {
                if (stack().terminationProtection()) {
                    throw new IllegalStateException(
                            "Stack [" + name + "] cannot be deleted while TerminationProtection is enabled");
                }
                meanwhile.run();
                Thread deletion = new Thread(() -> sandbox.destroy(event -> events.add(
                        0,
                        new Event(
                                "e" + events.size(),
                                event.logicalId(),
                                event.physicalId(),
                                event.type(),
                                event.status(),
                                event.reason()))));
                deletion.start();
            }

            @Override
            public void protect(String name, boolean on) {
                sandbox.protect(on);
            }

            @Override
            public List<Event> events() {
                return new ArrayList<>(events);
            }

            @Override
            public boolean isProtected() {
                return stack().terminationProtection();
            }

            @Override
            public String status() {
                return aws.statuses.getOrDefault(STACK, stack().status().name());
            }
        };
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private static StackState stack() {
        return sandbox.stack().orElseThrow();
    }

    private Run destroy(String... arguments) {
        return typing(Optional.empty(), arguments);
    }

    private Run typing(Optional<String> typed, String... arguments) {
        List<String> all = new ArrayList<>(List.of("live", "destroy"));
        all.addAll(List.of(arguments));
        Run run = Run.typing(
                typed,
                shell,
                project.root(),
                region -> aws.client(Optional.of(region.orElse("eu-west-1"))),
                all.toArray(String[]::new));
        assertThat(run.out() + run.err()).doesNotContain("canary").doesNotContain("\tat ");
        return run;
    }

    private void nothingWasChanged(StackState before) {
        assertThat(aws.calls)
                .noneMatch(call -> call.startsWith("DeleteStack") || call.startsWith("UpdateTerminationProtection"));
        assertThat(stack()).isEqualTo(before);
        assertThat(stack().terminationProtection()).isTrue();
    }

    private static String action() {
        return stack().resources().get("ActionFetchUser1").physicalId();
    }

    @Test
    @Order(1)
    void an_action_that_a_flow_uses_is_named_with_the_flow_and_nothing_is_changed() {
        StackState before = stack();
        sandbox.genesys().addFlow(ConsumingFlow.published(action(), "f1", "Main IVR"));

        Run run = destroy("--environment", "dev", "--yes");

        sandbox.genesys().removeFlow("f1");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words())
                .contains(
                        "Stack dev-DataActions of 000000000000/eu-west-1: CREATE_COMPLETE, protected, onDestroy refuse")
                .contains("FetchUser: used by Main IVR")
                .contains("Not deleted, and nothing was changed");
        nothingWasChanged(before);
    }

    @Test
    @Order(1)
    void an_org_that_cannot_be_asked_counts_as_used() {
        StackState before = stack();
        shell.clear();

        Run run = destroy("--environment", "dev", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "Error: Stack dev-DataActions is not deleted, and nothing was changed. It is unknown which"
                                + " flows use its actions, so they count as used (There is no OAuth client for environment dev");
        nothingWasChanged(before);
    }

    /** The shell's client may belong to another org of the same region, in which no flow uses anything of the stack. */
    @Test
    @Order(1)
    void an_org_that_has_nothing_of_the_stack_counts_as_the_wrong_org() throws Exception {
        StackState before = stack();
        OrgSettings settings = OrgSettings.standard().withClient(CLIENT);
        try (GenesysOrg other = new GenesysOrg(settings, GenesysState.empty(), Clock.systemUTC())) {
            String origin = other.start(0).toString();
            aws.templates.computeIfPresent(
                    STACK,
                    (name, template) -> template.replace(sandbox.genesysOrigin().toString(), origin));

            Run run = destroy("--environment", "dev", "--yes");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Stack dev-DataActions is not deleted, and nothing was changed.")
                    .contains("has no object of the stack, although the stack has a credential there: take an OAuth"
                            + " client of the stack's org");
            nothingWasChanged(before);
        }
    }

    @Test
    @Order(1)
    void it_waits_for_nothing_that_is_in_progress() {
        StackState before = stack();
        aws.statuses.put(STACK, "UPDATE_ROLLBACK_IN_PROGRESS");

        Run run = destroy("--environment", "dev", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("is in UPDATE_ROLLBACK_IN_PROGRESS: wait until CloudFormation has finished");
        nothingWasChanged(before);
    }

    @Test
    @Order(1)
    void without_the_right_name_typed_nothing_is_changed() {
        StackState before = stack();

        Run nobody = destroy("--environment", "dev");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err()).contains("there is no terminal to type the name at. Give --yes.");
        Run wrong = typing(Optional.of("prod"), "--environment", "dev");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.all())
                .contains("Type dev to delete the stack")
                .contains("FetchUser: no Architect flow uses it")
                .contains("Nothing was changed: you did not type dev.");
        nothingWasChanged(before);
    }

    @Test
    @Order(1)
    void what_it_is_about_has_to_be_said_and_to_be_there() {
        StackState before = stack();
        assertThat(destroy("--yes").status()).isEqualTo(1);
        assertThat(destroy("--environment", "dev", "--stack", STACK).status()).isEqualTo(1);
        assertThat(destroy("--environment", "dve", "--yes").err()).contains("did you mean dev?");
        assertThat(destroy("--stack", "old-DataActions", "--yes").err())
                .contains("There is no stack old-DataActions in 000000000000/eu-west-1.");
        nothingWasChanged(before);
    }

    @Test
    @Order(1)
    void a_stack_that_is_not_the_apps_own_is_not_deleted() {
        StackState before = stack();
        aws.templates.put(STACK, "{\"Resources\":{\"EuropeDestroyGuard\":{\"Type\":\"Custom::DestroyGuard\"}}}");

        Run run = destroy("--stack", STACK, "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("is not one that this app deploys as its own (it has no resource DestroyGuard)");
        nothingWasChanged(before);
    }

    @Test
    @Order(1)
    void a_stack_of_another_account_is_not_deleted_with_the_shells_credentials() {
        StackState before = stack();

        Run run = destroy("--environment", "dev", "--account", "111111111111", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("The stack is in account 111111111111, the AWS credentials belong to 000000000000")
                .contains("cdk-hnb659fds-deploy-role-111111111111-eu-west-1 cannot be assumed");
        nothingWasChanged(before);
    }

    @Test
    @Order(2)
    void a_deletion_that_is_not_accepted_leaves_the_stack_protected() {
        aws.errors.put("DeleteStack", "403 AccessDenied");

        Run run = typing(Optional.of("dev"), "--environment", "dev");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("Termination protection is off.")
                .contains("Termination protection is on again.");
        assertThat(run.err()).contains("cloudformation:DeleteStack: AccessDenied");
        assertThat(stack().terminationProtection()).isTrue();
        assertThat(stack().status().name()).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    @Order(2)
    void a_protection_that_may_not_be_lifted_changes_nothing() {
        aws.errors.put("UpdateTerminationProtection", "403 AccessDenied");

        Run run = destroy("--environment", "dev", "--yes");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("cloudformation:UpdateTerminationProtection: AccessDenied");
        assertThat(aws.calls).noneMatch(call -> call.startsWith("DeleteStack"));
        assertThat(stack().terminationProtection()).isTrue();
    }

    @Test
    @Order(3)
    void a_flow_that_came_meanwhile_is_met_by_the_guard_and_the_stack_is_protected_again() {
        meanwhile = () -> sandbox.genesys().addFlow(ConsumingFlow.published(action(), "f2", "Billing"));

        Run run = destroy("--environment", "dev", "--yes");

        sandbox.genesys().removeFlow("f2");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words())
                .contains("DELETE_FAILED DestroyGuard (Custom::DestroyGuard): Nothing was removed: flow Billing uses"
                        + " FetchUser.")
                .contains("Termination protection is on again.")
                .contains("is in DELETE_FAILED. You can only delete it. Fix the causes in the events above")
                .contains("then run this again with --stack dev-DataActions");
        assertThat(stack().terminationProtection()).isTrue();
    }

    @Test
    @Order(4)
    void a_stack_whose_environment_is_gone_from_cdk_json_is_deleted_by_its_name_as_the_deploy_role() {
        aws.roles.add(ROLE);
        shell.clear();
        aws.secrets.put(
                "genesys-cloud/dev/oauth-client", "{\"clientId\":\"destroyer\",\"clientSecret\":\"" + SECRET + "\"}");

        Run run = typing(Optional.of(STACK), "--stack", STACK);

        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.err()).contains("AWS is called as " + ROLE);
        assertThat(run.words())
                .contains("Termination protection is off.")
                .containsSubsequence(
                        "DELETE_IN_PROGRESS dev-DataActions",
                        "DELETE_COMPLETE DestroyGuard",
                        "DELETE_COMPLETE Credential",
                        "DELETE_COMPLETE dev-DataActions",
                        "Deleted: dev-DataActions.");
        // The secret is the shell's to read: the deploy role may not.
        assertThat(aws.calls)
                .contains("GetSecretValue", "DeleteStack as the role", "UpdateTerminationProtection as the role")
                .doesNotContain("DeleteStack", "GetSecretValue as the role");
        assertThat(sandbox.genesys().toJson().path("actions")).isEmpty();
        assertThat(sandbox.genesys().toJson().path("integrations")).isEmpty();
        assertThat(sandbox.genesys().toJson().path("credentials")).isEmpty();
    }
}
