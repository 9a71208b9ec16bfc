package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.handler.http.ConnectionPool;
import dataactions.handler.http.InFlight;
import dataactions.handler.http.RequestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Fetches tokens over the same connections as the calls. Follows no redirect. */
final class HttpTokenEndpoint implements UpstreamCredentials.TokenEndpoint {
    private static final int MAX_TOKEN = 64 * 1024;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ConnectionPool pool;
    private final Watchdog watchdog;

    HttpTokenEndpoint(ConnectionPool pool, Watchdog watchdog) {
        this.pool = pool;
        this.watchdog = watchdog;
    }

    @Override
    public byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization, Trace trace) {
        int[] status = {0};
        try {
            byte[] body = post(upstream, auth, form, authorization, status);
            record(trace, auth, status[0], null);
            return body;
        } catch (UpstreamFailure e) {
            record(trace, auth, status[0], e.getMessage());
            throw e;
        }
    }

    private static void record(Trace trace, Auth.OAuth2 auth, int status, String failure) {
        if (trace != null) {
            trace.addToken(auth.tokenUrl(), status, failure);
        }
    }

    /** @param answered receives the status of the answer */
    private byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization, int[] answered) {
        String endpoint = "The token endpoint of the upstream " + upstream.name();
        long untilNanos = System.nanoTime() + TIMEOUT.toNanos();
        InFlight inFlight = new InFlight(pool, untilNanos);
        try (Watchdog.Watch watch = watchdog.watch(untilNanos, inFlight);
                inFlight) {
            try {
                ClassicHttpResponse response =
                        inFlight.send(request(auth, form, authorization), ConnectionPool.Use.TESTED);
                int status = response.getCode();
                answered[0] = status;
                if (status >= 200 && status < 300) {
                    byte[] token = inFlight.body().readNBytes(MAX_TOKEN);
                    inFlight.finish();
                    return token;
                }
                inFlight.drop(); // the body is not needed
                throw refused(endpoint, status);
            } catch (IOException e) {
                throw watch.isOver()
                        ? new UpstreamFailure(
                                ErrorCode.UPSTREAM_TIMEOUT,
                                endpoint + " did not answer within " + TIMEOUT.toMillis() + " ms.")
                        : new UpstreamFailure(ErrorCode.UPSTREAM_UNAVAILABLE, endpoint + NoAnswer.reason(e));
            }
        }
    }

    private static ClassicHttpRequest request(Auth.OAuth2 auth, String form, String authorization) {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("POST", auth.tokenUrl());
        request.setHeader("Accept", "application/json");
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        request.setEntity(new ByteArrayEntity(form.getBytes(StandardCharsets.US_ASCII), null));
        request.setHeader("Content-Type", FORM);
        return RequestHead.complete(request);
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
