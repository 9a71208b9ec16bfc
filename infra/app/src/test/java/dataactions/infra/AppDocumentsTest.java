package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.infra.constructs.operations.Operations;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environments;
import dataactions.infra.rules.DeploymentRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say about this module is what the code says. */
class AppDocumentsTest {
    private static final String RUNBOOK = Operations.RUNBOOK.substring(0, Operations.RUNBOOK.indexOf('#'));
    private static final Pattern KEY = Pattern.compile("`([A-Za-z.<>]+)`");

    @Test
    void every_alarm_finds_its_entry_in_the_runbook_and_every_entry_its_alarm() throws IOException {
        String operations = Files.readString(
                Fixture.PROJECT.resolve("infra/app/src/main/java/dataactions/infra/constructs/operations/Alarms.java"));
        List<String> anchors = Pattern.compile("\"(alarm-[a-z]+)\"")
                .matcher(operations)
                .results()
                .map(each -> each.group(1))
                .toList();

        assertThat(anchors).hasSize(7);
        assertThat(page(RUNBOOK).stream()
                        .filter(line -> line.startsWith("### alarm-"))
                        .map(line -> line.substring("### ".length())))
                .containsExactlyInAnyOrderElementsOf(anchors);
        assertThat(anchors).allSatisfy(anchor -> assertThat(entry(anchor)).isNotBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "An inactive SnapStart version"})
    void what_no_alarm_tells_of_has_an_entry_as_well(String heading) {
        assertThat(entry(heading)).isNotBlank();
    }

    @Test
    void every_key_that_an_environment_may_have_has_its_row() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("nothing-like-it", "");
        ConfigurationException failure =
                catchThrowableOfType(ConfigurationException.class, () -> Environments.read(Map.of("dev", dev)));
        String[] known = failure.getMessage().replaceFirst("(?s).*known: ", "").split(", ");

        assertThat(known)
                .hasSizeGreaterThan(10)
                .allSatisfy(key -> assertThat(keys()).anyMatch(row -> row.equals(key) || row.startsWith(key + ".")));
    }

    /** cdk-nag, the schemas and the limits see every key. */
    @Test
    void every_key_that_has_a_row_is_used_by_an_environment_that_the_tests_synthesise() {
        assertThat(keys())
                .hasSizeGreaterThan(25)
                .allSatisfy(key -> assertThat(
                                Fixture.everyKind().values().stream().flatMap(each -> at(each, key.split("\\."), 0)))
                        .as(key)
                        .isNotEmpty());
    }

    @Test
    void the_number_of_contracts_that_fit_is_the_one_that_is_enforced() {
        assertThat(String.join("\n", section("docs/synthesis.md", "# What stops a build or a synthesis?")))
                .contains("room for " + DeploymentRules.MAX_CONTRACTS + " contracts")
                .contains("for " + DeploymentRules.MAX_CONTRACTS_WITH_JOBS + " if an action is slow");
    }

    private static Stream<Object> at(Object tree, String[] path, int from) {
        if (from == path.length) {
            return Stream.of(tree);
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return Stream.empty();
        }
        return path[from].startsWith("<")
                ? map.values().stream().flatMap(each -> at(each, path, from + 1))
                : Stream.ofNullable(map.get(path[from])).flatMap(each -> at(each, path, from + 1));
    }

    /** Those of the first column of the table of keys. */
    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String line : section("docs/environments.md", "# Which keys does an environment have?")) {
            if (line.startsWith("| `")) {
                Matcher matcher = KEY.matcher(line.substring(0, line.indexOf('|', 1)));
                while (matcher.find()) {
                    keys.add(matcher.group(1));
                }
            }
        }
        return keys;
    }

    private static String entry(String heading) {
        return String.join("\n", section(RUNBOOK, "### " + heading));
    }

    /** What stands between a heading and the next one. */
    private static List<String> section(String page, String heading) {
        List<String> lines = page(page);
        assertThat(lines).contains(heading);
        return lines.stream()
                .skip(lines.indexOf(heading) + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .toList();
    }

    private static List<String> page(String path) {
        try {
            return Files.readAllLines(Fixture.PROJECT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
