package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the operators compare values, above all numbers that a double cannot hold. */
class ComparisonTest {
    private static final Object CONTEXT = Json.parse("""
            {"customers": [
               {"id": 9007199254740992, "name": "Ann"},
               {"id": 9007199254740993, "name": "Bob"},
               {"id": 12345678901234567890, "name": "Cleo"},
               {"id": 12345678901234567891, "name": "Dan"}],
             "list": [1, 2], "decimals": [1.0, 2.00], "deep": {"a": [{"b": 1}]}, "nulls": [null], "withNull": {"a": null},
             "ten": 10, "tenWithPoint": 10.0, "tenth": 0.1, "long": 0.12345678901234567890, "huge": 1e999999999,
             "ks": [{"k": 1, "n": 1}, {"k": 0, "n": 2}], "s": "10", "t": true, "z": null, "e": [], "o": {}}
            """.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);

    private static Object evaluate(String expression) {
        return Expression.of(expression)
                .evaluate(
                        CONTEXT,
                        Map.of("input", Map.of("id", 9007199254740993L, "ids", List.of(9007199254740993L))),
                        Budget.ofMillis(5_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            customers[id = $input.id].name                              | Bob
            customers[$input.id = id].name                              | Bob
            customers[id in $input.ids].name                            | Bob
            $join(customers[id != $input.id].name, ' ')                 | Ann Cleo Dan
            $join(customers[id > $input.id].name, ' ')                  | Cleo Dan
            $join(customers[id <= $input.id].name, ' ')                 | Ann Bob
            $join(customers[id > 12345678901234567890].name, ' ')       | Dan
            customers[id = 9007199254740992].name                       | Ann
            customers[id = 9007199254740993].name                       | Bob
            customers[id = /* it's */ 12345678901234567891 ].name       | Dan
            customers[id = 12345678901234567890].name                   | Cleo
            $eval('customers[id = 9007199254740993].name')              | Bob
            $join(customers^(>id).name, ' ')                            | Dan Cleo Bob Ann
            $join($sort(customers.id).$string(), ' ')                   | 9007199254740992 9007199254740993 12345678901234567890 12345678901234567891
            $string(-9007199254740993)                                  | -9007199254740993
            $string([9007199254740993])                                 | [9007199254740993]
            """)
    void a_long_number_is_not_its_neighbour(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1, 2] = list                       | true
            list = [1..2]                       | true
            list = decimals                     | true
            list != decimals                    | false
            list = [2, 1]                       | false
            list = [1]                          | false
            list = [1, 2, 3]                    | false
            list != [1]                         | true
            {'a': [{'b': 1}]} = deep            | true
            {'a': [{'b': 1.0}]} = deep          | true
            {'a': [{'b': 2}]} = deep            | false
            {'a': [{'b': 1}], 'c': 1} = deep    | false
            {'x': [{'b': 1}]} = deep            | false
            {'x': 1} = withNull                 | false
            {'x': z} = {'w': z}                 | false
            {'x': z} = {'w': 1}                 | false
            {'x': z, 'y': 1} = {'y': 1, 'x': z} | true
            -1 * 0 = 0.0 * 1                    | true
            0.0 * 1 = -1 * 0                    | true
            [list, list] = [1, 2, 1, 2]         | true
            list in [[1, 2]]                    | true
            nulls = nulls                       | true
            ten = tenWithPoint                | true
            10 = tenWithPoint                 | true
            ten != tenWithPoint               | false
            ten in [10.0]                       | true
            11 in [10, 12]                      | false
            tenth = 0.1                         | true
            tenth in [0.1]                      | true
            0.1 + 0.2 = 0.3                     | false
            long = 0.12345678901234567890       | true
            long * 1 = long                     | true
            long < 0.12345678901234567890       | false
            huge = huge                         | true
            huge = 1                            | false
            huge != 1                           | true
            huge > 1                            | true
            ten < 10.5                          | true
            tenWithPoint >= 10                | true
            s = '10'                            | true
            s != '10'                           | false
            s = 10                              | false
            s != 10                             | true
            s in ['9', '10']                    | true
            s in '10'                           | true
            t = true                            | true
            t != true                           | false
            t = 1                               | false
            t = 'true'                          | false
            z = null                            | true
            z != null                           | false
            z = 1                               | false
            z != 1                              | true
            null = null                         | true
            nothing = 1                         | false
            1 = nothing                         | false
            nothing = nothing                   | false
            nothing != 1                        | false
            nothing != nothing                  | false
            nothing in [1]                      | false
            1 in nothing                        | false
            nothing = null                      | false
            e = []                              | true
            o = {}                              | true
            e = o                               | false
            o = e                               | false
            list = 1                            | false
            $sum = $sum                         | true
            $sum = $max                         | false
            """)
    void two_values_are_equal_when_their_json_is(String expression, boolean expected) {
        assertThat(evaluate(expression)).as(expression).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            [3, 1, 2]^($)                                                              | [1,2,3]
            [3, 1, 2]^(>$)                                                             | [3,2,1]
            ['b', 'a']^($)                                                             | ["a","b"]
            [{'k':10.0,'n':1},{'k':10,'n':2},{'k':9,'n':3}]^(k).n                      | [3,1,2]
            [{'k':1,'n':1},{'n':2},{'k':0,'n':3}]^(k).n                                | [3,1,2]
            [{'k':1,'n':1},{'n':2},{'k':0,'n':3}]^(>k).n                               | [1,3,2]
            [{'k':1,'n':1},{'k':0,'n':2},{'k':1,'n':0}]^(>k, n).n                      | [0,1,2]
            ks#$i^(k).(n * 10 + $i)                                                    | [21,10]
            """)
    void a_sort_has_the_order_of_its_terms_and_the_missing_last(String expression, String expected) {
        assertThat(evaluate("$string(" + expression + ")")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{'k':1},{'k':'a'}]^(k)      | T2007
            [{'k':1},{'k':true}]^(k)     | T2008
            [{'k':1},{'k':[1,2]}]^(k)    | T2008
            """)
    void a_sort_by_values_that_have_no_order_fails(String expression, String code) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(Expression.EvaluationException.class)
                .hasMessageContaining(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            9007199254740993 + 0                        | 9007199254740992
            $max(customers[[0..1]].id)                  | 9007199254740992
            $number('9007199254740993')                 | 9007199254740992
            $sum(customers[[0..1]].id)                  | 18014398509481984
            """)
    void arithmetic_rounds_to_doubles(String expression, String expected) {
        assertThat(evaluate("$string(" + expression + ")")).isEqualTo(expected);
    }

    /** A sort with a comparison that contradicts itself may fail or leave its elements unsorted. */
    @Test
    void a_sort_by_numbers_of_several_kinds_is_stable() {
        Random random = new Random(7);
        List<Object> orders = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long amount = (1L << 53) + random.nextInt(3);
            Object number = random.nextBoolean() ? (Object) amount : new BigDecimal(amount + ".0");
            orders.add(Map.of("amount", number, "place", (long) i));
        }
        for (String sorted : List.of("orders^(amount)", "orders^(amount, place)")) {
            List<?> result = (List<?>)
                    Expression.of(sorted).evaluate(Map.of("orders", orders), Map.of(), Budget.ofMillis(10_000));

            assertThat(result).hasSize(2_000);
            BigDecimal amount = BigDecimal.ZERO;
            long place = -1;
            for (Object each : result) {
                BigDecimal next =
                        new BigDecimal(((Map<?, ?>) each).get("amount").toString());
                long nextPlace = (Long) ((Map<?, ?>) each).get("place");
                assertThat(next).isGreaterThanOrEqualTo(amount);
                assertThat(next.compareTo(amount) > 0 || nextPlace > place).isTrue();
                amount = next;
                place = nextPlace;
            }
        }
        List<?> amounts = (List<?>) Expression.of("$sort(orders.amount)")
                .evaluate(Map.of("orders", orders), Map.of(), Budget.ofMillis(10_000));
        assertThat(amounts.stream().map(each -> new BigDecimal(each.toString())).toList())
                .isSorted();
    }
}
