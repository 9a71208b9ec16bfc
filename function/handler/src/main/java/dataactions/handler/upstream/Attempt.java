package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.template.UpstreamResponse;
import dataactions.handler.http.Cancellable;
import dataactions.handler.http.ConnectionPool;
import dataactions.handler.http.InFlight;
import dataactions.handler.http.InvalidAnswerException;
import dataactions.handler.http.RedirectLoopException;
import dataactions.handler.http.Redirects;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.handler.upstream.UpstreamClient.CallResult;
import dataactions.handler.upstream.UpstreamClient.Failed;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.io.IOException;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * One exchange. If the upstream had closed the kept connection, an idempotent request is sent once more, on a new
 * connection.
 */
final class Attempt implements Cancellable {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS");

    private final ConnectionPool pool;
    private final Call call;
    private final String name;
    private final UpstreamCredentials.Applied applied;
    private final long untilNanos;
    private final int number;
    private InFlight current;
    private boolean givenUp;
    /** Null without an answer. */
    private AnswerReader answer;

    /**
     * @param untilNanos on {@link System#nanoTime}
     * @param number of the attempts of the call, from 1
     */
    Attempt(ConnectionPool pool, Call call, UpstreamCredentials.Applied applied, long untilNanos, int number) {
        this.pool = pool;
        this.call = call;
        this.name = "The upstream " + call.upstream().name();
        this.applied = applied;
        this.untilNanos = untilNanos;
        this.number = number;
    }

    CallResult exchange(Watchdog watchdog) {
        if (untilNanos - System.nanoTime() <= 0) {
            return late();
        }
        call.abort().onAbort(this);
        try (Watchdog.Watch ignored = watchdog.watch(untilNanos, this)) {
            CallResult result = exchange();
            // A call that we gave up fails with some other error. Its cause is the time or an abort, not that error.
            CallResult ended = result instanceof Failed && wasGivenUp() ? late() : result;
            trace(ended);
            return ended;
        } finally {
            call.abort().forget(this);
        }
    }

    boolean isIdempotent() {
        return IDEMPOTENT.contains(call.request().method());
    }

    /**
     * Whether the request may be sent once more with other credentials.
     *
     * @param refusal the upstream's answer 401
     */
    boolean mayBeRepeated(UpstreamResponse refusal) {
        if (isIdempotent()) {
            return true;
        }
        // The upstream did what a POST asks for before it answered with a redirect.
        // A declared 401 may be about the request's content. For example a wrong PIN would count twice.
        boolean isAboutCredentials = !call.declares401() || refusal.headers().containsKey("www-authenticate");
        return isAboutCredentials && !current.isRedirected();
    }

    private CallResult exchange() {
        try {
            ClassicHttpResponse response;
            try {
                response = open();
            } catch (IOException e) {
                return unanswered(e);
            }
            answer = new AnswerReader(call, number, current, response);
            try {
                CallResult result = answer.read(untilNanos + InFlight.SOCKET_GRACE.toNanos());
                current.finish();
                return result;
            } catch (IOException e) {
                current.drop();
                return wasGivenUp() ? late() : answer.cutOff();
            } catch (Throwable e) {
                current.drop();
                throw e;
            }
        } finally {
            if (current != null) {
                current.close();
            }
        }
    }

    private ClassicHttpResponse open() throws IOException {
        if (!isIdempotent()) {
            return send(ConnectionPool.Use.TESTED);
        }
        try {
            return send(ConnectionPool.Use.ANY);
        } catch (InvalidAnswerException e) {
            throw e; // a redirect loop, too
        } catch (IOException e) {
            if (current == null || !current.connectionHasAnswered()) {
                throw e; // no answer on this connection yet: the upstream is down
            }
            current.close();
            return send(ConnectionPool.Use.NEW);
        }
    }

    private ClassicHttpResponse send(ConnectionPool.Use use) throws IOException {
        ClassicHttpRequest request = OutgoingRequest.of(call, applied);
        return next().sendAndFollow(request, use);
    }

    private synchronized InFlight next() throws IOException {
        if (givenUp) {
            throw new IOException("given up");
        }
        current = new InFlight(pool, untilNanos);
        return current;
    }

    /** Gives up. Called when the time is over, and when the call is aborted. */
    @Override
    public synchronized void cancel() {
        givenUp = true;
        if (current != null) {
            current.cancel();
        }
    }

    private synchronized boolean wasGivenUp() {
        return givenUp || untilNanos - System.nanoTime() <= 0;
    }

    private void trace(CallResult ended) {
        if (call.trace() == null || current == null || current.sent() == null) {
            return;
        }
        String failure = ended instanceof Failed failed ? failed.message() : null;
        call.trace()
                .add(
                        number,
                        call.upstream().base(),
                        current.sent(),
                        call.request().body(),
                        answer == null ? null : answer.traced(),
                        failure,
                        applied);
    }

    private Failed unanswered(IOException e) {
        if (e instanceof RedirectLoopException) {
            return failed(
                    ErrorCode.UPSTREAM_INVALID,
                    name + " redirects in a circle, or more than " + Redirects.MAX + " times.");
        }
        if (e instanceof InvalidAnswerException) {
            return failed(ErrorCode.UPSTREAM_INVALID, name + "'s answer is not valid HTTP.");
        }
        return failed(ErrorCode.UPSTREAM_UNAVAILABLE, name + NoAnswer.reason(e));
    }

    private Failed late() {
        return failed(
                ErrorCode.UPSTREAM_TIMEOUT,
                name + " did not answer within " + call.timeout().toMillis() + " ms.");
    }

    private Failed failed(ErrorCode code, String message) {
        return new Failed(code, message, new Traffic(answer == null ? 0 : answer.status(), number, 0));
    }
}
