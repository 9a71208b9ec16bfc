package dataactions.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.Run;
import dataactions.cli.TestProject;
import dataactions.cli.aws.AwsStandIn;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plan of the real assembly against an org that a real deployment has filled, over HTTP. One life of a stack, told
 * in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlanIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "canary-plan-secret";
    private static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";
    private static final OrgClient CLIENT = OrgClient.withMinimumPermissions("planner", SECRET);
    private static final Map<String, String> SHELL =
            Map.of("GENESYSCLOUD_OAUTHCLIENT_ID", "planner", "GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET);

    /** Held, or the level would go with the logger: the JDK's server warns of a length in the answer to a HEAD. */
    private static final java.util.logging.Logger SERVER = java.util.logging.Logger.getLogger("com.sun.net.httpserver");

    static {
        SERVER.setLevel(java.util.logging.Level.OFF);
    }

    @TempDir
    private static Path folder;

    private static TestProject project;
    private static Path first;
    private static Path second;
    private static Sandbox sandbox;

    @BeforeAll
    static void synthesise() throws Exception {
        project = new TestProject(folder.resolve("first"));
        first = project.synthesise();
        TestProject accepting = new TestProject(folder.resolve("second"));
        accepting.edit("fetch-user.yaml", "output:\n", "output:\n  nick:        {type: string,  from: username}\n");
        accepting.contracts().accept("FetchUser", false);
        second = accepting.synthesise();
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
                settings -> settings.withClient(CLIENT).withOrganization(ORGANIZATION, "Sandbox")));
    }

    @AfterAll
    static void close() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private static Run plan(Path assembly, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "live",
                "plan",
                "--assembly",
                assembly.toString(),
                "--account",
                "000000000000",
                "--region",
                "eu-west-1",
                "--genesys-url",
                sandbox.genesysOrigin().toString()));
        arguments.addAll(List.of(more));
        AwsStandIn none = new AwsStandIn();
        try (none) {
            Run run = Run.of(
                    SHELL,
                    project.root(),
                    environment -> none.client(Optional.empty()),
                    arguments.toArray(String[]::new));
            assertThat(run.out() + run.err()).doesNotContain("canary").doesNotContain("\tat ");
            return run;
        }
    }

    @Test
    @Order(1)
    void an_empty_org_has_everything_to_come() {
        Run run = plan(first);

        assertThat(run.words())
                .contains("+ credential Credential")
                .contains("+ integration Data actions (dev)")
                .contains("+ FetchUser contract 1")
                .contains("+ ListTodos contract 1")
                .contains("Plan: 4 to create, 0 to change, 0 to replace, 0 to remove.")
                .contains("Known after deploy, and so not compared: SecretArn, RequestUrl");
        assertThat(run.status()).isEqualTo(2);
    }

    private static Run planOfStackIn(String status) throws Exception {
        return planOfStackIn(status, template -> template);
    }

    /** @param edit changes both the template and the deployed template */
    private static Run planOfStackIn(String status, UnaryOperator<String> edit) throws Exception {
        Path here = Files.createTempDirectory(folder, "in").resolve("cdk.out");
        copy(first, here);
        String origin = sandbox.genesysOrigin().toString();
        Files.writeString(
                template(here),
                edit.apply(Files.readString(template(here))
                        .replace("https://api.mypurecloud.ie", origin)
                        .replace("https://login.mypurecloud.ie", origin)));
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            aws.account = "000000000000";
            Map<String, String> ids = new java.util.HashMap<>();
            sandbox.stack().ifPresent(it -> it.resources().forEach((id, state) -> ids.put(id, state.physicalId())));
            aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), ids));
            aws.statuses.put("dev-DataActions", status);
            aws.templates.put("dev-DataActions", Files.readString(template(here)));
            return planWithAws(aws, here);
        }
    }

    /** It was rolled back, or has only a change set. AWS returns no template for the latter. */
    @Test
    @Order(1)
    void a_stack_that_was_never_deployed_counts_as_none() throws Exception {
        for (String status : List.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "REVIEW_IN_PROGRESS")) {
            Run run = planOfStackIn(status);

            assertThat(run.words())
                    .contains("Plan: 4 to create, 0 to change")
                    .contains("checks: the new version of the function is called")
                    .doesNotContain("plain deployment", "no termination protection");
            assertThat(run.words().contains("warning: the stack is in " + status + ": the first deployment failed"))
                    .isEqualTo(status.startsWith("ROLLBACK"));
            assertThat(run.status()).isEqualTo(2);
        }
    }

    /** CloudFormation keeps the template of the failed deployment, although not all of it is deployed. */
    @Test
    @Order(1)
    void the_template_of_a_stack_without_rollback_is_not_what_is_deployed() throws Exception {
        for (String status : List.of("CREATE_FAILED", "UPDATE_FAILED")) {
            Run run = planOfStackIn(status);

            assertThat(run.words())
                    .contains("warning: the stack is in " + status + ": a deployment without rollback failed")
                    .contains("Checks, guard and rotation are not compared: the stack is in " + status)
                    .doesNotContain("because the template has no change");
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    @Order(3)
    void a_stack_that_takes_no_deployment_is_status_1() throws Exception {
        for (String status : List.of("DELETE_FAILED", "UPDATE_ROLLBACK_FAILED")) {
            Run run = planOfStackIn(status);

            assertThat(run.words())
                    .contains("the stack is in " + status + ": CloudFormation refuses to update it. What to do:"
                            + " ./data-actions live doctor --environment dev");
            assertThat(run.status()).isEqualTo(1);
        }
        Run busy = planOfStackIn("UPDATE_IN_PROGRESS");
        assertThat(busy.words())
                .contains("warning: the stack is in UPDATE_IN_PROGRESS: CloudFormation is working on it");
        assertThat(busy.status()).isZero();
    }

    /** A stack with onDestroy retain left it, and its definition was deleted before the next stack was deployed. */
    @Test
    @Order(3)
    void an_action_that_cloudformation_does_not_know_is_removed_by_no_deployment() throws Exception {
        Run run = planOfStackIn("UPDATE_COMPLETE", text -> text.replace("ActionListTodos1", "ActionOther1"));

        assertThat(run.words())
                .contains("- ListTodos (no Architect flow uses it) warning: no deployment removes it, because"
                        + " CloudFormation does not know it: delete it in Admin > Actions")
                .contains("for it: ListTodos contract 1. To repair it:");
    }

    /** The function's URL and the checks depend on the deployed stack. */
    @Test
    @Order(3)
    void without_aws_a_plan_says_that_it_could_not_compare_everything() throws Exception {
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            aws.errors.put("GetCallerIdentity", "403 ExpiredToken");
            Path here = Files.createTempDirectory(folder, "in").resolve("cdk.out");
            copy(first, here);
            String origin = sandbox.genesysOrigin().toString();
            Files.writeString(
                    template(here),
                    Files.readString(template(here))
                            .replace("https://api.mypurecloud.ie", origin)
                            .replace("https://login.mypurecloud.ie", origin));

            Run run = planWithAws(aws, here);

            assertThat(run.words())
                    .contains("Checks, guard and rotation are not compared: sts:GetCallerIdentity: ExpiredToken")
                    .contains("No changes in what could be compared (4 objects).");
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    @Order(3)
    void an_integration_without_its_tag_is_refused_only_if_it_gets_an_event() throws Exception {
        String id = sandbox.stack().orElseThrow().resources().get("Integration").physicalId();
        String path = "/api/v2/integrations/" + id + "/config/current";
        ObjectNode config = (ObjectNode) call("GET", path, null);
        String notes = config.path("notes").asText();
        call("PUT", path, config.put("notes", "By hand"));

        Run run = planOfStackIn("UPDATE_COMPLETE");

        ObjectNode edited = (ObjectNode) call("GET", path, null);
        call("PUT", path, edited.put("notes", notes));
        assertThat(run.words())
                .contains("! integration Data actions (dev)")
                .contains("does not carry this stack's ownership tag")
                .contains("A plain deployment does not fail for this, because the template has no change for it.")
                .contains("Plan: 0 to create, 0 to change, 0 to replace, 0 to remove, 1 refused.")
                .doesNotContain("To repair it");
        assertThat(run.status()).isEqualTo(2);
        assertThat(planOfStackIn("UPDATE_COMPLETE").status()).isZero();
    }

    @Test
    @Order(1)
    void a_region_that_is_none_is_an_error_that_names_those_there_are() {
        AwsStandIn none = new AwsStandIn();
        try (none) {
            Map<String, String> shell = new java.util.HashMap<>(SHELL);
            shell.put("GENESYSCLOUD_REGION", "eu-wets-1");
            Run run = Run.of(
                    shell,
                    project.root(),
                    environment -> none.client(Optional.empty()),
                    "live",
                    "plan",
                    "--assembly",
                    first.toString(),
                    "--account",
                    "000000000000",
                    "--region",
                    "eu-west-1",
                    "--genesys-url",
                    sandbox.genesysOrigin().toString());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains(
                            "GENESYSCLOUD_REGION is eu-wets-1, which is no Genesys region known here: expected one of")
                    .contains("eu-west-1, eu-west-2");
        }
    }

    @Test
    @Order(2)
    void what_was_just_deployed_needs_nothing_and_few_calls() {
        deploy(first);
        sandbox.calls().reset();

        Run run = plan(first);

        assertThat(run.out()).contains("No changes in what could be compared (4 objects).");
        assertThat(run.status()).isZero();
        List<String> calls = sandbox.calls().log();
        assertThat(calls).allMatch(call -> call.startsWith("GET ") || call.equals("POST /oauth/token 200"));
        List<String> single = calls.stream()
                .filter(call -> !call.contains("/oauth/token"))
                .filter(call -> !call.matches("GET /api/v2/integrations(/actions|/credentials)? 200"))
                .filter(call -> !call.contains("/dependencytracking/"))
                .toList();
        assertThat(single).as(String.join("\n", calls)).hasSizeLessThanOrEqualTo(4 + 3 * 2);
    }

    @Test
    @Order(3)
    void whose_stack_it_is_the_org_tells_where_nobody_else_does() {
        AwsStandIn none = new AwsStandIn();
        try (none) {
            Run run = Run.of(
                    SHELL,
                    project.root(),
                    environment -> none.client(Optional.empty()),
                    "live",
                    "plan",
                    "--assembly",
                    first.toString(),
                    "--region",
                    "eu-west-1",
                    "--genesys-url",
                    sandbox.genesysOrigin().toString());

            assertThat(run.out())
                    .contains("Stack dev-DataActions of 000000000000/eu-west-1")
                    .contains("No changes");
        }
    }

    @Test
    @Order(4)
    void an_action_edited_by_hand_shows_with_the_old_and_the_new_of_each_field() throws Exception {
        String id = action("FetchUser").path("id").asText();
        sandbox.genesys().addFlow(ConsumingFlow.published(id, "f1", "Main IVR"));
        edit(id, 33, "By hand");

        Run run = plan(first);

        assertThat(run.words())
                .contains("~ FetchUser contract 1 category: \"By hand\" → \"Customer Data\"")
                .contains("timeoutSeconds: \"33\" → \"10\"")
                .contains(
                        "warning: its category changes: sources of flows (Archy, CX as Code) refer to it by category and"
                                + " name, and have to follow; used by Main IVR")
                .contains("Plan: 0 to create, 1 to change, 0 to replace, 0 to remove.")
                .doesNotContain("checks:")
                .contains(
                        "A plain deployment changes an object only if its template changed. To change the objects that"
                                + " differ only in Genesys, too: deploy an assembly of the same commit that was made with npx"
                                + " cdk synth -c reconcile=1");
        assertThat(run.status()).isEqualTo(2);
        a_deployment_of_the_deployed_template_does_not_change_it();

        JsonNode json = JSON.readTree(plan(first, "--json").out());
        assertThat(json.path("changes").asBoolean()).isTrue();
        JsonNode changed = object(json, "ActionFetchUser1");
        assertThat(changed.path("plan").asText()).isEqualTo("change");
        assertThat(changed.path("fields").toString())
                .contains("{\"field\":\"timeoutSeconds\",\"old\":\"33\",\"new\":\"10\"}");
        assertThat(object(json, "ActionListTodos1").path("plan").asText()).isEqualTo("none");
        edit(id, 10, "Customer Data");
        assertThat(plan(first).status()).isZero();
    }

    private static void a_deployment_of_the_deployed_template_does_not_change_it() throws Exception {
        Path here = folder.resolve("first-here");
        copy(first, here);
        String origin = sandbox.genesysOrigin().toString();
        String template = Files.readString(template(here))
                .replace("https://api.mypurecloud.ie", origin)
                .replace("https://login.mypurecloud.ie", origin);
        Files.writeString(template(here), template);
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            aws.account = "000000000000";
            aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
            aws.templates.put("dev-DataActions", template);
            Run run = planWithAws(aws, here);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.words())
                    .contains(
                            "A plain deployment does not change this object, because the template has no change for it:"
                                    + " FetchUser contract 1. To repair it: deploy an assembly of the same commit that was made"
                                    + " with npx cdk synth -c reconcile=1 (another text than in the last deployment).");

            JsonNode edited = JSON.readTree(template);
            ((ObjectNode) edited.at("/Resources/ActionFetchUser1/Properties")).put("TimeoutSeconds", "9");
            aws.templates.put("dev-DataActions", edited.toString());
            assertThat(planWithAws(aws, here).out()).doesNotContain("plain deployment");
        }
    }

    @Test
    @Order(5)
    void a_new_contract_is_a_further_action_and_says_who_uses_the_one_that_stays() {
        Run run = plan(second);

        assertThat(run.words())
                .contains("+ FetchUser contract 2 (contract 1 stays; used by Main IVR)")
                .contains("~ FetchUser contract 1 name: \"FetchUser\" → \"FetchUser (contract 1)\"")
                .doesNotContain("warning")
                .contains("Plan: 1 to create, 1 to change, 0 to replace, 0 to remove.");
    }

    @Test
    @Order(6)
    void what_the_template_has_no_more_is_removed_and_a_used_one_stays() {
        deploy(second);
        String id = action("FetchUser").path("id").asText();

        assertThat(plan(second).status()).isZero();
        assertThat(plan(first).words())
                .contains("- FetchUser (no Architect flow uses it)")
                .contains("~ FetchUser contract 1 name: \"FetchUser (contract 1)\" → \"FetchUser\"");
        sandbox.genesys().addFlow(ConsumingFlow.published(id, "f2", "Billing"));
        assertThat(plan(first).words())
                .contains(
                        "- FetchUser (used by Billing: its calls fail from this deployment on; re-point the flows first)");
    }

    @Test
    @Order(7)
    void the_deployed_stack_tells_the_url_so_that_all_actions_edited_alike_are_seen() throws Exception {
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            // An assembly as it is for an org at this address: nothing on the command line names a stand-in.
            Path template;
            try (var files = Files.walk(second)) {
                template = files.filter(it -> it.toString().endsWith(".template.json"))
                        .findFirst()
                        .orElseThrow();
            }
            String origin = sandbox.genesysOrigin().toString();
            Files.writeString(
                    template,
                    Files.readString(template)
                            .replace("https://api.mypurecloud.ie", origin)
                            .replace("https://login.mypurecloud.ie", origin));
            // The account of the stand-in is another than the sandbox's: its stack has nothing in the org.
            Run others = Run.of(
                    SHELL,
                    project.root(),
                    it -> aws.client(Optional.of("eu-west-1")),
                    "live",
                    "plan",
                    "-a",
                    second.toString());
            assertThat(others.words())
                    .contains("Stack dev-DataActions of 123456789012/eu-west-1")
                    .contains("5 to create")
                    .contains(
                            "warning: this org has objects of the stack dev-DataActions of 000000000000/eu-west-1. This"
                                    + " deployment creates a second stack with its own actions, and flows keep the actions of"
                                    + " the other stack");

            aws.account = "000000000000";
            aws.stacks.put(
                    "dev-DataActions",
                    new AwsStandIn.Stack(
                            Map.of("FunctionUrl", "https://moved.lambda-url.eu-west-1.on.aws/"),
                            Map.of("CallerSecret", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:x")));

            Run run = Run.of(
                    SHELL,
                    project.root(),
                    it -> aws.client(Optional.of("eu-west-1")),
                    "live",
                    "plan",
                    "-a",
                    second.toString());

            assertThat(run.words())
                    .contains("~ ListTodos contract 1 requestUrlTemplate:")
                    .contains("→ \"https://moved.lambda-url.eu-west-1.on.aws/\"")
                    .doesNotContain("Known after deploy", "second stack");
            assertThat(run.status()).isEqualTo(2);
        }
    }

    @Test
    @Order(8)
    void errors_are_one_line_and_status_1_never_2() {
        assertThat(plan(first, "--enviroment", "x").status()).isEqualTo(1);
        assertThat(plan(folder.resolve("nowhere")).err()).startsWith("Error: There is no cloud assembly in ");
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            Run run = Run.of(
                    Map.of(),
                    project.root(),
                    it -> aws.client(Optional.of("eu-west-1")),
                    "live",
                    "plan",
                    "-a",
                    first.toString(),
                    "--genesys-url",
                    sandbox.genesysOrigin().toString());
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith(
                            "Error: There is no OAuth client for environment dev. The shell names none, and the secret"
                                    + " genesys-cloud/dev/oauth-client cannot be read");
        }
    }

    @Test
    @Order(9)
    void a_contract_that_a_flow_uses_in_one_of_the_orgs_is_not_retired() throws Exception {
        Path root = second.getParent();
        ObjectNode configuration =
                (ObjectNode) JSON.readTree(root.resolve("cdk.json").toFile());
        ObjectNode environments = (ObjectNode) configuration.at("/context/environments");
        ((ObjectNode) environments.at("/dev/genesys"))
                .put("apiUrl", sandbox.genesysOrigin().toString())
                .put("loginUrl", sandbox.genesysOrigin().toString());
        ObjectNode prod = environments.path("dev").deepCopy();
        prod.put("categorySuffix", " (prod)");
        environments.set("prod", prod);
        JSON.writeValue(root.resolve("cdk.json").toFile(), configuration);
        Path lock = root.resolve("function/actions/contracts.lock.json");
        String before = Files.readString(lock);
        Map<String, String> shell =
                Map.of("GENESYSCLOUD_OAUTHCLIENT_ID_DEV", "planner", "GENESYSCLOUD_OAUTHCLIENT_SECRET_DEV", SECRET);

        // A number that the org has is not undone, used or not.
        Run deployed = command(shell, root, "contract", "undo", "FetchUser");
        assertThat(deployed.status()).isEqualTo(1);
        assertThat(deployed.err())
                .contains("contract 2 stays: in dev it is in Genesys as \"FetchUser\" ("
                        + action("FetchUser").path("id").asText() + ")")
                .contains("contract 2 stays: in prod it is counted as deployed, since its org cannot be asked");
        assertThat(Files.readString(lock)).isEqualTo(before);

        Run used = retire(shell, root, "dev,prod");

        assertThat(used.status()).isEqualTo(1);
        assertThat(used.err())
                .contains(
                        "contract 1 stays in service: in dev it is used by Main IVR. Re-point and publish those flows")
                .contains("in prod it is counted as used, since its org cannot be asked (There is no OAuth client for"
                        + " environment prod");
        assertThat(Files.readString(lock)).isEqualTo(before);

        // The variables without a suffix belong to one org, and are not taken for another.
        assertThat(retire(SHELL, root, "prod").err()).contains("cannot be asked");
        // An org in which nobody uses the contract, because the stack was never in it.
        Run elsewhere = retire(
                Map.of("GENESYSCLOUD_OAUTHCLIENT_ID_PROD", "planner", "GENESYSCLOUD_OAUTHCLIENT_SECRET_PROD", SECRET),
                root,
                "prod");
        assertThat(elsewhere.status()).isEqualTo(1);
        assertThat(elsewhere.err())
                .contains("in prod it is counted as used, since its org cannot be asked (org Sandbox (")
                .contains(
                        "has no stack prod-DataActions: if prod was never deployed, leave it out of --environments; else"
                                + " take the OAuth client of its org). Re-point");
        Run typo = retire(shell, root, "dve");
        assertThat(typo.status()).isEqualTo(1);
        assertThat(typo.err()).contains("cdk.json has no environment dve; did you mean dev?");
        assertThat(Files.readString(lock)).isEqualTo(before);

        sandbox.genesys().removeFlow("f1");
        Run free = retire(shell, root, "dev");
        assertThat(free.status()).as(free.err()).isZero();
        assertThat(free.out())
                .contains("dev: no Architect flow uses contract 1.")
                .contains("FetchUser: contract 1 is out of service from the next deployment on.");
        assertThat(Files.readString(lock)).isNotEqualTo(before);
        Files.writeString(lock, before);
    }

    @Test
    @Order(10)
    void a_kept_action_is_no_change_while_flows_use_it_and_is_removed_afterwards() throws Exception {
        sandbox.genesys().removeFlow("f2");
        String id = action("FetchUser").path("id").asText();
        sandbox.genesys().addFlow(ConsumingFlow.published(id, "f3", "Night"));
        deploy(first);
        assertThat(call("GET", "/api/v2/integrations/actions/" + id, null)
                        .path("name")
                        .asText())
                .isEqualTo("FetchUser (retired, contract 2)");

        Run kept = plan(first);
        assertThat(kept.out()).contains("No changes");
        assertThat(kept.status()).isZero();
        // Brought back, it has its former name again, so no source of a flow has to follow.
        assertThat(plan(second).words())
                .contains("name: \"FetchUser (retired, contract 2)\" → \"FetchUser\"")
                .doesNotContain("warning");

        sandbox.genesys().removeFlow("f3");
        Run gone = plan(first);
        assertThat(gone.words()).contains("- FetchUser (retired, contract 2) (no Architect flow uses it)");
        assertThat(gone.status()).isEqualTo(2);

        // Kept for flows is in the org as well; once it is gone, its number can be undone.
        Path root = second.getParent();
        Map<String, String> shell =
                Map.of("GENESYSCLOUD_OAUTHCLIENT_ID_DEV", "planner", "GENESYSCLOUD_OAUTHCLIENT_SECRET_DEV", SECRET);
        String[] undo = {"contract", "undo", "FetchUser", "--environments", "dev"};
        assertThat(command(shell, root, undo).err()).contains("in Genesys as \"FetchUser (retired, contract 2)\"");
        send("DELETE", "/api/v2/integrations/actions/" + id, null);
        Run undone = command(shell, root, undo);
        assertThat(undone.status()).as(undone.err()).isZero();
        assertThat(undone.out())
                .contains("dev: contract 2 is not deployed.")
                .contains("FetchUser: contract 2 is dropped, and contract 1 is the current one again.");
    }

    @Test
    @Order(11)
    void another_category_of_the_definition_warns_of_the_sources_of_flows() throws Exception {
        TestProject other = new TestProject(folder.resolve("category"));
        other.edit("fetch-user.yaml", "category: Customer Data", "category: Orders");

        Run run = plan(other.synthesise());

        assertThat(run.words())
                .contains("~ FetchUser contract 1 category: \"Customer Data\" → \"Orders\"")
                .contains(
                        "warning: its category changes: sources of flows (Archy, CX as Code) refer to it by category");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    @Order(12)
    void what_a_deployment_would_refuse_is_status_1() throws Exception {
        Path refused = folder.resolve("refused");
        copy(first, refused);
        Path template = template(refused);
        Files.writeString(
                template,
                Files.readString(template)
                        .replace(
                                "\\\"companyName\\\":{\\\"type\\\":\\\"string\\\"}",
                                "\\\"companyName\\\":{\\\"type\\\":\\\"number\\\"}"));

        Run run = plan(refused);

        assertThat(run.words())
                .contains("! FetchUser contract 1")
                .contains("contract accept FetchUser")
                .contains("1 refused.");
        assertThat(run.status()).isEqualTo(1);

        copy(first, folder.resolve("elsewhere"));
        Path elsewhere = template(folder.resolve("elsewhere"));
        Files.writeString(
                elsewhere,
                Files.readString(elsewhere)
                        .replace(
                                "\"GENESYS_API_URL\":",
                                "\"GENESYS_ORGANIZATION_ID\": \"99999999-1234-1234-1234-123456789abc\", \"GENESYS_API_URL\":"));
        Run wrong = plan(folder.resolve("elsewhere"));
        assertThat(wrong.err()).contains("belongs to Genesys organization " + ORGANIZATION);
        assertThat(wrong.status()).isEqualTo(1);
    }

    @Test
    @Order(13)
    void another_front_door_replaces_every_action_and_says_why_and_who_is_concerned() throws Exception {
        TestProject behindIam = new TestProject(folder.resolve("iam"));
        behindIam.configure(dev -> {
            dev.put("frontDoor", "iam");
            ((ObjectNode) dev.path("genesys")).put("organizationId", ORGANIZATION);
        });
        Path iam = behindIam.synthesise();
        String id = action("FetchUser").path("id").asText();
        sandbox.genesys().addFlow(ConsumingFlow.published(id, "f4", "Main IVR"));

        Run run = plan(iam);

        assertThat(run.words())
                .contains("-/+ integration Data actions (dev) the integration's type changed")
                .contains("-/+ FetchUser contract 1 the integration changed")
                .contains(
                        "warning: a new id. Flows keep the old id. If the old front door is removed, their calls fail until you re-point them; used by Main IVR")
                .contains("-/+ ListTodos contract 1 the integration changed")
                .contains("checks: the registered actions are called by Genesys's own test");
        assertThat(run.status()).isEqualTo(2);
        JsonNode json = JSON.readTree(plan(iam, "--json").out());
        assertThat(object(json, "ActionFetchUser1").path("plan").asText()).isEqualTo("replace");
        assertThat(json.path("otherChanges").toString()).contains("checks: ");

        deploy(iam);
        assertThat(action("FetchUser").path("id").asText()).isNotEqualTo(id);
        Run after = plan(iam);
        assertThat(after.out()).contains("No changes");
        assertThat(after.status()).isZero();
        the_role_of_a_deployed_stack_is_not_known_only_after_the_deployment(iam);
        // An action that a flow uses was kept under the same ownership tag; without the flow the next deployment
        // deletes it.
        sandbox.genesys().removeFlow("f4");
        assertThat(plan(iam).words()).contains("- FetchUser (retired, contract 1) (no Architect flow uses it)");
    }

    private static void the_role_of_a_deployed_stack_is_not_known_only_after_the_deployment(Path iam) throws Exception {
        Path here = folder.resolve("iam-here");
        copy(iam, here);
        String origin = sandbox.genesysOrigin().toString();
        Files.writeString(
                template(here),
                Files.readString(template(here))
                        .replace("https://api.mypurecloud.ie", origin)
                        .replace("https://login.mypurecloud.ie", origin));
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            aws.account = "000000000000";
            Map<String, String> ids = new java.util.HashMap<>();
            sandbox.stack().orElseThrow().resources().forEach((id, state) -> ids.put(id, state.physicalId()));
            aws.stacks.put(
                    "dev-DataActions",
                    new AwsStandIn.Stack(sandbox.stack().orElseThrow().outputs(), ids));

            Run run = planWithAws(aws, here);

            assertThat(run.out()).contains("No changes").doesNotContain("Known after deploy");
        }
    }

    @Test
    @Order(13)
    void a_host_that_does_not_answer_is_said_of_this_machine_and_not_of_the_registrar() throws Exception {
        int closed;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            closed = socket.getLocalPort();
        }

        AwsStandIn none = new AwsStandIn();
        Run run;
        try (none) {
            run = Run.of(
                    SHELL,
                    project.root(),
                    environment -> none.client(Optional.empty()),
                    "live",
                    "plan",
                    "--assembly",
                    first.toString(),
                    "--account",
                    "000000000000",
                    "--region",
                    "eu-west-1",
                    "--genesys-url",
                    "http://127.0.0.1:" + closed);
        }

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("No answer from Genesys's login host to the token request")
                .contains("Check genesys.domain in cdk.json and that this machine can reach the internet.")
                .doesNotContain("registrar")
                .doesNotContainIgnoringCase("deploy again");
    }

    @Test
    @Order(14)
    void checks_guard_and_rotation_are_told_where_the_deployed_template_can_be_read() throws Exception {
        TestProject other = new TestProject(folder.resolve("other"));
        other.configure(dev -> {
            dev.put("rotation", "30d");
            dev.put("onDestroy", "delete");
            ((ObjectNode) dev.path("genesys"))
                    .put("apiUrl", sandbox.genesysOrigin().toString())
                    .put("loginUrl", sandbox.genesysOrigin().toString());
        });
        Path desired = other.synthesise();
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            aws.account = "000000000000";
            aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
            Run silent = planWithAws(aws, desired);
            assertThat(silent.words())
                    .contains("Checks, guard and rotation are not compared")
                    .contains("cloudformation:GetTemplate");

            aws.templates.put("dev-DataActions", Files.readString(template(first)));
            assertThat(planWithAws(aws, desired).words())
                    .contains("guard: onDestroy refuse → delete: cdk destroy deletes the actions")
                    .contains("rotation of the caller secret: every 30 days. The first rotation comes later");

            aws.templates.put("dev-DataActions", Files.readString(template(desired)));
            assertThat(planWithAws(aws, desired).out()).doesNotContain("guard:").doesNotContain("rotation");

            other.configure(dev -> dev.put("onDestroy", "refuse"));
            Path refusing = other.synthesise();
            assertThat(planWithAws(aws, refusing).words())
                    .contains("guard: onDestroy delete → refuse: CloudFormation refuses to delete the stack");
            String protecting = Files.readString(template(refusing));
            aws.templates.put("dev-DataActions", protecting);
            assertThat(planWithAws(aws, refusing).words())
                    .contains("warning: the stack has no termination protection, though onDestroy is refuse");
            aws.protectedStacks.add("dev-DataActions");
            assertThat(planWithAws(aws, refusing).out())
                    .doesNotContain("warning: the stack")
                    .doesNotContain("guard:");
            // As an earlier version has deployed it.
            aws.templates.put("dev-DataActions", protecting.replace("\"TerminationProtection\"", "\"Earlier\""));
            assertThat(planWithAws(aws, refusing).words()).contains("guard: the stack gets termination protection");
        }
    }

    private static Run planWithAws(AwsStandIn aws, Path assembly) {
        return Run.of(
                SHELL,
                project.root(),
                it -> aws.client(Optional.of("eu-west-1")),
                "live",
                "plan",
                "-a",
                assembly.toString());
    }

    private static Path template(Path assembly) throws Exception {
        try (var files = Files.walk(assembly)) {
            return files.filter(it -> it.toString().endsWith(".template.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Run retire(Map<String, String> shell, Path root, String environments) {
        return command(shell, root, "contract", "retire", "FetchUser", "1", "--environments", environments);
    }

    private static Run command(Map<String, String> shell, Path root, String... command) {
        AwsStandIn none = new AwsStandIn();
        try (none) {
            Run run = Run.of(shell, root, environment -> none.client(Optional.of("eu-west-1")), command);
            assertThat(run.out() + run.err()).doesNotContain("canary").doesNotContain("\tat ");
            return run;
        }
    }

    private static JsonNode object(JsonNode plan, String logicalId) {
        for (JsonNode each : plan.path("objects")) {
            if (each.path("logicalId").asText().equals(logicalId)) {
                return each;
            }
        }
        throw new AssertionError("no " + logicalId + " in " + plan);
    }

    private static void deploy(Path assembly) {
        StackResult result = sandbox.deploy(CloudAssembly.read(assembly, "dev"), event -> {});
        assertThat(result.succeeded()).as(result.reason()).isTrue();
    }

    private static JsonNode action(String name) {
        JsonNode list = call("GET", "/api/v2/integrations/actions?name=" + name, null);
        for (JsonNode each : list.path("entities")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no action " + name);
    }

    /** As a person would in Admin > Actions. */
    private static void edit(String id, int timeout, String category) throws Exception {
        JsonNode now = call("GET", "/api/v2/integrations/actions/" + id + "?includeConfig=true", null);
        ObjectNode body = JSON.createObjectNode();
        body.put("name", now.path("name").asText());
        body.put("category", category);
        body.put("version", now.path("version").asInt());
        ObjectNode config = now.path("config").deepCopy();
        config.put("timeoutSeconds", timeout);
        ((ObjectNode) config.path("request"))
                .put("requestTemplate", text("/api/v2/integrations/actions/" + id + "/templates/requesttemplate.vm"));
        ((ObjectNode) config.path("response"))
                .put("successTemplate", text("/api/v2/integrations/actions/" + id + "/templates/successtemplate.vm"));
        body.set("config", config);
        call("PATCH", "/api/v2/integrations/actions/" + id, body);
    }

    private static JsonNode call(String method, String path, JsonNode body) {
        try {
            return JSON.readTree(send(method, path, body).body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(String path) {
        return send("GET", path, null).body();
    }

    private static HttpResponse<String> send(String method, String path, JsonNode body) {
        URI origin = sandbox.genesysOrigin();
        HttpClient http = HttpClient.newHttpClient();
        String basic = Base64.getEncoder().encodeToString(("planner:" + SECRET).getBytes(StandardCharsets.UTF_8));
        try {
            JsonNode token = JSON.readTree(http.send(
                            HttpRequest.newBuilder(origin.resolve("/oauth/token"))
                                    .header("Authorization", "Basic " + basic)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(origin.resolve(path))
                            .header(
                                    "Authorization",
                                    "Bearer " + token.path("access_token").asText())
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
            return response;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
