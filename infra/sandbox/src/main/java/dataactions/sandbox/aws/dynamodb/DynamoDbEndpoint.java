package dataactions.sandbox.aws.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.dynamodb.value.AttributeValues;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32;

/**
 * DynamoDB's protocol: JSON 1.0 with the operation in {@code X-Amz-Target}. Source: DynamoDB developer guide, "DynamoDB
 * low-level API".
 */
public final class DynamoDbEndpoint {
    /** How a target of this service begins. */
    public static final String TARGET = "DynamoDB_";

    private static final String VERSION = TARGET + "20120810.";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final DynamoDb service;
    private final Faults faults = new Faults();

    public DynamoDbEndpoint(Tables tables) {
        service = new DynamoDb(tables);
    }

    /** What a test makes fail. */
    public Faults faults() {
        return faults;
    }

    /** Answers one request. */
    public void serve(HttpExchange exchange, byte[] body) throws IOException {
        try {
            String operation = operation(exchange);
            checkSigned(header(exchange, "Authorization"));
            JsonNode members = members(body);
            Faults.Fault fault = faults.take(operation);
            if (fault == Faults.Fault.HANGING) {
                hang();
                return;
            }
            if (fault == Faults.Fault.THROTTLED) {
                throw Refused.throttled();
            }
            if (fault == Faults.Fault.FAILED) {
                throw Refused.internal();
            }
            ObjectNode answer = service.carryOut(operation, members);
            if (fault == Faults.Fault.DONE_BUT_FAILED) {
                throw Refused.internal();
            }
            reply(exchange, 200, answer);
        } catch (Refused e) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("__type", e.type());
            answer.put("message", e.getMessage());
            if (e.item() != null) {
                answer.set("Item", AttributeValues.write(e.item()));
            }
            reply(exchange, e.status(), answer);
        }
    }

    private static String operation(HttpExchange exchange) {
        String target = header(exchange, "X-Amz-Target");
        boolean isKnown = exchange.getRequestMethod().equals("POST")
                && target.startsWith(VERSION)
                && DynamoDb.OPERATIONS.contains(target.substring(VERSION.length()));
        if (!isKnown) {
            throw Refused.protocol(
                    "UnknownOperationException", "The sandbox serves " + DynamoDb.OPERATIONS + " of DynamoDB.");
        }
        if (!header(exchange, "Content-Type").split(";")[0].strip().equals(CONTENT_TYPE)) {
            throw Refused.serialization("Content-Type must be " + CONTENT_TYPE);
        }
        return target.substring(VERSION.length());
    }

    private static void checkSigned(String authorization) {
        if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=")) {
            throw Refused.protocol(
                    "MissingAuthenticationTokenException",
                    "Request must contain either a valid (registered) AWS access key ID or X.509 certificate.");
        }
        if (!authorization.contains("/dynamodb/aws4_request")) {
            throw Refused.protocol(
                    "InvalidSignatureException", "Credential should be scoped to correct service: 'dynamodb'.");
        }
    }

    private static JsonNode members(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refused.serialization("The request is not JSON.");
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // The server ends.
            Thread.currentThread().interrupt();
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        CRC32 checksum = new CRC32();
        checksum.update(body);
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.getResponseHeaders().set("x-amz-crc32", Long.toString(checksum.getValue()));
        Loopback.reply(exchange, status, CONTENT_TYPE, body);
    }
}
