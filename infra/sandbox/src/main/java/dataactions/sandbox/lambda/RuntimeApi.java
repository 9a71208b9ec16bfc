package dataactions.sandbox.lambda;

import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * The Lambda Runtime API for one execution environment, on loopback: {@code next}, {@code response}, {@code error} and
 * {@code init/error}. Source: AWS Lambda developer guide, "Using the Lambda runtime API" (2018-06-01).
 */
final class RuntimeApi implements AutoCloseable {
    private static final String PREFIX = "/2018-06-01/runtime/";

    /** The result of one invocation: a response, or an error document. */
    record Answer(byte[] payload, boolean error) {}

    private record Work(String requestId, String invokedArn, Instant deadline, byte[] event) {}

    private final Loopback server;
    private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(1);
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile String current = "";
    private volatile CompletableFuture<Answer> answer = new CompletableFuture<>();

    RuntimeApi() {
        try {
            server = Loopback.start(0, "runtime-api", this::serve);
        } catch (IOException e) {
            throw new UncheckedIOException("The Runtime API cannot listen on loopback: " + e.getMessage(), e);
        }
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.port();
    }

    /**
     * Completes when the runtime asks for its first event. Fails with the error document if the runtime calls
     * {@code init/error}.
     */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Passes an event to the runtime. Completes with the runtime's answer. */
    CompletableFuture<Answer> hand(String requestId, String invokedArn, Instant deadline, byte[] event) {
        CompletableFuture<Answer> expected = new CompletableFuture<>();
        answer = expected;
        current = requestId;
        if (!waiting.offer(new Work(requestId, invokedArn, deadline, event))) {
            throw new IllegalStateException("The environment already has an event.");
        }
        return expected;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.equals(PREFIX + "invocation/next")) {
            next(exchange);
        } else if (path.equals(PREFIX + "init/error")) {
            ready.completeExceptionally(new InitFailure(body));
            Loopback.reply(exchange, 202, "{\"status\":\"OK\"}");
        } else if (path.equals(PREFIX + "invocation/" + current + "/response")) {
            answer.complete(new Answer(body, false));
            Loopback.reply(exchange, 202, "{\"status\":\"OK\"}");
        } else if (path.equals(PREFIX + "invocation/" + current + "/error")) {
            answer.complete(new Answer(body, true));
            Loopback.reply(exchange, 202, "{\"status\":\"OK\"}");
        } else {
            Loopback.reply(
                    exchange, 400, "{\"errorType\":\"InvalidRequestID\",\"errorMessage\":\"Invalid request ID\"}");
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        ready.complete(null);
        Work work;
        try {
            work = waiting.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", work.requestId());
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Deadline-Ms", Long.toString(work.deadline().toEpochMilli()));
        exchange.getResponseHeaders().set("Lambda-Runtime-Invoked-Function-Arn", work.invokedArn());
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
        exchange.sendResponseHeaders(200, work.event().length == 0 ? -1 : work.event().length);
        exchange.getResponseBody().write(work.event());
    }

    @Override
    public void close() {
        server.close();
    }

    /** The runtime could not construct the handler; carries the error document that it sent. */
    static final class InitFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient byte[] document;

        InitFailure(byte[] document) {
            super("The function could not be initialised.");
            this.document = document;
        }

        byte[] document() {
            return document;
        }
    }
}
