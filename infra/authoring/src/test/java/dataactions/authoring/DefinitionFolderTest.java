package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One definition is read while others are unfinished. */
class DefinitionFolderTest {
    private static final String GOOD = """
            name: FetchUser
            category: C
            description: D
            request: {upstream: users, method: GET, path: /users}
            output: {id: {type: integer, from: id}}
            """;

    @TempDir
    private Path folder;

    private DefinitionFolder definitions;

    @BeforeEach
    void good() throws IOException {
        write("fetch-user.yaml", GOOD);
        definitions = new DefinitionFolder(folder);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private String refusal(String action) {
        try {
            definitions.read(definitions.fileOf(action));
        } catch (DefinitionException e) {
            return e.getMessage();
        }
        throw new AssertionError(action + " was read");
    }

    @Test
    void a_definition_is_read_beside_a_broken_file_and_without_a_lock_file() throws IOException {
        write("a-broken.yaml", "name: [FetchUser");
        write("b-other.yaml", "name: Other\nnonsense: FetchUser\n");

        DefinitionFolder.Saved saved = definitions.read(definitions.fileOf("FetchUser"));

        assertThat(saved.path()).isEqualTo(folder.resolve("fetch-user.yaml"));
        assertThat(saved.file().definition().outputs()).containsKey("id");
        assertThat(saved.bytes()).isEqualTo(GOOD.getBytes());
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void everything_wrong_with_the_definition_itself_is_said_with_its_line() throws IOException {
        write("fetch-user.yaml", GOOD.replace("GET", "GOT").replace("integer", "int"));

        assertThat(refusal("FetchUser").lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("fetch-user.yaml:4: request.method: "))
                .anySatisfy(line -> assertThat(line).startsWith("fetch-user.yaml:5: output.id.type: "));
    }

    @Test
    void a_file_that_is_no_yaml_is_found_by_its_name() throws IOException {
        write("fetch-user.yaml", GOOD + "  wrong: indentation: here\n");

        assertThat(refusal("FetchUser")).startsWith("fetch-user.yaml:6: not valid YAML");
    }

    @Test
    void an_unknown_name_gets_a_suggestion_and_the_known_ones() throws IOException {
        write("other.yaml", "name: Other\n");

        assertThat(refusal("FechUser"))
                .contains("no action FechUser; did you mean FetchUser? Known: FetchUser, Other.");
    }

    @Test
    void a_name_in_two_files_is_refused() throws IOException {
        write("copy.yaml", GOOD);

        assertThat(refusal("FetchUser")).contains("the name FetchUser is in copy.yaml and fetch-user.yaml");
    }

    @Test
    void an_empty_or_absent_folder_says_what_is_expected() {
        assertThatThrownBy(() -> new DefinitionFolder(folder.resolve("none")).fileOf("X"))
                .hasMessageContaining("expected the folder with the definitions");
    }
}
