package dataactions.handler.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/** Opens connections: looks the host up, connects to the first address that answers, and makes the TLS handshake. */
public final class Connector {
    private static final int PROBE_SECONDS = 60;

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
     * @param timeout for connecting to one address, and for each read of the handshake
     * @param untilNanos end of the look-up, on {@link System#nanoTime}
     */
    void open(Connection connection, Duration timeout, long untilNanos) throws IOException {
        int millis = (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        IOException failure = new UnknownHostException("no address");
        for (InetAddress address : names.lookUp(connection.origin().host(), untilNanos)) {
            try {
                open(connection, address, millis);
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private void open(Connection connection, InetAddress address, int millis) throws IOException {
        ServerAddress origin = connection.origin();
        Socket socket = new Socket();
        try {
            connection.bind(socket);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            if (probes) {
                probe(socket);
            }
            socket.connect(new InetSocketAddress(address, origin.port()), millis);
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

    private static void probe(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)
                && socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPINTERVAL)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, PROBE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
        }
    }
}
