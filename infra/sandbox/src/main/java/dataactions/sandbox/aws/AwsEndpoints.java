package dataactions.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.dynamodb.DynamoDbEndpoint;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The AWS operations that the stack's functions use, on one loopback origin: Secrets Manager ({@link SecretsManager})
 * and SSM GetParameter (both JSON 1.1), DynamoDB ({@link DynamoDbEndpoint}), CloudFormation DescribeStacks and UpdateTerminationProtection, STS AssumeRole
 * (all Query, XML) and Lambda Invoke. A request must have a signature for the right service. The signature itself is
 * not verified, because there are no keys here. An access key {@code AKIA} and 12 digits belongs to that other account.
 */
public final class AwsEndpoints implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern INVOKE = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([A-Za-z0-9]+)/");
    private static final Pattern OTHER_ACCOUNT = Pattern.compile("AKIA(\\d{12})");

    private static final String SECRETS = "secretsmanager.";
    private static final int MAX_FORM_FIELD = 2048;

    /** Source: Lambda API reference, Invoke: 1 MB for asynchronous invocations (256 KB before October 2025). */
    private static final int MAX_EVENT = 1024 * 1024;

    private final Account account;
    private final SecretsManager secrets;
    private final Lambda lambda;
    private final Function<String, Optional<String>> otherSecrets;
    private final Stacks stacks;
    private final Sessions sessions;
    private final DynamoDbEndpoint dynamoDb;
    private final Loopback server;

    /** The stacks that CloudFormation has. */
    public interface Stacks {
        /** The status of a stack, by its ARN; empty if there is no such stack. */
        Optional<String> status(String id);

        /** @throws IllegalArgumentException when CloudFormation refuses; the message is CloudFormation's */
        void protect(String id, boolean on);
    }

    /**
     * Starts the endpoints.
     *
     * @param otherSecrets values of secrets that the stack did not create, by the id that a caller uses
     * @param stacks the stacks that CloudFormation's operations read and change
     */
    public AwsEndpoints(
            Account account,
            SecretsManager secrets,
            Lambda lambda,
            Function<String, Optional<String>> otherSecrets,
            Stacks stacks)
            throws IOException {
        this.account = account;
        this.secrets = secrets;
        this.lambda = lambda;
        this.otherSecrets = otherSecrets;
        this.stacks = stacks;
        this.sessions = new Sessions(account);
        this.dynamoDb = new DynamoDbEndpoint(account.tables());
        server = Loopback.start(0, "aws-endpoints", this::serve);
    }

    /** The value of {@code AWS_ENDPOINT_URL_…} for each of the services. */
    public URI origin() {
        return server.origin();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Matcher invoke = INVOKE.matcher(exchange.getRequestURI().getRawPath());
        String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                .orElse("");
        if (invoke.matches() && exchange.getRequestMethod().equals("POST")) {
            if (signed(exchange, "lambda")) {
                invoke(exchange, URLDecoder.decode(invoke.group(1), StandardCharsets.UTF_8), body);
            }
        } else if (target.startsWith(DynamoDbEndpoint.TARGET)) {
            dynamoDb.serve(exchange, body);
        } else if (target.startsWith(SECRETS)
                && SecretsManager.OPERATIONS.contains(target.substring(SECRETS.length()))) {
            if (signed(exchange, "secretsmanager")) {
                secret(exchange, target.substring(SECRETS.length()), body);
            }
        } else if (target.equals("AmazonSSM.GetParameter")) {
            if (signed(exchange, "ssm")) {
                getParameter(exchange, body);
            }
        } else if (form(body).getOrDefault("Action", "").equals("DescribeStacks")) {
            if (signed(exchange, "cloudformation")) {
                describeStacks(exchange, form(body).getOrDefault("StackName", ""));
            }
        } else if (form(body).getOrDefault("Action", "").equals("UpdateTerminationProtection")) {
            if (signed(exchange, "cloudformation")) {
                protect(exchange, form(body));
            }
        } else if (form(body).getOrDefault("Action", "").equals("AssumeRole")) {
            if (signed(exchange, "sts")) {
                assumeRole(exchange, form(body));
            }
        } else {
            error(exchange, 400, "UnknownOperationException", "The sandbox does not serve this operation.");
        }
    }

    private static boolean signed(HttpExchange exchange, String service) throws IOException {
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        boolean signed = authorization.startsWith("AWS4-HMAC-SHA256 Credential=")
                && authorization.contains("/" + service + "/aws4_request");
        if (!signed) {
            error(
                    exchange,
                    403,
                    "MissingAuthenticationTokenException",
                    "The request is not signed for " + service + ".");
        }
        return signed;
    }

    private void secret(HttpExchange exchange, String operation, byte[] body) throws IOException {
        JsonNode request = request(exchange, body);
        if (request == null) {
            return;
        }
        try {
            Loopback.reply(
                    exchange,
                    200,
                    "application/x-amz-json-1.1",
                    JSON.writeValueAsBytes(
                            isOfSomebodyElse(operation, request)
                                    ? other(request)
                                    : secrets.carryOut(operation, request)));
        } catch (SecretsManager.Refused e) {
            error(exchange, 400, e.code(), e.getMessage());
        }
    }

    private boolean isOfSomebodyElse(String operation, JsonNode request) {
        String id = request.path("SecretId").asText("");
        boolean isCurrent = request.path("VersionStage").asText("AWSCURRENT").equals("AWSCURRENT");
        return operation.equals("GetSecretValue")
                && isCurrent
                && account.secret(id).isEmpty()
                && otherSecrets.apply(id).isPresent();
    }

    private ObjectNode other(JsonNode request) {
        String id = request.path("SecretId").asText("");
        ObjectNode answer = JSON.createObjectNode();
        answer.put("ARN", id);
        answer.put("Name", id);
        answer.put("VersionId", "sandbox");
        answer.put("SecretString", otherSecrets.apply(id).orElseThrow());
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer;
    }

    private void getParameter(HttpExchange exchange, byte[] body) throws IOException {
        JsonNode request = request(exchange, body);
        if (request == null) {
            return;
        }
        String name = request.path("Name").asText("");
        Optional<String> value = account.parameter(name);
        if (value.isEmpty()) {
            error(exchange, 400, "ParameterNotFound", "There is no parameter of this name.");
            return;
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("Parameter").put("Name", name).put("Type", "String").put("Value", value.get());
        Loopback.reply(exchange, 200, "application/x-amz-json-1.1", JSON.writeValueAsBytes(answer));
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.length() < MAX_FORM_FIELD) {
                form.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // not a form, so not an operation of the Query protocol
        }
    }

    /** Here only another account assumes a role. A refusal gives no reason, as in AWS. */
    private void assumeRole(HttpExchange exchange, Map<String, String> form) throws IOException {
        Matcher caller = OTHER_ACCOUNT.matcher(accessKey(exchange));
        Optional<String> key = caller.matches()
                ? sessions.assume(
                        form.getOrDefault("RoleArn", ""), caller.group(1), form.getOrDefault("ExternalId", ""))
                : Optional.empty();
        String body = key.map(it -> "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>" + it
                        + "</AccessKeyId><SecretAccessKey>sandbox</SecretAccessKey><SessionToken>sandbox</SessionToken>"
                        + "</Credentials></AssumeRoleResult></AssumeRoleResponse>")
                .orElse("<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
        Loopback.reply(exchange, key.isPresent() ? 200 : 403, "text/xml", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String accessKey(HttpExchange exchange) {
        Matcher key = ACCESS_KEY.matcher(
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .orElse(""));
        return key.find() ? key.group(1) : "";
    }

    private void describeStacks(HttpExchange exchange, String stack) throws IOException {
        Optional<String> status = stacks.status(stack);
        String body = status.map(it -> "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>"
                        + it + "</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>")
                .orElse("<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>");
        Loopback.reply(exchange, status.isPresent() ? 200 : 400, "text/xml", body.getBytes(StandardCharsets.UTF_8));
    }

    private void protect(HttpExchange exchange, Map<String, String> form) throws IOException {
        String stack = form.getOrDefault("StackName", "");
        String body;
        int status = 200;
        try {
            stacks.protect(
                    stack, form.getOrDefault("EnableTerminationProtection", "").equals("true"));
            body = "<UpdateTerminationProtectionResponse><UpdateTerminationProtectionResult><StackId>" + stack
                    + "</StackId></UpdateTerminationProtectionResult></UpdateTerminationProtectionResponse>";
        } catch (IllegalArgumentException e) {
            status = 400;
            body = "<ErrorResponse><Error><Code>ValidationError</Code><Message>" + e.getMessage()
                    + "</Message></Error></ErrorResponse>";
        }
        Loopback.reply(exchange, status, "text/xml", body.getBytes(StandardCharsets.UTF_8));
    }

    private void invoke(HttpExchange exchange, String function, byte[] body) throws IOException {
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String qualifier = "";
        for (String pair : query.split("&")) {
            if (pair.startsWith("Qualifier=")) {
                qualifier = URLDecoder.decode(pair.substring("Qualifier=".length()), StandardCharsets.UTF_8);
            }
        }
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"))
                .orElse("RequestResponse");
        boolean isEvent = type.equals("Event");
        if (!isEvent && !type.equals("RequestResponse")) {
            error(
                    exchange,
                    400,
                    "InvalidParameterValueException",
                    "The sandbox invokes with RequestResponse and Event only.");
            return;
        }
        String[] arn = function.split(":", 5);
        boolean elsewhere = arn.length == 5
                && !exchange.getRequestHeaders().getFirst("Authorization").contains("/" + arn[3] + "/lambda/");
        if (elsewhere) {
            error(
                    exchange,
                    403,
                    "InvalidSignatureException",
                    "Credential should be scoped to a valid region, " + arn[3] + ".");
            return;
        }
        if (!sessions.allows(accessKey(exchange), "lambda:InvokeFunction", invoked(function, qualifier))) {
            error(exchange, 403, "AccessDeniedException", "The role that was assumed may not invoke " + function + ".");
            return;
        }
        if (isEvent) {
            accept(exchange, function, qualifier, body);
        } else {
            run(exchange, function, qualifier, body);
        }
    }

    private void run(HttpExchange exchange, String function, String qualifier, byte[] body) throws IOException {
        Optional<Invocation> invocation;
        try {
            invocation = lambda.invoke(function, qualifier, body);
        } catch (Throttled e) {
            error(exchange, 429, "TooManyRequestsException", e.getMessage());
            return;
        }
        if (invocation.isEmpty()) {
            noFunction(exchange, function);
            return;
        }
        exchange.getResponseHeaders().set("x-amzn-RequestId", invocation.get().requestId());
        if (invocation.get().failed()) {
            exchange.getResponseHeaders()
                    .set("X-Amz-Function-Error", invocation.get().functionError());
        }
        Loopback.reply(exchange, 200, "application/json", invocation.get().payload());
    }

    private void accept(HttpExchange exchange, String function, String qualifier, byte[] body) throws IOException {
        if (body.length > MAX_EVENT) {
            error(
                    exchange,
                    413,
                    "RequestTooLargeException",
                    body.length + " byte payload is too large for the Event invocation type (limit " + MAX_EVENT
                            + " bytes)");
            return;
        }
        if (!isJson(body)) {
            error(exchange, 400, "InvalidRequestContentException", "Could not parse request body into json.");
            return;
        }
        Optional<String> requestId = lambda.accept(function, qualifier, body);
        if (requestId.isEmpty()) {
            noFunction(exchange, function);
            return;
        }
        exchange.getResponseHeaders().set("x-amzn-RequestId", requestId.get());
        exchange.sendResponseHeaders(202, -1);
    }

    private static boolean isJson(byte[] body) throws IOException {
        try {
            return !STRICT.readTree(body).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static void noFunction(HttpExchange exchange, String function) throws IOException {
        error(exchange, 404, "ResourceNotFoundException", "Function not found: " + function);
    }

    /** The ARN that policies name. It has the qualifier, whether that came in the ARN or in the query. */
    private String invoked(String function, String qualifier) {
        String resolved = qualifier.isEmpty() ? Account.qualifierOf(function) : qualifier;
        return account.function(function)
                .map(found -> resolved.isEmpty() ? found.arn() : found.arn() + ":" + resolved)
                .orElse(function);
    }

    private static JsonNode request(HttpExchange exchange, byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            error(exchange, 400, "SerializationException", "The request is not JSON.");
            return null;
        }
    }

    private static void error(HttpExchange exchange, int status, String type, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
        ObjectNode body = JSON.createObjectNode().put("__type", type).put("message", message);
        Loopback.reply(exchange, status, "application/x-amz-json-1.1", JSON.writeValueAsBytes(body));
    }

    @Override
    public void close() {
        server.close();
    }
}
