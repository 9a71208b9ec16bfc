package dataactions.handler.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.run.FieldReport;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names and numbers of one run, and never a value: for the log, and for a caller who asked for an explanation. */
public final class RunStatistics {
    private final ActionDefinition action;
    private final List<StepTraffic> steps = new ArrayList<>();
    private long upstreamNanos;
    private int attempts;
    private long bytes;
    private int lastStatus;
    private List<FieldReport> report = List.of();

    /** @param traffic null if the step was skipped */
    private record StepTraffic(Step step, Traffic traffic) {}

    RunStatistics(ActionDefinition action) {
        this.action = action;
    }

    void called(Step step, Traffic traffic) {
        steps.add(new StepTraffic(step, traffic));
        attempts += traffic.attempts();
        bytes += traffic.bytes();
        lastStatus = traffic.status();
    }

    void skipped(Step step) {
        steps.add(new StepTraffic(step, null));
    }

    void waitedForUpstreams(long nanos) {
        upstreamNanos += nanos;
    }

    void report(List<FieldReport> fields) {
        report = fields;
    }

    /** Whether the run tried to call an upstream. */
    public boolean hasCalled() {
        return attempts > 0;
    }

    /** The status of the last upstream's answer, or 0. */
    public int lastStatus() {
        return lastStatus;
    }

    /** The sum over the steps of the number of the last attempt, as {@code retry} counts them. */
    public int attempts() {
        return attempts;
    }

    /** The size of the answers' bodies, after decompression. */
    public long bytes() {
        return bytes;
    }

    /** How long the run only waited for upstreams. */
    public long upstreamMillis() {
        return upstreamNanos / 1_000_000;
    }

    /**
     * The number of outputs that were found, defaulted, and so on. The words are in alphabetical order; zeros are left
     * out.
     */
    public Map<String, Object> mapped() {
        Map<String, Object> mapped = new TreeMap<>();
        for (FieldReport field : report) {
            long before = mapped.get(field.how().word()) instanceof Long count ? count : 0;
            mapped.put(field.how().word(), before + 1);
        }
        return mapped;
    }

    /** The status of each step, for an action with several steps; null for a skipped step. */
    public Map<String, Object> statuses() {
        Map<String, Object> statuses = new LinkedHashMap<>();
        if (!action.isSingleCall()) {
            for (StepTraffic end : steps) {
                statuses.put(
                        end.step().name(),
                        end.traffic() == null ? null : (long) end.traffic().status());
            }
        }
        return statuses;
    }

    /** Where each output came from, as a JSON tree. */
    public List<Object> explained() {
        return report.stream().map(field -> (Object) field.toTree()).toList();
    }

    /** How each step ended, as a JSON tree. */
    public List<Object> steps() {
        List<Object> trees = new ArrayList<>();
        for (StepTraffic end : steps) {
            Step step = end.step();
            Traffic traffic = end.traffic();
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", step.name());
            tree.put("upstream", step.request().upstream());
            tree.put("how", traffic == null ? "skipped" : "called");
            if (traffic != null) {
                if (traffic.status() != 0) {
                    tree.put("status", (long) traffic.status());
                }
                tree.put("attempts", (long) traffic.attempts());
                tree.put("bytes", traffic.bytes());
            }
            trees.add(tree);
        }
        return trees;
    }
}
