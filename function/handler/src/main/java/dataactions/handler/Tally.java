package dataactions.handler;

import dataactions.definition.ActionDefinition;
import dataactions.definition.FieldReport;
import dataactions.definition.Step;
import dataactions.handler.upstream.Trace;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known about one run beside its answer: names and numbers, never a value; but for a {@link #traced} exchange,
 * which is for the caller in the sandbox and for no log.
 */
final class Tally {
    private static final List<FieldReport.How> BY_WORD = Arrays.stream(FieldReport.How.values())
            .sorted(Comparator.comparing(FieldReport.How::word))
            .toList();

    private final ActionDefinition action;
    private final List<Called> calls = new ArrayList<>();
    private long waitedNanos;
    private int attempts;
    private long bytes;
    private int lastStatus;
    private List<FieldReport> report = List.of();
    private List<Object> trace;

    /** @param traffic null of a step that was skipped */
    private record Called(Step step, Traffic traffic) {}

    /** @param action null where there is none of that name */
    Tally(ActionDefinition action) {
        this.action = action;
    }

    ActionDefinition action() {
        return action;
    }

    void called(Step step, Traffic each) {
        calls.add(new Called(step, each));
        attempts += each.attempts();
        bytes += each.bytes();
        lastStatus = each.status();
    }

    void skipped(Step step) {
        calls.add(new Called(step, null));
    }

    void waited(long nanos) {
        waitedNanos += nanos;
    }

    void report(List<FieldReport> fields) {
        report = fields;
    }

    /** @param traces by the step's name */
    void trace(Map<String, Trace> traces) {
        List<Object> all = new ArrayList<>();
        synchronized (traces) {
            traces.forEach((step, each) -> {
                for (Object exchange : each.exchanges()) {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("step", step);
                    ((Map<?, ?>) exchange).forEach((key, value) -> tree.put((String) key, value));
                    all.add(tree);
                }
            });
        }
        trace = all;
    }

    /** Each exchange of a call that was traced; else null. */
    List<Object> traced() {
        return trace;
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

    /** How many outputs were found, defaulted, and so on; by those words in the alphabet's order, none that is 0. */
    Map<String, Object> mapped() {
        int[] counts = new int[FieldReport.How.values().length];
        for (FieldReport field : report) {
            counts[field.how().ordinal()]++;
        }
        Map<String, Object> mapped = new LinkedHashMap<>();
        for (FieldReport.How how : BY_WORD) {
            if (counts[how.ordinal()] > 0) {
                mapped.put(how.word(), (long) counts[how.ordinal()]);
            }
        }
        return mapped;
    }

    /** Of an action with several calls, the status of each; null of one that was skipped. */
    Map<String, Object> statuses() {
        Map<String, Object> statuses = new LinkedHashMap<>();
        if (action != null && !action.isSingleCall()) {
            for (Called each : calls) {
                statuses.put(
                        each.step().name(),
                        each.traffic() == null ? null : (long) each.traffic().status());
            }
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
        for (Called called : calls) {
            Step step = called.step();
            Traffic each = called.traffic();
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", step.name());
            tree.put("upstream", step.request().upstream());
            tree.put("how", each == null ? "skipped" : "called");
            if (each != null) {
                if (each.status() != 0) {
                    tree.put("status", (long) each.status());
                }
                tree.put("attempts", (long) each.attempts());
                tree.put("bytes", each.bytes());
            }
            steps.add(tree);
        }
        return steps;
    }
}
