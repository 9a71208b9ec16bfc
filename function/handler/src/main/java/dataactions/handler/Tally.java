package dataactions.handler;

import dataactions.definition.ActionDefinition;
import dataactions.definition.FieldReport;
import dataactions.definition.Step;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is known about one run beside its answer: names and numbers, never a value. */
final class Tally {
    private final ActionDefinition action;
    private final Map<Step, Traffic> traffic = new LinkedHashMap<>();
    private long waitedNanos;
    private int attempts;
    private long bytes;
    private int lastStatus;
    private List<FieldReport> report = List.of();

    /** @param action null where there is none of that name */
    Tally(ActionDefinition action) {
        this.action = action;
    }

    ActionDefinition action() {
        return action;
    }

    void called(Step step, Traffic each) {
        traffic.put(step, each);
        attempts += each.attempts();
        bytes += each.bytes();
        lastStatus = each.status();
    }

    void skipped(Step step) {
        traffic.put(step, null);
    }

    void waited(long nanos) {
        waitedNanos += nanos;
    }

    void report(List<FieldReport> fields) {
        report = fields;
    }

    boolean hasCalled() {
        return attempts > 0;
    }

    /** The status that the last upstream gave, or 0. */
    int lastStatus() {
        return lastStatus;
    }

    int attempts() {
        return attempts;
    }

    /** Of the bodies, after decompression. */
    long bytes() {
        return bytes;
    }

    /** How long there was nothing to do but to wait for upstreams. */
    long upstreamMillis() {
        return waitedNanos / 1_000_000;
    }

    /** How many outputs were found, defaulted, and so on; by those words, none that is 0. */
    Map<String, Object> mapped() {
        Map<String, Object> counts = new TreeMap<>();
        for (FieldReport field : report) {
            counts.merge(field.how().name().toLowerCase(Locale.ROOT), 1L, (a, b) -> (Long) a + (Long) b);
        }
        return counts;
    }

    /** Of an action with several calls, the status of each; null of one that was skipped. */
    Map<String, Object> statuses() {
        Map<String, Object> statuses = new LinkedHashMap<>();
        if (action != null && !action.isSingleCall()) {
            traffic.forEach((step, each) -> statuses.put(step.name(), each == null ? null : (long) each.status()));
        }
        return statuses;
    }

    /** For {@code explain}: where each output came from. */
    List<Object> explained() {
        return report.stream().map(field -> (Object) field.toTree()).toList();
    }

    /** For {@code explain}: what became of each step. */
    List<Object> steps() {
        List<Object> steps = new ArrayList<>();
        traffic.forEach((step, each) -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", step.name());
            tree.put("upstream", step.request().upstream());
            tree.put("how", each == null ? "skipped" : "called");
            if (each != null) {
                tree.put("status", (long) each.status());
                tree.put("attempts", (long) each.attempts());
                tree.put("bytes", each.bytes());
            }
            steps.add(tree);
        });
        return steps;
    }
}
