package dataactions.sandbox.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The list of requests, answered by the sandbox and by dynalite, which other people wrote. Compared are the status, the
 * error's name and the items, not the messages.
 */
class DynamoDbComparisonIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path FOLDER = Path.of("dynalite").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("listening at: http://[^:]+:(\\d+)");

    @Test
    void an_independent_implementation_answers_alike() throws Exception {
        Path program = FOLDER.resolve("node_modules/dynalite/cli.js");
        if (!Files.isRegularFile(program)) {
            String skipped = "DynamoDbComparisonIT is skipped: dynalite is not installed."
                    + " Run `npm ci --prefix infra/sandbox/dynalite`.";
            System.out.println(skipped);
            Assumptions.abort(skipped);
        }
        List<String> agreed = new ArrayList<>();
        SoftAssertions softly = new SoftAssertions();
        try (LocalDynamoDb own = new LocalDynamoDb();
                Dynalite dynalite = new Dynalite(program)) {
            dynalite.createTables();
            for (Requests.Case each : Requests.all()) {
                String ours = summary(LocalDynamoDb.call(own.origin(), each.operation(), each.body()));
                String theirs = summary(LocalDynamoDb.call(dynalite.origin, each.operation(), each.body()));
                if (each.difference().isEmpty()) {
                    softly.assertThat(ours).as(each.name()).isEqualTo(theirs);
                    agreed.add(each.name());
                } else {
                    softly.assertThat(ours)
                            .as(each.name() + " does not differ any more; remove the reason")
                            .isNotEqualTo(theirs);
                }
            }
        }
        softly.assertAll();
        assertThat(agreed).hasSizeGreaterThan(60);
    }

    private static String summary(HttpResponse<String> answer) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        String error = body.path("__type").asText().replaceFirst(".*#", "");
        if (body instanceof ObjectNode object) {
            object.remove(List.of("__type", "message", "Message"));
        }
        return answer.statusCode() + " " + error + " " + sorted(body);
    }

    /** Sets have no order, and neither have the members of an object. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream().sorted().forEach(name -> {
                JsonNode value = object.get(name);
                copy.set(name, name.matches("SS|NS|BS") && value.isArray() ? inOrder(value) : sorted(value));
            });
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JSON.createArrayNode();
            node.forEach(each -> copy.add(sorted(each)));
            return copy;
        }
        return node;
    }

    private static ArrayNode inOrder(JsonNode set) {
        ArrayNode copy = JSON.createArrayNode();
        List<String> texts = new ArrayList<>();
        set.forEach(each -> texts.add(each.asText()));
        texts.stream().sorted().forEach(copy::add);
        return copy;
    }

    /** A process of dynalite, which keeps its tables in memory. */
    private static final class Dynalite implements AutoCloseable {
        private final Process process;
        private final URI origin;

        private Dynalite(Path program) throws IOException {
            process = new ProcessBuilder("node", program.toString(), "--port", "0", "--createTableMs", "0")
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            Optional<Matcher> listening =
                    output.lines().map(LISTENING::matcher).filter(Matcher::find).findFirst();
            origin = URI.create("http://127.0.0.1:"
                    + listening
                            .orElseThrow(() -> new IllegalStateException("dynalite ended without a port"))
                            .group(1));
        }

        private void createTables() throws Exception {
            create("jobs", "'pk':'S'");
            create("pairs", "'pk':'S','sk':'N'");
            create("blobs", "'pk':'B'");
        }

        private void create(String name, String keys) throws Exception {
            ObjectNode request = JSON.createObjectNode().put("TableName", name).put("BillingMode", "PAY_PER_REQUEST");
            ArrayNode definitions = request.putArray("AttributeDefinitions");
            ArrayNode schema = request.putArray("KeySchema");
            JSON.readTree("{" + keys.replace('\'', '"') + "}").properties().forEach(key -> {
                definitions
                        .addObject()
                        .put("AttributeName", key.getKey())
                        .put("AttributeType", key.getValue().asText());
                schema.addObject()
                        .put("AttributeName", key.getKey())
                        .put("KeyType", schema.size() == 1 ? "HASH" : "RANGE");
            });
            assertThat(LocalDynamoDb.call(origin, "CreateTable", request.toString())
                            .statusCode())
                    .isEqualTo(200);
            String description;
            do {
                Thread.sleep(50);
                description = LocalDynamoDb.call(origin, "DescribeTable", "{\"TableName\":\"" + name + "\"}")
                        .body();
            } while (!description.contains("\"TableStatus\":\"ACTIVE\""));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
