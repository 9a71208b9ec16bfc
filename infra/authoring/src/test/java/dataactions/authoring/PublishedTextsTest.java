package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Genesys keeps the titles and descriptions with which it published a contract. */
class PublishedTextsTest {
    private static final String FIRST = Yaml.GOOD
            .replace("userId: {type: integer,", "userId: {type: integer, description: The user's id,")
            .replace("email: {type: string}", "email: {type: string, title: E-mail}");
    private static final String OTHER = FIRST.replace("The user's id", "The number on the badge");
    private static final String WARNING =
            "a.yaml:3: input.userId.description: changed after contract 1 was recorded. Genesys keeps \"The user's id\""
                    + " until the contract gets its next number. If contract 1 is deployed nowhere, run `./data-actions"
                    + " contract undo FetchUser` and `./data-actions contract accept FetchUser`.";
    /** A contract change, so that the definition is a draft. */
    private static final UnaryOperator<String> WITH_A_FURTHER_INPUT =
            yaml -> yaml.replace("input:\n  userId", "input:\n  x: {type: string}\n  userId");

    @TempDir
    Path folder;

    private final List<String> out = new ArrayList<>();
    private Contracts contracts;

    @BeforeEach
    void recorded() throws IOException {
        contracts = new Contracts(folder, out::add);
        write(FIRST);
        contracts.record();
    }

    private void write(String yaml) {
        Yaml.write(folder, "a.yaml", yaml);
    }

    private String lock() throws IOException {
        return Files.readString(folder.resolve(LockFile.NAME));
    }

    /** The warnings, without those of an input that nothing uses. */
    private List<String> warnings() {
        return contracts.check().warnings().stream()
                .map(DefinitionProblem::toString)
                .filter(warning -> !warning.contains("is used nowhere"))
                .toList();
    }

    @Test
    void a_changed_description_is_a_warning_of_check_and_of_a_synthesis_and_stays_one() throws IOException {
        write(OTHER);

        assertThat(warnings()).containsExactly(WARNING);
        assertThat(DefinitionSet.loadWithDrafts(folder).warnings())
                .extracting(DefinitionProblem::toString)
                .containsExactly(WARNING);

        // Each build records the definition. Genesys keeps the first text nevertheless.
        contracts.record();
        assertThat(warnings()).containsExactly(WARNING);
        write(OTHER.replace("The number on the badge", "A third text"));
        contracts.record();
        assertThat(warnings()).containsExactly(WARNING);
        assertThat(DefinitionSet.load(folder).warnings())
                .extracting(DefinitionProblem::toString)
                .containsExactly(WARNING);
    }

    @Test
    void the_published_text_needs_no_warning_and_no_place_in_the_lock_file() throws IOException {
        String before = lock();
        assertThat(before).doesNotContain("published");
        write(OTHER);
        contracts.record();
        assertThat(lock()).contains("\"published\"", "\"input.userId.description\": \"The user's id\"");

        write(FIRST);
        assertThat(warnings()).isEmpty();
        contracts.record();

        assertThat(lock()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", title: E-mail|| a.yaml:11: output.email.title | \"E-mail\"",
                "name: {type: string,|name: {type: string, description: New,| a.yaml:10: output.name.description | none",
                "description: The user's id,|| a.yaml:3: input.userId.description | \"The user's id\"",
            })
    void a_text_that_is_added_or_removed_is_named_too(String piece, String instead, String path, String kept)
            throws IOException {
        write(FIRST.replace(piece, instead == null ? "" : instead));
        contracts.record();

        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith(path + ": changed after contract 1 was recorded. Genesys keeps " + kept + " until");
    }

    @Test
    void texts_of_parts_count_and_what_genesys_never_gets_does_not() throws IOException {
        String parts = FIRST.replace(
                        "output:\n",
                        "output:\n  o: {type: object, properties: {a: {type: string, title: A}}}\n"
                                + "  l: {type: array, items: {type: string, description: one}}\n")
                .replace("data: {name", "data: {l: [], name");
        write(parts);
        contracts.accept("FetchUser", true);
        write(parts.replace("title: A", "title: B").replace("description: one", "description: two")
                + "description: For people only\ncategory: Other\n");

        assertThat(warnings().stream()
                        .filter(each -> each.contains("Genesys keeps"))
                        .map(each -> each.replaceFirst(": changed.*", "")))
                .containsExactly("a.yaml:11: output.l.items.description", "a.yaml:10: output.o.properties.a.title");
    }

    @Test
    void neither_a_draft_nor_a_frozen_contract_is_warned_about() throws IOException {
        write(OTHER);
        contracts.record();
        write(WITH_A_FURTHER_INPUT.apply(OTHER));
        assertThat(warnings()).isEmpty();

        contracts.accept("FetchUser", false);
        assertThat(warnings()).isEmpty();

        // With the number, the text of the number before comes back.
        contracts.undo("FetchUser", List.of(), (action, number, environment) -> Optional.empty());
        write(OTHER);
        assertThat(warnings()).containsExactly(WARNING);
    }

    @Test
    void a_retired_number_keeps_no_text() throws IOException {
        write(OTHER);
        contracts.record();
        write(WITH_A_FURTHER_INPUT.apply(OTHER));
        contracts.accept("FetchUser", false);
        assertThat(lock()).contains("\"published\"");

        contracts.retire("FetchUser", 1, List.of(), (action, number, environment) -> Optional.empty());

        assertThat(lock()).doesNotContain("published");
    }

    @Test
    void the_commands_of_the_warning_publish_the_text() throws IOException {
        write(OTHER);
        contracts.record();

        contracts.undo("FetchUser", List.of(), (action, number, environment) -> Optional.empty());
        contracts.accept("FetchUser", false);

        assertThat(warnings()).isEmpty();
        assertThat(lock()).doesNotContain("published");
        assertThat(DefinitionSet.load(folder).contracts())
                .singleElement()
                .satisfies(contract -> assertThat(contract.number()).isEqualTo(1))
                .satisfies(contract -> assertThat(contract.inputSchema()).contains("The number on the badge"));
    }

    @Test
    void accept_says_that_a_text_alone_makes_no_contract() throws IOException {
        write(OTHER);
        out.clear();

        contracts.accept("FetchUser", false);

        assertThat(out)
                .containsExactly(
                        "FetchUser: contract 1 has not changed; nothing to accept. Changed titles and descriptions alone"
                                + " make no new contract: Genesys gets them with the next one.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|published is not an object",
                "{\"2\": {}}|published.2 is not an object of texts of a contract in service",
                "{\"1\": []}|published.1 is not an object of texts of a contract in service",
                "{\"1\": {\"input.userId.title\": 5}}|published.1.input.userId.title is no text",
            })
    void a_damaged_lock_file_is_named(String published, String message) throws IOException {
        String damaged = lock().replaceFirst("\"current\": 1,", "\"current\": 1, \"published\": " + published + ",");
        Files.writeString(folder.resolve(LockFile.NAME), damaged);

        assertThat(contracts.check().problems())
                .extracting(DefinitionProblem::toString)
                .singleElement()
                .asString()
                .startsWith("contracts.lock.json: FetchUser: " + message + ".");
    }
}
