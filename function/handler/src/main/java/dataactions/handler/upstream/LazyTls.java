package dataactions.handler.upstream;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * TLS with the JDK's trust store, set up at the first https connection: reading the trust store takes 150 ms, which
 * calls without https need not wait for.
 */
final class LazyTls implements TlsSocketStrategy {

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return Strategy.INSTANCE.upgrade(socket, target, port, attachment, context);
    }

    /** Sets TLS up now. */
    static void load() {
        Strategy.INSTANCE.hashCode();
    }

    private static final class Strategy {
        /**
         * BUILTIN: the JDK checks the host's name during the handshake ("HTTPS" endpoint identification). Apache's own
         * check of the name is off: it loads the public suffix list.
         */
        static final TlsSocketStrategy INSTANCE = new DefaultClientTlsStrategy(
                SSLContexts.createDefault(), HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE);
    }
}
