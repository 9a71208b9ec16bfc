package dataactions.handler.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks host names up on another thread. A lookup cannot be cancelled, so a late one is abandoned. */
final class BoundedLookUp {
    private final NameService names;

    private final ExecutorService lookUps = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "name-look-up");
        thread.setDaemon(true);
        return thread;
    });

    /** Resolves a host name, without a time limit. */
    interface NameService {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    BoundedLookUp(NameService names) {
        this.names = names;
    }

    /**
     * The host's addresses.
     *
     * @param end on {@link System#nanoTime}
     * @throws UnknownHostException also if there is no answer in time
     */
    InetAddress[] lookUp(String host, long end) throws UnknownHostException {
        Future<InetAddress[]> found = lookUps.submit(() -> names.lookUp(host));
        try {
            return found.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnknownHostException("not in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } catch (ExecutionException e) {
            throw new UnknownHostException("not known");
        }
    }

    void close() {
        lookUps.shutdownNow();
    }
}
