package dataactions.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON made of what the fuzzer gives: names that the definitions know beside others, texts that are marked. */
public final class Values {
    private static final String[] NAMES = {
        "s", "i", "n", "b", "c", "e", "list", "words", "o", "rows", "d", "error", "id", "any", "word", "color", "deep"
    };
    private static final String[] TEXTS = {
        "",
        "1",
        "-7",
        "1.50",
        "1e400",
        "true",
        "false",
        "nobody",
        "red",
        "a-b",
        ".",
        "..",
        "1/../admin",
        "1?x=y",
        "%2e%2e",
        "a\r\nX: y",
        "\"",
        "\\",
        "\0",
        "\uD800",
        "\uDC00x",
        "{id}",
        "$eval",
        "12345678901234567890",
        "é😀"
    };

    private final FuzzedDataProvider data;
    private final String mark;

    /** @param mark is in each free text, so that it can be found where none of it may be */
    public Values(FuzzedDataProvider data, String mark) {
        this.data = data;
        this.mark = mark;
    }

    /** Any value, at most {@code depth} levels deep. */
    public Object value(int depth) {
        switch (data.consumeInt(0, depth > 0 ? 11 : 8)) {
            case 0:
                return null;
            case 1:
                return data.consumeBoolean();
            case 2:
                return (long) data.consumeInt(-3, 1000);
            case 3:
                return data.consumeLong();
            case 4:
                return new BigDecimal(BigInteger.valueOf(data.consumeLong()), data.consumeInt(-30, 400));
            case 5:
                return BigInteger.valueOf(data.consumeLong()).pow(data.consumeInt(1, 12));
            case 6, 7:
                return data.pickValue(TEXTS);
            case 8:
                return mark + data.consumeString(30);
            case 9:
                List<Object> list = new ArrayList<>();
                for (int i = data.consumeInt(0, 4); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                return list;
            default:
                return object(depth);
        }
    }

    /** An object with members of known and of other names. */
    public Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = data.consumeInt(0, 8); i > 0 && data.remainingBytes() > 0; i--) {
            String name = data.consumeInt(0, 7) > 0 ? data.pickValue(NAMES) : mark + data.consumeString(8);
            object.put(name, value(depth - 1));
        }
        return object;
    }

    /** The value as it is after it has been sent: a text that no UTF-8 can hold is another one then. */
    public static Object sent(Object value) {
        return Json.parse(Json.write(value), new Json.Limits(50_000_000, 100));
    }
}
