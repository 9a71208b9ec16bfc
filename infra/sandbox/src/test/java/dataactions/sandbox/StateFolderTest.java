package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.aws.dynamodb.KeySchema;
import dataactions.sandbox.aws.dynamodb.TableDescription;
import dataactions.sandbox.aws.dynamodb.Tables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFolderTest {
    private static final SandboxState STATE = new SandboxState(
            SandboxState.FORMAT,
            "dev",
            "",
            "secret",
            Map.of(),
            Map.of(),
            Map.of("url", 4711),
            null,
            Account.Content.EMPTY,
            null);

    @TempDir
    private Path folder;

    @Test
    void what_was_saved_is_loaded() {
        try (StateFolder state = StateFolder.open(folder.resolve("new/one"))) {
            assertThat(state.load()).isEmpty();
            state.save(STATE);
            state.save(STATE);
            assertThat(state.load().orElseThrow().ports()).containsEntry("url", 4711);
        }
    }

    @Test
    void a_state_from_before_secrets_had_versions_is_understood() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
            Path file = folder.resolve("state.json");
            String old = Files.readString(file)
                    .replaceFirst(
                            "\"secrets\" : \\{ *}",
                            "\"secrets\" : {\"arn:s\":" + "{\"name\":\"s\",\"versionId\":\"v\",\"value\":\"x\"}}");
            Files.writeString(file, old);
            Secret secret = state.load().orElseThrow().account().secrets().get("arn:s");
            assertThat(secret.stages()).containsOnly(Map.entry("AWSCURRENT", "v"));
            assertThat(secret.versions().get("v").value()).isEqualTo("x");
        }
    }

    @Test
    void a_state_from_before_tables_and_event_configurations_is_understood() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
            Path file = folder.resolve("state.json");
            String old = Files.readString(file)
                    .replaceFirst(",\\s*\"tables\" : \\{ *}", "")
                    .replaceFirst("\"functions\" : \\{ *}", """
                            "functions" : {"fn": {"name": "fn", "arn": "arn:fn", "lastVersion": 0, "versions": {},
                              "latest": {"handler": "h", "code": "c", "memoryMb": 1, "timeoutSeconds": 1,
                                "environment": {}},
                              "aliases": {}, "urls": {}, "permissions": {}, "retries": {"live": 0}}}""");
            assertThat(old).doesNotContain("tables").contains("retries");
            Files.writeString(file, old);
            Account.Content account = state.load().orElseThrow().account();

            assertThat(account.tables()).isEmpty();
            assertThat(account.functions().get("fn").events())
                    .containsExactly(Map.entry("live", new LambdaFunction.EventInvokeConfig(0, 21_600, "")));
            assertThat(account.functions().get("fn").reservedConcurrency()).isNull();
        }
    }

    @Test
    void tables_and_event_configurations_are_saved_and_loaded() throws Exception {
        JsonNode item = new JsonMapper().readTree("{\"pk\":{\"B\":\"AP+A/w==\"},\"n\":{\"N\":\"1\"}}");
        Tables.Content table = new Tables.Content(
                new TableDescription(
                        "jobs", "arn:jobs", new KeySchema(List.of(new KeySchema.KeyAttribute("pk", "B"))), "expiresAt"),
                List.of(item));
        LambdaFunction function = LambdaFunction.of(
                        "fn", "arn:fn", new LambdaFunction.Configuration("h", "c", 1, 1, Map.of()))
                .withReservedConcurrency(10)
                .withEvents("1", new LambdaFunction.EventInvokeConfig(0, 840, "arn:failures"));
        Account.Content account =
                new Account.Content(Map.of("fn", function), Map.of(), Map.of(), Map.of(), Map.of("jobs", table));
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(new SandboxState(
                    SandboxState.FORMAT, "dev", "", "secret", Map.of(), Map.of(), Map.of(), null, account, null));

            assertThat(state.load().orElseThrow().account()).isEqualTo(account);
        }
    }

    @Test
    void a_state_that_cannot_be_understood_is_discarded_with_all_that_the_sandbox_wrote() throws Exception {
        Path own = folder.resolve("own");
        try (StateFolder state = StateFolder.open(own)) {
            state.save(STATE);
        }
        Files.writeString(own.resolve("state.json"), "{");
        Files.createDirectories(own.resolve("functions/a/lib"));
        Files.writeString(own.resolve("functions/a/lib/handler.jar"), "x");

        assertThat(StateFolder.discard(own)).isTrue();

        assertThat(own).doesNotExist();
        assertThat(StateFolder.discard(own)).isFalse();
    }

    @Test
    void what_else_is_in_the_folder_is_not_discarded() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
        }
        Files.writeString(folder.resolve("mine.txt"), "mine");

        assertThat(StateFolder.discard(folder)).isTrue();

        assertThat(folder.resolve("mine.txt")).hasContent("mine");
        assertThat(folder.resolve("state.json")).doesNotExist();
    }

    @Test
    void a_folder_that_no_sandbox_has_used_loses_nothing() throws Exception {
        Files.createDirectories(folder.resolve("functions"));
        Files.writeString(folder.resolve("functions/mine.txt"), "mine");

        assertThat(StateFolder.discard(folder)).isFalse();

        assertThat(folder.resolve("functions/mine.txt")).hasContent("mine");
    }

    /** Seen: any folder with a file `lock` lost its `logs`, `functions` and `cdk.out`. */
    @ParameterizedTest
    @ValueSource(strings = {"package.json", "state.json"})
    void a_folder_of_another_program_with_a_lock_file_is_refused_and_keeps_its_files(String other) throws Exception {
        Files.createFile(folder.resolve("lock"));
        Files.writeString(folder.resolve(other), "{\"version\": 4}");
        Files.writeString(folder.resolve("mine.txt"), "mine");
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/mine.log"), "mine");

        assertThatThrownBy(() -> StateFolder.discard(folder))
                .hasMessageContaining("--state " + folder + ": the folder holds other files and no state of a sandbox");
        assertThatThrownBy(() -> StateFolder.open(folder)).hasMessageContaining("no state of a sandbox");

        assertThat(folder.resolve("logs/mine.log")).hasContent("mine");
    }

    @Test
    void a_state_in_use_is_not_discarded() {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
            assertThatThrownBy(() -> StateFolder.discard(folder)).hasMessageContaining("Another sandbox command");
            assertThat(state.load()).isPresent();
        }
    }

    @Test
    void a_second_user_is_refused_and_the_next_one_is_not() {
        try (StateFolder first = StateFolder.open(folder)) {
            assertThatThrownBy(() -> StateFolder.open(folder))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("Another sandbox command is using " + folder);
            first.save(STATE);
        }
        StateFolder.open(folder).close();
    }

    @Test
    void half_a_file_beside_the_state_changes_nothing() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
            Files.writeString(folder.resolve("state.json.new"), "{\"half");
            assertThat(state.load().orElseThrow().environment()).isEqualTo("dev");
            state.save(STATE);
            assertThat(state.load().orElseThrow().environment()).isEqualTo("dev");
        }
    }

    @Test
    void a_damaged_or_foreign_state_is_refused_with_what_to_do() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            Files.writeString(folder.resolve("state.json"), "{\"format\": 1,");
            assertThatThrownBy(state::load).hasMessageContaining("Delete the folder to start anew");
            Files.writeString(folder.resolve("state.json"), "{\"format\": 99}");
            assertThatThrownBy(state::load).hasMessageContaining("format 99, expected 1");
        }
    }

    @Test
    void damaged_examples_stop_no_command_and_are_written_again() throws Exception {
        List<String> notes = new ArrayList<>();
        try (StateFolder state = StateFolder.open(folder)) {
            for (byte[] damaged :
                    List.of("{\"examples\": [".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff})) {
                Files.write(folder.resolve("examples.json"), damaged);
                assertThat(LocalUpstreams.saved(state, notes::add).all()).isEmpty();
            }
            assertThat(notes).hasSize(2).allMatch(note -> note.contains("`./data-actions local deploy` writes them"));

            state.write("examples.json", "{\"examples\": [{\"action\": \"A\"}]}");
            assertThat(LocalUpstreams.saved(state, notes::add).all()).hasSize(1);
        }
        assertThat(notes).hasSize(2);
        assertThat(folder.resolve("examples.json.new")).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_state_is_readable_by_its_owner_only() throws Exception {
        try (StateFolder state = StateFolder.open(folder)) {
            state.save(STATE);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("state.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
