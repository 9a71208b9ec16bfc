package dataactions.sandbox.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API that is not of our making, as tests give it to the sandbox by {@code --upstream}: ten users of the shape that many tutorials use, each with
 * twenty todos. The data is bundled and never changes.
 *
 * <ul>
 *   <li>{@code GET /users}: every user
 *   <li>{@code GET /users/{id}}: one, or 404
 *   <li>{@code GET /users/{id}/todos?completed=true|false}: a user's todos, all of them without the parameter; 404 for
 *       an unknown user, 400 for another value of the parameter
 * </ul>
 *
 * Every answer is JSON. Listens on loopback only.
 */
public final class SampleUsers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern USER = Pattern.compile("/users/([^/]+)");
    private static final Pattern TODOS = Pattern.compile("/users/([^/]+)/todos");

    private final JsonNode users = read("users.json");
    private final JsonNode todos = read("todos.json");
    private Loopback server;

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @return the base URL, without a slash at its end
     * @throws UncheckedIOException when the port cannot be had
     */
    public synchronized URI start(int port) {
        if (server != null) {
            throw new IllegalStateException("The sample service is already listening.");
        }
        try {
            server = Loopback.start(port, "sample-users", this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The sample service cannot listen on 127.0.0.1:" + port + ": " + e.getMessage()
                            + ". Is another sandbox running? Stop it, or choose another port.",
                    e);
        }
        return server.origin();
    }

    /** Stops listening. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Answer answer = exchange.getRequestMethod().equals("GET")
                ? answer(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestURI().getRawQuery())
                : new Answer(405, error("Only GET is served here."));
        Loopback.reply(exchange, answer.status(), JSON.writeValueAsString(answer.body()));
    }

    private Answer answer(String path, String query) {
        if (path.equals("/users")) {
            return new Answer(200, users);
        }
        Matcher one = USER.matcher(path);
        if (one.matches()) {
            return user(one.group(1)).map(user -> new Answer(200, user)).orElseGet(() -> unknownUser(one.group(1)));
        }
        Matcher list = TODOS.matcher(path);
        if (list.matches()) {
            return user(list.group(1))
                    .map(user -> todos(user.path("id").asInt(), query))
                    .orElseGet(() -> unknownUser(list.group(1)));
        }
        return new Answer(404, error("There is nothing at " + path + "; try /users/1."));
    }

    private Answer todos(int userId, String query) {
        Optional<String> completed = parameter(query, "completed");
        if (completed.isPresent() && !completed.get().matches("true|false")) {
            return new Answer(400, error("completed must be true or false."));
        }
        ArrayNode chosen = JSON.createArrayNode();
        for (JsonNode todo : todos) {
            boolean wanted =
                    completed.isEmpty() || todo.path("completed").asBoolean() == Boolean.parseBoolean(completed.get());
            if (todo.path("userId").asInt() == userId && wanted) {
                chosen.add(todo);
            }
        }
        return new Answer(200, chosen);
    }

    private Optional<JsonNode> user(String id) {
        for (JsonNode user : users) {
            if (user.path("id").asText().equals(id)) {
                return Optional.of(user);
            }
        }
        return Optional.empty();
    }

    private static Answer unknownUser(String id) {
        return new Answer(404, error("There is no user " + id + "."));
    }

    private static Optional<String> parameter(String query, String name) {
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                if (parts[0].equals(name)) {
                    return Optional.of(parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }

    private static JsonNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }

    private static JsonNode read(String name) {
        try (InputStream in = SampleUsers.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The bundled resource " + name + " is missing: build the module anew.");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundled resource " + name + " cannot be read.", e);
        }
    }

    private record Answer(int status, JsonNode body) {}
}
