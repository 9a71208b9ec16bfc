package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dataactions.authoring.reader.DefinitionException;
import dataactions.definition.Step;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer becomes an example; every other line of the file stays. */
class RecordedExampleTest {
    private static final String DEFINITION = """
            name: FetchUser # kept
            category: C
            description: D
            input:
              id: {type: integer, required: true}
              email: {type: string, maxLength: 10}
            request:
              upstream: users
              method: GET
              path: /users/{id}
              query: {email: "{email}"}
            output: {name: {type: string, from: name, required: true}}
            errors: {404: {code: NO_USER, message: No such user}}
            """;

    private static final Map<String, Object> ID = Map.of("id", 1L);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("fetch-user.yaml");
    }

    private DefinitionFolder.Saved saved(String text) throws IOException {
        Files.writeString(file(), text);
        return new DefinitionFolder(folder).read(file());
    }

    private static Map<String, UpstreamResponse> answer(int status, String json) {
        Object body = Json.parse(json.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        return Map.of(Step.ONLY, new UpstreamResponse(status, Map.of("date", "today"), body));
    }

    /** Records {@code {"name": "Ada"}}, and returns what follows {@code before}. */
    private String added(String before) throws IOException {
        new RecordedExample(saved(before), "recorded").write(ID, answer(200, "{\"name\": \"Ada\"}"), null);
        String after = Files.readString(file());
        assertThat(after).startsWith(before.stripTrailing());
        return after.substring(before.stripTrailing().length());
    }

    @Test
    void a_file_that_cannot_be_written_is_refused_before_the_upstream_is_called() throws IOException {
        RecordedExample example = new RecordedExample(saved(DEFINITION), "recorded");
        example.check();

        assumeTrue(file().toFile().setWritable(false) && !Files.isWritable(file()), "nothing stops the user root");
        assertThatThrownBy(example::check)
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("the file and its folder must be writable");
    }

    @Test
    void examples_on_few_lines_get_one_on_few_lines() throws IOException {
        String examples = """
                examples:   # each a test
                  - name: known
                    input: {id: 2}
                    response: {status: 200, body: {name: Bo}} # Bo
                    data: {name: Bo}
                  # the last comment
                """;

        assertThat(added(DEFINITION + examples)).isEqualTo("""

                          - name: recorded
                            input: {id: 1}
                            response: {status: 200, body: {name: Ada}}
                            data: {name: Ada}
                        """);
    }

    @Test
    void examples_without_braces_at_the_margin_and_apart_get_the_same() throws IOException {
        String examples = """
                examples:
                -   name: known
                    input:
                      id: 2
                    response:
                      body:
                        name: Bo
                    data:
                      name: Bo

                -   name: another
                    input:
                      id: 3
                    response:
                      status: 404
                    errorCode: NO_USER
                """;

        assertThat(added(DEFINITION + examples)).isEqualTo("""


                        -   name: recorded
                            input:
                              id: 1
                            response:
                              status: 200
                              body:
                                name: Ada
                            data:
                              name: Ada
                        """);
    }

    @Test
    void examples_in_the_middle_of_the_file_stay_there() throws IOException {
        String text =
                "examples:\n  - name: a\n    input: {id: 0}\n    response: {body: {name: Bo}}\n    data: {name: Bo}\n\n"
                        + "# about the rest\n" + DEFINITION;
        new RecordedExample(saved(text), "b").write(ID, answer(404, "{}"), "NO_USER");

        assertThat(Files.readString(file()))
                .contains(
                        "    data: {name: Bo}\n  - name: b\n    input: {id: 1}\n    response: {status: 404, body: {}}\n"
                                + "    errorCode: NO_USER\n\n# about the rest\n" + DEFINITION);
    }

    @Test
    void a_file_without_examples_gets_the_key() throws IOException {
        assertThat(added(DEFINITION)).startsWith("\nexamples:\n  - name: recorded\n    input: {id: 1}\n");
        assertThat(added(DEFINITION.stripTrailing())).startsWith("\nexamples:\n");
        saved(DEFINITION + "examples: []   # none yet\n");
        new RecordedExample(new DefinitionFolder(folder).read(file()), "r")
                .write(ID, answer(200, "{\"name\": \"Ada\"}"), null);
        assertThat(Files.readString(file())).contains("examples:   # none yet\n  - name: r\n");
    }

    @Test
    void windows_line_ends_stay() throws IOException {
        new RecordedExample(saved(DEFINITION.replace("\n", "\r\n")), "r")
                .write(ID, answer(200, "{\"name\": \"Ada\"}"), null);

        assertThat(Files.readString(file()).replace("\r\n", ""))
                .doesNotContain("\n")
                .contains("name: r");
    }

    @Test
    void what_is_personal_is_masked_and_the_outputs_are_those_of_the_masked_answer() throws IOException {
        RecordedExample example = new RecordedExample(saved(DEFINITION), "r");
        example.write(ID, answer(200, "{\"name\": \"Ada Lovelace\", \"email\": \"ada@b.de\"}"), null);

        assertThat(Files.readString(file()))
                .doesNotContain("Lovelace", "ada@")
                .contains("body: {name: Sample Name, email: person@example.com}", "data: {name: Sample Name}");
        assertThat(example.masked()).containsExactly("email", "name");
    }

    private void assertRefused(String text, Map<String, Object> input, String why) throws IOException {
        DefinitionFolder.Saved saved = saved(text);

        assertThatThrownBy(() -> new RecordedExample(saved, "r").write(input, answer(200, "{\"name\": \"A\"}"), null))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("fetch-user.yaml: examples: the example \"r\" is not added: ")
                .hasMessageContaining(why);
        assertThat(Files.readString(file())).isEqualTo(text);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).hasSize(1);
        }
    }

    @Test
    void an_example_that_cannot_be_added_leaves_the_file_as_it_was() throws IOException {
        assertRefused(
                DEFINITION + "examples: [{name: r, input: {id: 1}, response: {body: {name: A}}, data: {name: A}}]\n",
                ID,
                "an example of that name exists");
        assertRefused(
                DEFINITION + "examples: [{name: a, input: {id: 1}, response: {body: {name: A}}, data: {name: A}}]\n",
                ID,
                "the examples stand in brackets");
        assertRefused(DEFINITION, Map.of("id", 1L, "email", "a@b.de"), "instead of a success");
    }

    @Test
    void a_file_that_changed_meanwhile_is_not_overwritten() throws IOException {
        DefinitionFolder.Saved saved = saved(DEFINITION);
        Files.writeString(file(), DEFINITION + "# new\n");

        assertThatThrownBy(() -> new RecordedExample(saved, "r").write(ID, answer(200, "{\"name\": \"A\"}"), null))
                .hasMessageContaining("the file changed meanwhile");
        assertThat(Files.readString(file())).isEqualTo(DEFINITION + "# new\n");
    }

    @Test
    void steps_are_recorded_by_their_names_and_only_headers_that_are_read() throws IOException {
        String text = """
                name: FetchUser
                category: C
                description: D
                steps:
                  first: {request: {upstream: users, method: GET, path: /a}}
                  second: {request: {upstream: users, method: GET, path: "/b/{steps.first.id}"}}
                output:
                  total: {type: integer, from: $number($headers.second.`x-total`)}
                  id: {type: integer, from: steps.first.id}
                """;
        DefinitionFolder.Saved saved = saved(text);
        Map<String, String> headers = Map.of("x-total", "20", "set-cookie", "secret");
        new RecordedExample(saved, "r")
                .write(
                        Map.of(),
                        Map.of(
                                "first", new UpstreamResponse(200, headers, Map.of("id", 5L)),
                                "second", new UpstreamResponse(200, headers, List.of())),
                        null);

        assertThat(Files.readString(file()))
                .contains("x-total: \"20\"", "first:", "data: {total: 20, id: 5}")
                .doesNotContain("cookie");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "$headers.age                    | age     | true  | true",
                "$headers.`x-age`                | age     | true  | false",
                "$headers.`x-age`                | x-age   | true  | true",
                "$headers.message                | age     | true  | false",
                "$headers.total & 'an age'       | age     | true  | false",
                "$headers.second.total           | total   | false | true",
                "$headers . second . `x-total`   | x-total | false | true",
                "$headers.second.message         | age     | false | false",
                "$lookup($headers, 'age')        | age     | true  | true",
                "$lookup($headers, 'message')    | age     | true  | false",
                "$lookup($headers.second, 'age') | age     | false | true",
                "($h := $headers; $h.`x-age`)    | x-age   | true  | true",
                "($h := $headers; $h.`x-age`)    | age     | true  | false"
            })
    void a_header_is_read_only_if_an_expression_names_it(
            String expression, String header, boolean isSingleCall, boolean isRead) {
        assertThat(RecordedExample.reads(expression, header, isSingleCall)).isEqualTo(isRead);
    }

    @Test
    void a_header_that_is_read_is_masked() throws IOException {
        DefinitionFolder.Saved saved = saved(DEFINITION.replace(
                "output: {name: {type: string, from: name, required: true}}",
                "output: {link: {type: string, from: $headers.location}}"));
        RecordedExample example = new RecordedExample(saved, "r");
        example.write(
                ID,
                Map.of(
                        Step.ONLY,
                        new UpstreamResponse(
                                200, Map.of("location", "/users?mail=ada@b.de&sig=s3cret", "age", "1"), Map.of())),
                null);

        assertThat(Files.readString(file()))
                .contains("/users?mail=person@example.com&sig=masked")
                .doesNotContain("ada@", "s3cret", " age: ");
        assertThat(example.masked()).containsExactly("headers.location");
    }
}
