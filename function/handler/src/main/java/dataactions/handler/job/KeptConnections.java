package dataactions.handler.job;

import dataactions.handler.upstream.Watchdog;
import dataactions.secrets.AwsResponse;
import dataactions.secrets.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends requests to AWS on connections that are kept for the next request: one call of a slow action makes several, and
 * a TLS handshake takes longer than all of them. A request may fail because AWS closed the kept connection, although AWS
 * may have received it. So this class is only for calls that may be repeated.
 *
 * <p>Where the JVM is told to use a proxy, every request has its own connection, by the JDK's client. Thread-safe.
 */
final class KeptConnections implements Transport {
    /** AWS closes idle connections later than that. */
    private static final long LONGEST_IDLE_MILLIS = 4_000;
    /** A connection that was idle for longer is tested before a request. The test takes 1 ms. */
    private static final long UNTESTED_MILLIS = 500;
    /** More idle connections to one host are closed. */
    private static final int MOST_IDLE = 4;
    /** An item of DynamoDB has at most 400 kB. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Map<String, Deque<Idle>> idle = new HashMap<>();
    private final Watchdog watchdog = new Watchdog();

    /** @param since by the clock of the day: the JVM's own clock may stand still while Lambda has frozen the process */
    private record Idle(DefaultBHttpClientConnection connection, long since) {}

    @Override
    public AwsResponse post(URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException {
        if (isProxied(uri)) {
            return Transport.JDK.post(uri, headers, body, timeout);
        }
        long end = System.nanoTime() + timeout.toNanos();
        DefaultBHttpClientConnection connection = kept(uri);
        if (connection == null) {
            connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
        }
        DefaultBHttpClientConnection used = connection;
        AtomicBoolean isLate = new AtomicBoolean();
        boolean isKept = false;
        try (Watchdog.Watch watch = watchdog.watch(end, () -> {
            isLate.set(true);
            used.close(CloseMode.IMMEDIATE);
        })) {
            int millis = (int) Math.max(1, timeout.toMillis());
            if (!used.isOpen()) {
                connect(used, uri, millis);
            }
            used.setSocketTimeout(Timeout.ofMilliseconds(millis));
            BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", target(uri));
            headers.forEach(request::addHeader);
            request.addHeader("Host", host(uri));
            request.addHeader("Content-Length", String.valueOf(body.length));
            request.setEntity(new ByteArrayEntity(body, null));
            used.sendRequestHeader(request);
            used.sendRequestEntity(request);
            used.flush();
            ClassicHttpResponse response = used.receiveResponseHeader();
            while (response.getCode() < HttpStatus.SC_OK) {
                response = used.receiveResponseHeader();
            }
            used.receiveResponseEntity(response);
            AwsResponse answer = new AwsResponse(response.getCode(), headers(response), read(response.getEntity()));
            isKept = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
            return answer;
        } catch (HttpException e) {
            throw new IOException("the answer is not HTTP", e);
        } catch (IOException | RuntimeException e) {
            if (isLate.get()) {
                SocketTimeoutException late = new SocketTimeoutException("timed out");
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            if (isKept && !isLate.get()) {
                keep(uri, used);
            } else {
                used.close(CloseMode.IMMEDIATE);
            }
        }
    }

    /** As it is signed: without the scheme's own port. */
    private static String host(URI uri) {
        return uri.getPort() < 0 || uri.getPort() == (isTls(uri) ? HTTPS : HTTP)
                ? uri.getHost()
                : uri.getHost() + ":" + uri.getPort();
    }

    private static boolean isTls(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isProxied(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(uri);
        return proxies.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static void connect(DefaultBHttpClientConnection connection, URI uri, int millis) throws IOException {
        boolean isTls = isTls(uri);
        int port = uri.getPort() >= 0 ? uri.getPort() : isTls ? HTTPS : HTTP;
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(uri.getHost(), port), millis);
            socket.setSoTimeout(millis);
            if (!isTls) {
                connection.bind(socket);
                return;
            }
            SSLSocket secure =
                    (SSLSocket) defaultTls().getSocketFactory().createSocket(socket, uri.getHost(), port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            connection.bind(secure, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static SSLContext defaultTls() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException("this Java platform has no TLS", e);
        }
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private static byte[] read(HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        try (InputStream in = entity.getContent()) {
            byte[] body = in.readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
            }
            return body;
        }
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** A connection that is still open; null if there is none. */
    private DefaultBHttpClientConnection kept(URI uri) throws IOException {
        while (true) {
            Idle found;
            synchronized (idle) {
                Deque<Idle> all = idle.get(origin(uri));
                found = all == null ? null : all.pollFirst();
            }
            if (found == null) {
                return null;
            }
            long idleMillis = System.currentTimeMillis() - found.since();
            boolean isFresh = idleMillis >= 0 && idleMillis < UNTESTED_MILLIS;
            boolean isUsable = isFresh
                    || idleMillis < LONGEST_IDLE_MILLIS && !found.connection().isStale();
            if (isUsable) {
                return found.connection();
            }
            found.connection().close(CloseMode.IMMEDIATE);
        }
    }

    private void keep(URI uri, DefaultBHttpClientConnection connection) {
        Idle surplus = null;
        synchronized (idle) {
            Deque<Idle> all = idle.computeIfAbsent(origin(uri), key -> new ArrayDeque<>());
            all.addFirst(new Idle(connection, System.currentTimeMillis()));
            if (all.size() > MOST_IDLE) {
                surplus = all.pollLast();
            }
        }
        if (surplus != null) {
            surplus.connection().close(CloseMode.IMMEDIATE);
        }
    }
}
