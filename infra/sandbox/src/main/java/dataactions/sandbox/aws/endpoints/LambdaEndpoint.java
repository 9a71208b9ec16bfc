package dataactions.sandbox.aws.endpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.Lambda;
import dataactions.sandbox.aws.Throttled;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lambda's Invoke, with the invocation types RequestResponse and Event. */
final class LambdaEndpoint {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern INVOKE = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

    /** Source: Lambda API reference, Invoke: 1 MB for asynchronous invocations (256 KB before October 2025). */
    private static final int MAX_EVENT = 1024 * 1024;

    private final Account account;
    private final Lambda lambda;
    private final Sessions sessions;

    LambdaEndpoint(Account account, Lambda lambda, Sessions sessions) {
        this.account = account;
        this.lambda = lambda;
        this.sessions = sessions;
    }

    /** The function that a request invokes; empty if it is another request. */
    static Optional<String> invokedBy(AwsExchange exchange) {
        Matcher invoke = INVOKE.matcher(exchange.http().getRequestURI().getRawPath());
        return invoke.matches() && exchange.http().getRequestMethod().equals("POST")
                ? Optional.of(URLDecoder.decode(invoke.group(1), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    void serve(AwsExchange exchange, String function) throws IOException {
        if (exchange.isSigned("lambda")) {
            invoke(exchange, function);
        }
    }

    private void invoke(AwsExchange exchange, String function) throws IOException {
        String qualifier = qualifierInQuery(exchange);
        String type = Optional.ofNullable(exchange.http().getRequestHeaders().getFirst("X-Amz-Invocation-Type"))
                .orElse("RequestResponse");
        boolean isEvent = type.equals("Event");
        if (!isEvent && !type.equals("RequestResponse")) {
            exchange.error(
                    400, "InvalidParameterValueException", "The sandbox invokes with RequestResponse and Event only.");
            return;
        }
        String[] arn = function.split(":", 5);
        boolean elsewhere = arn.length == 5 && !exchange.header("Authorization").contains("/" + arn[3] + "/lambda/");
        if (elsewhere) {
            exchange.error(
                    403, "InvalidSignatureException", "Credential should be scoped to a valid region, " + arn[3] + ".");
            return;
        }
        if (!sessions.allows(exchange.accessKey(), "lambda:InvokeFunction", invoked(function, qualifier))) {
            exchange.error(403, "AccessDeniedException", "The role that was assumed may not invoke " + function + ".");
            return;
        }
        if (isEvent) {
            accept(exchange, function, qualifier);
        } else {
            run(exchange, function, qualifier);
        }
    }

    private static String qualifierInQuery(AwsExchange exchange) {
        String query = Optional.ofNullable(exchange.http().getRequestURI().getRawQuery())
                .orElse("");
        String qualifier = "";
        for (String pair : query.split("&")) {
            if (pair.startsWith("Qualifier=")) {
                qualifier = URLDecoder.decode(pair.substring("Qualifier=".length()), StandardCharsets.UTF_8);
            }
        }
        return qualifier;
    }

    /** The ARN that policies name. It has the qualifier, whether that came in the ARN or in the query. */
    private String invoked(String function, String qualifier) {
        String resolved = qualifier.isEmpty() ? LambdaFunction.qualifierOf(function) : qualifier;
        return account.function(function)
                .map(found -> resolved.isEmpty() ? found.arn() : found.arn() + ":" + resolved)
                .orElse(function);
    }

    private void run(AwsExchange exchange, String function, String qualifier) throws IOException {
        Optional<Invocation> invocation;
        try {
            invocation = lambda.invoke(function, qualifier, exchange.body());
        } catch (Throttled e) {
            exchange.error(429, "TooManyRequestsException", e.getMessage());
            return;
        }
        if (invocation.isEmpty()) {
            noFunction(exchange, function);
            return;
        }
        exchange.answerHeader("x-amzn-RequestId", invocation.get().requestId());
        if (invocation.get().failed()) {
            exchange.answerHeader("X-Amz-Function-Error", invocation.get().functionError());
        }
        exchange.answer(200, "application/json", invocation.get().payload());
    }

    private void accept(AwsExchange exchange, String function, String qualifier) throws IOException {
        byte[] body = exchange.body();
        if (body.length > MAX_EVENT) {
            exchange.error(
                    413,
                    "RequestTooLargeException",
                    body.length + " byte payload is too large for the Event invocation type (limit " + MAX_EVENT
                            + " bytes)");
            return;
        }
        if (!isJson(body)) {
            exchange.error(400, "InvalidRequestContentException", "Could not parse request body into json.");
            return;
        }
        Optional<String> requestId = lambda.accept(function, qualifier, body);
        if (requestId.isEmpty()) {
            noFunction(exchange, function);
            return;
        }
        exchange.answerHeader("x-amzn-RequestId", requestId.get());
        exchange.http().sendResponseHeaders(202, -1);
    }

    private static boolean isJson(byte[] body) throws IOException {
        try {
            return !STRICT.readTree(body).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static void noFunction(AwsExchange exchange, String function) throws IOException {
        exchange.error(404, "ResourceNotFoundException", "Function not found: " + function);
    }
}
