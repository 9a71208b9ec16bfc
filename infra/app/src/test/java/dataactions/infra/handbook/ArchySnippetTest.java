package dataactions.infra.handbook;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.ArchitectVariable;
import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The lines for Archy name what exists, and fit together. */
class ArchySnippetTest {
    @TempDir
    private static Path folder;

    private static DefinitionSet definitions;

    @BeforeAll
    static void definitions() {
        definitions = HandbookFixture.definitions(folder.resolve("actions"));
    }

    static Stream<Arguments> snippets() {
        return Stream.of(
                        "CreateReport",
                        "CreateTicket",
                        "CustomerOrders",
                        "FetchUser",
                        "Flat Answer",
                        "Hostile-Text",
                        "ListTodos",
                        "PlaceOrder",
                        "Slow Flat")
                .flatMap(name -> Stream.of(FlowKind.values()).map(kind -> Arguments.of(name, kind)));
    }

    private static ActionDefinition newest(String name) {
        return definitions.contracts().stream()
                .filter(each -> each.newest() && each.actionName().equals(name))
                .map(Contract::definition)
                .findFirst()
                .orElseThrow();
    }

    private static String text(String name, FlowKind kind) {
        return ArchySnippet.of(newest(name), "Customer Data: (test)", kind);
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void each_call_names_an_action_its_inputs_and_its_outputs(String name, FlowKind kind) {
        Object tree = new Yaml().load(text(name, kind));
        List<Map<?, ?>> calls = all(tree, "callData");

        assertThat(calls).hasSize(newest(name).isSlow() ? 2 : 1);
        for (Map<?, ?> call : calls) {
            Map<?, ?> category = map(call.get("category"));
            assertThat(category.keySet().toString()).isEqualTo("[Customer Data: (test)]");
            Map<?, ?> actions = map(map(category.get("Customer Data: (test)")).get("dataAction"));
            String called = String.valueOf(actions.keySet().iterator().next());
            ActionDefinition action = newest(called);
            Map<?, ?> binding = map(actions.get(called));
            Map<?, ?> inputs = binding.get("inputs") == null ? Map.of() : map(binding.get("inputs"));
            assertThat(inputs.keySet().stream().map(String::valueOf))
                    .containsExactlyElementsOf(action.inputs().keySet());
            action.inputs().forEach((input, declared) -> assertThatIsGiven(declared, map(inputs.get(input))));
            Map<String, String> types = ArchitectVariable.of(action, Map.of()).stream()
                    .collect(Collectors.toMap(ArchitectVariable::name, ArchitectVariable::type));
            Map<String, String> declared = declarations(tree, kind);
            map(binding.get("successOutputs")).forEach((output, variable) -> {
                assertThat(types).containsKey(String.valueOf(output));
                assertThat(declared.get(String.valueOf(map(variable).get("var"))))
                        .as("%s of %s", output, called)
                        .isEqualTo(archyType(types.get(String.valueOf(output))));
            });
            assertThat(binding.containsKey("failureOutputs")).isEqualTo(kind == FlowKind.OTHER);
            assertThat(map(map(call.get("outputs")).get("failure")).containsKey("actions"))
                    .isTrue();
        }
    }

    private static void assertThatIsGiven(Input input, Map<?, ?> value) {
        if (input.required()) {
            assertThat(value.containsKey("noValue")).isFalse();
        }
        assertThat(value).hasSize(1);
    }

    /** {@code Integer collection} is declared as {@code integerCollectionVariable}. */
    private static String archyType(String type) {
        String[] words = type.split(" ");
        return words[0].toLowerCase() + (words.length == 2 ? "Collection" : "") + "Variable";
    }

    private static Map<String, String> declarations(Object tree, FlowKind kind) {
        Map<?, ?> container = map(map(((List<?>) tree).get(0)).get(kind.container()));
        List<String> names = new ArrayList<>();
        Map<String, String> types = new LinkedHashMap<>();
        for (Object each : (List<?>) container.get("variables")) {
            map(each).forEach((type, variable) -> {
                names.add(String.valueOf(map(variable).get("name")));
                types.put(String.valueOf(map(variable).get("name")), String.valueOf(type));
            });
        }
        assertThat(names).doesNotHaveDuplicates();
        return types;
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void each_variable_of_the_flow_is_declared_and_has_a_name_that_architect_takes(String name, FlowKind kind) {
        String text = text(name, kind);
        Map<String, String> declared = declarations(new Yaml().load(text), kind);

        assertThat(declared.keySet()).allMatch(each -> each.matches("(Task|State)\\.[A-Za-z][A-Za-z0-9_]*"));
        assertThat(Pattern.compile("\\b" + kind.scope() + "\\.[A-Za-z0-9_]+")
                        .matcher(text)
                        .results()
                        .map(each -> each.group()))
                .isNotEmpty()
                .isSubsetOf(declared.keySet());
    }

    @Test
    void a_slow_action_is_asked_until_it_is_not_pending_and_each_failure_ends_the_loop() {
        Object voice = new Yaml().load(text("CreateReport", FlowKind.VOICE));
        Object other = new Yaml().load(text("CreateReport", FlowKind.OTHER));
        Map<?, ?> loop = all(voice, "loop").stream()
                .filter(each -> each.containsKey("loopCount"))
                .findFirst()
                .orElseThrow();

        assertThat(map(loop.get("loopCount")).get("lit")).isEqualTo(33);
        assertThat(all(loop, "playAudio")).hasSize(1);
        assertThat(all(loop, "loopExit")).hasSize(1);
        assertThat(all(other, "playAudio")).isEmpty();
        assertThat(all(other, "wait").stream().filter(each -> each.containsKey("duration")))
                .hasSize(1);
        assertThat(text("CreateReport", FlowKind.VOICE))
                .contains("requestId: {exp: Task.requestId}")
                .contains("wait: {lit: 2}")
                .contains("condition: {exp: 'Task.status == \"pending\"'}");
        assertThat(all(voice, "failure"))
                .hasSize(2)
                .allSatisfy(
                        failure -> assertThat(failure.toString()).contains("variable=Task.status, value={lit=failed}"));
        assertThat(text("Slow Flat", FlowKind.VOICE))
                .contains("requestId: {exp: Task.job}")
                .contains("condition: {exp: 'Task.state == \"pending\"'}")
                .contains("{variable: Task.state, value: {lit: failed}}");
    }

    @Test
    void each_way_in_which_a_call_can_end_has_a_branch() {
        assertThat(branches("CreateReport"))
                .containsExactly(
                        "failed", "pending", "success", "CUSTOMER_NOT_FOUND", "REPORT_EXISTS", "another outcome");
        assertThat(branches("CreateTicket"))
                .containsExactly(
                        "failed",
                        "TICKET_REFUSED",
                        "TICKET_EXISTS",
                        "INVALID_INPUT",
                        "NOT_FOUND",
                        "UPSTREAM_REJECTED",
                        "MAPPING_FAILED",
                        "success");
        assertThat(branches("Flat Answer")).containsExactly("failed", "success");
    }

    private static List<String> branches(String name) {
        return Pattern.compile("variable: Task\\.(?:branch|flowBranch), value: \\{lit: ([^}]+)}")
                .matcher(text(name, FlowKind.VOICE))
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    /** Every object under that key, at any depth. */
    private static List<Map<?, ?>> all(Object tree, String key) {
        List<Map<?, ?>> found = new ArrayList<>();
        if (tree instanceof List<?> list) {
            list.forEach(each -> found.addAll(all(each, key)));
        } else if (tree instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (name.equals(key) && value instanceof Map<?, ?> object) {
                    found.add(object);
                }
                found.addAll(all(value, key));
            });
        }
        return found;
    }

    private static Map<?, ?> map(Object tree) {
        return (Map<?, ?>) tree;
    }
}
