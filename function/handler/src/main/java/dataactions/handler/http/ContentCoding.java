package dataactions.handler.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.message.BasicHeaderValueParser;
import org.apache.hc.core5.http.message.ParserCursor;

/**
 * How the body of an answer is packed.
 *
 * @param names in lower case, only those that the client unpacks; the last one applied is the first
 */
record ContentCoding(List<String> names) {
    static final String ACCEPTED = "gzip, x-gzip, deflate";

    private static final ContentCoding NONE = new ContentCoding(List.of());
    private static final int MOST = 5;

    /**
     * Reads the coding, and removes the headers that describe the packed body. A coding that the client does not know
     * stays: the body is then JSON or not.
     *
     * @throws InvalidAnswerException when there are too many codings
     */
    static ContentCoding takenFrom(ClassicHttpResponse response) throws InvalidAnswerException {
        Header header = response.getFirstHeader("Content-Encoding");
        boolean hasBody = response.getEntity() != null && response.getEntity().getContentLength() != 0;
        if (header == null || header.getValue() == null || !hasBody) {
            return NONE;
        }
        String value = header.getValue();
        HeaderElement[] elements =
                BasicHeaderValueParser.INSTANCE.parseElements(value, new ParserCursor(0, value.length()));
        if (elements.length > MOST) {
            throw new InvalidAnswerException("packed more than " + MOST + " times");
        }
        List<String> names = new ArrayList<>();
        for (HeaderElement element : elements) {
            String name = element.getName().toLowerCase(Locale.ROOT);
            if (name.equals("gzip") || name.equals("x-gzip") || name.equals("deflate")) {
                names.add(0, name); // listed in the order in which they were applied (RFC 9110, 8.4)
                response.removeHeaders("Content-Length");
                response.removeHeaders("Content-Encoding");
                response.removeHeaders("Content-MD5");
            }
        }
        return new ContentCoding(names);
    }

    /** The body without its packing. Reads the first bytes. A body without any bytes is not packed. */
    InputStream unpacked(InputStream body) throws IOException {
        if (names.isEmpty()) {
            return body;
        }
        PushbackInputStream packed = new PushbackInputStream(body);
        int first = packed.read();
        if (first < 0) {
            return packed;
        }
        packed.unread(first);
        InputStream unpacked = packed;
        for (String name : names) {
            unpacked = name.equals("deflate") ? inflated(unpacked) : new GZIPInputStream(unpacked);
        }
        return unpacked;
    }

    /** With or without zlib's header (RFC 1950): servers send both. */
    private static InputStream inflated(InputStream packed) throws IOException {
        PushbackInputStream body = new PushbackInputStream(packed, 2);
        int first = body.read();
        int second = body.read();
        if (first < 0 || second < 0) {
            throw new ZipException("the body ends within its header");
        }
        body.unread(second);
        body.unread(first);
        boolean isDeflate = (first & 0xF) == Deflater.DEFLATED && first >> 4 <= 7;
        boolean hasHeader = isDeflate && (first << 8 | second) % 31 == 0;
        return new InflaterInputStream(body, new Inflater(!hasHeader));
    }
}
