package dataactions.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The queue of asynchronous invocations. Source: Lambda developer guide, "How Lambda handles errors and retries with
 * asynchronous invocation" and "Capturing records of Lambda asynchronous invocations". Two waiting times are shorter
 * here: after an error of the function Lambda waits one and two minutes, and the sandbox does not; a throttled event
 * waits 1 s to 5 minutes in Lambda, and here until a place is free. Events are lost when the sandbox ends.
 */
final class Events {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Runs an event once. */
    interface Runner {
        /**
         * Runs a version that exists.
         *
         * @throws Throttled when no place is free
         */
        Invocation run(LambdaFunction function, String qualifier, String requestId, byte[] payload);
    }

    private final Account account;
    private final Runner runner;
    private final InstantSource clock;
    private final Executor background;
    private final Map<String, Deque<Event>> throttled = new HashMap<>();
    private boolean polls;

    Events(Account account, Runner runner, InstantSource clock, Executor background) {
        this.account = account;
        this.runner = runner;
        this.clock = clock;
        this.background = background;
    }

    /** An event in the queue. */
    private static final class Event {
        private final String function;
        private final String qualifier;
        private final String requestId;
        private final byte[] payload;
        private final Instant accepted;
        private final CompletableFuture<Optional<Invocation>> ended = new CompletableFuture<>();
        private int runs;
        private Invocation last;
        private String lastVersion;

        private Event(String function, String qualifier, String requestId, byte[] payload, Instant accepted) {
            this.function = function;
            this.qualifier = qualifier;
            this.requestId = requestId;
            this.payload = payload;
            this.accepted = accepted;
        }
    }

    /**
     * Accepts an event.
     *
     * @return the result of the last run, after a record of a failure was sent; empty if the function does not exist or
     *     the event never ran
     */
    CompletableFuture<Optional<Invocation>> accept(
            String nameOrArn, String qualifier, String requestId, byte[] payload) {
        Event event = new Event(LambdaFunction.nameOf(nameOrArn), qualifier, requestId, payload, clock.instant());
        start(event);
        return event.ended;
    }

    private void start(Event event) {
        try {
            background.execute(() -> {
                try {
                    attempt(event);
                } catch (RuntimeException e) {
                    event.ended.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            // The sandbox ends, and the event is lost.
            event.ended.complete(Optional.empty());
        }
    }

    private void attempt(Event event) {
        while (true) {
            Optional<LambdaFunction> function = account.function(event.function);
            Optional<String> version =
                    function.flatMap(it -> it.resolve(event.qualifier)).map(Map.Entry::getKey);
            if (version.isEmpty()) {
                event.ended.complete(Optional.empty());
                return;
            }
            LambdaFunction.EventInvokeConfig config = function.get().eventsOf(event.qualifier);
            Duration age = Duration.between(event.accepted, clock.instant());
            if (age.compareTo(Duration.ofSeconds(config.maximumAgeSeconds())) > 0) {
                discard(event, function.get(), config, "EventAgeExceeded");
                return;
            }
            if (Integer.valueOf(0).equals(function.get().reservedConcurrency())) {
                // Lambda sends the record at once: a place will never be free.
                discard(event, function.get(), config, "RetriesExhausted");
                return;
            }
            try {
                event.last = runner.run(function.get(), event.qualifier, event.requestId, event.payload);
            } catch (Throttled e) {
                await(event);
                return;
            }
            event.lastVersion = version.get();
            event.runs++;
            if (!event.last.failed()) {
                event.ended.complete(Optional.of(event.last));
                return;
            }
            if (event.runs > config.retries()) {
                discard(event, function.get(), config, "RetriesExhausted");
                return;
            }
        }
    }

    private void discard(
            Event event, LambdaFunction function, LambdaFunction.EventInvokeConfig config, String condition) {
        if (config.onFailure().isEmpty()) {
            event.ended.complete(Optional.ofNullable(event.last));
            return;
        }
        byte[] failure = record(event, function, condition).toString().getBytes(StandardCharsets.UTF_8);
        accept(
                        config.onFailure(),
                        LambdaFunction.qualifierOf(config.onFailure()),
                        UUID.randomUUID().toString(),
                        failure)
                .whenComplete((answer, problem) -> event.ended.complete(Optional.ofNullable(event.last)));
    }

    private ObjectNode record(Event event, LambdaFunction function, String condition) {
        ObjectNode written =
                JSON.createObjectNode().put("version", "1.0").put("timestamp", TIME.format(clock.instant()));
        written.putObject("requestContext")
                .put("requestId", event.requestId)
                .put("functionArn", function.arn() + ":" + (event.qualifier.isEmpty() ? "$LATEST" : event.qualifier))
                .put("condition", condition)
                .put("approximateInvokeCount", event.runs);
        written.set("requestPayload", json(event.payload));
        if (event.last != null) {
            ObjectNode response = written.putObject("responseContext");
            response.put("statusCode", 200).put("executedVersion", event.lastVersion);
            response.put("functionError", event.last.functionError());
            written.set("responsePayload", json(event.last.payload()));
        }
        return written;
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(new String(payload, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory cannot be read.", e);
        }
    }

    private synchronized void await(Event event) {
        throttled.computeIfAbsent(event.function, name -> new ArrayDeque<>()).add(event);
        if (!polls) {
            polls = true;
            Thread poller = new Thread(this::poll, "lambda-throttled");
            poller.setDaemon(true);
            poller.start();
        }
    }

    /** Called when a place is free: starts the event of the function that has waited longest. */
    void placeIsFree(String function) {
        Event next;
        synchronized (this) {
            next = Optional.ofNullable(throttled.get(function)).map(Deque::poll).orElse(null);
        }
        if (next != null) {
            start(next);
        }
    }

    /**
     *  Checks the waiting events until there are none: whether an event is too old, its function was deleted, or a
     *  limit changed.
     */
    private void poll() {
        while (true) {
            List<Event> due = new ArrayList<>();
            synchronized (this) {
                throttled.values().removeIf(Deque::isEmpty);
                if (throttled.isEmpty()) {
                    polls = false;
                    return;
                }
                throttled.values().forEach(queue -> {
                    due.add(queue.poll());
                    queue.removeIf(each -> {
                        boolean isOld = isOld(each);
                        if (isOld) {
                            due.add(each);
                        }
                        return isOld;
                    });
                });
            }
            due.forEach(this::start);
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isOld(Event event) {
        int seconds = account.function(event.function)
                .map(it -> it.eventsOf(event.qualifier).maximumAgeSeconds())
                .orElse(0);
        return clock.instant().isAfter(event.accepted.plusSeconds(seconds));
    }
}
