package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Library;
import dataactions.definition.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library prints where it meets what it does not expect. In Lambda that is the log, which holds no value of an
 * upstream.
 */
class PrintsTest {
    private static final Object ANSWER = Json.parse(
            "{\"email\":\"ann@x.example\",\"o\":{\"x\":1},\"l\":[1,2],\"none\":[],\"big\":1.7976931348623157e308,\"huge\":1e999}"
                    .getBytes(StandardCharsets.UTF_8),
            Json.Limits.DEFAULT);

    /** What an evaluation printed, and how it ended. */
    private record Evaluation(String printed, String end) {}

    private static Evaluation evaluate(String text) {
        return evaluate(Expression.of(text));
    }

    private static Evaluation evaluate(Expression expression) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        String end;
        try {
            end = String.valueOf(expression.evaluate(ANSWER, Map.of("input", Map.of()), Budget.ofMillis(2_000)));
        } catch (Expression.EvaluationException e) {
            end = e.getMessage();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Evaluation(printed.toString(StandardCharsets.UTF_8), end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email(1)",
                "($f := email; $f(1))",
                "l.email(1)",
                "$lookup(o, 'x')(1)",
                "none(1)",
                "$nosuch(1)",
                "($f := []; $f(1))",
                "($f := [$sum]; $f([1]))",
                // behind ~>, where the call is no node of its own
                "(1 ~> email(2))",
                "($f := email; 1 ~> $f(2))",
                "($f := $uppercase ~> email; $f('a'))",
                "(email ~> $uppercase)(1)",
                // at the end of a function, which the library calls after the function has returned
                "function($x){ $x(1) }(email)",
                "($f := function($n){ $n = 0 ? email(1) : $f($n - 1) }; $f(3))",
                "(function($a)<s:n>{ $a(1) })(email)",
                "($p := function($a, $b){ $a($b) }; $q := $p(email, ?); $q(1))",
                // in what a function of ours calls
                "$map(l, function($v){ email($v) })",
                "$replace(email, /a/, function($m){ email(1) })",
                "$reduce(l, function($a, $b){ email($a) })",
                "$filter(l, function($v){ email($v) })",
                "$sort(l, function($a, $b){ email($a) })",
                "o ~> |$|{'b': email(1)}|",
                "$eval('email(1)')",
                "$eval('function($x){ $x(1) }(email)')"
            })
    void a_value_that_is_called_as_if_it_were_a_function_is_not_printed(String expression) {
        Evaluation evaluation = evaluate(expression);
        assertThat(evaluation.printed()).isEmpty();
        assertThat(evaluation.end()).startsWith("it calls something that is not a function; JSONata T100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$clone({'a': big})",
                "$clone({'a': huge})",
                "$clone({'a': [1.7976931348623157e308]})",
                "$clone({'a': -1.7976931348623157e308})",
                "$clone({'a': 1.797693134862315e308})",
                "{'a': 1.7976931348623157e308} ~> |$|{'b': 1}|"
            })
    void a_number_that_a_copy_cannot_hold_prints_no_stack_trace(String expression) {
        Evaluation evaluation = evaluate(expression);
        assertThat(evaluation.printed()).isEmpty();
        assertThat(evaluation.end()).isEqualTo("a number in it is too large to be copied");
    }

    @Test
    void the_largest_number_that_a_copy_can_hold_is_copied() {
        Evaluation evaluation = evaluate("$clone({'a': 1.79769313486231e308})");
        assertThat(evaluation.printed()).isEmpty();
        assertThat(evaluation.end()).isEqualTo("{a=1.79769313486231E308}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$replace(email, /a/, function($m){ $m.match + 1 })",
                "$replace(email, /a/, function($m){ $toMillis($m.match) })",
                "$replace(email, /a/, l)",
                "$formatNumber(1, email)",
                "$formatNumber(1, '%%‰')",
                "$formatInteger(1, email)",
                "$parseInteger(email, 'w')",
                "$toMillis(email)",
                "$toMillis(email, '[Y]-[email]')",
                "$fromMillis(huge)",
                "$now(email)",
                "$number(email)",
                "$base64decode(email)",
                "$decodeUrl('%zz')",
                "$decodeUrlComponent('%')",
                "$error(email)",
                "$assert(false, email)",
                "$eval(email)",
                "$eval('$f(1')",
                "$power(10, 400)",
                "big * 10",
                "[1..big]",
                "$sum(email)",
                "email ~> 1",
                "email(?)",
                "$sift(o)",
                "$single(l)",
                "l^(o)"
            })
    void what_fails_prints_nothing(String expression) {
        assertThat(evaluate(expression).printed()).isEmpty();
    }

    @Test
    void no_function_prints_whatever_it_is_given() {
        String[] values = {"email", "o", "l", "huge", "none", "nothing", "$sum", "/a/", "function($a){$a(1)}"};
        for (String function : Library.functions()) {
            for (String first : values) {
                for (String second : values) {
                    for (String call : new String[] {
                        "$%s(%s)".formatted(function, first),
                        "$%s(%s, %s)".formatted(function, first, second),
                        "$%s(%s, %s, %s)".formatted(function, first, second, first)
                    }) {
                        assertThat(evaluate(call).printed()).as(call).isEmpty();
                    }
                }
            }
        }
    }

    @Test
    void an_expression_that_was_compiled_on_another_thread_calls_functions_on_this_one() throws Exception {
        Expression expression = Expression.of("$eval('$map(l, function($v){ $v + 1 })')[0] + $count($map(l, $string))");
        expression.check();
        Object[] value = new Object[1];
        Thread thread = new Thread(() -> value[0] = expression.evaluate(ANSWER, Map.of(), Budget.ofMillis(2_000)));
        thread.start();
        thread.join();
        assertThat(value[0]).isEqualTo(4);
    }

    /** The library evaluates on the evaluator that a thread used last. */
    @Test
    void nothing_is_printed_on_a_thread_that_used_the_librarys_own_evaluator_before() {
        Expression expression = Expression.of("function($x){ $x(1) }(email)");
        expression.check();
        Jsonata.jsonata("$sum([1, 2])").evaluate(null);
        assertThat(evaluate(expression).printed()).isEmpty();
    }
}
