package dataactions.handler.upstream;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** Counts the bytes, and checks the time at each read, because the socket timeout starts again at every read. */
final class CountedBody extends FilterInputStream {
    private final long untilNanos;
    private final int maxCopied;
    private final ByteArrayOutputStream copy;
    private long count;

    /**
     * @param untilNanos on {@link System#nanoTime}
     * @param maxCopied so many bytes of the beginning are copied
     */
    CountedBody(InputStream in, long untilNanos, int maxCopied) {
        super(in);
        this.untilNanos = untilNanos;
        this.maxCopied = maxCopied;
        this.copy = new ByteArrayOutputStream(0);
    }

    /** How many bytes were read so far. */
    long count() {
        return count;
    }

    /** The beginning of what was read so far. */
    byte[] copy() {
        return copy.toByteArray();
    }

    private void checkTime() throws IOException {
        if (System.nanoTime() - untilNanos >= 0) {
            throw new SocketTimeoutException("too late");
        }
    }

    @Override
    public int read() throws IOException {
        checkTime();
        int b = super.read();
        count += b < 0 ? 0 : 1;
        if (b >= 0 && copy.size() < maxCopied) {
            copy.write(b);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        checkTime();
        int n = super.read(buffer, offset, length);
        count += Math.max(0, n);
        if (n > 0) {
            copy.write(buffer, offset, Math.min(n, maxCopied - copy.size()));
        }
        return n;
    }

    /** Reads to the end. Returns whether the body ended within {@code max} bytes. */
    boolean endsWithin(int max) throws IOException {
        byte[] buffer = new byte[8192];
        while (count <= max) {
            if (read(buffer, 0, buffer.length) < 0) {
                return true;
            }
        }
        return false;
    }
}
