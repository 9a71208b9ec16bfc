package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who turns the stack's termination protection on and off, and when. */
class TerminationProtectionTest {
    private static final String DENIED = "CloudFormation UpdateTerminationProtection: AccessDenied (HTTP 403).";

    private final Rig rig = new Rig();
    private final Resource protecting = Rig.guard("refuse").with("TerminationProtection", "true");
    private final Resource deleting = Rig.guard("delete").with("TerminationProtection", "false");

    TerminationProtectionTest() {
        rig.managesProtection = true;
        rig.stackStatus = "UPDATE_IN_PROGRESS";
    }

    @Test
    void a_pipeline_leaves_the_assemblys_protection_out_and_the_guards_create_sets_it() {
        rig.stackStatus = "CREATE_IN_PROGRESS";
        succeeded(rig.create(protecting));
        assertThat(rig.protections).containsExactly(true);
    }

    @Test
    void the_guards_update_sets_and_clears_it() {
        String guard = id(rig.create(protecting));
        succeeded(rig.update(guard, protecting, deleting));
        succeeded(rig.update(guard, deleting, protecting));
        assertThat(rig.protections).containsExactly(true, false, true);
    }

    @Test
    void a_stack_of_an_earlier_version_is_protected_by_its_next_deployment() {
        Resource earlier = Rig.guard("refuse");
        String guard = id(rig.create(earlier));
        assertThat(rig.protections).isEmpty();

        succeeded(rig.update(guard, earlier, protecting));
        assertThat(rig.protections).containsExactly(true);
    }

    @Test
    void an_update_that_a_rollback_sends_sets_what_the_deployment_before_had() {
        String guard = id(rig.create(protecting));
        succeeded(rig.update(guard, protecting, deleting));
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.update(guard, deleting, protecting));
        succeeded(rig.update(guard, deleting, protecting));
        assertThat(rig.protections).containsExactly(true, false, true, true);
    }

    @Test
    void a_rollback_to_an_earlier_version_leaves_the_protection_alone() {
        Resource earlier = Rig.guard("refuse");
        String guard = id(rig.create(earlier));
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.update(guard, protecting, earlier));
        assertThat(rig.protections).isEmpty();
    }

    @Test
    void a_protection_that_may_not_be_set_is_a_warning_and_fails_no_deployment() {
        rig.protectionRefused = DENIED;
        JsonNode answer = rig.create(protecting);
        succeeded(answer);
        assertThat(answer.at("/Data/Warnings").asText())
                .startsWith("The stack's termination protection could not be turned on: " + DENIED)
                .contains("CloudFormation does not refuse to delete the stack");
        assertThat(answer.path("Reason").asText())
                .isEqualTo(answer.at("/Data/Warnings").asText());
        assertThat(rig.log).anyMatch(line -> line.contains("WARN") && line.contains("AccessDenied"));
    }

    @Test
    void a_protection_that_is_neither_true_nor_false_fails_the_deployment() {
        assertThat(failed(rig.create(protecting.with("TerminationProtection", "maybe"))))
                .contains("TerminationProtection")
                .contains("\"true\" or \"false\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Credential", "FunctionCheck", "ActionCheck"})
    void a_first_deployment_that_fails_leaves_a_stack_that_the_next_one_can_replace(String first) {
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        Resource resource =
                switch (first) {
                    case "Credential" -> Rig.credential();
                    case "FunctionCheck" -> Rig.functionCheck("d", "[]");
                    default -> Rig.actionCheck("x", "d", "[]");
                };
        succeeded(rig.delete("never-made", resource));
        assertThat(rig.protections).containsExactly(false);
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE_ROLLBACK_IN_PROGRESS, true",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, true",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, true",
        "DELETE_IN_PROGRESS, true",
        "ROLLBACK_IN_PROGRESS, false"
    })
    void no_other_deletion_lifts_the_protection_and_none_in_another_apps_stack(String status, boolean manages) {
        String credential = id(rig.create(Rig.credential()));
        rig.stackStatus = status;
        rig.managesProtection = manages;
        succeeded(rig.delete(credential, Rig.credential()));
        assertThat(rig.protections).isEmpty();
    }

    @Test
    void a_protection_that_may_not_be_lifted_is_a_warning_that_says_what_to_do() {
        String credential = id(rig.create(Rig.credential()));
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        rig.protectionRefused = DENIED;
        JsonNode answer = rig.delete(credential, Rig.credential());
        succeeded(answer);
        assertThat(answer.path("Reason").asText())
                .contains("could not be turned off")
                .contains("./data-actions live destroy");
        assertThat(rig.genesys.credentials).isEmpty();
    }

    @Test
    void a_protection_that_may_not_be_lifted_is_logged_and_said_behind_what_the_deletion_says() {
        String credential = id(rig.create(Rig.credential()));
        String integration = id(rig.create(Rig.integration(credential)));
        String action = id(rig.create(Rig.action(integration)));
        rig.genesys.published.put(action, java.util.List.of("Main IVR"));
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        rig.protectionRefused = DENIED;
        JsonNode answer = rig.delete(action, Rig.action(integration));
        succeeded(answer);
        assertThat(answer.path("Reason").asText())
                .startsWith("Action FetchUser is kept")
                .contains(" The stack's termination protection could not be turned off");
        assertThat(rig.log)
                .anyMatch(line -> line.contains("WARN") && line.contains("protection could not be turned off"));
    }
}
