package dataactions.handler.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http.ssl.TlsCiphers;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * TLS with the JDK's trust store. Set up at the first https connection, because reading the trust store takes 150 ms
 * and a call without https does not need it.
 */
public final class Tls {
    private Tls() {}

    private static final class Context {
        static final SSLContext INSTANCE = SSLContexts.createDefault();
    }

    /** Sets TLS up now. */
    public static void load() {
        Context.INSTANCE.getSocketFactory();
    }

    /**
     * Makes the handshake on a connected socket. The JDK checks that the certificate names the host ("HTTPS" endpoint
     * identification).
     */
    static SSLSocket upgrade(Socket socket, ServerAddress origin) throws IOException {
        SSLSocket secure = (SSLSocket)
                Context.INSTANCE.getSocketFactory().createSocket(socket, origin.host(), origin.port(), false);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(TLS.excludeWeak(secure.getEnabledProtocols()));
        parameters.setCipherSuites(TlsCiphers.excludeWeak(secure.getEnabledCipherSuites()));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }
}
