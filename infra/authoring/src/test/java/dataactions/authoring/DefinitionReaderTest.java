package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Subtractions;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {
    @Test
    void a_good_definition_is_read_as_it_is_written() {
        ActionDefinition action = Yaml.read(Yaml.GOOD).definition();
        assertThat(action.name()).isEqualTo("FetchUser");
        assertThat(action.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(action.inputs().get("userId").type()).isEqualTo(ValueType.INTEGER);
        assertThat(action.inputs().get("userId").required()).isTrue();
        assertThat(action.steps().get(0).request().path().source()).isEqualTo("/users/{userId}");
        assertThat(action.outputs()).containsOnlyKeys("name", "email");
        assertThat(action.outputs().get("name").defaultValue()).isEqualTo("Unknown");
    }

    /** What is wrong, in one line each: the piece of the good definition, what stands there instead, and the message. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                // YAML
                mistake("name: FetchUser", "name: [FetchUser", ":2: not valid YAML"),
                mistake("  path: /users/{userId}", "  path: a: b", ":7: not valid YAML at column 10"),
                mistake(
                        "name: FetchUser",
                        "name: FetchUser\nname: Again",
                        ":2: name: the same key twice, first on line 1"),
                mistake("{type: string}", "{type: string, type: integer}", "output.email.type: the same key twice"),
                mistake("name: FetchUser", "name: &a FetchUser", "anchors (&) and aliases (*)"),
                mistake("name: FetchUser", "name: !!binary FetchUser", "the tag tag:yaml.org,2002:binary"),
                mistake("name: FetchUser", "name: FetchUser\n---\nname: B", "not valid YAML"),
                // keys
                mistake("timeout: 10s", "timeuot: 10s", ":8: timeuot: unknown key; did you mean timeout? Known here:"),
                mistake(
                        "default: Unknown",
                        "defualt: Unknown",
                        ":10: output.name.defualt: unknown key; did you mean default?"),
                mistake(
                        "upstream: users",
                        "upstrem: users",
                        ":5: request.upstrem: unknown key; did you mean upstream?"),
                mistake("upstream: users", "upstrem: users", ":5: request.upstream: missing"),
                mistake("minimum: 1", "min: 1", "input.userId.min: unknown key"),
                mistake("data: {name", "dta: {name", "examples[0].dta: unknown key; did you mean data?"),
                // types
                mistake("name: FetchUser", "name:", ":1: name: found nothing, expected text"),
                mistake("name: FetchUser", "name: 42", ":1: name: found 42, expected text such as"),
                mistake(
                        "{type: string}",
                        "{type: strng}",
                        "output.email.type: unknown type \"strng\"; did you mean string?"),
                mistake("{type: string}", "{type: text}", "output.email.type: unknown type \"text\". Expected one of"),
                mistake("{type: string}", "{from: email}", ":11: output.email.type: missing"),
                mistake("{type: string}", "string", ":11: output.email: found \"string\", expected a mapping"),
                mistake(
                        "{type: integer, required: true, minimum: 1}",
                        "{type: integer, required: yes}",
                        "input.userId.required: found \"yes\", expected true or false"),
                mistake("minimum: 1", "minimum: one", "input.userId.minimum: found \"one\", expected a number"),
                mistake(
                        "minimum: 1",
                        "minimum: 1e999999999",
                        "input.userId.minimum: found 1E+999999999, expected a number with at most 1000 digits."),
                mistake(
                        "default: Unknown",
                        "default: 5",
                        "output.name.default: found 5, expected a value of type string. Put it in quotes."),
                mistake(
                        "{type: string}",
                        "{type: integer, default: \"1\"}",
                        "output.email.default: found \"1\", expected a value of type integer"),
                mistake(
                        "{type: string}",
                        "{type: boolean, const: 1}",
                        "output.email.const: found 1, expected a value of type boolean"),
                // names
                mistake(
                        "name: FetchUser",
                        "name: Fetch/User",
                        "name: found \"Fetch/User\", expected at most 128 letters"),
                mistake(
                        "  userId: {",
                        "  rawRequest: {type: string}\n  userId: {",
                        ":3: input.rawRequest: the name rawRequest is reserved by Genesys"),
                mistake(
                        "  userId: {",
                        "  orgId: {type: string}\n  userId: {",
                        "input.orgId: the name orgId is reserved"),
                mistake(
                        "  userId: {",
                        "  integrationId: {type: string}\n  userId: {",
                        "the name integrationId is reserved"),
                mistake(
                        "  userId: {",
                        "  requestId: {type: string}\n  userId: {",
                        "input.requestId: the name requestId is taken"),
                mistake("  userId: {", "  1st: {type: string}\n  userId: {", "\"1st\" is no name for an input"),
                mistake("  email: {", "  e.mail: {", "\"e.mail\" is no name for an output"),
                // contract rules
                mistake(
                        "{type: integer, required: true, minimum: 1}",
                        "{type: object}",
                        "input.userId.type: found object, expected string, integer, number or boolean"),
                mistake(
                        "{type: integer, required: true, minimum: 1}",
                        "{type: array}",
                        "input.userId.type: found array"),
                mistake(
                        "{type: string}",
                        "{type: array, items: {type: array, items: {type: string}}}",
                        "output.email.items.type: an array inside an array"),
                mistake(
                        "{type: string}",
                        "{type: array, items: {type: object, properties: {a: {type: array, items: {type: string}}}}}",
                        "output.email.items.properties.a.type: an array inside an array"),
                mistake(
                        "{type: string}",
                        "{type: array, items: {type: object, properties: {o: {type: object, properties: {a: {type: array, items: {type: string}}}}}}}",
                        "properties.o.properties.a.type: an array inside an array"),
                mistake("{type: string}", "{type: array}", "output.email.items: missing"),
                mistake("{type: string}", "{type: object}", "output.email.properties: missing"),
                mistake(
                        "{type: string}",
                        "{type: string, items: {type: string}}",
                        "output.email.items: does not apply to type string"),
                mistake("{type: string}", "{type: string, $ref: x}", "output.email.$ref: unknown key"),
                mistake("{type: string}", nested(60), "nested deeper than 50 levels"),
                mistake(
                        "  name: {type: string, from: name, default: Unknown}\n  email: {type: string}",
                        "  {}",
                        "output: missing: expected at least one output"),
                mistake(
                        "required: true",
                        "required: true, default: 1",
                        "input.userId.default: a required input is never absent"),
                mistake("required: true", "pattern: x", "input.userId.pattern: does not apply to type integer"),
                mistake(
                        "required: true, minimum: 1",
                        "default: 0, minimum: 1",
                        "input.userId.default: the default is less than 1"),
                mistake("minimum: 1", "minimum: 2, maximum: 1", "input.userId.minimum: greater than maximum"),
                mistake(
                        "type: integer, required: true, minimum: 1",
                        "type: string, required: true, pattern: \"[a\"",
                        "input.userId.pattern: not a regular expression"),
                mistake(
                        "type: integer, required: true, minimum: 1",
                        "type: string, required: true, pattern: \"(){2000000000}\"",
                        "input.userId.pattern: repeats its parts more than a million times"),
                mistake(
                        "minimum: 1",
                        "enum: [1, two]",
                        "input.userId.enum: found \"two\", expected values of type integer"),
                mistake(
                        "{type: string}",
                        "{type: string, required: true, default: x}",
                        "output.email.default: a required output has no default"),
                mistake(
                        "{type: string}",
                        "{type: string, const: x, from: y}",
                        "output.email.from: a constant output always has its value"),
                mistake(
                        "{type: string}",
                        "{type: string, defaultWhenEmpty: true}",
                        "output.email.defaultWhenEmpty: there is no default to take"),
                // JSONata
                mistake("from: name", "from: \"name[\"", ":10: output.name.from: JSONata error at column"),
                mistake("from: name", "from: \"company.(name\"", "output.name.from: JSONata error at column"),
                mistake("from: name", "from: \"$sum(\"", "JSONata error at column"),
                mistake("from: name", "from: \"\"", "output.name.from: empty"),
                mistake("from: name", "from: $eval(name)", ":10: output.name.from: uses $eval, which would run"),
                mistake("from: name", "from: $error(v)", "output.name.from: uses $error, which is not a function here"),
                mistake(
                        "from: name",
                        "from: \"$assert(name != 'x', 'no')\"",
                        "uses $assert, which makes the mapping fail"),
                mistake(
                        "from: name",
                        "from: \"$match(name, /(){2000000000}/).match\"",
                        "output.name.from: a regular expression in it repeats its parts more than a million times"),
                // request
                mistake("method: GET", "method: get", "request.method: found \"get\"; did you mean GET?"),
                mistake("method: GET", "method: HEAD", "request.method: found \"HEAD\""),
                mistake(
                        "upstream: users",
                        "upstream: https://api.example.com",
                        "request.upstream: found \"https://api.example.com\", expected a name such as users, not a URL"),
                mistake("/users/{userId}", "users/{userId}", "request.path: must begin with a slash"),
                mistake(
                        "/users/{userId}",
                        "https://x.example/{userId}",
                        "request.path: found a URL, expected only the path"),
                mistake("/users/{userId}", "/users?id={userId}", "request.path: holds a ? or #"),
                mistake("/users/{userId}", "/users/../{userId}", "request.path: holds an empty, . or .. segment"),
                mistake("/users/{userId}", "/users/%2e%2e/{userId}", "request.path: holds an empty, . or .. segment"),
                mistake("/users/{userId}", "/us ers/{userId}", "request.path: holds a space"),
                mistake("/users/{userId}", "/100%/{userId}", "request.path: holds a % without"),
                mistake(
                        "/users/{userId}",
                        "/users/{userid}",
                        ":7: request.path: there is no input userid; did you mean userId?"),
                mistake("/users/{userId}", "/users/{userId", "request.path: the { at column 8 is never closed"),
                mistake("required: true, ", "", "request.path: uses the optional input userId"),
                mistake("method: GET", "query: {a: \"{nope}\"}", "request.query.a: there is no input nope"),
                mistake(
                        "method: GET",
                        "query: {a: {userId}}",
                        "request.query.a: found a mapping, expected text, a number, true or false. Quote templates"),
                mistake(
                        "method: GET",
                        "headers: {Authorization: x}",
                        "request.headers.Authorization: credentials belong to the environment"),
                mistake("method: GET", "headers: {Host: x}", "request.headers.Host: is set by the HTTP client"),
                mistake("method: GET", "headers: {\"X A\": x}", "request.headers.X A: is no name for an HTTP header"),
                mistake("method: GET", "headers: {X-A: x, x-a: y}", "the same header twice"),
                mistake("method: GET", "headers: {X-A: \"a\\nb\"}", "holds a character that no HTTP header may"),
                mistake("method: GET", "method: GET\n  body: {a: 1}", "request.body: a GET has no body"),
                mistake("method: GET", "method: POST\n  body: {a: \"{nope}\"}", "request.body: there is no input nope"),
                // timeouts
                mistake(
                        "timeout: 10s",
                        "timeout: 61s",
                        ":8: timeout: found 61s, expected whole seconds from 1s to 60s"),
                mistake("timeout: 10s", "timeout: 0s", "timeout: found 0s"),
                mistake("timeout: 10s", "timeout: 1500ms", "timeout: found 1500ms"),
                mistake("timeout: 10s", "timeout: 10", "timeout: found 10, expected a duration such as 10s or 1500ms"),
                mistake(
                        "method: GET",
                        "timeout: 9500ms",
                        "request.timeout: too long: the request's 9500ms must be at least 1s less than the action's timeout of 10s"),
                mistake("method: GET", "timeout: 0s", "request.timeout: found 0"),
                // errors
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: notFound, message: x}}",
                        "errors.404.code: found \"notFound\", expected capitals"),
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: UNAUTHORIZED, message: x}}",
                        "errors.404.code: UNAUTHORIZED already means"),
                mistake("timeout: 10s", "errors: {200: {code: A, message: x}}", "\"200\" is no status of an error"),
                mistake("timeout: 10s", "errors: {4xx: {code: A, message: x}}", "\"4xx\" is no status of an error"),
                mistake("timeout: 10s", "errors: {404: {code: A}}", "errors.404.message: missing"),
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: A, message: \"{error.message}\"}}",
                        "errors.404.message: \"{error.message}\" looks like a template, and a message is sent as it is"
                                + " written. Write instead messageFrom: error.message (JSONata"),
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: A, message: \"No user {userId}.\"}}",
                        "Write instead messageFrom: '\"No user \" & $input.userId & \".\"'"),
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: A, message: x, messageFrom: y}}",
                        "errors.404.message: found beside messageFrom, expected one of them"),
                mistake(
                        "timeout: 10s",
                        "errors: {404: {code: A, messageFrom: \"error.(\"}}",
                        "errors.404.messageFrom: JSONata error at column"),
                mistake("timeout: 10s", "errors: {404: {messageFrom: error.message}}", "errors.404.code: missing"),
                // examples
                mistake(
                        "data: {name: Leanne, email: l@example.com}",
                        "data: {}\n    errorCode: X",
                        ":13: examples[0]: expected either data"),
                mistake("status: 200, ", "status: 99, ", "examples[0].response.status: found 99"),
                mistake("input: {userId: 1}", "input: 1", "examples[0].input: found 1, expected a mapping"));
    }

    private static String nested(int levels) {
        return "{type: object, properties: {o: ".repeat(levels) + "{type: string}" + "}}".repeat(levels);
    }

    private static Arguments mistake(String piece, String instead, String message) {
        return Arguments.of(piece, instead, message);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("mistakes")
    void a_mistake_is_told_with_its_place_and_what_was_expected(String piece, String instead, String message) {
        List<DefinitionProblem> problems = Yaml.problems(Yaml.with(piece, instead));
        assertThat(problems)
                .as("%s", problems)
                .anySatisfy(problem -> assertThat(problem.toString())
                        .startsWith("action.yaml:")
                        .contains(message)
                        .endsWith(".")
                        .doesNotContain("Exception", "\n"));
        assertThat(problems.size()).as("%s", problems).isLessThanOrEqualTo(3);
    }

    @Test
    void all_mistakes_of_a_file_are_told_at_once_in_the_files_order() {
        String yaml = Yaml.GOOD
                .replace("minimum: 1", "min: 1")
                .replace("method: GET", "method: get")
                .replace("{type: string}", "{type: strng}");
        assertThat(Yaml.problems(yaml)).extracting(DefinitionProblem::line).containsExactly(3, 6, 11);
    }

    @Test
    void an_empty_file_and_one_that_is_no_mapping_are_told() {
        assertThat(Yaml.problems("")).singleElement().asString().contains("the file is empty");
        assertThat(Yaml.problems("# only a comment\n"))
                .singleElement()
                .asString()
                .contains("the file is empty");
        assertThat(Yaml.problems("- a\n")).singleElement().asString().contains("found a list, expected a definition");
    }

    @Test
    void a_file_in_another_encoding_is_told() {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionReader.read("action.yaml", "name: Jürgen".getBytes(StandardCharsets.ISO_8859_1), problems);
        assertThat(problems).singleElement().asString().contains("save the file as UTF-8");
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
        assertThat(Yaml.problems("\uFEFF" + Yaml.GOOD.replace("\n", "\r\n"))).isEmpty();
    }

    @Test
    void only_json_values_have_a_type_of_their_own_and_the_rest_is_text() {
        String yaml = Yaml.with(
                        "body: {name: Leanne,",
                        "body: {no: no, on: on, date: 2024-01-01, zip: 01234, octal: 0o7, version: 1.10, name: Leanne,")
                .replace(
                        "{type: string}",
                        "{type: string}\n"
                                + "  no: {type: string}\n  on: {type: string}\n  date: {type: string}\n"
                                + "  zip: {type: string}\n  octal: {type: string}\n  version: {type: string}")
                .replace(
                        "data: {name: Leanne,",
                        "data: {no: \"no\", on: \"on\", date: \"2024-01-01\", zip: \"01234\", octal: \"0o7\", version: \"1.10\", name: Leanne,");
        DefinitionFile file = Yaml.read(yaml);
        assertThat(ExampleRunner.run(file.definition(), file.examples().get(0)).differences())
                .isEmpty();
    }

    @Test
    void a_name_that_is_missing_is_told_even_when_nothing_else_is_wrong() {
        assertThat(Yaml.problems(Yaml.with("name: FetchUser\n", "")))
                .singleElement()
                .asString()
                .isEqualTo("action.yaml:1: name: missing: expected the action's name in Architect, such as FetchUser.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "60s", "2000ms"})
    void whole_seconds_from_1_to_60_are_timeouts(String timeout) {
        assertThat(Yaml.problems(Yaml.with("timeout: 10s", "timeout: " + timeout)))
                .isEmpty();
    }

    @Test
    void a_request_timeout_one_second_less_than_the_actions_nests() {
        assertThat(Yaml.problems(Yaml.with("method: GET", "timeout: 9s"))).isEmpty();
    }

    @Test
    void outputs_have_as_many_levels_as_genesys_takes_with_those_of_the_answer() {
        for (String answer : List.of("", "answer: flat\n")) {
            int most = answer.isEmpty() ? 48 : 49;
            String text = answer + Yaml.GOOD.substring(0, Yaml.GOOD.indexOf("examples:"));
            assertThat(Yaml.problems(text.replace("{type: string}", nested(most))))
                    .isEmpty();
            assertThat(Yaml.problems(text.replace("{type: string}", nested(most + 1))))
                    .isNotEmpty();
        }
    }

    @Test
    void one_mistake_is_one_message() {
        assertThat(Yaml.problems(Yaml.with("{type: integer, required: true, minimum: 1}", "{type: int}")))
                .singleElement()
                .asString()
                .contains("input.userId.type: unknown type \"int\"")
                .endsWith("Expected one of boolean, integer, number, string.");
        assertThat(Yaml.problems(
                        Yaml.with("{type: string}", "{type: array, items: {type: array, items: {type: string}}}")))
                .singleElement()
                .asString()
                .contains("output.email.items.type: an array inside an array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customer-name",
                "customer - name",
                "order.customer-name",
                "$uppercase(customer-name)",
                "`x` & customer-name"
            })
    void a_subtraction_that_spells_a_key_of_an_examples_response_is_refused(String expression) {
        String yaml = Yaml.with("from: name,", "from: \"" + expression + "\",")
                .replace("body: {name: Leanne,", "body: {customer-name: Leanne, name: Leanne,");
        assertThat(Yaml.problems(yaml))
                .singleElement()
                .asString()
                .startsWith("action.yaml:10: output.name.from: customer-name is a subtraction")
                .contains("`customer-name` in backticks", "If a subtraction is meant, write (customer) - (name).");
    }

    @Test
    void a_subtraction_that_spells_a_header_is_refused_too_and_so_is_one_inside_items() {
        assertThat(Yaml.problems(Yaml.with("from: name,", "from: $headers.x-total,")
                        .replace("{status: 200,", "{status: 200, headers: {X-Total: \"20\"},")))
                .singleElement()
                .asString()
                .contains("x-total is a subtraction");
        assertThat(Yaml.problems(Yaml.with(
                                "{type: string}",
                                "{type: array, from: $, items: {type: object, properties: {a: {type: string, from: first-name}}}}")
                        .replace("body: {name: Leanne,", "body: {list: [{first-name: x}], name: Leanne,")))
                .singleElement()
                .asString()
                .contains("output.email.items.properties.a.from: first-name is a subtraction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`customer-name`",
                "\\\"customer-name\\\"",
                "total - discount",
                "$customer-name",
                "customer - 1",
                "/* customer-name */ name"
            })
    void other_hyphens_are_left_alone(String expression) {
        String yaml = Yaml.with("from: name,", "from: \"" + expression + "\",")
                .replace("body: {name: Leanne,", "body: {customer-name: Leanne, name: Leanne,");
        assertThat(Yaml.problems(yaml)).isEmpty();
    }

    @Test
    void hyphenated_names_of_several_parts_are_seen() {
        assertThat(Subtractions.of("a.b-c-d & address-line-1")).contains("b-c-d", "c-d", "b-c", "address-line-1");
        assertThat(Subtractions.of("$a-b - $c-d ? (e)-f")).isEmpty();
    }

    @Test
    void a_control_character_in_what_is_quoted_does_not_break_the_message_into_lines() {
        for (String yaml : List.of(
                "name: @\n", "name: A\n\"in\\nput\u2028\": {}\n", "name: A\nrequest: {upstream: \"a\\nb\"}\n")) {
            assertThat(Yaml.problems(yaml))
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.toString()).doesNotContainPattern("[\\p{Cntrl}\u2028]"));
        }
    }
}
