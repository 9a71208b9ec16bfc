package dataactions.definition.run;

import static dataactions.definition.Definitions.object;
import static dataactions.definition.Definitions.withInputs;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.ActionDefinition;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
    private static Map<String, Object> bound(String inputs, String data) {
        Binding.Result result = Binding.bind(withInputs(inputs), object(data));
        assertThat(result).isInstanceOf(Binding.Bound.class);
        return ((Binding.Bound) result).inputs();
    }

    private static String invalid(String inputs, String data) {
        Binding.Result result = Binding.bind(withInputs(inputs), object(data));
        assertThat(result).isInstanceOf(Binding.Invalid.class);
        return ((Binding.Invalid) result).message();
    }

    @Test
    void an_input_that_is_missing_is_named() {
        assertThat(invalid("{'userId':{'type':'integer','required':true}}", "{}"))
                .isEqualTo("Input userId is missing (an integer).");
    }

    @Test
    void null_is_the_same_as_absent() {
        assertThat(invalid("{'userId':{'type':'integer','required':true}}", "{'userId':null}"))
                .isEqualTo("Input userId is missing (an integer).");
        assertThat(bound("{'a':{'type':'string'}}", "{'a':null}")).isEmpty();
    }

    @Test
    void a_default_takes_the_place_of_what_is_absent_null_or_empty() {
        String inputs = "{'a':{'type':'string','default':'x'},'n':{'type':'integer','default':5}}";
        for (String data : new String[] {"{}", "{'a':null,'n':null}", "{'a':'','n':''}"}) {
            assertThat(bound(inputs, data)).isEqualTo(Map.of("a", "x", "n", 5L));
        }
    }

    @Test
    void an_empty_string_counts_as_absent_unless_allowed() {
        assertThat(bound("{'a':{'type':'string'}}", "{'a':''}")).isEmpty();
        assertThat(bound("{'a':{'type':'string','allowEmpty':true}}", "{'a':''}"))
                .isEqualTo(Map.of("a", ""));
        assertThat(invalid("{'a':{'type':'string','required':true}}", "{'a':''}"))
                .isEqualTo("Input a is empty (a string).");
    }

    @Test
    void names_that_the_action_does_not_know_are_ignored() {
        assertThat(bound("{'a':{'type':'string'}}", "{'a':'x','b':{'c':[1]}}")).isEqualTo(Map.of("a", "x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    integer | '1'     | 1
                    integer | '-20'   | -20
                    integer | 3.0     | 3
                    integer | '3.0'   | 3
                    integer | 1e3     | 1000
                    number  | '1.50'  | 1.50
                    number  | 7       | 7
                    boolean | 'true'  | true
                    boolean | 'false' | false
                    string  | 12345678901234567890 | 12345678901234567890
                    string  | 1.50    | 1.50
                    string  | true    | true
                    """)
    void conversions_that_lose_nothing_are_made(String type, String value, String expected) {
        Object found =
                bound("{'a':{'type':'" + type + "'}}", "{'a':" + value + "}").get("a");
        assertThat(ValueType.STRING.fit(found).value()).isEqualTo(expected);
        assertThat(found)
                .isInstanceOf(
                        type.equals("string") ? String.class : type.equals("boolean") ? Boolean.class : Number.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    integer | 'one'   | a string
                    integer | 1.5     | a number
                    integer | '1.5'   | a string
                    integer | '01'    | a string
                    integer | ' 1'    | a string
                    integer | '+1'    | a string
                    integer | '0x10'  | a string
                    integer | true    | a boolean
                    integer | [1]     | an array of 1
                    integer | {}      | an object
                    integer | 1e999999999 | a number
                    integer | '1e999999999' | a string
                    number  | 1e999999999 | a number
                    number  | 'NaN'   | a string
                    number  | '1,5'   | a string
                    number  | 'Infinity' | a string
                    boolean | 'yes'   | a string
                    boolean | 'TRUE'  | a string
                    boolean | 1       | an integer
                    string  | [1,2]   | an array of 2
                    string  | {}      | an object
                    string  | 1e999999999 | a number
                    """)
    void every_other_type_is_a_violation_that_names_types_and_not_the_value(String type, String value, String found) {
        assertThat(invalid("{'a':{'type':'" + type + "'}}", "{'a':" + value + "}"))
                .startsWith("Input a is " + found + ", expected a");
    }

    @Test
    void every_digit_of_a_large_integer_is_kept() {
        assertThat(bound("{'a':{'type':'integer'}}", "{'a':'123456789012345678901234567890'}"))
                .containsEntry("a", new BigInteger("123456789012345678901234567890"));
        assertThat(bound("{'a':{'type':'number'}}", "{'a':0.1000000000000000000001}"))
                .containsEntry("a", new BigDecimal("0.1000000000000000000001"));
    }

    @Test
    void all_violations_are_told_at_once_and_no_value() {
        String inputs =
                "{'id':{'type':'integer','minimum':1,'maximum':9},'code':{'type':'string','pattern':'[A-Z]{3}'},"
                        + "'kind':{'type':'string','enum':['a','b']},'long':{'type':'string','maxLength':3},"
                        + "'short':{'type':'string','minLength':8},'gone':{'type':'boolean','required':true}}";
        String message =
                invalid(inputs, "{'id':4711,'code':'s3cret','kind':'s3cret','long':'s3cret','short':'s3cret'}");
        assertThat(message)
                .contains("id is greater than 9", "code does not match the pattern [A-Z]{3}")
                .contains("kind is none of the allowed values (a, b)", "long is longer than 3 characters")
                .contains("short is shorter than 8 characters", "gone is missing (a boolean)")
                .doesNotContain("s3cret", "4711");
    }

    @Test
    void bounds_are_inclusive_and_compare_numbers_not_digits() {
        String inputs = "{'n':{'type':'number','minimum':1,'maximum':2.50}}";
        assertThat(bound(inputs, "{'n':1.0}")).isNotEmpty();
        assertThat(bound(inputs, "{'n':2.5}")).isNotEmpty();
        assertThat(invalid(inputs, "{'n':0.999}")).contains("less than 1");
        assertThat(invalid(inputs, "{'n':2.5000001}")).contains("greater than 2.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABCD", "xABC", "AB", "ABC "})
    void a_pattern_must_match_the_whole_value(String value) {
        assertThat(invalid("{'a':{'type':'string','pattern':'[A-Z]{3}'}}", "{'a':'" + value + "'}"))
                .contains("does not match");
    }

    @Test
    void a_line_end_does_not_slip_through_a_pattern() {
        assertThat(invalid("{'a':{'type':'string','pattern':'^[A-Z]{3}$'}}", "{'a':'ABC\\n'}"))
                .contains("does not match");
    }

    @Test
    void a_value_that_exhausts_the_matcher_is_a_violation_not_a_crash() {
        ActionDefinition action = withInputs("{'a':{'type':'string','pattern':'(a|b)*'}}");
        assertThat(Binding.bind(action, Map.of("a", "ab".repeat(500_000)))).isInstanceOf(Binding.Invalid.class);
    }

    @Test
    void lengths_count_characters_and_not_their_halves() {
        assertThat(bound("{'a':{'type':'string','maxLength':1}}", "{'a':'\uD83D\uDE00'}"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {'type':'string','enum':['red','green']}  | 'red'
                    {'type':'string','enum':['red','green']}  | 'green'
                    {'type':'integer','enum':[1,20]}          | 20
                    {'type':'integer','enum':[1,20]}          | '1'
                    {'type':'number','enum':[1.50]}           | 1.5
                    {'type':'boolean','enum':[true]}          | true
                    """)
    void a_value_that_an_enum_lists_is_accepted(String input, String value) {
        assertThat(bound("{'a':" + input + "}", "{'a':" + value + "}")).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {'type':'string','enum':['red','green']}  | 'Red'
                    {'type':'string','enum':['1']}            | 2
                    {'type':'integer','enum':[1,20]}          | 2
                    {'type':'number','enum':[1.50]}           | 1.51
                    {'type':'boolean','enum':[true]}          | false
                    """)
    void a_value_that_an_enum_does_not_list_is_refused(String input, String value) {
        assertThat(invalid("{'a':" + input + "}", "{'a':" + value + "}")).startsWith("Input a is none of the allowed");
    }

    @Test
    void lengths_are_inclusive() {
        String input = "{'a':{'type':'string','minLength':2,'maxLength':3}}";
        assertThat(bound(input, "{'a':'ab'}")).containsEntry("a", "ab");
        assertThat(bound(input, "{'a':'abc'}")).containsEntry("a", "abc");
        assertThat(invalid(input, "{'a':'a'}")).contains("shorter than 2");
        assertThat(invalid(input, "{'a':'abcd'}")).contains("longer than 3");
    }
}
