package dataactions.sandbox.aws.endpoints;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The services with the Query protocol, which answer XML: two operations of CloudFormation, and AssumeRole of STS. */
final class QueryEndpoint {
    private static final Pattern OTHER_ACCOUNT = Pattern.compile("AKIA(\\d{12})");
    private static final int MAX_FORM_FIELD = 2048;

    private final Stacks stacks;
    private final Sessions sessions;

    QueryEndpoint(Stacks stacks, Sessions sessions) {
        this.stacks = stacks;
        this.sessions = sessions;
    }

    void serve(AwsExchange exchange) throws IOException {
        Map<String, String> form = form(exchange.body());
        switch (form.getOrDefault("Action", "")) {
            case "DescribeStacks" -> {
                if (exchange.isSigned("cloudformation")) {
                    describeStacks(exchange, form.getOrDefault("StackName", ""));
                }
            }
            case "UpdateTerminationProtection" -> {
                if (exchange.isSigned("cloudformation")) {
                    protect(exchange, form);
                }
            }
            case "AssumeRole" -> {
                if (exchange.isSigned("sts")) {
                    assumeRole(exchange, form);
                }
            }
            default -> exchange.error(400, "UnknownOperationException", "The sandbox does not serve this operation.");
        }
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

    private void describeStacks(AwsExchange exchange, String stack) throws IOException {
        Optional<String> status = stacks.status(stack);
        String body = status.map(it -> "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>"
                        + it + "</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>")
                .orElse("<ErrorResponse><Error><Code>ValidationError</Code></Error></ErrorResponse>");
        exchange.answerXml(status.isPresent() ? 200 : 400, body);
    }

    private void protect(AwsExchange exchange, Map<String, String> form) throws IOException {
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
        exchange.answerXml(status, body);
    }

    /** Here only another account assumes a role. A refusal gives no reason, as in AWS. */
    private void assumeRole(AwsExchange exchange, Map<String, String> form) throws IOException {
        Matcher caller = OTHER_ACCOUNT.matcher(exchange.accessKey());
        Optional<String> key = caller.matches()
                ? sessions.assume(
                        form.getOrDefault("RoleArn", ""), caller.group(1), form.getOrDefault("ExternalId", ""))
                : Optional.empty();
        String body = key.map(it -> "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>" + it
                        + "</AccessKeyId><SecretAccessKey>sandbox</SecretAccessKey><SessionToken>sandbox</SessionToken>"
                        + "</Credentials></AssumeRoleResult></AssumeRoleResponse>")
                .orElse("<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>");
        exchange.answerXml(key.isPresent() ? 200 : 403, body);
    }
}
