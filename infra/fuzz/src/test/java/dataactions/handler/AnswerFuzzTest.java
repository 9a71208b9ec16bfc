package dataactions.handler;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.fuzz.Cases;
import dataactions.fuzz.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whatever an upstream's JSON holds: what is mapped fits the contract, and what cannot be mapped is said. */
class AnswerFuzzTest {
    private static final FakeUpstreams UPSTREAMS = new FakeUpstreams();
    private static final HandlerUnderFuzz HANDLER = new HandlerUnderFuzz(FakeUpstreams.UPSTREAMS, UPSTREAMS);
    private static final String[] EVENTS = {
        "{\"actionName\":\"Shapes\",\"data\":{}}",
        "{\"actionName\":\"Required\",\"data\":{}}",
        "{\"actionName\":\"Steps\",\"data\":{\"id\":\"7\"}}",
        "{\"actionName\":\"Steps\",\"data\":{\"id\":\"7\",\"deep\":false}}",
        "{\"actionName\":\"Flat\",\"data\":{\"id\":7}}",
        "{\"actionName\":\"Text\",\"data\":{\"s\":\"x\"}}",
        "{\"actionName\":\"Shapes\",\"explain\":true,\"data\":{}}",
        "{\"actionName\":\"Steps\",\"explain\":true,\"data\":{\"id\":\"7\"}}",
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 201, 204, 301, 304, 400, 401, 404, 404, 429, 500, 999, -1
    };

    @FuzzTest
    void trees(FuzzedDataProvider data) throws IOException {
        Cases.count("AnswerFuzzTest.trees");
        Values values = new Values(data, HandlerUnderFuzz.MARK);
        String event = event(data.consumeInt(0, EVENTS.length - 1), data.consumeBoolean());
        UPSTREAMS.answer(() -> {
            Map<String, String> headers = new LinkedHashMap<>();
            if (data.consumeBoolean()) {
                headers.put("x-total", HandlerUnderFuzz.MARK + data.consumeString(10));
            }
            Object body = data.consumeInt(0, 9) > 0 ? values.object(4) : values.value(4);
            return new UpstreamResponse(data.pickValue(STATUSES), headers, Values.sent(body));
        });
        HANDLER.send(event.getBytes(StandardCharsets.UTF_8), true);
    }

    @DictionaryFile(resourcePath = "/answer.dict")
    @FuzzTest
    void json(byte[] body) throws IOException {
        Cases.count("AnswerFuzzTest.json");
        if (body.length < 2) {
            return;
        }
        byte[] text = Arrays.copyOfRange(body, 1, body.length);
        UPSTREAMS.answer(() -> {
            try {
                return new UpstreamResponse(200, Map.of(), Json.parse(text, Json.Limits.DEFAULT));
            } catch (JsonException e) {
                return null;
            }
        });
        int choice = body[0] & 0xFF;
        HANDLER.send(event(choice % EVENTS.length, choice > 127).getBytes(StandardCharsets.UTF_8), true);
    }

    private static String event(int index, boolean byUrl) {
        return byUrl
                ? new String(
                        HandlerUnderFuzz.urlEvent(
                                Map.of("data-action-token", HandlerUnderFuzz.TOKEN), EVENTS[index], false),
                        StandardCharsets.UTF_8)
                : EVENTS[index];
    }
}
