package dataactions.handler.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.dynamodb.DynamoDbEndpoint;
import dataactions.sandbox.aws.dynamodb.Faults.Fault;
import dataactions.sandbox.aws.dynamodb.KeySchema;
import dataactions.sandbox.aws.dynamodb.TableDescription;
import dataactions.sandbox.aws.dynamodb.Tables;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The table of jobs in the sandbox's DynamoDB, behind the real protocol, with the failures that a test asks for. */
public final class JobsTable implements AutoCloseable {
    private static final String NAME = "jobs";
    private static final String TARGET = "DynamoDB_20120810.";
    /** More calls than a test makes. */
    private static final int ALL = 10_000;

    private final Tables tables = new Tables(Map.of(), InstantSource.system());
    private final DynamoDbEndpoint endpoint = new DynamoDbEndpoint(tables);
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Loopback server;

    private JobsTable() throws IOException {
        tables.create(new TableDescription(
                NAME,
                "arn:aws:dynamodb:eu-west-1:000000000000:table/" + NAME,
                new KeySchema(List.of(new KeySchema.KeyAttribute("pk", "S"))),
                "expiresAt"));
        server = Loopback.start(0, "dynamodb", exchange -> {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            calls.computeIfAbsent(target.replace(TARGET, ""), operation -> new AtomicInteger())
                    .incrementAndGet();
            endpoint.serve(exchange, exchange.getRequestBody().readAllBytes());
        });
    }

    public static JobsTable start() throws IOException {
        return new JobsTable();
    }

    public String name() {
        return NAME;
    }

    /** Environment variables that send a client here. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.put("AWS_SECRET_ACCESS_KEY", "example");
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", server.origin().toString());
        return environment;
    }

    /** An item as DynamoDB holds it, with the letters of the types. */
    Map<String, Object> item(String pk) {
        for (JsonNode item : tables.content().get(NAME).items()) {
            if (item.path("pk").path("S").asText().equals(pk)) {
                @SuppressWarnings("unchecked")
                Map<String, Object> map = new ObjectMapper().convertValue(item, Map.class);
                return map;
            }
        }
        throw new AssertionError("no item " + pk);
    }

    public int calls(String operation) {
        return calls.getOrDefault(operation, new AtomicInteger()).get();
    }

    public void throttle(String operation, int count) {
        endpoint.faults().next(operation, Fault.THROTTLED, count);
    }

    /** The operation is done, and its answer does not arrive. */
    public void loseAnswers(String operation, int count) {
        endpoint.faults().next(operation, Fault.DONE_BUT_FAILED, count);
    }

    public void failAll(String operation) {
        endpoint.faults().next(operation, Fault.FAILED, ALL);
    }

    public void workAgain() {
        endpoint.faults().clear();
    }

    @Override
    public void close() {
        server.close();
    }
}
