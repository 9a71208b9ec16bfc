package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Fetches tokens over the same connections as the calls. Follows no redirect. */
final class HttpTokenEndpoint implements UpstreamCredentials.TokenEndpoint {
    private static final int MAX_TOKEN = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Connections connections;
    private final Watchdog watchdog;
    /** Records the exchange. Inheritable, because a new thread calls the token endpoint. */
    private final InheritableThreadLocal<Trace> trace = new InheritableThreadLocal<>();

    HttpTokenEndpoint(Connections connections, Watchdog watchdog) {
        this.connections = connections;
        this.watchdog = watchdog;
    }

    /** From now on, {@code trace} records the exchanges that this thread causes; null for none. */
    void record(Trace trace) {
        if (trace == null) {
            this.trace.remove();
        } else {
            this.trace.set(trace);
        }
    }

    @Override
    public byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization) {
        int[] status = {0};
        try {
            byte[] body = post(upstream, auth, form, authorization, status);
            trace(auth, status[0], null);
            return body;
        } catch (UpstreamFailure e) {
            trace(auth, status[0], e.getMessage());
            throw e;
        }
    }

    private void trace(Auth.OAuth2 auth, int status, String failure) {
        if (trace.get() != null) {
            trace.get().addToken(auth.tokenUrl(), status, failure);
        }
    }

    /** @param answered receives the status of the answer */
    private byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization, int[] answered) {
        String endpoint = "The token endpoint of the upstream " + upstream.name();
        HttpUriRequestBase request = new HttpUriRequestBase("POST", auth.tokenUrl());
        long until = System.nanoTime() + TIMEOUT.toNanos();
        request.setConfig(Connections.config(until, false));
        request.setHeader("Accept", "application/json");
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        request.setEntity(
                new ByteArrayEntity(form.getBytes(StandardCharsets.US_ASCII), ContentType.APPLICATION_FORM_URLENCODED));
        try (Watchdog.Watch watch = watchdog.watch(until, request::cancel)) {
            try (ClassicHttpResponse response =
                    connections.executeOnce(HttpHost.create(auth.tokenUrl()), request, null, until)) {
                int status = response.getCode();
                answered[0] = status;
                if (status >= 200 && status < 300) {
                    return body(response);
                }
                request.cancel(); // the body is not needed
                throw refused(endpoint, status);
            } catch (IOException e) {
                throw watch.isOver()
                        ? new UpstreamFailure(
                                ErrorCode.UPSTREAM_TIMEOUT,
                                endpoint + " did not answer within " + TIMEOUT.toMillis() + " ms.")
                        : new UpstreamFailure(ErrorCode.UPSTREAM_UNAVAILABLE, endpoint + Connections.reason(e));
            }
        }
    }

    private static byte[] body(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        return content == null ? new byte[0] : content.readNBytes(MAX_TOKEN);
    }

    private static UpstreamFailure refused(String endpoint, int status) {
        if (status == 429 || status >= 500) {
            return new UpstreamFailure(ErrorCode.UPSTREAM_UNAVAILABLE, endpoint + " answered " + status + ".");
        }
        if (status >= 400) {
            return new UpstreamFailure(
                    ErrorCode.UPSTREAM_UNAUTHORIZED,
                    endpoint + " answered " + status + ": it does not accept this system's credentials.");
        }
        return new UpstreamFailure(
                ErrorCode.UPSTREAM_INVALID, endpoint + " answered " + status + ", where a token was expected.");
    }
}
