package dataactions.genesys.api;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Counts requests in windows of one minute. A window begins with its first request. */
public final class RateLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private record Window(Instant start, int count) {}

    private final Map<String, Window> windows = new HashMap<>();

    /** Counts one more request. If it is over the limit, returns the seconds until the next window, at least 1. */
    public synchronized OptionalLong tooMany(String who, int perMinute, Instant now) {
        Window window = windows.get(who);
        if (window == null || !now.isBefore(window.start().plus(WINDOW))) {
            window = new Window(now, 0);
        }
        if (window.count() >= perMinute) {
            Duration rest = Duration.between(now, window.start().plus(WINDOW));
            return OptionalLong.of(Math.max(1, (rest.toMillis() + 999) / 1000));
        }
        windows.put(who, new Window(window.start(), window.count() + 1));
        return OptionalLong.empty();
    }
}
