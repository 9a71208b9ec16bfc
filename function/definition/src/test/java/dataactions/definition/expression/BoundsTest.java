package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would run for hours, or take any memory, ends by itself: on the thread that evaluates, and in time. */
class BoundsTest {
    /** For what ends by the budget: with less, the tests take less. */
    private static final long FEW_MILLIS = 400;

    private static final long MILLIS = 1_000;
    private static final long MEMORY = 70_000_000;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Object ANSWER = answer();

    /** Lists of 3,001 and 60,000, a text of 4 MB, objects with many lists and with equal hash codes. */
    private static Object answer() {
        StringBuilder text =
                new StringBuilder("{\"v\":\"").append("a".repeat(4_000_000)).append("\",\"l\":[");
        for (int i = 0; i <= 3_000; i++) {
            text.append(i == 0 ? "" : ",").append("{\"x\":\"").append(i).append("\",\"l\":[1]}");
        }
        text.append("],\"n\":[");
        for (int i = 0; i < 60_000; i++) {
            text.append(i == 0 ? "" : ",").append(i);
        }
        text.append("],\"o\":{");
        for (int i = 0; i < 20_000; i++) {
            text.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":[1]");
        }
        text.append("},\"same\":[");
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder value = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                value.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append(i == 0 ? "" : ",").append("{\"k\":\"").append(value).append("\"}");
        }
        return Json.parse(
                text.append("],\"huge\":[" + "1e999,".repeat(100_000) + "1],\"big\":1e999999999,\"digits\":\"")
                        .append("1".repeat(60))
                        .append("x\"}")
                        .toString()
                        .getBytes(StandardCharsets.UTF_8),
                new Json.Limits(20_000_000, 50));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // joins and parents
                "$string($count(l@$a.l@$b[$a.x = $b.x].{'s': $a.x}))",
                "l@$a.l@$b.l@$c",
                "$$.l.%.l.%.l.x",
                "n@$a.n@$b.($a+$b)",
                "n#$i.n#$j.n",
                "n.%.n.%.n",
                "n@$a.{'a':$a}@$b.n@$c{'k':$c}",
                "n@$a#$i{'k':$i}",
                // regular expressions, however they are quoted and reached
                "`it's`.x & $match(v, /(a+)+b/).match & `don't`.x",
                "`'` & $match(v, /(a+)+b/).match & `'`",
                "/* it's */ $match(v, /(a+)+b/).match",
                "$contains(v, /(a|a)*b/)",
                "$replace(v, /(a+)+b/, '')",
                "$split(v, /(a+)+b/)",
                "(v ~> /(a+)+b/).match",
                "($p := /(a+)+b/; $p(v).match)",
                "$map([v], /(a+)+b/)",
                "$match(v, /((((a){100}){100}){100}){1000}/)",
                "$match('x', /(){2000000000}/)",
                "$match('x', /(((){99999}){99999}){99999}/)",
                "$eval(\"$match(v, /(a+)+b/)\")",
                "$match(v, /a/)",
                "$match(v, /(a)(a)(a)()()()()/)",
                "$replace(v, /a/, v)",
                "$replace(v, /(a*)/, '$1$1$1$1')",
                "$replace(v, 'a', v)",
                "$replace(v, 'a', 'aa', 2000000000)",
                "$replace(v, /a/, 'aa', 2000000000)",
                "$replace(v, /a/, function($m){v})",
                "$split(v, '')",
                "$split(v, 'a')",
                "$split(v, /a*?/)",
                // pictures
                "$fromMillis(0,'[Y,1000000000-1000000000]')",
                "$fromMillis(0,'[Y,1 000 000 000-1 000 000 000]')",
                "$fromMillis(0,'[M01][Y,999999999]')",
                "$now('[Y,1000000000-1000000000]')",
                "$fromMillis(0,$pad('',5000000,'[Y]'))",
                "$toMillis(digits,'[f][f][f][f][f][f][f][f][f][f][f][f]')",
                "$toMillis(v,'[Y]')",
                "$formatInteger(1,$pad('',5000000,'0'))",
                "$formatNumber(1,$pad('',5000000,'0'))",
                "$formatNumber(big,'0')",
                "$round(big)",
                "$round(1,2000000000)",
                "$round(1,-2000000000)",
                "$formatBase(big,2)",
                "$parseInteger(v,'a')",
                "$formatInteger(2000000000,'I')",
                // many times the same
                "[1..20] ~> $map(function($i){$pad('',5000000)})",
                "$map([1..1000000],function($i){$$.v})",
                "$string($map([1..1000],function($i){$$}))",
                "$map([1..1000],function($i){$$}) & ''",
                "$string([1..1000].($$.v))",
                "[1..1000].($$.v) = [1..1000].($$.v)",
                "$join([1..1000].($$.v))",
                "$map([1..100000].($$.v),$uppercase)",
                "$map([1..1000].{'v':$$.l},$string)",
                "$sort([1..1000].($$.v & $string($)))",
                "$sort(n,function($a,$b){$count($$.n) > 0 and $a < $b})",
                "$sort(same.k,$contains)",
                "n.$$.n",
                "n.($$.n)",
                "n.$count($$.n[$ > 5])",
                "n[$$.n]",
                "n[$ in $$.n]",
                "$filter(n,function($v){$v in $$.same})",
                "$reduce(n,$append)",
                "$reduce([1..100000],function($a,$b){$a & $$.v},'')",
                "$reduce([1..1000000],function($a,$b){[[$a]]})",
                "$zip(n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n,n)",
                "$each(o,function($v){$$.n})",
                "$sift(o,function($v){$count($$.n[$>3])>0})",
                "$spread($map(n,function($v){$$.o}))",
                "$merge($map(n,function($v){$$.o}))",
                "$distinct(same)",
                "o.*.$$.o.*",
                "o.*",
                "**.**.**",
                "$keys($map([1..1000],function($i){$$.o}))",
                "n{'k':$$.n}",
                "n{'k':$}.k.$$.n",
                "$map(n,function($v){$clone($$)})",
                "$ ~> |v|v|",
                "$clone(huge)",
                "huge ~> |$|{'a':1}|",
                "$ ~> |l|{'a':$$}| ~> |l|{'b':$$}| ~> $string",
                "[1..10000000]",
                "[[1..1000000],[1..1000000],[1..1000000]]",
                // a value made of copies of copies
                "($f:=function($x,$n){$n=0?$x:$f([[$x],[$x]],$n-1)};$string($f(1,60)))",
                "($f:=function($x,$n){$n=0?$x:$f({'a':$x,'b':$x},$n-1)};$f(1,60)=$f(1,60))",
                "($f:=function($x,$n){$n=0?$x:$f([[$x],[$x]],$n-1)};$f(1,40))",
                "($f:=function($x,$n){$n=0?$x:$f($x ~> |$|{'a':$x,'b':$x}|,$n-1)};$f({'q':1},60))",
                "$reduce([1..60],function($a,$i){$zip([$a],[$a])},1)",
                // without end
                "($f:=function($n){$f($n+1)};$f(0))",
                "($f:=function($n){1+$f($n+1)};$f(0))",
                "$eval('($f:=function($n){$f($n+1)};$f(0))')",
                "$substring(v,0,1) & $reduce([1..1000000],function($a,$i){$substring($$.v,$i,5)})",
                "$encodeUrl(v)",
                "$encodeUrlComponent(v)",
                "$reduce([1..1000000],function($a,$i){$trim($$.v)})"
            })
    void ends_by_itself_in_time(String expression) {
        Evaluation evaluation = evaluate(expression, FEW_MILLIS);

        assertThat(evaluation.millis()).as(evaluation.toString()).isLessThan(MILLIS + 500);
        assertThat(evaluation.bytes()).as(evaluation.toString()).isLessThan(2 * MEMORY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$sort(l,function($a,$b){$number($a.x) < $number($b.x)})[0].x",
                "l^(>x)[0].x",
                "l{$substring(x,0,1): $count(x)}",
                "($byX := l{x: $}; $string($count(l.$lookup($byX, x))))",
                "($wanted := l[[0..99]].x; $count(l[x in $wanted]))",
                "($few := l[[0..49]]; $few@$a.$few@$b[$a.x = $b.x].{'s': $a.x}[0].s)",
                "$join(l.x, ',')",
                "$sum(n) + $max(n) + $average($filter(n, function($v){$v % 2 = 0}))",
                "$map(l, function($v, $i){$v.x & '-' & $i})[2999]",
                "$reduce(l, function($a, $v){$a + $number($v.x)}, 0)",
                "l.{'x': x, 'n': $count(l)}[x = '17']",
                "l.l.(%.x)[0]",
                "**.l[0]",
                "$contains(v, /b/)",
                "$length($replace(v, /aaaaaaaa/, 'b'))",
                "$match(digits, /^([0-9]{4})([0-9]{2})/).groups[1]",
                "$toMillis('2024-02-29 12:34', '[Y0001]-[M01]-[D01] [H01]:[m01]')",
                "$count($distinct(n))",
                "$length($string(l))"
            })
    void an_ordinary_expression_on_a_large_answer_has_a_value(String expression) {
        assertThat(evaluate(expression, MILLIS).end()).isEqualTo("a value");
    }

    /** How an evaluation ended, what processor time it took and what it allocated. */
    private record Evaluation(String end, long millis, long bytes) {}

    private static Evaluation evaluate(String expression, long millis) {
        // Processor time: a busy machine takes no value away and breaks no bound.
        Budget budget = new Budget(
                THREADS::getCurrentThreadCpuTime,
                Duration.ofMillis(millis).toNanos(),
                Long.MAX_VALUE,
                MEMORY,
                THREADS::getCurrentThreadAllocatedBytes);
        long before = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        budget.start();
        String end;
        try {
            Object value = Expression.of(expression).evaluate(ANSWER, Map.of(), budget);
            end = value == null ? "nothing" : "a value";
        } catch (Expression.EvaluationException e) {
            end = e.getMessage();
        }
        return new Evaluation(
                end,
                (THREADS.getCurrentThreadCpuTime() - before) / 1_000_000,
                THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
}
