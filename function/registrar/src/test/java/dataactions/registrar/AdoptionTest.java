package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code genesys.adopt: true}: an integration that people made is used, and never deleted. */
class AdoptionTest {
    private static final String OURS = "Adopted by CloudFormation: " + Rig.MARK + "Integration";

    private final Rig rig = new Rig();
    private final String credential = id(rig.create(Rig.credential()));
    private final Resource adopting = Rig.integration(credential).with("Adopt", "true");

    /** As people make them: with a credential and a note of their own. */
    private String theirs(String id, String name, String type) {
        rig.genesys.integrations.put(id, new Integration(id, name, type, "DISABLED", "INACTIVE", "", null));
        rig.genesys.credentials.put(
                "old", new dataactions.registrar.genesys.Genesys.Credential("old", "Theirs", "userDefined"));
        rig.genesys.configurations.put(
                id,
                new Configuration(
                        3,
                        name,
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        "Ask Ann before you touch this",
                        Map.of("basicAuth", "old")));
        return id;
    }

    private static final String ID = "aaaaaaaa-0000-4000-8000-000000000001";

    private String theirs() {
        return theirs(ID, "Data actions (dev)", "custom-rest-actions");
    }

    private String notes() {
        return rig.genesys.configurations.get(ID).notes();
    }

    @Test
    void the_one_of_the_name_is_taken_over_and_its_notes_stay() {
        theirs();
        JsonNode created = rig.create(adopting);
        succeeded(created);
        assertThat(id(created)).isEqualTo(ID);
        assertThat(rig.genesys.integrations).hasSize(1);
        assertThat(rig.genesys.integrations.get(ID).intendedState()).isEqualTo("ENABLED");
        assertThat(notes()).isEqualTo(OURS + " (credential before: old)\nAsk Ann before you touch this");
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsEntry("basicAuth", credential);
    }

    @Test
    void the_same_create_again_finds_it_by_its_tag() {
        theirs();
        rig.create(adopting);
        int version = rig.genesys.configurations.get(ID).version();
        assertThat(id(rig.create(adopting))).isEqualTo(ID);
        assertThat(rig.genesys.configurations.get(ID).version()).isEqualTo(version);
    }

    @Test
    void its_delete_gives_it_back_as_it_was() {
        theirs();
        rig.create(adopting);
        rig.stackStatus = "DELETE_IN_PROGRESS";
        JsonNode deleted = rig.delete(ID, adopting);
        succeeded(deleted);
        assertThat(deleted.path("Reason").asText()).contains("existed before this stack");
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsOnly(Map.entry("basicAuth", "old"));
        succeeded(rig.delete(credential, Rig.credential()));
        assertThat(rig.genesys.integrations).containsKey(ID);

        assertThat(id(rig.create(adopting))).isEqualTo(ID);
    }

    @Test
    void the_rollback_of_a_first_deployment_gives_it_back_too() {
        theirs();
        rig.create(adopting);
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete("outcome-unknown", adopting));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.integrations).containsKey(ID);
    }

    @Test
    void none_of_the_name_is_an_error_and_nothing_is_made() {
        long writes = rig.genesys.writes();
        assertThat(failed(rig.create(adopting)))
                .contains("exactly one integration Data actions (dev)")
                .contains("there is none");
        assertThat(rig.genesys.writes()).isEqualTo(writes);
    }

    @Test
    void two_of_the_name_are_an_error_that_names_them() {
        theirs();
        theirs("second", "Data actions (dev)", "custom-rest-actions");
        assertThat(failed(rig.create(adopting))).contains(ID).contains("second").hasSizeLessThanOrEqualTo(400);
    }

    @Test
    void one_of_another_type_is_an_error() {
        theirs("lambda", "Data actions (dev)", "aws-lambda-data-actions");
        assertThat(failed(rig.create(adopting))).contains("lambda (of type aws-lambda-data-actions)");
    }

    @Test
    void one_of_another_stack_is_an_error_that_names_the_stack() {
        theirs();
        Configuration now = rig.genesys.configurations.get(ID);
        rig.genesys.configurations.put(
                ID,
                new Configuration(
                        1,
                        now.name(),
                        now.properties(),
                        now.advanced(),
                        "Managed by CloudFormation: 210987654321/eu-west-1/dev-DataActions/Integration",
                        Map.of()));
        assertThat(failed(rig.create(adopting))).contains("210987654321/eu-west-1/dev-DataActions/Integration");
    }

    @Test
    void a_stack_with_an_integration_of_its_own_can_adopt_another_and_be_rolled_back() {
        Resource own = Rig.integration(credential).with("Name", "Own");
        String before = id(rig.create(own));
        theirs();
        JsonNode updated = rig.update(before, own, adopting);
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(ID);

        JsonNode back = rig.update(ID, adopting, own);
        succeeded(back);
        assertThat(id(back)).isEqualTo(before);
        succeeded(rig.delete(ID, adopting));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.configurations.get(ID).name()).isEqualTo("Data actions (dev)");
        assertThat(rig.genesys.integrations).containsOnlyKeys(ID, before);
    }

    /** What a flow uses is kept, and called with our credential: it is not taken away under the flow. */
    @Test
    void it_keeps_our_credential_while_a_flow_uses_an_action_of_ours_in_it_and_is_given_back_after_that() {
        theirs();
        rig.create(adopting);
        Resource resource = Rig.action(ID);
        String action = id(rig.create(resource));
        Resource own = Rig.integration(credential).with("Name", "Own");
        String fresh = id(rig.update(ID, adopting, own));
        rig.genesys.published.put(action, java.util.List.of("Main IVR"));
        succeeded(rig.delete(action, resource));

        JsonNode kept = rig.delete(ID, adopting);
        succeeded(kept);
        assertThat(kept.path("Reason").asText())
                .contains("The adopted integration Data actions (dev) keeps this stack's credential")
                .contains("FetchUser (retired, contract 1) (used by Main IVR)")
                .hasSizeLessThanOrEqualTo(400);
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsOnly(Map.entry("basicAuth", credential));
        assertThat(notes()).startsWith(OURS);

        Resource guard = Rig.guard("refuse").with("IntegrationId", fresh);
        succeeded(rig.update("destroy-guard", guard, guard));
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsEntry("basicAuth", credential);

        rig.genesys.published.clear();
        succeeded(rig.update("destroy-guard", guard, guard));
        assertThat(rig.genesys.actions).isEmpty();
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsOnly(Map.entry("basicAuth", "old"));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.integrations).containsKeys(ID, fresh);
    }

    @Test
    void a_destruction_that_deletes_used_actions_gives_it_back_at_once() {
        theirs();
        rig.create(adopting);
        String action = id(rig.create(Rig.action(ID)));
        rig.genesys.published.put(action, java.util.List.of("Main IVR"));
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(ID, adopting.with("OnDestroy", "delete")));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
    }

    @Test
    void taking_over_a_credential_that_others_actions_call_with_is_said() {
        theirs();
        rig.genesys
                .actions()
                .create(new dataactions.registrar.genesys.Genesys.NewAction(
                        "Lookup Order",
                        "Orders",
                        ID,
                        false,
                        TestOrg.json(Rig.INPUT),
                        TestOrg.json(Rig.OUTPUT),
                        new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                                10, "https://x/", "GET", Map.of(), "{}", "${rawResult}")));
        JsonNode created = rig.create(adopting);
        succeeded(created);
        assertThat(created.path("Reason").asText())
                .isEqualTo("Integration Data actions (dev) is adopted, and has this stack's credential now:"
                        + " Lookup Order, not of this stack, calls with it, too. If it needs the former credential, remove"
                        + " genesys.adopt and deploy.");
        assertThat(rig.log).anyMatch(line -> line.contains("Lookup Order, not of this stack"));
        assertThat(rig.create(adopting)).as("delivered twice").isEqualTo(created);
    }

    @Test
    void saying_adopt_of_an_integration_of_our_own_changes_nothing() {
        Resource own = Rig.integration(credential);
        String id = id(rig.create(own));
        int version = rig.genesys.configurations.get(id).version();
        assertThat(id(rig.update(id, own, adopting))).isEqualTo(id);
        assertThat(rig.genesys.configurations.get(id).version()).isEqualTo(version);
    }

    private static final String OTHER_ID = "aaaaaaaa-0000-4000-8000-000000000002";
    private final Resource adoptingOther = adopting.with("Name", "Other");

    private void theirsAndOther() {
        theirs();
        theirs(OTHER_ID, "Other", "custom-rest-actions");
    }

    @Test
    void another_name_adopts_the_other_integration_and_renames_neither() {
        theirsAndOther();
        rig.create(adopting);
        JsonNode updated = rig.update(ID, adopting, adoptingOther);
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(OTHER_ID);
        assertThat(rig.genesys.configurations.get(OTHER_ID).name()).isEqualTo("Other");
        assertThat(rig.genesys.configurations.get(OTHER_ID).notes()).startsWith(OURS + " (credential before: old)");
        assertThat(rig.genesys.configurations.get(ID).name()).isEqualTo("Data actions (dev)");
        assertThat(notes()).as("until CloudFormation deletes the old one").startsWith(OURS);

        succeeded(rig.delete(ID, adopting));
        assertThat(rig.genesys.configurations.get(ID).name()).isEqualTo("Data actions (dev)");
        assertThat(rig.genesys.configurations.get(ID).credentials()).containsOnly(Map.entry("basicAuth", "old"));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.integrations).containsOnlyKeys(ID, OTHER_ID);
    }

    @Test
    void a_rollback_to_the_former_name_gives_the_other_integration_back() {
        theirsAndOther();
        rig.create(adopting);
        rig.update(ID, adopting, adoptingOther);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        JsonNode back = rig.update(OTHER_ID, adoptingOther, adopting);
        succeeded(back);
        assertThat(id(back)).isEqualTo(ID);
        succeeded(rig.delete(OTHER_ID, adoptingOther));
        assertThat(rig.genesys.configurations.get(OTHER_ID).name()).isEqualTo("Other");
        assertThat(rig.genesys.configurations.get(OTHER_ID).notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.configurations.get(OTHER_ID).credentials()).containsOnly(Map.entry("basicAuth", "old"));
        assertThat(notes()).startsWith(OURS);
    }

    /** The registrar died after it had adopted the other one; CloudFormation knows only the first. */
    @Test
    void a_rollback_after_an_unanswered_update_gives_the_other_integration_back() {
        theirsAndOther();
        rig.create(adopting);
        rig.update(ID, adopting, adoptingOther);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        JsonNode back = rig.update(ID, adoptingOther, adopting);
        succeeded(back);
        assertThat(id(back)).isEqualTo(ID);
        assertThat(rig.genesys.configurations.get(OTHER_ID).notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(rig.genesys.configurations.get(OTHER_ID).credentials()).containsOnly(Map.entry("basicAuth", "old"));
        assertThat(notes()).startsWith(OURS);
    }

    @Test
    void another_name_that_no_integration_has_is_refused_and_its_rollback_succeeds() {
        theirs();
        rig.create(adopting);
        Configuration before = rig.genesys.configurations.get(ID);
        JsonNode refused = rig.update(ID, adopting, adoptingOther);
        assertThat(failed(refused))
                .contains("exactly one integration Other")
                .contains("there is none")
                .contains("integrationName");
        assertThat(id(refused)).isEqualTo(ID);
        succeeded(rig.update(ID, adoptingOther, adopting));
        assertThat(rig.genesys.configurations.get(ID)).isEqualTo(before);
    }

    private void ownerRenames(String name) {
        Configuration now = rig.genesys.configurations.get(ID);
        rig.genesys.configurations.put(
                ID,
                new Configuration(
                        now.version(), name, now.properties(), now.advanced(), now.notes(), now.credentials()));
        Integration it = rig.genesys.integrations.get(ID);
        rig.genesys.integrations.put(
                ID,
                new Integration(ID, name, it.type(), it.intendedState(), it.reportedState(), it.detail(), it.notes()));
    }

    @Test
    void an_integration_that_its_owner_renamed_is_not_renamed_back_and_the_rollback_continues_to_use_it() {
        theirs();
        rig.create(adopting);
        ownerRenames("Ann's");
        Resource next = adopting.with("OnDestroy", "delete");
        rig.stackStatus = "UPDATE_IN_PROGRESS";
        assertThat(failed(rig.update(ID, adopting, next)))
                .contains("exactly one integration Data actions (dev)")
                .contains("Correct integrationName in cdk.json, rename it in Genesys");
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        JsonNode back = rig.update(ID, next, adopting);
        succeeded(back);
        assertThat(id(back)).isEqualTo(ID);
        assertThat(rig.genesys.configurations.get(ID).name()).isEqualTo("Ann's");
        assertThat(notes()).startsWith(OURS);
    }

    @Test
    void a_deployment_with_the_name_that_the_owner_gave_uses_the_same_integration_and_can_be_rolled_back() {
        theirs();
        rig.create(adopting);
        ownerRenames("Ann's");
        Resource named = adopting.with("Name", "Ann's");
        assertThat(id(rig.update(ID, adopting, named))).isEqualTo(ID);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        JsonNode back = rig.update(ID, named, adopting);
        succeeded(back);
        assertThat(id(back)).isEqualTo(ID);
        assertThat(rig.genesys.configurations.get(ID).name()).isEqualTo("Ann's");
    }

    /** CloudFormation sends the rollback to the id of the failed answer. */
    @Test
    void an_update_that_fails_before_it_has_adopted_the_other_integration_can_be_rolled_back() {
        theirsAndOther();
        rig.create(adopting);
        rig.genesys.fault("write configuration", Fault.FORBIDDEN);
        JsonNode updated = rig.update(ID, adopting, adoptingOther);
        failed(updated);
        assertThat(id(updated)).isEqualTo(ID);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.update(id(updated), adoptingOther, adopting));
        assertThat(rig.genesys.configurations.get(OTHER_ID).notes()).isEqualTo("Ask Ann before you touch this");
        assertThat(notes()).startsWith(OURS);
    }

    @ParameterizedTest
    @CsvSource({
        // status, OnDestroy, whether it is given back while a flow uses an action of ours in it
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, refuse, false",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, delete, false",
        "DELETE_IN_PROGRESS, refuse, false",
        "DELETE_IN_PROGRESS, delete, true",
        "ROLLBACK_IN_PROGRESS, refuse, true",
        "UNKNOWN, delete, false"
    })
    void what_a_flow_uses_keeps_our_credential_except_in_a_rollback_and_where_used_actions_are_deleted(
            String status, String onDestroy, boolean givenBack) {
        theirs();
        rig.create(adopting);
        rig.genesys.published.put(id(rig.create(Rig.action(ID))), java.util.List.of("Main IVR"));
        rig.stackStatus = status;
        succeeded(rig.delete(ID, adopting.with("OnDestroy", onDestroy)));
        assertThat(rig.genesys.configurations.get(ID).credentials())
                .containsEntry("basicAuth", givenBack ? "old" : credential);
        assertThat(notes().startsWith(OURS)).isEqualTo(!givenBack);
    }

    @Test
    void giving_it_back_is_tried_again_when_someone_changes_it_meanwhile_and_given_up_after_five_times() {
        theirs();
        rig.create(adopting);
        rig.stackStatus = "DELETE_IN_PROGRESS";
        Fault[] conflicts = new Fault[5];
        java.util.Arrays.fill(conflicts, Fault.CONFLICT);
        rig.genesys.fault("write configuration", conflicts);
        rig.genesys.calls.clear();
        failed(rig.delete(ID, adopting));
        assertThat(rig.genesys.calls).filteredOn("write configuration"::equals).hasSize(5);
        assertThat(rig.time.slept()).isEqualTo(java.time.Duration.ofMillis(300 + 600 + 900 + 1200));

        rig.genesys.fault("write configuration", Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT);
        succeeded(rig.delete(ID, adopting));
        assertThat(notes()).isEqualTo("Ask Ann before you touch this");
    }

    @Test
    void giving_it_back_is_not_tried_again_when_genesys_forbids_it() {
        theirs();
        rig.create(adopting);
        rig.stackStatus = "DELETE_IN_PROGRESS";
        rig.genesys.fault("write configuration", Fault.FORBIDDEN);
        rig.genesys.calls.clear();
        failed(rig.delete(ID, adopting));
        assertThat(rig.genesys.calls).filteredOn("write configuration"::equals).hasSize(1);
    }

    @Test
    void a_credential_of_before_that_is_gone_meanwhile_is_not_put_back() {
        theirs();
        rig.create(adopting);
        rig.genesys.credentials.remove("old");
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(ID, adopting));
        assertThat(rig.genesys.configurations.get(ID).credentials()).isEmpty();
    }

    @Test
    void an_adoption_that_replaced_no_credential_warns_of_nothing() {
        theirs();
        Configuration now = rig.genesys.configurations.get(ID);
        rig.genesys.configurations.put(
                ID, new Configuration(3, now.name(), now.properties(), now.advanced(), now.notes(), Map.of()));
        rig.genesys.actions().create(theirAction());
        JsonNode created = rig.create(adopting);
        succeeded(created);
        assertThat(created.path("Reason").asText()).isEmpty();
    }

    @Test
    void an_adoption_does_not_warn_of_our_own_actions_nor_of_actions_elsewhere() {
        theirs();
        rig.create(adopting);
        rig.create(Rig.action(ID));
        rig.create(new Resource(
                "Custom::GenesysDataAction",
                "ActionElsewhere1",
                Rig.action("elsewhere").with("Name", "Elsewhere").properties()));
        JsonNode again = rig.create(adopting);
        succeeded(again);
        assertThat(again.path("Reason").asText()).isEmpty();
    }

    private static dataactions.registrar.genesys.Genesys.NewAction theirAction() {
        return new dataactions.registrar.genesys.Genesys.NewAction(
                "Lookup Order",
                "Orders",
                ID,
                false,
                TestOrg.json(Rig.INPUT),
                TestOrg.json(Rig.OUTPUT),
                new dataactions.registrar.genesys.Genesys.ActionConfiguration(
                        10, "https://x/", "GET", Map.of(), "{}", "${rawResult}"));
    }
}
