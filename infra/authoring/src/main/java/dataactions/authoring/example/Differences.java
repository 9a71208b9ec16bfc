package dataactions.authoring.example;

import dataactions.authoring.reader.Example;
import dataactions.definition.ActionDefinition;
import dataactions.definition.RequestBody;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.run.FieldReport;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** How a run differs from what its example expects, one sentence for each difference. */
final class Differences {
    private final ActionDefinition action;
    private final List<String> sentences = new ArrayList<>();

    Differences(ActionDefinition action) {
        this.action = action;
    }

    /** In the order in which they were found. */
    List<String> all() {
        return sentences;
    }

    /** Records that the example has no response for a step. */
    void unanswered(Step step, UpstreamRequest request) {
        String asked = " is asked (" + request.method() + " " + shown(request.pathAndQuery())
                + "), but the example has no response";
        sentences.add(
                action.isSingleCall()
                        ? "the upstream" + asked + ": add response: {status: 200, body: {…}}"
                        : "the upstream of step " + step.name() + asked + " for it: add responses: {" + step.name()
                                + ": {status: 200, body: {…}}}");
    }

    /** Compares a request that was sent. */
    void request(Step step, Example.ExpectedRequest expected, UpstreamRequest sent) {
        String place = action.isSingleCall() ? "request." : "requests." + step.name() + ".";
        if (expected.path() != null && !expected.path().equals(sent.pathAndQuery())) {
            sentences.add(place + "path: expected " + shown(expected.path()) + ", found " + shown(sent.pathAndQuery()));
        }
        expected.headers().forEach((name, value) -> {
            String header = sent.headers().entrySet().stream()
                    .filter(each -> each.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (!String.valueOf(value).equals(header)) {
                sentences.add(place + "headers." + name + ": expected " + shown(value) + ", found "
                        + (header == null ? "none" : shown(header)));
            }
        });
        if (expected.body() != null) {
            boolean isJson = step.request().body() instanceof RequestBody.OfJson;
            Object body = sent.body() == null
                    ? null
                    : isJson
                            ? Json.parse(sent.body(), Json.Limits.DEFAULT)
                            : new String(sent.body(), StandardCharsets.UTF_8);
            compare(place + "body", expected.body(), body);
        }
    }

    /** Compares the steps that were run. */
    void steps(Example example, Set<String> asked, Set<String> skipped) {
        if (!action.isSingleCall()) {
            for (String step : example.responses().keySet()) {
                if (!asked.contains(step)) {
                    sentences.add("responses." + step + ": the step is "
                            + (skipped.contains(step) ? "skipped" : "never reached") + ": remove its response");
                }
            }
        }
        if (example.skipped() != null && !example.skipped().equals(skipped)) {
            sentences.add("skipped: expected " + example.skipped() + ", found " + skipped);
        }
    }

    /** Compares the answer. */
    void result(Example example, Envelope envelope, List<FieldReport> report) {
        String outcome = envelope.errorCode() == null
                ? "a success"
                : envelope.errorCode() + ": " + envelope.error() + missed(report);
        if (example.errorCode() != null && !example.errorCode().equals(envelope.errorCode())) {
            sentences.add("expected errorCode " + example.errorCode() + ", found " + outcome);
        }
        if (example.data() != null && envelope.errorCode() != null && example.errorCode() == null) {
            sentences.add("expected data, found " + outcome);
        } else if (example.data() != null) {
            compare("data", example.data(), envelope.data());
        }
    }

    /** For each required output whose path was not found: a similar path that was probably meant. */
    private static String missed(List<FieldReport> report) {
        StringBuilder hints = new StringBuilder();
        for (FieldReport field : report) {
            if (field.how() == FieldReport.How.MISMATCH && field.nearest() != null) {
                hints.append(" Nothing is at ")
                        .append(field.expression())
                        .append("; did you mean ")
                        .append(field.nearest())
                        .append('?');
            }
        }
        return hints.toString();
    }

    /** Compares two values, and those in them. */
    void compare(String path, Object expected, Object actual) {
        if (expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b) {
            Set<Object> keys = new LinkedHashSet<>(a.keySet());
            keys.addAll(b.keySet());
            for (Object key : keys) {
                String child = path + "." + key;
                if (!b.containsKey(key)) {
                    sentences.add(child + ": expected " + shown(a.get(key)) + ", found nothing");
                } else if (!a.containsKey(key)) {
                    sentences.add(child + ": expected nothing, found " + shown(b.get(key)));
                } else {
                    compare(child, a.get(key), b.get(key));
                }
            }
        } else if (expected instanceof List<?> a && actual instanceof List<?> b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(path + "[" + i + "]", a.get(i), b.get(i));
            }
        } else if (!same(expected, actual)) {
            sentences.add(path + ": expected " + shown(expected) + ", found " + shown(actual) + unquoted(actual)
                    + unquoted(expected));
        }
    }

    /** YAML reads {@code {subject}} as an object with a member that has no value. */
    private static String unquoted(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1 && map.containsValue(null)) {
            String template = "{" + map.keySet().iterator().next() + "}";
            return "; without quotes YAML reads " + template + " as an object: write \"" + template + "\"";
        }
        return "";
    }

    private static boolean same(Object expected, Object actual) {
        if (expected instanceof Number && actual instanceof Number) {
            return new BigDecimal(expected.toString()).compareTo(new BigDecimal(actual.toString())) == 0;
        }
        return Objects.equals(expected, actual);
    }

    /** A value for a message. For an action with sensitive data, even an example's value is not shown. */
    private String shown(Object value) {
        if (action.secure()) {
            return "a value that is not shown (secure)";
        }
        String text = Json.writeString(value);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
