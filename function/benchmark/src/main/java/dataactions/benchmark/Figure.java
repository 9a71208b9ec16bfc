package dataactions.benchmark;

import java.util.Locale;

/**
 * One line of the result.
 *
 * @param part the part of the benchmark it comes from
 * @param name what was measured
 * @param measured its value; null when it was not measured
 * @param bound what it is held to
 * @param unit of both: {@code x} for ratios, {@code ms}, {@code MiB}, …
 * @param detail the values behind it, or why there is none
 */
public record Figure(String part, String name, Double measured, Bound bound, String unit, String detail) {
    /** What a figure is held to. */
    public sealed interface Bound {
        /** Not more than this. */
        record AtMost(double limit) implements Bound {}

        /** Not less than this. */
        record AtLeast(double limit) implements Bound {}

        /** Nothing: the figure is there to be looked at. */
        record None() implements Bound {}
    }

    /** What came of it. */
    public enum Verdict {
        MET("met"),
        MISSED("MISSED"),
        UNBOUND("-"),
        NOT_MEASURED("not measured");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static Bound atMost(double limit) {
        return new Bound.AtMost(limit);
    }

    public static Bound atLeast(double limit) {
        return new Bound.AtLeast(limit);
    }

    public static Bound unbound() {
        return new Bound.None();
    }

    public Verdict verdict() {
        if (measured == null) {
            return Verdict.NOT_MEASURED;
        }
        if (bound instanceof Bound.AtMost most) {
            return measured <= most.limit() ? Verdict.MET : Verdict.MISSED;
        }
        if (bound instanceof Bound.AtLeast least) {
            return measured >= least.limit() ? Verdict.MET : Verdict.MISSED;
        }
        return Verdict.UNBOUND;
    }

    /** The value with its unit, or a dash. */
    public String measuredText() {
        return measured == null ? "-" : number(measured) + " " + unit;
    }

    /** Such as {@code <= 1.8 x}, or a dash. */
    public String boundText() {
        if (bound instanceof Bound.AtMost most) {
            return "<= " + number(most.limit()) + " " + unit;
        }
        if (bound instanceof Bound.AtLeast least) {
            return ">= " + number(least.limit()) + " " + unit;
        }
        return "-";
    }

    /** Three significant decimals for small values, none for large ones. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && (size >= 10 || size == 0)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size < 1 ? "%.3f" : size < 100 ? "%.2f" : "%.0f", value);
    }
}
