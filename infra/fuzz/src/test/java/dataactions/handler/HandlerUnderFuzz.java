package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import dataactions.authoring.FuzzDefinitions;
import dataactions.authoring.contract.Contract;
import dataactions.aws.SecretVersion;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.fuzz.Fit;
import dataactions.handler.upstream.SecretSource;
import dataactions.handler.upstream.UpstreamClient;
import dataactions.testkit.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The handler with everything around it that an event can make it touch, and what must hold whatever it is sent: at the
 * URL an HTTP answer with an envelope that fits the registered schema and never an exception; at the bare door the
 * envelope, or a {@link DataActionFault} with one; in the log neither secrets nor what is marked.
 */
final class HandlerUnderFuzz {
    /** In every text that must not get into the log. */
    static final String MARK = "mArK7qZ";

    static final String TOKEN = "caller-s3cReT-token";
    private static final String CALLER_SECRET = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller";
    private static final Set<String> ENVELOPE = Set.of("status", "data", "error", "errorCode", "requestId");
    private static final Context CONTEXT = LambdaContext.withMillisLeft(30_000);

    final CompiledActions actions = FuzzDefinitions.actions();
    private final Map<String, Object> schemas = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private final DataActionHandler handler;
    private int successes;
    private boolean isMarked;
    private boolean isSecretOurs;

    /**
     * The handler.
     *
     * @param upstreams the environment variable
     * @param client null for HTTP
     */
    HandlerUnderFuzz(String upstreams, UpstreamClient client) {
        actions.all()
                .forEach(action ->
                        schemas.put(key(action), schema(Contract.of(action).successSchema())));
        SecretSource secrets = (id, stage) -> {
            if (!id.equals(CALLER_SECRET)) {
                throw new AssertionError("another secret is read: " + id);
            }
            return new SecretVersion(
                    Json.writeString(Map.of("token", stage.equals(SecretSource.CURRENT) ? TOKEN : TOKEN + stage)),
                    null);
        };
        handler = new DataActionHandler(
                Map.of("UPSTREAMS", upstreams, "CALLER_SECRET_ARN", CALLER_SECRET),
                () -> actions,
                () -> Instant.EPOCH,
                System::nanoTime,
                secrets,
                client,
                log::add,
                false);
        if (!log.isEmpty()) {
            throw new IllegalStateException(log.toString());
        }
    }

    private static Object schema(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    private static String key(ActionDefinition action) {
        return action.name() + "/" + action.contract();
    }

    /** How many answers told of success: a fuzzer that reaches none tests nothing. */
    int successes() {
        return successes;
    }

    /** An event with the caller's token, as a Function URL makes it. */
    static byte[] urlEvent(Map<String, Object> headers, String body, boolean isBase64) {
        Map<String, Object> event = new HashMap<>();
        event.put("version", "2.0");
        event.put("headers", headers);
        event.put("requestContext", Map.of("http", Map.of("method", "POST", "path", "/")));
        event.put("body", isBase64 ? Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)) : body);
        event.put("isBase64Encoded", isBase64);
        return Json.write(event);
    }

    /**
     * Sends an event and checks what comes of it.
     *
     * @param isMarked whether the mark stands only where it must not get into the log from; the fuzzer finds out about
     *     it, and puts it into ids as well
     */
    void send(byte[] event, boolean isMarked) throws IOException {
        log.clear();
        this.isMarked = isMarked;
        Object sent = parsed(event);
        boolean byUrl = sent instanceof Map<?, ?> root && root.containsKey("requestContext");
        // A caller who knows the token may write it anywhere, and is answered with it.
        isSecretOurs = new String(event, StandardCharsets.UTF_8).split("s3cReT", -1).length
                <= (byUrl && knowsToken(sent) ? 2 : 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event), out, CONTEXT);
        } catch (DataActionFault fault) {
            if (byUrl || fault.getStackTrace().length > 0 || fault.getCause() != null || out.size() > 0) {
                throw new AssertionError("a fault where none belongs", fault);
            }
            Map<Object, Object> body =
                    new LinkedHashMap<>(object(fault.getMessage().getBytes(StandardCharsets.UTF_8)));
            // Beside it, of a call that asked for an explanation.
            body.keySet().removeAll(Set.of("httpStatus", "report", "steps"));
            isError(body);
            checkLog();
            return;
        }
        Map<?, ?> answer = object(out.toByteArray());
        if (sent != null && byUrl != answer.containsKey("statusCode")) {
            throw new AssertionError("answered as at the other door: " + answer);
        }
        if (answer.containsKey("statusCode")) {
            atUrl(sent, answer);
        } else {
            check(sent, answer, 200);
        }
        checkLog();
    }

    private void atUrl(Object sent, Map<?, ?> answer) {
        if (!answer.keySet().equals(Set.of("statusCode", "headers", "body", "isBase64Encoded"))
                || !Map.of("Content-Type", "application/json").equals(answer.get("headers"))
                || !Boolean.FALSE.equals(answer.get("isBase64Encoded"))
                || !(answer.get("statusCode") instanceof Long status)
                || status < 200
                || status > 599) {
            throw new AssertionError("no HTTP answer: " + answer);
        }
        Map<?, ?> body = object(((String) answer.get("body")).getBytes(StandardCharsets.UTF_8));
        Object request = sent instanceof Map<?, ?> event && event.get("body") instanceof String text
                ? parsed(
                        Boolean.TRUE.equals(event.get("isBase64Encoded"))
                                ? decoded(text)
                                : text.getBytes(StandardCharsets.UTF_8))
                : null;
        if (!knowsToken(sent) && status != 401 && status != 400) {
            throw new AssertionError("a stranger is told more than 401: " + answer);
        }
        check(request, body, status.intValue());
    }

    private static boolean knowsToken(Object event) {
        return event instanceof Map<?, ?> root
                && root.get("headers") instanceof Map<?, ?> headers
                && headers.entrySet().stream()
                        .anyMatch(each -> "data-action-token".equalsIgnoreCase((String) each.getKey())
                                && each.getValue() instanceof String token
                                && token.startsWith(TOKEN));
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** @param request what the envelope should have been read from, or null */
    private void check(Object request, Map<?, ?> body, int httpStatus) {
        if ("INTERNAL".equals(body.get("errorCode"))) {
            throw new AssertionError("our own code failed: " + log);
        }
        String text = Json.writeString(body);
        if (isSecretOurs && text.contains("s3cReT")) {
            throw new AssertionError("tells what nobody may know: " + text);
        }
        ActionDefinition action = action(request);
        boolean isExplained = httpStatus == 200 && action != null && body.containsKey("httpStatus");
        boolean isFlat = action != null && action.answer() == AnswerForm.FLAT && !isExplained;
        if (isFlat && httpStatus == 200 && !ENVELOPE.containsAll(body.keySet())) {
            fits(schemas.get(key(action)), body);
            successes++;
            return;
        }
        if (isFlat && httpStatus == 200) {
            fits(schemas.get(key(action)), body);
        } else if ("success".equals(body.get("status"))) {
            if (action == null || httpStatus != 200) {
                throw new AssertionError("success out of nothing: " + httpStatus + " " + text);
            }
            fits(isExplained && action.answer() == AnswerForm.FLAT ? ANY : schemas.get(key(action)), body);
            successes++;
        } else {
            fits(action == null || action.answer() == AnswerForm.FLAT ? ANY : schemas.get(key(action)), body);
            if (!isExplained) {
                isError(body);
            }
        }
        if (hasNull(body)) {
            throw new AssertionError("null has no place in an answer: " + text);
        }
        if (!isExplained && !isFlat && !ENVELOPE.containsAll(body.keySet())) {
            throw new AssertionError("more than an envelope: " + text);
        }
    }

    private static boolean hasNull(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(HandlerUnderFuzz::hasNull);
        }
        return value instanceof List<?> list ? list.stream().anyMatch(HandlerUnderFuzz::hasNull) : value == null;
    }

    private static final Object ANY = Map.of("type", "object");

    private ActionDefinition action(Object request) {
        if (request instanceof Map<?, ?> envelope && envelope.get("actionName") instanceof String name) {
            Object number = envelope.get("contract");
            if (number == null || number instanceof Long n && n > 0 && n <= Integer.MAX_VALUE) {
                return actions.find(name, number == null ? null : ((Long) number).intValue())
                        .orElse(null);
            }
        }
        return null;
    }

    private static void fits(Object schema, Map<?, ?> body) {
        String breach = Fit.breach(schema, body);
        if (breach != null) {
            throw new AssertionError(breach + " in " + Json.writeString(body));
        }
    }

    /** What every error looks like. */
    private static void isError(Map<?, ?> body) {
        if (!body.keySet().equals(ENVELOPE)
                || !"error".equals(body.get("status"))
                || !Map.of().equals(body.get("data"))
                || !(body.get("error") instanceof String error)
                || error.isBlank()
                || !(body.get("errorCode") instanceof String code)
                || !code.matches("[A-Z][A-Z0-9_]*")
                || !(body.get("requestId") instanceof String id)
                || id.isEmpty()) {
            throw new AssertionError("no error as a flow knows it: " + Json.writeString(body));
        }
    }

    /** A caller may name its request as it likes, and the log has that name. */
    private static String withoutRequestId(String line) {
        Map<Object, Object> said = new LinkedHashMap<>(object(line.getBytes(StandardCharsets.UTF_8)));
        said.keySet().removeAll(Set.of("requestId", "correlationId"));
        return Json.writeString(said);
    }

    private void checkLog() {
        if (log.size() != 1) {
            throw new AssertionError("one line for each invocation, not " + log);
        }
        String line = log.get(0);
        if (isMarked && withoutRequestId(line).contains(MARK)
                || isSecretOurs && line.contains("s3cReT")
                || line.contains("\n")) {
            throw new AssertionError("a value or a secret in the log: " + line);
        }
        if (object(line.getBytes(StandardCharsets.UTF_8)).containsKey("trace")) {
            throw new AssertionError("our own code failed: " + line);
        }
    }

    private static Map<?, ?> object(byte[] json) {
        if (Json.parse(json, new Json.Limits(20_000_000, 200)) instanceof Map<?, ?> object) {
            return object;
        }
        throw new AssertionError("no object: " + new String(json, StandardCharsets.UTF_8));
    }

    private static Object parsed(byte[] json) {
        try {
            return Json.parse(json, new Json.Limits(20_000_000, 200));
        } catch (JsonException e) {
            return null;
        }
    }
}
