package dataactions.aws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One HTTP exchange with the JDK's own client. It is sent once, on its own connection, and ends within its timeout.
 *
 * <p>These calls are rare (at most one secret per minute), so the server would have closed a kept connection before the
 * next call. {@link HttpURLConnection} would then silently send the POST again. Two settings prevent this: {@code
 * Connection: close}, and a body of fixed length, which is never sent again. The server has to answer {@code Connection:
 * close} as well (RFC 9112, 9.6): otherwise the JDK may give the connection to the next call.
 */
final class HttpCall {
    /** Lambda answers with up to 6 MB. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    record Answer(int status, Map<String, String> headers, byte[] body) {}

    private final String method;
    private final URI uri;
    private final Duration timeout;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private HttpCall(String method, URI uri, Duration timeout) {
        this.method = method;
        this.uri = uri;
        this.timeout = timeout;
    }

    static HttpCall get(URI uri, Duration timeout) {
        return new HttpCall("GET", uri, timeout);
    }

    static HttpCall post(URI uri, Duration timeout) {
        return new HttpCall("POST", uri, timeout);
    }

    HttpCall header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The reason why an exchange failed. The text contains no header and no body. */
    static String reason(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "timed out";
        }
        String type = e.getClass().getSimpleName();
        return e.getMessage() == null ? type : type + ": " + e.getMessage();
    }

    /** Throws {@link IOException} if there is no complete answer in time. An answer of any status is returned. */
    Answer send(byte[] body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        headers.forEach(connection::setRequestProperty);
        connection.setRequestProperty("Connection", "close");

        // The read timeout limits only the wait for the next byte. The watch ends an answer that arrives too slowly.
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> watch = Watch.TIMER.schedule(
                () -> {
                    late.set(true);
                    connection.disconnect();
                },
                millis,
                TimeUnit.MILLISECONDS);
        try {
            Answer answer = exchange(connection, body);
            if (late.get()) {
                throw new SocketTimeoutException("timed out");
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            if (late.get()) {
                SocketTimeoutException timedOut = new SocketTimeoutException("timed out");
                timedOut.initCause(e);
                throw timedOut;
            }
            throw e;
        } finally {
            watch.cancel(false);
            connection.disconnect();
        }
    }

    private static Answer exchange(HttpURLConnection connection, byte[] body) throws IOException {
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null && !values.isEmpty()) {
                // HttpURLConnection lists the values of a repeated header in reverse order.
                headers.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1));
            }
        });
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return new Answer(status, headers, in == null ? new byte[0] : read(in));
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            bytes.write(buffer, 0, count);
            if (bytes.size() > MAX_BODY) {
                throw new IOException("the answer is larger than " + MAX_BODY + " bytes");
            }
        }
        return bytes.toByteArray();
    }

    /** One daemon thread for all calls. It starts with the first call. */
    private static final class Watch {
        static final ScheduledThreadPoolExecutor TIMER = timer();

        private static ScheduledThreadPoolExecutor timer() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "aws-call-deadline");
                thread.setDaemon(true);
                return thread;
            });
            timer.setRemoveOnCancelPolicy(true);
            return timer;
        }
    }
}
