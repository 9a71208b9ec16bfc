package dataactions.handler.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Reads the answers of one connection. Skips lines before the status line. Refuses an answer whose first bytes arrived
 * before its request was sent: these bytes follow the end of the former answer and belong to no request. The parser sees
 * only bytes that were read together with the former answer. For answers of a few kilobytes these are all bytes.
 */
final class OneAnswerParser extends DefaultHttpResponseParser {
    /** Whether the former head had a status of 1xx: then another head for the same request follows. */
    private boolean expectsMore;

    OneAnswerParser(Http1Config config) {
        super(config, CommonLineParser.INSTANCE, null);
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

    /** Null for a line that is no status line: then the caller reads the next line. */
    @Override
    protected ClassicHttpResponse createMessage(CharArrayBuffer line) throws IOException {
        try {
            return super.createMessage(line);
        } catch (HttpException e) {
            return null;
        }
    }
}
