package dataactions.infra.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionSet;
import dataactions.definition.value.Json;
import dataactions.infra.Fixture;
import dataactions.infra.environment.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./data-actions snapshots} does, over a copy of the sample project. */
class SnapshotsIT {
    private static final Map<String, String> CI = Map.of("CI", "true");

    /** By the text of the whole project: the same project is synthesised once. */
    private static final Map<String, Snapshots> SYNTHESISED = new HashMap<>();

    @TempDir
    private static Path root;

    private final Map<String, Object> context = new LinkedHashMap<>(Fixture.sampleContext());

    @BeforeEach
    void a_project_without_snapshots() throws IOException {
        write();
        for (String folder : List.of("function/actions", "snapshots")) {
            if (Files.exists(root.resolve(folder))) {
                try (Stream<Path> files = Files.list(root.resolve(folder))) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(root.resolve(folder));
            }
        }
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        try (Stream<Path> files = Files.list(Fixture.SAMPLE.resolve("function/actions"))) {
            for (Path file : files.toList()) {
                Files.copy(file, actions.resolve(file.getFileName()));
            }
        }
    }

    private void write() throws IOException {
        Files.writeString(root.resolve("cdk.json"), Json.writePretty(Map.of("context", context)));
    }

    private static Snapshots synthesised() throws IOException {
        StringBuilder project = new StringBuilder(Files.readString(root.resolve("cdk.json")));
        try (Stream<Path> files = Files.list(root.resolve("function/actions"))) {
            for (Path file : files.sorted().toList()) {
                project.append(file).append(Files.readString(file));
            }
        }
        Snapshots known = SYNTHESISED.get(project.toString());
        if (known == null) {
            known = Snapshots.of(root);
            SYNTHESISED.put(project.toString(), known);
        }
        return known;
    }

    private record Said(int status, String out, String err) {}

    private Said snapshots(Map<String, String> shell, String command) throws IOException {
        if (command.equals("accept")) {
            return new Said(0, String.join("\n", synthesised().accept()), "");
        }
        Snapshots.Check check = synthesised().check(!shell.equals(CI));
        return new Said(
                check.problems().isEmpty() ? 0 : 1,
                String.join("\n", check.written()),
                String.join("\n", check.problems()));
    }

    @Test
    void a_missing_snapshot_is_written_except_where_ci_is_set() throws IOException {
        Said refused = snapshots(CI, "check");
        assertThat(refused.status).isEqualTo(1);
        assertThat(refused.err)
                .contains("Environment dev has no snapshot, and none is written here (CI is set). Run `./data-actions"
                        + " snapshots accept` on a workstation and commit snapshots/dev.json.");
        assertThat(root.resolve("snapshots")).doesNotExist();

        Said written = snapshots(Map.of(), "check");
        assertThat(written.status).as(written.err).isZero();
        assertThat(written.out).contains("dev");

        Said again = snapshots(CI, "check");
        assertThat(again.status).as(again.err).isZero();
        assertThat(again.out + again.err).isEmpty();
    }

    /** It was 5,753 lines of the whole template, and the remedy was the whole test run again. */
    @Test
    void adding_an_action_turned_the_test_red_with_5753_lines() throws IOException {
        snapshots(Map.of(), "accept");
        Path actions = root.resolve("function/actions");
        Files.writeString(
                actions.resolve("find-order.yaml"),
                Files.readString(actions.resolve("fetch-user.yaml")).replace("name: FetchUser ", "name: FindOrder "));
        new Contracts(actions, line -> {}).record();

        Said different = snapshots(Map.of(), "check");

        assertThat(different.status).isEqualTo(1);
        assertThat(different.err)
                .contains("Environment dev would deploy something else than snapshots/dev.json says:\n"
                        + "  + ActionFindOrder1 (Custom::GenesysDataAction)\n")
                .contains("If this is what you want, run `./data-actions snapshots accept` and commit the file.");
        assertThat(different.err.lines().count()).isLessThan(40);
        assertThat(different.err.lines()).allMatch(line -> line.length() < 250);

        Said accepted = snapshots(Map.of(), "accept");
        assertThat(accepted.out).contains("changed: snapshots/dev.json (");
        assertThat(snapshots(CI, "check").status).isZero();
        assertThat(snapshots(Map.of(), "accept").out).isEmpty();
    }

    @Test
    void a_changed_property_is_shown_by_its_path_with_both_values() throws IOException {
        snapshots(Map.of(), "accept");
        environment("prod").put("function", Map.of("memory", 2048));
        write();

        assertThat(snapshots(Map.of(), "check").err)
                .contains("Environment prod would deploy something else than snapshots/prod.json says:\n"
                        + "  ~ Function Properties.MemorySize: 1024 → 2048\n")
                .doesNotContain("Environment dev", "Environment test");
    }

    @Test
    void a_repair_of_the_org_is_not_in_a_snapshot() throws IOException {
        snapshots(Map.of(), "accept");
        context.put("reconcile", "2026-11-28");
        write();

        Said same = snapshots(CI, "check");
        assertThat(same.status).as(same.err).isZero();
    }

    @Test
    void the_snapshot_of_an_environment_that_is_gone_is_named_and_deleted_when_accepted() throws IOException {
        snapshots(Map.of(), "accept");
        ((Map<?, ?>) context.get("environments")).remove("test");
        write();

        assertThat(snapshots(Map.of(), "check").err.lines())
                .containsExactly("There is no environment test in cdk.json any more, but snapshots/test.json is there."
                        + " Run `./data-actions snapshots accept`, which deletes it.");
        assertThat(snapshots(Map.of(), "accept").out).contains("deleted: snapshots/test.json");
        assertThat(root.resolve("snapshots/test.json")).doesNotExist();
    }

    @Test
    void a_project_that_cannot_be_synthesised_is_told_in_a_line_for_each_mistake() throws IOException {
        environment("dev").put("memory", 512);
        write();

        assertThatThrownBy(() -> Snapshots.of(root))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .asString()
                                .startsWith("cdk.json: environments.dev.memory:"));
    }

    /** No snapshot changes with the bytes of a jar, or with the machine. */
    @Test
    void what_changes_with_every_build_has_a_name_in_a_snapshot() throws IOException {
        Snapshots snapshots = synthesised();

        assertThat(snapshots.templates()).containsOnlyKeys("dev", "test", "prod");
        assertThat(snapshots.templates().values())
                .allSatisfy(text -> assertThat(text)
                        .contains(
                                "<asset with handler.jar>.zip",
                                "<asset with registrar.jar>.zip",
                                "\"Digest\": \"<digest>\"")
                        .contains("FunctionCurrentVersionE30CC123<hash>")
                        .doesNotContainPattern("[0-9a-f]{64}"));
    }

    @Test
    void every_environment_deploys_the_same_code() {
        assertThat(
                        Fixture.synth(environments(), DefinitionSet.load(root.resolve("function/actions")), root)
                                .values()
                                .stream()
                                .map(template -> ((Map<?, ?>) template.get("Outputs")).get("FunctionDigest"))
                                .distinct())
                .hasSize(1);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> environments() {
        return (Map<String, Object>) context.get("environments");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> environment(String name) {
        return (Map<String, Object>) environments().get(name);
    }
}
