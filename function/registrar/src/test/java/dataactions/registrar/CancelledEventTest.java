package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
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
 * While an event waits to repeat a call, another resource of the stack fails. CloudFormation does not wait for the event
 * any more, and sends the event that undoes it.
 */
class CancelledEventTest {
    private final Rig rig = new Rig();
    private final String credential = id(rig.create(Rig.credential()));
    private final String integration = id(rig.create(Rig.integration(credential)));
    private final Resource resource = Rig.action(integration);

    private void statuses(String... inOrder) {
        rig.statuses.addAll(List.of(inOrder));
    }

    private JsonNode update(String action) {
        return rig.update(action, resource, resource.with("TimeoutSeconds", "20"));
    }

    private int timeout(String action) {
        return rig.genesys.actions.get(action).configuration().timeoutSeconds();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"THROTTLED", "UNREACHABLE", "FAILS_BEFORE", "BAD_REQUEST"})
    void a_create_that_waited_published_an_action_that_its_delete_had_not_found(Fault fault) {
        rig.genesys.fault("create action", fault);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        String reason = failed(rig.create(resource));
        assertThat(rig.genesys.actions).isEmpty();
        assertThat(reason)
                .contains("did not create action FetchUser")
                .contains("CloudFormation does not wait for Create of ActionFetchUser1 any more")
                .contains("the stack is in UPDATE_ROLLBACK_IN_PROGRESS")
                .contains("events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROLLBACK_IN_PROGRESS",
                "ROLLBACK_COMPLETE",
                "UPDATE_ROLLBACK_COMPLETE",
                "DELETE_IN_PROGRESS",
                "DELETE_COMPLETE"
            })
    void a_create_that_waited_until_the_stack_was_undone_writes_nothing(String status) {
        rig.genesys.fault("list actions", Fault.THROTTLED);
        rig.stackStatus = status;
        failed(rig.create(resource));
        assertThat(rig.genesys.actions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "CREATE_FAILED", ""})
    void a_create_that_waited_goes_on_in_every_other_status(String status) {
        rig.genesys.fault("create action", Fault.THROTTLED);
        rig.stackStatus = status;
        succeeded(rig.create(resource));
    }

    @Test
    void an_update_that_waited_wrote_after_the_rollback_had_found_nothing_to_do() {
        String action = id(rig.create(resource));
        rig.genesys.fault("change action", Fault.THROTTLED);
        statuses("UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS");
        assertThat(failed(update(action))).contains("did not change action FetchUser");
        assertThat(timeout(action)).isEqualTo(10);
    }

    /** An integration takes two writes. The rollback begins after the first of them. */
    @Test
    void an_update_is_asked_again_after_each_wait() {
        rig.genesys.fault("write configuration", Fault.THROTTLED);
        rig.genesys.fault("enable integration", Fault.THROTTLED);
        rig.genesys.integrations.computeIfPresent(
                integration,
                (id, it) -> new dataactions.registrar.genesys.Genesys.Integration(
                        id, it.name(), it.type(), "DISABLED", "INACTIVE", "", null));
        statuses("UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS");
        Resource before = Rig.integration(credential);
        assertThat(failed(rig.update(integration, before, before.with("Name", "Other"))))
                .contains("did not enable integration");
        assertThat(rig.genesys.integrations.get(integration).intendedState()).isEqualTo("DISABLED");
    }

    @Test
    void an_update_of_the_rollback_itself_goes_on() {
        String action = id(rig.create(resource));
        rig.genesys.fault("change action", Fault.THROTTLED, Fault.FAILS_BEFORE);
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(update(action));
        assertThat(timeout(action)).isEqualTo(20);
    }

    @Test
    void an_event_that_is_not_told_the_stacks_status_goes_on() {
        rig.stackStatus = null;
        rig.genesys.fault("create action", Fault.THROTTLED);
        String action = id(rig.create(resource));
        rig.genesys.fault("change action", Fault.THROTTLED);
        succeeded(update(action));
        assertThat(timeout(action)).isEqualTo(20);
    }

    @Test
    void an_event_that_does_not_wait_is_not_asked_about() {
        String action = id(rig.create(resource));
        succeeded(update(action));
        assertThat(rig.statusReads).isZero();
    }
}
