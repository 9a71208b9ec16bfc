package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntegrationTest extends LifeCycleTest {
    @Override
    Resource first() {
        return Rig.integration("credential-1");
    }

    @Override
    Resource changed() {
        return Rig.integration("credential-2").with("Name", "Data actions, renamed");
    }

    @Override
    Set<String> ids() {
        return rig.genesys.integrations.keySet();
    }

    @Override
    String foreign() {
        String id = "99999999-0000-0000-0000-000000000000";
        // Of our name, since names are not unique in Genesys.
        rig.genesys.integrations.put(
                id, new Integration(id, "Data actions (dev)", "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
        rig.genesys.configurations.put(
                id,
                new Configuration(
                        3,
                        "Data actions (dev)",
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        "Managed by CloudFormation: 210987654321/eu-west-1/dev-DataActions/Integration",
                        Map.of()));
        return id;
    }

    @Override
    String noun() {
        return "integration";
    }

    @Test
    void it_is_configured_with_its_credential_and_enabled() {
        JsonNode created = rig.create(first());
        Configuration configuration = rig.genesys.configurations.get(id(created));
        assertThat(configuration.credentials()).containsEntry("basicAuth", "credential-1");
        assertThat(configuration.name()).isEqualTo("Data actions (dev)");
        assertThat(configuration.notes())
                .isEqualTo("Managed by CloudFormation: " + Rig.MARK + "Integration\nCreated by request: "
                        + Rig.STACK_GUID + "/request-1");
        assertThat(rig.genesys.integrations.get(id(created)).intendedState()).isEqualTo("ENABLED");
        assertThat(created.path("Data").path("IntegrationId").asText()).isEqualTo(id(created));
    }

    @Test
    void its_creation_takes_five_calls_when_genesys_answers_that_it_is_active() {
        rig.create(first());
        assertThat(rig.genesys.calls)
                .containsExactly(
                        "list integrations",
                        "create integration",
                        "read configuration",
                        "write configuration",
                        "enable integration");
    }

    @Test
    void a_version_conflict_is_read_again_and_written_again() {
        rig.genesys.fault("write configuration", Fault.CONFLICT, Fault.CONFLICT);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(rig.genesys.configurations.get(id(created)).credentials()).containsKey("basicAuth");
    }

    @Test
    void what_people_wrote_into_the_notes_stays_below_the_tag() {
        String created = id(rig.create(first()));
        Configuration now = rig.genesys.configurations.get(created);
        rig.genesys.configurations.put(
                created,
                new Configuration(
                        now.version(),
                        now.name(),
                        now.properties(),
                        now.advanced(),
                        now.notes() + "\nAsk Kim before you touch it.",
                        now.credentials()));
        succeeded(rig.update(created, first(), changed()));
        assertThat(rig.genesys.configurations.get(created).notes())
                .isEqualTo("Managed by CloudFormation: " + Rig.MARK + "Integration\nCreated by request: "
                        + Rig.STACK_GUID + "/request-1\nAsk Kim before you touch it.");
    }

    @Test
    void an_update_that_changes_nothing_writes_nothing() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        succeeded(rig.update(created, first(), first()));
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void an_error_that_it_reports_is_in_the_reason() {
        rig.genesys.reportedWhenEnabled = "ERROR";
        JsonNode created = rig.create(first());
        assertThat(failed(created)).contains("reports ERROR").contains("credential incomplete");
        assertThat(rig.time.slept().toSeconds())
                .as("it does not wait for what never comes")
                .isLessThan(15);
        assertThat(ids()).as("the true id, so that Delete cleans up").containsExactly(id(created));
    }

    @Test
    void an_error_that_clears_after_two_seconds_was_the_state_before() {
        rig.genesys.reportedWhenEnabled = "ERROR";
        rig.genesys.beforeEveryCall = () -> {
            if (rig.time.slept().toSeconds() >= 2) {
                rig.genesys.reportedWhenEnabled = "ACTIVE";
            }
        };
        succeeded(rig.create(first()));
        assertThat(rig.time.slept()).isBetween(java.time.Duration.ofSeconds(2), java.time.Duration.ofSeconds(5));
    }

    @Test
    void an_error_that_is_all_there_is_time_to_see_is_reported() {
        rig.genesys.reportedWhenEnabled = "ERROR";
        rig.remainingMs = 3_500;
        assertThat(failed(rig.create(first()))).contains("reports ERROR");
    }

    @Test
    void an_update_that_mended_an_integration_failed_because_its_state_lagged() {
        String created = id(rig.create(first()));
        rig.genesys.reportedWhenEnabled = "ERROR";
        rig.genesys.beforeEveryCall = () -> {
            if (rig.time.slept().toSeconds() >= 30) {
                rig.genesys.reportedWhenEnabled = "ACTIVE";
            }
        };
        succeeded(rig.update(created, first(), first().with("Name", "Other")));
    }

    @Test
    void an_update_that_does_not_mend_an_integration_reports_its_error_in_the_end() {
        String created = id(rig.create(first()));
        rig.genesys.reportedWhenEnabled = "ERROR";
        assertThat(failed(rig.update(created, first(), first().with("Name", "Other"))))
                .contains("reports ERROR")
                .contains("credential incomplete");
        assertThat(rig.time.slept().toSeconds()).isBetween(40L, 60L);
    }

    /** What it goes back to was in ERROR before, too. */
    @Test
    void a_rollback_ended_in_update_rollback_failed_because_the_integration_was_in_error() {
        String created = id(rig.create(first()));
        rig.genesys.reportedWhenEnabled = "ERROR";
        rig.stackStatus = "UPDATE_ROLLBACK_IN_PROGRESS";
        succeeded(rig.update(created, first(), first().with("Name", "Other")));
        assertThat(rig.log)
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("reports ERROR")
                        && line.contains("credential incomplete"));
    }

    @Test
    void waiting_for_it_to_become_active_has_a_bound() {
        rig.genesys.reportedWhenEnabled = "ACTIVATING";
        succeeded(rig.create(first()));
        assertThat(rig.time.slept().toSeconds()).isBetween(40L, 60L);
        assertThat(rig.log).anyMatch(line -> line.contains("not reported active yet"));
    }

    @Test
    void another_type_is_a_replacement() {
        String old = id(rig.create(first()));
        Resource lambda = rig.lambdaIntegration();
        JsonNode updated = rig.update(old, first(), lambda);
        succeeded(updated);
        assertThat(id(updated)).isNotEqualTo(old);
        assertThat(ids()).as("nothing is deleted during an Update").containsExactlyInAnyOrder(old, id(updated));
    }

    @Test
    void a_failed_create_answers_with_the_true_id() {
        rig.genesys.fault("enable integration", Fault.FORBIDDEN);
        JsonNode created = rig.create(first());
        failed(created);
        assertThat(ids()).containsExactly(id(created));
        succeeded(rig.delete(id(created), first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void an_integration_that_cannot_be_read_back_is_not_reported_as_made() {
        String created = id(rig.create(first()));
        Fault[] gone = new Fault[60];
        java.util.Arrays.fill(gone, Fault.ABSENT);
        rig.genesys.reportedWhenEnabled = "ACTIVATING";
        rig.delete(created, first());
        rig.genesys.fault("read integration", gone);
        JsonNode again = rig.create(first());
        assertThat(failed(again)).contains("cannot be read back");
        assertThat(ids()).containsExactly(id(again));
    }

    @Test
    void an_integration_that_another_stack_left_is_noted_as_found() {
        String created = id(rig.create(first()));
        rig.request = "request-2";
        assertThat(id(rig.create(first()))).isEqualTo(created);
        assertThat(rig.genesys.configurations.get(created).notes())
                .isEqualTo("Managed by CloudFormation: " + Rig.MARK + "Integration\nFound by request: " + Rig.STACK_GUID
                        + "/request-2");
    }

    @Test
    void one_that_was_found_once_keeps_the_note_of_the_first_time() {
        String created = id(rig.create(first()));
        rig.request = "request-2";
        rig.create(first());
        rig.request = "request-3";
        assertThat(id(rig.create(first()))).isEqualTo(created);
        assertThat(rig.genesys.configurations.get(created).notes())
                .endsWith("Found by request: " + Rig.STACK_GUID + "/request-2");
    }

    @Test
    void an_update_notes_nothing_on_what_it_knows() {
        String created = id(rig.create(first()));
        String notes = rig.genesys.configurations.get(created).notes();
        rig.request = "request-2";
        succeeded(rig.update(created, first(), changed()));
        assertThat(rig.genesys.configurations.get(created).notes()).isEqualTo(notes);
    }

    @Test
    void one_that_was_renamed_and_whose_id_is_lost_is_found_under_its_old_name() {
        String created = id(rig.create(first()));
        JsonNode updated = rig.update("outcome-unknown", first(), changed());
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(created);
        assertThat(ids()).containsExactly(created);
    }

    /** Whether a listing shows notes is not documented. */
    @Test
    void a_listing_that_shows_notes_finds_ours_by_them_whatever_its_name_is() {
        String created = id(rig.create(first()));
        rig.genesys.integrations.computeIfPresent(
                created,
                (id, it) -> new Integration(
                        id,
                        "Renamed by hand",
                        it.type(),
                        it.intendedState(),
                        it.reportedState(),
                        it.detail(),
                        rig.genesys.configurations.get(created).notes()));
        assertThat(id(rig.create(first()))).isEqualTo(created);
    }

    @Test
    void one_that_is_listed_as_ours_and_not_readable_yet_is_not_made_a_second_time() {
        String created = id(rig.create(first()));
        rig.genesys.integrations.computeIfPresent(
                created,
                (id, it) -> new Integration(
                        id,
                        it.name(),
                        it.type(),
                        it.intendedState(),
                        it.reportedState(),
                        it.detail(),
                        rig.genesys.configurations.get(created).notes()));
        rig.genesys.fault("read integration", Fault.ABSENT, Fault.ABSENT);
        assertThat(id(rig.create(first()))).isEqualTo(created);
        assertThat(ids()).containsExactly(created);
    }

    @Test
    void what_people_switched_off_is_switched_on_again() {
        String created = id(rig.create(first()));
        rig.genesys.integrations.computeIfPresent(
                created, (id, it) -> new Integration(id, it.name(), it.type(), "DISABLED", "INACTIVE", "", null));
        succeeded(rig.update(created, first(), first()));
        assertThat(rig.genesys.integrations.get(created).intendedState()).isEqualTo("ENABLED");
    }

    /** Its Create has failed with its true id. */
    @Test
    void the_delete_left_an_integration_whose_configuration_stays_unreadable() {
        String made = rig.genesys.integrations().create(Rig.MARK + "Integration", "custom-rest-actions");
        String theirs = rig.genesys.integrations().create("Theirs", "custom-rest-actions");
        Fault[] gone = new Fault[200];
        java.util.Arrays.fill(gone, Fault.NOT_FOUND);
        rig.genesys.fault("read configuration", gone);
        rig.stackStatus = "ROLLBACK_IN_PROGRESS";
        succeeded(rig.delete(made, first()));
        succeeded(rig.delete(theirs, first()));
        assertThat(ids()).containsExactly(theirs);
    }

    @Test
    void a_new_integration_whose_configuration_stays_unreadable_fails_and_says_so() {
        Fault[] gone = new Fault[60];
        java.util.Arrays.fill(gone, Fault.ABSENT);
        rig.genesys.fault("read configuration", gone);
        JsonNode created = rig.create(first());
        assertThat(failed(created)).contains("was created in Genesys but its configuration cannot be read");
        assertThat(ids()).containsExactly(id(created));
    }
}
