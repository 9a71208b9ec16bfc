package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build says about an action that a guide or an agentic virtual agent shall use. */
class ConsumerRulesTest {
    /** An action with which every consumer is content. Line 2 has the consumers, line 5 the input. */
    private static final String CONTENT = """
            name: FindOrder
            consumers: [architect, guide, virtualAgent]
            answer: flat
            input:
              orderId: {type: string, required: true, description: The number on the customer's invoice}
            request: {upstream: crm, path: "/orders/{orderId}"}
            output:
              state: {type: string, description: "Where the order is: packed, sent or delivered"}
              code: {type: string, from: $errorCode, description: NOT_FOUND if there is no such order; else absent}
            examples:
              - name: an order
                input: {orderId: a-1}
                response: {body: {state: sent}}
                data: {state: sent}
              - {name: no order, input: {orderId: a-2}, response: {status: 404, body: {}}, data: {code: NOT_FOUND}, errorCode: NOT_FOUND}
            """;

    private static final String GUIDE = "consumers: [architect, guide, virtualAgent]";

    @TempDir
    Path folder;

    private Contracts.Checked check(String yaml) {
        Yaml.write(folder, "a.yaml", yaml);
        return new Contracts(folder, line -> {}).check();
    }

    /** The problems, without those of examples that lack an input. */
    private List<String> problems(String yaml) {
        return lines(check(yaml).problems()).stream()
                .filter(problem -> !problem.contains("examples["))
                .toList();
    }

    private static List<String> lines(List<DefinitionProblem> problems) {
        return problems.stream().map(DefinitionProblem::toString).toList();
    }

    @Test
    void an_action_within_the_limits_has_no_warning() {
        Contracts.Checked checked = check(CONTENT);

        assertThat(lines(checked.problems())).isEmpty();
        assertThat(lines(checked.warnings())).isEmpty();
    }

    @Test
    void a_definition_without_consumers_is_for_architect_and_has_no_such_warning() {
        assertThat(lines(check(Yaml.GOOD.replace("input:", "consumers: [architect]\ninput:"))
                        .warnings()))
                .isEqualTo(lines(check(Yaml.GOOD).warnings()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("stated")
    void what_genesys_states_that_a_guide_cannot_use_fails_the_build(String piece, String instead, String message) {
        String yaml = CONTENT.replace(piece, instead);

        assertThat(problems(yaml)).containsExactly(message);
        assertThat(problems(yaml.replace(GUIDE, "consumers: [virtualAgent]"))).isEmpty();
        assertThat(problems(yaml.replace(GUIDE + "\n", ""))).isEmpty();
    }

    static Stream<Arguments> stated() {
        return Stream.of(
                Arguments.of(
                        "answer: flat\n",
                        "answer: flat\nsecure: true\n",
                        "a.yaml:4: secure: a guide cannot use a secure action: remove secure, or take guide out of"
                                + " consumers."),
                Arguments.of(
                        "input:\n  orderId",
                        "input:\n" + inputs(4, true) + "  orderId",
                        "a.yaml:4: input: found 5 required inputs, and a guide can use at most 4 inputs of an action:"
                                + " make the others optional, split the action, or take guide out of consumers."));
    }

    private static String inputs(int count, boolean required) {
        StringBuilder inputs = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            inputs.append("  i")
                    .append(i)
                    .append(": {type: string, required: ")
                    .append(required)
                    .append(", description: Part ")
                    .append(i)
                    .append(" of it}\n");
        }
        return inputs.toString();
    }

    @ParameterizedTest
    @MethodSource("doubts")
    void what_a_consumer_may_not_use_is_a_warning_that_says_what_to_change(
            String consumers, String piece, String instead, String message) {
        String yaml = CONTENT.replace(piece, instead);
        if (!yaml.contains("answer: flat")) { // only a flat answer reads $errorCode
            yaml = yaml.replaceAll("(?m)^  code: .*\n", "").replace("data: {code: NOT_FOUND}, ", "");
        }
        String own = yaml.replace(GUIDE, "consumers: [" + consumers + "]");

        assertThat(problems(own)).isEmpty();
        assertThat(lines(check(own).warnings())).contains(message);
        assertThat(lines(check(yaml.replace(GUIDE, "consumers: [architect]")).warnings()))
                .doesNotContain(message);
    }

    static Stream<Arguments> doubts() {
        return Stream.of(
                Arguments.of(
                        "virtualAgent",
                        "answer: flat\n",
                        "answer: flat\nsecure: true\n",
                        "a.yaml:4: secure: Genesys may hide a secure action from virtualAgent: remove secure, or take"
                                + " virtualAgent out of consumers."),
                Arguments.of(
                        "guide",
                        "input:\n  orderId",
                        "input:\n" + inputs(4, false) + "  orderId",
                        "a.yaml:4: input: found 5 inputs, expected at most 4 for guide: remove inputs, or split the"
                                + " action."),
                Arguments.of(
                        "virtualAgent",
                        "input:\n  orderId",
                        "input:\n" + inputs(4, true) + "  orderId",
                        "a.yaml:4: input: found 5 inputs, expected at most 4 for virtualAgent: remove inputs, or split"
                                + " the action."),
                Arguments.of(
                        "guide, virtualAgent",
                        "answer: flat",
                        "answer: envelope",
                        "a.yaml:3: answer: the envelope names the outputs data.NAME, and Genesys may hide an action with"
                                + " a dot in an output's name from guide and virtualAgent: write answer: flat."),
                Arguments.of(
                        "virtualAgent",
                        "answer: flat\n",
                        "",
                        "a.yaml: answer: the envelope names the outputs data.NAME, and Genesys may hide an action with a"
                                + " dot in an output's name from virtualAgent: write answer: flat."),
                Arguments.of(
                        "guide",
                        "output:\n",
                        "output:\n  address: {type: object, description: Where it goes, properties: {city: {type: string}}}\n",
                        "a.yaml:8: output.address: Architect shows it as address.city, and Genesys may hide an action"
                                + " with a dot in an output's name from guide: write one output for each part, such as"
                                + " addressCity."),
                Arguments.of(
                        "virtualAgent",
                        "output:\n",
                        "output:\n  items: {type: array, description: What was ordered, items: {type: object, properties: {id: {type: string}}}}\n",
                        "a.yaml:8: output.items: Architect shows it as items.id, and Genesys may hide an action with a dot"
                                + " in an output's name from virtualAgent: write one output for each part, such as"
                                + " itemsId, an array."),
                Arguments.of(
                        "guide",
                        ", description: The number on the customer's invoice",
                        "",
                        "a.yaml:5: input.orderId.description: missing: a model knows a value by its name and"
                                + " description. Describe what to pass in this input."),
                Arguments.of(
                        "virtualAgent",
                        "The number on the customer's invoice",
                        "Order ID",
                        "a.yaml:5: input.orderId.description: found \"Order ID\", which says no more than the name."
                                + " Describe what to pass in this input."),
                Arguments.of(
                        "guide",
                        ", description: \"Where the order is: packed, sent or delivered\"",
                        ", title: The order's state, description: the order's state",
                        "a.yaml:8: output.state.description: found \"the order's state\", which says no more than the"
                                + " name. Describe what this output means."),
                Arguments.of(
                        "guide",
                        ", description: \"Where the order is: packed, sent or delivered\"",
                        ", description: \" \"",
                        "a.yaml:8: output.state.description: missing: a model knows a value by its name and"
                                + " description. Describe what this output means."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[guides]|found \"guides\"; did you mean guide? Known: architect, guide, virtualAgent.",
                "[architect, 5]|found 5. Known: architect, guide, virtualAgent.",
                "[guide, guide]|found guide twice: remove one.",
                "[]|found an empty list, expected a list with one or more of architect, guide, virtualAgent.",
                "guide|found \"guide\", expected a list with one or more of architect, guide, virtualAgent.",
            })
    void consumers_are_a_list_of_known_words(String consumers, String message) {
        assertThat(lines(Yaml.problems(CONTENT.replace(GUIDE, "consumers: " + consumers))))
                .containsExactly("action.yaml:2: consumers: " + message);
    }

    /** They are for the author only: the function and Genesys get the same. */
    @ParameterizedTest
    @ValueSource(strings = {"guide", "architect, virtualAgent"})
    void consumers_change_neither_the_contract_nor_the_lock_file_nor_what_the_function_gets(String consumers)
            throws IOException {
        Yaml.write(folder, "a.yaml", CONTENT.replace(GUIDE + "\n", ""));
        new Contracts(folder, line -> {}).record();
        String lock = Files.readString(folder.resolve(LockFile.NAME));
        DefinitionSet before = DefinitionSet.load(folder);

        Yaml.write(folder, "a.yaml", CONTENT.replace(GUIDE, "consumers: [" + consumers + "]"));
        new Contracts(folder, line -> {}).record(Optional.of("CI is set"));
        DefinitionSet after = DefinitionSet.load(folder);

        assertThat(after.contracts()).isEqualTo(before.contracts());
        assertThat(after.compiled().write()).isEqualTo(before.compiled().write());
        assertThat(after.exampleCalls()).isEqualTo(before.exampleCalls());
        assertThat(Files.readString(folder.resolve(LockFile.NAME))).isEqualTo(lock);
    }

    @Test
    void a_synthesis_stops_for_the_same_problems_and_has_the_same_warnings() throws IOException {
        Yaml.write(folder, "a.yaml", CONTENT.replace("The number on the customer's invoice", "Order id"));
        new Contracts(folder, line -> {}).record();
        assertThat(lines(DefinitionSet.load(folder).warnings()))
                .singleElement()
                .asString()
                .contains("which says no more than the name");

        Yaml.write(folder, "a.yaml", CONTENT.replace("answer: flat", "answer: flat\nsecure: true"));
        assertThatThrownBy(() -> DefinitionSet.loadWithDrafts(folder))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("a guide cannot use a secure action");
    }

    /** A definition's {@code const} is a value of the function. It is not in the schema that Genesys gets. */
    @Test
    void the_contract_has_no_keyword_for_which_a_virtual_agent_drops_an_action() {
        String yaml = Yaml.GOOD.replace("email: {type: string}", "email: {type: string, const: a@example.com}");
        Contract contract = Contract.of(Yaml.read(yaml).definition());

        assertThat(contract.successSchema() + contract.inputSchema())
                .contains("\"email\"")
                .doesNotContain("\"const\"", "\"$ref\"", "\"oneOf\"", "\"anyOf\"");
    }
}
