package dataactions.handler.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The connections to upstreams, kept for the next request, with Apache HttpClient 5 on the calling thread. */
final class Connections {
    /** The socket timeout is longer than the watchdog's timeout by this time. */
    static final Duration SECOND_LINE = Duration.ofMillis(100);

    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(200)
            .build();
    /** A NAT gateway drops an idle connection after 350 s without telling either side. */
    private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
    /** A connection that was idle for longer is tested before use. The test takes a millisecond. */
    private static final TimeValue TEST_AFTER_IDLE = TimeValue.ofSeconds(1);

    private static final int PROBE_SECONDS = 60;
    /** Connecting and the TLS handshake take no longer, and neither does a call that has no timeout of its own. */
    private static final Timeout BACKSTOP = Timeout.ofSeconds(60);

    private static final ConnectionConfig MAY_BE_STALE = connection(TEST_AFTER_IDLE);
    private static final ConnectionConfig TESTED = connection(TimeValue.ZERO_MILLISECONDS);

    private static ConnectionConfig connection(TimeValue testAfter) {
        return ConnectionConfig.custom()
                .setConnectTimeout(BACKSTOP)
                .setValidateAfterInactivity(testAfter)
                .build();
    }

    private final CloseableHttpClient http;
    private final PoolingHttpClientConnectionManager pool;
    private final BoundedLookUp names;
    /** The end of the time for DNS lookups of the exchange on this thread. */
    private final ThreadLocal<Long> end = new ThreadLocal<>();
    /** Set while this thread sends a request that must not be sent twice. */
    private final ThreadLocal<Boolean> onlyOnce = new ThreadLocal<>();

    Connections(BoundedLookUp names) {
        this.names = names;
        this.pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new LazyTls())
                .setDnsResolver(new Resolver())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HTTP)
                        // HTTP is passed twice, because the connection factory does not pass it to a custom parser
                        // factory.
                        .responseParserFactory(ignored -> new OneAnswerParser(HTTP))
                        .build())
                .setConnectionConfigResolver(route -> onlyOnce.get() == null ? MAY_BE_STALE : TESTED)
                // Limits the TLS handshake, because the request's own timeout is set only afterwards.
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(BACKSTOP).build())
                .setMaxConnPerRoute(50)
                .setMaxConnTotal(200)
                .build();
        this.http = HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setKeepAliveStrategy((response, context) -> {
                    TimeValue offered =
                            DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
                    return TimeValue.isPositive(offered) && offered.compareTo(MAX_IDLE) < 0 ? offered : MAX_IDLE;
                })
                .setUserAgent("data-actions")
                .disableAutomaticRetries()
                .setRedirectStrategy(new SameHostRedirects())
                .disableCookieManagement()
                .disableConnectionState()
                // By default the builder reads the public suffix list. Only cookies need it, and this client keeps no
                // cookies.
                .setDefaultCookieSpecRegistry(
                        RegistryBuilder.<CookieSpecFactory>create().build())
                .disableAuthCaching()
                .build();
    }

    /** From now on, the kernel sends a probe each minute while the upstream of a new connection is silent. */
    void probe() {
        pool.setDefaultSocketConfig(SocketConfig.custom()
                .setSoTimeout(BACKSTOP)
                .setSoKeepAlive(true)
                .setTcpKeepIdle(PROBE_SECONDS)
                .setTcpKeepInterval(PROBE_SECONDS)
                .build());
    }

    /** The timeouts of the socket, for connecting and for each read. */
    static RequestConfig config(long until, boolean follows) {
        Timeout timeout = Timeout.ofMilliseconds(Duration.ofNanos(Math.max(0, until - System.nanoTime()))
                .plus(SECOND_LINE)
                .toMillis());
        return RequestConfig.custom()
                .setRedirectsEnabled(follows)
                .setMaxRedirects(SameHostRedirects.MAX)
                .setConnectTimeout(timeout)
                .setResponseTimeout(timeout)
                .build();
    }

    /**
     * Sends a request that may use any kept connection.
     *
     * @param until the end of the time for DNS lookups
     */
    ClassicHttpResponse execute(HttpHost target, HttpUriRequestBase request, HttpClientContext context, long until)
            throws IOException {
        end.set(until);
        try {
            return http.executeOpen(target, request, context);
        } catch (RuntimeException e) {
            // For some answers (status 000) Apache's client throws unchecked exceptions.
            throw new ClientProtocolException(e);
        } finally {
            end.remove();
        }
    }

    /**
     * Sends a request that must not be sent twice, so it must not use a connection that the upstream has closed.
     * Connections that were idle for long are closed here. The others are tested before use.
     *
     * @param until the end of the time for DNS lookups
     */
    ClassicHttpResponse executeOnce(HttpHost target, HttpUriRequestBase request, HttpClientContext context, long until)
            throws IOException {
        pool.closeIdle(TEST_AFTER_IDLE);
        onlyOnce.set(true);
        try {
            return execute(target, request, context, until);
        } finally {
            onlyOnce.remove();
        }
    }

    void closeIdle() {
        pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    void close() throws IOException {
        names.close();
        http.close();
    }

    /** Why there was no answer, as the end of a sentence that begins with the name of whom we called. */
    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return " cannot be reached: its host name is not known.";
        } else if (e instanceof SSLException) {
            return " cannot be reached: the TLS handshake failed.";
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return " cannot be reached: no connection.";
        }
        return e instanceof OneAnswerParser.SurplusException
                ? " sent more than its former answer on the same connection."
                : " closed the connection before it answered.";
    }

    private final class Resolver implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            Long until = end.get();
            return names.lookUp(host, until == null ? System.nanoTime() + BACKSTOP.toNanoseconds() : until);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
