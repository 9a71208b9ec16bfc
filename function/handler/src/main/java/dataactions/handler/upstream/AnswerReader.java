package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.JsonException;
import dataactions.handler.http.InFlight;
import dataactions.handler.upstream.UpstreamClient.Answered;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.handler.upstream.UpstreamClient.CallResult;
import dataactions.handler.upstream.UpstreamClient.Failed;
import dataactions.handler.upstream.UpstreamClient.Traffic;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** Reads the body of one answer. */
final class AnswerReader {
    /** The client reads the body of an error up to this size, only to keep the connection. */
    private static final int MAX_DRAINED = 64 * 1024;
    /** The client waits so long for such a body: about as long as a new connection takes. */
    private static final Duration DRAINED_WITHIN = Duration.ofMillis(100);

    private final Call call;
    private final int number;
    private final InFlight inFlight;
    private final ClassicHttpResponse response;
    private final int status;
    /** Null until {@link #read} has opened it. */
    private CountedBody body;

    /** @param number of the attempts of the call, from 1 */
    AnswerReader(Call call, int number, InFlight inFlight, ClassicHttpResponse response) {
        this.call = call;
        this.number = number;
        this.inFlight = inFlight;
        this.response = response;
        this.status = response.getCode();
    }

    /**
     * The answer, read to its end. If its body is not needed, and is long or slow or cut off, closes the connection instead
     * of reading it.
     *
     * @param untilNanos end of the time, on {@link System#nanoTime}
     * @throws IOException when the body is needed, and is cut off or not complete in time
     */
    CallResult read(long untilNanos) throws IOException {
        if (!isSuccess() && !call.readsErrorBody()) {
            drain(untilNanos);
            return answered(null);
        }
        body = counted(untilNanos);
        PushbackInputStream text = new PushbackInputStream(body);
        int first = text.read();
        if (first < 0) {
            return answered(null);
        }
        text.unread(first);
        Header type = response.getFirstHeader("Content-Type");
        String contentType = type == null ? null : type.getValue();
        try {
            return answered(JsonBody.parse(text, contentType, call.allowance()));
        } catch (JsonException e) {
            if (e.kind() == JsonException.Kind.EMPTY) {
                return answered(null);
            }
            inFlight.drop();
            return isSuccess() ? invalid(JsonBody.problem(e, first, contentType)) : answered(null);
        }
    }

    private CountedBody counted(long untilNanos) throws IOException {
        return new CountedBody(
                inFlight.body(),
                untilNanos,
                call.trace() == null ? 0 : call.trace().maxBody());
    }

    /**
     * Reads a body that nobody maps, for a trace, or to keep the connection. The status is known, so a body that cannot
     * be read changes nothing.
     */
    private void drain(long untilNanos) {
        long until = untilNanos;
        if (call.trace() == null) {
            long now = System.nanoTime();
            until = now + Math.min(untilNanos - now, DRAINED_WITHIN.toNanos());
            inFlight.limitReads(DRAINED_WITHIN);
        }
        try {
            body = counted(until);
            if (!body.endsWithin(MAX_DRAINED)) {
                inFlight.drop();
            }
        } catch (IOException e) {
            inFlight.drop();
        }
    }

    /** The answer if its body is needed and is cut off. The status of an error counts without its body, too. */
    CallResult cutOff() {
        return isSuccess() ? invalid("answer was cut off") : answered(null);
    }

    private boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    int status() {
        return status;
    }

    private Answered answered(Object json) {
        long bytes = body == null ? 0 : body.count();
        return new Answered(new UpstreamResponse(status, headers(), json), new Traffic(status, number, bytes));
    }

    /** @param problem the end of the sentence "The upstream users's …" */
    private Failed invalid(String problem) {
        String message = "The upstream " + call.upstream().name() + "'s " + problem + ".";
        return new Failed(ErrorCode.UPSTREAM_INVALID, message, new Traffic(status, number, 0));
    }

    /** What a trace shows of the answer. */
    Trace.Answer traced() {
        return new Trace.Answer(
                status,
                response.getHeaders(),
                body == null ? new byte[0] : body.copy(),
                body == null ? 0 : body.count());
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            String name = header.getName().toLowerCase(Locale.ROOT);
            String value = header.getValue() == null ? "" : header.getValue();
            String former = headers.get(name);
            headers.put(name, former == null ? value : former + ", " + value);
        }
        return headers;
    }
}
