package dataactions.definition.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import dataactions.definition.value.Json;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** JSONata's functions as they are bounded here: the library's own are the oracle. */
class BoundedFunctionsTest {
    private static final String CONTEXT = "{'s':'a-b  c','t':' x\\t\\n y ','e':'','n':12345.678,'i':7,'b':'😀é€',"
            + "'l':[3,1,2],'w':['b','a','b'],'o':{'x':1,'y':'z'},'r':[{'k':'a','v':1},{'k':'b','v':2},{'k':'a','v':3}],"
            + "'z':null,'d':'2024-02-29T12:34:56.789Z','m':1709210096789,'u':'https://a.example/p?q=ü x&y=1'}";

    static Stream<String> expressions() {
        return Stream.of(
                        "$string(o)¦$string(r,true)¦$string(s)¦$string(l)¦$string(n)¦$string(z)¦$string(nothing)¦o.$string()",
                        "$substring(s,2)¦$substring(s,1,2)¦$substring(s,-3)¦$substring(s,-3,2)¦$substring(s,-99)¦$substring(s,99)",
                        "$substring(s,2,0)¦$substring(s,2,-1)¦s.$substring(1)¦$map(w,$substring(?,0,1))",
                        "$trim(t)¦$trim(e)¦$trim('   ')¦$trim(s)¦t.$trim()",
                        "$pad(s,12)¦$pad(s,-12)¦$pad(s,-12,'#')¦$pad(s,12,'xy')¦$pad(s,2)¦s.$pad(12)",
                        "$match(s,/[a-c]/)¦$match(s,/([a-c])(-)?/)¦$match(s,/q/)¦s.$match(/b/)",
                        "$contains(s,'b')¦$contains(s,/B/i)¦$contains(s,/^b/m)¦$contains(s,'q')¦w[$contains($,'b')]",
                        "$replace(s,'-','+')¦$replace(s,/[a-c]/,'<$0>')¦$replace(s,/([a-c])-/,'$1$1')¦$replace(s,/q/,'')",
                        "$replace(s,/(a)|(c)/,'[$1$2]')¦$replace(s,/[a-c]/,'$5x')¦$replace(s,/[a-c]/,'x',2)¦$replace(s,'  ',' ')",
                        "$replace(s,/[a-c]/,function($m){$uppercase($m.match)})¦$replace('68F',/([0-9]+)F/,function($m){$m.groups[1]})¦$replace(s,/b/,'$')¦$replace(s,/b/,'a$ b')",
                        "$split(s,'-')¦$split(s,'')¦$split(s,/[- ]+/)¦$split(s,/[- ]+/,2)¦$split(s,'-',1)¦$split(s,'-',0)¦$split(s,/x*/)",
                        "$split(e,'-')¦$split(s,'q')¦$split(s,'',3)¦s.$split(' ')¦$split(s,/(?=b)/)¦$split('aXbX','X')",
                        "$join(w)¦$join(w,', ')¦$join([],'x')¦$join('a','x')¦$join(r.k,'/')",
                        "$formatNumber(n,'#,##0.00')¦$formatNumber(n,'00.0e0')¦$formatNumber(0.14,'01%')¦n.$formatNumber('0')",
                        "$formatNumber(n,'#.##0,00',{'decimal-separator':',','grouping-separator':'.'})",
                        "$formatBase(i,2)¦$formatBase(255,16)¦$formatBase(n)¦i.$formatBase(2)",
                        "$formatInteger(i,'w')¦$formatInteger(i,'I')¦$formatInteger(i,'000')¦$formatInteger(1234567,'#,##0')¦$formatInteger(3,'1;o')",
                        "$parseInteger('twelve','w')¦$parseInteger('12,345','#,##0')¦$parseInteger('XII','I')",
                        "$round(n)¦$round(n,2)¦$round(n,-2)¦$round(2.5)¦n.$round(1)",
                        "$map(l,function($v,$i,$a){$v+$i+$count($a)})¦$map(l,$string)¦$map(w,$uppercase)¦$map(nothing,$string)¦$map(7,$string)",
                        "$filter(l,function($v){$v>1})¦$filter(w,function($v,$i){$i>0})¦$filter(l,function($v){nothing})",
                        "$single(l,function($v){$v=1})¦$single([5])¦$single(l,function($v){$v>1})¦$single(l,function($v){false})",
                        "$reduce(l,function($a,$b){$a+$b})¦$reduce(l,function($a,$b){$a&$b},'')¦$reduce(w,$append)¦$reduce([],function($a,$b){1})",
                        "$reduce(l,function($a,$b,$i,$all){$a+$b*$i+$count($all)},0)¦$reduce(l,function($a){1})",
                        "$sift(o,function($v,$k){$k='x'})¦$sift(o,function($v){false})¦o.$sift(function($v){$v=1})",
                        "$each(o,function($v,$k){$k&$string($v)})¦$each(r[0],$string)¦o.$each(function($v,$k){$k})",
                        "$spread(o)¦$spread(r)¦$spread(i)¦$spread(l)¦$spread([o,1])¦r.$spread()",
                        "$sort(l)¦$sort(w)¦$sort(r,function($a,$b){$a.v<$b.v})¦$sort([1])¦$sort(r^(k).k)¦r^(k,>v).v",
                        "$zip(l,w)¦$zip(l,w,[1])¦$zip(l)¦$zip(l,nothing)¦$zip(1,2)",
                        "$distinct(w)¦$distinct(r.k)¦$distinct([1,1,2])¦$distinct(i)¦$distinct(r)¦$distinct([[1],[1]])",
                        "$encodeUrlComponent(u)¦$encodeUrl(u)¦$decodeUrl('a%20b')¦$decodeUrlComponent('%C3%BC')¦u.$encodeUrlComponent()",
                        "$toMillis(d)¦$toMillis('2024-02-29')¦$toMillis('29/02/2024','[D01]/[M01]/[Y0001]')¦d.$toMillis()",
                        "$toMillis('20240229123456','[Y0001][M01][D01][H01][m01][s01]')¦$toMillis('2024-02-29T12:34:56.789+01:00')",
                        "$fromMillis(m)¦$fromMillis(m,'[D01]/[M01]/[Y0001]')¦$fromMillis(m,'[H#1]:[m] [P]')¦$fromMillis(m,'[FNn,3-3] [D1o] [MNn] [Y]')",
                        "$fromMillis(m,'[[x]] [Y,2-2]')¦$fromMillis(m,'[H01]:[m01] [z]','+0100')¦m.$fromMillis('[Y]')",
                        "(s ~> /b/).start¦(s ~> /[a-c]/).next().start¦($p:=/b/;$p(s).match)¦($p:=/q/;$p(s))¦($p:=/q/;$p(i))",
                        "$eval('1+i')¦$eval('$sum(l)')¦$eval('k',r[0])¦($x:=5;$eval('$x+1'))¦$eval('$match(s,/b/).match')¦$eval('1+')",
                        "$match(nothing,/a/)¦$contains(nothing,'a')¦$split(nothing,'a')¦$replace(nothing,'a','b')¦$join(nothing)",
                        "$pad(nothing,3)¦$substring(nothing,1)¦$trim(nothing)¦$each(nothing,$string)¦$filter(nothing,$boolean)",
                        "$sift(nothing,$boolean)¦$fromMillis(nothing)¦$toMillis(nothing)¦$encodeUrl(nothing)¦$decodeUrlComponent(nothing)",
                        "$split('-a-b','-')¦$split('a-b-c','-',2)¦$split(s,/[- ]+/,1)¦$split(s,'-',-1)¦$match(s,/a/,-1)",
                        "$replace('a-a-a','-','+',1)¦$replace('a-a-a','-','+',0)¦$replace('-a','-','+')¦$replace('a','a','b',-1)",
                        "$reduce(l,function($a,$b,$i){$a+$b*$i},0)¦$pad(s,0)¦$substring(s,9)¦$substring(s,0,0)",
                        "o.x¦o¦s¦w¦r.k¦nothing.x¦s.x¦true¦false¦null¦r.nothing",
                        "r{k:$sum(v)}¦r@$a.r@$b[$a.v<$b.v].{'x':$a.v,'y':$b.v}¦r#$i.(v+$i)¦r.v.(%.k)¦o.*¦**.v¦$.*[0]",
                        "r ~> |$|{'n':v+1},['k']|¦$ ~> |r|{'w':1}|¦($f:=$uppercase ~> $length;$f(s))",
                        "s & l & o¦2 in l¦o.x > 0 and s = 'a-b  c'¦[1..5]¦[1..3].($*2)¦i ? 'y' : 'n'¦z ?? 'd'¦e ?: 'd'")
                .flatMap(line -> Stream.of(line.split("¦")));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void a_bounded_function_means_what_the_librarys_own_means(String expression) {
        assertThat(ours(expression)).isEqualTo(theirs(expression));
    }

    private static Object context() {
        return Json.parse(CONTEXT.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    private static String ours(String expression) {
        try {
            return written(Expression.of(expression).evaluate(context(), Map.of(), Budget.ofMillis(5_000)));
        } catch (Expression.EvaluationException e) {
            return "failed";
        }
    }

    private static String theirs(String expression) {
        try {
            Jsonata jsonata = Jsonata.jsonata(expression);
            jsonata.setValidateInput(false);
            return written(jsonata.evaluate(context()));
        } catch (RuntimeException e) {
            return "failed";
        }
    }

    private static String written(Object value) {
        return value == null ? "nothing" : Functions.string(value, false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $replace('a.c','.','x',1)                               | axc
            $replace('aXa','a','aa',2)                              | aaXaa
            $replace('ab',/b/,function($m){'$1\\\\'})               | a$1\\
            $replace('ab',/b/,'x\\\\y')                             | ax\\y
            $substring('😀😀x',1,1)                                  | 😀
            $replace('a-b',/([a-c])-/,'$1$1$$')                     | aa$b
            $map(['b','a'],/a/).match                               | a
            $replace('a',/(a)/,'[$9]')                              | []
            $replace('abcdefghijk',/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/,'$11-$10-$12-$1')               | k-j-a2-a
            $replace('abcdefghijklmnopqrs',/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)(q)(r)(s)/,'$19$1:') | sa:
            $match('abc',/[a-c]/,1).match                           | a
            $count($match('abc',/[a-c]/,0)) & ''                    | 0
            $join($match('abc',/[a-c]/,2).match)                    | ab
            """)
    void where_the_library_contradicts_the_documentation_the_documentation_counts(String expression, String expected) {
        assertThat(Expression.of(expression).evaluate(Map.of(), Map.of(), Budget.ofMillis(2_000)))
                .isEqualTo(expected);
    }

    /** The function says no about two equal elements. A comparator of the JDK must say that they are equal. */
    @ParameterizedTest
    @CsvSource({"3, 1", "33, 3", "50, 5", "100, 10", "1000, 7", "1000, 1000"})
    void equal_elements_keep_their_order(int size, int priorities) {
        List<Map<String, Object>> orders = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            orders.add(Map.of("id", (long) i, "priority", (long) (i * 31 % 97 % priorities)));
        }
        Object sorted = Expression.of("$sort(orders, function($l, $r) {$l.priority > $r.priority}).id")
                .evaluate(Map.of("orders", orders), Map.of(), Budget.ofMillis(20_000));

        assertThat(sorted)
                .isEqualTo(orders.stream()
                        .sorted(Comparator.comparing(it -> (Long) it.get("priority")))
                        .map(it -> it.get("id"))
                        .toList());
    }

    private static final List<Class<?>> OWNERS = List.of(
            TextFunctions.class,
            PatternFunctions.class,
            CallbackFunctions.class,
            CollectionFunctions.class,
            NumberFunctions.class,
            DateFunctions.class,
            RandomFunctions.class,
            EvalFunction.class);

    private static Stream<String> publicMethods() {
        return OWNERS.stream()
                .flatMap(owner -> Stream.of(owner.getMethods())
                        .filter(method -> method.getDeclaringClass() == owner)
                        .map(Method::getName));
    }

    @Test
    void each_bounded_function_has_one_public_method_and_nothing_else_is_public() {
        assertThat(publicMethods()).containsExactlyInAnyOrderElementsOf(BoundedFunctions.BY_NAME.keySet());
        assertThat(OWNERS.stream()
                        .flatMap(owner -> Stream.of(owner.getMethods()))
                        .filter(method -> OWNERS.contains(method.getDeclaringClass())))
                .allSatisfy(method -> assertThat(
                                BoundedFunctions.BY_NAME.get(method.getName()).getNumberOfArgs())
                        .isEqualTo(method.getParameterCount()));
    }
}
