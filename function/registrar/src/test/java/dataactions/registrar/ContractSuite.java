package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.Rig.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CloudFormation's own contract for resource handlers, over every resource of the registrar, whether there is an object
 * in Genesys behind it or not. Which pairs of operations: aws-cloudformation/cloudformation-cli, the contract suite for
 * resources. Adapted to custom resources, whose protocol knows neither Read nor NotFound: what is absent on Delete is a
 * success, what is absent on Update is made anew, and reading is looking into the org.
 */
abstract class ContractSuite {
    static final String NEVER_ISSUED = "dev-DataActions-Resource-1A2B3C4D5E6F";
    static final String ANOTHERS = "99999999-0000-0000-0000-000000000000";
    private static final List<String> NOT_ITS_OWN = List.of("ServiceToken", "ServiceTimeout");

    final Rig rig = new Rig();

    /** The resource as first deployed. */
    abstract Resource first();

    /** The same after an edit that needs no other object. */
    abstract Resource changed();

    /** What the org shows of the object of this id, in the properties' words; empty for a resource without an object. */
    abstract Map<String, String> shown(String id);

    /** Ids of the objects of its kind in the org; empty for a resource without one. */
    abstract Set<String> ids();

    /** Puts somebody else's object of the kind under {@link #ANOTHERS} into the org. */
    abstract void foreign();

    /** Makes the next work on it throw an Error. */
    abstract void breakDown();

    /** Whether an edit gives the resource another id, because the id says what was proved. */
    boolean idSaysWhatWasProved() {
        return false;
    }

    /** How many objects there are when it stands. */
    int objects() {
        return 1;
    }

    static void succeeded(JsonNode answer) {
        assertThat(answer.path("Status").asText())
                .as(answer.path("Reason").asText())
                .isEqualTo("SUCCESS");
        assertThat(answer.path("PhysicalResourceId").asText()).isNotEmpty();
    }

    static String refused(JsonNode answer) {
        assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
        assertThat(answer.path("PhysicalResourceId").asText()).isNotEmpty();
        String reason = answer.path("Reason").asText();
        assertThat(reason).isNotBlank().hasSizeLessThanOrEqualTo(400);
        return reason;
    }

    /** The properties of a resource that {@link #shown} tells, as texts. */
    private Map<String, String> asked(Resource resource, Map<String, String> shown) {
        Map<String, String> asked = new LinkedHashMap<>();
        shown.keySet()
                .forEach(
                        name -> asked.put(name, resource.properties().path(name).asText()));
        return asked;
    }

    private void standsAs(Resource resource, String id) {
        Map<String, String> shown = shown(id);
        assertThat(shown).isEqualTo(asked(resource, shown));
        assertThat(ids()).hasSize(objects());
    }

    // ------------------------------------------------------------------------------------------ the pairs

    @Test
    void create_delete() {
        JsonNode created = rig.create(first());
        succeeded(created);
        JsonNode deleted = rig.delete(id(created), first());
        succeeded(deleted);
        assertThat(id(deleted)).isEqualTo(id(created));
        assertThat(ids()).isEmpty();
    }

    @Test
    void create_create_is_one_object_and_one_answer() {
        ObjectNode delivery = Rig.event("Create", first(), null, null);
        JsonNode one = rig.send(delivery.deepCopy());
        JsonNode two = rig.send(delivery.deepCopy());
        succeeded(one);
        assertThat(two).isEqualTo(one);
        assertThat(ids()).hasSize(objects());
    }

    @Test
    void create_read_shows_what_was_asked_for() {
        JsonNode created = rig.create(first());
        succeeded(created);
        standsAs(first(), id(created));
    }

    @Test
    void update_read_shows_the_change_under_the_same_id() {
        String created = id(rig.create(first()));
        JsonNode updated = rig.update(created, first(), changed());
        succeeded(updated);
        standsAs(changed(), id(updated));
        if (idSaysWhatWasProved()) {
            assertThat(id(updated)).isNotEqualTo(created);
            succeeded(rig.delete(created, first()));
            standsAs(changed(), id(updated));
        } else {
            assertThat(id(updated)).isEqualTo(created);
        }
    }

    @Test
    void an_update_that_changes_nothing_keeps_the_id() {
        String created = id(rig.create(first()));
        JsonNode updated = rig.update(created, first(), first());
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(created);
        standsAs(first(), created);
    }

    @Test
    void update_without_create_makes_it() {
        JsonNode updated = rig.update(NEVER_ISSUED, first(), changed());
        succeeded(updated);
        standsAs(changed(), id(updated));
        succeeded(rig.delete(id(updated), changed()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void delete_read_shows_nothing() {
        String created = id(rig.create(first()));
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void delete_update_makes_it_anew() {
        String created = id(rig.create(first()));
        rig.delete(created, first());
        JsonNode updated = rig.update(created, first(), changed());
        succeeded(updated);
        standsAs(changed(), id(updated));
    }

    @Test
    void delete_delete_succeeds_twice() {
        String created = id(rig.create(first()));
        succeeded(rig.delete(created, first()));
        succeeded(rig.delete(created, first()));
        assertThat(ids()).isEmpty();
    }

    @Test
    void delete_create_makes_another() {
        String created = id(rig.create(first()));
        rig.delete(created, first());
        JsonNode again = rig.create(first());
        succeeded(again);
        standsAs(first(), id(again));
        assertThat(id(again).equals(created)).isEqualTo(objects() == 0);
    }

    // ------------------------------------------------------------------------------------------ deliveries

    @Test
    void every_event_delivered_twice_has_one_answer() {
        String created = id(rig.create(first()));
        ObjectNode update = Rig.event("Update", changed(), created, first());
        JsonNode one = rig.send(update.deepCopy());
        assertThat(rig.send(update.deepCopy())).isEqualTo(one);
        ObjectNode delete = Rig.event("Delete", changed(), id(one), null);
        JsonNode gone = rig.send(delete.deepCopy());
        assertThat(rig.send(delete.deepCopy())).isEqualTo(gone);
        assertThat(ids()).isEmpty();
    }

    @Test
    void an_update_with_the_properties_reversed_brings_back_what_was() {
        String created = id(rig.create(first()));
        String updated = id(rig.update(created, first(), changed()));
        JsonNode reversed = rig.update(updated, changed(), first());
        succeeded(reversed);
        standsAs(first(), id(reversed));
    }

    @Test
    void an_answer_that_cloudformation_does_not_take_twice_is_sent_a_third_time() {
        rig.answerStatuses.add(-1);
        rig.answerStatuses.add(500);
        JsonNode created = rig.create(first());
        succeeded(created);
        standsAs(first(), id(created));
    }

    @Test
    void an_error_is_answered_and_the_next_event_is_served() {
        breakDown();
        assertThat(refused(rig.create(first()))).contains("defect");
        rig.delete("not-created", first());
        succeeded(rig.create(first()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 400})
    void with_hardly_any_time_left_it_is_answered_and_nothing_is_left_behind(int milliseconds) {
        rig.remainingMs = milliseconds;
        JsonNode created = rig.create(first());
        assertThat(created.path("Status").asText()).isIn("SUCCESS", "FAILED");
        rig.remainingMs = 120_000;
        succeeded(rig.delete(id(created), first()));
        assertThat(ids()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ odd deletes

    @ParameterizedTest
    @ValueSource(
            strings = {
                NEVER_ISSUED,
                "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
                "outcome-unknown",
                "not-created",
                "",
                "../../etc",
                "static_-_1",
                ANOTHERS,
                "custom_-_" + ANOTHERS
            })
    void a_delete_of_an_id_that_is_not_its_own_succeeds_and_touches_nothing_of_others(String id) {
        foreign();
        Set<String> others = Set.copyOf(ids());
        succeeded(rig.delete(id, first()));
        assertThat(ids()).isEqualTo(others);
        assertThat(rig.genesys.writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NEVER_ISSUED,
                "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
                "outcome-unknown",
                "not-created",
                ""
            })
    void a_delete_after_an_unanswered_create_removes_what_that_one_made(String id) {
        foreign();
        Set<String> others = Set.copyOf(ids());
        succeeded(rig.create(first()));
        succeeded(rig.delete(id, first()));
        assertThat(ids()).isEqualTo(others);
    }

    @Test
    void a_delete_without_an_id_or_any_property_finds_it_all_the_same() {
        rig.create(first());
        succeeded(rig.delete(null, first().change(ObjectNode::removeAll)));
        assertThat(ids()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ properties

    @Test
    void another_schema_version_is_refused_before_anything_is_written_and_does_not_hinder_a_delete() {
        for (String version : List.of("0", "2", "")) {
            String reason = refused(rig.create(first().with("SchemaVersion", version)));
            assertThat(reason).contains("SchemaVersion");
        }
        assertThat(rig.genesys.writes()).isZero();
        String created = id(rig.create(first()));
        succeeded(rig.delete(created, first().with("SchemaVersion", "0")));
        assertThat(ids()).isEmpty();
    }

    @Test
    void old_properties_of_an_older_format_do_not_hinder_an_update() {
        String created = id(rig.create(first()));
        Resource old = first().change(it -> {
            it.removeAll();
            it.put("SchemaVersion", "0").putArray("Name").add(7);
        });
        succeeded(rig.update(created, old, changed()));
    }

    @TestFactory
    Stream<DynamicTest> a_property_of_the_wrong_type_is_a_reason_that_names_it_and_a_delete_does_not_mind() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Map<String, JsonNode> wrongs = new LinkedHashMap<>();
        wrongs.put("a list", json.arrayNode().add("x"));
        wrongs.put("a map", json.objectNode().put("x", "y"));
        wrongs.put("null", json.nullNode());
        wrongs.put("an empty text", json.textNode(""));
        wrongs.put("another text", json.textNode("{\"x\":"));
        wrongs.put("nothing", null);
        List<DynamicTest> tests = new ArrayList<>();
        first().properties().fieldNames().forEachRemaining(name -> {
            if (!NOT_ITS_OWN.contains(name)) {
                wrongs.forEach((what, value) ->
                        tests.add(DynamicTest.dynamicTest(name + " is " + what, () -> wrongProperty(name, value))));
            }
        });
        return tests.stream();
    }

    private void wrongProperty(String name, JsonNode value) {
        Resource wrong = first().change(it -> {
            if (value == null) {
                it.remove(name);
            } else {
                it.set(name, value);
            }
        });
        long writes = rig.genesys.writes();
        JsonNode answer = rig.create(wrong);
        if (answer.path("Status").asText().equals("FAILED")) {
            String reason = refused(answer);
            // A text that means nothing, where any text is one, is quoted rather than its property named.
            boolean quoted =
                    value != null && value.isTextual() && !value.asText().isEmpty() && reason.contains(value.asText());
            assertThat(quoted || reason.contains(name)).as(reason).isTrue();
            assertThat(reason).doesNotContain("defect");
            if (!reason.startsWith("Genesys refused")) {
                assertThat(rig.genesys.writes()).isEqualTo(writes);
            }
        }
        succeeded(rig.delete(id(answer), wrong));
        assertThat(ids()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ secrets

    @Test
    void neither_a_secret_nor_a_pre_signed_url_is_ever_echoed() {
        String created = id(rig.create(first()));
        String updated = id(rig.update(created, first(), changed()));
        rig.update(updated, changed(), changed().with("SchemaVersion", "9"));
        rig.delete(updated, changed());
        assertThat(rig.log).isNotEmpty();
        for (String said : Stream.concat(rig.answers.stream().map(JsonNode::toString), rig.log.stream())
                .toList()) {
            assertThat(said)
                    .doesNotContain(Rig.CANARY)
                    .doesNotContain("Signature")
                    .doesNotContain("https://cloudformation");
        }
    }
}
