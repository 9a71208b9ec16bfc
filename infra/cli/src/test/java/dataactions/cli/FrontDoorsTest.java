package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.FrontDoors;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A changed front door is noticed by the record that the build keeps, and accepted by name. */
class FrontDoorsTest {
    @TempDir
    private Path root;

    private final StringWriter said = new StringWriter();

    @BeforeEach
    void a_recorded_environment() throws IOException {
        configure("url");
        Path definitions = Files.createDirectories(root.resolve("function/actions"));
        Files.copy(
                Path.of("../app/src/test/resources/project/function/actions/fetch-user.yaml"),
                definitions.resolve("fetch-user.yaml"));
        assertThat(run(Map.of(), "record")).isZero();
    }

    @Test
    void a_new_environment_is_recorded_and_the_same_again_changes_nothing() throws IOException {
        assertThat(said.toString()).contains("dev: recorded with the front door \"url\" in environments.lock.json.");
        assertThat(Files.readString(root.resolve(FrontDoors.NAME)))
                .isEqualTo("{\n  \"dev\": {\"frontDoor\":\"url\"}\n}\n");
        said.getBuffer().setLength(0);

        assertThat(run(Map.of("CI", "true"), "record", "--frozen")).isZero();
        assertThat(said.toString()).doesNotContain("recorded");
    }

    @Test
    void a_changed_door_fails_build_and_synthesis_until_it_is_accepted() throws IOException {
        configure("iam");
        Environments environments = Environments.ofProject(root);

        assertThat(FrontDoors.read(root).problems(environments))
                .containsExactly("cdk.json: environments.dev.frontDoor: changes from \"url\" to \"iam\", which replaces"
                        + " the integration and every action in it: flows have to be pointed to the new ones. If that"
                        + " is meant: ./data-actions live accept-front-door dev");
        assertThat(run(Map.of(), "record")).isEqualTo(1);
        assertThat(said.toString()).contains("Error: cdk.json: environments.dev.frontDoor: changes");

        assertThat(run(Map.of(), "accept-front-door", "dev")).isZero();
        assertThat(said.toString())
                .contains("Every flow that uses one of them fails from that deployment on, until you have re-pointed it"
                        + " to the new action and published it.")
                .contains("deploy a second environment with the front door \"iam\", re-point the flows, then destroy"
                        + " dev")
                .doesNotContain("is kept and reported");
        assertThat(FrontDoors.read(root).problems(environments)).isEmpty();
        assertThat(run(Map.of("CI", "true"), "record")).isZero();
    }

    /** A write in place could end in the middle, after a crash. Windows replaces no open file. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_record_is_replaced_as_a_whole() throws IOException {
        String before = Files.readString(root.resolve(FrontDoors.NAME));
        configure("iam");
        try (InputStream reader = Files.newInputStream(root.resolve(FrontDoors.NAME))) {
            assertThat(run(Map.of(), "accept-front-door", "dev")).isZero();

            assertThat(reader.readAllBytes()).asString().isEqualTo(before);
        }
        assertThat(FrontDoors.read(root).words()).containsExactly(Map.entry("dev", "iam"));
    }

    @Test
    void accepting_a_front_door_that_has_not_changed_announces_no_change() throws IOException {
        String before = Files.readString(root.resolve(FrontDoors.NAME));

        assertThat(run(Map.of(), "accept-front-door", "dev")).isZero();

        assertThat(said.toString())
                .endsWith("dev: the front door is \"url\", as recorded; nothing to accept." + System.lineSeparator())
                .doesNotContain("replaces the integration");
        assertThat(Files.readString(root.resolve(FrontDoors.NAME))).isEqualTo(before);
    }

    @Test
    void accepting_the_front_door_of_a_new_environment_records_it_and_announces_no_change() throws IOException {
        Files.delete(root.resolve(FrontDoors.NAME));

        assertThat(run(Map.of(), "accept-front-door", "dev")).isZero();

        assertThat(said.toString()).doesNotContain("replaces the integration");
        assertThat(FrontDoors.read(root).words()).containsExactly(Map.entry("dev", "url"));
    }

    @Test
    void where_ci_is_set_nothing_is_written() throws IOException {
        Files.delete(root.resolve(FrontDoors.NAME));

        assertThat(run(Map.of("CI", "true"), "record")).isEqualTo(1);
        assertThat(said.toString()).contains("environments.lock.json: out of date, and not written here (CI is set)");
        assertThat(root.resolve(FrontDoors.NAME)).doesNotExist();
    }

    /** As the pipelines run it, wherever they do not set CI. */
    @Test
    void frozen_refuses_a_file_that_has_gone_and_an_environment_that_is_not_in_it() throws IOException {
        Files.writeString(root.resolve(FrontDoors.NAME), "{\"test\": {\"frontDoor\":\"url\"}}");
        assertThat(run(Map.of(), "record", "--frozen")).isEqualTo(1);

        Files.delete(root.resolve(FrontDoors.NAME));
        assertThat(run(Map.of(), "record", "--frozen")).isEqualTo(1);
        assertThat(said.toString())
                .contains("environments.lock.json: out of date, and not written here (--frozen); run"
                        + " ./data-actions contract record, and commit the file");
        assertThat(root.resolve(FrontDoors.NAME)).doesNotExist();
    }

    @Test
    void an_unknown_environment_is_told_with_a_suggestion() {
        assertThat(run(Map.of(), "accept-front-door", "def")).isEqualTo(1);
        assertThat(said.toString()).contains("Error: cdk.json has no environment def; did you mean dev? It has: dev.");
    }

    @Test
    void a_damaged_record_is_one_line() throws IOException {
        Files.writeString(root.resolve(FrontDoors.NAME), "{\"dev\": \"url\"}");

        assertThat(run(Map.of(), "record")).isEqualTo(1);
        assertThat(said.toString().lines().toList())
                .last()
                .asString()
                .startsWith("Error: environments.lock.json: dev.frontDoor: expected \"url\" or \"iam\". Without its");
    }

    private void configure(String door) throws IOException {
        Map<String, Object> dev = new HashMap<>();
        dev.put("genesys", Map.of("domain", "mypurecloud.ie", "credentialsSecret", "oauth"));
        dev.put("upstreams", Map.of("users", Map.of("url", "https://users.example.com")));
        dev.put("frontDoor", door);
        @SuppressWarnings("unchecked")
        Map<String, Object> genesys = new HashMap<>((Map<String, Object>) dev.get("genesys"));
        genesys.put("organizationId", "12345678-1234-1234-1234-123456789abc");
        dev.put("genesys", genesys);
        Files.write(
                root.resolve("cdk.json"), Json.write(Map.of("context", Map.of("environments", Map.of("dev", dev)))));
    }

    private int run(Map<String, String> shell, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments[0].equals("record") ? "contract" : "live"));
        all.addAll(List.of(arguments));
        Run run = Run.offline(shell, root, all.toArray(String[]::new));
        said.append(run.out()).append(run.err());
        return run.status();
    }
}
