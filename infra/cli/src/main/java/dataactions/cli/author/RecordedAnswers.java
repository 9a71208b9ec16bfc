package dataactions.cli.author;

import dataactions.authoring.JsonFile;
import dataactions.cli.CommandException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Answers of upstreams that no upstream is asked for.
 *
 * @param source where they are from, for messages
 * @param byStep by step
 */
record RecordedAnswers(String source, Map<String, UpstreamResponse> byStep) implements Answers {
    private static final long MAX_MILLIS = 2_000;
    private static final Set<String> KEYS = Set.of("status", "headers", "body");

    /**
     * Reads a JSON file: the body alone, or {@code {"status", "headers", "body"}}; for a definition with steps an object
     * of these by the steps' names.
     *
     * @throws CommandException when it is not such a file
     */
    static RecordedAnswers read(Path file, ActionDefinition action) {
        String source = "--response " + file;
        return of(source, parse(file, source), action);
    }

    /**
     * Reads an answer that was given: see {@link #read}.
     *
     * @param tree the parsed JSON
     */
    static RecordedAnswers of(String source, Object tree, ActionDefinition action) {
        Map<String, UpstreamResponse> answers = new LinkedHashMap<>();
        if (action.isSingleCall()) {
            answers.put(Step.ONLY, answer(tree));
            return new RecordedAnswers(source, answers);
        }
        List<String> steps = action.steps().stream().map(Step::name).toList();
        if (!(tree instanceof Map<?, ?> map)) {
            throw new CommandException(
                    source + ": expected an object with an answer for each step: " + String.join(", ", steps) + ".");
        }
        Tree.object(map).forEach((step, each) -> {
            if (!steps.contains(step)) {
                throw new CommandException(source + ": there is no step " + step + Suggestion.didYouMean(step, steps)
                        + " Expected an object with an answer for each step: " + String.join(", ", steps) + ".");
            }
            answers.put(step, answer(each));
        });
        return new RecordedAnswers(source, answers);
    }

    private static Object parse(Path file, String source) {
        try {
            return JsonFile.parse(Files.readAllBytes(file));
        } catch (JsonException e) {
            throw new CommandException(source + ": " + e.getMessage()
                    + ". Expected the upstream's JSON, or {\"status\", \"headers\", \"body\"}.");
        } catch (IOException e) {
            throw new CommandException(source + ": cannot be read: check that there is such a file.");
        }
    }

    /** Many APIs have a member "status" or "body" of their own: a text such as "open" is no HTTP status. */
    private static UpstreamResponse answer(Object tree) {
        boolean isWhole = tree instanceof Map<?, ?> map
                && !map.isEmpty()
                && KEYS.containsAll(map.keySet())
                && (map.get("status") instanceof Long status
                        ? status >= 100 && status <= 599
                        : !map.containsKey("status") && map.get("body") != null)
                && (map.get("headers") == null || map.get("headers") instanceof Map);
        if (!isWhole) {
            return new UpstreamResponse(200, Map.of(), tree);
        }
        Map<?, ?> whole = (Map<?, ?>) tree;
        Map<String, String> headers = new LinkedHashMap<>();
        if (whole.get("headers") instanceof Map<?, ?> given) {
            given.forEach(
                    (name, value) -> headers.put(String.valueOf(name).toLowerCase(Locale.ROOT), String.valueOf(value)));
        }
        int status = whole.get("status") instanceof Long given ? given.intValue() : 200;
        return new UpstreamResponse(status, headers, whole.get("body"));
    }

    @Override
    public Tried run(ActionDefinition action, Map<String, Object> input) {
        String requestId = UUID.randomUUID().toString();
        ActionRun run = new ActionRun(action, input, requestId, Budget.ofMillis(MAX_MILLIS), true);
        List<Object> steps = new ArrayList<>();
        List<Object> exchanges = new ArrayList<>();
        Outcome outcome = run.refusal().orElse(null);
        for (Step step : action.steps()) {
            if (outcome != null) {
                break;
            }
            ActionRun.Next next = run.next(step);
            if (next instanceof ActionRun.End end) {
                outcome = end.outcome();
            } else if (next instanceof ActionRun.Send send) {
                UpstreamResponse response = answer(action, step, send.request());
                steps.add(ended(step, "recorded", response));
                exchanges.add(exchange(step, send.request(), response));
                outcome = run.accept(step, response).orElse(null);
            } else {
                steps.add(ended(step, "skipped", null));
            }
        }
        Envelope envelope = run.answer(outcome == null ? run.finish() : outcome);
        return new Tried(
                action,
                List.of(source),
                envelope,
                run.report().stream().map(field -> (Object) field.toTree()).toList(),
                steps,
                action.secure() ? List.of() : exchanges,
                Duration.ZERO);
    }

    private UpstreamResponse answer(ActionDefinition action, Step step, UpstreamRequest request) {
        UpstreamResponse response = byStep.get(step.name());
        if (response == null) {
            throw new CommandException(source + ": has no answer for "
                    + (step.name().equals(Step.ONLY) ? "the request" : "the step " + step.name())
                    + (action.secure() ? "" : " (" + request.method() + " " + request.pathAndQuery() + ")")
                    + ": add one, or call the upstream.");
        }
        return response;
    }

    private static Map<String, Object> ended(Step step, String how, UpstreamResponse response) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", step.name());
        tree.put("upstream", step.request().upstream());
        tree.put("how", how);
        Tree.put(tree, "status", response == null ? null : (long) response.status());
        return tree;
    }

    /** In the form of {@link dataactions.handler.upstream.Trace}. There is no URL, because nothing is called. */
    private static Map<String, Object> exchange(Step step, UpstreamRequest request, UpstreamResponse response) {
        Map<String, Object> sent = new LinkedHashMap<>();
        sent.put("method", request.method());
        sent.put("url", request.pathAndQuery());
        sent.put("headers", request.headers());
        Tree.put(sent, "body", request.body() == null ? null : new String(request.body(), StandardCharsets.UTF_8));
        Map<String, Object> received = new LinkedHashMap<>();
        received.put("status", (long) response.status());
        received.put("headers", response.headers());
        Tree.put(received, "body", response.body() == null ? null : Json.writeString(response.body()));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("step", step.name());
        tree.put("request", sent);
        tree.put("response", received);
        return tree;
    }
}
