package dataactions.handler;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.fuzz.Cases;
import dataactions.fuzz.Values;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whatever comes in by either door. */
class EventFuzzTest {
    private static final FakeUpstreams UPSTREAMS = new FakeUpstreams();
    private static final HandlerUnderFuzz HANDLER = new HandlerUnderFuzz(FakeUpstreams.UPSTREAMS, UPSTREAMS);
    private static final String[] ACTIONS = {"Shapes", "Required", "Steps", "Flat", "Inputs", "Text"};
    private static final UpstreamResponse GOOD = new UpstreamResponse(
            200, Map.of("x-total", "3"), Map.of("s", "text", "i", 2L, "list", List.of(1L, 2L), "n", 1L));

    @DictionaryFile(resourcePath = "/event.dict")
    @FuzzTest
    void bytes(byte[] event) throws IOException {
        Cases.count("EventFuzzTest.bytes");
        UPSTREAMS.answer(() -> GOOD);
        HANDLER.send(event, false);
    }

    @FuzzTest
    void url(FuzzedDataProvider data) throws IOException {
        Cases.count("EventFuzzTest.url");
        UPSTREAMS.answer(() -> GOOD);
        Map<String, Object> headers = new LinkedHashMap<>();
        Values values = new Values(data, HandlerUnderFuzz.MARK);
        String name = data.consumeInt(0, 3) > 0 ? "data-action-token" : "Data-Action-Token";
        switch (data.consumeInt(0, 8)) {
            case 0 -> headers.put(name, HandlerUnderFuzz.MARK + data.consumeString(20));
            case 1 -> headers.put(name, values.value(2));
            case 2 -> headers.put(HandlerUnderFuzz.MARK + data.consumeString(10), HandlerUnderFuzz.TOKEN);
            default -> headers.put(name, HandlerUnderFuzz.TOKEN);
        }
        if (data.consumeBoolean()) {
            headers.put("inin-correlation-id", id(data, 140));
        }
        String body = data.consumeInt(0, 9) > 0
                ? Json.writeString(request(data, values))
                : HandlerUnderFuzz.MARK + data.consumeString(60);
        byte[] event = HandlerUnderFuzz.urlEvent(headers, body, data.consumeInt(0, 4) == 0);
        if (data.consumeInt(0, 9) == 0) {
            Map<String, Object> changed = new LinkedHashMap<>();
            ((Map<?, ?>) Values.sent(Json.parse(event, Json.Limits.DEFAULT)))
                    .forEach((key, value) -> changed.put((String) key, value));
            changed.put(
                    data.pickValue(new String[] {"version", "headers", "body", "isBase64Encoded", "requestContext"}),
                    values.value(2));
            event = Json.write(changed);
        }
        HANDLER.send(event, true);
    }

    @FuzzTest
    void bare(FuzzedDataProvider data) throws IOException {
        Cases.count("EventFuzzTest.bare");
        UPSTREAMS.answer(() -> GOOD);
        Values values = new Values(data, HandlerUnderFuzz.MARK);
        Map<String, Object> request = request(data, values);
        if (data.consumeInt(0, 4) == 0) {
            request.put("explain", data.consumeInt(0, 4) > 0 ? true : values.value(1));
        }
        HANDLER.send(Json.write(request), true);
    }

    /** An envelope, mostly of an action that is there. */
    private static Map<String, Object> request(FuzzedDataProvider data, Values values) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("actionName", data.consumeInt(0, 15) > 0 ? data.pickValue(ACTIONS) : values.value(1));
        switch (data.consumeInt(0, 8)) {
            case 0 -> request.put("contract", values.value(1));
            case 1, 2, 3 -> request.put("contract", 1L);
            default -> {}
        }
        switch (data.consumeInt(0, 8)) {
            case 0 -> request.put("requestId", (long) data.consumeInt());
            case 1 -> request.put("requestId", id(data, 300));
            default -> {}
        }
        Map<String, Object> inputs = values.object(3);
        if (data.consumeBoolean()) {
            inputs.put("id", (long) data.consumeInt(-1, 99));
        }
        request.put("data", data.consumeInt(0, 15) > 0 ? inputs : values.value(2));
        return request;
    }

    /** Ids are what the log is searched for. */
    private static String id(FuzzedDataProvider data, int length) {
        return data.consumeString(length).replace(HandlerUnderFuzz.MARK, "");
    }
}
