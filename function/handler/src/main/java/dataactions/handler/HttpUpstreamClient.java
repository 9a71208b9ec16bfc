package dataactions.handler;

import dataactions.definition.ErrorCode;
import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.definition.UpstreamRequest;
import dataactions.definition.UpstreamResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls upstreams with Apache HttpClient 5. One try; a second one only where the first went out on a kept connection
 * that the upstream had closed meanwhile, as happens when Lambda freezes the process between two calls.
 *
 * <p>An exchange runs on a thread of its own, so that the timeout holds over everything that can hang: looking up a
 * name, connecting, the TLS handshake, headers, an answer that trickles.
 */
final class HttpUpstreamClient implements UpstreamClient, AutoCloseable {
    private static final Json.Limits LIMITS = Json.Limits.DEFAULT;
    /** Of an error's body, read for no other purpose than to keep the connection. */
    private static final int MAX_DRAINED = 64 * 1024;

    private static final Set<String> IDEMPOTENT = Set.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS");
    /** Longer idle, a connection may have been forgotten by a NAT gateway (350 s) without anybody telling us. */
    private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
    /** Idle for this long, a connection is looked at before use; that takes a millisecond. */
    private static final TimeValue LOOK_AFTER_IDLE = TimeValue.ofSeconds(1);
    /** The longest action: a backstop for threads whose exchange was given up, never what a caller waits for. */
    private static final Timeout BACKSTOP = Timeout.ofSeconds(60);

    private final CloseableHttpClient http;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "upstream");
        thread.setDaemon(true);
        return thread;
    });

    HttpUpstreamClient() {
        http = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new LazyTls())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(64 * 1024)
                                        .setMaxHeaderCount(200)
                                        .build())
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(BACKSTOP)
                                .setSocketTimeout(BACKSTOP)
                                .setValidateAfterInactivity(LOOK_AFTER_IDLE)
                                .build())
                        .setMaxConnPerRoute(20)
                        .setMaxConnTotal(100)
                        .build())
                .setKeepAliveStrategy((response, context) -> {
                    TimeValue offered =
                            DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
                    return TimeValue.isPositive(offered) && offered.compareTo(MAX_IDLE) < 0 ? offered : MAX_IDLE;
                })
                .setUserAgent("data-actions")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                // Else the builder reads the public suffix list for cookies that we do not keep.
                .setDefaultCookieSpecRegistry(
                        RegistryBuilder.<CookieSpecFactory>create().build())
                .disableAuthCaching()
                .build();
    }

    @Override
    public Exchange send(Upstream upstream, UpstreamRequest request, Duration timeout) {
        Call call = new Call(upstream, request);
        Future<Exchange> exchange = threads.submit(call::run);
        try {
            return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.giveUp();
            return new Failed(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The upstream " + upstream.name() + " did not answer within " + timeout.toMillis() + " ms.",
                    call.status);
        } catch (InterruptedException e) {
            call.giveUp();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an upstream", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("the exchange with an upstream failed in our own code", e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        http.close();
    }

    /** One exchange, which another thread may give up. */
    private final class Call {
        private final Upstream upstream;
        private final UpstreamRequest request;
        private HttpUriRequestBase current;
        private boolean givenUp;
        private volatile int status;

        Call(Upstream upstream, UpstreamRequest request) {
            this.upstream = upstream;
            this.request = request;
        }

        synchronized void giveUp() {
            givenUp = true;
            if (current != null) {
                current.cancel();
            }
        }

        private synchronized HttpUriRequestBase next() throws IOException {
            if (givenUp) {
                throw new IOException("given up");
            }
            current = new HttpUriRequestBase(request.method(), upstream.base());
            String prefix = upstream.base().getRawPath();
            // As text: what was rendered is already encoded, and a URI would have its own idea of "//" and "..".
            current.setPath((prefix == null ? "" : prefix) + request.pathAndQuery());
            request.headers().forEach(current::setHeader);
            if (request.body() != null) {
                current.setEntity(new ByteArrayEntity(request.body(), contentType(current)));
            }
            return current;
        }

        /** The entity's own header would stand beside the definition's: it gets none where there is one. */
        private static ContentType contentType(HttpUriRequestBase request) {
            return request.containsHeader("Content-Type") ? null : ContentType.APPLICATION_JSON;
        }

        Exchange run() {
            ClassicHttpResponse response;
            try {
                response = open();
            } catch (IOException e) {
                return unanswered(e);
            }
            status = response.getCode();
            Exchange exchange;
            try {
                exchange = answered(response);
            } catch (IOException e) {
                drop();
                exchange = new Failed(ErrorCode.UPSTREAM_INVALID, said("answer was cut off"), status);
            }
            try {
                response.close();
            } catch (IOException e) {
                // Of a connection that was dropped, or broke after its answer was complete: all that counts is read.
                drop();
            }
            return exchange;
        }

        private ClassicHttpResponse open() throws IOException {
            HttpHost target = HttpHost.create(upstream.base());
            HttpClientContext context = HttpClientContext.create();
            try {
                return http.executeOpen(target, next(), context);
            } catch (IOException e) {
                if (!wasKept(context) || !IDEMPOTENT.contains(request.method())) {
                    throw e;
                }
                return http.executeOpen(target, next(), HttpClientContext.create());
            }
        }

        /** Whether the request went out on a connection that had served another one before. */
        private static boolean wasKept(HttpClientContext context) {
            EndpointDetails connection = context.getEndpointDetails();
            return connection != null && connection.getResponseCount() > 0;
        }

        private Exchange answered(ClassicHttpResponse response) throws IOException {
            Counting body = new Counting(stream(response.getEntity()));
            if (status < 200 || status >= 300) {
                if (!body.endsWithin(MAX_DRAINED)) {
                    drop();
                }
                return new Answered(new UpstreamResponse(status, headers(response), null), body.count);
            }
            PushbackInputStream text = new PushbackInputStream(body);
            int first = text.read();
            if (first < 0) {
                return new Answered(new UpstreamResponse(status, headers(response), null), 0);
            }
            text.unread(first);
            try {
                Object json = Json.parse(text, LIMITS);
                return new Answered(new UpstreamResponse(status, headers(response), json), body.count);
            } catch (JsonException e) {
                drop();
                return new Failed(ErrorCode.UPSTREAM_INVALID, said(problem(e, first, response)), status);
            }
        }

        /** Closing a response politely would read what is left of it, however long that is. */
        private synchronized void drop() {
            current.cancel();
        }

        private Exchange unanswered(IOException e) {
            if (e instanceof ClientProtocolException || e instanceof MessageConstraintException) {
                return new Failed(ErrorCode.UPSTREAM_INVALID, said("answer is not HTTP that we read"), 0);
            }
            return new Failed(ErrorCode.UPSTREAM_UNAVAILABLE, "The upstream " + upstream.name() + reason(e), 0);
        }

        private String said(String what) {
            return "The upstream " + upstream.name() + "'s " + what + ".";
        }
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return " cannot be reached: its host name is not known.";
        } else if (e instanceof SSLException) {
            return " cannot be reached: the TLS handshake failed.";
        } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return " cannot be reached: no connection.";
        }
        return " closed the connection before it answered.";
    }

    private static String problem(JsonException e, int first, ClassicHttpResponse response) {
        return switch (e.kind()) {
            case TOO_LARGE -> "answer is larger than we read (" + LIMITS.maxBytes() + " bytes)";
            case TOO_DEEP -> "answer is nested deeper than we read (" + LIMITS.maxDepth() + " levels)";
            case CUT_OFF -> "answer was cut off";
            case DUPLICATE_KEY -> "answer is ambiguous JSON: " + e.getMessage();
            case TRAILING, SYNTAX -> "answer is not JSON" + instead(first, response);
        };
    }

    /** What it looks like, in our words: the header and the text are the upstream's. */
    private static String instead(int first, ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Content-Type");
        String type = header == null ? "" : header.getValue().toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            return " but HTML";
        } else if (type.contains("xml")) {
            return " but XML";
        }
        return first == '<' ? " but HTML or XML" : "";
    }

    private static InputStream stream(HttpEntity entity) throws IOException {
        InputStream content = entity == null ? null : entity.getContent();
        return content == null ? InputStream.nullInputStream() : content;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT),
                    header.getValue() == null ? "" : header.getValue(),
                    (a, b) -> a + ", " + b);
        }
        return headers;
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            return n;
        }

        /** Reads on to the end and says whether it came within {@code max} bytes. */
        boolean endsWithin(int max) throws IOException {
            byte[] buffer = new byte[8192];
            while (count <= max) {
                if (read(buffer, 0, buffer.length) < 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
