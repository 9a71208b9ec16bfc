package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.JsonException;
import dataactions.handler.upstream.UpstreamClient.Answered;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.handler.upstream.UpstreamClient.Exchange;
import dataactions.handler.upstream.UpstreamClient.Failed;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.RedirectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.MessageConstraintException;

/** One exchange. It is repeated if its kept connection was already closed. */
final class Attempt {
    /** The client reads the body of an error up to this size, only to keep the connection. */
    private static final int MAX_DRAINED = 64 * 1024;

    private static final Set<String> IDEMPOTENT = Set.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS");

    private final Connections connections;
    private final Call call;
    private final Upstream upstream;
    private final UpstreamCredentials.Applied applied;
    private final long until;
    private final int number;
    private HttpUriRequestBase current;
    private boolean givenUp;
    private int status;
    private HttpClientContext context;
    private Header[] received;
    private CountedBody body;

    /**
     * @param until on {@link System#nanoTime}
     * @param number of the attempts of the call, from 1
     */
    Attempt(Connections connections, Call call, UpstreamCredentials.Applied applied, long until, int number) {
        this.connections = connections;
        this.call = call;
        this.upstream = call.upstream();
        this.applied = applied;
        this.until = until;
        this.number = number;
    }

    Exchange run(Watchdog watchdog) {
        if (until - System.nanoTime() <= 0) {
            return late();
        }
        Runnable giveUp = this::giveUp;
        call.abort().onAbort(giveUp);
        try (Watchdog.Watch watch = watchdog.watch(until, giveUp)) {
            Exchange exchange = exchange();
            boolean isCutShort = exchange instanceof Failed failed && failed.code() != ErrorCode.UPSTREAM_TIMEOUT;
            Exchange ended =
                    isCutShort && (watch.isOver() || call.abort().isAborted()) && wasGivenUp() ? late() : exchange;
            trace(ended);
            return ended;
        } finally {
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
                        status, received, body == null ? new byte[0] : body.copy(), body == null ? 0 : body.count());
        String failure = ended instanceof Failed failed ? failed.message() : null;
        call.trace().add(number, upstream.base(), sent, call.request().body(), answer, failure, applied);
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
        current = OutgoingRequest.of(call, applied);
        current.setConfig(Connections.config(until, true));
        return current;
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
        if (!IDEMPOTENT.contains(call.request().method())) {
            return connections.executeOnce(target, next(), context, until);
        }
        try {
            return connections.execute(target, next(), context, until);
        } catch (IOException e) {
            boolean wasAnswered = e instanceof ClientProtocolException || e instanceof MessageConstraintException;
            if (wasAnswered || !wasKept(context)) {
                throw e;
            }
            context = HttpClientContext.create();
            return connections.execute(target, next(), context, until);
        }
    }

    /** Whether the connection had already carried another request. */
    private static boolean wasKept(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getResponseCount() > 0;
    }

    private Exchange answered(ClassicHttpResponse response) throws IOException {
        long end = until + Connections.SECOND_LINE.toNanos();
        body = new CountedBody(stream(response.getEntity()), end, call.trace() != null);
        boolean isSuccess = status >= 200 && status < 300;
        if (!isSuccess && !call.readsErrorBody()) {
            if (!body.endsWithin(MAX_DRAINED)) {
                drop();
            }
            return answered(response, (Object) null);
        }
        PushbackInputStream text = new PushbackInputStream(body);
        int first = text.read();
        if (first < 0) {
            return answered(response, (Object) null);
        }
        text.unread(first);
        Header type = response.getFirstHeader("Content-Type");
        String contentType = type == null ? null : type.getValue();
        try {
            return answered(response, JsonBody.parse(text, contentType, call.allowance()));
        } catch (JsonException e) {
            drop();
            return isSuccess
                    ? failed(ErrorCode.UPSTREAM_INVALID, said(JsonBody.problem(e, first, contentType)))
                    : answered(response, (Object) null);
        }
    }

    private Answered answered(ClassicHttpResponse response, Object json) {
        return new Answered(
                new UpstreamResponse(status, headers(response), json), new Traffic(status, number, body.count()));
    }

    private static InputStream stream(HttpEntity entity) throws IOException {
        InputStream content = entity == null ? null : entity.getContent();
        return content == null ? InputStream.nullInputStream() : content;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            String value = header.getValue() == null ? "" : header.getValue();
            String former = headers.get(name);
            headers.put(name, former == null ? value : former + ", " + value);
        }
        return headers;
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
                    "The upstream " + upstream.name() + " redirects in a circle, or more than " + SameHostRedirects.MAX
                            + " times.");
        }
        if (e instanceof ClientProtocolException || e instanceof MessageConstraintException) {
            return failed(ErrorCode.UPSTREAM_INVALID, said("answer is not valid HTTP"));
        }
        return failed(ErrorCode.UPSTREAM_UNAVAILABLE, "The upstream " + upstream.name() + Connections.reason(e));
    }

    private String said(String what) {
        return "The upstream " + upstream.name() + "'s " + what + ".";
    }
}
