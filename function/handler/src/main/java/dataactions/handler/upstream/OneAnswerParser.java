package dataactions.handler.upstream;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.LenientHttpResponseParser;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads the answers of one connection, and refuses one whose first bytes had come before its request was sent: what an
 * upstream sends beyond an answer's stated length, even if it looks like an answer, is nobody's. It sees what was read
 * along with the former answer, that is all of it in answers of a few kilobytes.
 */
final class OneAnswerParser extends LenientHttpResponseParser {
    /** Whether the head before this one announced another for the same request (a status of 1xx). */
    private boolean expectsMore;

    /** There was more on a kept connection than its last answer: to be treated as one that the upstream has closed. */
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
