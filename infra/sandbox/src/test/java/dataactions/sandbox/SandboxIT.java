package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import dataactions.sandbox.upstream.SampleUsers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain: definitions → build → synthesis → deployment with real processes → Genesys → upstream. */
class SandboxIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final List<StackEvent> events = new ArrayList<>();
    private Project project;

    @BeforeEach
    void copy() throws Exception {
        project = new Project(Files.createDirectories(folder.resolve("project")));
    }

    @Test
    void an_action_lives_from_its_first_deployment_to_its_removal() throws Exception {
        try (SampleUsers users = new SampleUsers();
                Sandbox sandbox = open(Map.of("users", users.start(0).toString()))) {
            // A first deployment: registered, checked, and within the budget of calls.
            Result first = sandbox.deploy(project.synthesise(), events::add);
            assertThat(first.ending()).as(said()).isEqualTo(Result.Ending.DEPLOYED);
            int calls = sandbox.calls().needed();
            Map<String, String> ids = actionIds(sandbox);
            assertThat(ids).containsOnlyKeys("FetchUser", "ListTodos");
            assertThat(calls).isLessThanOrEqualTo(8 + 4 * ids.size());
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("\"status\":\"success\"")
                    .contains("\"name\":\"Leanne Graham\"")
                    .contains("\"companyName\":\"Romaguera-Crona\"");
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":999}")
                            .path("errorCode")
                            .asText())
                    .isEqualTo("USER_NOT_FOUND");
            assertThat(execute(sandbox, "ListTodos", "{\"userId\":2,\"completed\":true}")
                            .path("data")
                            .path("completedShare")
                            .asInt())
                    .isEqualTo(100);

            // The same again: nothing is called.
            Result second = sandbox.deploy(project.synthesise(), events::add);
            assertThat(second.ending()).isEqualTo(Result.Ending.UNCHANGED);
            assertThat(sandbox.calls().total()).isZero();

            // Another default: a new version of the function, the same actions.
            project.edit("fetch-user.yaml", "Unknown Corp", "No Company");
            Result edited = sandbox.deploy(project.synthesise(), events::add);
            assertThat(edited.ending()).as(said()).isEqualTo(Result.Ending.DEPLOYED);
            assertThat(edited.outputs().get("FunctionVersion")).isEqualTo("2");
            assertThat(actionIds(sandbox)).isEqualTo(ids);
            assertThat(sandbox.calls().writes()).isZero();

            // A broken mapping: everything goes back to what it was, and says which field was wrong.
            JsonNode before = sandbox.genesys().toJson();
            Map<String, Object> stackBefore = standing(sandbox);
            project.edit("fetch-user.yaml", "from: name, ", "from: fullName, ");
            project.edit(
                    "fetch-user.yaml",
                    "name: Leanne Graham, email: Sincere@april.biz, company: {",
                    "fullName: Leanne Graham, email: Sincere@april.biz, company: {");
            project.edit("fetch-user.yaml", "{id: 7, name: ", "{id: 7, fullName: ");
            Result broken = sandbox.deploy(project.synthesise(), events::add);
            assertThat(broken.ending()).isEqualTo(Result.Ending.ROLLED_BACK);
            assertThat(broken.failedResource()).isEqualTo("FunctionCheck");
            assertThat(broken.reason()).contains("data.name");
            assertThat(sandbox.genesys().toJson()).isEqualTo(before);
            assertThat(standing(sandbox)).isEqualTo(stackBefore);
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}")
                            .path("data")
                            .path("name")
                            .asText())
                    .isEqualTo("Leanne Graham");
            project.edit("fetch-user.yaml", "from: fullName, ", "from: name, ");
            project.edit("fetch-user.yaml", "fullName: ", "name: ");
            // The build had recorded it, though its check refused it: what is frozen next is to be what is in service.
            project.actions("contract", "record");

            // Another contract: refused until it is accepted, then a further action beside the old one.
            project.edit("fetch-user.yaml", "output:\n", "output:\n  nick:        {type: string,  from: username}\n");
            assertThatThrownBy(project::synthesise)
                    .isInstanceOf(Project.Refused.class)
                    .hasMessageContaining("contract accept FetchUser");
            project.actions("contract", "accept", "FetchUser");
            Result accepted = sandbox.deploy(project.synthesise(), events::add);
            assertThat(accepted.ending()).as(said()).isEqualTo(Result.Ending.DEPLOYED);
            Map<String, String> contracts = actionIds(sandbox);
            assertThat(contracts).containsOnlyKeys("FetchUser", "FetchUser (contract 1)", "ListTodos");
            assertThat(contracts.get("FetchUser (contract 1)")).isEqualTo(ids.get("FetchUser"));
            assertThat(execute(sandbox, "FetchUser (contract 1)", "{\"userId\":1}")
                            .path("data")
                            .has("nick"))
                    .isFalse();
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}")
                            .path("data")
                            .path("nick")
                            .asText())
                    .isNotEmpty();

            // Gone: nothing of it is left on either side.
            sandbox.protect(false);
            Result destroyed = sandbox.destroy(events::add);
            assertThat(destroyed.ending()).as(said()).isEqualTo(Result.Ending.DESTROYED);
            assertThat(sandbox.genesys().toJson().path("actions")).isEmpty();
            assertThat(sandbox.genesys().toJson().path("integrations")).isEmpty();
            assertThat(sandbox.genesys().toJson().path("credentials")).isEmpty();
        }
    }

    @Test
    void the_commands_keep_their_state_in_a_folder_and_answer_with_their_exit_status() throws Exception {
        project.synthesise();
        String state = folder.resolve("state").toString();
        String assembly = project.assembly().toString();

        Said deployed =
                run("deploy", "--state", state, "--assembly", assembly, "--invoke", "FetchUser", "--input", "userId=1");
        assertThat(deployed.status).as(deployed.all()).isZero();
        assertThat(deployed.out)
                .contains("CREATE_COMPLETE     ActionFetchUser1 (Custom::GenesysDataAction)")
                .contains("upstreams: users answered from the")
                .contains("FunctionUrl      http://127.0.0.1:")
                .contains("In Architect: FetchUser")
                .contains("data.isValidUser  Boolean  Task.isValidUser")
                .contains("\"name\": \"Leanne Graham\"")
                .contains("Outcome: success");
        assertThat(deployed.out.lines()).allMatch(line -> line.length() <= 120);

        Said again = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(again.status).isZero();
        assertThat(again.out).contains("No changes").contains("Genesys calls: 0 (0 reads, 0 writes, 0 test calls)");

        Said elsewhere =
                run("deploy", "--state", state, "--assembly", assembly, "--upstream", "users=http://example.com");
        assertThat(elsewhere.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(elsewhere.err).contains("is not a base URL");
        Said misspelt =
                run("deploy", "--state", state, "--assembly", assembly, "--upstream", "usrs=https://example.com");
        assertThat(misspelt.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(misspelt.err).contains("no such upstream; did you mean users? It has: users.");
        assertThat(run("status", "--state", state).out).doesNotContain("usrs");

        Said quoted = run("invoke", "FetchUser", "--state", state, "--input", "userId=\"1");
        assertThat(quoted.all()).contains("takes an integer here").doesNotContain("picocli");
        Said refused = run("invoke", "FetchUser", "--state", state, "--json", "{}");
        assertThat(refused.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(refused.out)
                .contains("Genesys refused the inputs, and called nothing")
                .doesNotContain("handler");

        Said outcome = run("invoke", "FetchUser", "--state", state, "--json", "{\"userId\": 999}");
        assertThat(outcome.status).as(outcome.all()).isEqualTo(SandboxCommand.OUTCOME);
        assertThat(outcome.out).contains("USER_NOT_FOUND");

        Said explained = run("invoke", "FetchUser", "--state", state, "--input", "userId=1", "--explain");
        assertThat(explained.status).as(explained.all()).isEqualTo(SandboxCommand.DONE);
        assertThat(explained.out)
                .contains("Function called directly")
                .contains("upstream users called: HTTP 200, attempts 1")
                .containsPattern("companyName +found +company\\.name")
                .containsPattern("isValidUser +constant");
        assertThat(run("invoke", "FetchUser", "--state", state, "--input", "userId=999", "--explain").status)
                .isEqualTo(SandboxCommand.OUTCOME);

        Said traced = run("invoke", "FetchUser", "--state", state, "--input", "userId=1", "--trace");
        assertThat(traced.status).as(traced.all()).isEqualTo(SandboxCommand.DONE);
        assertThat(traced.out).contains("> GET http://127.0.0.1:", "/users/1", "< HTTP 200", "Sincere@april.biz");

        Said unknown = run("invoke", "Nope", "--state", state);
        assertThat(unknown.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(unknown.err).contains("No action 'Nope' is deployed. There is: FetchUser, ListTodos.");

        Said status = run("status", "--state", state);
        assertThat(status.out).contains("dev-DataActions  CREATE_COMPLETE").contains("data.todos.title");

        Said isProtected = run("destroy", "--state", state);
        assertThat(isProtected.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(words(isProtected))
                .contains("Stack [dev-DataActions] cannot be deleted while TerminationProtection is enabled")
                .contains("set \"onDestroy\": \"delete\" for it in cdk.json, deploy, and destroy again")
                .contains("`destroy --reset`");
        project.configure(dev -> dev.put("onDestroy", "delete"));
        project.synthesise();
        assertThat(run("deploy", "--state", state, "--assembly", assembly).status)
                .isZero();
        assertThat(run("destroy", "--state", state).status).isZero();
        assertThat(run("destroy", "--state", state, "--reset").out).contains("is discarded");
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(words(run("status", "--state", state))).contains("nothing was ever deployed with this state folder");
        assertThat(run("deploy", "--state", state, "--assembly", folder.toString()).err)
                .contains("There is no cloud assembly in");
    }

    @Test
    void what_a_deployment_prints_was_179_lines_whatever_it_changed() throws Exception {
        project.synthesise();
        String state = folder.resolve("state").toString();
        String assembly = project.assembly().toString();

        Said first = run("deploy", "--state", state, "--assembly", assembly, "--invoke-example");
        assertThat(first.status).as(first.all()).isZero();
        assertThat(first.out)
                .contains("In Architect: FetchUser", "In Architect: ListTodos")
                .contains("Invoking FetchUser with its example \"a known user\"")
                .contains("\"name\": \"Leanne Graham\"")
                .doesNotContain("AWS::IAM::", "IN_PROGRESS");
        assertThat(first.out.lines().count()).isLessThan(95);

        Said same = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(same.out).contains("No changes").doesNotContain("In Architect", "COMPLETE");
        assertThat(same.out.lines().count()).isLessThan(15);

        project.edit("fetch-user.yaml", "category: Customer Data", "category: Support");
        project.synthesise();
        Said one = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(one.out)
                .contains("UPDATE_COMPLETE     ActionFetchUser1")
                .contains("In Architect: FetchUser")
                .doesNotContain("In Architect: ListTodos", "ActionListTodos1");
        assertThat(one.out.lines().count()).isLessThan(45);

        assertThat(run("status", "--state", state).out)
                .contains("In Architect: FetchUser", "In Architect: ListTodos")
                .contains("Upstreams    users answered from the definitions' examples");
    }

    /** The sample upstream knew the samples only: a new action with an upstream of its own could not be tried. */
    @Test
    void a_new_upstream_is_answered_from_the_examples_without_its_credentials_step_by_step() throws Exception {
        project.use("customer-orders.yaml");
        project.use("create-ticket.yaml");
        project.configure(dev -> {
            ObjectNode crm = dev.withObject("/upstreams/crm").put("url", "https://crm.example.com/v1");
            crm.withObject("/auth")
                    .put("type", "oauth2")
                    .put("tokenUrl", "https://login.example.com/token")
                    .put("secret", "crm/oauth-client");
            dev.withObject("/checks/CustomerOrders/input").put("phone", "+4930123456");
        });
        project.synthesise();

        Said deployed = run(
                "deploy",
                "--state",
                folder.resolve("state").toString(),
                "--assembly",
                project.assembly().toString(),
                "--invoke-example");

        assertThat(deployed.status).as(deployed.all()).isZero();
        assertThat(deployed.out.replaceAll("\\s+", " "))
                .contains("upstreams: crm answered from the definitions' examples, users answered")
                .contains("Invoking CreateTicket with its example \"opened\"")
                .contains("\"ticketId\": \"t-1\"")
                .doesNotContain("Note:");
        try (Sandbox sandbox = open()) {
            assertThat(execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930123456\"}")
                            .path("data")
                            .toString())
                    .isEqualTo("{\"customerId\":\"c/7\",\"name\":\"Ann\",\"openOrders\":1,\"newest\":\"4711\","
                            + "\"owes\":12.5}");
            assertThat(execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930999999\"}")
                            .path("errorCode")
                            .asText())
                    .isEqualTo("CUSTOMER_NOT_FOUND");
            assertThat(sandbox.takeUnanswered()).isEmpty();
        }
    }

    /** What the check's input brings from the real API need not be in an example: the deployment only warns. */
    @Test
    void a_check_whose_input_is_in_no_example_lets_the_deployment_through_and_says_what_to_do() throws Exception {
        project.configure(dev -> dev.withObject("/checks/FetchUser/input").put("userId", 5));
        project.synthesise();
        String state = folder.resolve("state").toString();

        Said deployed =
                run("deploy", "--state", state, "--assembly", project.assembly().toString());

        String note = "Note: No example of FetchUser or ListTodos sends GET /users/5: add an example that does, or call"
                + " the real API with --upstream users=URL.";
        assertThat(deployed.status).as(deployed.all()).isZero();
        assertThat(deployed.out.replaceAll("\\s+", " ")).contains(note);
        Said invoked = run("invoke", "FetchUser", "--state", state, "--input", "userId=6");
        assertThat(invoked.status).isEqualTo(SandboxCommand.FAILED);
        assertThat(invoked.out.replaceAll("\\s+", " ")).contains(note.replace("/users/5", "/users/6"));
    }

    @Test
    void without_an_example_of_a_success_nothing_is_invoked_and_the_deployment_stands() throws Exception {
        Files.delete(folder.resolve("project/function/actions/list-todos.yaml"));
        project.actions("retire", "ListTodos", "1");
        project.configure(dev -> ((ObjectNode) dev.path("checks")).remove("ListTodos"));
        String text = Files.readString(folder.resolve("project/function/actions/fetch-user.yaml"));
        Files.writeString(
                folder.resolve("project/function/actions/fetch-user.yaml"),
                text.substring(0, text.indexOf("  - name: a known user")) + "  - name: no such user\n"
                        + "    input: {userId: 1}\n    response: {status: 404}\n    errorCode: USER_NOT_FOUND\n");
        project.configure(dev -> dev.remove("checks"));
        project.synthesise();

        Said deployed = run(
                "deploy",
                "--state",
                folder.resolve("state").toString(),
                "--assembly",
                project.assembly().toString(),
                "--invoke-example");

        assertThat(deployed.status).as(deployed.all()).isZero();
        assertThat(deployed.out).contains("Deployed in").contains("No action is invoked: no example of an action");
    }

    private static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";

    @Test
    void behind_iam_genesys_assumes_the_role_and_invokes_the_function() throws Exception {
        project.configure(dev -> {
            dev.put("frontDoor", "iam");
            ((ObjectNode) dev.path("genesys")).put("organizationId", ORGANIZATION);
        });
        try (Sandbox sandbox = open()) {
            assertThat(sandbox.deploy(project.synthesise(), events::add).ending())
                    .as(said())
                    .isEqualTo(Result.Ending.DEPLOYED);
            assertThat(sandbox.stack().orElseThrow().outputs().get("FunctionArn"))
                    .endsWith(":live");
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("\"status\":\"success\"")
                    .contains("\"name\":\"Leanne Graham\"");
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":999}")
                            .path("errorCode")
                            .asText())
                    .isEqualTo("USER_NOT_FOUND");
        }
        // The unqualified ARN, should Genesys not take a qualified one; then back to the URL, where every action is
        // new.
        project.configure(dev -> {
            ObjectNode door = dev.putObject("frontDoor");
            door.put("type", "iam");
            door.put("qualifier", "none");
        });
        try (Sandbox sandbox = open()) {
            Map<String, String> before = actionIds(sandbox);
            assertThat(sandbox.deploy(project.synthesise(), events::add).ending())
                    .as(said())
                    .isEqualTo(Result.Ending.DEPLOYED);
            assertThat(actionIds(sandbox)).isEqualTo(before);
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("Leanne Graham");

            project.configure(dev -> dev.put("frontDoor", "url"));
            assertThat(sandbox.deploy(project.synthesise(), events::add).ending())
                    .as(said())
                    .isEqualTo(Result.Ending.DEPLOYED);
            assertThat(actionIds(sandbox)).hasSameSizeAs(before).doesNotContainValue(before.get("FetchUser"));
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("Leanne Graham");
            sandbox.protect(false);
            assertThat(sandbox.destroy(events::add).ending()).as(said()).isEqualTo(Result.Ending.DESTROYED);
            assertThat(sandbox.genesys().toJson().toString()).doesNotContain("FetchUser");
        }
    }

    /** Seen: any local deployment recorded contract 1, and each later change of an output was refused. */
    @Test
    void a_local_deployment_records_nothing_and_goes_on_where_synth_will_refuse() throws Exception {
        assumeTrue(
                Files.exists(Path.of("../../node_modules/aws-cdk/bin/cdk")),
                "skipped: there is no node_modules; run `npm ci` first");
        String recorded = project.contracts();
        project.edit("fetch-user.yaml", "output:\n", "output:\n  nick:        {type: string,  from: username}\n");
        project.configure(dev -> dev.withObject("/upstreams/spare").put("url", "http://127.0.0.1:9"));
        Path output = folder.resolve("assembly");

        List<String> lines = project.synthesiseWithCli(output);

        assertThat(lines)
                .as(String.join("\n", lines))
                .anySatisfy(
                        line -> assertThat(line).startsWith("  note: FetchUser: draft of contract 2 (output `nick`"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  note: `cdk synth` will refuse: cdk.json: environments.dev.upstreams.spare.url:"))
                .noneMatch(line -> line.contains("error-annotation")
                        || line.contains("This cloud assembly")
                        || line.contains("jsii-java-runtime"));
        assertThat(project.contracts()).isEqualTo(recorded);
        assertThat(CloudAssembly.read(output, "dev").template().at("/Resources/ActionFetchUser2/Properties/Draft"))
                .hasToString("\"true\"");
    }

    @Test
    void the_patterns_call_an_api_that_wants_a_token_and_answer_flat_where_they_say_so() throws Exception {
        project.use("customer-orders.yaml");
        project.use("create-ticket.yaml");
        Path secret = folder.resolve("crm.json");
        Files.writeString(
                secret,
                "{\"clientId\":\"" + CrmService.CLIENT_ID + "\",\"clientSecret\":\"" + CrmService.CLIENT_SECRET
                        + "\"}");
        String state = folder.resolve("state").toString();
        try (CrmService crm = new CrmService()) {
            project.configure(dev -> dev.withObject("/upstreams/crm")
                    .put("url", "https://crm.example.com")
                    .withObject("/auth")
                    .put("type", "oauth2")
                    .put("tokenUrl", crm.origin() + "/token")
                    .put("secret", "crm/oauth-client"));
            // The token's address is one of this machine: for the sandbox alone.
            project.synthesiseLocally();
            String assembly = project.localAssembly().toString();

            // Answered from the examples, it wants no secret; really called elsewhere, it does.
            Said without = run(
                    "deploy", "--state", state, "--assembly", assembly, "--upstream", "crm=https://crm.example.com");
            assertThat(without.status).isEqualTo(SandboxCommand.FAILED);
            assertThat(without.err.replaceAll("\\s+", " "))
                    .contains("The upstream crm (https://crm.example.com) needs the secret crm/oauth-client")
                    .contains("--secret crm/oauth-client=FILE");
            Said misspelt = run("deploy", "--state", state, "--assembly", assembly, "--secret", "crm=" + secret);
            assertThat(misspelt.err.replaceAll("\\s+", " ")).contains("They need: crm/oauth-client.");

            Said deployed = run(
                    "deploy",
                    "--state",
                    state,
                    "--assembly",
                    assembly,
                    "--upstream",
                    "crm=" + crm.origin(),
                    "--secret",
                    "crm/oauth-client=" + secret);
            assertThat(deployed.status).as(deployed.all()).isZero();
        }
        // The service comes back elsewhere: the sandbox remembers where the secret's file is.
        try (CrmService crm = new CrmService()) {
            project.configure(dev -> dev.withObject("/upstreams/crm/auth").put("tokenUrl", crm.origin() + "/token"));
            project.synthesiseLocally();
            run(
                    "deploy",
                    "--state",
                    state,
                    "--assembly",
                    project.localAssembly().toString(),
                    "--upstream",
                    "crm=" + crm.origin());
            try (Sandbox sandbox = open()) {
                JsonNode found = execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930123456\"}");
                assertThat(found.path("data").toString())
                        .isEqualTo("{\"customerId\":\"c/7\",\"name\":\"Ann\",\"openOrders\":1,\"newest\":\"4711\","
                                + "\"owes\":12.5}");
                assertThat(crm.requests())
                        .filteredOn("POST /token grant_type=client_credentials"::equals)
                        .hasSize(1);
                crm.revoke();
                assertThat(execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930999999\"}")
                                .path("errorCode")
                                .asText())
                        .isEqualTo("CUSTOMER_NOT_FOUND");
                assertThat(crm.requests())
                        .filteredOn("POST /token grant_type=client_credentials"::equals)
                        .hasSize(2);

                assertThat(execute(sandbox, "CreateTicket", "{\"customerId\":\"c8\",\"subject\":\"No \\\"tone\\\"\"}"))
                        .hasToString("{\"ticketId\":\"t-1\",\"outcome\":\"CREATED\"}");
                assertThat(execute(
                                sandbox, "CreateTicket", "{\"customerId\":\"c8\",\"subject\":\"x\",\"urgent\":true}"))
                        .hasToString("{\"ticketId\":\"\",\"outcome\":\"TICKET_REFUSED\"}");
                assertThat(crm.requests())
                        .anyMatch(each -> each.startsWith("POST /customers/c8/tickets {\"subject\":\"No \\\"tone\\\"\","
                                + "\"urgent\":false,\"source\":\"genesys-"));
            }
        }
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("crm-canary");
            }
        }
    }

    /** Where a line is broken is of no interest. */
    private static String words(Said said) {
        return said.all().replaceAll("\\s+", " ");
    }

    private record Said(int status, String out, String err) {
        private String all() {
            return out + err;
        }
    }

    private static Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                SandboxCommand.run(Path.of("").toAbsolutePath(), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Said(status, out.toString(), err.toString());
    }

    private Sandbox open() {
        return open(Map.of());
    }

    private Sandbox open(Map<String, String> upstreams) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                upstreams,
                Map.of(),
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.systemUTC(),
                Engine.Undo.UPDATE_THEN_DELETE,
                UnaryOperator.identity()));
    }

    private static Map<String, String> actionIds(Sandbox sandbox) {
        Map<String, String> ids = new LinkedHashMap<>();
        Report.actions(sandbox).forEach(action -> ids.put(action.name(), action.id()));
        return ids;
    }

    private static JsonNode execute(Sandbox sandbox, String name, String inputs) throws Exception {
        Architect.Execution execution =
                sandbox.architect().execute(actionIds(sandbox).get(name), (ObjectNode) JSON.readTree(inputs));
        assertThat(execution.status()).as(execution.body().toString()).isEqualTo(200);
        return execution.body();
    }

    /** What the stack's resources are, without the words of their events. */
    private static Map<String, Object> standing(Sandbox sandbox) {
        Map<String, Object> standing = new LinkedHashMap<>();
        sandbox.stack()
                .orElseThrow()
                .resources()
                .forEach((id, resource) ->
                        standing.put(id, List.of(resource.physicalId(), resource.properties(), resource.attributes())));
        return standing;
    }

    private String said() {
        StringBuilder said = new StringBuilder();
        events.forEach(event -> said.append(event.logicalId())
                .append(' ')
                .append(event.status())
                .append(' ')
                .append(event.reason())
                .append('\n'));
        return said.toString();
    }
}
