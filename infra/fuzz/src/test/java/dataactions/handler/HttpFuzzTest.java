package dataactions.handler;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dataactions.fuzz.Cases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whatever bytes an upstream sends over a real socket, through the real client. */
class HttpFuzzTest {
    private static final AnsweringServer SERVER = new AnsweringServer();
    private static final HandlerUnderFuzz HANDLER = new HandlerUnderFuzz(
            "{\"main\":{\"url\":\"" + SERVER.url() + "/base\"},\"other\":{\"url\":\"" + SERVER.url() + "\"}}", null);
    private static final byte[] SHAPES = "{\"actionName\":\"Shapes\",\"data\":{}}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REQUIRED = "{\"actionName\":\"Required\",\"data\":{}}".getBytes(StandardCharsets.UTF_8);
    private static final String[] HEADERS = {
        "Content-Type: application/json",
        "Content-Type: text/html",
        "Content-Type: application/json; charset=",
        "Content-Encoding: gzip",
        "Content-Encoding: deflate",
        "Content-Encoding: br",
        "Content-Encoding: ",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: ",
        "Content-Length: ",
        "Connection: close",
        "Connection: keep-alive",
        "Keep-Alive: timeout=",
        "Location: /base/x",
        "Location: ",
        "Retry-After: ",
        "X-Total: ",
        "Set-Cookie: a=",
        "Content-Type:",
        "Trailer: X-Total",
        "Upgrade: h2c"
    };
    private static final String[] BODIES = {
        "{\"s\":\"text\",\"i\":2,\"o\":{\"i\":3}}",
        "[1,2]",
        "{\"s\":\"mArK7qZ",
        "",
        "<html>mArK7qZ</html>",
        "2\r\n{}\r\n0\r\n\r\n",
        "{\"s\":1,\"s\":2}"
    };

    @DictionaryFile(resourcePath = "/http.dict")
    @FuzzTest
    void bytes(byte[] answer) throws IOException {
        Cases.count("HttpFuzzTest.bytes");
        SERVER.answers(answer, true);
        try (SilentCloseable allowed = onlyTheUpstream()) {
            HANDLER.send(SHAPES, true);
        }
    }

    @FuzzTest
    void messages(FuzzedDataProvider data) throws IOException {
        Cases.count("HttpFuzzTest.messages");
        StringBuilder head = new StringBuilder(data.consumeInt(0, 9) > 0 ? "HTTP/1.1 " : "HTTP/1.0 ");
        head.append(data.consumeInt(0, 3) > 0 ? 200 : data.consumeInt(99, 600)).append(" X\r\n");
        for (int i = data.consumeInt(0, 4); i > 0; i--) {
            head.append(data.pickValue(HEADERS))
                    .append(data.consumeInt(0, 2) == 0 ? data.consumeString(12).replaceAll("[\r\n]", "") : "")
                    .append("\r\n");
        }
        byte[] body = data.consumeInt(0, 2) > 0
                ? data.pickValue(BODIES).getBytes(StandardCharsets.UTF_8)
                : data.consumeBytes(200);
        int off = data.consumeInt(0, 9);
        if (off > 1) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        } else if (off == 1) {
            head.append("Content-Length: ")
                    .append(body.length + data.consumeInt(-3, 3))
                    .append("\r\n");
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        answer.writeBytes(body);
        SERVER.answers(answer.toByteArray(), true);
        try (SilentCloseable allowed = onlyTheUpstream()) {
            HANDLER.send(data.consumeBoolean() ? REQUIRED : SHAPES, true);
        }
    }

    private static SilentCloseable onlyTheUpstream() {
        return BugDetectors.allowNetworkConnections((host, port) -> port == SERVER.port());
    }
}
