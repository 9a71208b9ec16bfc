package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment names its Genesys org. The client may belong to another one: nothing is read or written there. */
class OrganizationTest {
    private final Rig rig = new Rig("org-1");
    private final String credential = id(rig.create(Rig.credential()));
    private final String integration = id(rig.create(Rig.integration(credential)));
    private final String action = id(rig.create(Rig.action(integration)));
    private final Resource guard = Rig.guard("refuse").with("IntegrationId", integration);

    OrganizationTest() {
        succeeded(rig.create(guard));
    }

    /** The same objects behind a client of another org, as another process of the registrar sees them. */
    private Rig elsewhere() {
        Rig other = new Rig("org-1");
        other.genesys.organizationId = "org-2";
        other.genesys.credentials.putAll(rig.genesys.credentials);
        other.genesys.credentialFields.putAll(rig.genesys.credentialFields);
        other.genesys.integrations.putAll(rig.genesys.integrations);
        other.genesys.configurations.putAll(rig.genesys.configurations);
        other.genesys.actions.putAll(rig.genesys.actions);
        return other;
    }

    private static void refused(Rig rig, JsonNode answer) {
        assertThat(failed(answer)).contains("org-1").contains("org-2");
        assertThat(rig.genesys.calls).containsExactly("read organization");
    }

    @ParameterizedTest
    @CsvSource({"DELETE_IN_PROGRESS", "UNKNOWN"})
    void the_guard_asks_which_org_it_is_before_it_lets_a_stack_go(String status) {
        Rig other = elsewhere();
        other.stackStatus = status;
        // No flow of that org uses an action: which says nothing about ours.
        refused(other, other.delete("destroy-guard", guard));
    }

    @Test
    void in_the_right_org_the_guard_lets_the_stack_go() {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete("destroy-guard", guard));
    }

    @Test
    void the_guards_update_looks_through_no_other_org_and_fails_no_deployment() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, Rig.action(integration)));
        rig.genesys.published.clear();
        Rig other = elsewhere();
        succeeded(other.update("destroy-guard", guard, guard.with("Digest", "2")));
        assertThat(other.genesys.calls).containsExactly("read organization");
        assertThat(other.genesys.actions).containsKey(action);
        assertThat(other.log)
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("The actions that earlier deployments kept were not checked"));
    }

    /** The first deployment failed because of the org, so there is a stack without a credential. */
    @Test
    void the_last_sweep_deleted_retired_actions_in_an_org_that_was_refused() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        succeeded(rig.delete(action, Rig.action(integration)));
        Rig other = elsewhere();
        other.stackStatus = "DELETE_IN_PROGRESS";
        JsonNode answer = other.delete("not-created", Rig.credential());
        succeeded(answer);
        assertThat(answer.path("Reason").asText()).contains("org-1").contains("org-2");
        assertThat(other.genesys.calls).containsOnly("read organization");
        assertThat(other.genesys.actions).containsKey(action);
    }

    @Test
    void no_object_is_deleted_in_another_org() {
        Rig other = elsewhere();
        refused(other, other.delete(action, Rig.action(integration)));
        other.genesys.calls.clear();
        refused(other, other.delete(integration, Rig.integration(credential)));
        other.genesys.calls.clear();
        refused(other, other.delete(credential, Rig.credential()));
    }

    @Test
    void no_action_is_tested_in_another_org() {
        Rig other = elsewhere();
        String checks = "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":1}}]";
        refused(other, other.create(Rig.actionCheck(action, "aa11", checks)));
    }
}
