package dataactions.definition;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.value.Json;
import dataactions.fuzz.Cases;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whatever an expression says, and whatever it finds: its evaluation ends in time, on its own thread, within its memory,
 * and fails in no other way than we say.
 */
class ExpressionFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Of processor time, so that a busy machine is not taken for an expression without end. */
    private static final long NANOS = 30_000_000;
    /** What one step between two looks at the clock may take, in a JVM that the fuzzer instruments. */
    private static final long SLACK = 2_000_000_000L;

    private static final long MEMORY = 40_000_000;
    /**
     * How much more than the budget may be allocated between two looks. The fuzzer's own hooks allocate as well, on the
     * same thread: seen were 401 MB in a call that stays within the bound without them.
     */
    private static final long MEMORY_SLACK = System.getenv("JAZZER_FUZZ") == null ? 4 : 25;

    private static final String[] NAMES = {
        "v", "l", "n", "o", "same", "t", "x", "k", "none", "`a-b`", "`it's`", "`don't`", "`\"`", "\"v\"", "'l'", "and",
        "in"
    };
    private static final String[] VARIABLES = {"$", "$$", "$a", "$b", "$i", "$f", "$input", "$status", "$steps", "$none"
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "2",
        "3.5",
        "64",
        "1000",
        "100000",
        "10000000",
        "2000000000",
        "9007199254740993",
        "1e300",
        "-5000000"
    };
    private static final String[] TEXTS = {
        "''",
        "'a'",
        "\"aa\"",
        "'it\\'s'",
        "\"don't\"",
        "'/'",
        "'/*'",
        "'$1$1'",
        "'$$'",
        "'$9'",
        "'\\\\'",
        "'[Y0001]-[M01]'",
        "'[Y,1000000000-1000000000]'",
        "'[f][f][f][f][f][f]'",
        "'#,##0.00'",
        "'w'",
        "'I'",
        "'1;o'",
        "'%20%'",
        "'1+1'",
        "'$$.l'",
        "'+0100'",
        "'2024-02-29T12:34:56.789Z'",
        "'é😀'"
    };
    private static final String[] PATTERNS = {
        "a",
        "(a+)+b",
        "(a|a)*b",
        "a*?",
        "(?=a)",
        "^",
        "(a)(a)?",
        "(){9999}",
        "((a{99}){99}){99}",
        "[\"'`/]",
        "\\/",
        ".*.*.*b",
        "\\b",
        "(a*)*",
        "([a-z]+)*\\1"
    };
    private static final String[] FUNCTIONS = {
        "abs",
        "append",
        "assert",
        "average",
        "base64decode",
        "base64encode",
        "boolean",
        "ceil",
        "clone",
        "contains",
        "count",
        "decodeUrl",
        "decodeUrlComponent",
        "distinct",
        "each",
        "encodeUrl",
        "encodeUrlComponent",
        "error",
        "eval",
        "exists",
        "filter",
        "floor",
        "formatBase",
        "formatInteger",
        "formatNumber",
        "fromMillis",
        "join",
        "keys",
        "length",
        "lookup",
        "lowercase",
        "map",
        "match",
        "max",
        "merge",
        "millis",
        "min",
        "not",
        "now",
        "number",
        "pad",
        "parseInteger",
        "power",
        "random",
        "reduce",
        "replace",
        "reverse",
        "round",
        "shuffle",
        "sift",
        "single",
        "sort",
        "split",
        "spread",
        "sqrt",
        "string",
        "substring",
        "substringAfter",
        "substringBefore",
        "sum",
        "toMillis",
        "trim",
        "type",
        "uppercase",
        "zip"
    };
    private static final String[] OPERATORS = {
        "+", "-", "*", "/", "%", "=", "!=", "<", ">=", "&", "and", "or", "in", "~>", "??", "?:"
    };
    private static final String[] COMMENTS = {"", "", "", "", "/* it's */", "/* ` */", "/*/ */"};

    private static final Object ANSWER = answer();

    private static Object answer() {
        StringBuilder text = new StringBuilder(
                "{\"v\":\"" + "a".repeat(50_000) + "\",\"t\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\"," + "\"l\":[");
        for (int i = 0; i < 400; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"x\":\"")
                    .append(i)
                    .append("\",\"k\":")
                    .append(i % 7)
                    .append(",\"l\":[1,[2]]}");
        }
        text.append("],\"n\":[").append("1,1e999999999,".repeat(2_000)).append("3],\"o\":{");
        for (int i = 0; i < 2_000; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\":[")
                    .append(i)
                    .append("]");
        }
        text.append("},\"same\":[");
        for (int i = 0; i < 1 << 10; i++) {
            text.append(i == 0 ? "{\"x\":\"" : "\"},{\"x\":\"");
            for (int bit = 0; bit < 10; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
        }
        text.append("\"}]}");
        return Json.parse(text.toString().getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @FuzzTest
    void generated(FuzzedDataProvider data) {
        Cases.count("ExpressionFuzzTest.generated");
        check(expression(data, 6));
    }

    private static void check(String text) {
        Expression expression = Expression.of(text);
        try {
            expression.check();
        } catch (Expression.SyntaxException e) {
            return; // which is what the build says
        }
        expression.refusals(); // served all the same, where the contract was frozen earlier
        expression.steps();
        long before = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        Budget budget = new Budget(
                THREADS::getCurrentThreadCpuTime,
                NANOS,
                Long.MAX_VALUE,
                MEMORY,
                THREADS::getCurrentThreadAllocatedBytes);
        budget.start();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            expression.evaluate(ANSWER, Map.of("input", Map.of("id", 7L), "status", 200L, "steps", Map.of()), budget);
        } catch (Expression.EvaluationException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("it fails without a reason: " + text, e);
            }
        } catch (Throwable e) {
            throw new AssertionError("it fails in another way than by an evaluation's exception: " + text, e);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        // The fuzzer itself says which classes it changes as they are loaded.
        String said = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("INFO: "))
                .collect(Collectors.joining("\n"));
        if (!said.isBlank()) {
            throw new AssertionError("the library prints " + said + ": " + text);
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - before;
        if (nanos > NANOS + SLACK) {
            throw new AssertionError(nanos / 1_000_000 + " ms of processor time: " + text);
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (bytes > MEMORY_SLACK * MEMORY) {
            throw new AssertionError(bytes / 1_000_000 + " MB: " + text);
        }
    }

    private static String expression(FuzzedDataProvider data, int depth) {
        if (depth == 0 || data.remainingBytes() == 0) {
            return leaf(data);
        }
        int d = depth - 1;
        return data.pickValue(COMMENTS)
                + switch (data.consumeInt(0, 19)) {
                    case 0, 1 -> leaf(data);
                    case 2, 3 -> path(data, d);
                    case 4, 5, 6 -> call(data, d);
                    case 7 ->
                        "(" + expression(data, d) + " " + data.pickValue(OPERATORS) + " " + expression(data, d) + ")";
                    case 8 -> "[" + expression(data, d) + ", " + expression(data, d) + "]";
                    case 9 -> "[" + expression(data, d) + ".." + expression(data, d) + "]";
                    case 10 -> "{'k': " + expression(data, d) + ", \"j\": " + expression(data, d) + "}";
                    case 11 -> path(data, d) + "{$string(" + expression(data, d) + "): " + expression(data, d) + "}";
                    case 12 -> path(data, d) + "^(" + (data.consumeBoolean() ? ">" : "") + expression(data, d) + ")";
                    case 13 ->
                        "(" + expression(data, d) + " ? " + expression(data, d) + " : " + expression(data, d) + ")";
                    case 14 ->
                        "($f := " + lambda(data, d) + "; $f(" + expression(data, d) + ", " + expression(data, d) + "))";
                    case 15 ->
                        "(" + data.pickValue(VARIABLES) + " := " + expression(data, d) + "; " + expression(data, d)
                                + ")";
                    case 16 -> "(" + expression(data, d) + " ~> |" + path(data, d) + "|" + expression(data, d) + "|)";
                    case 17 -> "(" + expression(data, d) + " ~> " + regex(data) + ")";
                    case 18 -> "$f(" + expression(data, d) + ", " + data.pickValue(NUMBERS) + ")";
                    default -> path(data, d) + "." + path(data, d);
                };
    }

    private static String leaf(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 6)) {
            case 0, 1 -> data.pickValue(NAMES);
            case 2 -> data.pickValue(VARIABLES);
            case 3 -> data.pickValue(NUMBERS);
            case 4 -> data.pickValue(TEXTS);
            case 5 -> data.pickValue(new String[] {"*", "**", "%", "%.%", "true", "null"});
            default -> "$" + data.pickValue(FUNCTIONS);
        };
    }

    private static String path(FuzzedDataProvider data, int depth) {
        StringBuilder path = new StringBuilder(data.pickValue(NAMES));
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
            switch (data.consumeInt(0, 7)) {
                case 0 -> path.append("@$a");
                case 1 -> path.append("#$i");
                case 2 -> path.append("[").append(expression(data, depth)).append("]");
                case 3 -> path.append(".%");
                case 4 -> path.append(".*");
                case 5 -> path.append(".(").append(expression(data, depth)).append(")");
                case 6 -> path.append("@$b.").append(data.pickValue(NAMES));
                default -> path.append(".").append(data.pickValue(NAMES));
            }
        }
        return path.toString();
    }

    private static String lambda(FuzzedDataProvider data, int depth) {
        return "function($a, $b){" + expression(data, depth) + "}";
    }

    private static String regex(FuzzedDataProvider data) {
        return "/" + data.pickValue(PATTERNS) + "/" + data.pickValue(new String[] {"", "i", "m"});
    }

    private static String call(FuzzedDataProvider data, int depth) {
        StringBuilder call =
                new StringBuilder("$").append(data.pickValue(FUNCTIONS)).append("(");
        for (int i = data.consumeInt(0, 3); i >= 0; i--) {
            call.append(
                    switch (data.consumeInt(0, 6)) {
                        case 0 -> regex(data);
                        case 1 -> lambda(data, depth);
                        case 2 -> data.pickValue(NUMBERS);
                        case 3 -> data.pickValue(TEXTS);
                        case 4 -> "?";
                        default -> expression(data, depth);
                    });
            call.append(i == 0 ? ")" : ", ");
        }
        return call.toString();
    }
}
