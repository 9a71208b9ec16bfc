package dataactions.handler.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps connections for the next request. Time is measured by the clock of the day: the JVM's own clock may stand still
 * while Lambda has frozen the process. Thread-safe.
 */
public final class ConnectionPool {
    /** The most connections to one host that are in use at the same time. */
    private static final int MOST_IN_USE = 50;
    /** While no connection is free, the client looks so often whether the call was cancelled. */
    private static final long TICK_MILLIS = 10;

    private final Connector connector;
    private final long longestIdle;
    private final long untestedFor;
    private final Map<ServerAddress, Host> hosts = new HashMap<>();

    /** Which connections a request may use. */
    public enum Use {
        /** Any kept connection. It is tested if it was idle for long. */
        ANY,
        /** A connection that was used just now and passes a test: the request must not be sent twice. */
        TESTED,
        /** A new connection. */
        NEW
    }

    private static final class Host {
        private final Deque<Idle> idle = new ArrayDeque<>();
        private int inUse;
    }

    private record Idle(Connection connection, long sinceMillis, long untilMillis) {}

    /**
     * An empty pool.
     *
     * @param longestIdle a connection that was idle for longer is closed
     * @param untestedFor how long a connection may be idle and is still used without a test. A test takes a millisecond
     */
    public ConnectionPool(Connector connector, Duration longestIdle, Duration untestedFor) {
        this.connector = connector;
        this.longestIdle = longestIdle.toMillis();
        this.untestedFor = untestedFor.toMillis();
    }

    /**
     * A kept connection, or a new one that is not open yet. The caller gives it back with {@link #release}.
     *
     * @throws IOException when none is free before the end of {@code inFlight}
     */
    Connection lease(ServerAddress origin, Use use, InFlight inFlight) throws IOException {
        Host host = take(origin, inFlight);
        try {
            for (Idle found = next(host, use); found != null; found = next(host, use)) {
                if (isUsable(found, use)) {
                    found.connection().markReused();
                    return found.connection();
                }
                found.connection().close();
            }
            return new Connection(origin);
        } catch (RuntimeException | Error e) {
            free(origin);
            throw e;
        }
    }

    private synchronized Host take(ServerAddress origin, InFlight inFlight) throws IOException {
        Host host = hosts.get(origin);
        if (host == null) {
            host = new Host();
            hosts.put(origin, host);
        }
        while (host.inUse >= MOST_IN_USE) {
            if (inFlight.isOver()) {
                throw new InterruptedIOException("no connection is free");
            }
            try {
                wait(TICK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        host.inUse++;
        return host;
    }

    private synchronized Idle next(Host host, Use use) {
        return use == Use.NEW ? null : host.idle.pollFirst();
    }

    private boolean isUsable(Idle idle, Use use) {
        long now = System.currentTimeMillis();
        if (now >= idle.untilMillis() || now < idle.sinceMillis()) {
            return false;
        }
        boolean isFresh = now - idle.sinceMillis() < untestedFor;
        if (use == Use.TESTED) {
            return isFresh && !idle.connection().isStale();
        }
        return isFresh || !idle.connection().isStale();
    }

    /** Opens a leased connection. */
    void open(Connection connection, Duration timeout, long untilNanos) throws IOException {
        connector.open(connection, timeout, untilNanos);
    }

    /**
     * Takes a leased connection back.
     *
     * @param idleAllowed how long the connection may be idle; zero closes it
     */
    void release(Connection connection, Duration idleAllowed) {
        long millis = Math.min(idleAllowed.toMillis(), longestIdle);
        boolean isKept = millis > 0 && connection.isUsable();
        if (!isKept) {
            connection.abort();
        }
        synchronized (this) {
            if (isKept) {
                long now = System.currentTimeMillis();
                hosts.get(connection.origin()).idle.addFirst(new Idle(connection, now, now + millis));
            }
            free(connection.origin());
        }
    }

    private synchronized void free(ServerAddress origin) {
        hosts.get(origin).inUse--;
        notifyAll();
    }

    /** Closes the connections that are idle. */
    public void closeIdle() {
        List<Idle> all = new ArrayList<>();
        synchronized (this) {
            for (Host host : hosts.values()) {
                all.addAll(host.idle);
                host.idle.clear();
            }
        }
        for (Idle idle : all) {
            idle.connection().close();
        }
    }
}
