package dataactions.definition.upstream;

import java.time.Duration;
import java.util.Optional;

/** Durations in settings: {@code 5s}, {@code 800ms}, {@code 10m}, {@code 1h}. */
public final class Durations {
    /** The expected form, for messages. */
    public static final String EXPECTED = "a duration such as \"5s\" or \"800ms\"";

    private static final int MOST_DIGITS = 6;

    private Durations() {}

    /** The duration; empty if the text is not a duration, or if it is zero. */
    public static Optional<Duration> parse(String text) {
        Optional<Duration> duration = parseOrZero(text);
        return duration.isPresent() && duration.get().isZero() ? Optional.empty() : duration;
    }

    /** The duration, which may be zero; empty if the text is not a duration. */
    public static Optional<Duration> parseOrZero(String text) {
        // No regular expression: see "First calls" in CONTRIBUTING.
        int digits = 0;
        long amount = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            if (digits == MOST_DIGITS) {
                return Optional.empty();
            }
            amount = amount * 10 + text.charAt(digits++) - '0';
        }
        if (digits == 0) {
            return Optional.empty();
        }
        switch (text.substring(digits)) {
            case "h":
                return Optional.of(Duration.ofHours(amount));
            case "m":
                return Optional.of(Duration.ofMinutes(amount));
            case "s":
                return Optional.of(Duration.ofSeconds(amount));
            case "ms":
                return Optional.of(Duration.ofMillis(amount));
            default:
                return Optional.empty();
        }
    }

    /** The text that {@link #parse} reads as this duration. */
    public static String print(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
