package dataactions.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real command in this process, and a client of its page. */
final class RunningConsole implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/#token=(\\S+)");

    /** An answer of the server. */
    record Reply(int status, JsonNode json, HttpResponse<byte[]> raw) {
        String message() {
            return json.path("message").asText();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Thread thread;
    private final int port;
    private final String token;

    RunningConsole(Map<String, String> shell, Path root, String... options) throws Exception {
        this(
                shell,
                root,
                region -> {
                    throw new AssertionError("The console does not call AWS if a secret is given.");
                },
                options);
    }

    RunningConsole(Map<String, String> shell, Path root, Function<Optional<String>, Aws> aws, String... options)
            throws Exception {
        Path page = root.resolve("page");
        Files.createDirectories(page.resolve("assets"));
        Files.writeString(page.resolve("index.html"), "<!doctype html><title>Page</title>");
        Files.writeString(page.resolve("assets/app.js"), "1;");
        List<String> arguments = new ArrayList<>(List.of("console", "--page", page.toString()));
        arguments.addAll(List.of(options));
        Context context = new Context(shell, root, aws, new Network(), false, Optional::empty);
        thread = new Thread(() -> status.complete(Main.run(
                context, new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new))));
        thread.start();
        Matcher url = awaitUrl();
        port = Integer.parseInt(url.group(1));
        token = url.group(2);
    }

    /** A client of a console that runs in another process. */
    RunningConsole(String printed) {
        Matcher url = URL.matcher(printed);
        if (!url.find()) {
            throw new IllegalStateException("The console has printed no URL: " + printed);
        }
        thread = new Thread();
        status.complete(0);
        port = Integer.parseInt(url.group(1));
        token = url.group(2);
    }

    private Matcher awaitUrl() throws InterruptedException {
        while (true) {
            Matcher url = URL.matcher(out.toString());
            if (url.find()) {
                return url;
            }
            if (status.isDone()) {
                throw new IllegalStateException("The console ended: " + out + err);
            }
            Thread.sleep(5);
        }
    }

    int port() {
        return port;
    }

    String token() {
        return token;
    }

    String printed() {
        return out.toString() + err;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpRequest.Builder authorized(String path) {
        return request(path).header("X-Console-Token", token);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean isJson = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/json"))
                    .isPresent();
            return new Reply(
                    response.statusCode(), isJson ? JSON.readTree(response.body()) : JSON.missingNode(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply get(String path) {
        return send(authorized(path));
    }

    Reply post(String path, JsonNode body) {
        return send(authorized(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    Reply put(String path, JsonNode body) {
        return send(authorized(path).PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    Reply save(String file, String text, String version) {
        return put(
                "/api/definitions/" + file,
                JSON.createObjectNode().put("text", text).put("version", version));
    }

    Reply check(String file, String text) {
        return post("/api/check", JSON.createObjectNode().put("file", file).put("text", text));
    }

    /** @param source as JSON */
    Reply run(String text, String inputs, String source) {
        ObjectNode body = JSON.createObjectNode().put("file", "fetch-user.yaml").put("text", text);
        try {
            body.set("inputs", JSON.readTree(inputs));
            body.set("source", JSON.readTree(source));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        return post("/api/run", body);
    }

    /** The status line of a request that no browser sends. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    /** The events from now on. */
    Events events() {
        return new Events();
    }

    /** An open stream of events. */
    final class Events implements AutoCloseable {
        private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<HttpResponse<java.util.stream.Stream<String>>> response;
        private final Thread reading;

        Events() {
            response = http.sendAsync(authorized("/api/events").build(), HttpResponse.BodyHandlers.ofLines());
            reading = new Thread(() -> {
                try {
                    response.join().body().forEach(line -> {
                        try {
                            received.add(JSON.readTree(line));
                        } catch (IOException e) {
                            throw new IllegalStateException(line, e);
                        }
                    });
                } catch (RuntimeException e) {
                    // The stream was closed.
                    return;
                }
            });
            reading.setDaemon(true);
            reading.start();
        }

        /** The next event of a kind; others are skipped. */
        JsonNode next(String kind) throws InterruptedException {
            while (true) {
                JsonNode event = received.poll(60, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("There is no event of the kind " + kind + ".");
                }
                if (event.path("kind").asText().equals(kind)) {
                    return event;
                }
            }
        }

        @Override
        public void close() {
            response.join().body().close();
        }
    }

    /** Ends the command; returns its exit status. */
    int end() throws Exception {
        thread.interrupt();
        return status.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        end();
    }
}
