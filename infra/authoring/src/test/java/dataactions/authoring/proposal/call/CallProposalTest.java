package dataactions.authoring.proposal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.curl.CurlLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No personal value and no long text becomes a part of a definition unseen. */
class CallProposalTest {
    private static final String URL = "curl https://a.example/users";
    private static final String LONG = "word ".repeat(60).strip();

    private static String body(String json) {
        return URL + " -d '" + json + "'";
    }

    private static String manyMembers(String last) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            members.append("\"m").append((char) ('a' + i)).append("\": 1, ");
        }
        return body("{" + members + last + "}");
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                arguments(URL + " -H 'X-User: ada@b.de'", "xUser"),
                arguments(URL + " -H 'X-Text: " + LONG + "'", "xText"),
                arguments(URL + "?fields=ada@b.de", "fields"),
                arguments(URL + "?q=" + "ab+".repeat(100), "q"),
                arguments(body("{\"include\": \"ada@b.de\"}"), "include"),
                arguments(body("{\"message\": \"" + LONG + "\"}"), "message"),
                arguments(manyMembers("\"text\": \"ada@b.de\""), "text"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void a_personal_value_and_a_long_text_become_an_input(String line, String input) {
        ApiCall call = CallProposal.of(CurlLine.read(line));

        assertThat(call.inputs()).extracting(ProposedInput::name).contains(input);
        assertThat(call.notes()).noneMatch(note -> note.contains("stands in the definition"));
    }

    static Stream<Arguments> fixed() {
        return Stream.of(
                arguments(URL + "?fields=" + "name,".repeat(50), "fields"),
                arguments(
                        body("{\"a\": {\"query\": \"query { user(email: \\\"ada@b.de\\\") {\\n name } }\"}}"),
                        "a.query"),
                arguments(body("{\"query\": \"{ user { " + "name ".repeat(50) + "} }\"}"), "query"),
                arguments(manyMembers("\"text\": \"" + LONG + "\""), "text"));
    }

    @ParameterizedTest
    @MethodSource("fixed")
    void a_note_names_each_one_that_is_no_input(String line, String member) {
        ApiCall call = CallProposal.of(CurlLine.read(line));

        assertThat(call.inputs()).extracting(ProposedInput::name).doesNotContain(member, "query");
        assertThat(call.notes())
                .contains(
                        "The value of " + member + " stands in the definition as it is. Read it before you commit it.");
    }

    @ParameterizedTest
    @MethodSource("short_values")
    void other_fixed_values_need_no_note(String line) {
        ApiCall call = CallProposal.of(CurlLine.read(line));

        assertThat(call.inputs()).isEmpty();
        assertThat(call.notes()).isEmpty();
    }

    static List<String> short_values() {
        return List.of(URL + " -H 'X-Version: 2'", URL + "?format=json", body("{\"query\": \"{\\n user { name } }\"}"));
    }
}
