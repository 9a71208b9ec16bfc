package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.definition.CompiledActions;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.handler.DataActionHandler;
import dataactions.registrar.RegistrarHandler;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.InProcessRuntime;
import dataactions.sandbox.lambda.LambdaRuntime;
import dataactions.sandbox.upstream.SampleUsers;
import dataactions.testkit.TestTime;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Life cycles of the real assembly with the real handlers in this process, on a clock that moves only when somebody
 * waits; in an org that takes its time, and that others use as well.
 */
class LifeCycleIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final UnaryOperator<OrgSettings> SLOW =
            settings -> settings.withDelays(new OrgSettings.Delays(MOMENT, MOMENT, MOMENT, MOMENT));
    private static final UnaryOperator<OrgSettings> PROMPT = UnaryOperator.identity();

    /** What the project says, and what it would say after two edits; synthesised once. */
    private static CloudAssembly first;

    private static CloudAssembly secondContract;
    private static CloudAssembly brokenMapping;
    private static CloudAssembly otherDoor;

    /** The first one with the context {@code reconcile}. */
    private static CloudAssembly repairing;

    /** Called as a real API is, so that a wrong mapping is found by it. */
    private final SampleUsers users = new SampleUsers();

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final TestTime time = new TestTime();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final List<StackEvent> events = new ArrayList<>();

    @BeforeAll
    static void synthesise() throws Exception {
        first = new Project(shared.resolve("first")).assembled();

        Project accepting = new Project(shared.resolve("accepting"));
        accepting.edit("fetch-user.yaml", "output:\n", "output:\n  nick:        {type: string,  from: username}\n");
        accepting.contracts().accept("FetchUser", false);
        secondContract = accepting.assembled();

        Project breaking = new Project(shared.resolve("breaking"));
        breaking.edit("fetch-user.yaml", "from: name, ", "from: fullName, ");
        breaking.edit(
                "fetch-user.yaml",
                "name: Leanne Graham, email: Sincere@april.biz, company: {",
                "fullName: Leanne Graham, email: Sincere@april.biz, company: {");
        breaking.edit("fetch-user.yaml", "{id: 7, name: ", "{id: 7, fullName: ");
        brokenMapping = breaking.assembled();

        Project iam = new Project(shared.resolve("iam"));
        iam.configure(dev -> {
            dev.put("frontDoor", "iam");
            ((ObjectNode) dev.path("genesys")).put("organizationId", "12345678-1234-1234-1234-123456789abc");
        });
        otherDoor = iam.assembled();

        Project repair = new Project(shared.resolve("repairing"));
        Path settings = repair.root().resolve("cdk.json");
        ObjectNode configuration = (ObjectNode) JSON.readTree(settings.toFile());
        ((ObjectNode) configuration.path("context")).put("reconcile", "2026-11-28");
        JSON.writeValue(settings.toFile(), configuration);
        repairing = repair.assembled();
    }

    /** What others had in the org before we came. */
    private JsonNode seed;

    @Test
    void a_first_deployment_takes_seven_calls_and_four_for_each_action() throws Exception {
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            deployed(sandbox.deploy(first, events::add));

            assertThat(sandbox.calls().needed())
                    .as(String.join("\n", sandbox.calls().log()))
                    .isEqualTo(7 + 4 * 2);
        }
    }

    @Test
    void a_schedule_that_keeps_a_version_awake_comes_and_goes_and_never_fires() throws Exception {
        Project project = new Project(folder.resolve("awake"));
        project.configure(
                dev -> dev.withObject("/function").put("snapStart", true).put("keepAwake", true));
        CloudAssembly awake = project.assembled();
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            deployed(sandbox.deploy(awake, events::add));
            assertThat(types(sandbox)).contains("AWS::Events::Rule");
            assertThat(sandbox.inert("AWS::Events::Rule")).isTrue();
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            time.sleep(Duration.ofHours(3));
            assertThat(log).noneMatch(line -> line.contains("kept awake"));

            // SnapStart has no effect here either, and publishes a version as in AWS.
            StackResult without = sandbox.deploy(first, events::add);
            deployed(without);
            assertThat(without.outputs().get("FunctionVersion")).isEqualTo("2");
            assertThat(types(sandbox)).doesNotContain("AWS::Events::Rule");
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");

            deployed(sandbox.deploy(awake, events::add));
            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
        }
    }

    private static List<String> types(Sandbox sandbox) {
        return sandbox.stack().orElseThrow().resources().values().stream()
                .map(ResourceState::type)
                .toList();
    }

    @Test
    void an_org_that_takes_its_time_is_waited_for_and_ends_as_it_began() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            Instant before = time.instant();
            deployed(sandbox.deploy(first, events::add));
            assertThat(sandbox.calls().polls() + sandbox.calls().retries()).isPositive();
            assertThat(time.instant()).isAfterOrEqualTo(before.plus(MOMENT));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");

            deployed(sandbox.deploy(secondContract, events::add));
            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser", "FetchUser (contract 1)", "ListTodos");

            // Back to the first assembly: the second contract is retired, and the first takes its bare name again.
            deployed(sandbox.deploy(first, events::add));
            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser", "ListTodos");

            noSecretWasSaid(sandbox);
            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @Test
    void an_orphan_would_be_seen() throws Exception {
        try (Sandbox sandbox = open(PROMPT)) {
            deployed(sandbox.deploy(first, events::add));
            Org org = new Org(sandbox);
            String integration = sandbox.stack().orElseThrow().outputs().get("IntegrationId");
            // Carries our mark, but no event of CloudFormation has ever answered with its id; and it stands in another
            // integration, so that it does not go with ours.
            String strangers = seed.path("integrations").get(0).path("id").asText();
            assertThat(strangers).isNotEqualTo(integration);
            org.action(strangers, "Planted");

            destroy(sandbox);

            assertThatThrownBy(() -> onlyTheSeedIsLeft(sandbox)).isInstanceOf(AssertionError.class);
        }
    }

    /** What a person does in two days, as the assemblies that come of it; synthesised once. */
    private static final Map<String, CloudAssembly> DRAFTS = new LinkedHashMap<>();

    private static void synthesiseDrafts() throws Exception {
        if (!DRAFTS.isEmpty()) {
            return;
        }
        Project project = new Project(shared.resolve("drafts"));
        String output = "output:\n";
        String nick = "output:\n  nick:        {type: string,  from: username}\n";
        String phone = "output:\n  phone:       {type: string,  from: phone}\n";
        String both = nick + phone.substring(output.length());
        project.forgetContracts();
        DRAFTS.put("draft 1", project.assembledLocally());
        project.edit("fetch-user.yaml", output, nick);
        DRAFTS.put("draft 1 changed", project.assembledLocally());
        project.contracts().record();
        DRAFTS.put("recorded 1", project.assembledLocally());
        project.edit("fetch-user.yaml", nick, both);
        DRAFTS.put("draft 2", project.assembledLocally());
        project.edit("fetch-user.yaml", both, phone);
        DRAFTS.put("draft 2 changed", project.assembledLocally());
        project.contracts().accept("FetchUser", false);
        DRAFTS.put("accepted 2", project.assembledLocally());
        project.contracts().undo("FetchUser", List.of(), (action, contract, environment) -> Optional.empty());
        DRAFTS.put("undone 2", project.assembledLocally());
        project.edit("fetch-user.yaml", phone, nick);
        DRAFTS.put("changed back", project.assembledLocally());
        project.forgetContracts();
        DRAFTS.put("lock checked out", project.assembledLocally());
    }

    /** In the sandbox's own way to undo a replacement: drafts are nowhere else. */
    @Test
    void a_draft_is_replaced_until_it_is_recorded_and_from_then_on_its_object_stays() throws Exception {
        synthesiseDrafts();
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(DRAFTS.get("draft 1"), events::add));
            Map<String, String> one = ids(sandbox);
            assertThat(one).containsOnlyKeys("FetchUser", "ListTodos");

            deployed(sandbox.deploy(DRAFTS.get("draft 1 changed"), events::add));
            Map<String, String> changed = ids(sandbox);
            assertThat(changed.get("FetchUser")).isNotEqualTo(one.get("FetchUser"));
            assertThat(changed.get("ListTodos")).isEqualTo(one.get("ListTodos"));
            assertThat(execute(sandbox, changed.get("FetchUser"), 1)
                            .at("/data/nick")
                            .asText())
                    .isEqualTo("Bret");
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, one.get("FetchUser"))).isEmpty();

            JsonNode org = standing(sandbox);
            deployed(sandbox.deploy(DRAFTS.get("recorded 1"), events::add));
            assertThat(sandbox.calls().writes()).isZero();
            assertThat(standing(sandbox)).isEqualTo(org);

            deployed(sandbox.deploy(DRAFTS.get("draft 2"), events::add));
            Map<String, String> two = ids(sandbox);
            assertThat(two).containsOnlyKeys("FetchUser (contract 1)", "FetchUser", "ListTodos");
            assertThat(two.get("FetchUser (contract 1)")).isEqualTo(changed.get("FetchUser"));

            // A failed replacement of a draft is taken back.
            time.sleep(MOMENT);
            org = standing(sandbox);
            StackResult failed = sandbox.deploy(withFailingActionCheck(DRAFTS.get("draft 2 changed")), events::add);
            assertThat(failed.ending()).as(failed.reason()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            time.sleep(MOMENT);
            assertThat(ids(sandbox)).isEqualTo(two);
            assertThat(standing(sandbox)).isEqualTo(org);

            deployed(sandbox.deploy(DRAFTS.get("draft 2 changed"), events::add));
            Map<String, String> three = ids(sandbox);
            assertThat(three.get("FetchUser")).isNotEqualTo(two.get("FetchUser"));
            assertThat(three.get("FetchUser (contract 1)")).isEqualTo(two.get("FetchUser (contract 1)"));

            deployed(sandbox.deploy(DRAFTS.get("accepted 2"), events::add));
            assertThat(ids(sandbox)).isEqualTo(three);
            deployed(sandbox.deploy(DRAFTS.get("undone 2"), events::add));
            assertThat(ids(sandbox)).isEqualTo(three);

            deployed(sandbox.deploy(DRAFTS.get("changed back"), events::add));
            assertThat(ids(sandbox)).isEqualTo(changed);
            deployed(sandbox.deploy(DRAFTS.get("lock checked out"), events::add));
            assertThat(ids(sandbox)).isEqualTo(changed);

            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    /** Seen: with the lock file checked out again the stack rolled back, and the advice answered "nothing to accept". */
    @Test
    void a_stack_and_a_lock_file_that_disagree_are_named_as_such() throws Exception {
        synthesiseDrafts();
        try (Sandbox sandbox = open(PROMPT)) {
            deployed(sandbox.deploy(first, events::add));

            StackResult refused = sandbox.deploy(DRAFTS.get("recorded 1"), events::add);

            assertThat(refused.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(refused.reason())
                    .contains("The stack and the lock file disagree")
                    .contains("Restore the contracts.lock.json that was deployed (from git)")
                    .contains("contract accept FetchUser");
            // As a draft it is deployed.
            deployed(sandbox.deploy(DRAFTS.get("draft 1 changed"), events::add));
        }
    }

    @Test
    void a_first_deployment_whose_check_fails_leaves_nothing_behind() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            StackResult result = sandbox.deploy(withFailingActionCheck(first), events::add);

            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(result.failedResource()).isEqualTo("ActionCheck");
            assertThat(result.reason()).contains("FetchUser").contains("data.name = \"Nobody\"");
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);

            // Its protection was lifted on the way back: a protected stack could not be replaced.
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isFalse();
            deployed(sandbox.deploy(first, events::add));
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isTrue();
        }
    }

    /** The old function got the new examples, or called the real API, and `local invoke` failed after the rollback. */
    @Test
    void a_deployment_that_is_rolled_back_keeps_the_upstreams_and_the_examples_of_the_one_before() throws Exception {
        try (Sandbox sandbox = open(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE, Map.of())) {
            deployed(sandbox.deploy(first, events::add));
        }
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            assertThat(sandbox.deploy(brokenMapping, events::add).ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
        }
        try (Sandbox sandbox = open(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE, Map.of())) {
            assertThat(sandbox.upstreams().called(sandbox.deployedUpstreams()))
                    .containsOnly(Map.entry("users", Optional.empty()));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
        }
    }

    @Test
    void a_deployment_to_another_org_that_is_rolled_back_can_be_destroyed() throws Exception {
        String otherOrg = otherDoor.template().toString().replace("12345678-1234", "87654321-1234");
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            deployed(sandbox.deploy(otherDoor, events::add));
            StackResult moved = sandbox.deploy(
                    withFailingActionCheck(with(otherDoor, (ObjectNode) JSON.readTree(otherOrg))), events::add);
            assertThat(moved.ending()).as(moved.reason()).isEqualTo(StackResult.Ending.ROLLED_BACK);

            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            StackResult destroyed = destroy(sandbox);
            assertThat(destroyed.ending()).as(destroyed.reason()).isEqualTo(StackResult.Ending.DESTROYED);
        }
    }

    /** The connection was closed without an answer, and nothing said that the file is gone. */
    @Test
    void a_secret_whose_file_was_moved_is_named() throws Exception {
        Project project = new Project(folder.resolve("secret"));
        project.configure(dev ->
                dev.withObject("/upstreams/users/auth").put("type", "bearer").put("secret", "users/token"));
        Path file = Files.writeString(folder.resolve("token.json"), "{\"token\":\"t\"}");
        Map<String, String> upstreams = Map.of("users", users.start(0).toString());
        Map<String, String> secrets = Map.of("users/token", file.toString());
        try (Sandbox sandbox = open(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE, upstreams, secrets)) {
            deployed(sandbox.deploy(project.assembled(), events::add));
        }
        Files.delete(file);
        try (Sandbox sandbox = open(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE, Map.of())) {
            execute(sandbox, ids(sandbox).get("FetchUser"), 1);

            assertThat(sandbox.upstreams().takeUnanswered())
                    .singleElement()
                    .asString()
                    .startsWith("--secret users/token: there is no file " + file)
                    .endsWith("run `./data-actions local deploy --secret users/token=FILE`.");
            assertThat(sandbox.upstreams().takeUnanswered()).isEmpty();
        }
    }

    /** The org became the one of the refused environment, and every call and every deletion failed. */
    @Test
    void a_refused_deployment_of_another_environment_changes_neither_the_org_nor_the_environment() throws Exception {
        CloudAssembly other = new CloudAssembly(
                "test",
                "test-DataActions",
                first.region(),
                first.template(),
                first.parameters(),
                first.assets(),
                first.examples(),
                first.terminationProtection());
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            deployed(sandbox.deploy(otherDoor, events::add));

            assertThatThrownBy(() -> sandbox.deploy(other, events::add))
                    .hasMessageContaining("This state folder holds stack dev-DataActions, not test-DataActions");

            assertThat(sandbox.environment()).isEqualTo("dev");
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            StackResult destroyed = destroy(sandbox);
            assertThat(destroyed.ending()).as(destroyed.reason()).isEqualTo(StackResult.Ending.DESTROYED);
        }
    }

    @Test
    void no_caller_of_the_live_url_sees_a_mapping_that_its_check_refuses() throws Exception {
        try (Sandbox sandbox = open(PROMPT)) {
            deployed(sandbox.deploy(first, events::add));
            String id = ids(sandbox).get("FetchUser");
            JsonNode before = standing(sandbox);
            Map<String, Object> stackBefore = resources(sandbox);
            List<String> seen = new ArrayList<>();

            StackResult result = sandbox.deploy(brokenMapping, event -> seen.add(name(sandbox, id, 1)));

            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(result.failedResource()).isEqualTo("FunctionCheck");
            assertThat(result.reason()).contains("data.name");
            assertThat(seen).hasSizeGreaterThan(4).containsOnly("Leanne Graham");
            assertThat(standing(sandbox)).isEqualTo(before);
            assertThat(resources(sandbox)).isEqualTo(stackBefore);
        }
    }

    @Test
    void a_new_contract_whose_check_fails_is_taken_back_and_can_be_deployed_later() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            JsonNode before = standing(sandbox);
            Map<String, String> ids = ids(sandbox);

            StackResult result = sandbox.deploy(withFailingActionCheck(secondContract), events::add);
            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(result.failedResource()).isEqualTo("ActionCheck");
            time.sleep(MOMENT);
            assertThat(standing(sandbox)).isEqualTo(before);

            deployed(sandbox.deploy(secondContract, events::add));
            assertThat(ids(sandbox).get("FetchUser (contract 1)")).isEqualTo(ids.get("FetchUser"));
            assertThat(execute(sandbox, ids(sandbox).get("FetchUser"), 1).path("data"))
                    .anyMatch(value -> value.asText().equals("Bret"));
            assertThat(execute(sandbox, ids.get("FetchUser"), 1).path("data").has("nick"))
                    .isFalse();
        }
    }

    @Test
    void another_integration_replaces_every_action_and_removes_the_old_ones() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            Map<String, String> old = ids(sandbox);

            deployed(sandbox.deploy(withAnotherIntegration(first), events::add));

            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser", "ListTodos");
            assertThat(ids(sandbox).values()).doesNotContainAnyElementsOf(old.values());
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            time.sleep(MOMENT);
            assertThat(standing(sandbox).path("actions"))
                    .hasSize(seed.path("actions").size() + 2);
            assertThat(standing(sandbox).path("integrations"))
                    .hasSize(seed.path("integrations").size() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(ReplacementUndo.class)
    void a_replacement_that_fails_is_undone_in_both_of_cloudformations_ways(ReplacementUndo undo) throws Exception {
        try (Sandbox sandbox = open(SLOW, undo)) {
            deployed(sandbox.deploy(first, events::add));
            JsonNode before = standing(sandbox);
            Map<String, String> ids = ids(sandbox);

            StackResult result = sandbox.deploy(withFailingActionCheck(withAnotherIntegration(first)), events::add);

            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            time.sleep(MOMENT);
            assertThat(standing(sandbox)).isEqualTo(before);
            assertThat(ids(sandbox)).isEqualTo(ids);
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
        }
    }

    @Test
    void a_refused_destroy_left_the_environment_frozen() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isTrue();
            String id = ids(sandbox).get("FetchUser");
            sandbox.genesys().addFlow(ConsumingFlow.published(id, "flow-1", "Main IVR"));
            StackState before = sandbox.stack().orElseThrow();
            JsonNode org = standing(sandbox);

            StackResult refused = sandbox.destroy(events::add);

            assertThat(refused.ending()).isEqualTo(StackResult.Ending.REFUSED);
            assertThat(refused.reason())
                    .isEqualTo("Stack [dev-DataActions] cannot be deleted while TerminationProtection is enabled");
            assertThat(sandbox.stack().orElseThrow()).isEqualTo(before);
            assertThat(standing(sandbox)).isEqualTo(org);
            deployed(sandbox.deploy(touched(first), events::add));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
        }
    }

    @Test
    void a_deletion_past_the_protection_is_refused_by_the_guard_and_the_stack_takes_no_update() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            time.sleep(MOMENT);
            Map<String, Object> before = resources(sandbox);
            JsonNode org = standing(sandbox);
            String id = ids(sandbox).get("FetchUser");
            sandbox.genesys().addFlow(ConsumingFlow.published(id, "flow-1", "Main IVR"));

            StackResult refused = destroy(sandbox);

            assertThat(refused.ending()).isEqualTo(StackResult.Ending.STUCK);
            assertThat(refused.failedResource()).isEqualTo("DestroyGuard");
            assertThat(events)
                    .anySatisfy(event -> assertThat(event.reason())
                            .contains("flow Main IVR uses FetchUser")
                            .contains("let CloudFormation retain the resource DestroyGuard"));
            assertThat(resources(sandbox)).isEqualTo(before);
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            assertThat(sandbox.deploy(touched(first), events::add).reason())
                    .endsWith("is in DELETE_FAILED state and can not be updated.");
            sandbox.genesys().removeFlow("flow-1");
            assertThat(standing(sandbox)).isEqualTo(org);

            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @Test
    void an_environment_of_an_earlier_version_is_protected_by_its_next_deployment_through_a_pipeline()
            throws Exception {
        try (Sandbox sandbox = open(PROMPT)) {
            ObjectNode earlier = first.template().deepCopy();
            ((ObjectNode) earlier.at("/Resources/DestroyGuard/Properties")).remove("TerminationProtection");
            ((ObjectNode) earlier.at("/Resources/Registrar/Properties/Environment/Variables"))
                    .remove("MANAGES_TERMINATION_PROTECTION");
            deployed(sandbox.deploy(byPipeline(with(first, earlier)), events::add));
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isFalse();

            deployed(sandbox.deploy(byPipeline(first), events::add));
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isTrue();

            ObjectNode deleting = first.template().deepCopy();
            ((ObjectNode) deleting.at("/Resources/DestroyGuard/Properties"))
                    .put("OnDestroy", "delete")
                    .put("TerminationProtection", "false");
            // The CDK CLI would have cleared it before; a pipeline leaves it to the guard.
            sandbox.protect(true);
            deployed(sandbox.deploy(keeping(with(first, deleting)), events::add));
            assertThat(sandbox.stack().orElseThrow().terminationProtection()).isFalse();
            assertThat(sandbox.destroy(events::add).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @Test
    void destroy_left_what_a_changed_front_door_had_kept_for_a_flow_that_is_gone() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            String old = ids(sandbox).get("FetchUser");
            sandbox.genesys().addFlow(ConsumingFlow.published(old, "flow-1", "Main IVR"));
            deployed(sandbox.deploy(otherDoor, events::add));
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, old)).isEqualTo("FetchUser (retired, contract 1)");
            sandbox.genesys().removeFlow("flow-1");

            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);

            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @Test
    void a_retired_contract_that_a_flow_uses_is_kept_and_swept_by_a_later_deployment() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(secondContract, events::add));
            String old = ids(sandbox).get("FetchUser (contract 1)");
            sandbox.genesys().addFlow(ConsumingFlow.published(old, "flow-1", "Main IVR"));

            deployed(sandbox.deploy(without(secondContract, "FetchUser1"), events::add));
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, old)).isEqualTo("FetchUser (retired, contract 1)");
            assertThat(log).anyMatch(line -> line.contains("used by Main IVR"));

            sandbox.genesys().removeFlow("flow-1");
            deployed(sandbox.deploy(touched(without(secondContract, "FetchUser1")), events::add));
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, old)).isEmpty();

            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    /** Seen: the plan said "1 to change", and every deployment of the same template did nothing. */
    @Test
    void an_action_edited_and_another_deleted_in_genesys_are_repaired_by_the_context_reconcile() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(first, events::add));
            JsonNode good = standing(sandbox);
            Map<String, String> ids = ids(sandbox);
            Org org = new Org(sandbox);
            org.edit(ids.get("ListTodos"));
            org.delete("/api/v2/integrations/actions/" + ids.get("FetchUser"));
            time.sleep(MOMENT);
            assertThat(standing(sandbox)).isNotEqualTo(good);

            // The same template: CloudFormation sends no event.
            JsonNode broken = standing(sandbox);
            assertThat(sandbox.deploy(first, events::add).ending()).isEqualTo(StackResult.Ending.UNCHANGED);
            assertThat(standing(sandbox)).isEqualTo(broken);
            // Another change: the check calls the deleted action, and its failure names the remedy.
            StackResult failed = sandbox.deploy(checkedAgain(first), events::add);
            assertThat(failed.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(failed.failedResource()).isEqualTo("ActionCheck");
            assertThat(failed.reason())
                    .contains("Somebody may have deleted it in Genesys. Deploy with -c reconcile=1")
                    .doesNotContain("deploy again");
            time.sleep(MOMENT);

            deployed(sandbox.deploy(repairing, events::add));
            time.sleep(MOMENT);
            Map<String, String> repaired = ids(sandbox);
            assertThat(repaired.get("ListTodos")).isEqualTo(ids.get("ListTodos"));
            assertThat(repaired.get("FetchUser")).isNotEqualTo(ids.get("FetchUser"));
            assertThat(actionsWithoutIds(standing(sandbox), repaired)).isEqualTo(actionsWithoutIds(good, ids));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            assertThat(parameters(sandbox)).containsExactlyInAnyOrderElementsOf(repaired.values());

            // Without the property again: one more Update of each object, which changes nothing.
            JsonNode before = standing(sandbox);
            deployed(sandbox.deploy(first, events::add));
            time.sleep(MOMENT);
            assertThat(ids(sandbox)).isEqualTo(repaired);
            assertThat(standing(sandbox)).isEqualTo(before);
            assertThat(sandbox.calls().writes()).as("the credential").isEqualTo(1);
            deployed(sandbox.deploy(checkedAgain(first), events::add));

            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @ParameterizedTest
    @EnumSource(ReplacementUndo.class)
    void a_deployment_with_the_context_reconcile_that_failed_can_be_repeated(ReplacementUndo undo) throws Exception {
        try (Sandbox sandbox = open(SLOW, undo)) {
            deployed(sandbox.deploy(first, events::add));
            new Org(sandbox)
                    .delete("/api/v2/integrations/actions/" + ids(sandbox).get("FetchUser"));
            time.sleep(MOMENT);

            StackResult failed = sandbox.deploy(withFailingActionCheck(repairing), events::add);
            assertThat(failed.ending()).as(failed.reason()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            time.sleep(MOMENT);

            deployed(sandbox.deploy(repairing, events::add));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    /** Seen: `status`, `serve` and each `invoke` failed with the org's 404, also for another action. */
    @Test
    void an_action_that_was_deleted_in_genesys_is_named_and_another_can_be_invoked() throws Exception {
        try (Sandbox sandbox = openEmpty(PROMPT, ReplacementUndo.UPDATE_THEN_DELETE)) {
            deployed(sandbox.deploy(first, events::add));
            new Org(sandbox)
                    .delete("/api/v2/integrations/actions/" + ids(sandbox).get("ListTodos"));

            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser");
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");

            assertThat(notes)
                    .singleElement()
                    .asString()
                    .startsWith("The action of ActionListTodos1 was deleted in the local Genesys org.")
                    .contains("set \"reconcile\" to a new text");
            deployed(sandbox.deploy(repairing, events::add));
            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser", "ListTodos");
        }
    }

    @Test
    void a_deleted_integration_and_its_credential_are_created_again_by_the_context_reconcile() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            StackResult result = sandbox.deploy(first, events::add);
            deployed(result);
            Map<String, String> ids = ids(sandbox);
            String credential =
                    sandbox.stack().orElseThrow().resources().get("Credential").physicalId();
            Org org = new Org(sandbox);
            org.delete("/api/v2/integrations/" + result.outputs().get("IntegrationId"));
            org.delete("/api/v2/integrations/credentials/" + credential);
            time.sleep(MOMENT);
            assertThat(sandbox.deploy(first, events::add).ending()).isEqualTo(StackResult.Ending.UNCHANGED);

            deployed(sandbox.deploy(repairing, events::add));
            time.sleep(MOMENT);
            assertThat(ids(sandbox)).containsOnlyKeys("FetchUser", "ListTodos");
            assertThat(ids(sandbox).values()).doesNotContainAnyElementsOf(ids.values());
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");

            deployed(sandbox.deploy(first, events::add));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
            assertThat(destroy(sandbox).ending()).isEqualTo(StackResult.Ending.DESTROYED);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    @Test
    void a_credential_edited_in_genesys_is_written_again_from_the_secret_by_the_context_reconcile() throws Exception {
        try (Sandbox sandbox = open(PROMPT)) {
            deployed(sandbox.deploy(first, events::add));
            String credential =
                    sandbox.stack().orElseThrow().resources().get("Credential").physicalId();
            new Org(sandbox).overwrite(credential);
            assertThat(name(sandbox, "FetchUser")).isEmpty();
            assertThat(sandbox.deploy(first, events::add).ending()).isEqualTo(StackResult.Ending.UNCHANGED);
            assertThat(name(sandbox, "FetchUser")).isEmpty();

            deployed(sandbox.deploy(repairing, events::add));
            assertThat(name(sandbox, "FetchUser")).isEqualTo("Leanne Graham");
        }
    }

    @Test
    void a_retired_action_that_no_flow_uses_any_more_is_deleted_by_the_context_reconcile() throws Exception {
        try (Sandbox sandbox = open(SLOW)) {
            deployed(sandbox.deploy(secondContract, events::add));
            String second = ids(sandbox).get("FetchUser");
            sandbox.genesys().addFlow(ConsumingFlow.published(second, "flow-1", "Main IVR"));
            deployed(sandbox.deploy(first, events::add));
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, second)).endsWith("(retired, contract 2)");
            sandbox.genesys().removeFlow("flow-1");
            assertThat(sandbox.deploy(first, events::add).ending()).isEqualTo(StackResult.Ending.UNCHANGED);

            deployed(sandbox.deploy(repairing, events::add));
            time.sleep(MOMENT);
            assertThat(registeredName(sandbox, second)).isEmpty();
        }
    }

    @Test
    void a_failed_deployment_is_taken_back_in_an_org_whose_index_is_not_built() throws Exception {
        try (Sandbox sandbox =
                open(settings -> SLOW.apply(settings).withDependencyIndex(OrgSettings.DependencyIndex.NOTBUILT))) {
            StackResult result = sandbox.deploy(withFailingActionCheck(first), events::add);
            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            time.sleep(MOMENT);
            onlyTheSeedIsLeft(sandbox);
        }
    }

    // ---------------------------------------------------------------------------------------------- the stack

    private static CloudAssembly without(CloudAssembly assembly, String suffix) {
        ObjectNode template = assembly.template().deepCopy();
        ObjectNode resources = (ObjectNode) template.path("Resources");
        resources.remove(List.of("Action" + suffix, "Parameter" + suffix));
        resources.forEach(resource -> {
            for (var each = resource.path("DependsOn").elements(); each.hasNext(); ) {
                if (each.next().asText().endsWith(suffix)) {
                    each.remove();
                }
            }
        });
        return with(assembly, template);
    }

    /** Another digest, as any change of the function or of the set of actions makes. */
    private static CloudAssembly touched(CloudAssembly assembly) {
        ObjectNode template = assembly.template().deepCopy();
        ((ObjectNode) template.at("/Resources/DestroyGuard/Properties")).put("Digest", "2".repeat(64));
        return with(assembly, template);
    }

    /** The checks run again, as after any change of the function. */
    private static CloudAssembly checkedAgain(CloudAssembly assembly) {
        ObjectNode template = assembly.template().deepCopy();
        ((ObjectNode) template.at("/Resources/ActionCheck/Properties")).put("Digest", "3".repeat(64));
        return with(assembly, template);
    }

    private static CloudAssembly withFailingActionCheck(CloudAssembly assembly) throws Exception {
        ObjectNode template = assembly.template().deepCopy();
        ObjectNode check = (ObjectNode) template.at("/Resources/ActionCheck/Properties");
        JsonNode checks = JSON.readTree(check.path("Checks").asText());
        ((ObjectNode) checks.get(0)).putArray("expect").add("data.name = \"Nobody\"");
        check.put("Checks", checks.toString());
        check.put("Digest", "0".repeat(64));
        return with(assembly, template);
    }

    private static CloudAssembly withAnotherIntegration(CloudAssembly assembly) throws Exception {
        String text = assembly.template().toString().replace("\"Integration\"", "\"OtherIntegration\"");
        ObjectNode template = (ObjectNode) JSON.readTree(text);
        // What the actions' check proved is another set of actions now: the CDK app has it in the digest.
        ((ObjectNode) template.at("/Resources/ActionCheck/Properties")).put("Digest", "1".repeat(64));
        return with(assembly, template);
    }

    private static CloudAssembly with(CloudAssembly assembly, ObjectNode template) {
        return assembly.withTemplate(template);
    }

    /** CDK Pipelines does not read the assembly's protection. */
    private static CloudAssembly byPipeline(CloudAssembly assembly) {
        return assembly.withTerminationProtection(false);
    }

    private static CloudAssembly keeping(CloudAssembly assembly) {
        return assembly.withTerminationProtection(true);
    }

    /** As the command {@code destroy} does it: past the protection. */
    private StackResult destroy(Sandbox sandbox) {
        sandbox.protect(false);
        return sandbox.destroy(events::add);
    }

    private void deployed(StackResult result) {
        String failures = events.stream()
                .filter(event -> event.status().endsWith("_FAILED"))
                .map(event -> "\n" + event.logicalId() + ": " + event.reason())
                .collect(Collectors.joining());
        assertThat(result.ending()).as(result.reason() + failures).isEqualTo(StackResult.Ending.DEPLOYED);
    }

    private static Map<String, Object> resources(Sandbox sandbox) {
        Map<String, Object> resources = new LinkedHashMap<>();
        sandbox.stack()
                .orElseThrow()
                .resources()
                .forEach((id, resource) -> resources.put(
                        id, List.of(resource.physicalId(), resource.properties(), resource.attributes())));
        return resources;
    }

    // ---------------------------------------------------------------------------------------------- the org

    private static Map<String, String> ids(Sandbox sandbox) {
        Map<String, String> ids = new TreeMap<>();
        sandbox.actions().forEach(action -> ids.put(action.name(), action.id()));
        return ids;
    }

    /** The actions' ids that other tools read from the parameters. */
    private static List<String> parameters(Sandbox sandbox) {
        return sandbox.stack().orElseThrow().resources().values().stream()
                .filter(it -> it.type().equals("AWS::SSM::Parameter"))
                .map(it -> it.properties().path("Value").asText())
                .toList();
    }

    /** The org's actions, with the names of ours in place of their ids, and without what a creation writes once. */
    private static Set<String> actionsWithoutIds(JsonNode standing, Map<String, String> ids) {
        Set<String> actions = new TreeSet<>();
        for (JsonNode action : standing.path("actions")) {
            ObjectNode copy = action.deepCopy();
            copy.remove("createdAt");
            if (copy.at("/published/config/request/headers") instanceof ObjectNode headers) {
                headers.remove("Data-Action-Origin");
            }
            String text = copy.toString();
            for (Map.Entry<String, String> id : ids.entrySet()) {
                text = text.replace(id.getValue(), id.getKey());
            }
            actions.add(text);
        }
        return actions;
    }

    /** The name in the org of an action that is in the stack or not; empty when it is gone. */
    private String registeredName(Sandbox sandbox, String id) {
        for (JsonNode action : standing(sandbox).path("actions")) {
            if (action.path("id").asText().equals(id)) {
                return action.at("/published/name").asText(action.path("name").asText());
            }
        }
        return "";
    }

    private String name(Sandbox sandbox, String action) {
        return name(sandbox, ids(sandbox).get(action), 1);
    }

    private static String name(Sandbox sandbox, String id, int userId) {
        return execute(sandbox, id, userId).path("data").path("name").asText();
    }

    private static JsonNode execute(Sandbox sandbox, String id, int userId) {
        return sandbox.architect()
                .execute(id, JSON.createObjectNode().put("userId", userId))
                .body();
    }

    /** The org's content without what any write moves on: versions, and what is gone but still shown for a moment. */
    private JsonNode standing(Sandbox sandbox) {
        ObjectNode content = sandbox.genesys().toJson().deepCopy();
        for (String kind : List.of("integrations", "credentials", "actions")) {
            for (var each = content.path(kind).elements(); each.hasNext(); ) {
                if (each.next() instanceof ObjectNode object) {
                    if (object.has("deletedAt")) {
                        each.remove();
                    }
                    object.remove(List.of("version", "dateModified", "modifiedAt"));
                    for (String part : List.of("config", "published")) {
                        if (object.path(part) instanceof ObjectNode versioned) {
                            versioned.remove("version");
                        }
                    }
                }
            }
        }
        return content;
    }

    private void onlyTheSeedIsLeft(Sandbox sandbox) {
        assertThat(standing(sandbox)).isEqualTo(seed);
    }

    /** Neither the functions' logs nor the stack's events hold a caller's token, although Genesys was given it. */
    private void noSecretWasSaid(Sandbox sandbox) {
        List<String> secrets = sandbox.genesys().toJson().path("credentials").findValuesAsText("token");
        assertThat(secrets).hasSize(2).contains(Org.SECRET);
        assertThat(log).isNotEmpty();
        for (String secret : secrets) {
            assertThat(secret).isNotEmpty();
            assertThat(log).noneMatch(line -> line.contains(secret));
            assertThat(events).noneMatch(event -> event.toString().contains(secret));
        }
    }

    @AfterEach
    void stop() {
        users.close();
    }

    private Sandbox open(UnaryOperator<OrgSettings> org) throws Exception {
        return open(org, ReplacementUndo.UPDATE_THEN_DELETE);
    }

    private Sandbox open(UnaryOperator<OrgSettings> org, ReplacementUndo undo) throws Exception {
        Sandbox sandbox = openEmpty(org, undo);
        new Org(sandbox).seed();
        time.sleep(MOMENT);
        seed = standing(sandbox);
        return sandbox;
    }

    private Sandbox openEmpty(UnaryOperator<OrgSettings> org, ReplacementUndo undo) {
        return open(org, undo, Map.of("users", users.start(0).toString()));
    }

    private Sandbox open(UnaryOperator<OrgSettings> org, ReplacementUndo undo, Map<String, String> upstreams) {
        return open(org, undo, upstreams, Map.of());
    }

    private Sandbox open(
            UnaryOperator<OrgSettings> org,
            ReplacementUndo undo,
            Map<String, String> upstreams,
            Map<String, String> secretFiles) {
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                upstreams,
                secretFiles,
                logs -> runtime(),
                time,
                undo,
                settings -> org.apply(settings.withClient(Org.CLIENT).withUniqueActionNames(true)),
                notes::add));
    }

    private LambdaRuntime runtime() {
        return new InProcessRuntime(
                Map.of(
                        "dataactions.registrar.RegistrarHandler",
                        version -> new RegistrarHandler(lambda(version), time, time::sleep, log::add),
                        "dataactions.handler.DataActionHandler",
                        version -> new DataActionHandler(lambda(version), () -> actions(version), time, line -> {
                            log.add(line);
                        })),
                time);
    }

    static CompiledActions actions(FunctionVersion version) throws Exception {
        try (InputStream in = Files.newInputStream(version.code().resolve(CompiledActions.FILE_NAME))) {
            return CompiledActions.read(in);
        }
    }

    static Map<String, String> lambda(FunctionVersion version) {
        Map<String, String> environment = new LinkedHashMap<>(version.environment());
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ACCESS_KEY_ID", "ASIASANDBOX");
        environment.put("AWS_SECRET_ACCESS_KEY", "sandbox");
        return environment;
    }

    /** Somebody else in the org: plain HTTP with a client of their own. */
    private final class Org {
        static final String SECRET = "strangers-secret";
        static final OrgClient CLIENT = OrgClient.withMinimumPermissions("stranger", SECRET);

        private final HttpClient http = HttpClient.newHttpClient();
        private final URI origin;
        private final String token;

        Org(Sandbox sandbox) throws Exception {
            origin = sandbox.genesysOrigin();
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(origin.resolve("/oauth/token"))
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(
                                                            ("stranger:" + SECRET).getBytes(StandardCharsets.UTF_8)))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            token = JSON.readTree(answer.body()).path("access_token").asText();
        }

        /** An integration, an action and a credential with the very names that ours will have. */
        void seed() throws Exception {
            post(
                    "/api/v2/integrations/credentials",
                    "{\"name\":\"dev-DataActions\",\"type\":{\"name\":\"userDefined\"},"
                            + "\"credentialFields\":{\"token\":\"" + SECRET + "\"}}");
            String integration = post(
                            "/api/v2/integrations",
                            "{\"name\":\"Data actions (dev)\",\"integrationType\":{\"id\":\"custom-rest-actions\"}}")
                    .path("id")
                    .asText();
            time.sleep(MOMENT);
            action(integration, "FetchUser");
        }

        void action(String integration, String name) throws Exception {
            post(
                    "/api/v2/integrations/actions",
                    "{\"category\":\"Customer Data\",\"name\":\"" + name + "\",\"integrationId\":\"" + integration
                            + "\",\"contract\":{\"input\":{\"inputSchema\":{\"type\":\"object\",\"properties\":{}}},"
                            + "\"output\":{\"successSchema\":{\"type\":\"object\",\"properties\":{}}}},"
                            + "\"config\":{\"request\":{\"requestUrlTemplate\":\"https://example.com\","
                            + "\"requestType\":\"GET\"},\"response\":{\"successTemplate\":\"${rawResult}\"}}}");
        }

        /** Edits an action as a person does in Admin > Actions. */
        void edit(String id) throws Exception {
            String path = "/api/v2/integrations/actions/" + id;
            JsonNode now = JSON.readTree(send("GET", path + "?includeConfig=true", ""));
            ObjectNode body = JSON.createObjectNode();
            body.put("name", now.path("name").asText());
            body.put("category", "By hand");
            body.put("version", now.path("version").asInt());
            ObjectNode config = now.path("config").deepCopy();
            config.put("timeoutSeconds", 33);
            ((ObjectNode) config.path("request"))
                    .put("requestTemplate", send("GET", path + "/templates/requesttemplate.vm", ""));
            ((ObjectNode) config.path("response"))
                    .put("successTemplate", send("GET", path + "/templates/successtemplate.vm", ""));
            body.set("config", config);
            send("PATCH", path, body.toString());
        }

        /** Gives a credential another value than the caller secret. */
        void overwrite(String credential) throws Exception {
            String path = "/api/v2/integrations/credentials/" + credential;
            JsonNode now = JSON.readTree(send("GET", path, ""));
            send(
                    "PUT",
                    path,
                    "{\"name\":\"" + now.path("name").asText() + "\",\"type\":{\"name\":\"userDefined\"},"
                            + "\"credentialFields\":{\"token\":\"" + "x".repeat(48) + "\"}}");
        }

        void delete(String path) throws Exception {
            send("DELETE", path, "");
        }

        private JsonNode post(String path, String body) throws Exception {
            return JSON.readTree(send("POST", path, body));
        }

        private String send(String method, String path, String body) throws Exception {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(origin.resolve(path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
            return answer.body();
        }
    }
}
