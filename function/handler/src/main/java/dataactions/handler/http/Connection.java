package dataactions.handler.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** One connection. Another thread may abort it at any time, also while it is being opened. */
public final class Connection {
    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private final ServerAddress origin;
    private final DefaultBHttpClientConnection http;
    private volatile boolean isAborted;
    private boolean isReused;

    private static final class Parsers implements HttpMessageParserFactory<ClassicHttpResponse> {
        static final Parsers INSTANCE = new Parsers();

        @Override
        @SuppressWarnings("deprecation") // abstract in the interface, although nothing calls it
        public HttpMessageParser<ClassicHttpResponse> create(Http1Config ignored) {
            return create();
        }

        @Override
        public HttpMessageParser<ClassicHttpResponse> create() {
            return new OneAnswerParser(HTTP);
        }
    }

    Connection(ServerAddress origin) {
        this.origin = origin;
        this.http = new DefaultBHttpClientConnection(HTTP, null, null, null, null, null, Parsers.INSTANCE);
    }

    ServerAddress origin() {
        return origin;
    }

    /** Whether the connection had carried another request when it was leased. */
    public boolean isReused() {
        return isReused;
    }

    void markReused() {
        isReused = true;
    }

    boolean isOpen() {
        return http.isOpen();
    }

    /** Whether the connection can carry another request, as far as this side knows. */
    boolean isUsable() {
        return !isAborted && http.isOpen() && http.isConsistent();
    }

    /** Whether the other side has closed the connection. Takes a millisecond. */
    boolean isStale() {
        try {
            return http.isStale();
        } catch (IOException e) {
            return true;
        }
    }

    /** From now on, {@link #abort} closes the socket. */
    void bind(Socket socket) throws IOException {
        http.bind(socket);
        closeIfAborted();
    }

    /** @param secure on top of {@code socket} */
    void bind(SSLSocket secure, Socket socket) throws IOException {
        http.bind(secure, socket);
        closeIfAborted();
    }

    private void closeIfAborted() throws IOException {
        if (isAborted) {
            http.close(CloseMode.IMMEDIATE);
            throw new InterruptedIOException("aborted");
        }
    }

    /** The longest time that a read may wait for bytes. */
    void setTimeout(Duration timeout) {
        http.setSocketTimeout(Timeout.of(timeout));
    }

    /**
     * Sends a request and receives the answer's head. The answer's entity is read from the connection.
     *
     * @throws InvalidAnswerException when the answer is not HTTP
     * @throws IOException when there is no answer
     */
    ClassicHttpResponse exchange(ClassicHttpRequest request) throws IOException {
        try {
            http.sendRequestHeader(request);
            http.sendRequestEntity(request);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            while (response.getCode() < HttpStatus.SC_OK) {
                if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
                    throw new InvalidAnswerException("no other protocol was asked for");
                }
                response = http.receiveResponseHeader();
            }
            if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
                http.receiveResponseEntity(response);
            }
            return response;
        } catch (HttpException | MessageConstraintException e) {
            throw new InvalidAnswerException(e);
        }
    }

    /** Closes the connection at once. Whoever waits for it gets an {@link IOException}. */
    public void abort() {
        isAborted = true;
        http.close(CloseMode.IMMEDIATE);
    }

    /** Closes the connection as the other side expects it. */
    void close() {
        http.close(CloseMode.GRACEFUL);
    }
}
