package dataactions.handler.upstream;

import dataactions.aws.AwsException;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.handler.http.BoundedLookUp;
import dataactions.handler.http.ConnectionPool;
import dataactions.handler.http.Connector;
import dataactions.handler.http.Tls;
import dataactions.handler.upstream.UpstreamCredentials.Applied;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/**
 * Calls upstreams on the calling thread. Another thread would need two context switches, which take as long as the rest
 * of this project's code. The {@link Watchdog} enforces the timeout of everything that can be cancelled. A DNS lookup
 * cannot be cancelled, so the client limits how long it waits for one. The socket timeouts are a second safeguard.
 *
 * <p>Two kinds of attempts do not count as attempts of the {@link dataactions.definition.Retry}. One is a request that
 * is sent again because the upstream had closed the kept connection (Lambda freezes the process between two calls). The
 * other is a request that is sent again with renewed credentials after a 401. It is not sent again with the same ones.
 */
public final class HttpUpstreamClient implements UpstreamClient, AutoCloseable {
    /** The client makes another attempt only if at least this time is left, in nanoseconds. */
    private static final long SHORTEST_ATTEMPT = 50_000_000;

    /** A NAT gateway drops an idle connection after 350 s without telling either side. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** A connection that was idle for longer is tested before use. */
    private static final Duration TEST_AFTER_IDLE = Duration.ofSeconds(1);

    private final ConnectionPool pool;
    private final Watchdog watchdog;
    private final UpstreamCredentials credentials;
    private final RetryWait retryWait;

    /** @param secrets reads the upstreams' secrets */
    public HttpUpstreamClient(SecretSource secrets) {
        this(secrets, false);
    }

    private HttpUpstreamClient(SecretSource secrets, boolean probes) {
        this(
                secrets,
                new Connector(new BoundedLookUp(BoundedLookUp.NameService.SYSTEM), probes),
                new RetryWait(InstantSource.system(), null),
                InstantSource.system(),
                new Watchdog());
    }

    /**
     * A client for calls of several minutes. While the upstream is silent, the kernel sends a probe each minute: otherwise a
     * NAT gateway or a load balancer would drop the connection.
     */
    public static HttpUpstreamClient forLongCalls(SecretSource secrets) {
        return new HttpUpstreamClient(secrets, true);
    }

    /** @param random from 0 to 1, or null */
    HttpUpstreamClient(
            SecretSource secrets, BoundedLookUp.NameService names, InstantSource clock, DoubleSupplier random) {
        this(secrets, names, clock, random, InstantSource.system(), new Watchdog());
    }

    /** @param ages clock that measures the age of secrets and tokens */
    HttpUpstreamClient(
            SecretSource secrets,
            BoundedLookUp.NameService names,
            InstantSource clock,
            DoubleSupplier random,
            InstantSource ages,
            Watchdog watchdog) {
        this(secrets, new Connector(new BoundedLookUp(names), false), new RetryWait(clock, random), ages, watchdog);
    }

    private HttpUpstreamClient(
            SecretSource secrets, Connector connector, RetryWait retryWait, InstantSource ages, Watchdog watchdog) {
        this.watchdog = watchdog;
        this.retryWait = retryWait;
        this.pool = new ConnectionPool(connector, MAX_IDLE, TEST_AFTER_IDLE);
        this.credentials = new UpstreamCredentials(secrets, new HttpTokenEndpoint(pool, watchdog), ages);
    }

    /** Sets TLS up before a snapshot, so that the first TLS connection does not wait for it. */
    public static void primeTls() {
        Tls.load();
    }

    /** Closes kept connections and drops secrets and tokens, because they are stale after a snapshot. */
    public void forget() {
        pool.closeIdle();
        credentials.forget();
    }

    @Override
    public boolean isSound() {
        return watchdog.isSound();
    }

    @Override
    public void close() {
        watchdog.close();
        pool.closeIdle();
    }

    @Override
    public CallResult send(Call call) {
        long start = System.nanoTime();
        long untilNanos = start + call.timeout().toNanos();
        for (int attempt = 1; ; attempt++) {
            CallResult result;
            boolean isWorthAnother;
            try {
                result = authorized(call, untilNanos, attempt);
                isWorthAnother = isWorthAnother(result, call);
            } catch (UpstreamFailure e) {
                result = new Failed(e.code(), e.getMessage(), new Traffic(e.status(), attempt, 0));
                isWorthAnother = e.isTransient();
            }
            if (attempt >= call.retry().attempts() || !isWorthAnother) {
                return result;
            }
            long wait = retryWait.after(result, call.retry(), attempt);
            if (wait + SHORTEST_ATTEMPT >= untilNanos - System.nanoTime()) {
                return result; // no time for another attempt
            }
            try {
                call.abort().await(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted between two attempts", e);
            }
            if (call.abort().isAborted()) {
                return result;
            }
        }
    }

    /**
     * Whether to send the call again. The error code of an answer is not decided here: {@link
     * dataactions.definition.run.ActionRun} turns its status into a code.
     */
    private static boolean isWorthAnother(CallResult result, Call call) {
        if (result instanceof Answered answered) {
            return call.retry().statuses().contains(answered.response().status());
        }
        return ((Failed) result).code() == ErrorCode.UPSTREAM_UNAVAILABLE;
    }

    /** @throws UpstreamFailure when there are no credentials, and the upstream's answer is not the result either */
    private CallResult authorized(Call call, long untilNanos, int attempt) {
        Upstream upstream = call.upstream();
        if (upstream.auth() instanceof Auth.None) {
            return attempt(call, Applied.NOTHING, untilNanos, attempt).exchange(watchdog);
        }
        Applied applied = credentials.of(upstream, null, left(untilNanos), call.trace());
        Attempt first = attempt(call, applied, untilNanos, attempt);
        CallResult result = first.exchange(watchdog);
        if (!(result instanceof Answered answered) || answered.response().status() != 401) {
            return result;
        }
        boolean isRepeatable = first.mayBeRepeated(answered.response());
        // If the renewal fails, the 401 itself is the result.
        boolean isResult = call.declares401() || !isRepeatable;
        Applied renewed;
        // The client renews the credentials also if it does not send this request again: the next call needs them.
        try {
            renewed = credentials.of(upstream, applied, left(untilNanos), call.trace());
        } catch (UpstreamFailure e) {
            if (isResult) {
                return result;
            }
            throw UpstreamFailure.notRenewed(upstream, e.getMessage(), e.isTransient() && first.isIdempotent());
        } catch (AwsException e) {
            if (isResult) {
                return result;
            }
            throw UpstreamFailure.notRenewed(
                    upstream,
                    "Secrets Manager did not return the upstream's secret.",
                    e.retriable() && first.isIdempotent());
        } catch (InvalidConfigurationException e) {
            if (isResult) {
                return result;
            }
            throw e;
        }
        return isRepeatable && !renewed.sendsTheSameAs(applied)
                ? attempt(call, renewed, untilNanos, attempt).exchange(watchdog)
                : result;
    }

    private Attempt attempt(Call call, Applied applied, long untilNanos, int number) {
        return new Attempt(pool, call, applied, untilNanos, number);
    }

    private static Duration left(long untilNanos) {
        return Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()));
    }
}
