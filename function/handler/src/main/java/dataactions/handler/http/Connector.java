package dataactions.handler.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/** Opens connections: looks the host up, connects to the first address that answers, and makes the TLS handshake. */
public final class Connector {
    private static final int PROBE_SECONDS = 60;
    /** Longer than a connection to another continent takes. */
    private static final int SHORTEST_SHARE_MILLIS = 1_000;

    private final BoundedLookUp names;
    private final boolean probes;

    /** @param probes whether the kernel sends a probe each minute while the other side is silent */
    public Connector(BoundedLookUp names, boolean probes) {
        this.names = names;
        this.probes = probes;
    }

    /**
     * Opens a connection.
     *
     * @param timeout for connecting to the last address, and for each read of the handshake. An earlier address gets its
     *     share of the time, so that one which does not answer leaves time for the next
     * @param untilNanos end of the look-up, on {@link System#nanoTime}
     */
    void open(Connection connection, Duration timeout, long untilNanos) throws IOException {
        int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        IOException failure = null;
        InetAddress[] addresses = names.lookUp(connection.origin().host(), untilNanos);
        for (int i = 0; i < addresses.length; i++) {
            int share = Math.max(SHORTEST_SHARE_MILLIS, millis / (addresses.length - i));
            try {
                open(connection, addresses[i], Math.min(millis, share), millis);
                return;
            } catch (IOException e) {
                // The first failure is the likely cause, unless a later address answers, but not with valid TLS.
                if (failure == null || e instanceof SSLException) {
                    failure = e;
                }
            }
        }
        throw failure == null ? new UnknownHostException("no address") : failure;
    }

    private void open(Connection connection, InetAddress address, int connectMillis, int millis) throws IOException {
        ServerAddress origin = connection.origin();
        Socket socket = new Socket();
        try {
            connection.bind(socket);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            if (probes) {
                probe(socket);
            }
            connect(socket, new InetSocketAddress(address, origin.port()), connectMillis);
            connection.bind(socket);
            if (origin.isTls()) {
                SSLSocket secure = Tls.upgrade(socket, origin);
                connection.bind(secure, socket);
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void connect(Socket socket, InetSocketAddress address, int millis) throws IOException {
        try {
            socket.connect(address, millis);
        } catch (SocketTimeoutException e) {
            // Of this type, a failure says that there was no connection.
            throw new ConnectException("no connection within " + millis + " ms");
        }
    }

    private static void probe(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)
                && socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPINTERVAL)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, PROBE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
        }
    }
}
