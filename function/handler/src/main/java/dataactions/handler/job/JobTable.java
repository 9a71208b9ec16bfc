package dataactions.handler.job;

import dataactions.aws.AwsClient;
import dataactions.aws.AwsException;
import dataactions.aws.AwsService;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three calls of DynamoDB that jobs need, on one table. Knows the form of the items. The callers decide
 * which call is right. Each call is sent once.
 *
 * <p>Source of the protocol: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference
 */
final class JobTable {
    private static final String TARGET = "DynamoDB_20120810.";
    private static final Pattern NAME = Pattern.compile("#([A-Za-z]+)");
    private static final Json.Limits ANSWER = new Json.Limits(4 * 1024 * 1024, 20);

    private final AwsClient aws;
    private final String table;

    JobTable(AwsClient aws, String table) {
        this.aws = aws;
        this.table = table;
    }

    /** The result of a write: it was done, or its condition did not hold. */
    sealed interface Written {}

    /** @param item the item after the write; null if the call does not return it */
    record Done(Job item) implements Written {}

    /** @param item the item that is there; null if there is none */
    record Refused(Job item) implements Written {}

    /**
     * Writes a whole item.
     *
     * @param condition DynamoDB's condition expression, with {@code #} before each attribute's name: many words are
     *     reserved
     * @param values what its {@code :names} stand for
     */
    Written put(Job job, String condition, Map<String, Object> values, Duration timeout) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("TableName", table);
        request.put("Item", item(job));
        request.put("ConditionExpression", condition);
        request.put("ExpressionAttributeNames", names(condition));
        request.put("ExpressionAttributeValues", typed(values));
        return write("PutItem", request, timeout);
    }

    /** Changes an item. Both expressions have {@code #} before each attribute's name. */
    Written update(String locator, String update, String condition, Map<String, Object> values, Duration timeout) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("TableName", table);
        request.put("Key", Map.of("pk", Map.of("S", locator)));
        request.put("UpdateExpression", update);
        request.put("ConditionExpression", condition);
        request.put("ExpressionAttributeNames", names(update + " " + condition));
        request.put("ExpressionAttributeValues", typed(values));
        request.put("ReturnValues", "ALL_NEW");
        return write("UpdateItem", request, timeout);
    }

    private static Map<String, Object> names(String expressions) {
        Map<String, Object> names = new LinkedHashMap<>();
        Matcher name = NAME.matcher(expressions);
        while (name.find()) {
            names.put(name.group(), name.group(1));
        }
        return names;
    }

    /** Reads a job. The read is consistent: it shows every write that succeeded before. */
    Optional<Job> get(String locator, Duration timeout) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("TableName", table);
        request.put("Key", Map.of("pk", Map.of("S", locator)));
        request.put("ConsistentRead", true);
        return Optional.ofNullable(job(send("GetItem", request, timeout).get("Item")));
    }

    private Written write(String operation, Map<String, Object> request, Duration timeout) {
        request.put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
        try {
            return new Done(job(send(operation, request, timeout).get("Attributes")));
        } catch (AwsException e) {
            AwsException.Refusal refusal = e.refusal().orElseThrow(() -> e);
            if (!refusal.code().equals("ConditionalCheckFailedException")) {
                throw e;
            }
            return new Refused(job(parsed(operation, refusal.body()).get("Item")));
        }
    }

    private Map<?, ?> send(String operation, Map<String, Object> request, Duration timeout) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", TARGET + operation);
        byte[] body = Json.write(request);
        return parsed(
                operation,
                aws.post(AwsService.DYNAMODB, operation, "/", headers, body, timeout)
                        .body());
    }

    private static Map<?, ?> parsed(String operation, byte[] body) {
        try {
            if (Json.parse(body, ANSWER) instanceof Map<?, ?> answer) {
                return answer;
            }
        } catch (JsonException e) {
            // The exception's text may quote a value. The message below says what matters.
        }
        throw new AwsException("DynamoDB " + operation + ": the answer is not a JSON object", true, null);
    }

    /** A new job: it has a request, and neither a worker nor an answer. */
    private static Map<String, Object> item(Job job) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("pk", job.id().locator());
        values.put("id", job.id().random());
        values.put("action", job.action());
        values.put("contract", (long) job.contract());
        values.put("state", job.state().name());
        values.put("createdAt", job.createdAt());
        values.put("deadline", job.deadline());
        values.put("expiresAt", job.expiresAt());
        values.put("sentAt", job.createdAt());
        values.put("request", job.request());
        return typed(values);
    }

    /** Each value with DynamoDB's letter for its type. */
    private static Map<String, Object> typed(Map<String, Object> values) {
        Map<String, Object> typed = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof byte[] bytes) {
                typed.put(name, Map.of("B", Base64.getEncoder().encodeToString(bytes)));
            } else if (value instanceof Long number) {
                typed.put(name, Map.of("N", number.toString()));
            } else {
                typed.put(name, Map.of("S", value));
            }
        });
        return typed;
    }

    /** @return null for null */
    private static Job job(Object item) {
        if (item == null) {
            return null;
        }
        try {
            Map<?, ?> attributes = (Map<?, ?>) item;
            return new Job(
                    new JobId(text(attributes, "id"), text(attributes, "pk")),
                    text(attributes, "action"),
                    (int) number(attributes, "contract"),
                    Job.State.valueOf(text(attributes, "state")),
                    number(attributes, "createdAt"),
                    number(attributes, "deadline"),
                    number(attributes, "expiresAt"),
                    (String) value(attributes, "worker", "S"),
                    bytes(attributes, "request"),
                    bytes(attributes, "answer"));
        } catch (RuntimeException e) {
            // The cause is left out, because it may quote a value.
            throw new AwsException(
                    "DynamoDB: an item of the table of jobs does not have the form of a job", false, null);
        }
    }

    private static Object value(Map<?, ?> item, String name, String type) {
        return item.get(name) instanceof Map<?, ?> typed ? typed.get(type) : null;
    }

    private static String text(Map<?, ?> item, String name) {
        return ((String) value(item, name, "S")).strip();
    }

    private static long number(Map<?, ?> item, String name) {
        return Long.parseLong((String) value(item, name, "N"));
    }

    private static byte[] bytes(Map<?, ?> item, String name) {
        String text = (String) value(item, name, "B");
        return text == null ? null : Base64.getDecoder().decode(text);
    }
}
