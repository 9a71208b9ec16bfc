package dataactions.registrar;

import static dataactions.registrar.LifeCycleTest.failed;
import static dataactions.registrar.LifeCycleTest.succeeded;
import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the life cycle logs, and which id it answers when it fails. */
class ReconcilerTest {
    private final Rig rig = new Rig();
    private final Resource action = Rig.action("integration-1");

    private List<String> plans() {
        return rig.log.stream()
                .filter(line -> line.contains("\"Planned\""))
                .map(line -> line.replaceAll(".*\"plan\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    @Test
    void every_plan_is_logged_with_the_fields_that_change() {
        String made = id(rig.create(action));
        succeeded(rig.update(made, action, action));
        Resource slower = action.with("TimeoutSeconds", "20").with("Category", "Other");
        succeeded(rig.update(made, action, slower));
        assertThat(rig.log).anyMatch(line -> line.contains("\"fields\":\"category, timeoutSeconds\""));
        Resource moved = Rig.action("integration-2");
        String other = id(rig.update(made, slower, moved));
        succeeded(rig.delete(made, slower));
        assertThat(other).isNotEqualTo(made);
        assertThat(plans()).containsExactly("Create", "Nothing", "Change", "Replace", "Remove");
    }

    @Test
    void an_update_whose_object_is_deleted_before_the_write_is_logged_as_a_create_too() {
        String made = id(rig.create(action));
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("change action")) {
                rig.genesys.actions.remove(made);
            }
        };
        JsonNode answer = rig.update(made, action, action.with("TimeoutSeconds", "20"));
        succeeded(answer);
        assertThat(id(answer)).isNotEqualTo(made);
        assertThat(plans().get(0)).isEqualTo("Create");
        assertThat(plans().get(1)).isEqualTo("Change");
        assertThat(plans()).last().isEqualTo("Create");
    }

    @Test
    void the_note_of_an_origin_is_logged_as_a_change_of_the_headers() {
        rig.create(action);
        rig.request = "another";
        succeeded(rig.create(action));
        assertThat(plans()).containsExactly("Create", "Change");
        assertThat(rig.log).anyMatch(line -> line.contains("\"fields\":\"headers\""));
    }

    @Test
    void a_stray_that_is_deleted_is_logged() {
        String stray = id(rig.create(action));
        succeeded(rig.create(Rig.action("integration-2")));
        assertThat(rig.genesys.actions).doesNotContainKey(stray);
        assertThat(rig.log)
                .anyMatch(line ->
                        line.contains("A stray action with our ownership tag was deleted") && line.contains(stray));
    }

    /** Genesys accepts the deletion, but every read still finds the action. */
    private void staysVisible(String id) {
        Action before = rig.genesys.actions.get(id);
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read action")
                    && !rig.genesys.actions.containsKey(id)) {
                rig.genesys.actions.put(id, before);
            }
        };
    }

    @Test
    void a_deployment_whose_stray_stays_visible_is_not_told_to_delete_the_stack() {
        staysVisible(id(rig.create(action)));
        assertThat(failed(rig.create(Rig.action("integration-2"))))
                .contains("still shows it after 30 s.")
                .endsWith("Wait a minute, then deploy again.");
    }

    @Test
    void a_delete_whose_object_stays_visible_is_a_failure_too_if_the_create_said_that_it_created_nothing() {
        staysVisible(id(rig.create(action)));
        assertThat(failed(rig.delete("not-created", action)))
                .contains("still shows it after 30 s.")
                .endsWith("Wait a minute, then deploy again, or delete the stack again.");
        assertThat(rig.log).noneMatch(line -> line.contains("Nothing was created"));
    }

    @Test
    void an_object_of_another_owner_is_logged_and_left_alone() {
        String made = id(rig.create(action));
        Resource other = new Resource(action.type(), "ActionOther1", action.properties());
        succeeded(rig.delete(made, other));
        assertThat(rig.genesys.actions).containsKey(made);
        assertThat(rig.log).anyMatch(line -> line.contains("The action does not carry our ownership tag"));
    }

    @Test
    void a_creation_without_an_answer_is_logged_when_its_object_is_found() {
        rig.genesys.fault("create action", Fault.HAPPENS_AND_IS_LOST);
        String made = id(rig.create(action));
        assertThat(rig.log)
                .anyMatch(line -> line.contains("An object whose creation got no answer was found by its ownership tag")
                        && line.contains(made));
    }

    @Test
    void a_creation_without_an_answer_is_not_taken_for_an_object_that_was_there_before() {
        String before = id(rig.create(action));
        rig.request = "another";
        Resource other = action.change(it -> it.put("SuccessSchema", Rig.OUTPUT.replace("name", "title")));
        rig.genesys.fault("create action", Fault.HAPPENS_AND_IS_LOST);
        JsonNode created = rig.create(other);
        succeeded(created);
        assertThat(id(created)).isNotEqualTo(before);
        assertThat(rig.genesys.actions.get(id(created)).successSchema().toString())
                .contains("title");
    }

    @Test
    void a_create_whose_object_is_deleted_meanwhile_and_that_cannot_create_another_answers_no_id() {
        String made = id(rig.create(action));
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("change action")) {
                rig.genesys.actions.remove(made);
            }
        };
        rig.genesys.fault("create action", Fault.FORBIDDEN);
        JsonNode answer = rig.create(action.with("TimeoutSeconds", "20"));
        failed(answer);
        assertThat(id(answer)).as("no object exists").isEqualTo("not-created");
    }

    @Test
    void the_headers_are_logged_once_whether_they_or_only_the_note_in_them_change() {
        rig.create(action);
        rig.request = "another";
        succeeded(rig.create(action.with("Category", "Other")));
        assertThat(rig.log).anyMatch(line -> line.contains("\"fields\":\"category, headers\""));
        rig.request = "a third";
        succeeded(rig.create(action.with("Category", "Other").with("Headers", "{\"X\":\"y\"}")));
        assertThat(rig.log).anyMatch(line -> line.contains("\"fields\":\"headers\""));
    }

    @Test
    void a_create_that_cannot_change_the_object_it_found_answers_the_id_of_that_object() {
        String made = id(rig.create(action));
        rig.genesys.fault("change action", Fault.FORBIDDEN);
        JsonNode answer = rig.create(action.with("TimeoutSeconds", "20"));
        failed(answer);
        assertThat(id(answer)).isEqualTo(made);
    }

    @Test
    void a_change_that_meets_conflicts_waits_longer_each_time() {
        String made = id(rig.create(action));
        Fault[] conflicts = {Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT};
        rig.genesys.fault("change action", conflicts);
        Instant before = rig.time.instant();
        succeeded(rig.update(made, action, action.with("TimeoutSeconds", "20")));
        assertThat(Duration.between(before, rig.time.instant())).isEqualTo(Duration.ofMillis(300 + 600 + 900 + 1200));
    }
}
