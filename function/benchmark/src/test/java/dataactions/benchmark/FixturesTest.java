package dataactions.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.CompiledActions;
import dataactions.definition.Expression;
import dataactions.definition.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixturesTest {
    @TempDir
    Path folder;

    private Fixtures fixtures;

    @BeforeEach
    void a_checkout_with_a_jar() throws IOException {
        Path jar = folder.resolve("function/handler/target/handler.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "not read here");
        fixtures = new Fixtures(folder);
    }

    private static CompiledActions read(byte[] actions) throws IOException {
        return CompiledActions.read(new ByteArrayInputStream(actions));
    }

    @Test
    void five_hundred_definitions_are_five_hundred_different_ones() throws IOException {
        CompiledActions actions = read(fixtures.actions(500));

        assertThat(actions.all()).hasSize(500);
        assertThat(actions.find("FetchUser", 1)).isPresent();
        assertThat(actions.all().stream()
                        .flatMap(action -> action.outputs().values().stream())
                        .filter(output -> output.from() != null)
                        .map(output -> output.from().text())
                        .distinct())
                .hasSize(4 * 500);
    }

    @Test
    void the_large_response_is_a_megabyte_in_which_each_of_the_five_expressions_finds_something() throws IOException {
        byte[] response = fixtures.largeResponse();
        var outputs = read(fixtures.actionForLargeResponse()).all().get(0).outputs();

        assertThat(response.length).isBetween(990_000, 1_010_000);
        assertThat(Json.parse(response, Json.Limits.DEFAULT)).isInstanceOf(Map.class);
        assertThat(outputs.values())
                .hasSize(5)
                .extracting(output -> output.from())
                .extracting(Expression::text)
                .contains("company.name", "orders[1].id");
    }
}
