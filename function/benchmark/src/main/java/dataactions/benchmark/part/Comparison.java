package dataactions.benchmark.part;

import dataactions.benchmark.Samples;
import java.util.List;
import java.util.Locale;

/** Two kinds of samples beside each other: the ratio of a statistic, and the values behind it in words. */
record Comparison(String ours, Samples our, String others, Samples other) {
    static Comparison of(String ours, List<Long> our, String others, List<Long> other) {
        return new Comparison(ours, Samples.of(our), others, Samples.of(other));
    }

    double ofMedians() {
        return our.median() / other.median();
    }

    double ofP99() {
        return (double) our.percentile(99) / other.percentile(99);
    }

    /** @param nanosPerUnit what the samples, in nanoseconds, are divided by */
    String medians(double nanosPerUnit, String unit) {
        return text(our.median(), other.median(), nanosPerUnit, unit);
    }

    String p99s(double nanosPerUnit, String unit) {
        return text(our.percentile(99), other.percentile(99), nanosPerUnit, unit);
    }

    private String text(double ours, double others, double nanosPerUnit, String unit) {
        return String.format(
                Locale.ROOT,
                "%s %.1f %s, %s %.1f %s",
                this.ours,
                ours / nanosPerUnit,
                unit,
                this.others,
                others / nanosPerUnit,
                unit);
    }
}
