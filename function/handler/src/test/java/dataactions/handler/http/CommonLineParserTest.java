package dataactions.handler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.LazyLineParser;
import org.apache.hc.core5.http.message.LineParser;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.junit.jupiter.api.Test;

/** The library's own parser says what is right. */
class CommonLineParserTest {
    private static final List<String> PARTS = List.of(
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/2",
            "HTTP/1.",
            "http/1.1",
            " ",
            "  ",
            "\t",
            "200",
            "000",
            "20",
            "2000",
            "99x",
            "OK",
            "Not Found",
            "é",
            "");

    @Test
    void every_status_line_is_read_as_the_library_reads_it() {
        for (String line : List.of(
                "HTTP/1.1 200 OK",
                "HTTP/1.0 404 Not Found",
                "HTTP/1.1 204 ",
                "HTTP/1.1 204",
                "HTTP/1.1  200 OK",
                "HTTP/1.5 200 OK",
                "HTTP/1.2 200 OK",
                "HTTP/2.1 200 OK",
                "HTTp/1.1 200 OK",
                "XTTP/1.1 200 OK",
                "HTTP/1.1x200 OK",
                "HTTP/1.1 200xOK",
                "HTTP/1.1 2a0 OK",
                "HTTP/1.1 :00 OK",
                "HTTP/1.1 00: OK",
                "HTTP/1.1 /00 OK",
                "HTTP/1.1 00/ OK",
                "HTTP/1.1 000 OK",
                "HTTP/1.1 999 OK")) {
            assertThat(status(CommonLineParser.INSTANCE, line)).isEqualTo(status(LazyLineParser.INSTANCE, line));
        }
        Random random = new Random(20_261_128);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder line = new StringBuilder(random.nextBoolean() ? "HTTP/1.1 200 " : "");
            for (int parts = random.nextInt(6); parts >= 0; parts--) {
                line.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            String text = line.toString();
            assertThat(status(CommonLineParser.INSTANCE, text))
                    .as(text)
                    .isEqualTo(status(LazyLineParser.INSTANCE, text));
        }
    }

    @Test
    void every_header_is_read_as_the_library_reads_it() {
        for (String line :
                List.of("A: b", "A:b", "A : b", " A: b", "A", ":", "A:", "A: b: c", "A: \t b \t", "Ä: é", "")) {
            assertThat(header(CommonLineParser.INSTANCE, line))
                    .as(line)
                    .isEqualTo(header(LazyLineParser.INSTANCE, line));
        }
    }

    private static String status(LineParser parser, String line) {
        try {
            StatusLine status = parser.parseStatusLine(buffer(line));
            return status.getProtocolVersion() + "|" + status.getStatusCode() + "|" + status.getReasonPhrase();
        } catch (ParseException e) {
            return "refused";
        }
    }

    private static String header(LineParser parser, String line) {
        try {
            Header header = parser.parseHeader(buffer(line));
            return header.getName() + "|" + header.getValue();
        } catch (ParseException e) {
            return "refused";
        }
    }

    private static CharArrayBuffer buffer(String text) {
        CharArrayBuffer buffer = new CharArrayBuffer(64);
        buffer.append(text);
        return buffer;
    }
}
