package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What JSONata's functions count of their time and memory, without a clock and without measured memory. */
class FunctionBoundsTest {
    private static final int SIZE = 20_000;
    private static final Map<String, Object> CONTEXT = context();

    /** Two equal lists of numbers, two of texts, two objects, and a text; each with as many elements. */
    private static Map<String, Object> context() {
        Map<String, Object> context = new LinkedHashMap<>();
        for (String suffix : List.of("", "2")) {
            List<Object> numbers = new ArrayList<>();
            List<Object> texts = new ArrayList<>();
            Map<String, Object> members = new LinkedHashMap<>();
            for (long i = 0; i < SIZE; i++) {
                numbers.add(i);
                texts.add("text " + i);
                members.put("k" + i, i);
            }
            context.put("numbers" + suffix, numbers);
            context.put("texts" + suffix, texts);
            context.put("members" + suffix, members);
            context.put("text" + suffix, "a".repeat(SIZE));
        }
        return context;
    }

    private static long reads(String expression) {
        AtomicLong reads = new AtomicLong();
        Budget budget = new Budget(reads::getAndIncrement, Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000_000, () -> 0);
        Expression.of(expression).evaluate(CONTEXT, Map.of(), budget);
        return reads.get();
    }

    /** The function looks at the clock so often that its time ends soon after the budget does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $match(text,/a/)                       | 260
            $split(text,'')                        | 45
            $split(text,'a')                       | 45
            $replace(text,'a','b')                 | 60
            $replace(text,/a/,'b')                 | 62
            $map(texts,$uppercase)                 | 15000
            $sort(numbers)                         | 41
            $sort(texts)                           | 67
            $sort(numbers,function($a,$b){$a>$b})  | 1000
            $spread(members)                       | 95
            $spread([numbers])                     | 9
            $clone(members)                        | 7
            $clone(numbers)                        | 8
            numbers = numbers2                     | 45
            texts = texts2                         | 40
            members = members2                     | 45
            $shuffle(numbers)                      | 319
            $join(texts)                           | 7
            $encodeUrl(text)                       | 1
            $distinct(numbers)                     | 7
            $zip(numbers,texts)                    | 20
            $string(numbers)                       | 6
            $each(members,$string)                 | 15000
            $filter(numbers,$boolean)              | 300
            numbers^(>$)                           | 600
            $substring(text,1)                     | 1
            """)
    void the_clock_is_read_during_the_work(String expression, long atLeast) {
        assertThat(reads(expression)).isGreaterThanOrEqualTo(atLeast);
    }

    private static void evaluateIn(long memory, String expression) {
        Expression.of(expression).evaluate(CONTEXT, Map.of(), new Budget(() -> 0, 1, 1, memory, () -> 0));
    }

    /** Memory of {@code bytes} is too little, and 25 times as much is enough. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $match(text,/a/)                            | 20000000
            $split(text,'')                             | 2000000
            $split(text,'a')                            | 1900000
            $replace(text,'a','b')                      | 60000
            $map(numbers,function($v){$$.text})         | 80000000
            $each(members,function($v){$$.text})        | 80000000
            $spread(members)                            | 9000000
            $distinct(numbers)                          | 4000000
            $zip(numbers,texts)                         | 6500000
            $trim(text)                                 | 60000
            $pad('a',20000)                             | 60000
            $join([text,text2])                         | 130000
            $join(texts)                                | 2500000
            $append(numbers,numbers2)                   | 2000000
            """)
    void memory_is_refused_before_it_is_taken(String expression, long bytes) {
        assertThatThrownBy(() -> evaluateIn(bytes, expression))
                .isInstanceOf(Expression.EvaluationException.class)
                .hasMessage("it needs more memory than one call may take");
        evaluateIn(25 * bytes, expression);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $length($join([1..300].($$.text)))                | 6000000
            $length($join([1..299].($$.text), '1234567'))     | 5982086
            $length($pad('a',6000000))                        | 6000000
            $length($pad('a',-6000000))                       | 6000000
            $length($replace(text,/^a/,$pad('b',5980001)))    | 6000000
            $length($encodeUrl($pad('a',100000)))             | 100000
            $round(1.5,400)                                   | 1.5
            $round(1.5,-400)                                  | 0
            $length($formatInteger(1,$pad('',500,'0')))        | 500
            $length($fromMillis(0,'[Y,100-100]'))             | 100
            """)
    void the_limit_itself_is_accepted(String expression, double expected) {
        Object value = Expression.of(expression)
                .evaluate(CONTEXT, Map.of(), new Budget(() -> 0, 1, 1, 1_000_000_000, () -> 0));

        assertThat(((Number) value).doubleValue()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $join([1..301].($$.text))                    | its result is too large
            $join([1..300].($$.text), '-')               | its result is too large
            $pad('a',6000001)                            | its result is too large
            $pad('a',-6000001)                           | its result is too large
            $replace(text,/^a/,$pad('b',5980002))        | its result is too large
            $encodeUrl($pad('a',100001))                 | a part of a URL has at most 100000 characters
            $round(1.5,401)                              | a number has at most 400 digits
            $round(1.5,-401)                             | a number has at most 400 digits
            $formatNumber(1,$pad('',501,'0'))            | a picture, or a number in words, has at most 500 characters
            $fromMillis(0,'[Y,101-101]')                 | a part of a date is at most 100 characters wide
            $fromMillis(0,'[Y,*-101]')                   | a part of a date is at most 100 characters wide
            $toMillis($pad('2026',65))                   | a timestamp has at most 64 characters
            1(2)                                         | it calls something that is not a function; JSONata T1006
            """)
    void more_than_the_limit_is_refused(String expression, String message) {
        assertThatThrownBy(() -> Expression.of(expression)
                        .evaluate(CONTEXT, Map.of(), new Budget(() -> 0, 1, 1, 1_000_000_000, () -> 0)))
                .isInstanceOf(Expression.EvaluationException.class)
                .hasMessage(message);
    }
}
