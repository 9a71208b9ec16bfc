package dataactions.handler.http;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.BufferedHeader;
import org.apache.hc.core5.http.message.LineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Reads the usual status line ({@code HTTP/1.1 200 OK}) itself, and leaves every other line to the library. Loading the
 * library's parser of status lines takes 6 ms of a first call.
 */
final class CommonLineParser implements LineParser {
    static final CommonLineParser INSTANCE = new CommonLineParser();

    private static final String START = "HTTP/1.";
    private static final int VERSION = START.length();
    private static final int STATUS = VERSION + 2;
    private static final int REASON = STATUS + 4;

    private CommonLineParser() {}

    @Override
    public StatusLine parseStatusLine(CharArrayBuffer line) throws ParseException {
        if (!isUsual(line)) {
            return BasicLineParser.INSTANCE.parseStatusLine(line);
        }
        int status = 0;
        for (int i = STATUS; i < STATUS + 3; i++) {
            status = status * 10 + line.charAt(i) - '0';
        }
        ProtocolVersion version = line.charAt(VERSION) == '1' ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
        return new StatusLine(version, status, line.substringTrimmed(REASON, line.length()));
    }

    /** Whether a line has a known version, one blank, three digits, a blank and a reason, which may be empty. */
    private static boolean isUsual(CharArrayBuffer line) {
        if (line.length() < REASON || line.charAt(VERSION + 1) != ' ' || line.charAt(REASON - 1) != ' ') {
            return false;
        }
        for (int i = 0; i < VERSION; i++) {
            if (line.charAt(i) != START.charAt(i)) {
                return false;
            }
        }
        for (int i = STATUS; i < STATUS + 3; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return false;
            }
        }
        return line.charAt(VERSION) == '1' || line.charAt(VERSION) == '0';
    }

    @Override
    public Header parseHeader(CharArrayBuffer line) throws ParseException {
        return new BufferedHeader(line);
    }

    @Override
    public RequestLine parseRequestLine(CharArrayBuffer line) throws ParseException {
        return BasicLineParser.INSTANCE.parseRequestLine(line);
    }
}
