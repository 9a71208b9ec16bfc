package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The front door was changed while a flow used an action, so the old action, its integration and its credential were
 * kept. Then the stack is deleted: everything else is gone by the time the credential is deleted.
 */
class LastSweepTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/r";

    private final Rig rig = new Rig();
    private final Resource first = Rig.credential();
    private final Resource second =
            Rig.credential().with("CredentialType", "amazonWebServicesARN").with("RoleArn", ROLE);
    private final String oldCredential = id(rig.create(first));
    private final String oldIntegration = id(rig.create(Rig.integration(oldCredential)));
    private final Resource oldAction = Rig.action(oldIntegration);
    private final String action = id(rig.create(oldAction));
    private final String newCredential;
    private final Resource newIntegration;
    private final String integration;
    private final Resource newAction;
    private final String successor;

    LastSweepTest() {
        rig.genesys.published.put(action, List.of("Main IVR"));
        newCredential = id(rig.update(oldCredential, first, second));
        newIntegration = Rig.integration(newCredential)
                .with("IntegrationType", "aws-lambda-data-actions")
                .with("CredentialKey", "awsCredentials");
        integration = id(rig.update(oldIntegration, Rig.integration(oldCredential), newIntegration));
        newAction = Rig.action(integration);
        successor = id(rig.update(action, oldAction, newAction));
        succeeded(rig.delete(action, oldAction));
        succeeded(rig.delete(oldIntegration, Rig.integration(oldCredential)));
        succeeded(rig.delete(oldCredential, first));
        assertThat(rig.genesys.actions).hasSize(2);
        assertThat(rig.genesys.integrations).hasSize(2);
        assertThat(rig.genesys.credentials).hasSize(2);
    }

    private JsonNode destroy(String onDestroy) {
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(successor, newAction.with("OnDestroy", onDestroy)));
        succeeded(rig.delete(integration, newIntegration.with("OnDestroy", onDestroy)));
        return rig.delete(newCredential, second.with("OnDestroy", onDestroy));
    }

    private void onlyTheRetiredAreLeft() {
        assertThat(rig.genesys.actions).containsOnlyKeys(action);
        assertThat(rig.genesys.integrations).containsOnlyKeys(oldIntegration);
        assertThat(rig.genesys.credentials).containsOnlyKeys(oldCredential);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "delete"})
    void destroy_left_the_retired_action_its_integration_and_its_credential(String onDestroy) {
        rig.genesys.published.clear();
        succeeded(destroy(onDestroy));
        assertThat(rig.genesys.actions).isEmpty();
        assertThat(rig.genesys.integrations).isEmpty();
        assertThat(rig.genesys.credentials).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "delete"})
    void what_a_flow_uses_still_is_named_and_stays(String onDestroy) {
        JsonNode answer = destroy(onDestroy);
        succeeded(answer);
        assertThat(answer.path("Reason").asText())
                .contains("FetchUser (retired, contract 1) is still kept: used by Main IVR");
        onlyTheRetiredAreLeft();
    }

    @Test
    void retain_sweeps_nothing() {
        rig.genesys.published.clear();
        succeeded(destroy("retain"));
        assertThat(rig.genesys.actions).containsOnlyKeys(action, successor);
        assertThat(rig.genesys.integrations).containsOnlyKeys(oldIntegration, integration);
        assertThat(rig.genesys.credentials).containsOnlyKeys(oldCredential, newCredential);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", ""})
    void only_the_deletion_of_the_stack_itself_sweeps(String status) {
        rig.genesys.published.clear();
        rig.stackStatus = status;
        rig.delete(newCredential, second);
        assertThat(rig.genesys.actions).containsKey(action);
        assertThat(rig.genesys.integrations).containsKey(oldIntegration);
        assertThat(rig.genesys.credentials).containsKey(oldCredential);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FORBIDDEN", "BAD_REQUEST", "FAILS_BEFORE"})
    void a_sweep_that_fails_warns_and_does_not_end_in_delete_failed(Fault fault) {
        rig.genesys.published.clear();
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(successor, newAction));
        succeeded(rig.delete(integration, newIntegration));
        Fault[] all = new Fault[6];
        java.util.Arrays.fill(all, fault);
        rig.genesys.fault("list actions", all);

        JsonNode answer = rig.delete(newCredential, second);

        succeeded(answer);
        assertThat(answer.path("Reason").asText()).contains("Retired objects may be left in Genesys");
        assertThat(rig.log).anyMatch(line -> line.contains("WARN") && line.contains("Retired objects may be left"));
        onlyTheRetiredAreLeft();
    }

    @Test
    void a_sweep_that_hangs_until_the_watchdog_comes_warns_too() {
        rig.genesys.published.clear();
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(successor, newAction));
        succeeded(rig.delete(integration, newIntegration));
        rig.remainingMs = 2_000;
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("list actions")) {
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };

        JsonNode answer = rig.delete(newCredential, second);

        succeeded(answer);
        assertThat(answer.path("Reason").asText()).contains("The registrar ran out of time");
        onlyTheRetiredAreLeft();
    }

    @Test
    void another_construct_of_the_same_stack_keeps_what_it_retired() {
        rig.genesys.published.clear();
        Resource others = new Resource(second.type(), "EuropeCredential", second.properties());
        String credential = id(rig.create(others));
        rig.stackStatus = "DELETE_IN_PROGRESS";

        succeeded(rig.delete(credential, others));

        assertThat(rig.genesys.actions).containsKey(action);
        assertThat(rig.genesys.integrations).containsKey(oldIntegration);
        assertThat(rig.genesys.credentials).containsKey(oldCredential).doesNotContainKey(credential);
    }

    @Test
    void the_guards_update_takes_the_credential_with_the_integration_that_it_removes() {
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        String guard = id(rig.create(before));
        rig.genesys.published.clear();

        succeeded(rig.update(guard, before, before.with("Digest", "2")));

        assertThat(rig.genesys.actions).containsOnlyKeys(successor);
        assertThat(rig.genesys.integrations).containsOnlyKeys(integration);
        assertThat(rig.genesys.credentials).containsOnlyKeys(newCredential);
    }

    @Test
    void the_guards_update_does_not_sweep_without_knowing_which_integration_is_in_service() {
        Resource before = Rig.guard("refuse");
        String guard = id(rig.create(before));
        rig.genesys.published.clear();

        succeeded(rig.update(guard, before, before.with("Digest", "2")));

        assertThat(rig.genesys.actions).as("the kept action goes").containsOnlyKeys(successor);
        assertThat(rig.genesys.integrations).containsOnlyKeys(oldIntegration, integration);
        assertThat(rig.genesys.credentials).containsOnlyKeys(oldCredential, newCredential);
    }

    @Test
    void a_sweep_logs_what_it_removes_and_what_it_keeps() {
        rig.log.clear();
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        String guard = id(rig.create(before));
        succeeded(rig.update(guard, before, before.with("Digest", "2")));
        assertThat(rig.log).anyMatch(line -> line.contains(action) && line.contains("used by Main IVR"));

        rig.genesys.published.clear();
        succeeded(rig.update(guard, before, before.with("Digest", "3")));
        for (String id : List.of(action, oldIntegration, oldCredential)) {
            assertThat(rig.log).anyMatch(line -> line.contains(id) && line.contains("is removed"));
        }
    }

    /** The integration in service of another construct of the stack, and what people made. */
    @Test
    void integrations_that_are_not_the_constructs_stay_with_their_credentials() {
        Resource others = new Resource(
                "Custom::GenesysIntegration",
                "EuropeIntegration",
                Rig.integration(newCredential).with("Name", "Europe").properties());
        String europe = id(rig.create(others));
        rig.genesys.integrations.put(
                "theirs",
                new dataactions.registrar.genesys.Genesys.Integration(
                        "theirs", "Theirs", "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
        rig.genesys.configurations.put(
                "theirs",
                new dataactions.registrar.genesys.Genesys.Configuration(
                        1,
                        "Theirs",
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        "Ask Ann",
                        java.util.Map.of()));
        rig.genesys.published.clear();
        succeeded(destroy("refuse"));
        assertThat(rig.genesys.integrations).containsOnlyKeys(europe, "theirs");
    }

    /** People deleted the actions of the other construct, or a list does not show them yet. */
    @Test
    void the_guard_of_one_construct_deleted_the_integration_in_service_of_another() {
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        String guard = id(rig.create(before));
        Resource others = Rig.credential();
        String credential = id(rig.create(new Resource(others.type(), "EuropeCredential", others.properties())));
        Resource inService = Rig.integration(credential).with("Name", "Europe");
        String europe = id(rig.create(new Resource(inService.type(), "EuropeIntegration", inService.properties())));
        rig.genesys.listNotesOf(europe);
        rig.genesys.published.clear();

        succeeded(rig.update(guard, before, before.with("Digest", "2")));

        assertThat(rig.genesys.integrations).containsOnlyKeys(integration, europe);
        assertThat(rig.genesys.credentials).containsOnlyKeys(newCredential, credential);
    }

    @Test
    void the_guards_update_and_the_last_delete_leave_integrations_of_other_stacks_and_other_constructs() {
        Resource before = Rig.guard("refuse").with("IntegrationId", integration);
        String guard = id(rig.create(before));
        for (String owner : List.of("123456789012/eu-west-1/dev-Other/Integration", Rig.MARK + "EuropeIntegration")) {
            String id = owner.endsWith("EuropeIntegration") ? "europe" : "other";
            rig.genesys.integrations.put(
                    id,
                    new dataactions.registrar.genesys.Genesys.Integration(
                            id, id, "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
            rig.genesys.configurations.put(
                    id,
                    new dataactions.registrar.genesys.Genesys.Configuration(
                            1,
                            id,
                            TestOrg.JSON.createObjectNode(),
                            TestOrg.JSON.createObjectNode(),
                            "Managed by CloudFormation: " + owner,
                            java.util.Map.of()));
        }
        rig.genesys.published.clear();

        succeeded(rig.update(guard, before, before.with("Digest", "2")));
        succeeded(destroy("delete"));

        assertThat(rig.genesys.integrations).containsOnlyKeys("other", "europe");
    }

    /** People gave the kept integration another credential: that one is theirs. */
    @Test
    void a_credential_of_people_in_a_kept_integration_stays() {
        rig.genesys.credentials.put(
                "theirs", new dataactions.registrar.genesys.Genesys.Credential("theirs", "Ann's", "userDefined"));
        rig.genesys.configurations.computeIfPresent(
                oldIntegration,
                (key, it) -> new dataactions.registrar.genesys.Genesys.Configuration(
                        it.version(),
                        it.name(),
                        it.properties(),
                        it.advanced(),
                        it.notes(),
                        java.util.Map.of("basicAuth", "theirs")));
        rig.genesys.published.clear();
        succeeded(destroy("refuse"));
        assertThat(rig.genesys.integrations).isEmpty();
        assertThat(rig.genesys.credentials).containsOnlyKeys("theirs");
    }

    @Test
    void a_sweep_that_fails_says_why_in_the_words_of_the_failure() {
        rig.genesys.published.clear();
        rig.stackStatus = "DELETE_IN_PROGRESS";
        succeeded(rig.delete(successor, newAction));
        succeeded(rig.delete(integration, newIntegration));
        rig.genesys.fault("list actions", Fault.FORBIDDEN);
        assertThat(rig.delete(newCredential, second).path("Reason").asText())
                .contains("ownership tag: Genesys did not list actions.");
    }

    @Test
    void a_kept_integration_whose_action_people_deleted_goes_with_its_credential() {
        rig.genesys.actions.remove(action);
        succeeded(destroy("refuse"));
        assertThat(rig.genesys.integrations).isEmpty();
        assertThat(rig.genesys.credentials).isEmpty();
    }

    @Test
    void a_credential_that_a_kept_integration_shows_is_named() {
        assertThat(destroy("refuse").path("Reason").asText())
                .contains("The credential is kept in Genesys: integration Data actions (dev) of this stack uses it.");
    }
}
