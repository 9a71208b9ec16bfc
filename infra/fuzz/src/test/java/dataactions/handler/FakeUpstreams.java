package dataactions.handler;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.handler.upstream.UpstreamClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Upstreams in the place of the network, which look closely at what they are sent: nothing an input or an upstream's
 * answer holds may lead a request elsewhere than the definition says.
 */
final class FakeUpstreams implements UpstreamClient {
    static final String UPSTREAMS =
            "{\"main\":{\"url\":\"https://main.example/base\"},\"other\":{\"url\":\"https://other.example\"}}";
    /** One level of the matcher's stack for each run of plain characters, and not for each character. */
    private static final String VALUE = "(?:[A-Za-z0-9._~-]++|(?:%[0-9A-F]{2})++)*+";

    private static final Map<String, String> BASES =
            Map.of("main", "https://main.example/base", "other", "https://other.example");

    private volatile Supplier<UpstreamResponse> answers;

    /** @param answers the next answer; null for a body that is no JSON */
    void answer(Supplier<UpstreamResponse> answers) {
        this.answers = answers;
    }

    @Override
    public CallResult send(Call call) {
        String base = BASES.get(call.upstream().name());
        if (!call.upstream().base().toString().equals(base)) {
            throw new AssertionError("another host: " + call.upstream().base());
        }
        check(base, call.request());
        UpstreamResponse response;
        synchronized (this) { // steps come from several threads
            response = answers.get();
        }
        if (response == null) {
            return new Failed(ErrorCode.UPSTREAM_INVALID, "The upstream's answer is not JSON.", new Traffic(200, 1, 9));
        }
        boolean isRead = response.status() >= 200 && response.status() < 300 || call.readsErrorBody();
        return new Answered(
                new UpstreamResponse(response.status(), response.headers(), isRead ? response.body() : null),
                new Traffic(response.status(), 1, 10));
    }

    private static void check(String base, UpstreamRequest request) {
        URI uri;
        try {
            uri = new URI(base + request.pathAndQuery());
        } catch (URISyntaxException e) {
            throw new AssertionError("no URL: " + request.pathAndQuery(), e);
        }
        String shape =
                switch (request.pathAndQuery().split("[/?]")[1]) {
                    case "shapes" -> "/shapes(\\?id=V)?";
                    case "required" -> "/required";
                    case "one" -> "/one/V";
                    case "two" -> "/two/V/V(\\?(tag|o)=V(&(tag|o)=V)*)?";
                    case "three" -> "/three";
                    case "four" -> "/four";
                    case "flat" -> "/flat/[0-9]+";
                    case "inputs" -> "/inputs/V/x-V(\\?(s|word|all|rid)=V(&(s|word|all|rid)=V)*)?";
                    case "text" -> "/text";
                    default -> throw new AssertionError("another path: " + request.pathAndQuery());
                };
        if (!request.pathAndQuery().matches(shape.replace("V", VALUE))
                || !uri.normalize().equals(uri)) {
            throw new AssertionError("another path: " + request.pathAndQuery());
        }
        request.headers().forEach((name, value) -> {
            if (!name.matches("[A-Za-z-]+") || !value.matches("[\\t -~]*")) {
                throw new AssertionError("no header: " + name + ": " + value);
            }
        });
        String type = request.headers().getOrDefault("Content-Type", "");
        if (request.body() == null) {
            return;
        }
        String body = new String(request.body(), StandardCharsets.UTF_8);
        try {
            if (type.equals("application/json")) {
                Map<?, ?> json = (Map<?, ?>) Json.parse(request.body(), Json.Limits.DEFAULT);
                for (Object key : json.keySet()) {
                    if (!((String) key).matches("s|any|text|i|n|b|color|o|t")) {
                        throw new AssertionError("another key: " + body);
                    }
                }
            } else if (type.equals("application/x-www-form-urlencoded")
                    && !body.matches("((name|list|id)=[A-Za-z0-9._~%*+-]*(&(name|list|id)=[A-Za-z0-9._~%*+-]*)*)?")) {
                throw new AssertionError("another field: " + URLDecoder.decode(body, StandardCharsets.UTF_8));
            }
        } catch (JsonException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }
}
