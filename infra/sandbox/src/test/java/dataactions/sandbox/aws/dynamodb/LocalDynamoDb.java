package dataactions.sandbox.aws.dynamodb;

import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The sandbox's DynamoDB on a port, with three tables and a clock that a test moves. */
final class LocalDynamoDb implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final Tables tables = new Tables(Map.of(), () -> now);
    final DynamoDbEndpoint endpoint = new DynamoDbEndpoint(tables);
    private final Loopback server;

    LocalDynamoDb() throws IOException {
        table("jobs", "expiresAt", new KeySchema.KeyAttribute("pk", "S"));
        table("pairs", "", new KeySchema.KeyAttribute("pk", "S"), new KeySchema.KeyAttribute("sk", "N"));
        table("blobs", "", new KeySchema.KeyAttribute("pk", "B"));
        server = Loopback.start(
                0,
                "dynamodb",
                exchange -> endpoint.serve(exchange, exchange.getRequestBody().readAllBytes()));
    }

    private void table(String name, String ttl, KeySchema.KeyAttribute... key) {
        String arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/" + name;
        tables.create(new TableDescription(name, arn, new KeySchema(List.of(key)), ttl));
    }

    URI origin() {
        return server.origin();
    }

    /** Single quotes in the body stand for double ones. */
    HttpResponse<String> call(String operation, String body) throws Exception {
        return call(origin(), operation, body.replace('\'', '"'));
    }

    static HttpResponse<String> call(URI origin, String operation, String body) throws Exception {
        return send(signed(origin, operation).POST(BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpRequest.Builder signed(URI origin, String operation) {
        return HttpRequest.newBuilder(origin.resolve("/"))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                .header("X-Amz-Date", "20260101T000000Z")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/dynamodb/aws4_request,"
                                + " SignedHeaders=host, Signature=0");
    }

    @Override
    public void close() {
        server.close();
    }
}
