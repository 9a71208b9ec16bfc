package dataactions.definition.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in settings: {@code 5s}, {@code 800ms}. */
public final class Durations {
    /** What a message says was expected. */
    public static final String EXPECTED = "a duration such as \"5s\" or \"800ms\"";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s)");

    private Durations() {}

    /** The duration; empty where the text is none, or stands for no time at all. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
        return duration.isZero() ? Optional.empty() : Optional.of(duration);
    }

    /** The text that {@link #parse} reads as this duration. */
    public static String print(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
