package dataactions.sandbox.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The definitions' examples: the requests that each example sends to the upstreams, and the upstreams' answers.
 * Immutable. The form of the JSON is described at {@code dataactions.authoring.ExampleCalls}.
 */
public final class Examples {
    /** Every digit of a number is kept. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    public static final Examples NONE = new Examples(MissingNode.getInstance());

    /**
     * An example of an action.
     *
     * @param success whether it shows a success
     * @param secure whether the action is for sensitive data
     */
    public record Example(String action, String name, boolean success, boolean secure, ObjectNode input) {}

    /**
     * A request that the sandbox received.
     *
     * @param path path and query, percent-encoded
     * @param headers by lower-case name
     */
    public record Request(String upstream, String method, String path, Map<String, String> headers, String body) {}

    /** An answer; {@code body} is a missing node if there is no body. */
    public record Answer(int status, Map<String, String> headers, JsonNode body) {}

    private record Call(Example example, Request request, Answer answer) {}

    private final String requestId;
    private final List<Example> examples = new ArrayList<>();
    /** Examples of successes first: if two examples send the same request, the success answers it. */
    private final List<Call> calls = new ArrayList<>();

    private Examples(JsonNode tree) {
        requestId = tree.path("requestId").asText("");
        List<Call> others = new ArrayList<>();
        for (JsonNode each : tree.path("examples")) {
            Example example = new Example(
                    each.path("action").asText(),
                    each.path("name").asText(),
                    each.path("success").asBoolean(),
                    each.path("secure").asBoolean(),
                    each.path("input").isObject() ? each.path("input").deepCopy() : JSON.createObjectNode());
            examples.add(example);
            for (JsonNode call : each.path("calls")) {
                (example.success() ? calls : others).add(call(example, call));
            }
        }
        calls.addAll(others);
    }

    private static Call call(Example example, JsonNode call) {
        JsonNode response = call.path("response");
        return new Call(
                example,
                new Request(
                        call.path("upstream").asText(),
                        call.path("method").asText(),
                        call.path("path").asText(),
                        texts(call.path("headers")),
                        call.path("body").asText("")),
                new Answer(response.path("status").asInt(), texts(response.path("headers")), response.path("body")));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(each -> texts.put(
                        each.getKey().toLowerCase(Locale.ROOT), each.getValue().asText()));
        return texts;
    }

    /**
     * Reads them.
     *
     * @param json empty for none
     * @throws IllegalArgumentException when it is not JSON
     */
    public static Examples of(String json) {
        try {
            return json.isEmpty() ? NONE : new Examples(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("examples.json is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** All examples, by action and then in the order of the definition. */
    public List<Example> all() {
        return List.copyOf(examples);
    }

    /** The requests of the examples; those of successes first. */
    public List<Request> requests() {
        return calls.stream().map(Call::request).toList();
    }

    /**
     * The answer of an example that sends this request. Of several examples, the one with the most equal headers, then
     * the first.
     */
    Optional<Answer> answer(Request request) {
        Call best = null;
        for (Call call : calls) {
            boolean isBetter = best == null || sameHeaders(call, request) > sameHeaders(best, request);
            if (sends(call.request(), request) && isBetter) {
                best = call;
            }
        }
        return Optional.ofNullable(best).map(Call::answer);
    }

    private long sameHeaders(Call call, Request request) {
        return call.request().headers().entrySet().stream()
                .filter(header -> same(header.getValue(), request.headers().getOrDefault(header.getKey(), "")))
                .count();
    }

    /** Why a request has no answer, and what to do. */
    String refusal(Request request) {
        String sent = request.method() + " " + request.path();
        List<Call> sameButBody =
                calls.stream().filter(call -> sendsTo(call.request(), request)).toList();
        String actions = calls.stream()
                .filter(call -> call.request().upstream().equals(request.upstream()))
                .map(call -> call.example().action())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), names -> String.join(" or ", names)));
        String what = actions.isEmpty()
                ? "No example of any action calls the upstream " + request.upstream() + " (" + sent + ")"
                : sameButBody.isEmpty()
                        ? "No example of " + actions + " sends " + sent
                        : "No example of " + actions + " sends " + sent + " with this body";
        return what + ": add an example that does, or call the real API with --upstream " + request.upstream()
                + "=URL.";
    }

    private boolean sends(Request example, Request request) {
        return sendsTo(example, request) && sameBody(example.body(), request.body());
    }

    private boolean sendsTo(Request example, Request request) {
        return example.upstream().equals(request.upstream())
                && example.method().equals(request.method())
                && same(example.path(), request.path());
    }

    private boolean sameBody(String example, String body) {
        try {
            return same(JSON.readTree(example), JSON.readTree(body));
        } catch (JsonProcessingException e) {
            return same(example, body);
        }
    }

    private boolean same(JsonNode example, JsonNode body) {
        if (example.isTextual() && body.isTextual()) {
            return same(example.asText(), body.asText());
        }
        if (example.isNumber() && body.isNumber()) {
            return example.decimalValue().compareTo(body.decimalValue()) == 0;
        }
        if (example.isContainerNode() && example.getNodeType() == body.getNodeType() && example.size() == body.size()) {
            if (example.isArray()) {
                for (int i = 0; i < example.size(); i++) {
                    if (!same(example.get(i), body.get(i))) {
                        return false;
                    }
                }
                return true;
            }
            return example.properties().stream()
                    .allMatch(each -> body.has(each.getKey()) && same(each.getValue(), body.get(each.getKey())));
        }
        return example.equals(body);
    }

    /** Whether both are equal, if the request id of the example is replaced by the id of the real request. */
    private boolean same(String example, String text) {
        if (requestId.isEmpty() || !example.contains(requestId)) {
            return example.equals(text);
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : example.split(Pattern.quote(requestId), -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".+").append(Pattern.quote(part));
        }
        return text.matches("(?s)" + pattern);
    }
}
