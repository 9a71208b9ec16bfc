package dataactions.definition.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in settings: {@code 5s}, {@code 800ms}, {@code 10m}, {@code 1h}. */
public final class Durations {
    /** The expected form, for messages. */
    public static final String EXPECTED = "a duration such as \"5s\" or \"800ms\"";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");

    private Durations() {}

    /** The duration; empty if the text is not a duration, or if it is zero. */
    public static Optional<Duration> parse(String text) {
        return parseOrZero(text).filter(duration -> !duration.isZero());
    }

    /** The duration, which may be zero; empty if the text is not a duration. */
    public static Optional<Duration> parseOrZero(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    default -> Duration.ofMillis(amount);
                });
    }

    /** The text that {@link #parse} reads as this duration. */
    public static String print(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
