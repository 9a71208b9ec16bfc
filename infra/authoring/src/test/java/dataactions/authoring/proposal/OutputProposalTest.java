package dataactions.authoring.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dataactions.authoring.proposal.call.CallProposal;
import dataactions.authoring.proposal.call.RawCall;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.writer.DraftText;
import dataactions.authoring.writer.YamlText;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers, and the outputs that are proposed for them. */
class OutputProposalTest {
    private static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("{'id': 1}", "id={type: integer, from: id}"),
                arguments(
                        "{'a': true, 'b': 1.5, 'c': 'x'}",
                        "a={type: boolean, from: a} b={type: number, from: b} c={type: string, from: c}"),
                arguments("{'user_id': 1}", "userId={type: integer, from: user_id}"),
                arguments("{'first-name': 'x'}", "firstName={type: string, from: \"`first-name`\"}"),
                arguments(
                        "{'and': 1, '2nd': 2}",
                        "and={type: integer, from: \"`and`\"} value2nd={type: integer, from: \"`2nd`\"}"),
                arguments(
                        "{'ID': 1, 'URLPath': 'x', 'X-Total': 2}",
                        "id={type: integer, from: ID} urlPath={type: string, from: URLPath} xTotal={type: integer, from: \"`X-Total`\"}"),
                arguments("{'a': {'b': {'c': 1}}}", "aBC={type: integer, from: a.b.c}"),
                arguments("{'aB': 1, 'a': {'b': 2}}", "aB={type: integer, from: aB} aB2={type: integer, from: a.b}"),
                arguments("{'price': 3}", "price={type: number, from: price}"),
                arguments("{'num': null}", "num={type: string, from: num}"),
                arguments("{'tags': ['a']}", "tags={type: array, from: tags, items: {type: string}}"),
                arguments("{'num': [1, 2.5]}", "num={type: array, from: num, items: {type: number}}"),
                arguments("{'num': [1, 'a']}", "num={type: array, from: num, items: {type: string}}"),
                arguments(
                        "{'o': [{'id': 1}, {'id': 2, 'b': {'c': 1}, 'list': [1]}]}",
                        "o={type: array, from: o, items: {type: object, properties: {id: {type: integer}, b: {type: object, properties: {c: {type: integer}}}}}}"),
                arguments("{'a': {'list': [1]}}", "aList={type: array, from: a.list, items: {type: integer}}"),
                arguments(
                        "[{'id': 1}]",
                        "items={type: array, from: \"$\", items: {type: object, properties: {id: {type: integer}}}}"),
                arguments("['a', 'b']", "items={type: array, from: \"$\", items: {type: string}}"),
                arguments("'text'", "value={type: string, from: \"$\"}"),
                arguments("12345678901234567890", "value={type: integer, from: \"$\"}"),
                arguments("{'empty': [], 'none': {}, 'deep': [[1]], 'mixed': [1, {}]}", ""));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_gets_outputs_that_the_reader_takes(String answer, String expected) {
        OutputProposal.Proposal proposal = OutputProposal.ofAnswer(json(answer));

        assertThat(proposal.outputs().stream()
                        .map(each -> each.name() + "=" + YamlText.inline(each.toTree()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
        assertThat(problems(proposal)).isEmpty();
    }

    private static List<DefinitionProblem> problems(OutputProposal.Proposal proposal) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionReader.read("a.yaml", draft(proposal).getBytes(StandardCharsets.UTF_8), problems);
        return problems;
    }

    /** The definition with the proposed outputs. */
    private static String draft(OutputProposal.Proposal proposal) {
        byte[] definition = DraftText.of(new DraftText.Draft(
                "A",
                "",
                "",
                "users",
                CallProposal.of(RawCall.ofUrl("https://a.example/users/1")),
                proposal.outputs(),
                proposal.leftOut()));
        return new String(definition, StandardCharsets.UTF_8);
    }

    @Test
    void what_is_left_out_is_named() {
        assertThat(OutputProposal.ofAnswer(json("{'empty': [], 'none': {}, 'deep': [[1]], '`': 1}"))
                        .leftOut())
                .hasSize(4)
                .anyMatch(each -> each.startsWith("empty: an empty array"))
                .anyMatch(each -> each.startsWith("none: an empty object"))
                .anyMatch(each -> each.startsWith("deep: an array of arrays"))
                .anyMatch(each -> each.contains("backtick"));
    }

    @Test
    void an_array_in_the_items_of_an_array_is_left_out_and_named() {
        OutputProposal.Proposal proposal = OutputProposal.ofAnswer(
                json("{'orders': [{'id': 1}, {'id': 2, 'lines': [{'sku': 'a'}], 'tags': []}]}"));

        assertThat(proposal.leftOut())
                .containsExactly(
                        "orders.lines: an array in an array: write from by hand, such as with $join",
                        "orders.tags: an array in an array: write from by hand, such as with $join");
    }

    @Test
    void a_wide_answer_and_a_deep_one_stay_readable() {
        String wide = "{"
                + Stream.iterate(0, i -> i < 100, i -> i + 1)
                        .map(i -> "'m" + i + "': 1")
                        .collect(Collectors.joining(","))
                + "}";
        assertThat(OutputProposal.ofAnswer(json(wide)).outputs()).hasSize(OutputProposal.MAX_OUTPUTS);
        OutputProposal.Proposal deep = OutputProposal.ofAnswer(json("{'a':".repeat(40) + "1" + "}".repeat(40)));
        assertThat(problems(deep)).isEmpty();
    }

    /** U+2028, U+2029 and U+0085 end a comment of YAML. */
    @Test
    void the_name_of_a_member_ends_no_comment_of_the_definition() {
        String member = "a\u2028output: {x: 1}\u2029b\u0085c\u009bd\u202ee";
        String text = draft(OutputProposal.ofAnswer(json("{'id': 1, '" + member + "': []}")));

        assertThat(text).doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202e&&[^\\n]]");
        assertThat(text.lines().filter(line -> line.contains("a output: {x: 1} b c d e")))
                .singleElement()
                .asString()
                .startsWith("  # left out: ");
    }

    @Test
    void of_many_values_that_no_output_takes_ten_are_named() {
        String wide = "{"
                + Stream.iterate(0, i -> i < 1000, i -> i + 1)
                        .map(i -> "'m" + i + "': 1")
                        .collect(Collectors.joining(","))
                + "}";

        List<String> comments = draft(OutputProposal.ofAnswer(json(wide)))
                .lines()
                .filter(line -> line.contains("left out"))
                .toList();

        assertThat(comments).hasSize(11).last().isEqualTo("  # left out: and 950 more");
    }

    @Test
    void a_member_that_is_named_by_an_address_is_in_no_line_of_the_definition() {
        OutputProposal.Proposal proposal =
                OutputProposal.ofAnswer(json("{'users': {'ada@b.de': {'id': 1, 'tags': []}, 'bob@b.de': 2},"
                        + " 'list': [{'id': 1, 'ada@b.de': 1}], 'ada@b.de': []}"));

        assertThat(draft(proposal)).doesNotContain("@b.de");
        assertThat(proposal.outputs()).extracting(ProposedOutput::name).containsExactly("list");
        assertThat(proposal.leftOut()).contains("a member whose name is personal, such as an e-mail address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id                | id={type: integer, from: id}                       |",
                "company name      | companyName={type: string, from: company.name}     |",
                "company           | company={type: object, from: company, properties: {name: {type: string}}} |",
                "first-name        | firstName={type: string, from: \"`first-name`\"}    |",
                "orders            | orders={type: array, from: orders, items: {type: object, properties: {id: {type: integer}, tags: {type: array}}}} |",
                "orders 1 id       | ordersId={type: integer, from: \"orders[1].id\"}   | ordersId={type: array, from: orders.id, items: {type: integer}}",
                "tags 0            | tags2={type: string, from: \"tags[0]\"}            | tags2={type: array, from: tags, items: {type: string}}",
            })
    void a_node_gets_an_output(String place, String exact, String each) {
        Object answer = json("{'id': 1, 'company': {'name': 'x'}, 'first-name': 'y', 'tags': ['a'],"
                + " 'orders': [{'id': 1}, {'id': 2, 'tags': [1]}]}");
        if (place.equals("orders")) {
            // In an array, an array is left out.
            exact = exact.replace(", tags: {type: array}", "");
        }

        OutputProposal.AtNode found =
                OutputProposal.atNode(answer, place(place), Set.of("tags")).orElseThrow();

        assertThat(found.exact().name() + "=" + YamlText.inline(found.exact().toTree()))
                .isEqualTo(exact);
        assertThat(found.each()
                        .map(all -> all.name() + "=" + YamlText.inline(all.toTree()))
                        .orElse(null))
                .isEqualTo(each);
    }

    private static List<Object> place(String text) {
        return Stream.of(text.split(" "))
                .map(each -> each.matches("\\d+") ? (Object) Integer.valueOf(each) : each)
                .toList();
    }

    @Test
    void a_node_that_no_output_takes_has_a_reason() {
        Object answer = json("{'empty': [], 'a': {'`': 1}}");

        assertThat(OutputProposal.whyNot(answer, List.of("nothing"))).contains("The answer has no such value.");
        assertThat(OutputProposal.whyNot(answer, List.of("empty", 0))).contains("The answer has no such value.");
        assertThat(OutputProposal.whyNot(answer, List.of("empty")))
                .hasValueSatisfying(why -> assertThat(why).contains("empty array"));
        assertThat(OutputProposal.whyNot(answer, List.of("a", "`")))
                .hasValueSatisfying(why -> assertThat(why).contains("backtick"));
        assertThat(OutputProposal.atNode(answer, List.of("empty"), Set.of())).isEmpty();
    }
}
