package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What CloudFormation's own suite asks of every resource provider, held by each object's resource. */
abstract class LifeCycleTest {
    final Rig rig = new Rig();

    /** The resource as first deployed. */
    abstract Resource first();

    /** The same, changed in a way that needs no other object. */
    abstract Resource changed();

    /** Ids of the objects of its kind that are in the org. */
    abstract Set<String> ids();

    /** Puts someone else's object of the kind into the org. */
    abstract String foreign();

    static void succeeded(JsonNode answer) {
        assertThat(answer.path("Status").asText())
                .as(answer.path("Reason").asText())
                .isEqualTo("SUCCESS");
    }

    static String failed(JsonNode answer) {
        assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
        return answer.path("Reason").asText();
    }

    @Test
    void what_is_created_has_the_id_that_genesys_gave_and_is_gone_after_delete() {
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(ids()).containsExactly(id(created));

        succeeded(rig.delete(id(created), first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void the_same_create_delivered_twice_makes_one_object_and_answers_the_same_id() {
        JsonNode one = rig.create(first());
        JsonNode two = rig.create(first());
        succeeded(two);
        assertThat(id(two)).isEqualTo(id(one));
        assertThat(ids()).hasSize(1);
    }

    @Test
    void an_update_keeps_the_id() {
        String created = id(rig.create(first()));
        JsonNode updated = rig.update(created, first(), changed());
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(created);
        assertThat(ids()).containsExactly(created);
    }

    @Test
    void an_update_of_a_vanished_object_makes_it_anew() {
        String created = id(rig.create(first()));
        rig.delete(created, first());

        JsonNode updated = rig.update(created, first(), changed());
        succeeded(updated);
        assertThat(ids()).containsExactly(id(updated)).doesNotContain(created);
    }

    @Test
    void deleting_twice_succeeds() {
        String created = id(rig.create(first()));
        succeeded(rig.delete(created, first()));
        succeeded(rig.delete(created, first()));
    }

    @Test
    void delete_of_an_id_that_was_never_issued_deletes_what_carries_the_tag() {
        rig.create(first());
        JsonNode deleted = rig.delete("dev-DataActions-" + first().logicalId() + "-1A2B3C4D5E6F", first());
        succeeded(deleted);
        assertThat(id(deleted)).startsWith("dev-DataActions-");
        assertThat(ids()).isEmpty();
    }

    @Test
    void delete_of_a_placeholder_deletes_what_carries_the_tag() {
        for (String placeholder :
                new String[] {"AWSCDK::CustomResourceProviderFramework::CREATE_FAILED", "outcome-unknown", "not-created"
                }) {
            rig.create(first());
            succeeded(rig.delete(placeholder, first()));
            assertThat(ids()).isEmpty();
        }
    }

    @Test
    void delete_of_an_invented_id_touches_nothing_where_nothing_is_ours() {
        String other = foreign();
        succeeded(rig.delete("invented", first()));
        assertThat(ids()).containsExactly(other);
    }

    @Test
    void delete_of_someone_elses_object_leaves_it_alone() {
        String other = foreign();
        succeeded(rig.delete(other, first()));
        assertThat(ids()).containsExactly(other);
    }

    @Test
    void delete_without_properties_still_finds_the_object() {
        String created = id(rig.create(first()));
        rig.create(first());
        succeeded(rig.delete("", first().change(it -> it.removeAll())));
        assertThat(ids()).doesNotContain(created).isEmpty();
    }

    @Test
    void an_update_of_someone_elses_object_is_refused() {
        String other = foreign();
        String reason = failed(rig.update(other, first(), changed()));
        assertThat(reason).contains("does not carry this stack's ownership tag");
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void delete_after_replacement_does_not_take_the_successor_with_it() {
        String old = id(rig.create(first()));
        rig.delete(old, first());
        String successor = id(rig.create(first()));

        succeeded(rig.delete(old, first()));
        assertThat(ids()).containsExactly(successor);
    }

    @Test
    void a_lost_creation_is_found_by_its_tag_and_not_made_twice() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.HAPPENS_AND_IS_LOST);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(ids()).containsExactly(id(created));
    }

    @Test
    void a_creation_that_failed_before_it_happened_is_sent_again() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.FAILS_BEFORE);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(ids()).containsExactly(id(created));
    }

    @Test
    void a_throttled_creation_waits_as_long_as_genesys_asks() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.THROTTLED, TestOrg.Fault.THROTTLED);
        succeeded(rig.create(first()));
        assertThat(rig.time.slept().toSeconds()).isGreaterThanOrEqualTo(4);
        assertThat(ids()).hasSize(1);
    }

    @Test
    void a_creation_whose_outcome_stays_unknown_is_cleaned_up_by_the_delete_that_follows() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.HAPPENS_AND_IS_LOST, TestOrg.Fault.FAILS_BEFORE);
        rig.remainingMs = 2_000;
        JsonNode created = rig.create(first());
        failed(created);
        assertThat(id(created)).isEqualTo("outcome-unknown");

        rig.remainingMs = 120_000;
        succeeded(rig.delete(id(created), first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_refused_creation_says_why_and_its_delete_succeeds_even_if_genesys_cannot_be_asked() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.FORBIDDEN);
        JsonNode created = rig.create(first());
        assertThat(failed(created)).contains("its own words").contains("ININ-Correlation-Id corr-7");
        assertThat(id(created)).isEqualTo("not-created");

        rig.genesys.fault("list " + noun() + "s", TestOrg.Fault.FORBIDDEN);
        succeeded(rig.delete(id(created), first()));
    }

    @Test
    void a_delete_does_not_orphan_an_object_that_a_lagging_read_does_not_know_yet() {
        String created = id(rig.create(first()));
        rig.genesys.fault("read " + noun(), TestOrg.Fault.ABSENT, TestOrg.Fault.ABSENT);
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_delete_does_not_believe_a_404_to_its_delete_call_either() {
        String created = id(rig.create(first()));
        rig.genesys.fault("delete " + noun(), TestOrg.Fault.NOT_FOUND);
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_delete_whose_answer_is_lost_succeeds_if_the_object_is_gone() {
        String created = id(rig.create(first()));
        rig.genesys.fault("delete " + noun(), TestOrg.Fault.HAPPENS_AND_IS_LOST);
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_delete_that_fails_is_a_failure_while_the_object_is_there() {
        String created = id(rig.create(first()));
        rig.genesys.fault("delete " + noun(), TestOrg.Fault.FORBIDDEN);
        failed(rig.delete(created, first()));
        assertThat(ids()).containsExactly(created);
    }

    @Test
    void a_delete_that_fails_is_a_failure_too_if_the_create_said_that_it_created_nothing() {
        String created = id(rig.create(first()));
        rig.genesys.fault("delete " + noun(), TestOrg.Fault.FORBIDDEN);
        assertThat(failed(rig.delete("not-created", first()))).contains("its own words");
        assertThat(ids()).containsExactly(created);
    }

    @Test
    void a_delete_that_meets_a_passing_conflict_is_sent_again() {
        String created = id(rig.create(first()));
        rig.genesys.fault("delete " + noun(), TestOrg.Fault.CONFLICT);
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void the_delete_after_a_lost_create_waits_for_listings_that_lag() {
        rig.create(first());
        rig.genesys.fault("list " + noun() + "s", TestOrg.Fault.ABSENT, TestOrg.Fault.ABSENT, TestOrg.Fault.ABSENT);
        succeeded(rig.delete("outcome-unknown", first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void the_delete_of_what_was_never_created_does_not_wait() {
        succeeded(rig.delete("not-created", first()));
        assertThat(rig.time.slept()).isZero();
    }

    @Test
    void a_creation_lost_and_listed_too_late_is_swept_after_the_second() {
        rig.genesys.fault("create " + noun(), TestOrg.Fault.HAPPENS_AND_IS_LOST);
        TestOrg.Fault[] lag = new TestOrg.Fault[4];
        java.util.Arrays.fill(lag, TestOrg.Fault.ABSENT);
        rig.genesys.fault("list " + noun() + "s", lag);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(ids()).containsExactly(id(created));
    }

    @Test
    void an_error_is_answered_with_the_true_id() {
        String created = id(rig.create(first()));
        rig.genesys.fault("read " + noun(), TestOrg.Fault.OUT_OF_MEMORY);
        JsonNode updated = rig.update(created, first(), changed());
        assertThat(failed(updated)).contains("OutOfMemoryError");
        assertThat(id(updated)).isEqualTo(created);
    }

    @Test
    void the_secret_appears_nowhere() {
        String created = id(rig.create(first()));
        rig.update(created, first(), changed());
        rig.delete(created, first());
        assertThat(rig.answers.toString()).doesNotContain(Rig.CANARY);
        assertThat(rig.log).isNotEmpty().noneMatch(line -> line.contains(Rig.CANARY));
        assertThat(rig.log).noneMatch(line -> line.contains("Signature") || line.contains("https://"));
    }

    abstract String noun();

    /** The fake's own view, for a resource that needs another's id. */
    static Map<String, String> fieldsOf(Rig rig, String id) {
        return rig.genesys.credentialFields.get(id);
    }
}
