package dataactions.cli.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The AWS operations that the commands use, over HTTP in AWS's own three protocols: query (STS, CloudFormation), JSON
 * 1.1 (SSM, Secrets Manager), REST (Lambda). Requests must be signed for the right service.
 */
public final class AwsStandIn implements AutoCloseable {
    public static final String ACCOUNT = "123456789012";
    public static final String REGION = "eu-west-1";
    private static final JsonMapper JSON = new JsonMapper();

    public final Map<String, String> parameters = new TreeMap<>();
    public final Map<String, String> secrets = new TreeMap<>();
    /** Templates by stack name; whose is not here may not be read. */
    public final Map<String, String> templates = new LinkedHashMap<>();

    public final Map<String, Stack> stacks = new TreeMap<>();
    /** Operation to the error it answers with, such as {@code GetSecretValue -> 400 AccessDeniedException}. */
    public final Map<String, String> errors = new TreeMap<>();

    public final List<String> calls = new ArrayList<>();
    public int concurrent = 1000;
    public int unreserved = 1000;
    public String account = ACCOUNT;

    /** Statuses of stacks by name, where they are not {@code UPDATE_COMPLETE}. */
    public final Map<String, String> statuses = new TreeMap<>();

    /** Names of the stacks that have termination protection. */
    public final Set<String> protectedStacks = new TreeSet<>();

    /** Roles that may be assumed, by ARN. */
    public final Set<String> roles = new TreeSet<>();

    /** What deletes stacks and tells of it: by default nothing. */
    public Formation formation;

    /** CloudFormation itself. */
    public interface Formation {
        /** The stack's ARN. */
        String id();

        /** @throws IllegalStateException when it refuses; the message is its own */
        void delete(String stack);

        void protect(String stack, boolean on);

        /** Newest first. */
        List<Event> events();

        boolean isProtected();

        String status();
    }

    /** An event of a stack. */
    public record Event(String id, String logicalId, String physicalId, String type, String status, String reason) {}

    /** A stack's outputs, and physical ids by logical id. */
    public record Stack(Map<String, String> outputs, Map<String, String> physicalIds) {}

    private final Loopback server;

    public AwsStandIn() {
        try {
            server = Loopback.start(0, "aws-stand-in", this::serve);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        parameters.put("/cdk-bootstrap/hnb659fds/version", "21");
    }

    public String origin() {
        return server.origin().toString();
    }

    /** A client that is signed in. */
    public Aws client(Optional<String> region) {
        return new Aws(
                Map.of("AWS_ENDPOINT_URL", origin()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret-key-example")),
                region);
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                .orElse("");
        if (exchange.getRequestURI().getPath().equals("/2016-08-19/account-settings")) {
            lambda(exchange);
        } else if (!target.isEmpty()) {
            json(exchange, target.substring(target.indexOf('.') + 1), JSON.readTree(body));
        } else {
            query(exchange, form(new String(body, StandardCharsets.UTF_8)));
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private String id(String stack) {
        return formation != null
                ? formation.id()
                : "arn:aws:cloudformation:" + REGION + ":" + account + ":stack/" + stack + "/guid";
    }

    private boolean refused(HttpExchange exchange, String operation, String service, boolean xml) throws IOException {
        String authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        boolean asRole = authorization.contains("Credential=ASIAROLE/");
        calls.add(operation + (asRole ? " as the role" : ""));
        String error = errors.get(operation);
        if (!authorization.contains("/" + service + "/aws4_request")) {
            error = "403 MissingAuthenticationToken";
        }
        if (error != null) {
            fail(exchange, Integer.parseInt(error.substring(0, 3)), error.substring(4), "said the stand-in", xml);
        }
        return error != null;
    }

    private void fail(HttpExchange exchange, int status, String code, String message, boolean xml) throws IOException {
        String text = xml
                ? "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                : "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\",\"Message\":\"" + message + "\"}";
        exchange.getResponseHeaders().set("x-amzn-ErrorType", code);
        Loopback.reply(
                exchange,
                status,
                xml ? "text/xml" : "application/x-amz-json-1.1",
                text.getBytes(StandardCharsets.UTF_8));
    }

    private void lambda(HttpExchange exchange) throws IOException {
        if (!refused(exchange, "GetAccountSettings", "lambda", false)) {
            Loopback.reply(
                    exchange,
                    200,
                    "{\"AccountLimit\":{\"ConcurrentExecutions\":" + concurrent
                            + ",\"UnreservedConcurrentExecutions\":" + unreserved
                            + "},\"AccountUsage\":{\"FunctionCount\":1}}");
        }
    }

    private void json(HttpExchange exchange, String operation, JsonNode request) throws IOException {
        String service = operation.equals("GetParameter") ? "ssm" : "secretsmanager";
        if (refused(exchange, operation, service, false)) {
            return;
        }
        ObjectNode answer = JSON.createObjectNode();
        if (operation.equals("GetParameter")) {
            String name = request.path("Name").asText();
            if (!parameters.containsKey(name)) {
                fail(exchange, 400, "ParameterNotFound", "no such parameter", false);
                return;
            }
            answer.putObject("Parameter").put("Name", name).put("Value", parameters.get(name));
        } else {
            String id = request.path("SecretId").asText();
            if (!secrets.containsKey(id)) {
                fail(exchange, 400, "ResourceNotFoundException", "no such secret", false);
                return;
            }
            answer.put("ARN", "arn:aws:secretsmanager:" + REGION + ":" + ACCOUNT + ":secret:" + id)
                    .put("Name", id);
            if (operation.equals("GetSecretValue")) {
                answer.put("SecretString", secrets.get(id));
            }
        }
        Loopback.reply(exchange, 200, "application/x-amz-json-1.1", JSON.writeValueAsBytes(answer));
    }

    private void query(HttpExchange exchange, Map<String, String> form) throws IOException {
        String action = form.getOrDefault("Action", "");
        String service = Set.of("GetCallerIdentity", "AssumeRole").contains(action) ? "sts" : "cloudformation";
        if (refused(exchange, action, service, true)) {
            return;
        }
        // By name, or by ARN.
        String name = form.getOrDefault("StackName", "").replaceFirst("^arn:.*:stack/([^/]*)/.*", "$1");
        Stack stack = stacks.get(name);
        if (service.equals("cloudformation") && stack == null) {
            fail(exchange, 400, "ValidationError", "Stack with id " + form.get("StackName") + " does not exist", true);
            return;
        }
        StringBuilder result = new StringBuilder();
        switch (action) {
            case "GetCallerIdentity" ->
                result.append("<Arn>arn:aws:sts::" + account + ":assumed-role/Deployer/someone</Arn><UserId>u</UserId>"
                        + "<Account>" + account + "</Account>");
            case "AssumeRole" -> {
                if (!roles.contains(form.get("RoleArn"))) {
                    fail(exchange, 403, "AccessDenied", "not authorized to perform: sts:AssumeRole", true);
                    return;
                }
                result.append("<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>");
            }
            case "UpdateTerminationProtection" ->
                formation.protect(name, form.get("EnableTerminationProtection").equals("true"));
            case "DeleteStack" -> {
                try {
                    formation.delete(name);
                } catch (IllegalStateException e) {
                    fail(exchange, 400, "ValidationError", e.getMessage(), true);
                    return;
                }
            }
            case "DescribeStackEvents" -> {
                result.append("<StackEvents>");
                for (Event event : formation.events()) {
                    result.append("<member><StackId>" + id(name) + "</StackId><EventId>" + event.id()
                            + "</EventId><StackName>" + name + "</StackName><LogicalResourceId>" + event.logicalId()
                            + "</LogicalResourceId><PhysicalResourceId>" + event.physicalId()
                            + "</PhysicalResourceId><ResourceType>" + event.type()
                            + "</ResourceType><Timestamp>2026-01-01T00:00:00Z</Timestamp><ResourceStatus>"
                            + event.status() + "</ResourceStatus><ResourceStatusReason>"
                            + event.reason().replace("&", "&amp;").replace("<", "&lt;")
                            + "</ResourceStatusReason></member>");
                }
                result.append("</StackEvents>");
            }
            case "DescribeStacks" -> {
                boolean isProtected = formation == null ? protectedStacks.contains(name) : formation.isProtected();
                String status = formation == null ? statuses.getOrDefault(name, "UPDATE_COMPLETE") : formation.status();
                result.append("<Stacks><member><StackId>" + id(name) + "</StackId><StackName>" + name
                        + "</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>" + status
                        + "</StackStatus><EnableTerminationProtection>" + isProtected
                        + "</EnableTerminationProtection><Outputs>");
                stack.outputs()
                        .forEach((key, value) -> result.append("<member><OutputKey>" + key + "</OutputKey><OutputValue>"
                                + value + "</OutputValue></member>"));
                result.append("</Outputs></member></Stacks>");
            }
            case "ListStackResources" -> {
                result.append("<StackResourceSummaries>");
                stack.physicalIds()
                        .forEach((key, value) -> result.append("<member><LogicalResourceId>" + key
                                + "</LogicalResourceId><PhysicalResourceId>" + value
                                + "</PhysicalResourceId><ResourceType>t</ResourceType>"
                                + "<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp>"
                                + "<ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"));
                result.append("</StackResourceSummaries>");
            }
            case "GetTemplate" -> {
                if ("REVIEW_IN_PROGRESS".equals(statuses.get(name))) {
                    // Nothing is deployed, so AWS returns no body.
                    break;
                }
                if (!templates.containsKey(name)) {
                    fail(exchange, 403, "AccessDenied", "said the stand-in", true);
                    return;
                }
                result.append("<TemplateBody>")
                        .append(templates.get(name).replace("&", "&amp;").replace("<", "&lt;"))
                        .append("</TemplateBody>");
            }
            default -> throw new IOException("not served: " + action);
        }
        String text = "<" + action + "Response><" + action + "Result>" + result + "</" + action
                + "Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></" + action + "Response>";
        Loopback.reply(exchange, 200, "text/xml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
