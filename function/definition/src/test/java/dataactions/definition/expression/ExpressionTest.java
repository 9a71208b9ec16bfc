package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final Pattern ROW = Pattern.compile("^\\| `\\$([A-Za-z0-9]+)` \\| (.*) \\|$", Pattern.MULTILINE);

    private static String page() throws Exception {
        return Files.readString(Path.of("../../docs/expressions.md"));
    }

    @Test
    void the_table_of_functions_says_of_each_what_the_code_does() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        Matcher rowsOfPage = ROW.matcher(page());
        while (rowsOfPage.find()) {
            assertThat(rows.put(rowsOfPage.group(1), rowsOfPage.group(2))).isNull();
        }
        assertThat(rows.keySet()).containsExactlyElementsOf(Library.functions());
        rows.forEach((name, bound) -> {
            boolean isRefused = BoundedFunctions.REFUSED.containsKey(name);
            assertThat(bound.startsWith("refused at build")).as(name).isEqualTo(isRefused);
            assertThat(bound.equals("linear"))
                    .as(name)
                    .isEqualTo(!isRefused && !BoundedFunctions.BY_NAME.containsKey(name));
        });
    }

    @Test
    void the_tables_numbers_are_the_codes() throws Exception {
        assertThat(page())
                .contains(
                        "%,d characters, counted before they are joined".formatted(Bounds.MAX_TEXT),
                        "a picture of " + NumberFunctions.MAX_PICTURE,
                        "each part at most " + DateFunctions.MAX_WIDTH + " wide",
                        "a timestamp of " + DateFunctions.MAX_TIMESTAMP,
                        "| `$encodeUrl` | %,d characters |".formatted(TextFunctions.MAX_URL),
                        "a precision of " + NumberFunctions.MAX_PRECISION,
                        "%,d characters, within".formatted(EvalFunction.MAX_EVALUATED),
                        "%,d elements".formatted(Bounds.MAX_LIST),
                        Bounds.MAX_DEPTH + " nodes",
                        Bounds.MAX_LEVELS + " levels",
                        "%,d copied".formatted(Bounds.MAX_COPIES),
                        "at most %,d times".formatted(Regex.MAX_REPETITIONS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            $eval(body)                                   | uses $eval, which would run
            l.$map($eval)                                 | uses $eval, which would run
            `it's` & $eval(x) & `don't`                   | uses $eval, which would run
            /* it's */ $eval(x)                           | uses $eval, which would run
            a ? b : $error('no')                          | uses $error, which is not a function here
            $error(v)                                     | uses $error, which is not a function here
            v ~> $error                                   | uses $error, which is not a function here
            $assert(a = 1, 'no')                          | uses $assert, which makes the mapping fail
            $match(v, /(){2000000000}/)                   | repeats its parts more than a million times
            """)
    void what_no_definition_may_use_is_found_in_the_parsed_expression(String expression, String refusal) {
        assertThat(Expression.of(expression).refusals()).hasSize(1);
        assertThat(Expression.of(expression).refusals().get(0)).contains(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            email(1)                                  | calls email
            length(email)                             | calls length
            `my name`(1)                              | calls my name
            orders.email(1)                           | calls email
            orders[email(1)]                          | calls email
            $map(orders, function($v){ email($v) })   | calls email
            (1 ~> email(2))                           | calls email
            $input(1)                                 | calls $input
            $headers('a')                             | calls $headers
            $input.id(1)                              | calls id
            'a'(1)                                    | calls a literal
            5(1)                                      | calls a literal
            null(1)                                   | calls a literal
            [1](1)                                    | calls the result of an operator
            {}(1)                                     | calls the result of an operator
            """)
    void a_call_of_what_can_only_be_a_value_is_refused(String expression, String refusal) {
        assertThat(Expression.of(expression).refusals())
                .containsExactly(refusal
                        + ", which is not a function: the names of functions begin with $, as in $length(name)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$uppercase(email)",
                "email ~> $uppercase",
                "email ~> $substring(1)",
                "($f := function($v){ $v }; $f(email))",
                "($input := $sum; $input(list))",
                "{'f': $sum}.f([1, 2])",
                "$merge([{'f': $sum}]).f([1, 2])",
                "list{'f': $sum}.f([1, 2])",
                "($m := /a/; $m('aa').next())",
                "function($x){ $x(1) }($sum)",
                "$sum(?)(list)",
                "($f := email; $f(1))"
            })
    void a_call_of_what_may_be_a_function_is_accepted(String expression) {
        assertThat(Expression.of(expression).refusals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'$eval(x)'",
                "`$eval`",
                "/* $eval(x) */ a",
                "($error := function($m){$m}; $error('fine'))",
                "l.$map(function($assert){$assert})",
                "$match(v, /\\$error{2}/)",
                "a / b / c",
                "error.message",
                "$error",
                "$uppercase($error)",
                "$error ~> $uppercase",
                "($e := $error; $e & '!')"
            })
    void what_only_looks_like_it_is_accepted(String expression) {
        assertThat(Expression.of(expression).refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            steps.a.b                              | a
            $steps.a.b                             | a
            $$.steps.a                             | a
            $count(steps.a) + $sum(steps.`b-c`.d)  | a,b-c
            `it's` & steps.a & `don't`             | a
            /* it's */ steps.a & 'steps.b'         | a
            $match(steps.a.v, /'/) & steps.b       | a,b
            x.steps.a                              |
            `steps.a`                              |
            steps."a"                              | a
            """)
    void the_steps_that_an_expression_reads_are_those_of_its_tree(String expression, String steps) {
        assertThat(Expression.of(expression).steps())
                .isEqualTo(steps == null ? Set.of() : Set.copyOf(List.of(steps.split(","))));
        assertThat(Expression.of(expression).readsAllSteps()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"$input.id, 7", "$input.name,", "$other.id,", "$.id, 8", "id, 8", "$input.id.x,"})
    void a_plain_path_begins_at_a_variable_or_at_the_context(String path, Long expected) {
        assertThat(Expression.of(path)
                        .evaluate(Map.of("id", 8L), Map.of("input", Map.of("id", 7L)), Budget.ofMillis(2_000)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            $status.a                         | a | false
            $status.a = 404                   | a | false
            $not($status.`b` = 200)           | b | false
            $status = 404                     |   | true
            $lookup($status, 'a') = 404       |   | true
            status.a = 404 and $statuses.b    |   | false
            ($status := state; $status.a = 1) |   | false
            $map(x, function($status){$status.a}) | | false
            """)
    void the_members_of_a_variable_are_those_that_the_expression_names(String text, String names, boolean whole) {
        Expression expression = Expression.of(text);
        assertThat(expression.members("status"))
                .isEqualTo(names == null ? Set.of() : Set.copyOf(List.of(names.split(","))));
        assertThat(expression.readsWhole("status")).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"steps", "$steps", "$keys(steps)", "$string($steps)", "steps.*", "steps[0]", "$merge([steps])"})
    void reading_the_steps_as_a_whole_is_seen(String expression) {
        assertThat(Expression.of(expression).readsAllSteps()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            $errorCode                        | true
            $errorCode ?: 'OK'                | true
            `it's` & $errorCode & `don't`     | true
            '$errorCode'                      | false
            $errorCodes                       | false
            /* $errorCode */ a                | false
            """)
    void the_variables_that_an_expression_uses_are_those_of_its_tree(String expression, boolean uses) {
        assertThat(Expression.of(expression).uses("$errorCode")).isEqualTo(uses);
    }
}
