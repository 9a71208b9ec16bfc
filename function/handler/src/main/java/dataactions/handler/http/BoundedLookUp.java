package dataactions.handler.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks host names up on another thread. A lookup cannot be cancelled, so a late one is abandoned. */
public final class BoundedLookUp {
    private final NameService names;

    /** Resolves a host name, without a time limit. */
    public interface NameService {
        /** The names that this machine knows. */
        NameService SYSTEM = new NameService() {
            @Override
            public InetAddress[] lookUp(String host) throws UnknownHostException {
                return InetAddress.getAllByName(host);
            }
        };

        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    public BoundedLookUp(NameService names) {
        this.names = names;
    }

    /**
     * The host's addresses.
     *
     * @param untilNanos on {@link System#nanoTime}
     * @throws UnknownHostException also if there is no answer in time
     */
    InetAddress[] lookUp(String host, long untilNanos) throws UnknownHostException {
        FutureTask<InetAddress[]> found = new FutureTask<>(new LookUp(names, host));
        Thread thread = new Thread(found, "name-look-up");
        thread.setDaemon(true);
        thread.start();
        try {
            return found.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnknownHostException("not in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } catch (ExecutionException e) {
            throw new UnknownHostException("not known");
        }
    }

    private record LookUp(NameService names, String host) implements Callable<InetAddress[]> {
        @Override
        public InetAddress[] call() throws UnknownHostException {
            return names.lookUp(host);
        }
    }
}
