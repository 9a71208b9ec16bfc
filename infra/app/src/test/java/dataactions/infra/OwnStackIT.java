package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** {@link DataActions} in a stack that is not ours, beside other things and in two of them. */
class OwnStackIT {
    private static final Path DEFINITIONS = Fixture.PROJECT.resolve("infra/app/src/test/resources/definitions");

    @TempDir
    private static Path folder;

    private static final Map<String, Map<String, Object>> RESOURCES = new TreeMap<>();
    private static SynthesisedStack synthesised;

    @BeforeAll
    static void the_example() {
        App app = Fixture.app(folder);
        Stack stack = Fixture.contactCenter(app, folder);
        Aspects.of(stack).add(new AwsSolutionsChecks());
        synthesised = SynthesisedStack.in(Path.of(app.synth().getDirectory())).get(0);
        map(Fixture.json(synthesised.template()).get("Resources"))
                .forEach((id, resource) -> RESOURCES.put(id, map(resource)));
    }

    @Test
    void its_document_quotes_the_example() throws Exception {
        String source =
                Files.readString(Fixture.PROJECT.resolve("infra/app/src/test/java/example/ContactCenterStack.java"));
        String quoted = source.split("// docs/own-stack.md")[1].strip();

        assertThat(squeezed(Files.readString(Fixture.PROJECT.resolve("docs/own-stack.md"))))
                .contains(squeezed(quoted));
    }

    /** It is broken into lines in another way there. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void cdk_nag_finds_nothing_in_it() {
        assertThat(synthesised.messages())
                .filteredOn(it -> !it.path().contains("/OnCall/"))
                .isEmpty();
    }

    /** That stack decides on its own termination protection. */
    @Test
    void the_registrar_leaves_the_stacks_termination_protection_alone() {
        assertThat(RESOURCES.toString()).doesNotContain("TerminationProtection", "TERMINATION_PROTECTION");
        assertThat(ids("Custom::DestroyGuard"))
                .hasSize(2)
                .allSatisfy(id -> assertThat(properties(id)).containsEntry("OnDestroy", "refuse"));
    }

    @Test
    void a_refused_destroy_would_freeze_a_stack_without_termination_protection_and_synth_says_so() {
        assertThat(warnings("unprotected", StackProps.builder().build(), "refuse"))
                .singleElement()
                .asString()
                .contains("ContactCenter/Europe: onDestroy of environment \"europe\" is \"refuse\"")
                .contains("ends in DELETE_FAILED. CloudFormation takes no update of such a stack")
                .contains("Set terminationProtection(true)");
        assertThat(warnings(
                        "protected",
                        StackProps.builder().terminationProtection(true).build(),
                        "refuse"))
                .isEmpty();
        assertThat(warnings("deleting", StackProps.builder().build(), "delete")).isEmpty();
    }

    private static List<SynthesisedStack.Message> warnings(String name, StackProps props, String onDestroy) {
        App app = Fixture.app(folder.resolve(name));
        add(new Stack(app, "ContactCenter", props), "Europe", "europe", europe -> europe.put("onDestroy", onDestroy));
        return SynthesisedStack.in(Path.of(app.synth().getDirectory())).get(0).messages();
    }

    @Test
    void each_has_everything_and_under_ids_of_its_own() {
        for (String type : List.of(
                "Custom::GenesysCredential",
                "Custom::GenesysIntegration",
                "Custom::DestroyGuard",
                "AWS::Lambda::Url",
                "AWS::SecretsManager::Secret",
                "AWS::CloudWatch::Dashboard",
                "AWS::Logs::QueryDefinition")) {
            assertThat(ids(type))
                    .as(type)
                    .hasSize(2)
                    .allMatch(id -> id.startsWith("Europe") || id.startsWith("America"));
        }
        assertThat(ids("Custom::GenesysDataAction"))
                .containsExactlyInAnyOrder(
                        "EuropeActionFetchUser1",
                        "EuropeActionFetchUser2",
                        "EuropeActionPlaceOrder1",
                        "AmericaActionFetchUser1",
                        "AmericaActionFetchUser2",
                        "AmericaActionPlaceOrder1");
        assertThat(ids("AWS::SSM::Parameter"))
                .extracting(id -> properties(id).get("Name"))
                .doesNotHaveDuplicates()
                .contains(
                        "/data-actions/europe/actions/FetchUser/contracts/2",
                        "/data-actions/america/actions/FetchUser/contracts/2");
        assertThat(ids("AWS::Logs::QueryDefinition"))
                .extracting(id -> properties(id).get("Name"))
                .doesNotHaveDuplicates();
        assertThat(ids("AWS::Logs::MetricFilter"))
                .filteredOn(id -> id.contains("RegistrarErrors"))
                .extracting(id -> properties(id).get("MetricTransformations"))
                .doesNotHaveDuplicates();
    }

    @Test
    void each_has_a_registrar_of_its_own_that_looks_after_its_resources_only() {
        RESOURCES.forEach((id, resource) -> {
            if (((String) resource.get("Type")).startsWith("Custom::")) {
                String prefix = id.startsWith("Europe") ? "Europe" : "America";
                assertThat(properties(id).get("ServiceToken").toString()).as(id).contains(prefix + "Registrar");
            }
        });
    }

    @Test
    void nothing_of_either_is_gone_before_both_guards_have_let_it_go() {
        List<String> actions = ids("Custom::GenesysDataAction");

        assertThat(actions).isNotEmpty();
        assertThat(List.of("EuropeDestroyGuard", "AmericaDestroyGuard"))
                .allSatisfy(guard -> assertThat(dependsOn(guard)).containsAll(actions));
    }

    @Test
    void an_alarm_may_tell_a_topic_of_the_stack() {
        assertThat(ids("AWS::CloudWatch::Alarm"))
                .filteredOn(id -> id.startsWith("Europe"))
                .hasSize(5)
                .allSatisfy(id -> assertThat(properties(id).get("AlarmActions").toString())
                        .contains("Ref=OnCall"));
    }

    @Test
    void the_environments_tags_and_boundary_are_on_what_is_its_own() {
        Map<String, Boolean> bound = ids("AWS::IAM::Role").stream()
                .collect(Collectors.toMap(id -> id, id -> properties(id).containsKey("PermissionsBoundary")));
        assertThat(bound).hasSize(5).allSatisfy((id, has) -> assertThat(has).isEqualTo(id.startsWith("America")));
        assertThat(properties("AmericaFunction").get("Tags").toString())
                .contains("cost-center", "Key=data-actions:environment, Value=america");
        assertThat(properties("EuropeFunction").get("Tags").toString()).contains("Value=europe");
        assertThat(ids("AWS::CloudWatch::Dashboard"))
                .allSatisfy(id -> assertThat(properties(id)).doesNotContainKey("Tags"));
    }

    @Test
    void where_in_the_stack_it_stands_does_not_matter_to_what_genesys_knows() {
        App app = Fixture.app(folder.resolve("elsewhere"));
        Stack stack = new Stack(app, "ContactCenter");
        add(new Construct(new Construct(stack, "Deep"), "Down"), "Europe", "europe", europe -> {});
        Map<?, ?> moved =
                map(Fixture.json(SynthesisedStack.in(Path.of(app.synth().getDirectory()))
                                .get(0)
                                .template())
                        .get("Resources"));

        List<String> owned = RESOURCES.keySet().stream()
                .filter(id -> id.startsWith("Europe"))
                .filter(id -> ((String) RESOURCES.get(id).get("Type")).startsWith("Custom::"))
                .toList();
        assertThat(owned).hasSizeGreaterThan(4);
        assertThat(moved.keySet().stream().map(String::valueOf))
                .containsAll(owned)
                .contains("EuropeCallerSecret");
    }

    @Test
    void what_does_not_go_into_a_stack_is_told_with_the_constructs_path() {
        Stack stack = new Stack(
                Fixture.app(folder.resolve("wrong")),
                "ContactCenter",
                StackProps.builder()
                        .env(software.amazon.awscdk.Environment.builder()
                                .account(Fixture.ACCOUNT)
                                .region("eu-west-1")
                                .build())
                        .build());
        add(
                stack,
                "Europe",
                "europe",
                europe -> europe.putAll(Map.of("account", Fixture.ACCOUNT, "region", "eu-west-1")));

        assertThatThrownBy(() -> add(stack, "Again", "europe", europe -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("ContactCenter/Again: environment \"europe\" is in this stack already; give one of the two"
                        + " another name: the SSM parameters of their actions would be the same");
        assertThatThrownBy(() -> add(
                        stack,
                        "The-other",
                        "other",
                        other -> other.putAll(Map.of(
                                "account", "999999999999", "region", "us-east-1", "bootstrapQualifier", "team1"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(String.join(
                        "\n",
                        "ContactCenter/The-other: the id begins the logical ids of its resources: expected a letter, then"
                                + " letters and digits",
                        "ContactCenter/The-other: the environment's account is 999999999999, which is not the stack's;"
                                + " leave it to the stack",
                        "ContactCenter/The-other: the environment's region is us-east-1, which is not the stack's; leave"
                                + " it to the stack",
                        "ContactCenter/The-other: bootstrapQualifier belongs to the stack's synthesizer; leave it to the"
                                + " stack"));
        assertThatThrownBy(() -> add(stack, "Broken", "broken", broken -> broken.put("upstreams", Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "ContactCenter/Broken: environment broken: upstreams.users: missing; action FetchUser");
        assertThatThrownBy(() -> add(stack, "Short", "short", it -> it.put("function", Map.of("timeout", "19s"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "ContactCenter/Short: environment short: function.timeout: 19s is less than the timeout of action"
                                + " PlaceOrder");
    }

    @Test
    void a_mistake_in_its_settings_is_told_without_a_file_that_there_is_not() {
        assertThatThrownBy(() -> Environment.of("dev", Map.of("upstreams", Map.of(), "rotatoin", "30d")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment dev: rotatoin: unknown key; did you mean \"rotation\"?\n"
                        + "environment dev: genesys: missing; expected an object");
    }

    private static void add(Construct scope, String id, String name, Consumer<Map<String, Object>> edit) {
        Map<String, Object> environment = new HashMap<>(Fixture.environment());
        edit.accept(environment);
        new DataActions(scope, id, DataActionsProps.of(DEFINITIONS, Environment.of(name, environment), folder));
    }

    private static List<String> ids(String type) {
        return RESOURCES.entrySet().stream()
                .filter(each -> type.equals(each.getValue().get("Type")))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> dependsOn(String id) {
        return ((List<?>) RESOURCES.get(id).get("DependsOn"))
                .stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> properties(String id) {
        return map(RESOURCES.get(id).get("Properties"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
