package dataactions.benchmark;

import java.util.Arrays;
import java.util.List;

/** Measured values of one kind, and the two statistics that are quoted of them. Immutable. */
public final class Samples {
    private final long[] sorted;

    private Samples(long[] sorted) {
        this.sorted = sorted;
    }

    /** @throws IllegalArgumentException when there are none: nothing can be said then */
    public static Samples of(List<Long> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no samples");
        }
        long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    public int count() {
        return sorted.length;
    }

    /** The middle value; of an even number of values the mean of the two in the middle. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /**
     * The smallest value that at least {@code percent} of all values do not exceed (nearest rank).
     *
     * @param percent above 0, at most 100
     */
    public long percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is above 0 and at most 100: " + percent);
        }
        return sorted[(int) Math.ceil(percent * sorted.length / 100) - 1];
    }
}
