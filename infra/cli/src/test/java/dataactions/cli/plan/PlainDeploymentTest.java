package dataactions.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.plan.Plan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which changes CloudFormation makes only if a property changes. */
class PlainDeploymentTest {
    private static final Plan CHANGE = new Plan.Change(List.of());

    private final JsonNode deployed = template();
    private final ObjectNode desired = template();

    private static ObjectNode template() {
        try {
            return (ObjectNode) new JsonMapper().readTree("""
                    {"Resources": {
                      "Integration": {"Type": "Custom::GenesysIntegration", "Properties": {"Name": "n"}},
                      "Action": {"Type": "Custom::GenesysDataAction", "Properties": {
                        "Name": "a", "IntegrationId": {"Fn::GetAtt": ["Integration", "IntegrationId"]}}},
                      "DestroyGuard": {"Type": "Custom::DestroyGuard", "DependsOn": ["Action"], "Properties": {
                        "Digest": "1", "IntegrationId": {"Fn::GetAtt": ["Integration", "IntegrationId"]}}}}}""");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Item item(String logicalId, Plan plan) {
        return new Item("action", logicalId, logicalId, Optional.of("id"), plan, "", List.of());
    }

    private List<String> omitted(Item... items) {
        return PlainDeployment.omits(desired, deployed, List.of(items)).stream()
                .map(Item::title)
                .toList();
    }

    private void set(String resource, String property, String value) {
        ((ObjectNode) desired.at("/Resources/" + resource + "/Properties")).put(property, value);
    }

    @Test
    void an_object_that_differs_in_genesys_only_gets_no_event() {
        assertThat(omitted(item("Integration", new Plan.Nothing()), item("Action", CHANGE)))
                .containsExactly("Action");
        assertThat(omitted(item("Action", new Plan.Create()))).containsExactly("Action");
        assertThat(omitted(item("Action", new Plan.Replace("it differs")))).containsExactly("Action");
    }

    @Test
    void an_object_whose_properties_changed_gets_an_event() {
        set("Action", "Name", "b");
        assertThat(omitted(item("Integration", CHANGE), item("Action", CHANGE))).containsExactly("Integration");

        set("Integration", "Reconcile", "1");
        assertThat(omitted(item("Integration", CHANGE), item("Action", CHANGE))).isEmpty();
    }

    @Test
    void an_object_gets_an_event_if_another_one_that_it_refers_to_gets_a_new_id() {
        set("Integration", "Name", "m");
        assertThat(omitted(item("Integration", CHANGE), item("Action", CHANGE))).containsExactly("Action");
        assertThat(omitted(item("Integration", new Plan.Create()), item("Action", CHANGE)))
                .isEmpty();
    }

    @Test
    void a_retired_action_is_deleted_only_if_the_guard_gets_an_event_or_its_resource_is_removed() {
        assertThat(omitted(item("ActionBefore", new Plan.Remove()))).containsExactly("ActionBefore");

        ((ObjectNode) deployed.path("Resources")).putObject("ActionBefore");
        assertThat(omitted(item("ActionBefore", new Plan.Remove()))).isEmpty();

        ((ObjectNode) deployed.path("Resources")).remove("ActionBefore");
        set("DestroyGuard", "Digest", "2");
        assertThat(omitted(item("ActionBefore", new Plan.Remove()))).isEmpty();
    }

    @Test
    void a_stack_that_does_not_exist_is_created_as_a_whole_and_a_refusal_needs_an_event() {
        assertThat(PlainDeployment.omits(
                        desired, MissingNode.getInstance(), List.of(item("Action", new Plan.Create()))))
                .isEmpty();
        Failure failure = Failure.of(Failure.Kind.REFUSED, "No.", "Do this.");
        assertThat(omitted(item("Action", new Plan.Refuse(failure)))).containsExactly("Action");
        set("Action", "Name", "b");
        assertThat(omitted(item("Action", new Plan.Refuse(failure)))).isEmpty();
    }
}
