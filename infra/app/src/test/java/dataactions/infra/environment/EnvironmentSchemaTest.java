package dataactions.infra.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dataactions.definition.upstream.Auth;
import dataactions.infra.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code environments.schema.json}, which editors use, agrees with what the app reads and with the table of keys. */
class EnvironmentSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path FILE = Fixture.PROJECT.resolve("infra/app/environments.schema.json");
    private static final Pattern KEY = Pattern.compile("`([A-Za-z.<>]+)`");

    private static JsonNode root() throws IOException {
        return MAPPER.readTree(FILE.toFile());
    }

    private static List<String> problems(Map<String, Object> dev) {
        return new SettingsSchema("environments").problems(SettingsSchema.json(Map.of("dev", dev)), Environments.ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cdk.json", "infra/app/src/test/resources/project/cdk.json"})
    void the_projects_fit_the_schema(String file) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(FILE), InputFormat.JSON);

        assertThat(schema.validate(Files.readString(Fixture.PROJECT.resolve(file)), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void cdk_json_names_the_schema_so_that_editors_find_it() throws IOException {
        JsonNode cdkJson = MAPPER.readTree(Fixture.PROJECT.resolve("cdk.json").toFile());

        assertThat(Fixture.PROJECT.resolve(cdkJson.path("$schema").asText()))
                .isEqualTo(Fixture.PROJECT.resolve("./infra/app/environments.schema.json"));
    }

    @Test
    void environments_with_every_key_fit_the_schema() {
        assertThat(new SettingsSchema("environments")
                        .problems(SettingsSchema.json(Fixture.everyKind()), Environments.ROOT))
                .isEmpty();
    }

    /** The app's own parser reports these, so that the schema alone tells an editor's user. */
    @ParameterizedTest
    @MethodSource("wrongUpstreams")
    void what_is_wrong_with_an_upstream_is_wrong_by_the_schema(Map<String, Object> settings, String where) {
        Map<String, Object> dev = Fixture.environment();
        dev.put("upstreams", Map.of("users", settings));

        assertThat(problems(dev)).as("%s of %s", where, settings).isNotEmpty();
    }

    static Stream<Arguments> wrongUpstreams() {
        Stream<Arguments> auths = EnvironmentsTest.wrongAuths()
                .map(each ->
                        Arguments.of(Map.of("url", "https://api.example.com", "auth", each.get()[0]), each.get()[1]));
        return Stream.concat(
                auths,
                Stream.of(
                        Arguments.of(Map.of(), "url"),
                        Arguments.of(Map.of("url", "http://api.example.com"), "url"),
                        Arguments.of(Map.of("url", "api.example.com/v1"), "url"),
                        Arguments.of(Map.of("url", "https://api.example.com?key=k"), "url"),
                        Arguments.of(Map.of("url", "https://me:hunter2@example.com"), "url"),
                        Arguments.of(Map.of("url", "https://a.example.com", "timeout", "5 seconds"), "timeout"),
                        Arguments.of(Map.of("url", "https://a.example.com", "timeout", "0s"), "timeout"),
                        Arguments.of(Map.of("url", "https://a.example.com", "retries", 3), "retries"),
                        Arguments.of(
                                Map.of("url", "https://a.example.com", "forwardHeaders", List.of("a b")),
                                "forwardHeaders")));
    }

    @ParameterizedTest
    @MethodSource("goodAuths")
    void every_type_of_auth_fits_the_schema(Map<String, Object> auth) {
        Map<String, Object> dev = Fixture.environment();
        dev.put("upstreams", Map.of("users", Map.of("url", "https://api.example.com", "auth", auth)));

        assertThat(problems(dev)).isEmpty();
        assertThat(Environments.read(Map.of("dev", dev)).names()).containsExactly("dev");
    }

    static Stream<Map<String, String>> goodAuths() {
        return Stream.of(
                Map.of("type", "none"),
                Map.of("type", "apiKey", "secret", "s", "in", "header", "name", "X-Api-Key"),
                Map.of("type", "basic", "secret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s"),
                Map.of("type", "bearer", "secret", "s"),
                Map.of(
                        "type",
                        "oauth2",
                        "secret",
                        "s",
                        "tokenUrl",
                        "https://login.example.com/t",
                        "scope",
                        "a b",
                        "audience",
                        "x",
                        "clientAuthentication",
                        "body"));
    }

    @Test
    void the_schema_knows_every_type_of_auth() throws IOException {
        assertThat(goodAuths().map(auth -> auth.get("type"))).containsExactlyElementsOf(Auth.TYPES);
        assertThat(root().at("/definitions/upstream/properties/auth/properties/type/enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Auth.TYPES);
    }

    @Test
    void a_default_of_the_schema_is_what_the_app_does_without_the_key() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("checks", Map.of("FetchUser", new LinkedHashMap<>()));
        ObjectNode written = (ObjectNode) SettingsSchema.json(Map.of("dev", dev));
        new SettingsSchema("environments").addDefaults(written);

        assertThat(written.at("/dev/function/memory").asInt()).isEqualTo(512);
        assertThat(Environments.read(SettingsSchema.tree(written))).isEqualTo(Environments.read(Map.of("dev", dev)));
    }

    @Test
    void every_property_has_a_description() throws IOException {
        List<String> all = new ArrayList<>();
        List<String> without = new ArrayList<>();
        describe("", root(), all, without);

        assertThat(all)
                .hasSizeGreaterThan(60)
                .contains("/definitions/environment/properties/frontDoor/then/properties/qualifier");
        assertThat(without).as("without a description of a sentence").isEmpty();
    }

    /** Collects the pointers of all properties, and of those without a description. A condition repeats properties. */
    private static void describe(String pointer, JsonNode node, List<String> all, List<String> without) {
        node.properties().forEach(member -> {
            String path = pointer + "/" + member.getKey();
            if (pointer.endsWith("/properties")) {
                all.add(path);
                if (!member.getValue().path("description").asText().matches(".{8,}\\.")) {
                    without.add(path);
                }
            }
            if (!member.getKey().equals("if")) {
                describe(path, member.getValue(), all, without);
            }
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                describe(pointer + "/" + i, node.get(i), all, without);
            }
        }
    }

    @Test
    void the_table_of_keys_and_the_schema_agree() throws IOException {
        List<String> rows = tableOfKeys();
        List<String> keys = new ArrayList<>();
        eachProperty("", root().at("/definitions/environment"), (key, property) -> keys.add(key));

        assertThat(rows)
                .hasSizeGreaterThan(25)
                .allSatisfy(row -> assertThat(keys)
                        .as("the schema has a key for the row %s", row)
                        .contains(row.replaceFirst("\\.<.*", "")));
        assertThat(keys)
                .allSatisfy(key -> assertThat(rows)
                        .as("the table has a row for the key %s", key)
                        .anyMatch(row -> (row + ".").startsWith(key + ".")
                                || (key + ".").startsWith(row.replaceFirst("\\.<.*", "") + ".")));
    }

    private static void eachProperty(
            String prefix, JsonNode schema, java.util.function.BiConsumer<String, JsonNode> to) {
        schema.path("properties").properties().forEach(property -> {
            to.accept(prefix + property.getKey(), property.getValue());
            eachProperty(prefix + property.getKey() + ".", property.getValue(), to);
        });
    }

    /** The first column of the table, wherever the documents have it. */
    private static List<String> tableOfKeys() throws IOException {
        try (Stream<Path> files = Files.walk(Fixture.PROJECT, 4)) {
            List<Path> documents = files.filter(file ->
                            file.toString().endsWith(".md") && !file.toString().contains("node_modules"))
                    .toList();
            List<String> keys = new ArrayList<>();
            for (Path document : documents) {
                Files.readAllLines(document).stream()
                        .dropWhile(line -> !line.startsWith("| Key | Meaning | Default |"))
                        .takeWhile(line -> line.startsWith("|"))
                        .forEach(line -> KEY.matcher(line.substring(0, line.indexOf('|', 1)))
                                .results()
                                .forEach(match -> keys.add(match.group(1))));
            }
            return keys;
        }
    }
}
