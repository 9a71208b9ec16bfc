package dataactions.handler;

import dataactions.handler.run.InvocationDeadline;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long the first call of this process has waited for the process to start. Lambda starts a process because of a
 * call, the call waits for the whole start, and a bare event does not contain the time when it was sent.
 *
 * <p>The kernel knows the start time of the process with a precision of 10 ms, and reading it takes 1 ms. {@code
 * ProcessHandle} takes 10 ms and is wrong by up to a second (it adds to the boot time in whole seconds). {@code
 * RuntimeMXBean} takes 16 ms and does not include the time before the JVM's clock starts. The process cannot see what
 * Lambda does before the process starts (get a machine, download the code). The margin of {@link InvocationDeadline}
 * covers that time.
 */
final class ColdStart {
    /** The unit of a process's start time, USER_HZ, is 1/100 s on every architecture of Lambda. */
    private static final int MILLIS_PER_TICK = 10;
    /**
     * Index of the start time in {@code /proc/self/stat}, counted from the field after the command's name. Source:
     * proc(5).
     */
    private static final int START_TIME = 19;
    /**
     * If a call waits for the start, it arrives as soon as the process is ready. If the first call arrives later than
     * this, Lambda started the process ahead of the call.
     */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    private final Duration start;
    private final long ready;
    private final AtomicBoolean isCounted = new AtomicBoolean();

    /**
     * @param start how long the process took until it was ready
     * @param ready when it was ready, in the nanoseconds of the clock
     */
    ColdStart(Duration start, long ready) {
        this.start = start;
        this.ready = ready;
    }

    /**
     * Called at the end of this process's start.
     *
     * @param env the function's environment variables
     * @param now the nanoseconds of the clock
     * @return its start has length zero if no call waits for it: with a snapshot or provisioned concurrency, outside
     *     Lambda, or if the system is not Linux
     */
    static ColdStart ofThisProcess(Map<String, String> env, long now) {
        Duration start = Duration.ZERO;
        if (isOnDemand(env)) {
            try {
                start = age(read("/proc/self/stat"), read("/proc/uptime"));
            } catch (IOException | RuntimeException e) {
                // Lambda is Linux, so this process does not run in Lambda.
                start = Duration.ZERO;
            }
        }
        return new ColdStart(start, now);
    }

    /** Whether Lambda started this process because of a call: without a snapshot, and without provisioned concurrency. */
    static boolean isOnDemand(Map<String, String> env) {
        return "on-demand".equals(env.get("AWS_LAMBDA_INITIALIZATION_TYPE"));
    }

    /**
     * How long a call that arrives now has waited: zero, except for the first call.
     *
     * @param now the nanoseconds of the clock
     */
    Duration waited(long now) {
        Duration idle = Duration.ofNanos(now - ready);
        boolean isAwaited = !start.isZero() && idle.compareTo(AHEAD) < 0;
        return isCounted.getAndSet(true) || !isAwaited ? Duration.ZERO : start.plus(idle);
    }

    /**
     * A process's age.
     *
     * @param stat its {@code /proc/…/stat}: {@code 12 (a name) S …}
     * @param uptime {@code /proc/uptime}: seconds since boot, seconds idle
     */
    static Duration age(String stat, String uptime) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long started = Long.parseLong(fields[START_TIME]) * MILLIS_PER_TICK;
        // Seconds with two digits after the point: parsing a double would load eight classes.
        long now = Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", "")) * MILLIS_PER_TICK;
        return Duration.ofMillis(Math.max(0, now - started));
    }

    private static String read(String file) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
