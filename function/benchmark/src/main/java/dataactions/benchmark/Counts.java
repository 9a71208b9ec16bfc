package dataactions.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often everything is run.
 *
 * @param warmUps invocations (and raw GETs) of each before anything is kept
 * @param blocks how many times each has its turn
 * @param blockSize how many in one turn
 * @param starts processes of each kind
 * @param invocations in the small heap
 * @param settled of these, after which the process must not grow any more
 * @param definitions in the large set
 * @param mappings of the large response, each way
 */
public record Counts(
        int warmUps,
        int blocks,
        int blockSize,
        int starts,
        int invocations,
        int settled,
        int definitions,
        int mappings) {
    /** As the targets are meant. */
    public static final Counts FULL = new Counts(25_000, 40, 500, 21, 10_000, 2_000, 500, 800);

    /** Just enough to go through every line of the benchmark. */
    public static final Counts SMOKE = new Counts(100, 2, 20, 1, 200, 40, 20, 10);

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("warmUps", (long) warmUps);
        tree.put("blocks", (long) blocks);
        tree.put("blockSize", (long) blockSize);
        tree.put("starts", (long) starts);
        tree.put("invocations", (long) invocations);
        tree.put("settled", (long) settled);
        tree.put("definitions", (long) definitions);
        tree.put("mappings", (long) mappings);
        return tree;
    }
}
