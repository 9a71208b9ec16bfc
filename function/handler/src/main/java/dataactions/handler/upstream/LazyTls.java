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
 * TLS with the JDK's trust store, set up with the first https connection: reading the trust store costs 150 ms, which
 * an http-only sandbox and a call that never leaves the function need not pay.
 */
final class LazyTls implements TlsSocketStrategy {

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return Strategy.INSTANCE.upgrade(socket, target, port, attachment, context);
    }

    /** Sets it up now. */
    static void load() {
        Strategy.INSTANCE.hashCode();
    }

    private static final class Strategy {
        /**
         * BUILTIN: the JDK checks the host's name during the handshake ("HTTPS" endpoint identification). The verifier
         * beside it is Apache's second check, which loads the public suffix list for cookies that we do not keep.
         */
        static final TlsSocketStrategy INSTANCE = new DefaultClientTlsStrategy(
                SSLContexts.createDefault(), HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE);
    }
}
