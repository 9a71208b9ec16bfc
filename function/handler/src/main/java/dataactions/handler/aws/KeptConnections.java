package dataactions.handler.aws;

import dataactions.aws.AwsResponse;
import dataactions.aws.Transport;
import dataactions.handler.http.BoundedLookUp;
import dataactions.handler.http.ConnectionPool;
import dataactions.handler.http.Connector;
import dataactions.handler.http.InFlight;
import dataactions.handler.upstream.Watchdog;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Sends requests to AWS on connections that are kept for the next request: one call of a slow action makes several, and
 * a TLS handshake takes longer than all of them. A request may fail because AWS closed the kept connection, although AWS
 * may have received it. So this class is only for calls that may be repeated.
 *
 * <p>If the JVM is told to use a proxy, every request has its own connection, by the JDK's client. Thread-safe.
 */
public final class KeptConnections implements Transport, AutoCloseable {
    /** AWS closes idle connections later than that. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);
    /** A connection that was idle for longer is tested before a request. */
    private static final Duration UNTESTED_FOR = Duration.ofMillis(500);
    /** Far above every expected answer: an item of DynamoDB has at most 400 kB. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final ConnectionPool pool = new ConnectionPool(
            new Connector(new BoundedLookUp(BoundedLookUp.NameService.SYSTEM), false), LONGEST_IDLE, UNTESTED_FOR);
    private final Watchdog watchdog = new Watchdog();

    @Override
    public AwsResponse post(URI uri, Map<String, String> headers, byte[] body, Duration timeout) throws IOException {
        if (isProxied(uri)) {
            return Transport.JDK.post(uri, headers, body, timeout);
        }
        long untilNanos = System.nanoTime() + timeout.toNanos();
        InFlight inFlight = new InFlight(pool, untilNanos);
        try (Watchdog.Watch watch = watchdog.watch(untilNanos, inFlight);
                inFlight) {
            try {
                ClassicHttpResponse response = inFlight.send(request(uri, headers, body), ConnectionPool.Use.ANY);
                AwsResponse answer = new AwsResponse(response.getCode(), headers(response), read(inFlight));
                inFlight.finish();
                return answer;
            } catch (IOException e) {
                if (watch.isOver()) {
                    SocketTimeoutException late = new SocketTimeoutException("timed out");
                    late.initCause(e);
                    throw late;
                }
                throw e;
            }
        }
    }

    /** Closes the idle connections, and ends the thread that keeps the timeouts. Nothing may be sent afterwards. */
    @Override
    public void close() {
        watchdog.close();
        pool.closeIdle();
    }

    private static BasicClassicHttpRequest request(URI uri, Map<String, String> headers, byte[] body) {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", uri);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request.addHeader(header.getKey(), header.getValue());
        }
        request.addHeader("Host", host(uri));
        request.addHeader("Content-Length", String.valueOf(body.length));
        request.setEntity(new ByteArrayEntity(body, null));
        return request;
    }

    /** As it is signed: without the scheme's own port. */
    private static String host(URI uri) {
        int own = "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : HTTP;
        return uri.getPort() < 0 || uri.getPort() == own ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static boolean isProxied(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(uri);
        for (Proxy proxy : proxies) {
            if (proxy.type() != Proxy.Type.DIRECT) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private static byte[] read(InFlight inFlight) throws IOException {
        InputStream in = inFlight.body();
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
        }
        return body;
    }
}
