package dataactions.genesys.execution;

import static dataactions.genesys.OrgFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.genesys.api.Trees;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {

    @ParameterizedTest(name = "{1} against {0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"type":"string"}                                  | "x"        |
                    {"type":"string"}                                  | 1          | expected string, found integer
                    {"type":"integer"}                                 | 1          |
                    {"type":"integer"}                                 | 1.0        | expected integer, found number
                    {"type":"number"}                                  | 1          |
                    {"type":"number"}                                  | 1.5        |
                    {"type":"number"}                                  | "1"        | expected number, found string
                    {"type":"boolean"}                                 | true       |
                    {"type":"boolean"}                                 | null       | expected boolean, found null
                    {"type":"array","items":{"type":"string"}}         | ["a",2]    | $.v[1]: expected string
                    {"type":"object","required":["a"]}                 | {}         | 'a' is missing
                    {"type":"object","properties":{"a":{"type":"string"}}} | {"a":1,"b":2} | $.v.a: expected string
                    {"type":"object","additionalProperties":false}     | {"b":2}    | $.v.b: no such property
                    {"type":"object","additionalProperties":true}      | {"b":2}    |
                    {"type":"object","additionalProperties":{"type":"string"}} | {"b":2} | $.v.b: expected string
                    {"enum":["a","b"]}                                 | "c"        | 'enum'
                    {"enum":["a","b"]}                                 | "b"        |
                    {"minimum":2}                                      | 1.99       | minimum
                    {"minimum":2}                                      | 2          |
                    {"maximum":2}                                      | 2.01       | maximum
                    {"minLength":2}                                    | "a"        | minLength
                    {"maxLength":1}                                    | "😀"       |
                    {"maxLength":1}                                    | "ab"       | maxLength
                    {"pattern":"^a"}                                   | "ba"       | pattern
                    """)
    void values_fit_their_schema_or_are_named(String schema, String value, String problem) {
        var wrapped = json("{'type':'object','properties':{'v':" + schema.trim() + "}}");
        var problems = SchemaCheck.problems(
                wrapped, Trees.parse("{\"v\":" + value.trim() + "}").orElseThrow());

        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains("$.v").contains(problem.trim());
        }
    }
}
