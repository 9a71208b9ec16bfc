package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of an evaluation, and the time zone of a timestamp without one. */
class DateFunctionsTest {
    private static Object evaluate(Expression expression) {
        return expression.evaluate(Map.of(), Map.of(), Budget.ofMillis(5_000));
    }

    private static long millis(Expression expression) {
        Object value = evaluate(expression);
        return value instanceof String text ? Instant.parse(text).toEpochMilli() : ((Number) value).longValue();
    }

    private static void waitUntilAfter(long millis) throws InterruptedException {
        while (System.currentTimeMillis() <= millis) {
            Thread.sleep(1);
        }
    }

    private static void isNow(Expression expression) throws InterruptedException {
        long before = System.currentTimeMillis();
        waitUntilAfter(before);
        assertThat(millis(expression)).isGreaterThan(before).isLessThanOrEqualTo(System.currentTimeMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"$now()", "$millis()", "$eval('$now()')", "$eval('$millis()')"})
    void the_time_is_the_evaluations_own_when_another_expression_was_compiled_last(String text) throws Exception {
        Expression expression = Expression.of(text);
        evaluate(expression);
        evaluate(Expression.of("1 + 1"));

        isNow(expression);
        isNow(expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$now()", "$millis()"})
    void the_time_is_the_evaluations_own_on_each_thread(String text) throws Exception {
        Expression expression = Expression.of(text);
        ExecutorService first = Executors.newSingleThreadExecutor();
        ExecutorService second = Executors.newSingleThreadExecutor();
        try {
            first.submit(() -> evaluate(expression)).get();
            for (ExecutorService thread : new ExecutorService[] {second, first, second}) {
                thread.submit(() -> {
                            isNow(expression);
                            return null;
                        })
                        .get();
            }
        } finally {
            first.shutdown();
            second.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$millis()", "$toMillis($now())", "$eval('$millis()')"})
    void the_time_does_not_change_within_an_evaluation(String last) {
        assertThat(evaluate(Expression.of("($t := $millis(); $count([1..20000].($)); " + last + " - $t)")))
                .isEqualTo(0);
    }

    @Test
    void now_takes_a_picture_and_a_zone() {
        assertThat(evaluate(Expression.of("$now('[z]', '+0100')"))).isEqualTo("GMT+01:00");
    }

    @Test
    void an_evaluation_never_sees_the_variables_of_another_thread() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Budget waiting = new Budget(
                () -> {
                    if (isRunning.getCount() > 0
                            && Thread.currentThread().getName().equals("waiting")) {
                        isRunning.countDown();
                        try {
                            mayEnd.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return 0;
                },
                1,
                1,
                100_000_000,
                () -> 0);
        Expression running = Expression.of("($secret := 'of another call'; $count([1..2000].($ + $)))");
        Expression compiledLast = Expression.of("[$secret, 'none'][0]");
        Thread other = new Thread(
                () -> {
                    running.check();
                    compiledLast.check();
                    running.evaluate(Map.of(), Map.of(), waiting);
                },
                "waiting");
        other.start();
        isRunning.await();
        try {
            assertThat(evaluate(compiledLast)).isEqualTo("none");
        } finally {
            mayEnd.countDown();
            other.join();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $toMillis('2026-11-28T10:00:00')                              | 2026-11-28T10:00:00Z
            $toMillis('2026-06-28T10:00')                                 | 2026-06-28T10:00:00Z
            $toMillis('2026-06-28T09:09:09')                              | 2026-06-28T09:09:09Z
            $toMillis('2026-06-28T10:00:00.123')                          | 2026-06-28T10:00:00.123Z
            $toMillis('2026-06-28t10:00:00')                              | 2026-06-28T10:00:00Z
            $toMillis('2026-06-28T10:00:00Z')                             | 2026-06-28T10:00:00Z
            $toMillis('2026-06-28T10:00:00z')                             | 2026-06-28T10:00:00Z
            $toMillis('2026-06-28T10:00:00+02:00')                        | 2026-06-28T08:00:00Z
            $toMillis('2026-06-28T10:00:00-0200')                         | 2026-06-28T12:00:00Z
            $toMillis('2026-06-28')                                       | 2026-06-28T00:00:00Z
            $toMillis('2026')                                             | 2026-01-01T00:00:00Z
            $toMillis('28.06.2026 10:00','[D01].[M01].[Y0001] [H01]:[m01]') | 2026-06-28T10:00:00Z
            $toMillis($fromMillis(0,'[Y0001]-[M01]-[D01]T[H01]:[m01]'))   | 1970-01-01T00:00:00Z
            $toMillis($fromMillis(0))                                     | 1970-01-01T00:00:00Z
            """)
    void a_timestamp_without_a_zone_is_utc_whatever_the_machines_zone_is(String expression, Instant expected) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            assertThat(Instant.ofEpochMilli(millis(Expression.of(expression)))).isEqualTo(expected);
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
