package dataactions.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateException;
import dataactions.sandbox.cloudformation.StackResult.Ending;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import dataactions.sandbox.cloudformation.state.StackStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Life cycles of a stack, over providers that keep their things in memory. */
class EngineTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final FakeResources fakes = new FakeResources();
    private final Journal journal = new Journal();
    private final List<String> events = new ArrayList<>();
    private ReplacementUndo undo = ReplacementUndo.UPDATE_THEN_DELETE;
    private int lastId;

    /** Two native things and a custom one between them: B needs A, C needs B. */
    private static String chain(String aName, String aValue, String bKey, String bValue, String cValue) {
        return """
                {"Resources": {
                  "C": {"Type": "Test::Thing", "Properties": {"Value": "%s", "Of": {"Fn::GetAtt": ["B", "Arn"]}}},
                  "A": {"Type": "Test::Thing", "Properties": {"Name": "%s", "Value": "%s"}},
                  "B": {"Type": "Custom::Thing", "Properties": {"Key": "%s", "Value": "%s", "Of": {"Ref": "A"}}}},
                 "Outputs": {"B": {"Value": {"Ref": "B"}}, "V": {"Value": {"Fn::GetAtt": ["B", "Value"]}}}}
                """.formatted(cValue, aName, aValue, bKey, bValue);
    }

    private static final String FIRST = chain("a", "1", "k", "1", "1");

    @Test
    void a_create_follows_the_references_and_answers_the_outputs() {
        StackResult result = deploy(FIRST);

        assertThat(result.ending()).isEqualTo(Ending.DEPLOYED);
        assertThat(result.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(result.outputs()).containsExactly(Map.entry("B", "B/k"), Map.entry("V", "1"));
        assertThat(fakes.calls).containsExactly("create A", "create B", "create C");
        assertThat(events)
                .containsExactly(
                        "dev CREATE_IN_PROGRESS",
                        "A CREATE_IN_PROGRESS",
                        "A CREATE_COMPLETE",
                        "B CREATE_IN_PROGRESS",
                        "B CREATE_COMPLETE",
                        "C CREATE_IN_PROGRESS",
                        "C CREATE_COMPLETE",
                        "dev CREATE_COMPLETE");
    }

    /** CloudFormation cuts the names that it generates: a function's name has at most 64 characters. */
    @Test
    void a_long_stack_name_is_cut_in_a_proposed_physical_id() {
        DeploymentTarget longest = new DeploymentTarget(
                "000000000000", "eu-west-1", "e".repeat(32) + "-DataActions", template("""
                {"Resources": {"Function": {"Type": "Test::Thing"}, "Functio2": {"Type": "Test::Thing"}}}
                """), Map.of(), false);

        assertThat(engine().deploy(longest).ending()).isEqualTo(Ending.DEPLOYED);

        assertThat(fakes.things.keySet())
                .hasSize(2)
                .allSatisfy(id -> assertThat(id).hasSize(64).startsWith("e".repeat(32) + "-DataActions-Functi"));
    }

    @Test
    void a_second_deployment_of_the_same_calls_nothing_and_reports_no_event() {
        deploy(FIRST);
        fakes.calls.clear();
        events.clear();

        StackResult result = deploy(FIRST);

        assertThat(result.ending()).isEqualTo(Ending.UNCHANGED);
        assertThat(result.outputs()).containsEntry("V", "1");
        assertThat(fakes.calls).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void a_changed_description_alone_calls_nothing() {
        deploy(FIRST);
        fakes.calls.clear();

        StackResult result = deploy(FIRST.replaceFirst("\\{", "{\"Description\": \"new words\","));

        assertThat(result.ending()).isEqualTo(Ending.UNCHANGED);
        assertThat(fakes.calls).isEmpty();
        assertThat(journal.state.template().path("Description").asText()).isEqualTo("new words");
    }

    @Test
    void an_update_touches_what_changed_and_what_depends_on_changed_values() {
        deploy(FIRST);
        fakes.calls.clear();

        StackResult result = deploy(chain("a", "2", "k", "1", "1"));

        assertThat(result.ending()).isEqualTo(Ending.DEPLOYED);
        assertThat(result.updated()).isEqualTo(1);
        assertThat(fakes.calls).containsExactly("update A");
    }

    @Test
    void a_replacement_creates_first_and_deletes_the_old_one_in_the_clean_up() {
        deploy(FIRST);
        String old = journal.state.resources().get("A").physicalId();
        fakes.calls.clear();
        events.clear();

        StackResult result = deploy(chain("other", "1", "k", "1", "1"));

        assertThat(result.status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(fakes.calls).containsExactly("create A", "update B B/k", "delete A");
        assertThat(events)
                .containsSubsequence(
                        "B UPDATE_COMPLETE",
                        "dev UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                        "A DELETE_COMPLETE",
                        "dev UPDATE_COMPLETE");
        assertThat(fakes.things).doesNotContainKey(old).hasSize(3);
    }

    @Test
    void a_resource_that_any_change_replaces_is_left_alone_without_a_change() {
        deploy(chain("always new", "1", "k", "1", "1"));
        fakes.calls.clear();

        deploy(chain("always new", "1", "k", "1", "2"));

        assertThat(fakes.calls).containsExactly("update C");
    }

    @Test
    void a_custom_resource_that_returns_another_id_is_a_replacement() {
        deploy(FIRST);
        fakes.calls.clear();

        deploy(chain("a", "1", "k2", "1", "1"));

        assertThat(fakes.calls).containsExactly("update B B/k", "update C", "delete B B/k");
        assertThat(fakes.things).containsKey("B/k2").doesNotContainKey("B/k").hasSize(3);
    }

    @Test
    void a_removed_resource_is_deleted_after_everything_else_is_done() {
        deploy(FIRST);
        fakes.calls.clear();

        deploy("""
                {"Resources": {"A": {"Type": "Test::Thing", "Properties": {"Name": "a", "Value": "2"}}}}
                """);

        assertThat(fakes.calls).containsExactly("update A", "delete C", "delete B B/k");
        assertThat(journal.state.resources()).containsOnlyKeys("A");
    }

    @Test
    void a_failed_create_deletes_what_was_made_in_reverse_order_and_the_failed_one_by_its_true_id() {
        fakes.failing.put("create B", "no");
        fakes.failsAfterMaking = true;

        StackResult result = deploy(FIRST);

        assertThat(result.ending()).isEqualTo(Ending.ROLLED_BACK);
        assertThat(result.status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        assertThat(result.failedResource()).isEqualTo("B");
        assertThat(result.reason()).isEqualTo("B: no");
        assertThat(fakes.calls).containsExactly("create A", "create B", "delete B B/k", "delete A");
        assertThat(fakes.things).isEmpty();
    }

    @Test
    void a_failed_create_without_an_id_gets_a_delete_with_an_id_never_issued() {
        fakes.failing.put("create B", "no");

        deploy(FIRST);

        assertThat(fakes.calls).containsExactly("create A", "create B", "delete B unknown", "delete A");
    }

    @Test
    void after_a_rolled_back_create_the_next_deployment_creates_anew() {
        fakes.failing.put("create C", "no");
        deploy(FIRST);
        fakes.failing.clear();

        StackResult result = deploy(FIRST);

        assertThat(result.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(fakes.things).hasSize(3);
    }

    @Test
    void a_failed_update_is_followed_by_updates_with_the_properties_reversed() {
        deploy(FIRST);
        StackState before = journal.state;
        fakes.calls.clear();
        fakes.failing.put("create D", "no");

        StackResult result = deploy(chain("a", "2", "k", "2", "1")
                .replace(
                        "\"Resources\": {",
                        "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"C\"},"));

        assertThat(result.ending()).isEqualTo(Ending.ROLLED_BACK);
        assertThat(result.status()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
        assertThat(fakes.calls)
                .containsExactly("update A", "update B B/k", "create D", "update A", "update B B/k", "delete D");
        assertStandsAs(before);
    }

    @Test
    void a_replacement_is_undone_by_an_update_under_the_new_id_and_then_its_delete() {
        deploy(FIRST);
        StackState before = journal.state;
        fakes.calls.clear();
        fakes.failing.put("update C", "no");

        deploy(chain("a", "1", "k2", "1", "2"));
        assertThat(journal.state.status()).isEqualTo(StackStatus.UPDATE_ROLLBACK_FAILED);
        fakes.failing.clear();
        deploy(FIRST);

        assertThat(fakes.calls)
                .containsExactly("update B B/k", "update C", "update B B/k2", "update C", "update C", "delete B B/k2");
        assertStandsAs(before);
    }

    @Test
    void a_replacement_can_be_undone_by_a_delete_of_the_new_one_only() {
        undo = ReplacementUndo.DELETE_ONLY;
        deploy(FIRST);
        StackState before = journal.state;
        fakes.calls.clear();
        fakes.failing.put("create D", "no");

        deploy(chain("a", "1", "k2", "1", "1")
                .replace(
                        "\"Resources\": {",
                        "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"C\"},"));

        assertThat(fakes.calls)
                .containsExactly("update B B/k", "update C", "create D", "update C", "delete D", "delete B B/k2");
        assertStandsAs(before);
    }

    @Test
    void a_replacing_update_that_fails_with_the_new_id_leaves_only_the_old_one() {
        for (ReplacementUndo each : ReplacementUndo.values()) {
            fakes.things.clear();
            journal.state = null;
            undo = each;
            deploy(FIRST);
            StackState before = journal.state;
            fakes.failing.put("update B", "no");
            fakes.failsAfterMaking = true;

            StackResult result = deploy(chain("a", "1", "k2", "1", "1"));
            fakes.failing.clear();
            if (result.ending() == Ending.STUCK) {
                deploy(FIRST);
            }

            assertStandsAs(before);
        }
    }

    @Test
    void a_replaced_native_resource_is_restored_by_deleting_the_new_one() {
        deploy(FIRST);
        StackState before = journal.state;
        fakes.calls.clear();
        fakes.failing.put("create D", "no");

        deploy(chain("other", "1", "k", "1", "1")
                .replace(
                        "\"Resources\": {",
                        "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"C\"},"));

        assertThat(fakes.calls)
                .containsExactly("create A", "update B B/k", "create D", "update B B/k", "delete D", "delete A");
        assertStandsAs(before);
    }

    @Test
    void destroy_deletes_in_reverse_order() {
        deploy(FIRST);
        fakes.calls.clear();

        StackResult result = engine().destroy();

        assertThat(result.ending()).isEqualTo(Ending.DESTROYED);
        assertThat(fakes.calls).containsExactly("delete C", "delete B B/k", "delete A");
        assertThat(fakes.things).isEmpty();
        assertThat(engine().destroy().ending()).isEqualTo(Ending.ABSENT);
    }

    @Test
    void a_failed_delete_keeps_what_it_needs_and_the_next_destroy_goes_on() {
        deploy(FIRST);
        fakes.failing.put("delete B", "still used");
        fakes.calls.clear();

        StackResult result = engine().destroy();

        assertThat(result.ending()).isEqualTo(Ending.STUCK);
        assertThat(result.status()).isEqualTo(StackStatus.DELETE_FAILED);
        assertThat(result.reason()).contains("[B]");
        assertThat(fakes.calls).containsExactly("delete C", "delete B B/k");
        assertThat(journal.state.resources()).containsOnlyKeys("A", "B");

        fakes.failing.clear();
        assertThat(engine().destroy().ending()).isEqualTo(Ending.DESTROYED);
        assertThat(fakes.things).isEmpty();
    }

    @Test
    void a_stack_in_delete_failed_takes_no_update_and_is_not_deleted_by_a_deployment() {
        deploy(FIRST);
        fakes.failing.put("delete B", "still used");
        engine().destroy();
        fakes.failing.clear();
        fakes.calls.clear();

        StackResult result = deploy(FIRST);

        assertThat(result.ending()).isEqualTo(Ending.REFUSED);
        assertThat(result.succeeded()).isFalse();
        assertThat(result.reason())
                .isEqualTo("Stack:" + journal.state.id() + " is in DELETE_FAILED state and can not be updated.");
        assertThat(fakes.calls).isEmpty();
        assertThat(journal.state.status()).isEqualTo(StackStatus.DELETE_FAILED);
        assertThat(engine().destroy().ending()).isEqualTo(Ending.DESTROYED);
        assertThat(deploy(FIRST).ending()).isEqualTo(Ending.DEPLOYED);
    }

    @Test
    void a_deletion_that_was_interrupted_goes_on_with_the_next_destroy_and_not_with_a_deployment() {
        deploy(FIRST);
        crash(2, true, () -> engine().destroy());
        assertThat(journal.state.status()).isEqualTo(StackStatus.DELETE_IN_PROGRESS);

        assertThat(deploy(FIRST).reason()).contains("is in DELETE_IN_PROGRESS state and can not be updated");
        assertThat(engine().destroy().ending()).isEqualTo(Ending.DESTROYED);
    }

    @Test
    void a_protected_stack_is_not_deleted_and_stays_as_it_was() {
        engine().deploy(target(FIRST, true));
        StackState before = journal.state;
        fakes.calls.clear();
        events.clear();

        StackResult result = engine().destroy();

        assertThat(result.ending()).isEqualTo(Ending.REFUSED);
        assertThat(result.reason()).isEqualTo("Stack [dev] cannot be deleted while TerminationProtection is enabled");
        assertThat(fakes.calls).isEmpty();
        assertThat(events).isEmpty();
        assertThat(journal.state).isEqualTo(before);
        assertThat(journal.state.terminationProtection()).isTrue();
    }

    @Test
    void each_deployment_sets_and_clears_the_protection_even_where_nothing_else_changes() {
        engine().deploy(target(FIRST, true));
        assertThat(engine().deploy(target(FIRST, false)).ending()).isEqualTo(Ending.UNCHANGED);
        assertThat(journal.state.terminationProtection()).isFalse();
        assertThat(engine().deploy(target(FIRST, true)).ending()).isEqualTo(Ending.UNCHANGED);
        assertThat(journal.state.terminationProtection()).isTrue();

        engine().protect(journal.state.id(), false);
        assertThat(engine().destroy().ending()).isEqualTo(Ending.DESTROYED);
    }

    @Test
    void a_resource_may_set_and_lift_the_protection_while_the_stack_is_deployed() {
        Engine[] running = {null};
        ResourceTypes protecting = type -> fakes.find(type).map(provider -> new ResourceProvider() {
            @Override
            public Made create(Order order) throws ResourceFailure {
                running[0].protect(
                        order.stackId(),
                        order.properties().path("Value").asText().equals("on"));
                return provider.create(order);
            }

            @Override
            public Made update(Order order) throws ResourceFailure {
                running[0].protect(
                        order.stackId(),
                        order.properties().path("Value").asText().equals("on"));
                return provider.update(order);
            }

            @Override
            public void delete(Order order) throws ResourceFailure {
                provider.delete(order);
            }
        });
        String two = """
                {"Resources": {
                  "A": {"Type": "Test::Thing", "Properties": {"Value": "%1$s"}},
                  "B": {"Type": "Test::Thing", "Properties": {"Value": "%1$s"}, "DependsOn": "A"}}}
                """;
        running[0] = engine(protecting);
        running[0].deploy(target(two.formatted("on")));
        assertThat(journal.state.status()).isEqualTo(StackStatus.CREATE_COMPLETE);
        assertThat(journal.state.terminationProtection()).isTrue();

        running[0] = engine(protecting);
        running[0].deploy(target(two.formatted("off"), true));
        assertThat(journal.state.status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
        assertThat(journal.state.terminationProtection()).isFalse();
    }

    @Test
    void a_first_deployment_that_failed_cannot_be_replaced_while_it_is_protected() {
        fakes.failing.put("create C", "no");
        assertThat(engine().deploy(target(FIRST, true)).status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
        fakes.failing.clear();

        assertThat(engine().deploy(target(FIRST, true)).reason())
                .isEqualTo("Stack [dev] cannot be deleted while TerminationProtection is enabled");

        assertThat(engine().destroy().ending()).isEqualTo(Ending.ABSENT);
        assertThat(engine().deploy(target(FIRST, true)).ending()).isEqualTo(Ending.DEPLOYED);
        assertThat(journal.state.terminationProtection()).isTrue();
    }

    /** The next deployment deleted what was made, and was then refused for ever. */
    @Test
    void a_protected_first_deployment_killed_at_any_point_is_finished_by_the_next_one() {
        for (int at = 1; at < 10; at++) {
            fakes.things.clear();
            journal.state = null;
            crash(at, true, () -> engine().deploy(target(FIRST, true)));

            StackResult next = engine().deploy(target(FIRST, true));

            assertThat(next.succeeded())
                    .as("killed at %d: %s", at, next.reason())
                    .isTrue();
            assertThat(journal.state.terminationProtection()).isTrue();
        }
    }

    @Test
    void no_other_stacks_protection_is_set_and_none_of_one_that_is_gone() {
        deploy(FIRST);
        String id = journal.state.id();
        assertThatThrownBy(() -> engine().protect(id + "x", true)).hasMessageContaining("does not exist");
        engine().destroy();
        assertThatThrownBy(() -> engine().protect(id, true)).hasMessageContaining("does not exist");
    }

    @Test
    void a_clean_up_that_fails_three_times_leaves_the_old_one_behind_and_says_so() {
        deploy(FIRST);
        fakes.failing.put("delete B", "still used");
        fakes.calls.clear();

        StackResult result = deploy(chain("a", "1", "k2", "1", "1"));

        assertThat(result.ending()).isEqualTo(Ending.DEPLOYED);
        assertThat(fakes.calls.stream().filter("delete B B/k"::equals)).hasSize(3);
        assertThat(events).contains("B DELETE_FAILED");
    }

    @Test
    void retained_resources_stay_when_the_stack_goes() {
        deploy("""
                {"Resources": {"A": {"Type": "Test::Thing", "DeletionPolicy": "Retain"}}}
                """);

        engine().destroy();

        assertThat(fakes.things).hasSize(1);
        assertThat(events).contains("A DELETE_SKIPPED");
    }

    @Test
    void unknown_types_are_refused_by_name_before_anything_starts() {
        assertThatThrownBy(() -> deploy("""
                        {"Resources": {"A": {"Type": "Test::Thing"}, "Q": {"Type": "AWS::Kendra::Index"}}}
                        """))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("AWS::Kendra::Index (Q)");
        assertThat(fakes.calls).isEmpty();
        assertThat(journal.state).isNull();
    }

    @Test
    void an_attribute_that_does_not_exist_fails_the_resource_that_wants_it_and_rolls_back() {
        StackResult result = deploy("""
                {"Resources": {
                  "A": {"Type": "Test::Thing"},
                  "B": {"Type": "Test::Thing", "Properties": {"X": {"Fn::GetAtt": ["A", "Nope"]}}}}}
                """);

        assertThat(result.ending()).isEqualTo(Ending.ROLLED_BACK);
        assertThat(result.failedResource()).isEqualTo("B");
        assertThat(result.reason()).contains("A has no attribute Nope").contains("Arn, Value");
        assertThat(fakes.things).isEmpty();
    }

    @Test
    void a_bug_of_a_provider_is_rolled_back_like_any_failure() {
        ResourceTypes buggy = type -> Optional.of(new ResourceProvider() {
            @Override
            public Made create(Order order) {
                throw new IllegalStateException("bug");
            }

            @Override
            public Made update(Order order) {
                throw new IllegalStateException("bug");
            }

            @Override
            public void delete(Order order) {
                fakes.calls.add("delete " + order.logicalId());
            }
        });

        StackResult result = engine(buggy).deploy(target("{\"Resources\": {\"A\": {\"Type\": \"Test::Thing\"}}}"));

        assertThat(result.ending()).isEqualTo(Ending.ROLLED_BACK);
        assertThat(result.reason()).contains("Internal error of the sandbox: bug");
        assertThat(fakes.calls).containsExactly("delete A");
    }

    @Test
    void another_stack_does_not_overwrite_the_one_in_the_journal() {
        deploy(FIRST);

        DeploymentTarget other =
                new DeploymentTarget("000000000000", "eu-west-1", "test", template(FIRST), Map.of(), false);

        assertThatThrownBy(() -> engine().deploy(other)).hasMessageContaining("holds stack dev, not test");
    }

    @Test
    void custom_resources_see_text_only_and_native_ones_see_types() {
        deploy("""
                {"Resources": {
                  "A": {"Type": "Test::Thing", "Properties": {"N": 1, "T": true, "L": [1]}},
                  "B": {"Type": "Custom::Thing", "Properties": {"N": 1, "T": true, "L": [1], "O": {}, "D": {"x": 1.50}}}}}
                """);

        assertThat(journal.state.resources().get("A").properties().toString())
                .isEqualTo("{\"N\":1,\"T\":true,\"L\":[1]}");
        assertThat(journal.state.resources().get("B").properties().toString())
                .startsWith("{\"N\":\"1\",\"T\":\"true\",\"L\":[\"1\"],\"O\":{},\"D\":{\"x\":\"1.5");
    }

    /** Kills the run at every save, before and after it took effect, and lets the next run clean up. */
    @Test
    void a_run_killed_at_any_point_is_finished_by_the_next_one() {
        String update = chain("other", "2", "k2", "2", "2")
                .replace(
                        "\"Resources\": {",
                        "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"C\"},");
        int killed = 0;
        for (boolean saved : List.of(true, false)) {
            for (int at = 1; at < 60; at++) {
                fakes.things.clear();
                fakes.marks.clear();
                journal.state = null;
                boolean crashed = crash(at, saved, () -> deploy(FIRST));
                killed += crashed ? 1 : 0;
                assertThat(deploy(FIRST).succeeded()).isTrue();
                assertThat(fakes.things).as("create killed at %d", at).hasSize(3);

                killed += crash(at, saved, () -> deploy(update)) ? 1 : 0;
                assertThat(deploy(update).succeeded()).isTrue();
                assertThat(fakes.things)
                        .as("update killed at %d", at)
                        .hasSize(4)
                        .containsKey("B/k2");

                killed += crash(at, saved, () -> engine().destroy()) ? 1 : 0;
                engine().destroy();
                assertThat(fakes.things).as("destroy killed at %d", at).isEmpty();
            }
        }
        assertThat(killed).isGreaterThan(50);
    }

    @Test
    void a_run_killed_during_an_update_can_also_be_destroyed() {
        for (int at = 1; at < 30; at++) {
            fakes.things.clear();
            journal.state = null;
            deploy(FIRST);
            crash(at, true, () -> deploy(chain("other", "2", "k2", "2", "2")));

            engine().destroy();

            assertThat(fakes.things).as("killed at %d", at).isEmpty();
        }
    }

    @Test
    void a_run_killed_during_a_rollback_goes_on_with_it() {
        for (int at = 1; at < 40; at++) {
            fakes.things.clear();
            fakes.failing.clear();
            journal.state = null;
            deploy(FIRST);
            StackState before = journal.state;
            fakes.failing.put("create D", "no");
            String failing = chain("other", "2", "k2", "2", "2")
                    .replace(
                            "\"Resources\": {",
                            "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"C\"},");
            crash(at, true, () -> deploy(failing));

            deploy(FIRST);

            assertStandsAs(before);
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private boolean crash(int at, boolean saved, Runnable run) {
        journal.killAt = at;
        journal.saveBeforeKilling = saved;
        try {
            run.run();
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            journal.killAt = -1;
        }
    }

    private void assertStandsAs(StackState before) {
        assertThat(journal.state.status().settled()).isTrue();
        assertThat(journal.state.resources().keySet())
                .isEqualTo(before.resources().keySet());
        before.resources().forEach((id, resource) -> {
            ResourceState now = journal.state.resources().get(id);
            assertThat(now.physicalId()).isEqualTo(resource.physicalId());
            assertThat(now.properties()).isEqualTo(resource.properties());
        });
        assertThat(fakes.things.keySet())
                .isEqualTo(Set.copyOf(before.resources().values().stream()
                        .map(ResourceState::physicalId)
                        .toList()));
        before.resources()
                .values()
                .forEach(resource ->
                        assertThat(fakes.things.get(resource.physicalId())).isEqualTo(resource.properties()));
        assertThat(journal.state.outputs()).isEqualTo(before.outputs());
        assertThat(journal.state.leftovers()).isEmpty();
    }

    private static final String SECOND = chain("a", "2", "k2", "2", "2");

    /** Each resource fails: before it has made its thing, and the custom one also after it. */
    private static final List<String> FAILING = List.of("A", "B", "C", "B after making");

    private void fail(String verb, String which) {
        fakes.calls.clear();
        fakes.failing.put(verb + " " + which.substring(0, 1), "no");
        fakes.failsAfterMaking = which.endsWith("after making");
    }

    @Test
    void a_failed_create_without_rollback_stays_and_the_next_deployment_makes_the_rest() {
        for (String which : FAILING) {
            forgetEverything();
            fail("create", which);

            StackResult failed = deployWithoutRollback(FIRST);

            assertThat(failed.ending()).as(which).isEqualTo(Ending.PAUSED);
            assertThat(failed.status()).isEqualTo(StackStatus.CREATE_FAILED);
            assertThat(failed.reason()).isEqualTo(which.charAt(0) + ": no");
            assertThat(fakes.calls).as(which).noneMatch(call -> call.startsWith("delete"));
            fakes.failing.clear();
            assertThat(deployWithoutRollback(FIRST).status()).as(which).isEqualTo(StackStatus.UPDATE_COMPLETE);
            assertOnlyTheStackIsThere(which);
        }
    }

    @Test
    void a_failed_update_without_rollback_stays_and_the_next_deployment_mends_it_with_any_template() {
        for (String which : FAILING) {
            for (String next : List.of(SECOND, FIRST, chain("a", "3", "k3", "3", "3"))) {
                forgetEverything();
                deploy(FIRST);
                fail("update", which);

                assertThat(deployWithoutRollback(SECOND).status()).as(which).isEqualTo(StackStatus.UPDATE_FAILED);
                assertThat(fakes.calls).as(which).noneMatch(call -> call.startsWith("delete"));
                fakes.failing.clear();
                assertThat(deployWithoutRollback(next).ending()).as(which).isEqualTo(Ending.DEPLOYED);
                assertOnlyTheStackIsThere(which);
            }
        }
    }

    @Test
    void what_a_failed_update_without_rollback_had_added_is_deleted_if_the_next_template_drops_it() {
        deploy(FIRST);
        fakes.failing.put("update C", "no");
        deployWithoutRollback(SECOND.replace(
                "\"Resources\": {", "\"Resources\": {\"D\": {\"Type\": \"Test::Thing\", \"DependsOn\": \"B\"},"));
        assertThat(fakes.things).hasSize(5);
        fakes.failing.clear();

        deployWithoutRollback(FIRST);

        assertOnlyTheStackIsThere("D");
    }

    @Test
    void a_deployment_with_rollback_is_refused_after_one_that_failed_without_and_a_deletion_is_not() {
        deploy(FIRST);
        fakes.failing.put("update B", "no");
        deployWithoutRollback(SECOND);
        fakes.failing.clear();
        fakes.calls.clear();

        StackResult refused = deploy(SECOND);

        assertThat(refused.ending()).isEqualTo(Ending.REFUSED);
        assertThat(refused.reason()).contains("[UPDATE_FAILED]", "disable-rollback");
        assertThat(fakes.calls).isEmpty();
        assertThat(engine().destroy().ending()).isEqualTo(Ending.DESTROYED);
        assertThat(fakes.things).isEmpty();
    }

    @Test
    void without_rollback_a_native_resource_is_not_replaced() {
        deploy(FIRST);

        StackResult failed = deployWithoutRollback(chain("other", "1", "k", "1", "1"));

        assertThat(failed.status()).isEqualTo(StackStatus.UPDATE_FAILED);
        assertThat(failed.reason())
                .isEqualTo("A: Replacement type updates not supported on stack with disable-rollback.");
        deployWithoutRollback(FIRST);
        assertOnlyTheStackIsThere("A");
    }

    private void forgetEverything() {
        journal.state = null;
        fakes.things.clear();
        fakes.marks.clear();
        fakes.failing.clear();
        fakes.failsAfterMaking = false;
    }

    private void assertOnlyTheStackIsThere(String which) {
        assertThat(journal.state.status().settled()).as(which).isTrue();
        assertThat(journal.state.leftovers()).as(which).isEmpty();
        assertThat(journal.state.before()).as(which).isNull();
        Map<String, ObjectNode> stack = new HashMap<>();
        journal.state.resources().values().forEach(each -> stack.put(each.physicalId(), each.properties()));
        assertThat(fakes.things).as(which).isEqualTo(stack);
    }

    private StackResult deployWithoutRollback(String template) {
        return engine().deploy(target(template), OnFailure.PAUSE);
    }

    private StackResult deploy(String template) {
        return engine().deploy(target(template));
    }

    private static DeploymentTarget target(String template) {
        return target(template, false);
    }

    private static DeploymentTarget target(String template, boolean isProtected) {
        return new DeploymentTarget("000000000000", "eu-west-1", "dev", template(template), Map.of(), isProtected);
    }

    private static Template template(String json) {
        try {
            return Template.parse(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Engine engine() {
        return engine(fakes);
    }

    private Engine engine(ResourceTypes types) {
        return new Engine(
                types,
                journal,
                () -> Instant.EPOCH,
                () -> "%032d"
                        .formatted(++lastId)
                        .transform(id -> new StringBuilder(id).reverse().toString()),
                name -> null,
                undo,
                event -> events.add(event.logicalId() + " " + event.status()));
    }

    /** Keeps the state as text, as a file would, so that nothing survives that is not written down. */
    private static final class Journal implements StackStore {
        private StackState state;
        private int killAt = -1;
        private boolean saveBeforeKilling;

        @Override
        public Optional<StackState> load() {
            return Optional.ofNullable(state);
        }

        @Override
        public void save(StackState next) {
            boolean kill = killAt > 0 && --killAt == 0;
            if (!kill || saveBeforeKilling) {
                try {
                    state = JSON.readValue(JSON.writeValueAsBytes(next), StackState.class);
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            }
            if (kill) {
                throw new Killed();
            }
        }
    }
}
