package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.authoring.DefinitionSet;
import dataactions.definition.Json;
import dataactions.definition.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cdk.json and the definitions deploy, environment by environment, against what was last accepted. A difference
 * is either a mistake or is accepted, looked at in the diff, and committed:
 *
 * <pre>npm test -- -Daccept.snapshots</pre>
 */
class SnapshotIT {
    private static final Path SNAPSHOTS = Fixture.PROJECT.resolve("infra/app/src/test/snapshots");
    private static final boolean ACCEPT = System.getProperty("accept.snapshots") != null;
    private static final String REMEDY = "If this is what you want, accept it with: npm test -- -Daccept.snapshots";
    private static final Map<String, Object> ENVIRONMENTS = environments();

    @TempDir
    private static Path folder;

    private static Map<String, Map<String, Object>> templates;

    @BeforeAll
    static void synthesised() throws IOException {
        Files.createDirectories(SNAPSHOTS);
        DefinitionSet definitions = DefinitionSet.loadAsRecorded(Fixture.PROJECT.resolve("function/actions"));
        templates = Fixture.synth(ENVIRONMENTS, definitions, folder);
    }

    static Set<String> environmentsOfCdkJson() {
        return ENVIRONMENTS.keySet();
    }

    @ParameterizedTest
    @MethodSource("environmentsOfCdkJson")
    void an_environment_deploys_what_was_accepted(String environment) throws IOException {
        String actual = readable(templates.get(environment));
        Path file = SNAPSHOTS.resolve(environment + ".json");
        if (ACCEPT) {
            Files.writeString(file, actual);
            return;
        }

        assertThat(file)
                .as("The snapshot of environment %s. %s", environment, REMEDY)
                .exists();
        String accepted = Files.readString(file).replace("\r\n", "\n");
        if (!accepted.equals(actual)) {
            fail("Environment " + environment + " would deploy something else than " + file.getFileName() + " says:\n"
                    + LineDiff.of(accepted, actual) + REMEDY);
        }
    }

    @Test
    void no_snapshot_is_left_of_an_environment_that_is_gone() throws IOException {
        try (Stream<Path> files = Files.list(SNAPSHOTS)) {
            List<Path> stale = files.filter(file -> !ENVIRONMENTS.containsKey(
                            file.getFileName().toString().replace(".json", "")))
                    .toList();
            if (ACCEPT) {
                for (Path file : stale) {
                    Files.delete(file);
                }
                return;
            }
            assertThat(stale).as(REMEDY).isEmpty();
        }
    }

    @Test
    void every_environment_deploys_the_same_code() {
        assertThat(templates.values().stream()
                        .map(template -> ((Map<?, ?>) template.get("Outputs")).get("FunctionDigest"))
                        .distinct())
                .hasSize(1);
    }

    private static Map<String, Object> environments() {
        Map<String, Object> written = new TreeMap<>();
        ((Map<?, ?>) Fixture.cdkJsonContext().get("environments")).forEach((name, value) -> {
            if (value instanceof Map) {
                written.put((String) name, value);
            }
        });
        return written;
    }

    /** Keys in order, JSON inside strings spelled out, and names in place of what changes with every jar. */
    private static String readable(Map<String, Object> template) throws IOException {
        Map<String, Object> shown = new HashMap<>(template);
        // The same in every stack of the CDK, and another with every version of it.
        shown.keySet().removeAll(Set.of("Parameters", "Rules"));
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
        String text = new ObjectMapper().writer(printer).writeValueAsString(sorted(shown)) + "\n";
        Matcher asset = Pattern.compile("([0-9a-f]{64})\\.zip").matcher(text);
        Map<String, String> names = new HashMap<>();
        while (asset.find()) {
            Path lib =
                    folder.resolve("cdk.out").resolve("asset." + asset.group(1)).resolve("lib");
            try (Stream<Path> jars = Files.list(lib)) {
                names.put(
                        asset.group(1),
                        "<asset with " + jars.findFirst().orElseThrow().getFileName() + ">");
            }
        }
        for (Map.Entry<String, String> name : names.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text.replaceAll("(?<=\"Digest\" : \")[0-9a-f]{64}", "<digest>")
                .replaceAll("(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}", "$1<hash>");
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new TreeMap<>();
            map.forEach((key, child) -> {
                Object parsed = child instanceof String text ? embedded(text) : null;
                if (parsed == null) {
                    copy.put((String) key, sorted(child));
                } else {
                    copy.put(key + " (JSON text)", parsed);
                }
            });
            return copy;
        } else if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(child -> copy.add(sorted(child)));
            return copy;
        }
        return value;
    }

    /** In its own order: that is part of the text. */
    private static Object embedded(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return null;
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        } catch (JsonException e) {
            return null; // A Velocity template, for one.
        }
    }
}
