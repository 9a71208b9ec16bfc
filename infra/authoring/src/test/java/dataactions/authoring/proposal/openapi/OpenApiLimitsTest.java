package dataactions.authoring.proposal.openapi;

import static dataactions.authoring.proposal.openapi.Fixtures.answer;
import static dataactions.authoring.proposal.openapi.Fixtures.body;
import static dataactions.authoring.proposal.openapi.Fixtures.inputs;
import static dataactions.authoring.proposal.openapi.Fixtures.message;
import static dataactions.authoring.proposal.openapi.Fixtures.outputs;
import static dataactions.authoring.proposal.openapi.Fixtures.parameter;
import static dataactions.authoring.proposal.openapi.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.openapi.document.TreeReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong files, hostile files, and shapes that are too large for a flow. */
class OpenApiLimitsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "swagger: '2.0'|api.yaml: Swagger 2.0, expected OpenAPI 3.0 or 3.1. Convert it: npx swagger2openapi api.yaml"
                        + " -o openapi.yaml",
                "openapi: 4.0.0|api.yaml: OpenAPI 4.0.0. Expected an OpenAPI file whose key openapi is 3.0 or 3.1.",
                "asyncapi: 2.0.0|api.yaml: an AsyncAPI file. Expected an OpenAPI file whose key openapi is 3.0 or 3.1.",
                "~{\"info\": {}, \"item\": []}~|api.yaml: a Postman collection (copy one of its requests as cURL, and use"
                        + " --curl). Expected an OpenAPI file whose key openapi is 3.0 or 3.1.",
                "name: x|api.yaml: a file without the key openapi. Expected an OpenAPI file whose key openapi is 3.0 or 3.1.",
                "[1, 2]|api.yaml: not an OpenAPI file. Expected an OpenAPI file whose key openapi is 3.0 or 3.1.",
                "~<html></html>~|api.yaml: HTML or XML, expected an OpenAPI file in JSON or YAML. A page that shows the API"
                        + " is not the file: look for its link to openapi.json or openapi.yaml.",
                "~ ~|api.yaml: the file is empty. Expected an OpenAPI 3.0 or 3.1 file.",
                "# nothing|api.yaml: the file has no content. Expected an OpenAPI 3.0 or 3.1 file.",
                "openapi: 3.0.0|api.yaml: no operations. Expected at least one path with a method under the key paths.",
                "~{\"openapi\": \"3.0.0\",}~|api.yaml: no operations. Expected at least one path with a method under the key"
                        + " paths.",
                "~{\"openapi\": \"3.0.0\"~|api.yaml: JSON cut off at line 1, column 20: a closing"
                        + " bracket or a closing quote is missing.",
            })
    void a_file_that_is_no_openapi_file_gets_one_message(String text, String expected) {
        assertThat(message(() -> OpenApiFile.read(write(folder, "api.yaml", text))))
                .isEqualTo(expected);
    }

    @Test
    void broken_yaml_is_reported_with_its_line() {
        Path file = write(folder, "api.yaml", "openapi: 3.0.0\npaths:\n  /a: {get: [}\n");

        assertThat(message(() -> OpenApiFile.read(file)))
                .startsWith("api.yaml: line 3, column 14: not valid YAML: ")
                .endsWith("Check indentation, brackets and quotes here and on the line before.");
    }

    @Test
    void a_key_twice_is_reported_with_both_lines() {
        Path file = write(folder, "api.yaml", "openapi: 3.0.0\npaths: {}\npaths: {}\n");

        assertThat(message(() -> OpenApiFile.read(file)))
                .isEqualTo("api.yaml: line 3: the same key twice (\"paths\"), first on line 2. Remove one.");
    }

    @Test
    void a_missing_file_a_folder_and_other_text_are_refused() throws IOException {
        assertThat(message(() -> OpenApiFile.read(folder.resolve("none.yaml"))))
                .endsWith("none.yaml: cannot be read (no such file). Check the path.");
        assertThat(message(() -> OpenApiFile.read(folder))).endsWith(": a folder, expected an OpenAPI file.");
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4});
        assertThat(message(() -> OpenApiFile.read(latin))).startsWith("latin.yaml: not UTF-8 text.");
    }

    @Test
    void a_file_that_is_too_large_is_not_read() throws IOException {
        Path file = folder.resolve("large.json");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(TreeReader.MAX_BYTES + 1L);
        }

        assertThat(message(() -> OpenApiFile.read(file)))
                .isEqualTo(
                        "large.json: 17 MB, expected at most 16 MB. Cut the file down to the operations that you need.");
    }

    @Test
    void a_file_of_6_mb_is_read() {
        String text = "x".repeat(6 * 1024 * 1024);
        Path file = write(
                folder,
                "large.json",
                "{\"openapi\": \"3.0.0\", \"info\": {\"description\": \"" + text
                        + "\"}, \"paths\": {\"/a\": {\"get\": {}}}}");

        assertThat(OpenApiFile.read(file).operations()).hasSize(1);
    }

    @Test
    void nested_aliases_are_refused_before_they_are_written_out() {
        StringBuilder text = new StringBuilder("openapi: 3.0.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(9) + alias + "]\n");
        }

        assertThat(message(() -> OpenApiFile.read(write(folder, "api.yaml", text.toString()))))
                .isEqualTo("api.yaml: line 8: with its aliases written out this has more than 5000000 values. Remove"
                        + " aliases of aliases; use $ref instead.");
    }

    @Test
    void an_alias_of_itself_is_refused() {
        assertThat(message(() -> OpenApiFile.read(write(folder, "api.yaml", "openapi: 3.0.0\na: &a [*a]\n"))))
                .isEqualTo(
                        "api.yaml: line 2: the anchor contains an alias of itself. Remove the alias; use $ref instead.");
    }

    @Test
    void a_deep_file_is_refused() {
        assertThat(message(
                        () -> OpenApiFile.read(write(folder, "api.yaml", "a: " + "[".repeat(5000) + "]".repeat(5000)))))
                .startsWith("api.yaml: not valid YAML: ");
        assertThat(message(() -> OpenApiFile.read(
                        write(folder, "api.json", "{\"a\": " + "[".repeat(5000) + "]".repeat(5000) + "}"))))
                .startsWith("api.json: ")
                .contains("nested deeper than the limit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#/components/schemas/None|op.yaml#/paths/~1op/get/responses/200/content/application~1json/schema: the $ref"
                        + " \"#/components/schemas/None\" leads nowhere: there is no \"components\" in op.yaml#. Correct the"
                        + " reference, or add what is missing.",
                "#/paths/~1op/get/responses/200/content/application~1json/schema|op.yaml#/paths/~1op/get/responses/200/content"
                        + "/application~1json/schema: the $ref leads back to itself: #/paths/~1op/get/responses/200/content"
                        + "/application~1json/schema. Point it to a value.",
                "#/paths/~1op/get/responses/200/content/application~1json/schema/x|op.yaml#/paths/~1op/get/responses/200/"
                        + "content/application~1json/schema: the $ref \"#/paths/~1op/get/responses/200/content/application~1"
                        + "json/schema/x\" leads through itself. Point it to a value.",
                "https://example.com/x.yaml#/a|op.yaml#/paths/~1op/get/responses/200/content/application~1json/schema: the"
                        + " $ref \"https://example.com/x.yaml#/a\" leads to another server, which is not read. Save that file"
                        + " in the folder of op.yaml and point the $ref to it, or bundle the files into one (redocly"
                        + " bundle).",
                "../secret.yaml|op.yaml#/paths/~1op/get/responses/200/content/application~1json/schema: the $ref"
                        + " \"../secret.yaml\" leads out of the folder of the OpenAPI file. Put the file into that folder, or"
                        + " bundle the files into one (redocly bundle).",
                "none.yaml#/a|op.yaml#/paths/~1op/get/responses/200/content/application~1json/schema: the $ref"
                        + " \"none.yaml#/a\" leads to a file that is not there. Save it next to the OpenAPI file, or bundle the"
                        + " files into one (redocly bundle).",
                "#Anchor|op.yaml#/paths/~1op/get/responses/200/content/application~1json/schema: the $ref \"#Anchor\" names an"
                        + " anchor. Expected a path such as #/components/schemas/Name.",
            })
    void a_reference_that_cannot_be_followed_is_reported_with_its_place(String reference, String expected) {
        assertThat(message(() -> answer(folder, "{$ref: \"" + reference + "\"}")))
                .isEqualTo(expected);
    }

    @Test
    void a_symbolic_link_does_not_lead_out_of_the_folder(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(
                folder.resolve("link.yaml"), write(elsewhere, "secret.yaml", "{type: string, description: hidden}"));

        assertThat(message(() -> answer(folder, "{$ref: link.yaml}")))
                .contains("\"link.yaml\" leads out of the folder of the OpenAPI file")
                .doesNotContain("hidden");
    }

    @Test
    void a_nest_of_choices_is_refused_in_time() {
        StringBuilder text = new StringBuilder(
                "openapi: 3.0.0\nservers: [{url: https://a.example.com}]\npaths: {/a: {get: {"
                        + "operationId: a, responses: {200: {content: {application/json: {schema: {$ref: '#/s/s0'}}}}}}}}\ns:\n");
        for (int i = 0; i < 40; i++) {
            String next = "{$ref: '#/s/s" + (i + 1) + "'}";
            text.append("  s" + i + ": {oneOf: [" + next + ", {allOf: [" + next + "]}]}\n");
        }
        text.append("  s40: {type: object, properties: {x: {type: string}}}\n");

        assertThat(message(() -> OpenApiFile.read(write(folder, "api.yaml", text.toString()))
                        .call("a", Optional.empty())))
                .contains("the schemas of this operation have more than 200000 parts.");
    }

    /** As a number it would take 600 MB. */
    @Test
    void a_number_of_json_with_a_vast_exponent_is_no_limit() {
        ApiCall call = OpenApiFile.read(write(folder, "api.json", """
                        {"openapi": "3.1.0", "servers": [{"url": "https://api.example.com"}], "paths": {"/a": {"get": {
                          "operationId": "a", "responses": {}, "parameters": [
                            {"name": "p", "in": "query", "schema": {"type": "integer", "minimum": 1e600000000,
                              "exclusiveMaximum": 1e600000000, "example": 1e600000000, "enum": [1e600000000]}},
                            {"name": "q", "in": "query", "schema": {"type": "number", "maximum": -1e600000000,
                              "default": 1e600000000}}]}}}}
                        """)).call("a", Optional.empty());

        assertThat(inputs(call)).hasSizeLessThan(200);
        assertThat(call.inputs())
                .allSatisfy(each -> assertThat(each.constraints().toString()).hasSizeLessThan(200));
        assertThat(call.notes())
                .contains("p: minimum is no number, or one with more than 1000 digits; it is ignored.")
                .contains("q: maximum is no number, or one with more than 1000 digits; it is ignored.");
    }

    @Test
    void a_description_has_no_character_that_controls_a_terminal() {
        ApiCall call =
                answer(folder, "{properties: {a: {type: string, description: \"x\\u009b31m\\u2028\\u001b]0;y\"}}}");

        assertThat(call.outputs().get(0).description()).isEqualTo("x 31m ]0;y");
    }

    @Test
    void an_answer_with_many_values_gives_the_ones_near_the_top() {
        String deep = IntStream.range(0, 30)
                .mapToObj(i -> "d" + i + ": {type: string}")
                .collect(Collectors.joining(", "));
        String top = IntStream.range(0, 20)
                .mapToObj(i -> "t" + i + ": {type: string}")
                .collect(Collectors.joining(", "));

        ApiCall call = answer(folder, "{properties: {deep: {properties: {" + deep + "}}, " + top + "}}");

        assertThat(call.outputs()).hasSize(40);
        assertThat(outputs(call)).contains("t19 ", "deepD19 ").doesNotContain("deepD20 ");
        assertThat(call.notes())
                .contains("Left out, because there are more than 40 outputs: deep.d20, deep.d21, deep.d22, deep.d23,"
                        + " deep.d24, deep.d25, deep.d26, deep.d27, deep.d28, deep.d29.");
    }

    @Test
    void an_answer_that_is_nested_deep_is_cut() {
        String schema = "{type: string}";
        for (int i = 9; i > 0; i--) {
            schema = "{properties: {l" + i + ": " + schema + ", v" + i + ": {type: string}}}";
        }

        ApiCall call = answer(folder, schema);

        assertThat(outputs(call)).contains("v1 string v1", "l1.l2.l3.l4.l5.v6").doesNotContain("v7");
        assertThat(call.notes()).contains("Left out, because it is nested deeper than 6 levels: l1.l2.l3.l4.l5.l6.");
    }

    @Test
    void required_members_of_a_body_precede_optional_ones_when_there_are_many() {
        String many = IntStream.range(0, 30)
                .mapToObj(i -> "o" + i + ": {type: string}")
                .collect(Collectors.joining(", "));

        ApiCall call = body(folder, "{required: [last], properties: {" + many + ", last: {type: string}}}");

        assertThat(call.inputs()).hasSize(21);
        assertThat(inputs(call)).endsWith("last string required text");
        assertThat(call.notes())
                .anyMatch(each -> each.startsWith(
                        "Left out, because the body has more than 20 optional inputs: body member o20, "));
    }

    @Test
    void an_optional_list_is_not_sent_empty() {
        ApiCall call = body(folder, "{properties: {name: {type: string}, tags: {type: array, items: {type: string}}}}");

        assertThat(inputs(call)).isEqualTo("name string");
        assertThat(call.notes())
                .contains("Left out, because it is an optional list, which would be sent as an empty one: body member"
                        + " tags.");
    }

    @Test
    void an_object_that_wraps_the_whole_body_is_sent() {
        ApiCall call = body(folder, "{properties: {data: {required: [id], properties: {id: {type: integer}}}}}");

        assertThat(inputs(call)).isEqualTo("dataId integer required 1");
    }

    @Test
    void a_body_that_contains_itself_is_cut() {
        ApiCall call = body(
                folder,
                "{properties: {name: {type: string}, parent: {$ref:"
                        + " '#/paths/~1op/post/requestBody/content/application~1json/schema'}}}");

        assertThat(inputs(call)).isEqualTo("name string");
        assertThat(call.notes()).anyMatch(each -> each.contains("repeats an object") && each.contains("parent"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{type: string, pattern: '^(a|b)c{2}$'};acc;{pattern=(a|b)c{2}}",
                "{type: string, pattern: '^a|b$'};a;{pattern=(?s).*(?:^a|b$).*}",
                "{type: string, pattern: '\\d{3}'};000;{pattern=(?s).*(?:\\d{3}).*}",
                "{type: string, pattern: '^\\u{1F600}[^]$'};text;{}",
                "{type: string, pattern: '^(x{1000}){1000000}$'};text;{}",
                "{type: string, minLength: 6, maxLength: 8};textxx;{minLength=6, maxLength=8}",
                "{type: string, minLength: 9, maxLength: 8};textxxxx;{}",
                "{type: string, maxLength: 9223372036854775807};text;{}",
                "{type: string, format: date};2024-01-31;{}",
                "{type: string, enum: ['', a, null]};a;{enum=[a]}",
                "{type: integer, enum: [1, two]};1;{}",
                "{type: integer, minimum: 5, exclusiveMinimum: true};6;{minimum=6}",
                "{type: number, exclusiveMaximum: 0.5};0.5;{maximum=0.5}",
                "{type: integer, maximum: -3};-3;{maximum=-3}",
                "{type: string, example: 12345};12345;{}",
                "{type: integer, example: abc, default: 9};9;{}",
                "{type: boolean};true;{}",
                "{};text;{}",
                "{oneOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]};a;{enum=[a, b]}",
                "{allOf: [{type: string}, {maxLength: 2}]};te;{maxLength=2}",
                "{allOf: [{type: integer, minimum: 1, maximum: 9}, {minimum: 5, maximum: 6}]};5;{minimum=5, maximum=6}",
                "{allOf: [{type: integer, minimum: 5, maximum: 6}, {minimum: 1, maximum: 9}]};5;{minimum=5, maximum=6}",
                "{allOf: [{type: integer, minimum: 5}, {exclusiveMinimum: 0}]};5;{minimum=5}",
                "{allOf: [{type: integer, minimum: 1}, {exclusiveMinimum: 5}]};6;{minimum=6}",
                "{allOf: [{type: integer, maximum: -5}, {exclusiveMaximum: 0}]};-5;{maximum=-5}",
                "{type: integer, minimum: 5, exclusiveMinimum: 0};5;{minimum=5}",
                "{type: integer, minimum: 0, exclusiveMinimum: 5};6;{minimum=6}",
                "{type: integer, maximum: -5, exclusiveMaximum: 0};-5;{maximum=-5}",
                "{type: integer, maximum: 0, exclusiveMaximum: -5};-6;{maximum=-6}",
                "{allOf: [{minLength: 2, maxLength: 9}, {minLength: 6, maxLength: 8}]};textxx;{minLength=6, maxLength=8}",
                "{allOf: [{minLength: 6, maxLength: 8}, {minLength: 2, maxLength: 9}]};textxx;{minLength=6, maxLength=8}",
            })
    void limits_become_those_of_a_definition_and_the_value_fits_them(String schema, String value, String constraints) {
        var input = parameter(folder, schema);

        assertThat(input.example()).hasToString("Optional[" + value + "]");
        assertThat(input.constraints()).hasToString(constraints);
    }

    @Test
    void deep_objects_in_a_form_keep_their_brackets() {
        ApiCall call = Fixtures.operation(folder, """
                post:
                  operationId: op
                  requestBody:
                    content:
                      application/x-www-form-urlencoded:
                        encoding: {card: {style: deepObject}, tags: {style: deepObject}}
                        schema:
                          required: [card]
                          properties:
                            card: {required: [number], properties: {number: {type: string}, month: {type: integer}}}
                            tags: {type: array, items: {type: string}}
                  responses: {}
                """);

        assertThat(((Body.Form) call.body().orElseThrow()).fields())
                .extracting(Parameter::name)
                .containsExactly("card[number]", "card[month]", "tags[]");
    }

    @Test
    void what_a_path_template_has_besides_parameters_is_sent_as_it_is() {
        String text = "openapi: 3.0.0\nservers: [{url: https://a.example.com}]\npaths:\n"
                + "  '/räume/{id}/a b.{ext}?view=full': {get: {operationId: op, parameters: ["
                + "{name: id, in: path, style: matrix, schema: {type: string}},"
                + "{name: ext, in: path, schema: {enum: [json]}}]}}\n";

        ApiCall call = OpenApiFile.read(write(folder, "api.yaml", text)).call("op", Optional.empty());

        assertThat(call.pathTemplate()).isEqualTo("/r%C3%A4ume/;id={id}/a%20b.json");
        assertThat(call.query()).containsExactly(Parameter.fixed("view", "full"));
    }

    @Test
    void values_of_the_wrong_kind_anywhere_are_not_fatal() {
        ApiCall call = Fixtures.operation(folder, """
                get:
                  operationId: op
                  summary: [1]
                  parameters: {a: 1}
                  security: yes
                  requestBody: 7
                  responses:
                    200:
                      content:
                        application/json:
                          schema:
                            type: 3
                            required: name
                            enum: x
                            minLength: many
                            properties: {name: true, age: {type: [integer, 7], allOf: 5, items: []}}
                """);

        assertThat(outputs(call)).isEqualTo("age integer age");
        assertThat(call.description()).isEmpty();
    }

    @Test
    void a_token_url_that_is_not_https_gives_a_bearer_token() {
        String text = "openapi: 3.0.0\nservers: [{url: https://a.example.com}]\nsecurity: [{o: []}]\n"
                + "paths: {/a: {get: {operationId: op}}}\ncomponents: {securitySchemes: {o: {type: oauth2, flows:"
                + " {clientCredentials: {tokenUrl: 'http://login.example.com/token'}}}}}\n";

        ApiCall call = OpenApiFile.read(write(folder, "api.yaml", text)).call("op", Optional.empty());

        assertThat(call.credential().orElseThrow().type()).isEqualTo("bearer");
        assertThat(call.notes())
                .contains(
                        "The token URL of o is no valid https URL: the auth is a bearer token. Make it oauth2 with the"
                                + " right tokenUrl.");
    }

    @Test
    void a_server_that_cannot_be_an_upstream_does_not_show_its_password() {
        String text = "openapi: 3.0.0\nservers: [{url: 'https://anna:geheim@a.example.com'}]\n"
                + "paths: {/a: {get: {operationId: op}}}\n";

        assertThat(message(
                        () -> OpenApiFile.read(write(folder, "api.yaml", text)).call("op", Optional.empty())))
                .startsWith("The server of the file cannot be an upstream: a user name or password does not belong")
                .doesNotContain("geheim");
    }

    @Test
    void aliases_and_merge_keys_of_yaml_are_read() {
        ApiCall call = answer(
                folder,
                "{properties: {a: &t {type: integer, description: A}, b: *t, c: {<<: *t," + " description: C}}}");

        assertThat(call.outputs())
                .extracting(each -> each.name() + " " + each.type().word() + " " + each.description())
                .containsExactly("a integer A", "b integer A", "c integer C");
    }

    @Test
    void values_of_yaml_are_read_as_in_json() {
        ApiCall call = answer(folder, "{properties: {a: {type: string, enum: [no, 2024-01-01, 007]}}}");

        assertThat(call.answers()).containsExactly(Map.of("a", "no"));
    }
}
