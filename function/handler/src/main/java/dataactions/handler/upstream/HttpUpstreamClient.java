package dataactions.handler.upstream;

import dataactions.definition.Retry;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
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
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.RedirectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls upstreams with Apache HttpClient 5 on the calling thread. Another thread would need two context switches, which
 * take as long as the rest of this project's code. The {@link Watchdog} enforces the timeout of everything that can be
 * cancelled. A DNS lookup cannot be cancelled, so the client limits how long it waits for one. The socket timeouts are
 * a second safeguard.
 *
 * <p>Two kinds of attempts do not count as attempts of the {@link Retry}. One is a request that is sent again because
 * the upstream had closed the kept connection (Lambda freezes the process between two calls). The other is a request
 * that is sent again with renewed credentials after a 401.
 */
public final class HttpUpstreamClient implements UpstreamClient, AutoCloseable {
    private static final Json.Limits LIMITS = Json.Limits.DEFAULT;
    /** The client reads the body of an error up to this size, only to keep the connection. */
    private static final int MAX_DRAINED = 64 * 1024;

    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(200)
            .build();
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_TOKEN = 64 * 1024;
    private static final Set<String> IDEMPOTENT = Set.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS");
    private static final Set<Integer> KEEPS_METHOD = Set.of(303, 307, 308);
    /** A NAT gateway drops an idle connection after 350 s without telling either side. */
    private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);
    /** A connection that was idle for longer is tested before use. The test takes a millisecond. */
    private static final TimeValue TEST_AFTER_IDLE = TimeValue.ofSeconds(1);

    private static final int PROBE_SECONDS = 60;
    /** Connecting and the TLS handshake take no longer, and neither does a call that has no timeout of its own. */
    private static final Timeout BACKSTOP = Timeout.ofSeconds(60);
    /** The socket timeout is longer than the watchdog's timeout by this time. */
    private static final Duration SECOND_LINE = Duration.ofMillis(100);

    private static final ConnectionConfig MAY_BE_STALE = connection(TEST_AFTER_IDLE);
    private static final ConnectionConfig TESTED = connection(TimeValue.ZERO_MILLISECONDS);

    private static ConnectionConfig connection(TimeValue testAfter) {
        return ConnectionConfig.custom()
                .setConnectTimeout(BACKSTOP)
                .setValidateAfterInactivity(testAfter)
                .build();
    }

    private static final Duration FOR_A_TOKEN = Duration.ofSeconds(10);
    /** The client makes another attempt only if at least this time is left, in nanoseconds. */
    private static final long SHORTEST_ATTEMPT = 50_000_000;

    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

    private final CloseableHttpClient http;
    private final PoolingHttpClientConnectionManager connections;
    private final Watchdog watchdog;
    private final UpstreamCredentials credentials;
    private final InstantSource clock;
    private final DoubleSupplier random;
    /** The end of the time for DNS lookups of the exchange on this thread. */
    private final ThreadLocal<Long> end = new ThreadLocal<>();
    /** Records the exchange with a token endpoint. Inheritable, because a new thread calls the token endpoint. */
    private final InheritableThreadLocal<Trace> tokenTrace = new InheritableThreadLocal<>();
    /** Set while this thread sends a request that must not be sent twice. */
    private final ThreadLocal<Boolean> onlyOnce = new ThreadLocal<>();

    private final ExecutorService lookUps = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "name-look-up");
        thread.setDaemon(true);
        return thread;
    });

    /** Resolves a host name, without a time limit. */
    interface NameService {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** @param secrets reads the upstreams' secrets */
    public HttpUpstreamClient(SecretSource secrets) {
        this(secrets, InetAddress::getAllByName, InstantSource.system(), null);
    }

    /**
     * A client for calls of several minutes. While the upstream is silent, the kernel sends a probe each minute: otherwise a
     * NAT gateway or a load balancer would drop the connection.
     */
    public static HttpUpstreamClient forLongCalls(SecretSource secrets) {
        HttpUpstreamClient client = new HttpUpstreamClient(secrets);
        client.connections.setDefaultSocketConfig(SocketConfig.custom()
                .setSoTimeout(BACKSTOP)
                .setSoKeepAlive(true)
                .setTcpKeepIdle(PROBE_SECONDS)
                .setTcpKeepInterval(PROBE_SECONDS)
                .build());
        return client;
    }

    /** @param random from 0 to 1, or null */
    HttpUpstreamClient(SecretSource secrets, NameService names, InstantSource clock, DoubleSupplier random) {
        this(secrets, names, clock, random, System::nanoTime, new Watchdog());
    }

    /** @param ages clock that measures the age of secrets and tokens, in nanoseconds */
    HttpUpstreamClient(
            SecretSource secrets,
            NameService names,
            InstantSource clock,
            DoubleSupplier random,
            LongSupplier ages,
            Watchdog watchdog) {
        this.clock = clock;
        this.watchdog = watchdog;
        // Created at first use. A generator from before a snapshot would give the same numbers in each restored
        // process.
        this.random = random == null ? () -> Randomness.SOURCE.nextDouble() : random;
        this.credentials = new UpstreamCredentials(secrets, this::token, ages);
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new LazyTls())
                .setDnsResolver(new BoundedLookUp(names))
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
                .setConnectionManager(connections)
                .setKeepAliveStrategy((response, context) -> {
                    TimeValue offered =
                            DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
                    return TimeValue.isPositive(offered) && offered.compareTo(MAX_IDLE) < 0 ? offered : MAX_IDLE;
                })
                .setUserAgent("data-actions")
                .disableAutomaticRetries()
                .setRedirectStrategy(new SameHost())
                .disableCookieManagement()
                .disableConnectionState()
                // By default the builder reads the public suffix list. Only cookies need it, and this client keeps no
                // cookies.
                .setDefaultCookieSpecRegistry(
                        RegistryBuilder.<CookieSpecFactory>create().build())
                .disableAuthCaching()
                .build();
    }

    private static final class Randomness {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    /** Sets TLS up before a snapshot, so that the first TLS connection does not wait for it. */
    public static void primeTls() {
        LazyTls.load();
    }

    /** Closes kept connections and drops secrets and tokens, because they are stale after a snapshot. */
    public void forget() {
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
        credentials.forget();
    }

    @Override
    public boolean isSound() {
        return watchdog.isSound();
    }

    /** The timeouts of the socket, for connecting and for each read. */
    private static RequestConfig config(long until, boolean follows) {
        Timeout timeout = Timeout.ofMilliseconds(left(until).plus(SECOND_LINE).toMillis());
        return RequestConfig.custom()
                .setRedirectsEnabled(follows)
                .setMaxRedirects(MAX_REDIRECTS)
                .setConnectTimeout(timeout)
                .setResponseTimeout(timeout)
                .build();
    }

    @Override
    public void close() throws IOException {
        lookUps.shutdownNow();
        watchdog.close();
        http.close();
    }

    @Override
    public Exchange send(Call call) {
        long start = System.nanoTime();
        long until = start + call.timeout().toNanos();
        for (int attempt = 1; ; attempt++) {
            Exchange exchange = authorized(call, until, attempt);
            if (attempt >= call.retry().attempts() || !isWorthAnother(exchange, call)) {
                return exchange;
            }
            long wait = Math.max(backoff(call.retry(), attempt), retryAfter(exchange));
            if (wait + SHORTEST_ATTEMPT >= until - System.nanoTime()) {
                return exchange; // no time for another attempt
            }
            try {
                call.abort().await(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted between two attempts", e);
            }
            if (call.abort().isAborted()) {
                return exchange;
            }
        }
    }

    private static boolean isWorthAnother(Exchange exchange, Call call) {
        if (exchange instanceof Answered answered) {
            return call.retry().statuses().contains(answered.response().status());
        }
        return ((Failed) exchange).code() == ErrorCode.UPSTREAM_UNAVAILABLE;
    }

    private long backoff(Retry retry, int attempt) {
        double full = retry.backoff().toNanos() * Math.pow(2, Math.min(attempt - 1, 20));
        return (long) (full * (0.5 + 0.5 * random.getAsDouble()));
    }

    /**
     * The wait that the upstream asks for (seconds or a date), in nanoseconds; 0 if the upstream does not ask for one.
     */
    private long retryAfter(Exchange exchange) {
        String text = exchange instanceof Answered answered
                ? answered.response().headers().get("retry-after")
                : null;
        if (text == null) {
            return 0;
        }
        if (text.strip().matches("\\d{1,9}")) {
            return TimeUnit.SECONDS.toNanos(Long.parseLong(text.strip()));
        }
        try {
            Instant at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), at);
            return wait.isNegative() || wait.toDays() > 1_000 ? 0 : wait.toNanos();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private Exchange authorized(Call call, long until, int attempt) {
        Upstream upstream = call.upstream();
        if (upstream.auth() instanceof Auth.None) {
            return new Attempt(call, UpstreamCredentials.Applied.NOTHING, until, attempt).run();
        }
        if (call.trace() != null) {
            tokenTrace.set(call.trace());
        }
        try {
            UpstreamCredentials.Applied applied = credentials.of(upstream, null, left(until));
            Exchange exchange = new Attempt(call, applied, until, attempt).run();
            if (!(exchange instanceof Answered answered) || answered.response().status() != 401) {
                return exchange;
            }
            UpstreamCredentials.Applied renewed = credentials.of(upstream, applied, left(until));
            return renewed.source() == applied.source() ? exchange : new Attempt(call, renewed, until, attempt).run();
        } catch (UpstreamFailure e) {
            return new Failed(e.code(), e.getMessage(), new Traffic(0, attempt, 0));
        } finally {
            tokenTrace.remove();
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    /** For some answers (status 000) Apache's client throws unchecked exceptions. */
    private ClassicHttpResponse execute(HttpHost target, HttpUriRequestBase request, HttpClientContext context)
            throws IOException {
        try {
            return http.executeOpen(target, request, context);
        } catch (RuntimeException e) {
            throw new ClientProtocolException(e);
        }
    }

    // ---- tokens

    private byte[] token(Upstream upstream, Auth.OAuth2 auth, String form, String authorization) {
        Trace trace = tokenTrace.get();
        int[] status = {0};
        try {
            byte[] body = token(upstream, auth, form, authorization, status);
            if (trace != null) {
                trace.addToken(auth.tokenUrl(), status[0], null);
            }
            return body;
        } catch (UpstreamFailure e) {
            if (trace != null) {
                trace.addToken(auth.tokenUrl(), status[0], e.getMessage());
            }
            throw e;
        }
    }

    /** @param answered receives the status of the answer */
    private byte[] token(Upstream upstream, Auth.OAuth2 auth, String form, String authorization, int[] answered) {
        String endpoint = "The token endpoint of the upstream " + upstream.name();
        HttpUriRequestBase request = new HttpUriRequestBase("POST", auth.tokenUrl());
        long until = System.nanoTime() + FOR_A_TOKEN.toNanos();
        request.setConfig(config(until, false));
        request.setHeader("Accept", "application/json");
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        request.setEntity(
                new ByteArrayEntity(form.getBytes(StandardCharsets.US_ASCII), ContentType.APPLICATION_FORM_URLENCODED));
        end.set(until);
        onlyOnce.set(true);
        try (Watchdog.Watch watch = watchdog.watch(until, request::cancel)) {
            connections.closeIdle(TEST_AFTER_IDLE);
            try (ClassicHttpResponse response = execute(HttpHost.create(auth.tokenUrl()), request, null)) {
                int status = response.getCode();
                answered[0] = status;
                if (status >= 200 && status < 300) {
                    byte[] body = stream(response.getEntity()).readNBytes(MAX_TOKEN);
                    return body;
                }
                request.cancel(); // the body is not needed
                if (status == 429 || status >= 500) {
                    throw new UpstreamFailure(ErrorCode.UPSTREAM_UNAVAILABLE, endpoint + " answered " + status + ".");
                }
                if (status >= 400) {
                    throw new UpstreamFailure(
                            ErrorCode.UPSTREAM_UNAUTHORIZED,
                            endpoint + " answered " + status + ": it does not accept this system's credentials.");
                }
                throw new UpstreamFailure(
                        ErrorCode.UPSTREAM_INVALID, endpoint + " answered " + status + ", where a token was expected.");
            } catch (IOException e) {
                if (watch.isOver()) {
                    throw new UpstreamFailure(
                            ErrorCode.UPSTREAM_TIMEOUT,
                            endpoint + " did not answer within " + FOR_A_TOKEN.toMillis() + " ms.");
                }
                throw new UpstreamFailure(ErrorCode.UPSTREAM_UNAVAILABLE, endpoint + reason(e));
            }
        } finally {
            end.remove();
            onlyOnce.remove();
        }
    }

    // ---- one attempt

    /** One exchange. It is repeated if its kept connection was already closed. */
    private final class Attempt {
        private final Call call;
        private final Upstream upstream;
        private final UpstreamRequest request;
        private final UpstreamCredentials.Applied applied;
        private final long until;
        private final int number;
        private HttpUriRequestBase current;
        private boolean givenUp;
        private int status;
        private HttpClientContext context;
        private Header[] received;
        private Counting body;

        Attempt(Call call, UpstreamCredentials.Applied applied, long until, int number) {
            this.call = call;
            this.upstream = call.upstream();
            this.request = call.request();
            this.applied = applied;
            this.until = until;
            this.number = number;
        }

        Exchange run() {
            if (until - System.nanoTime() <= 0) {
                return late();
            }
            Runnable giveUp = this::giveUp;
            call.abort().onAbort(giveUp);
            end.set(until);
            try (Watchdog.Watch watch = watchdog.watch(until, giveUp)) {
                Exchange exchange = exchange();
                boolean isCutShort = exchange instanceof Failed failed && failed.code() != ErrorCode.UPSTREAM_TIMEOUT;
                Exchange ended =
                        isCutShort && (watch.isOver() || call.abort().isAborted()) && wasGivenUp() ? late() : exchange;
                trace(ended);
                return ended;
            } finally {
                end.remove();
                call.abort().forget(giveUp);
            }
        }

        private synchronized void trace(Exchange ended) {
            if (call.trace() == null || current == null) {
                return;
            }
            // The request as it was sent, after redirects. Without a connection: the request before redirects.
            HttpRequest sent = context == null || context.getRequest() == null ? current : context.getRequest();
            Trace.Answer answer = received == null
                    ? null
                    : new Trace.Answer(
                            status, received, body == null ? new byte[0] : body.copy(), body == null ? 0 : body.count);
            String failure = ended instanceof Failed failed ? failed.message() : null;
            call.trace().add(number, upstream.base(), sent, request.body(), answer, failure, applied);
        }

        private Failed late() {
            return failed(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The upstream " + upstream.name() + " did not answer within "
                            + call.timeout().toMillis() + " ms.");
        }

        private Failed failed(ErrorCode code, String message) {
            return new Failed(code, message, new Traffic(status, number, 0));
        }

        private synchronized void giveUp() {
            givenUp = true;
            if (current != null) {
                current.cancel();
            }
        }

        private synchronized boolean wasGivenUp() {
            return givenUp || until - System.nanoTime() <= 0;
        }

        private synchronized HttpUriRequestBase next() throws IOException {
            if (givenUp) {
                throw new IOException("given up");
            }
            current = new HttpUriRequestBase(request.method(), upstream.base());
            current.setConfig(config(until, true));
            String prefix = upstream.base().getRawPath();
            // Concatenated as text: the path is encoded already, and URI would change "//" and "..".
            current.setPath((prefix == null ? "" : prefix) + withKey(request.pathAndQuery()));
            request.headers().forEach(current::setHeader);
            call.forwarded().forEach((name, value) -> {
                if (!current.containsHeader(name) && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                    current.setHeader(name, value);
                }
            });
            if (applied.headerName() != null) {
                current.setHeader(applied.headerName(), applied.header());
            }
            if (request.body() != null) {
                current.setEntity(new ByteArrayEntity(request.body(), contentType(current)));
            }
            return current;
        }

        private String withKey(String target) {
            if (applied.parameterName() == null) {
                return target;
            }
            return target
                    + (target.indexOf('?') < 0 ? '?' : '&')
                    + percent(applied.parameterName())
                    + '='
                    + percent(applied.parameter());
        }

        private static String percent(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        /** Null if the definition sets Content-Type itself: otherwise the request would have the header twice. */
        private static ContentType contentType(HttpUriRequestBase request) {
            return request.containsHeader("Content-Type") ? null : ContentType.APPLICATION_JSON;
        }

        private Exchange exchange() {
            ClassicHttpResponse response;
            try {
                response = open();
            } catch (IOException e) {
                return unanswered(e);
            }
            status = response.getCode();
            received = response.getHeaders();
            Exchange exchange;
            try {
                exchange = answered(response);
            } catch (IOException e) {
                drop();
                exchange = failed(ErrorCode.UPSTREAM_INVALID, said("answer was cut off"));
            } catch (Throwable e) {
                drop(); // returns the connection to the pool
                throw e;
            }
            try {
                response.close();
            } catch (IOException e) {
                // The answer has been read completely. Its connection was dropped, or broke afterwards.
                drop();
            }
            return exchange;
        }

        private ClassicHttpResponse open() throws IOException {
            HttpHost target = HttpHost.create(upstream.base());
            context = HttpClientContext.create();
            boolean isIdempotent = IDEMPOTENT.contains(request.method());
            if (!isIdempotent) {
                // This request must not be sent twice, so it must not use a connection that the upstream has closed.
                // Connections that were idle for long are closed here. The others are tested before use.
                connections.closeIdle(TEST_AFTER_IDLE);
                onlyOnce.set(true);
            }
            try {
                return execute(target, next(), context);
            } catch (IOException e) {
                boolean wasAnswered = e instanceof ClientProtocolException || e instanceof MessageConstraintException;
                if (wasAnswered || !wasKept(context) || !isIdempotent) {
                    throw e;
                }
                context = HttpClientContext.create();
                return execute(target, next(), context);
            } finally {
                onlyOnce.remove();
            }
        }

        /** Whether the connection had already carried another request. */
        private static boolean wasKept(HttpClientContext context) {
            EndpointDetails connection = context.getEndpointDetails();
            return connection != null && connection.getResponseCount() > 0;
        }

        private Exchange answered(ClassicHttpResponse response) throws IOException {
            body = new Counting(stream(response.getEntity()), until + SECOND_LINE.toNanos(), call.trace() != null);
            boolean isSuccess = status >= 200 && status < 300;
            if (!isSuccess && !call.readsErrorBody()) {
                if (!body.endsWithin(MAX_DRAINED)) {
                    drop();
                }
                return answered(response, null, body);
            }
            PushbackInputStream text = new PushbackInputStream(body);
            int first = text.read();
            if (first < 0) {
                return answered(response, null, body);
            }
            text.unread(first);
            try {
                return answered(response, json(text, response, call.allowance()), body);
            } catch (JsonException e) {
                drop();
                return isSuccess
                        ? failed(ErrorCode.UPSTREAM_INVALID, said(problem(e, first, response)))
                        : answered(response, null, body);
            }
        }

        private Answered answered(ClassicHttpResponse response, Object json, Counting body) {
            return new Answered(
                    new UpstreamResponse(status, headers(response), json), new Traffic(status, number, body.count));
        }

        /**
         * Closes the connection. Closing the response instead would first read the rest of its body, which may be long.
         */
        private synchronized void drop() {
            current.cancel();
        }

        private Exchange unanswered(IOException e) {
            if (e.getCause() instanceof RedirectException) {
                return failed(
                        ErrorCode.UPSTREAM_INVALID,
                        "The upstream " + upstream.name() + " redirects in a circle, or more than " + MAX_REDIRECTS
                                + " times.");
            }
            if (e instanceof ClientProtocolException || e instanceof MessageConstraintException) {
                return failed(ErrorCode.UPSTREAM_INVALID, said("answer is not valid HTTP"));
            }
            return failed(ErrorCode.UPSTREAM_UNAVAILABLE, "The upstream " + upstream.name() + reason(e));
        }

        private String said(String what) {
            return "The upstream " + upstream.name() + "'s " + what + ".";
        }
    }

    /**
     * Parses the body as Unicode: its first bytes show which encoding. The declared charset is used only if that fails.
     */
    private static Object json(InputStream text, ClassicHttpResponse response, Allowance allowance) throws IOException {
        Charset declared = declaredCharset(response);
        if (declared == null) {
            return Json.parse(text, LIMITS, allowance);
        }
        byte[] bytes = text.readNBytes(LIMITS.maxBytes() + 1);
        try {
            return Json.parse(bytes, LIMITS, allowance);
        } catch (JsonException e) {
            if (e.kind() != JsonException.Kind.SYNTAX) {
                throw e;
            }
            return Json.parse(new String(bytes, declared).getBytes(StandardCharsets.UTF_8), LIMITS, allowance);
        }
    }

    /** The declared charset; null if there is none or if it is Unicode. */
    private static Charset declaredCharset(ClassicHttpResponse response) {
        Header type = response.getFirstHeader("Content-Type");
        String value = type == null ? null : type.getValue();
        if (value == null || value.endsWith("utf-8") || value.endsWith("/json")) {
            return null; // the usual case
        }
        Matcher matcher = CHARSET.matcher(value);
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.group(1).toUpperCase(Locale.ROOT);
        try {
            return name.startsWith("UTF") ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Follows redirects to the same scheme, host and port only. Only a 303 changes the method to GET. */
    private static final class SameHost extends DefaultRedirectStrategy {
        @Override
        public boolean isRedirected(HttpRequest request, HttpResponse response, HttpContext context)
                throws ProtocolException {
            return super.isRedirected(request, response, context)
                    && ("GET".equals(request.getMethod()) || KEEPS_METHOD.contains(response.getCode()));
        }

        @Override
        public boolean isRedirectAllowed(HttpHost current, HttpHost next, HttpRequest redirect, HttpContext context) {
            return origin(current).equals(origin(next));
        }

        private static String origin(HttpHost host) {
            int port = host.getPort() >= 0 ? host.getPort() : "https".equals(host.getSchemeName()) ? 443 : 80;
            return host.getSchemeName() + "://" + host.getHostName().toLowerCase(Locale.ROOT) + ":" + port;
        }
    }

    /** Looks host names up on another thread. A lookup cannot be cancelled, so a late one is abandoned. */
    private final class BoundedLookUp implements DnsResolver {
        private final NameService names;

        BoundedLookUp(NameService names) {
            this.names = names;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            Long until = end.get();
            long left = until == null ? BACKSTOP.toNanoseconds() : Math.max(0, until - System.nanoTime());
            Future<InetAddress[]> found = lookUps.submit(() -> names.lookUp(host));
            try {
                return found.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new UnknownHostException("not in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException("interrupted");
            } catch (ExecutionException e) {
                throw new UnknownHostException("not known");
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
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
        return e instanceof OneAnswerParser.SurplusException
                ? " sent more than its former answer on the same connection."
                : " closed the connection before it answered.";
    }

    private static String problem(JsonException e, int first, ClassicHttpResponse response) {
        return switch (e.kind()) {
            case TOO_LARGE -> "answer is larger than we read (" + LIMITS.maxBytes() + " bytes)";
            case TOO_MANY_VALUES -> "answer holds more values than the function has memory for";
            case TOO_DEEP -> "answer is nested deeper than we read (" + LIMITS.maxDepth() + " levels)";
            case CUT_OFF -> "answer was cut off";
            case DUPLICATE_KEY -> "answer is ambiguous JSON: " + e.getMessage();
            case TRAILING, SYNTAX -> "answer is not JSON" + instead(first, response);
        };
    }

    /**
     * The format that the answer seems to have. Quotes neither header nor body, because their content comes from the
     * upstream.
     */
    private static String instead(int first, ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Content-Type");
        String type = header == null ? "" : header.getValue().toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            return " but HTML: only JSON APIs can be called";
        } else if (type.contains("xml")) {
            return " but XML: only JSON APIs can be called";
        }
        return first == '<' ? " but HTML or XML: only JSON APIs can be called" : "";
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

    /** Counts the bytes, and checks the time at each read, because the socket timeout starts again at every read. */
    private static final class Counting extends FilterInputStream {
        private final long end;
        private long count;
        private final ByteArrayOutputStream copy;

        /** @param copies whether to keep a copy of the beginning */
        Counting(InputStream in, long end, boolean copies) {
            super(in);
            this.end = end;
            this.copy = copies ? new ByteArrayOutputStream() : null;
        }

        private void checkTime() throws IOException {
            if (System.nanoTime() - end >= 0) {
                throw new SocketTimeoutException("too late");
            }
        }

        /** The bytes read so far, up to the size that a trace shows. */
        byte[] copy() {
            return copy.toByteArray();
        }

        @Override
        public int read() throws IOException {
            checkTime();
            int b = super.read();
            count += b < 0 ? 0 : 1;
            if (copy != null && b >= 0 && copy.size() < Trace.MAX_BODY) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            checkTime();
            int n = super.read(buffer, offset, length);
            count += Math.max(0, n);
            if (copy != null && n > 0) {
                copy.write(buffer, offset, Math.min(n, Trace.MAX_BODY - copy.size()));
            }
            return n;
        }

        /** Reads to the end. Returns whether the body ended within {@code max} bytes. */
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
