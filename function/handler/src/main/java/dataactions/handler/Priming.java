package dataactions.handler;

import dataactions.definition.CompiledActions;
import dataactions.definition.PrimingExamples.PrimingExample;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;

/**
 * Runs the definitions' examples through a handler like the real one before a snapshot, so that the restored function
 * has its classes loaded and its code compiled. One loopback socket of this process plays the upstreams and Secrets
 * Manager. It returns a dummy token. Priming uses no other network and reads no secret. At its end, it closes the
 * socket, the threads and the handler.
 */
final class Priming {
    private static final String TOKEN = "priming";
    /** Enough calls for the JIT compiler to compile the code that every call runs. */
    private static final int CALLS = 2000;
    /**
     * Calls of one handler. Priming uses several handlers, so that the code of a first call (secret, connection) is
     * compiled too.
     */
    private static final int CALLS_PER_HANDLER = 100;
    /** One round in three uses the bare door, which shares nearly all of its code with the URL door. */
    private static final int BARE_ONE_IN = 3;

    private static final int CALL_MILLIS = 60_000;
    private static final long MAX_NANOS = 3_000_000_000L;

    private Priming() {}

    /** @param answered how many calls were answered with HTTP 200 */
    record Calls(int made, int answered) {}

    /**
     * Runs the examples in turn, repeatedly, at both doors.
     *
     * @return the number of calls: fewer on a slow machine
     */
    static Calls run(CompiledActions actions, List<PrimingExample> examples) throws IOException {
        if (examples.isEmpty()) {
            return new Calls(0, 0);
        }
        int made = 0;
        int answered = 0;
        long end = System.nanoTime() + MAX_NANOS;
        try (StandIn standIn = new StandIn()) {
            Map<String, String> environment = environment(actions, standIn.port());
            while (made < Math.max(CALLS, examples.size()) && System.nanoTime() < end) {
                DataActionHandler handler =
                        new DataActionHandler(environment, () -> actions, InstantSource.system(), line -> {});
                try {
                    for (int i = 0; i < CALLS_PER_HANDLER && System.nanoTime() < end; i++, made++) {
                        PrimingExample example = examples.get(made % examples.size());
                        int round = made / examples.size();
                        // With and without blanks, because the JIT compiler compiles only the parser's branches that
                        // have run.
                        standIn.answers(example.responses(), round % 2 == 0);
                        answered += isAnswered(handler, example, round % BARE_ONE_IN != 0) ? 1 : 0;
                    }
                } finally {
                    handler.close();
                }
            }
        }
        return new Calls(made, answered);
    }

    private static Map<String, String> environment(CompiledActions actions, int port) {
        String self = "http://127.0.0.1:" + port;
        Map<String, Object> upstreams = new LinkedHashMap<>();
        actions.upstreams().forEach(name -> upstreams.put(name, Map.of("url", self)));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("UPSTREAMS", Json.writeString(upstreams));
        environment.put("CALLER_SECRET_ARN", TOKEN);
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", self);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", TOKEN);
        environment.put("AWS_SECRET_ACCESS_KEY", TOKEN);
        environment.put("AWS_SESSION_TOKEN", TOKEN);
        environment.put("METRICS_NAMESPACE", TOKEN);
        return environment;
    }

    private static boolean isAnswered(DataActionHandler handler, PrimingExample example, boolean byUrl) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("actionName", example.action());
        request.put("contract", (long) example.contract());
        request.put("data", example.data());
        byte[] event = byUrl ? urlEvent(request) : Json.write(request);
        try {
            String answer = new String(handler.answer(event, TOKEN, CALL_MILLIS), StandardCharsets.UTF_8);
            return !byUrl || answer.contains("\"statusCode\":200");
        } catch (DataActionFault e) {
            return false;
        }
    }

    private static byte[] urlEvent(Map<String, Object> request) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put(
                "headers",
                Map.of("data-action-token", TOKEN, "content-type", "application/json", "inin-correlation-id", TOKEN));
        event.put("requestContext", Map.of("http", Map.of("method", "POST", "path", "/")));
        event.put("body", Json.writeString(request));
        event.put("isBase64Encoded", false);
        return Json.write(event);
    }

    /** Plays the upstreams and Secrets Manager: sends the given answers in their order. */
    private static final class StandIn implements AutoCloseable {
        private final ServerSocket server;
        private final Queue<UpstreamResponse> next = new ArrayDeque<>();
        private boolean isPretty;

        StandIn() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            start("priming", this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        void answers(Map<String, UpstreamResponse> responses, boolean withBlanks) {
            synchronized (next) {
                isPretty = withBlanks;
                next.clear();
                next.addAll(responses.values());
            }
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    start("priming-connection", () -> serve(socket));
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        private static void start(String name, Runnable work) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket socket) {
            try (socket) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (String head = head(in); head != null; head = head(in)) {
                    socket.getOutputStream().write(answer(head));
                }
            } catch (IOException e) {
                // The client closes the connection at the end.
            }
        }

        private byte[] answer(String head) {
            if (head.contains("secretsmanager.getsecretvalue")) {
                return message(
                        200,
                        Map.of(),
                        Json.write(
                                Map.of("SecretString", Json.writeString(Map.of("token", TOKEN)), "CreatedDate", 1L)));
            }
            UpstreamResponse response;
            boolean pretty;
            synchronized (next) {
                response = next.poll();
                pretty = isPretty;
            }
            if (response == null) {
                return message(204, Map.of(), new byte[0]);
            }
            return message(
                    response.status(),
                    response.headers(),
                    response.body() == null ? new byte[0] : written(response.body(), pretty));
        }

        private static byte[] written(Object body, boolean pretty) {
            return pretty ? Json.writePretty(body).getBytes(StandardCharsets.UTF_8) : Json.write(body);
        }

        private static byte[] message(int status, Map<String, String> headers, byte[] body) {
            StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Priming\r\n");
            headers.forEach((name, value) -> {
                if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                    head.append(name).append(": ").append(value).append("\r\n");
                }
            });
            if (status != 204 && status != 304) {
                head.append("content-type: application/json\r\ncontent-length: ")
                        .append(body.length)
                        .append("\r\n");
            }
            byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = new byte[first.length + body.length];
            System.arraycopy(first, 0, all, 0, first.length);
            System.arraycopy(body, 0, all, first.length, body.length);
            return all;
        }

        /** Reads one request. Returns its head in lower case, or null at the end of the connection. */
        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.append((char) b);
            }
            String text = head.toString().toLowerCase(Locale.ROOT);
            int at = text.indexOf("content-length:");
            if (at >= 0) {
                int end = text.indexOf("\r\n", at);
                in.skipNBytes(Long.parseLong(
                        text.substring(at + "content-length:".length(), end).strip()));
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
