package dataactions.handler.upstream;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads the answers of one connection. Refuses an answer whose first bytes arrived before its request was sent: these
 * bytes follow the end of the former answer and belong to no request. The parser sees only bytes that were read
 * together with the former answer. For answers of a few kilobytes these are all bytes.
 */
final class OneAnswerParser extends LenientHttpResponseParser {
    /** Whether the former head had a status of 1xx: then another head for the same request follows. */
    private boolean expectsMore;

    /** A kept connection contained surplus bytes. The client treats it like a closed connection. */
    static final class SurplusException extends IOException {
        private static final long serialVersionUID = 1L;

        SurplusException() {
            super("bytes beyond the end of the former answer");
        }
    }

    OneAnswerParser(Http1Config config) {
        super(config);
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
        if (buffer.length() > 0 && !expectsMore) {
            throw new SurplusException();
        }
        ClassicHttpResponse head = super.parse(buffer, in);
        expectsMore = head != null && head.getCode() < 200;
        return head;
    }
}
