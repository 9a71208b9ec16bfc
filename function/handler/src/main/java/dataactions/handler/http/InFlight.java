package dataactions.handler.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/**
 * One request with its answer, on a connection of the pool. The caller sends, reads the body, finishes and closes.
 * Another thread may cancel at any time.
 */
public final class InFlight implements AutoCloseable, Cancellable {
    /** The socket timeout is longer than the watchdog's timeout by this time. */
    public static final Duration SOCKET_GRACE = Duration.ofMillis(100);

    private final ConnectionPool pool;
    private final long untilNanos;
    /** Null while there is none. */
    private Connection connection;

    private boolean isCancelled;
    private boolean connectionHasAnswered;
    private ClassicHttpRequest sent;
    private boolean isRedirected;
    private ContentCoding coding;
    private HttpEntity entity;
    private InputStream body;
    /** The idle time that the other side offers. */
    private Duration idleOffered = Duration.ZERO;
    /** The idle time for which the pool may keep the connection. Zero until the whole answer is read. */
    private Duration idleAllowed = Duration.ZERO;

    /** @param untilNanos end of the time, on {@link System#nanoTime} */
    public InFlight(ConnectionPool pool, long untilNanos) {
        this.pool = pool;
        this.untilNanos = untilNanos;
    }

    /**
     * Sends a request, and receives the answer's head.
     *
     * @param request with all its headers
     * @throws InvalidAnswerException when the answer is not HTTP
     * @throws IOException when there is no answer
     */
    public ClassicHttpResponse send(ClassicHttpRequest request, ConnectionPool.Use use) throws IOException {
        return send(request, use, false);
    }

    /** As {@link #send}, and follows redirects within the host. */
    public ClassicHttpResponse sendAndFollow(ClassicHttpRequest request, ConnectionPool.Use use) throws IOException {
        return send(request, use, true);
    }

    private ClassicHttpResponse send(ClassicHttpRequest request, ConnectionPool.Use use, boolean follows)
            throws IOException {
        try {
            ClassicHttpResponse response = answered(request, use);
            return follows ? followed(request, response, use) : response;
        } catch (IOException e) {
            drop();
            throw e;
        } catch (RuntimeException e) {
            // For some answers (status 000) the library throws unchecked exceptions.
            drop();
            throw new InvalidAnswerException(e);
        }
    }

    private ClassicHttpResponse followed(
            ClassicHttpRequest first, ClassicHttpResponse firstAnswer, ConnectionPool.Use use) throws IOException {
        Redirects redirects = new Redirects(first.getMethod());
        ClassicHttpResponse response = firstAnswer;
        ClassicHttpRequest next = redirects.after(first, response);
        while (next != null) {
            isRedirected = true;
            readRest();
            close();
            response = answered(RequestHead.complete(next), use);
            next = redirects.after(next, response);
        }
        return response;
    }

    private ClassicHttpResponse answered(ClassicHttpRequest request, ConnectionPool.Use use) throws IOException {
        sent = request;
        connectionHasAnswered = false; // the connection of the request before a redirect is not this one
        Connection used = pool.lease(ServerAddress.of(request), use, this);
        hold(used);
        Duration timeout =
                Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime())).plus(SOCKET_GRACE);
        if (!used.isOpen()) {
            pool.open(used, timeout, untilNanos);
        }
        used.setTimeout(timeout);
        connectionHasAnswered = used.isReused();
        ClassicHttpResponse response = used.exchange(request);
        connectionHasAnswered = true;
        // Before ContentCoding removes its headers: KeepAlive needs them to see where the answer ends.
        Duration offered = KeepAlive.of(request, response);
        coding = ContentCoding.takenFrom(response);
        entity = response.getEntity();
        idleOffered = offered;
        return response;
    }

    /** The request that was sent last; null if none was. */
    public ClassicHttpRequest sent() {
        return sent;
    }

    /** Whether the upstream answered with a redirect that was followed. */
    public boolean isRedirected() {
        return isRedirected;
    }

    /** Whether the connection used last has carried any answer, to this request or to an earlier one. */
    public boolean connectionHasAnswered() {
        return connectionHasAnswered;
    }

    /** The answer's body, unpacked. Read once. */
    public InputStream body() throws IOException {
        if (entity == null) {
            return InputStream.nullInputStream();
        }
        body = coding.unpacked(entity.getContent());
        return body;
    }

    /** From now on, a read waits no longer than {@code timeout} for bytes. */
    public synchronized void limitReads(Duration timeout) {
        if (connection != null) {
            connection.setTimeout(timeout);
        }
    }

    /**
     * Called when the caller has read what it needs. Reads the rest of the body; then another request may use the
     * connection.
     */
    public void finish() {
        if (idleOffered.isZero()) {
            return;
        }
        try {
            readRest();
        } catch (IOException | RuntimeException e) {
            // The caller has read what it needs. The connection is closed.
            drop();
        }
    }

    /** Closes the connection. {@link #finish} would first read the rest of the body, which may be long. */
    public synchronized void drop() {
        idleOffered = Duration.ZERO;
        idleAllowed = Duration.ZERO;
        if (connection != null) {
            connection.abort();
        }
    }

    /** Closes the connection. From now on this request uses no other connection. */
    @Override
    public synchronized void cancel() {
        isCancelled = true;
        if (connection != null) {
            connection.abort();
        }
    }

    synchronized boolean isOver() {
        return isCancelled || System.nanoTime() - untilNanos >= 0;
    }

    private void hold(Connection leased) throws IOException {
        synchronized (this) {
            if (!isCancelled) {
                connection = leased;
                return;
            }
        }
        pool.release(leased, Duration.ZERO);
        throw new InterruptedIOException("cancelled");
    }

    private void readRest() throws IOException {
        if (entity != null) {
            (body == null ? entity.getContent() : body).close();
        }
        idleAllowed = idleOffered;
    }

    private synchronized Connection detached() {
        Connection used = connection;
        connection = null;
        return used;
    }

    /**
     * Gives the connection back. From now on, cancelling does not close it. If {@link #finish} was not called, the pool
     * closes it.
     */
    @Override
    public void close() {
        Connection used = detached();
        if (used != null) {
            pool.release(used, idleAllowed);
        }
        idleOffered = Duration.ZERO;
        idleAllowed = Duration.ZERO;
        entity = null;
        body = null;
    }
}
