package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import dataactions.sandbox.upstream.SampleUsers;
import dataactions.testkit.SampleProject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
        project = new Project(folder.resolve("project"));
    }

    @Test
    @Tag("quick")
    void an_action_lives_from_its_first_deployment_to_its_removal() throws Exception {
        try (SampleUsers users = new SampleUsers();
                Sandbox sandbox = open(Map.of("users", users.start(0).toString()))) {
            // A first deployment: registered, checked, and within the budget of calls.
            StackResult first = sandbox.deploy(project.assembled(), events::add);
            assertThat(first.ending()).as(said()).isEqualTo(StackResult.Ending.DEPLOYED);
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
            StackResult second = sandbox.deploy(project.assembled(), events::add);
            assertThat(second.ending()).isEqualTo(StackResult.Ending.UNCHANGED);
            assertThat(sandbox.calls().total()).isZero();

            // Another default: a new version of the function, the same actions.
            project.edit("fetch-user.yaml", "Unknown Corp", "No Company");
            StackResult edited = sandbox.deploy(project.assembled(), events::add);
            assertThat(edited.ending()).as(said()).isEqualTo(StackResult.Ending.DEPLOYED);
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
            StackResult broken = sandbox.deploy(project.assembled(), events::add);
            assertThat(broken.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
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
            project.contracts().record();

            // Another contract: refused until it is accepted, then a further action beside the old one.
            project.edit("fetch-user.yaml", "output:\n", "output:\n  nick:        {type: string,  from: username}\n");
            assertThatThrownBy(project::synthesise)
                    .isInstanceOf(SampleProject.Refused.class)
                    .hasMessageContaining("contract accept FetchUser");
            project.contracts().accept("FetchUser", false);
            StackResult accepted = sandbox.deploy(project.assembled(), events::add);
            assertThat(accepted.ending()).as(said()).isEqualTo(StackResult.Ending.DEPLOYED);
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
            StackResult destroyed = sandbox.destroy(events::add);
            assertThat(destroyed.ending()).as(said()).isEqualTo(StackResult.Ending.DESTROYED);
            assertThat(sandbox.genesys().toJson().path("actions")).isEmpty();
            assertThat(sandbox.genesys().toJson().path("integrations")).isEmpty();
            assertThat(sandbox.genesys().toJson().path("credentials")).isEmpty();
        }
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
        try (Sandbox sandbox = open()) {
            CloudAssembly assembly = project.assembled();
            assertThat(sandbox.deploy(assembly, events::add).ending())
                    .as(said())
                    .isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(sandbox.upstreams().called(assembly.upstreams()))
                    .containsOnly(Map.entry("crm", Optional.empty()), Map.entry("users", Optional.empty()));
            assertThat(execute(
                                    sandbox,
                                    "CreateTicket",
                                    sandbox.upstreams().examples().all().stream()
                                            .filter(it -> it.action().equals("CreateTicket") && it.success())
                                            .findFirst()
                                            .orElseThrow()
                                            .input()
                                            .toString())
                            .path("ticketId")
                            .asText())
                    .isEqualTo("t-1");
            assertThat(execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930123456\"}")
                            .path("data")
                            .toString())
                    .isEqualTo("{\"customerId\":\"c/7\",\"name\":\"Ann\",\"openOrders\":1,\"newest\":\"4711\","
                            + "\"owes\":12.5}");
            assertThat(execute(sandbox, "CustomerOrders", "{\"phone\":\"+4930999999\"}")
                            .path("errorCode")
                            .asText())
                    .isEqualTo("CUSTOMER_NOT_FOUND");
            assertThat(sandbox.upstreams().takeUnanswered()).isEmpty();
        }
    }

    private static final String ORGANIZATION = "12345678-1234-1234-1234-123456789abc";

    @Test
    void behind_iam_genesys_assumes_the_role_and_invokes_the_function() throws Exception {
        project.configure(dev -> {
            dev.put("frontDoor", "iam");
            ((ObjectNode) dev.path("genesys")).put("organizationId", ORGANIZATION);
        });
        try (Sandbox sandbox = open()) {
            assertThat(sandbox.deploy(project.assembled(), events::add).ending())
                    .as(said())
                    .isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(sandbox.stack().orElseThrow().outputs().get("FunctionArn"))
                    .endsWith(":live");
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("\"status\":\"success\"")
                    .contains("\"name\":\"Leanne Graham\"");
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":999}")
                            .path("errorCode")
                            .asText())
                    .isEqualTo("USER_NOT_FOUND");

            // The unqualified ARN, should Genesys not take a qualified one; then back to the URL, where every action
            // is new.
            project.configure(dev -> {
                ObjectNode door = dev.putObject("frontDoor");
                door.put("type", "iam");
                door.put("qualifier", "none");
            });
            Map<String, String> before = actionIds(sandbox);
            assertThat(sandbox.deploy(project.assembled(), events::add).ending())
                    .as(said())
                    .isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(actionIds(sandbox)).isEqualTo(before);
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("Leanne Graham");

            project.configure(dev -> dev.put("frontDoor", "url"));
            assertThat(sandbox.deploy(project.assembled(), events::add).ending())
                    .as(said())
                    .isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(actionIds(sandbox)).hasSameSizeAs(before).doesNotContainValue(before.get("FetchUser"));
            assertThat(execute(sandbox, "FetchUser", "{\"userId\":1}").toString())
                    .contains("Leanne Graham");
            sandbox.protect(false);
            assertThat(sandbox.destroy(events::add).ending()).as(said()).isEqualTo(StackResult.Ending.DESTROYED);
            assertThat(sandbox.genesys().toJson().toString()).doesNotContain("FetchUser");
        }
    }

    /** Seen: any local deployment recorded contract 1, and each later change of an output was refused. */
    @Test
    void a_local_deployment_records_nothing_and_goes_on_where_synth_will_refuse() throws Exception {
        assumeTrue(
                Files.exists(Path.of("../../node_modules/aws-cdk/bin/cdk")),
                "skipped: there is no node_modules; run `npm ci` first");
        String recorded = Files.readString(project.lockFile());
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
        assertThat(Files.readString(project.lockFile())).isEqualTo(recorded);
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
        try (CrmService crm = new CrmService()) {
            project.configure(dev -> dev.withObject("/upstreams/crm")
                    .put("url", "https://crm.example.com")
                    .withObject("/auth")
                    .put("type", "oauth2")
                    .put("tokenUrl", crm.origin() + "/token")
                    .put("secret", "crm/oauth-client"));
            // The token's address is one of this machine: for the sandbox alone.
            CloudAssembly assembly = project.assembledLocally();

            // Answered from the examples, it wants no secret; really called elsewhere, it does.
            try (Sandbox sandbox = open(Map.of("crm", "https://crm.example.com"))) {
                assertThatThrownBy(() -> sandbox.deploy(assembly, events::add))
                        .hasMessageContaining(
                                "The upstream crm (https://crm.example.com) needs the secret crm/oauth-client")
                        .hasMessageContaining("--secret crm/oauth-client=FILE");
            }
            try (Sandbox sandbox =
                    open(Map.of("crm", crm.origin().toString()), Map.of("crm/oauth-client", secret.toString()))) {
                assertThat(sandbox.deploy(assembly, events::add).ending())
                        .as(said())
                        .isEqualTo(StackResult.Ending.DEPLOYED);
            }
        }
        // The service comes back elsewhere: the sandbox remembers where the secret's file is.
        try (CrmService crm = new CrmService()) {
            project.configure(dev -> dev.withObject("/upstreams/crm/auth").put("tokenUrl", crm.origin() + "/token"));
            CloudAssembly assembly = project.assembledLocally();
            try (Sandbox sandbox = open(Map.of("crm", crm.origin().toString()))) {
                sandbox.deploy(assembly, events::add);
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

    private Sandbox open() {
        return open(Map.of());
    }

    private Sandbox open(Map<String, String> upstreams) {
        return open(upstreams, Map.of());
    }

    private Sandbox open(Map<String, String> upstreams, Map<String, String> secretFiles) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                upstreams,
                secretFiles,
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.systemUTC(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                UnaryOperator.identity()));
    }

    private static Map<String, String> actionIds(Sandbox sandbox) {
        Map<String, String> ids = new LinkedHashMap<>();
        sandbox.actions().forEach(action -> ids.put(action.name(), action.id()));
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
