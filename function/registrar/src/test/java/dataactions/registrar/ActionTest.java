package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.invocation.Failure;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionTest extends LifeCycleTest {
    @Override
    Resource first() {
        return Rig.action("integration-1");
    }

    @Override
    Resource changed() {
        return Rig.action("integration-1").with("TimeoutSeconds", "20").with("Category", "Other");
    }

    @Override
    Set<String> ids() {
        return rig.genesys.actions.keySet();
    }

    @Override
    String foreign() {
        String id = "custom_-_99999999-0000-0000-0000-000000000000";
        rig.genesys.actions.put(id, action(id, "integration-1", Map.of("Data-Action-Owner", "someone/else")));
        return id;
    }

    private static Action action(String id, String integrationId, Map<String, String> headers) {
        return new Action(
                id,
                1,
                "FetchUser",
                "Customer Data",
                integrationId,
                false,
                TestOrg.json(Rig.INPUT),
                TestOrg.json(Rig.OUTPUT),
                new ActionConfiguration(10, "https://x/", "POST", headers, "{}", "${rawResult}"));
    }

    @Override
    String noun() {
        return "action";
    }

    @Test
    void it_takes_one_listing_one_creation_and_one_reading() {
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(rig.genesys.calls).containsExactly("list actions", "create action", "read action");
        assertThat(created.path("Data").path("ActionId").asText()).isEqualTo(id(created));
    }

    @Test
    void a_lane_keeps_to_its_share_of_the_calls_from_the_first_one_on() {
        rig.callsPerMinute = 60;
        rig.create(first());
        assertThat(rig.time.slept().toSeconds())
                .as(rig.genesys.calls.toString())
                .isEqualTo(rig.genesys.calls.size());
    }

    @Test
    void time_that_a_call_took_itself_is_not_waited_for_again() {
        rig.callsPerMinute = 60;
        rig.genesys.beforeEveryCall = () -> rig.time.sleep(java.time.Duration.ofSeconds(2));
        rig.create(first());
        assertThat(rig.time.slept().toSeconds()).isEqualTo(2L * rig.genesys.calls.size() + 1);
    }

    @Test
    void it_is_registered_as_the_properties_say_with_the_tag_as_a_header() {
        Action it = rig.genesys.actions.get(id(rig.create(first())));
        assertThat(it.configuration().headers())
                .containsEntry("Data-Action-Owner", Rig.MARK + "ActionFetchUser1")
                .containsEntry("Content-Type", "application/json");
        assertThat(it.configuration().successTemplate()).isEqualTo("${rawResult}");
        assertThat(it.configuration().timeoutSeconds()).isEqualTo(10);
        assertThat(it.inputSchema()).isEqualTo(TestOrg.json(Rig.INPUT));
    }

    @Test
    void a_changed_template_alone_is_a_change() {
        String created = id(rig.create(first()));
        succeeded(rig.update(created, first(), first().with("RequestTemplate", "{\"actionName\":\"Other\"}")));
        assertThat(rig.genesys.actions.get(created).configuration().requestTemplate())
                .isEqualTo("{\"actionName\":\"Other\"}");
    }

    @Test
    void an_update_reads_the_action_and_its_templates_once() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        succeeded(rig.update(created, first(), changed()));
        assertThat(rig.genesys.calls)
                .containsExactly(
                        "read action",
                        "read template",
                        "read template",
                        "list actions",
                        "change action",
                        "read action");
    }

    @Test
    void an_update_that_changes_nothing_writes_nothing() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        succeeded(rig.update(created, first(), first()));
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void a_version_conflict_is_read_again_and_applied_again() {
        String created = id(rig.create(first()));
        rig.genesys.fault("change action", Fault.CONFLICT);
        succeeded(rig.update(created, first(), changed()));
        assertThat(rig.genesys.actions.get(created).category()).isEqualTo("Other");
    }

    @Test
    void a_change_whose_answer_was_lost_is_not_done_twice() {
        String created = id(rig.create(first()));
        rig.genesys.fault("change action", Fault.HAPPENS_AND_IS_LOST);
        succeeded(rig.update(created, first(), changed()));
        assertThat(rig.genesys.actions.get(created).version()).isEqualTo(2);
    }

    private static final String OTHER_OUTPUT = Rig.OUTPUT.replace("\"name\"", "\"fullName\"");

    @Test
    void a_draft_with_another_contract_is_made_anew_and_its_object_stays_when_it_is_recorded() {
        Resource draft = first().with("Draft", "true");
        String one = id(rig.create(draft));
        Resource changed = draft.with("SuccessSchema", OTHER_OUTPUT);
        String two = id(rig.update(one, draft, changed));
        assertThat(two).isNotEqualTo(one);
        succeeded(rig.delete(one, draft));
        assertThat(ids()).containsExactly(two);

        Resource recorded = first().with("SuccessSchema", OTHER_OUTPUT);
        rig.genesys.calls.clear();
        assertThat(id(rig.update(two, changed, recorded))).isEqualTo(two);
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void a_contract_that_is_recorded_otherwise_than_its_draft_was_deployed_replaces_the_draft() {
        Resource draft = first().with("Draft", "true");
        String one = id(rig.create(draft));
        Resource recorded = first().with("SuccessSchema", OTHER_OUTPUT);
        JsonNode updated = rig.update(one, draft, recorded);
        succeeded(updated);
        assertThat(ids()).containsExactlyInAnyOrder(one, id(updated));

        // Rolled back: the draft takes its object again, and the recorded one goes.
        assertThat(id(rig.update(id(updated), recorded, draft))).isEqualTo(one);
        succeeded(rig.delete(id(updated), recorded));
        assertThat(ids()).containsExactly(one);
    }

    @Test
    void a_recorded_contract_that_is_a_draft_again_keeps_its_object_until_it_changes() {
        String created = id(rig.create(first()));
        Resource draft = first().with("Draft", "true");
        rig.genesys.calls.clear();
        assertThat(id(rig.update(created, first(), draft))).isEqualTo(created);
        assertThat(rig.genesys.writes()).isZero();

        JsonNode secure = rig.update(created, draft, draft.with("Secure", "true"));
        succeeded(secure);
        assertThat(id(secure)).isNotEqualTo(created);
    }

    @Test
    void where_names_are_unique_the_draft_that_is_replaced_makes_way() {
        Resource draft = first().with("Draft", "true");
        String one = id(rig.create(draft));
        rig.genesys.namesAreUnique = true;
        Resource changed = draft.with("SuccessSchema", OTHER_OUTPUT);
        JsonNode updated = rig.update(one, draft, changed);
        succeeded(updated);
        assertThat(rig.genesys.actions.get(one).name())
                .isEqualTo("FetchUser (ActionFetchUser1, " + one.substring(one.length() - 4) + ")");
        assertThat(rig.genesys.actions.get(id(updated)).name()).isEqualTo("FetchUser");

        // Rolled back: the old draft takes its name again, and the new one makes way.
        assertThat(id(rig.update(id(updated), changed, draft))).isEqualTo(one);
        assertThat(rig.genesys.actions.get(one).name()).isEqualTo("FetchUser");
    }

    @Test
    void a_changed_contract_is_refused_and_the_way_out_is_named() {
        String created = id(rig.create(first()));
        Resource other = first().with("SuccessSchema", OTHER_OUTPUT);
        rig.genesys.calls.clear();
        JsonNode answer = rig.update(created, first(), other);
        assertThat(failed(answer))
                .contains("The stack and the lock file disagree")
                .contains("was published with another output contract under this number")
                .contains("Restore the contracts.lock.json that was deployed (from git)")
                .contains("./data-actions contract accept FetchUser");
        assertThat(id(answer)).isEqualTo(created);
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void the_rollback_of_a_refused_contract_succeeds_and_writes_nothing() {
        String created = id(rig.create(first()));
        Resource other = first().with("Secure", "true");
        failed(rig.update(created, first(), other));
        rig.genesys.calls.clear();
        succeeded(rig.update(created, other, first()));
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void titles_descriptions_and_the_order_of_keys_are_not_the_contract() {
        String created = id(rig.create(first()));
        Resource same = first().with(
                        "InputSchema",
                        "{\"title\":\"T\",\"required\":[\"userId\"],\"properties\":{\"userId\":"
                                + "{\"description\":\"The id\",\"type\":\"integer\"}},\"type\":\"object\"}");
        succeeded(rig.update(created, first(), same));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            []                  | false
            ["userId"]          | false
            ["userId","id"]     | true
            ["id","userId"]     | true
            """)
    void which_inputs_are_required_is_the_contract_and_their_order_is_not(String required, boolean same) {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"userId\":{\"type\":\"integer\"},\"id\":{\"type\":\"integer\"}},\"required\":";
        Resource both = first().with("InputSchema", schema + "[\"userId\",\"id\"]}");
        String created = id(rig.create(both));
        JsonNode updated = rig.update(created, both, first().with("InputSchema", schema + required + "}"));
        if (same) {
            succeeded(updated);
        } else {
            assertThat(failed(updated)).contains("was published with another input contract under this number");
        }
    }

    @Test
    void another_integration_is_a_replacement_and_deletes_nothing() {
        String old = id(rig.create(first()));
        JsonNode updated = rig.update(old, first(), Rig.action("integration-2"));
        succeeded(updated);
        assertThat(ids()).containsExactlyInAnyOrder(old, id(updated));
        succeeded(rig.delete(old, first()));
        assertThat(ids()).containsExactly(id(updated));
    }

    @Test
    void a_replacement_that_fails_after_creating_answers_with_the_new_id() {
        String old = id(rig.create(first()));
        rig.genesys.fault("read action", new Fault[0]);
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.actions.size() == 2
                    && rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read action")) {
                throw Failure.of(Failure.Kind.FORBIDDEN, "No.", "Ask.");
            }
        };
        JsonNode updated = rig.update(old, first(), Rig.action("integration-2"));
        failed(updated);
        assertThat(id(updated)).isNotEqualTo(old);
        assertThat(ids()).contains(id(updated));
    }

    @Test
    void the_rollback_of_a_replacement_returns_to_the_old_object_in_both_of_cloudformations_orders() {
        String old = id(rig.create(first()));
        Resource moved = Rig.action("integration-2");
        String fresh = id(rig.update(old, first(), moved));

        // Update(new id, old properties), then Delete(new id).
        JsonNode back = rig.update(fresh, moved, first());
        succeeded(back);
        assertThat(id(back)).isEqualTo(old);
        succeeded(rig.delete(fresh, moved));
        assertThat(ids()).containsExactly(old);

        // Delete(new id) alone.
        String again = id(rig.update(old, first(), moved));
        succeeded(rig.delete(again, moved));
        assertThat(ids()).containsExactly(old);
    }

    @Test
    void an_object_that_a_dead_replacement_left_is_removed_by_the_next_event() {
        String old = id(rig.create(first()));
        // The Lambda died after the POST: CloudFormation never heard of it.
        rig.update(old, first(), Rig.action("integration-2"));
        assertThat(ids()).hasSize(2);
        succeeded(rig.update(old, Rig.action("integration-2"), first()));
        assertThat(ids()).containsExactly(old);
    }

    @Test
    void a_bad_request_right_after_the_integration_was_made_is_tried_again_briefly() {
        rig.genesys.fault("create action", Fault.BAD_REQUEST, Fault.BAD_REQUEST);
        succeeded(rig.create(first()));
        assertThat(rig.time.slept().toMillis()).isBetween(1_000L, 3_000L);
    }

    @Test
    void a_bad_request_that_stays_is_reported_with_genesys_words() {
        rig.genesys.fault(
                "create action",
                Fault.BAD_REQUEST,
                Fault.BAD_REQUEST,
                Fault.BAD_REQUEST,
                Fault.BAD_REQUEST,
                Fault.BAD_REQUEST);
        JsonNode answer = rig.create(first());
        assertThat(failed(answer)).contains("its own words");
        assertThat(rig.time.slept().toSeconds()).isLessThan(10);
    }

    @Test
    void reads_that_lag_behind_the_creation_are_waited_for() {
        int[] reads = {0};
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read action") && reads[0]++ < 3) {
                throw Failure.genesys(Failure.Kind.UNKNOWN_OUTCOME, "503.", "", null, null, null, null);
            }
        };
        succeeded(rig.create(first()));
        assertThat(reads[0]).isEqualTo(4);
    }

    @Test
    void a_listing_without_configurations_is_looked_into() {
        rig.genesys.listsShowConfiguration = false;
        String created = id(rig.create(first()));
        assertThat(id(rig.create(first()))).isEqualTo(created);
        assertThat(ids()).hasSize(1);
    }

    @Test
    void two_accounts_on_one_org_do_not_touch_each_others_actions() {
        String other = foreign();
        Action before = rig.genesys.actions.get(other);
        String created = id(rig.create(first()));
        succeeded(rig.delete(created, first()));
        assertThat(rig.genesys.actions).containsOnly(Map.entry(other, before));
    }

    @Test
    void a_static_action_is_never_deleted_whatever_it_carries() {
        String id = "static_-_99999999-0000-0000-0000-000000000000";
        rig.genesys.actions.put(
                id, action(id, "integration-1", Map.of("Data-Action-Owner", Rig.MARK + "ActionFetchUser1")));
        succeeded(rig.delete(id, first()));
        assertThat(ids()).containsExactly(id);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CONFLICT", "BAD_REQUEST"})
    void a_newer_contract_makes_way_when_genesys_refuses_the_old_one_its_bare_name(Fault refusal) {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = "custom_-_22222222-0000-0000-0000-000000000000";
        rig.genesys.actions.put(
                newer, action(newer, "integration-1", Map.of("Data-Action-Owner", Rig.MARK + "ActionFetchUser2")));
        String strangers = foreign();
        rig.genesys.fault("change action", refusal);

        succeeded(rig.update(created, older, first()));

        assertThat(rig.genesys.actions.get(created).name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");
        assertThat(rig.genesys.actions.get(newer).configuration().requestTemplate())
                .isEqualTo("{}");
        assertThat(rig.genesys.actions.get(strangers).name()).isEqualTo("FetchUser");
    }

    @Test
    void a_version_conflict_does_not_rename_a_neighbour() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = neighbour("FetchUser");
        rig.genesys.fault("change action", Fault.HAPPENS_AND_IS_LOST);

        succeeded(rig.update(created, older, first()));

        assertThat(rig.genesys.actions.get(created).name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser");
    }

    @Test
    void a_neighbour_that_made_way_gets_its_name_back_when_the_retirement_is_rolled_back() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = neighbour("FetchUser");
        rig.genesys.fault("change action", Fault.CONFLICT);
        succeeded(rig.update(created, older, first()));
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");

        succeeded(rig.update(created, first(), older));

        assertThat(rig.genesys.actions.get(created).name()).isEqualTo("FetchUser (contract 1)");
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser");
    }

    /** Genesys refuses a name that is taken, and its lists show no headers. */
    @Test
    void a_neighbour_makes_way_and_gets_its_name_back_also_where_lists_show_no_configurations() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = neighbour("FetchUser");
        rig.genesys.listsShowConfiguration = false;
        rig.genesys.namesAreUnique = true;

        succeeded(rig.update(created, older, first()));
        assertThat(rig.genesys.actions.get(created).name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");

        succeeded(rig.update(created, first(), older));
        assertThat(rig.genesys.actions.get(created).name()).isEqualTo("FetchUser (contract 1)");
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser");
    }

    /** The second change of the event is the neighbour's. */
    private void atTheNeighboursChange(Runnable trouble) {
        int[] changes = {0};
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("change action") && ++changes[0] == 2) {
                trouble.run();
            }
        };
    }

    private String displacedNeighbourOf(String created, Resource older) {
        String newer = neighbour("FetchUser");
        rig.genesys.fault("change action", Fault.CONFLICT);
        succeeded(rig.update(created, older, first()));
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");
        return newer;
    }

    @Test
    void a_renaming_whose_answer_was_lost_is_recognized_and_fails_no_rollback() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = displacedNeighbourOf(created, older);
        int version = rig.genesys.actions.get(newer).version();
        atTheNeighboursChange(() -> rig.genesys.fault("change action", Fault.HAPPENS_AND_IS_LOST));

        succeeded(rig.update(created, first(), older));

        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.actions.get(newer).version()).isEqualTo(version + 1);
    }

    @Test
    void only_an_action_of_this_stack_in_the_same_integration_gets_its_name_back() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = displacedNeighbourOf(created, older);
        Action ours = rig.genesys.actions.get(newer);
        Action elsewhere = action(newer, "integration-2", ours.configuration().headers());
        stored(newer, it -> named(elsewhere, it.name()));
        succeeded(rig.update(created, first(), older));
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");

        succeeded(rig.update(created, older, first()));
        Action another = action(
                newer,
                "integration-1",
                Map.of("Data-Action-Owner", "123456789012/eu-west-1/dev-Other/ActionFetchUser2"));
        stored(newer, it -> named(another, it.name()));
        succeeded(rig.update(created, first(), older));
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");
    }

    /** A stale list: after the event's first write, lists still show the former name of an action. */
    private void listsShow(String id, String formerName) {
        java.util.List<String> calls = rig.genesys.calls;
        calls.clear();
        Action now = rig.genesys.actions.get(id);
        rig.genesys.beforeEveryCall = () -> {
            boolean lists = calls.get(calls.size() - 1).equals("list actions") && rig.genesys.writes() > 0;
            boolean changes = calls.get(calls.size() - 1).equals("change action");
            if (lists) {
                rig.genesys.actions.put(id, named(now, formerName));
            } else if (!changes
                    && calls.size() > 1
                    && calls.get(calls.size() - 2).equals("list actions")) {
                rig.genesys.actions.put(id, now);
            }
        };
    }

    /** Genesys refuses the name for a moment, or the creation for another reason. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BAD_REQUEST", "CONFLICT"})
    void an_action_that_had_given_up_its_name_was_renamed_because_a_list_still_showed_it(Fault refusal) {
        String older = neighbour("FetchUser");
        stored(older, it -> named(it, "FetchUser (contract 1)"));
        listsShow(older, "FetchUser");
        rig.genesys.fault("create action", refusal);

        succeeded(rig.create(first()));

        assertThat(rig.genesys.actions.get(older).name()).isEqualTo("FetchUser (contract 1)");
    }

    @Test
    void an_action_that_a_list_still_showed_as_displaced_got_the_name_that_it_had_given_up() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = displacedNeighbourOf(created, older);
        stored(newer, it -> named(it, "Fetch a user"));
        listsShow(newer, "FetchUser (ActionFetchUser2)");

        succeeded(rig.update(created, first(), older));

        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("Fetch a user");
    }

    private static Action named(Action it, String name) {
        return new Action(
                it.id(),
                it.version() + 1,
                name,
                it.category(),
                it.integrationId(),
                it.secure(),
                it.inputSchema(),
                it.successSchema(),
                it.configuration());
    }

    @Test
    void a_renaming_that_meets_someone_elses_change_is_done_on_top_of_it() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = displacedNeighbourOf(created, older);
        atTheNeighboursChange(() -> {
            Action now = rig.genesys.actions.get(newer);
            rig.genesys.actions().change(newer, now.version(), now.name(), "Theirs", now.configuration());
        });

        succeeded(rig.update(created, first(), older));

        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser");
        assertThat(rig.genesys.actions.get(newer).category()).isEqualTo("Theirs");
    }

    @Test
    void a_creation_that_makes_a_neighbour_give_way_survives_a_lost_answer_too() {
        String newer = neighbour("FetchUser");
        rig.genesys.fault("create action", Fault.CONFLICT);
        rig.genesys.fault("change action", Fault.HAPPENS_AND_IS_LOST);
        succeeded(rig.create(first()));
        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");
    }

    @Test
    void making_way_never_empties_a_template_that_could_not_be_read() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = neighbour("FetchUser");
        rig.genesys.fault("change action", Fault.CONFLICT);
        int[] reads = {0};
        rig.genesys.beforeEveryCall = () -> {
            // The first two are of the action itself; then the neighbour's are not known for a moment.
            boolean template =
                    rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read template");
            if (template && ++reads[0] == 3) {
                rig.genesys.fault("read template", Fault.ABSENT, Fault.ABSENT);
            }
        };

        succeeded(rig.update(created, older, first()));

        assertThat(rig.genesys.actions.get(newer).name()).isEqualTo("FetchUser (ActionFetchUser2)");
        assertThat(rig.genesys.actions.get(newer).configuration().requestTemplate())
                .isEqualTo("{}");
    }

    @Test
    void an_action_that_is_listed_but_not_readable_yet_is_not_made_a_second_time() {
        String created = id(rig.create(first()));
        rig.genesys.fault("read action", Fault.ABSENT, Fault.ABSENT);
        assertThat(id(rig.create(first()))).isEqualTo(created);
        assertThat(ids()).containsExactly(created);
    }

    private String neighbour(String name) {
        String id = "custom_-_22222222-0000-0000-0000-000000000000";
        rig.genesys.actions.put(
                id, action(id, "integration-1", Map.of("Data-Action-Owner", Rig.MARK + "ActionFetchUser2")));
        assertThat(rig.genesys.actions.get(id).name()).isEqualTo(name);
        return id;
    }

    private void stored(String id, java.util.function.UnaryOperator<Action> edit) {
        rig.genesys.actions.computeIfPresent(id, (key, now) -> edit.apply(now));
    }

    private static Action configured(Action it, ActionConfiguration configuration) {
        return new Action(
                it.id(),
                it.version() + 1,
                it.name(),
                it.category(),
                it.integrationId(),
                it.secure(),
                it.inputSchema(),
                it.successSchema(),
                configuration);
    }

    /** One edit of each field that Genesys lets people change. */
    private static Action edited(Action it, String field) {
        ActionConfiguration c = it.configuration();
        Map<String, String> headers = new java.util.LinkedHashMap<>(c.headers());
        return switch (field) {
            case "name" ->
                new Action(
                        it.id(),
                        it.version() + 1,
                        "FetchUser, edited",
                        it.category(),
                        it.integrationId(),
                        it.secure(),
                        it.inputSchema(),
                        it.successSchema(),
                        c);
            case "category" ->
                new Action(
                        it.id(),
                        it.version() + 1,
                        it.name(),
                        "Edited",
                        it.integrationId(),
                        it.secure(),
                        it.inputSchema(),
                        it.successSchema(),
                        c);
            case "timeout" ->
                configured(
                        it,
                        new ActionConfiguration(
                                59,
                                c.requestUrl(),
                                c.requestMethod(),
                                headers,
                                c.requestTemplate(),
                                c.successTemplate()));
            case "url" ->
                configured(
                        it,
                        new ActionConfiguration(
                                c.timeoutSeconds(),
                                "https://edited.example/",
                                c.requestMethod(),
                                headers,
                                c.requestTemplate(),
                                c.successTemplate()));
            case "method" ->
                configured(
                        it,
                        new ActionConfiguration(
                                c.timeoutSeconds(),
                                c.requestUrl(),
                                "PUT",
                                headers,
                                c.requestTemplate(),
                                c.successTemplate()));
            case "request template" ->
                configured(
                        it,
                        new ActionConfiguration(
                                c.timeoutSeconds(),
                                c.requestUrl(),
                                c.requestMethod(),
                                headers,
                                "{}",
                                c.successTemplate()));
            case "success template" ->
                configured(
                        it,
                        new ActionConfiguration(
                                c.timeoutSeconds(),
                                c.requestUrl(),
                                c.requestMethod(),
                                headers,
                                c.requestTemplate(),
                                "{\"name\": ${name}}"));
            default -> {
                if (field.equals("header value")) {
                    headers.put("Content-Type", "text/plain");
                } else if (field.equals("header more")) {
                    headers.put("X-Edited", "yes");
                } else {
                    headers.remove("Content-Type");
                }
                yield configured(
                        it,
                        new ActionConfiguration(
                                c.timeoutSeconds(),
                                c.requestUrl(),
                                c.requestMethod(),
                                headers,
                                c.requestTemplate(),
                                c.successTemplate()));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "category",
                "timeout",
                "url",
                "method",
                "request template",
                "success template",
                "header value",
                "header more",
                "header gone"
            })
    void what_people_edited_in_genesys_is_set_back_by_the_next_update(String field) {
        String created = id(rig.create(first()));
        Action before = rig.genesys.actions.get(created);
        stored(created, it -> edited(it, field));
        succeeded(rig.update(created, first(), first()));
        Action now = rig.genesys.actions.get(created);
        assertThat(now.name()).isEqualTo(before.name());
        assertThat(now.category()).isEqualTo(before.category());
        assertThat(now.configuration()).isEqualTo(before.configuration());
    }

    @Test
    void the_case_of_a_headers_name_is_no_change() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        succeeded(rig.update(created, first(), first().with("Headers", "{\"content-type\":\"application/json\"}")));
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void a_changed_input_contract_is_refused_too() {
        String created = id(rig.create(first()));
        JsonNode answer =
                rig.update(created, first(), first().with("InputSchema", Rig.INPUT.replace("integer", "string")));
        assertThat(failed(answer)).contains("was published with another input contract under this number");
    }

    @Test
    void what_genesys_stores_otherwise_than_it_was_sent_fails_and_names_the_fields() {
        String created = id(rig.create(first()));
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("read action")) {
                stored(created, it -> edited(edited(it, "category"), "method"));
            }
        };
        assertThat(failed(rig.update(created, first(), changed())))
                .contains("stored it differently")
                .contains("category")
                .contains("requestType")
                .doesNotContain("timeoutSeconds");
    }

    @Test
    void an_action_that_cannot_be_read_back_is_not_reported_as_made() {
        Fault[] gone = new Fault[60];
        java.util.Arrays.fill(gone, Fault.ABSENT);
        rig.genesys.fault("read action", gone);
        JsonNode created = rig.create(first());
        assertThat(failed(created)).contains("was accepted by Genesys").contains("cannot be read back");
        assertThat(ids()).as("the true id, so that Delete cleans up").containsExactly(id(created));
    }

    @Test
    void the_fifth_creation_after_four_bad_requests_counts() {
        rig.genesys.fault("create action", Fault.BAD_REQUEST, Fault.BAD_REQUEST, Fault.BAD_REQUEST, Fault.BAD_REQUEST);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(ids()).containsExactly(id(created));
    }

    @Test
    void a_new_name_that_genesys_refuses_though_nobody_has_it_is_sent_once() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        rig.genesys.fault("change action", Fault.BAD_REQUEST);
        assertThat(failed(rig.update(created, first(), first().with("Name", "Fetch a user"))))
                .contains("its own words");
        assertThat(rig.genesys.calls).filteredOn("change action"::equals).hasSize(1);
    }

    @Test
    void a_neighbour_whom_someone_changes_each_time_is_given_up_on_after_five_renamings() {
        Resource older = first().with("Name", "FetchUser (contract 1)");
        String created = id(rig.create(older));
        String newer = displacedNeighbourOf(created, older);
        rig.genesys.calls.clear();
        int[] changes = {0};
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("change action") && ++changes[0] > 1) {
                stored(newer, it -> configured(it, it.configuration()));
            }
        };
        failed(rig.update(created, first(), older));
        assertThat(changes[0]).as("its own change, and five of the neighbour").isEqualTo(1 + 5);
    }

    @Test
    void a_listing_without_configurations_shows_another_stacks_action_of_the_same_name_as_nobodys() {
        rig.genesys.listsShowConfiguration = false;
        String other = foreign();
        Action before = rig.genesys.actions.get(other);
        String created = id(rig.create(first()));
        assertThat(created).isNotEqualTo(other);
        succeeded(rig.delete("outcome-unknown", first()));
        assertThat(rig.genesys.actions).containsOnly(Map.entry(other, before));
    }

    @Test
    void a_listing_without_configurations_is_looked_into_by_a_delete_without_properties() {
        rig.create(first());
        rig.genesys.listsShowConfiguration = false;
        succeeded(rig.delete("", first().change(it -> it.removeAll())));
        assertThat(ids()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FetchUser, Fetch User, FetchUser, 2",
        "FetchUser, Fetch User, Fetch User, 2",
        "FetchUser, FetchUser2, FetchUser, 1",
        "FetchUser, FetchUser2, FetchUser2, 1",
        "FetchUser2, FetchUser, FetchUser2, 1",
        "FetchUser2, FetchUser, FetchUser, 1",
        "FetchUser, FetchUser, FetchUser, 1"
    })
    void a_renamed_action_whose_id_is_lost_is_found_under_either_name(
            String before, String now, String there, int searches) {
        String lost = id(rig.create(first().with("Name", there)));
        rig.genesys.calls.clear();
        JsonNode updated = rig.update("outcome-unknown", first().with("Name", before), first().with("Name", now));
        succeeded(updated);
        assertThat(id(updated)).isEqualTo(lost);
        assertThat(ids()).containsExactly(lost);
        assertThat(rig.genesys.actions.get(lost).name()).isEqualTo(now);
        assertThat(rig.genesys.calls).filteredOn("list actions"::equals).hasSizeGreaterThanOrEqualTo(searches);
    }
}
