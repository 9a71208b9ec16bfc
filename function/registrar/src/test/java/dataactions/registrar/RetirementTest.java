package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.invocation.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an action that is retired or replaced while flows use it, and of what holds it. */
class RetirementTest {
    private final Rig rig = new Rig();
    private final String credential = id(rig.create(Rig.credential()));
    private final String integration = id(rig.create(Rig.integration(credential)));
    private final Resource resource = Rig.action(integration);
    private final String action = id(rig.create(resource));

    private String name() {
        return rig.genesys.actions.get(action).name();
    }

    @Test
    void an_action_that_no_flow_uses_is_deleted() {
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).isEmpty();
        assertThat(rig.genesys.calls).containsSubsequence("list flows", "list flows", "read index", "delete action");
    }

    @Test
    void one_that_a_published_flow_uses_is_kept_renamed_and_reported_with_the_flows() {
        rig.genesys.published.put(action, List.of("Main IVR", "Billing", "Orders", "Night"));
        JsonNode answer = rig.delete(action, resource);
        succeeded(answer);
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
        assertThat(answer.path("Reason").asText())
                .contains("Action FetchUser is kept")
                .contains("Billing, Main IVR, Night and 1 more")
                .hasSizeLessThanOrEqualTo(400);
        assertThat(rig.log).anyMatch(line -> line.contains("Billing, Main IVR, Night and 1 more"));
    }

    @Test
    void a_kept_action_whose_contract_is_retired_says_that_its_calls_fail() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        assertThat(rig.delete(action, resource).path("Reason").asText())
                .isEqualTo(
                        "Action FetchUser is kept in Genesys as \"FetchUser (retired, contract 1)\": used by Main IVR."
                                + " Its calls fail from now on, because its contract is retired. A later deployment removes it once"
                                + " no Architect flow uses it.");
    }

    @Test
    void a_kept_action_that_was_replaced_does_not_say_that_its_calls_fail() {
        Resource moved = resource.with("IntegrationId", "integration-2");
        assertThat(id(rig.update(action, resource, moved))).isNotEqualTo(action);
        rig.genesys.published.put(action, List.of("Main IVR"));
        assertThat(rig.delete(action, resource).path("Reason").asText())
                .isEqualTo(
                        "Action FetchUser is kept in Genesys as \"FetchUser (retired, contract 1)\": used by Main IVR."
                                + " A later deployment removes it once no Architect flow uses it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UNKNOWN"})
    void only_a_retirement_says_that_calls_fail_because_the_contract_is_retired(String status) {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = status;
        assertThat(rig.delete(action, resource).path("Reason").asText())
                .contains("is kept in Genesys")
                .doesNotContain("calls fail");
    }

    @Test
    void one_that_only_a_checked_in_flow_uses_is_kept_too() {
        rig.genesys.checkedIn.put(action, List.of("Draft"));
        succeeded(rig.delete(action, resource));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
    }

    @Test
    void a_flow_on_the_last_page_counts() {
        rig.genesys.published.put(action, List.of("A", "B", "C", "D", "E"));
        assertThat(rig.delete(action, resource).path("Reason").asText()).contains("A, B, C and 2 more");
    }

    @Test
    void a_secure_action_is_asked_for_by_its_own_type() {
        Resource secure = resource.with("Secure", "true").with("Name", "Pay");
        Resource named = new Resource(secure.type(), "ActionPay1", secure.properties());
        String id = id(rig.create(named));
        rig.genesys.published.put(id, List.of("Payments"));
        succeeded(rig.delete(id, named));
        assertThat(rig.genesys.actions.get(id).name()).isEqualTo("Pay (retired, contract 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOTBUILT", "BUILDINPROGRESS", "BUILDINITIALIZING", "OPERATIONALNEEDSREBUILD", "ODD", ""})
    void an_index_that_cannot_tell_counts_as_used(String state) {
        rig.genesys.indexState = state;
        JsonNode answer = rig.delete(action, resource);
        succeeded(answer);
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
        assertThat(answer.path("Reason").asText()).contains("perhaps used by a flow (Architect's dependency index is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list flows", "read index"})
    void a_403_counts_as_used_and_names_the_permission(String call) {
        rig.genesys.fault(call, Fault.FORBIDDEN);
        JsonNode answer = rig.delete(action, resource);
        succeeded(answer);
        assertThat(rig.genesys.actions).containsKey(action);
        assertThat(answer.path("Reason").asText()).contains("architect:dependencyTracking:view");
    }

    @Test
    void what_genesys_said_instead_of_an_answer_is_passed_on_with_its_id_and_without_secrets() {
        Fault[] all = new Fault[5];
        java.util.Arrays.fill(all, Fault.FAILS_BEFORE);
        rig.genesys.fault("read index", all);
        String reason = rig.delete(action, resource).path("Reason").asText();
        assertThat(reason)
                .contains("did not answer: [ININ-Correlation-Id corr-7] its own words)")
                .doesNotContain("UNKNOWN_OUTCOME")
                .hasSizeLessThanOrEqualTo(400);

        rig.create(Rig.credential());
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read index")) {
                throw Failure.genesys(Failure.Kind.INVALID, "No.", "See.", "quoting " + Rig.CANARY, null, null, null);
            }
        };
        assertThat(rig.delete(action, resource).path("Reason").asText()).contains("did not answer: quoting [secret])");
        assertThat(rig.log).noneMatch(line -> line.contains(Rig.CANARY));
    }

    @Test
    void a_name_that_is_taken_gets_the_ids_last_digits() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.genesys.fault("change action", Fault.CONFLICT);
        succeeded(rig.delete(action, resource));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1, " + action.substring(action.length() - 4) + ")");
    }

    @Test
    void deleting_a_kept_action_once_more_does_not_rename_it_again() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, resource);
        int version = rig.genesys.actions.get(action).version();
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions.get(action).version()).isEqualTo(version);
    }

    @Test
    void a_contract_that_is_put_back_into_service_takes_its_kept_action_over() {
        Resource older = resource.with("Name", "FetchUser (contract 1)");
        succeeded(rig.update(action, resource, older));
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, older);
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");

        assertThat(id(rig.create(older))).isEqualTo(action);
        assertThat(name()).isEqualTo("FetchUser (contract 1)");
        assertThat(rig.genesys.actions).hasSize(1);
    }

    @Test
    void a_replaced_action_that_flows_use_outlives_the_next_updates_of_its_resource() {
        Resource moved = Rig.action("integration-2");
        String fresh = id(rig.update(action, resource, moved));
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).containsOnlyKeys(action, fresh);

        succeeded(rig.update(fresh, moved, moved.with("TimeoutSeconds", "20")));
        assertThat(rig.genesys.actions).containsOnlyKeys(action, fresh);
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");

        rig.genesys.published.clear();
        succeeded(rig.update(fresh, moved.with("TimeoutSeconds", "20"), moved));
        assertThat(rig.genesys.actions).containsOnlyKeys(fresh);
    }

    static Stream<String> rollbacks() {
        return Stream.of("ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("rollbacks")
    void what_a_failed_deployment_made_is_taken_back_even_where_the_index_cannot_tell(String status) {
        rig.stackStatus = status;
        rig.genesys.indexState = "NOTBUILT";
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).isEmpty();
        succeeded(rig.delete(integration, Rig.integration(credential)));
        succeeded(rig.delete(credential, Rig.credential()));
        assertThat(rig.genesys.integrations).isEmpty();
        assertThat(rig.genesys.credentials).isEmpty();
    }

    /** The index of flows is not built, so an action that may be older would stay. */
    @Test
    void a_rollback_deletes_what_an_earlier_request_of_the_same_stack_created() {
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        rig.request = "its-rollback";
        rig.genesys.indexState = "NOTBUILT";
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).isEmpty();
        succeeded(rig.delete(integration, Rig.integration(credential)));
        assertThat(rig.genesys.integrations).isEmpty();
    }

    @Test
    void a_rollback_does_not_delete_what_the_same_stack_retired_before() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, resource));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
        rig.genesys.published.clear();
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        rig.request = "its-rollback";
        succeeded(rig.delete(action, resource));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
    }

    /** Left by {@code onDestroy: retain}; a stack of the same name takes it over, and its first deployment fails. */
    @ParameterizedTest
    @ValueSource(strings = {"NOTBUILT", "OPERATIONAL"})
    void what_a_failed_deployment_took_over_it_does_not_delete(String index) {
        rig.genesys.indexState = index;
        rig.request = "another-stack-later";
        Resource moved = resource.with("RequestUrl", "https://new.lambda-url.eu-west-1.on.aws/");
        assertThat(id(rig.create(Rig.credential()))).isEqualTo(credential);
        assertThat(id(rig.create(Rig.integration(credential)))).isEqualTo(integration);
        assertThat(id(rig.create(moved))).isEqualTo(action);

        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        rig.request = "its-rollback";
        JsonNode kept = rig.delete(action, moved);
        succeeded(kept);
        succeeded(rig.delete(integration, Rig.integration(credential)));
        succeeded(rig.delete(credential, Rig.credential()));

        assertThat(kept.path("Reason").asText())
                .isEqualTo("Action FetchUser was in Genesys before this deployment, and stays there.");
        assertThat(name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.integrations).containsKey(integration);
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    /** The Create died before it could write on anything that it was there before. */
    @ParameterizedTest
    @ValueSource(strings = {"NOTBUILT", "OPERATIONAL"})
    void what_another_stack_left_is_not_deleted_by_a_rollback_that_finds_it_by_its_tag(String index) {
        rig.genesys.indexState = index;
        rig.stackGuid = "99999999-2222-3333-4444-555555555555";
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete("dev-DataActions-ActionFetchUser1-1ABCDEF", resource));
        succeeded(rig.delete("dev-DataActions-Integration-1ABCDEF", Rig.integration(credential)));
        succeeded(rig.delete("dev-DataActions-Credential-1ABCDEF", Rig.credential()));
        assertThat(name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.integrations).containsKey(integration);
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    /** CloudFormation undoes a replacement by an Update of the new id to the old properties: the old one is its own. */
    @Test
    void a_replacement_that_is_undone_leaves_no_note_on_what_it_goes_back_to() {
        Action before = rig.genesys.actions.get(action);
        rig.request = "replacement";
        Resource moved = Rig.action("integration-2");
        String fresh = id(rig.update(action, resource, moved));
        rig.request = "undone";
        assertThat(id(rig.update(fresh, moved, resource))).isEqualTo(action);
        assertThat(rig.genesys.actions.get(action).configuration().headers())
                .isEqualTo(before.configuration().headers());
    }

    /** Where nobody dies in between, an event that comes twice finds what it made itself: that is its own. */
    @Test
    void what_the_same_request_made_is_not_taken_over() {
        rig.genesys.indexState = "NOTBUILT";
        assertThat(id(rig.create(resource))).isEqualTo(action);
        succeeded(rig.update(action, resource, resource.with("TimeoutSeconds", "20")));
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).isEmpty();
    }

    @Test
    void a_kept_contract_whose_return_is_rolled_back_is_a_kept_one_again() {
        Resource older = resource.with("Name", "FetchUser (contract 1)");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, older);
        rig.request = "back-into-service";
        assertThat(id(rig.create(older))).isEqualTo(action);
        assertThat(name()).isEqualTo("FetchUser (contract 1)");

        rig.genesys.published.clear();
        rig.genesys.indexState = "NOTBUILT";
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete(action, older));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");

        // And once more, from the name that it then has.
        rig.request = "back-again";
        rig.create(older);
        succeeded(rig.delete(action, older));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
    }

    /** A retained action in a retained integration, with the ownership tag of one that belongs into another. */
    @Test
    void what_carries_our_tag_and_was_made_long_ago_is_no_stray_to_be_deleted_on_a_guess() {
        rig.genesys.indexState = "NOTBUILT";
        rig.request = "another-stack-later";
        String fresh = id(rig.create(Rig.action("integration-2")));
        assertThat(rig.genesys.actions).containsOnlyKeys(action, fresh);
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
    }

    @Test
    void an_object_whose_creation_failed_is_not_retained() {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete("outcome-unknown", resource.with("OnDestroy", "retain")));
        assertThat(rig.genesys.actions).isEmpty();
        succeeded(rig.delete("not-created", Rig.integration(credential).with("OnDestroy", "retain")));
        assertThat(rig.genesys.integrations).isEmpty();
    }

    @Test
    void an_object_whose_creation_failed_is_kept_if_a_flow_uses_it_and_the_environment_does_not_say_delete() {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        rig.genesys.published.put(action, List.of("Main IVR", "Billing"));
        JsonNode kept = rig.delete("outcome-unknown", resource.with("OnDestroy", "retain"));
        succeeded(kept);
        assertThat(kept.path("Reason").asText()).contains("used by Billing and Main IVR");
        succeeded(rig.delete("outcome-unknown", resource.with("OnDestroy", "delete")));
        assertThat(rig.genesys.actions).isEmpty();
    }

    @Test
    void a_flow_that_is_known_counts_in_a_rollback_too() {
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, resource));
        assertThat(rig.genesys.actions).containsKey(action);
    }

    @Test
    void where_cloudformation_does_not_tell_its_status_the_cautious_way_is_taken() {
        rig.stackStatus = null;
        rig.genesys.indexState = "NOTBUILT";
        succeeded(rig.delete(action, resource.with("OnDestroy", "delete")));
        assertThat(rig.genesys.actions).containsKey(action);
        assertThat(rig.log).anyMatch(line -> line.contains("not allowed to describe stacks"));
    }

    @Test
    void an_environment_that_says_delete_deletes_used_actions_with_the_stack_and_only_then() {
        Resource deleting = resource.with("OnDestroy", "delete");
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, deleting));
        assertThat(rig.genesys.actions).containsKey(action);

        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(action, deleting));
        assertThat(rig.genesys.actions).isEmpty();
    }

    @Test
    void an_environment_that_says_retain_leaves_everything_and_calls_nothing() {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        rig.genesys.calls.clear();
        succeeded(rig.delete(action, resource.with("OnDestroy", "retain")));
        succeeded(rig.delete(integration, Rig.integration(credential).with("OnDestroy", "retain")));
        succeeded(rig.delete(credential, Rig.credential().with("OnDestroy", "retain")));
        assertThat(rig.genesys.calls).isEmpty();
        assertThat(name()).isEqualTo("FetchUser");
        // A stack of the same name takes all of it over again.
        assertThat(id(rig.create(Rig.credential()))).isEqualTo(credential);
        assertThat(id(rig.create(Rig.integration(credential)))).isEqualTo(integration);
        assertThat(id(rig.create(resource))).isEqualTo(action);
    }

    @Test
    void retain_does_not_keep_what_is_retired_without_need() {
        succeeded(rig.delete(action, resource.with("OnDestroy", "retain")));
        assertThat(rig.genesys.actions).isEmpty();
    }

    @Test
    void an_integration_that_holds_a_used_action_is_kept_with_its_credential_and_says_so() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, resource);
        JsonNode answer = rig.delete(integration, Rig.integration(credential));
        succeeded(answer);
        assertThat(answer.path("Reason").asText())
                .contains("Integration Data actions (dev) is kept")
                .contains("FetchUser (retired, contract 1)")
                .contains("Main IVR");
        JsonNode credentials = rig.delete(credential, Rig.credential());
        succeeded(credentials);
        assertThat(credentials.path("Reason").asText()).contains("Data actions (dev)");
        assertThat(rig.genesys.integrations).containsKey(integration);
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    @Test
    void an_integration_that_holds_someone_elses_action_is_kept() {
        Action ours = rig.genesys.actions.remove(action);
        rig.genesys.actions.put(
                "custom_-_x",
                new Action(
                        "custom_-_x",
                        1,
                        "Theirs",
                        "c",
                        integration,
                        false,
                        ours.inputSchema(),
                        ours.successSchema(),
                        new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                                1, "https://x", "GET", java.util.Map.of(), "", "")));
        JsonNode answer = rig.delete(integration, Rig.integration(credential));
        succeeded(answer);
        assertThat(answer.path("Reason").asText()).contains("Theirs, not of this stack");
        assertThat(rig.genesys.actions).containsKey("custom_-_x");
    }

    @Test
    void a_changed_category_warns_that_flow_sources_refer_to_it() {
        JsonNode answer = rig.update(action, resource, resource.with("Category", "Other"));
        succeeded(answer);
        assertThat(answer.path("Data").path("Warnings").asText())
                .contains("category Customer Data → Other")
                .contains("Archy");
        assertThat(rig.log).anyMatch(line -> line.contains("WARN") && line.contains("Customer Data → Other"));
    }

    @Test
    void giving_the_bare_name_to_a_newer_contract_warns_of_nothing() {
        JsonNode answer = rig.update(action, resource, resource.with("Name", "FetchUser (contract 1)"));
        succeeded(answer);
        assertThat(answer.path("Data").has("Warnings")).isFalse();
    }

    @Test
    void a_changed_name_warns_too() {
        JsonNode answer = rig.update(action, resource, resource.with("Name", "Fetch User"));
        assertThat(answer.path("Data").path("Warnings").asText()).contains("name FetchUser → Fetch User");
    }

    // ------------------------------------------------------------------------------------------------ the guard

    private String guard(String onDestroy) {
        return id(rig.create(Rig.guard(onDestroy).with("IntegrationId", integration)));
    }

    private JsonNode destroy(String guard, String onDestroy) {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        return rig.delete(guard, Rig.guard(onDestroy).with("IntegrationId", integration));
    }

    @Test
    void the_guards_create_calls_nothing() {
        rig.genesys.calls.clear();
        assertThat(guard("refuse")).isEqualTo("destroy-guard");
        assertThat(rig.genesys.calls).isEmpty();
    }

    @Test
    void the_guard_refuses_to_destroy_what_flows_use_and_names_them() {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR", "Billing", "Orders", "Night"));
        long writes = rig.genesys.writes();
        String reason = failed(destroy(guard, "refuse"));
        assertThat(reason)
                .contains("Nothing was removed")
                .contains("Billing, Main IVR, Night and 1 more use FetchUser")
                .contains("Re-point and publish the flows, then delete the stack again. Or delete the stack and let"
                        + " CloudFormation retain the resource DestroyGuard: the used actions stay, renamed, and"
                        + " their calls fail.")
                .doesNotContain("onDestroy")
                .hasSizeLessThanOrEqualTo(400);
        assertThat(rig.genesys.writes()).isEqualTo(writes);
    }

    @Test
    void the_guard_lets_a_stack_go_that_no_flow_uses() {
        succeeded(destroy(guard("refuse"), "refuse"));
    }

    @Test
    void the_guard_refuses_where_it_cannot_be_told() {
        String guard = guard("refuse");
        rig.genesys.indexState = "NOTBUILT";
        assertThat(failed(destroy(guard, "refuse"))).contains("NOTBUILT").contains("FetchUser");
    }

    @Test
    void the_guard_counts_an_action_that_was_kept_before() {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, resource);
        assertThat(failed(destroy(guard, "refuse"))).contains("FetchUser (retired, contract 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "retain"})
    void the_guard_lets_go_where_the_environment_says_so(String onDestroy) {
        String guard = guard(onDestroy);
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(destroy(guard, onDestroy));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROLLBACK_IN_PROGRESS",
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
            })
    void the_guard_blocks_no_rollback_and_no_clean_up(String status) {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = status;
        succeeded(rig.delete(guard, Rig.guard("refuse")));
    }

    @Test
    void the_delete_of_a_guard_that_was_never_made_blocks_nothing() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = null;
        succeeded(rig.delete("dev-DataActions-DestroyGuard-1A2B3C4D5E6F", Rig.guard("refuse")));
    }

    @Test
    void a_guard_that_is_not_told_the_stacks_status_refuses() {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = null;
        failed(rig.delete(guard, Rig.guard("refuse")));
    }

    @Test
    void a_guard_with_another_word_fails_its_deployment() {
        assertThat(failed(rig.create(Rig.guard("maybe")))).contains("OnDestroy").contains("refuse, delete, retain");
    }

    @Test
    void strangers_actions_do_not_hold_a_stack() {
        String guard = guard("refuse");
        Action ours = rig.genesys.actions.get(action);
        rig.genesys.actions.put(
                "custom_-_x",
                new Action(
                        "custom_-_x",
                        1,
                        "FetchUser",
                        "c",
                        "elsewhere",
                        false,
                        ours.inputSchema(),
                        ours.successSchema(),
                        new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                                1,
                                "https://x",
                                "GET",
                                java.util.Map.of("Data-Action-Owner", "210987654321/eu-west-1/dev-DataActions/X"),
                                "",
                                "")));
        rig.genesys.published.put("custom_-_x", List.of("Theirs"));
        succeeded(destroy(guard, "refuse"));
    }

    @Test
    void the_guards_update_sweeps_what_was_kept_once_no_flow_uses_it() {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, resource);
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        Resource now = before.with("Digest", "2");

        succeeded(rig.update(guard, before, now));
        assertThat(rig.genesys.actions).containsKey(action);

        rig.genesys.published.clear();
        succeeded(rig.update(guard, now, before));
        assertThat(rig.genesys.actions).isEmpty();
        assertThat(rig.genesys.integrations).containsKey(integration);
    }

    /** The list is stale: it still shows the name that the action had before its contract came back. */
    @Test
    void the_guards_update_deleted_an_action_that_was_back_in_service() {
        String guard = guard("refuse");
        Action inService = rig.genesys.actions.get(action);
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, resource);
        rig.genesys.published.clear();
        List<String> calls = rig.genesys.calls;
        rig.genesys.beforeEveryCall = () -> {
            if (calls.size() > 1 && calls.get(calls.size() - 2).equals("list actions")) {
                rig.genesys.actions.put(action, inService);
            }
        };
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        succeeded(rig.update(guard, before, before.with("Digest", "2")));
        assertThat(rig.genesys.actions).containsKey(action);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FORBIDDEN", "BAD_REQUEST", "NOT_FOUND"})
    void a_sweep_that_fails_does_not_fail_the_deployment(Fault fault) {
        String guard = guard("refuse");
        rig.genesys.fault("list actions", fault);
        succeeded(rig.update(guard, Rig.guard("refuse"), Rig.guard("delete")));
    }

    /** It ends in the same way as a sweep that is cut off because the time is over. */
    @Test
    void a_sweep_that_did_not_end_rolled_a_finished_deployment_back() {
        String guard = guard("refuse");
        rig.genesys.fault("list actions", Fault.OUT_OF_MEMORY);
        JsonNode answer = rig.update(guard, Rig.guard("refuse"), Rig.guard("delete"));
        succeeded(answer);
        assertThat(id(answer)).isEqualTo(guard);
        assertThat(answer.path("Reason").asText())
                .contains("before it had checked all retired objects")
                .endsWith("A later deployment checks them again.");
    }

    // ------------------------------------------------------------------------------------------------ names and words

    @ParameterizedTest
    @ValueSource(ints = {9, 227, 228, 229, 256})
    void a_long_name_is_cut_so_that_what_says_retired_fits_behind_it(int length) {
        String name = "N".repeat(length);
        Resource named = resource.with("Name", name);
        succeeded(rig.update(action, resource, named));
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.genesys.fault("change action", Fault.CONFLICT);
        succeeded(rig.delete(action, named));

        String end = " (retired, contract 1, " + action.substring(action.length() - 4) + ")";
        assertThat(name())
                .isEqualTo("N".repeat(Math.min(length, 256 - end.length())) + end)
                .hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void what_is_kept_is_said_with_the_name_that_it_has_then() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        assertThat(rig.delete(action, resource).path("Reason").asText())
                .contains("\"FetchUser (retired, contract 1)\": used by Main IVR");
        rig.genesys.published.clear();
        String other = id(rig.create(resource.with("IntegrationId", "integration-2")));
        rig.genesys.published.put(other, List.of("Main IVR"));
        rig.genesys.fault("change action", Fault.CONFLICT);
        assertThat(rig.delete(other, resource.with("IntegrationId", "integration-2"))
                        .path("Reason")
                        .asText())
                .contains("\"FetchUser (retired, contract 1, " + other.substring(other.length() - 4) + ")\"");
    }

    @Test
    void one_flow_and_one_action_are_spoken_of_in_the_singular() {
        String guard = guard("refuse");
        rig.genesys.published.put(action, List.of("Main IVR"));
        assertThat(failed(destroy(guard, "refuse"))).contains("flow Main IVR uses FetchUser.");
    }

    @Test
    void the_delete_of_a_guard_that_has_no_id_answers_with_its_own() {
        assertThat(id(rig.delete(null, Rig.guard("refuse")))).isEqualTo("destroy-guard");
        assertThat(id(rig.delete("never-made", Rig.guard("refuse")))).isEqualTo("never-made");
    }

    // ------------------------------------------------------------------------------------------------ the integration

    /** A second action of this stack in the integration, which is not deleted before it. */
    private String second() {
        Resource other = new Resource(
                resource.type(), "ActionOther1", resource.with("Name", "Other").properties());
        return id(rig.create(other));
    }

    private JsonNode deleteIntegration(String onDestroy) {
        return rig.delete(integration, Rig.integration(credential).with("OnDestroy", onDestroy));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
        // status, OnDestroy, whether a flow uses the action, index, whether the integration goes
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, refuse, false, OPERATIONAL, true",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, refuse, true, OPERATIONAL, false",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, delete, true, OPERATIONAL, false",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, refuse, false, NOTBUILT, false",
        "DELETE_IN_PROGRESS, refuse, false, OPERATIONAL, true",
        "DELETE_IN_PROGRESS, refuse, true, OPERATIONAL, false",
        "DELETE_IN_PROGRESS, refuse, false, NOTBUILT, false",
        "DELETE_IN_PROGRESS, delete, true, OPERATIONAL, true",
        "DELETE_IN_PROGRESS, delete, false, NOTBUILT, true",
        "ROLLBACK_IN_PROGRESS, refuse, false, NOTBUILT, true",
        "ROLLBACK_IN_PROGRESS, refuse, true, OPERATIONAL, false",
        "ROLLBACK_IN_PROGRESS, delete, true, OPERATIONAL, false",
        "UNKNOWN, delete, true, OPERATIONAL, false",
        "UNKNOWN, refuse, false, NOTBUILT, false"
    })
    void an_integration_goes_when_none_of_its_actions_has_to_go_on_working(
            String status, String onDestroy, boolean used, String index, boolean goes) {
        rig.stackStatus = status;
        rig.genesys.indexState = index;
        if (used) {
            rig.genesys.published.put(action, List.of("Main IVR"));
        }
        succeeded(deleteIntegration(onDestroy));
        assertThat(rig.genesys.integrations.containsKey(integration)).isEqualTo(!goes);
        assertThat(rig.genesys.actions.containsKey(action)).isEqualTo(!goes);
    }

    @Test
    void a_rollback_keeps_an_integration_of_its_own_making_that_holds_an_action_of_before() {
        Action before = rig.genesys.actions.get(action);
        rig.genesys.actions.put(
                action,
                new Action(
                        action,
                        1,
                        before.name(),
                        before.category(),
                        integration,
                        false,
                        before.inputSchema(),
                        before.successSchema(),
                        new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                                10,
                                "https://x",
                                "POST",
                                java.util.Map.of(
                                        "Data-Action-Owner",
                                        Rig.MARK + "ActionFetchUser1",
                                        "Data-Action-Origin",
                                        "found"),
                                "{}",
                                "${rawResult}")));
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        JsonNode answer = deleteIntegration("refuse");
        succeeded(answer);
        assertThat(answer.path("Reason").asText()).contains("FetchUser (there before this deployment)");
        assertThat(rig.genesys.actions).containsKey(action);
    }

    @Test
    void an_integration_that_is_kept_says_how_many_actions_keep_it() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        assertThat(deleteIntegration("refuse").path("Reason").asText())
                .contains("it holds action FetchUser (used by Main IVR).");

        rig.genesys.published.put(second(), List.of("Billing"));
        assertThat(deleteIntegration("refuse").path("Reason").asText())
                .contains("it holds action FetchUser (used by Main IVR) and 1 more.");

        theirs();
        assertThat(deleteIntegration("refuse").path("Reason").asText())
                .contains("it holds action FetchUser (used by Main IVR) and 1 more, and Theirs, not of this stack.");

        rig.genesys.published.clear();
        assertThat(deleteIntegration("refuse").path("Reason").asText()).contains("it holds Theirs, not of this stack.");
    }

    private void theirs() {
        Action ours = rig.genesys.actions.get(action);
        rig.genesys.actions.put(
                "custom_-_x",
                new Action(
                        "custom_-_x",
                        1,
                        "Theirs",
                        "c",
                        integration,
                        false,
                        ours.inputSchema(),
                        ours.successSchema(),
                        new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                                1, "https://x", "GET", java.util.Map.of(), "", "")));
    }

    @Test
    void an_action_in_another_integration_keeps_nothing() {
        Resource elsewhere = new Resource(
                resource.type(),
                "ActionOther1",
                resource.with("Name", "Other")
                        .with("IntegrationId", "integration-2")
                        .properties());
        rig.genesys.published.put(id(rig.create(elsewhere)), List.of("Main IVR"));
        succeeded(deleteIntegration("refuse"));
        assertThat(rig.genesys.integrations).doesNotContainKey(integration);
    }

    @Test
    void a_destruction_that_deletes_used_actions_keeps_an_integration_that_holds_strangers() {
        theirs();
        rig.stackStatus = "DELETE_IN_PROGRESS";
        assertThat(deleteIntegration("delete").path("Reason").asText()).contains("Theirs, not of this stack");
        assertThat(rig.genesys.integrations).containsKey(integration);
    }

    @Test
    void a_destruction_that_deletes_used_actions_keeps_the_credential_of_an_integration_that_holds_strangers() {
        theirs();
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(action, resource.with("OnDestroy", "delete")));
        succeeded(deleteIntegration("delete"));
        JsonNode kept = rig.delete(credential, Rig.credential().with("OnDestroy", "delete"));
        succeeded(kept);
        assertThat(kept.path("Reason").asText())
                .contains("The credential is kept in Genesys: integration Data actions (dev) of this stack uses it.");
        assertThat(rig.genesys.credentials).containsKey(credential);
        assertThat(rig.genesys.configurations.get(integration).credentials()).containsEntry("basicAuth", credential);
    }

    /** As in the integration of a former front door: see LastSweepTest. */
    @Test
    void a_destruction_that_deletes_used_actions_deleted_a_retired_one_with_its_integration() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, resource));
        rig.stackStatus = "DELETE_IN_PROGRESS";
        JsonNode kept = deleteIntegration("delete");
        succeeded(kept);
        assertThat(kept.path("Reason").asText())
                .contains("it holds action FetchUser (retired, contract 1) (used by Main IVR)");
        succeeded(rig.delete(credential, Rig.credential().with("OnDestroy", "delete")));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    @Test
    void a_destruction_that_deletes_used_actions_deletes_the_credential_after_its_integration() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(action, resource.with("OnDestroy", "delete")));
        succeeded(deleteIntegration("delete"));
        succeeded(rig.delete(credential, Rig.credential().with("OnDestroy", "delete")));
        assertThat(rig.genesys.integrations).isEmpty();
        assertThat(rig.genesys.credentials).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ the credential

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, delete",
        "DELETE_IN_PROGRESS, refuse",
        "DELETE_IN_PROGRESS, delete",
        "ROLLBACK_IN_PROGRESS, delete",
        "UNKNOWN, delete"
    })
    void a_credential_that_an_integration_of_the_stack_shows_stays(String status, String onDestroy) {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.stackStatus = status;
        rig.delete(credential, Rig.credential().with("OnDestroy", onDestroy));
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_credential_that_only_a_strangers_integration_shows_goes(boolean listsShowNotes) {
        succeeded(rig.delete(action, resource));
        succeeded(rig.delete(integration, Rig.integration(credential)));
        String notes = "Managed by CloudFormation: 210987654321/eu-west-1/dev-DataActions/Integration";
        rig.genesys.integrations.put(
                "theirs",
                new dataactions.registrar.genesys.Genesys.Integration(
                        "theirs",
                        "Theirs",
                        "custom-rest-actions",
                        "ENABLED",
                        "ACTIVE",
                        "",
                        listsShowNotes ? notes : null));
        rig.genesys.configurations.put(
                "theirs",
                new dataactions.registrar.genesys.Genesys.Configuration(
                        1,
                        "Theirs",
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        notes,
                        java.util.Map.of("basicAuth", credential)));
        succeeded(rig.delete(credential, Rig.credential()));
        assertThat(rig.genesys.credentials).isEmpty();
    }

    @Test
    void a_rollback_keeps_an_empty_integration_that_it_found() {
        succeeded(rig.delete(action, resource));
        rig.request = "another-stack-later";
        assertThat(id(rig.create(Rig.integration(credential)))).isEqualTo(integration);
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        rig.request = "its-rollback";
        JsonNode answer = deleteIntegration("refuse");
        succeeded(answer);
        assertThat(answer.path("Reason").asText())
                .isEqualTo("Integration Data actions (dev) was in Genesys before this deployment, and stays there.");
        assertThat(rig.genesys.integrations).containsKey(integration);
    }

    /** Its Create died between the POST and the configuration: it still has the ownership tag as its name. */
    @Test
    void a_rollback_takes_an_integration_with_it_that_was_never_configured() {
        succeeded(rig.delete(action, resource));
        succeeded(deleteIntegration("refuse"));
        rig.genesys.integrations().create(Rig.MARK + "Integration", "custom-rest-actions");
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete("outcome-unknown", Rig.integration(credential)));
        assertThat(rig.genesys.integrations).isEmpty();
    }

    /** The index is not built. An action is not older than its integration, so nothing can use this one. */
    @Test
    void an_integration_that_this_event_left_goes_though_another_event_has_created_an_action_in_it() {
        Resource lambda = rig.lambdaIntegration();
        String left = id(rig.update(integration, Rig.integration(credential), lambda));
        rig.request = "the-actions";
        id(rig.create(Rig.action(left)));
        rig.genesys.indexState = "NOTBUILT";
        rig.request = "request-1";
        succeeded(rig.update(integration, lambda, Rig.integration(credential)));
        assertThat(rig.genesys.integrations).doesNotContainKey(left);
    }

    /** An Update that died has left a new integration; an action of this stack is in it, and nobody can tell of flows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_integration_that_a_dead_event_left_goes_where_that_event_is_this_one_and_stays_where_it_may_be_old(
            boolean isThisOne) {
        Resource lambda = rig.lambdaIntegration();
        String left = id(rig.update(integration, Rig.integration(credential), lambda));
        assertThat(left).isNotEqualTo(integration);
        id(rig.create(Rig.action(left)));
        rig.genesys.indexState = "NOTBUILT";
        if (!isThisOne) {
            rig.request = "years-later";
        }
        succeeded(rig.update(integration, lambda, Rig.integration(credential)));
        assertThat(rig.genesys.integrations.containsKey(left)).isEqualTo(!isThisOne);
        assertThat(rig.genesys.integrations).containsKey(integration);
    }

    @Test
    void a_credential_is_kept_by_an_integration_whose_notes_the_listing_shows_too() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.genesys.integrations.computeIfPresent(
                integration,
                (id, it) -> new dataactions.registrar.genesys.Genesys.Integration(
                        id,
                        it.name(),
                        it.type(),
                        it.intendedState(),
                        it.reportedState(),
                        it.detail(),
                        rig.genesys.configurations.get(integration).notes()));
        succeeded(rig.delete(credential, Rig.credential()));
        assertThat(rig.genesys.credentials).containsKey(credential);
    }

    @Test
    void a_kept_contract_that_comes_back_by_two_events_is_a_kept_one_again_when_both_are_rolled_back() {
        Resource older = resource.with("Name", "FetchUser (contract 1)");
        rig.genesys.published.put(action, List.of("Main IVR"));
        rig.delete(action, older);
        rig.request = "back-into-service";
        rig.create(older);
        rig.request = "once-more";
        assertThat(id(rig.create(older))).isEqualTo(action);

        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete(action, older));
        assertThat(name()).isEqualTo("FetchUser (retired, contract 1)");
    }
}
