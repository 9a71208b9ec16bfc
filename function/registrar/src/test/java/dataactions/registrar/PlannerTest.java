package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.reconcile.FieldChange;
import dataactions.registrar.resources.reconcile.Placeholder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan against what a deployment by the registrar itself has left in the org. */
class PlannerTest {
    private static final Planner.Stack STACK = new Planner.Stack("123456789012", "eu-west-1", "dev-DataActions");

    private final Rig rig = new Rig();
    private long writes;

    private Planner planner() {
        rig.genesys.calls.clear();
        return Planner.over(rig.genesys, STACK, rig.time, rig.time::sleep, rig.log::add);
    }

    @AfterEach
    void nothing_was_written_by_planning() {
        assertThat(rig.genesys.writes()).isEqualTo(writes);
    }

    private static Planner.Resource resource(Rig.Resource resource) {
        Map<String, String> properties = new HashMap<>();
        resource.properties()
                .properties()
                .forEach(it -> properties.put(it.getKey(), it.getValue().asText()));
        return new Planner.Resource(
                CustomResourceType.named(resource.type()).orElseThrow(), resource.logicalId(), properties);
    }

    private static Plan plan(Planner planner, Rig.Resource resource) {
        return planner.plan(resource(resource)).plan();
    }

    @ParameterizedTest
    @EnumSource
    void every_type_of_an_object_in_genesys_is_planned_and_no_other(CustomResourceType type) {
        Throwable thrown = catchThrowable(() -> planner().plan(new Planner.Resource(type, "Any", Map.of())));

        // Without properties a type that is planned fails otherwise, or not at all.
        assertThat(thrown instanceof IllegalArgumentException)
                .isEqualTo(type.kind() != CustomResourceType.Kind.GENESYS_OBJECT);
    }

    @Test
    void in_an_empty_org_everything_is_created() {
        Planner planner = planner();
        assertThat(planner.plan(resource(Rig.credential())))
                .isEqualTo(new Planned(
                        CustomResourceType.CREDENTIAL,
                        "Credential",
                        Optional.empty(),
                        "Credential",
                        false,
                        new Plan.Create()));
        assertThat(plan(planner, Rig.integration(Placeholder.CREATED))).isEqualTo(new Plan.Create());
        assertThat(plan(planner, Rig.action(Placeholder.CREATED))).isEqualTo(new Plan.Create());
        assertThat(planner.removals(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void after_a_deployment_there_is_nothing_to_do_and_looking_takes_three_calls_for_an_action() {
        String credential = id(rig.create(Rig.credential()));
        String integration = id(rig.create(Rig.integration(credential)));
        String action = id(rig.create(Rig.action(integration)));

        Planner planner = planner();
        Planned planned = planner.plan(resource(Rig.credential()));
        assertThat(planned.plan()).isEqualTo(new Plan.Nothing());
        assertThat(planned.id()).contains(credential);
        assertThat(plan(planner, Rig.integration(credential))).isEqualTo(new Plan.Nothing());
        rig.genesys.calls.clear();
        assertThat(plan(planner, Rig.action(integration))).isEqualTo(new Plan.Nothing());
        assertThat(rig.genesys.calls).containsExactly("list actions", "read action", "read template", "read template");
        assertThat(planner.plan(resource(Rig.action(integration))).id()).contains(action);
        assertThat(planner.removals(Set.of("Credential", "Integration", "ActionFetchUser1"), Set.of()))
                .isEmpty();
    }

    @Test
    void an_action_edited_by_hand_shows_each_field_as_it_is_and_as_it_will_be() {
        String id = id(rig.create(Rig.action("integration-1")));
        Action now = rig.genesys.actions.get(id);
        ActionConfiguration config = now.configuration();
        rig.genesys.actions.put(
                id,
                new Action(
                        id,
                        7,
                        "Renamed by hand",
                        now.category(),
                        now.integrationId(),
                        now.secure(),
                        now.inputSchema(),
                        now.successSchema(),
                        new ActionConfiguration(
                                33,
                                config.requestUrl(),
                                config.requestMethod(),
                                config.headers(),
                                config.requestTemplate(),
                                config.successTemplate())));

        Planned planned = planner().plan(resource(Rig.action("integration-1")));

        assertThat(planned.name()).isEqualTo("Renamed by hand");
        assertThat(planned.plan())
                .isEqualTo(new Plan.Change(List.of(
                        new FieldChange("name", "Renamed by hand", "FetchUser"),
                        new FieldChange("timeoutSeconds", "33", "10"))));
    }

    /** A plan is printed into logs. */
    @Test
    void what_somebody_wrote_into_headers_and_url_by_hand_is_not_shown() {
        String id = id(rig.create(Rig.action("integration-1")));
        Action now = rig.genesys.actions.get(id);
        ActionConfiguration config = now.configuration();
        Map<String, String> headers = new HashMap<>(config.headers());
        headers.put("Authorization", "Bearer canary");
        headers.put("Two-Lines", "a\ncanary");
        rig.genesys.actions.put(
                id,
                new Action(
                        id,
                        7,
                        now.name(),
                        now.category(),
                        now.integrationId(),
                        now.secure(),
                        now.inputSchema(),
                        now.successSchema(),
                        new ActionConfiguration(
                                config.timeoutSeconds(),
                                "https://me:canary@evil.example/a?key=canary",
                                config.requestMethod(),
                                headers,
                                config.requestTemplate(),
                                config.successTemplate())));

        List<FieldChange> fields = ((Plan.Change) plan(planner(), Rig.action("integration-1"))).fields();

        assertThat(fields.toString())
                .contains("observed=https://(hidden)@evil.example/a?(hidden), ")
                .contains("authorization: (hidden)", "data-action-owner: " + Rig.MARK + "ActionFetchUser1")
                .doesNotContain("canary");
    }

    private static Planner.Resource deployed(Rig.Resource before, String physicalId, Rig.Resource now) {
        Planner.Resource resource = resource(now);
        return new Planner.Resource(
                resource.type(),
                resource.logicalId(),
                resource.properties(),
                Optional.of(physicalId),
                resource(before).properties());
    }

    private void integration(String id, String name, String notes) {
        rig.genesys.integrations.put(
                id, new Integration(id, name, "custom-rest-actions", "ENABLED", "ACTIVE", notes, null));
        rig.genesys.configurations.put(
                id,
                new Configuration(
                        1,
                        name,
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        notes,
                        Map.of("basicAuth", "credential-1")));
    }

    @Test
    void an_integration_whose_tag_somebody_removed_is_refused_and_keeps_its_id() {
        String id = id(rig.create(Rig.integration("credential-1")));
        integration(id, "Data actions (dev)", "By hand");
        Rig.Resource same = Rig.integration("credential-1");

        Planned planned = planner().plan(deployed(same, id, same));

        assertThat(((Plan.Refuse) planned.plan()).failure().reason())
                .contains("does not carry this stack's ownership tag");
        assertThat(planned.id()).contains(id);
    }

    @Test
    void a_stack_that_would_move_to_another_org_is_refused() {
        Rig.Resource before = Rig.credential().with("GenesysDomain", "mypurecloud.ie");
        Rig.Resource now = Rig.credential().with("GenesysDomain", "mypurecloud.de");

        Plan plan = planner()
                .plan(deployed(before, "0b7a1c2d-1111-4222-8333-444444444444", now))
                .plan();

        assertThat(((Plan.Refuse) plan).failure().reason())
                .contains("genesys.domain changed from mypurecloud.ie to mypurecloud.de: a deployed stack cannot move");
    }

    @Test
    void another_integration_to_adopt_that_does_not_exist_is_refused() {
        integration("theirs", "Shared", "");
        Rig.Resource before =
                Rig.integration("credential-1").with("Adopt", "true").with("Name", "Shared");
        String id = id(rig.create(before));
        Rig.Resource now = before.with("Name", "Missing");

        for (Planner.Resource resource : List.of(deployed(before, id, now), resource(now))) {
            Plan plan = planner().plan(resource).plan();
            assertThat(((Plan.Refuse) plan).failure().reason()).contains("needs exactly one integration", "Missing");
        }

        integration("other", "Missing", "");
        assertThat(planner().plan(deployed(before, id, now)).plan())
                .isEqualTo(new Plan.Replace("another integration is adopted"));
    }

    @Test
    void another_integration_is_a_replacement_with_its_reason() {
        rig.create(Rig.action("integration-1"));
        assertThat(plan(planner(), Rig.action(Placeholder.CREATED)))
                .isEqualTo(new Plan.Replace("the integration changed"));
    }

    @Test
    void a_changed_contract_without_a_new_number_is_refused_in_words() {
        rig.create(Rig.action("integration-1"));
        Plan plan = plan(
                planner(),
                Rig.action("integration-1").with("SuccessSchema", Rig.OUTPUT.replace("\"name\"", "\"fullName\"")));
        assertThat(((Plan.Refuse) plan).failure().reason()).contains("contract accept FetchUser");
    }

    @Test
    void an_unknown_url_is_compared_with_what_most_actions_of_the_stack_have() {
        String odd = id(rig.create(Rig.action("integration-1").with("RequestUrl", "https://evil.example/")));
        for (String other : List.of("A", "B")) {
            Rig.Resource resource = Rig.action("integration-1").with("Name", other);
            rig.create(new Rig.Resource(resource.type(), "Action" + other, resource.properties()));
        }
        assertThat(odd).isNotEmpty();
        Plan plan = plan(planner(), Rig.action("integration-1").with("RequestUrl", Placeholder.UNKNOWN));
        assertThat(plan)
                .isEqualTo(new Plan.Change(List.of(new FieldChange(
                        "requestUrlTemplate", "https://evil.example/", "https://abc.lambda-url.eu-west-1.on.aws/"))));
    }

    @Test
    void an_unknown_url_of_a_lone_action_is_not_compared() {
        rig.create(Rig.action("integration-1"));
        assertThat(plan(planner(), Rig.action("integration-1").with("RequestUrl", Placeholder.UNKNOWN)))
                .isEqualTo(new Plan.Nothing());
    }

    @Test
    void what_is_in_the_template_no_more_is_removed_and_strangers_are_not_seen() {
        String credential = id(rig.create(Rig.credential()));
        String integration = id(rig.create(Rig.integration(credential)));
        String action = id(rig.create(Rig.action(integration)));
        rig.genesys.credentials.put("c", new dataactions.registrar.genesys.Genesys.Credential("c", "else", "x"));
        List<Planned> gone = planner().removals(Set.of("Integration"), Set.of());
        assertThat(gone)
                .extracting(Planned::logicalId, it -> it.id().orElseThrow(), Planned::plan)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ActionFetchUser1", action, new Plan.Remove()),
                        org.assertj.core.groups.Tuple.tuple("Credential", credential, new Plan.Remove()));
    }

    @Test
    void a_listing_without_configurations_is_looked_into() {
        String action = id(rig.create(Rig.action("integration-1")));
        rig.genesys.listsShowConfiguration = false;
        Planner planner = planner();
        assertThat(planner.removals(Set.of(), Set.of()))
                .extracting(it -> it.id().orElseThrow())
                .containsExactly(action);
        assertThat(plan(planner, Rig.action("integration-1").with("RequestUrl", Placeholder.UNKNOWN)))
                .isEqualTo(new Plan.Nothing());
        assertThat(rig.genesys.calls).containsOnlyOnce("list actions");
    }

    @Test
    void the_account_of_a_stack_can_be_read_off_its_tags() {
        rig.create(Rig.credential());
        Planner planner =
                Planner.over(rig.genesys, new Planner.Stack("", "", "x"), rig.time, rig.time::sleep, rig.log::add);
        assertThat(planner.stacksNamed("dev-DataActions")).containsExactly(STACK);
        assertThat(planner.stacksNamed("prod-DataActions")).isEmpty();
        writes = rig.genesys.writes();
    }

    @Test
    void a_stack_whose_credential_somebody_deleted_is_found_by_its_actions() {
        rig.create(Rig.action("integration-1"));

        assertThat(planner().stacksNamed("dev-DataActions")).containsExactly(STACK);
        rig.genesys.listsShowConfiguration = false;
        assertThat(planner().stacksNamed("dev-DataActions")).containsExactly(STACK);
    }

    @Test
    void flows_are_asked_for_in_both_versions_and_on_all_pages() {
        String id = id(rig.create(Rig.action("integration-1")));
        Planner planner = planner();
        assertThat(planner.usage(id, false)).isEqualTo(new FlowUsage.NoFlow());
        rig.genesys.published.put(id, List.of("Main IVR", "Billing", "Orders"));
        rig.genesys.checkedIn.put(id, List.of("Draft", "billing"));
        FlowUsage usage = planner.usage(id, false);
        assertThat(usage).isEqualTo(new FlowUsage.ByFlows(List.of("billing", "Draft", "Main IVR", "Orders")));
        assertThat(usage.inWords()).isEqualTo("used by billing, Draft, Main IVR and 1 more");
    }

    @Test
    void an_integration_to_be_adopted_is_shown_as_a_change_of_its_notes_and_credential() {
        rig.genesys.integrations.put(
                "theirs",
                new Integration("theirs", "Data actions (dev)", "custom-rest-actions", "ENABLED", "ACTIVE", "", null));
        rig.genesys.configurations.put(
                "theirs",
                new Configuration(
                        1,
                        "Data actions (dev)",
                        TestOrg.JSON.createObjectNode(),
                        TestOrg.JSON.createObjectNode(),
                        "Ask Ann",
                        Map.of()));
        Planned planned =
                planner().plan(resource(Rig.integration("credential-1").with("Adopt", "true")));
        assertThat(planned.id()).contains("theirs");
        assertThat(((Plan.Change) planned.plan()).fields())
                .extracting(FieldChange::field)
                .containsExactly("credentials.basicAuth", "notes");
        assertThat(((Plan.Change) planned.plan()).fields())
                .contains(
                        new FieldChange("notes", "Ask Ann", "Adopted by CloudFormation: " + Rig.MARK + "Integration"));
    }

    @Test
    void what_only_the_registrar_notes_is_no_difference() {
        String made = id(rig.create(Rig.action("integration-1")));
        rig.request = "another";
        assertThat(plan(planner(), Rig.action("integration-1"))).isEqualTo(new Plan.Nothing());
        assertThat(made).isNotEmpty();
    }
}
