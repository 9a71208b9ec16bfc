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
 * TLS with the JDK's trust store. Set up at the first https connection, because reading the trust store takes 150 ms
 * and a call without https does not need it.
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
         * BUILTIN: the JDK checks the host name during the handshake ("HTTPS" endpoint identification). Apache's own
         * check is off, because it loads the public suffix list.
         */
        static final TlsSocketStrategy INSTANCE = new DefaultClientTlsStrategy(
                SSLContexts.createDefault(), HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE);
    }
}
