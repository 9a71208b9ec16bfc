package dataactions.authoring.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.Yaml;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format of the lock file. */
class LockFileTest {
    private static final ActionDefinition GOOD = Yaml.read(Yaml.GOOD).definition();
    private static final ActionDefinition OTHER =
            Yaml.read(Yaml.with("name: FetchUser", "name: Another")).definition();

    @TempDir
    Path folder;

    private final List<DefinitionProblem> problems = new ArrayList<>();

    private String written(LockFile lock) throws IOException {
        assertThat(lock.write(folder, LockFile.read(folder, problems))).isTrue();
        return Files.readString(folder.resolve(LockFile.NAME));
    }

    @Test
    void the_lock_file_is_the_same_text_for_the_same_contracts() throws IOException {
        String first = written(LockFile.empty().with(GOOD).with(OTHER));

        assertThat(written(LockFile.empty().with(OTHER).with(GOOD)))
                .isEqualTo(first)
                .endsWith("}\n");
        assertThat(LockFile.read(folder, problems).text()).isEqualTo(first);
        assertThat(problems).isEmpty();
    }

    @Test
    void a_file_with_other_contracts_than_those_that_were_read_is_left_as_it_is() throws IOException {
        LockFile read = LockFile.empty();
        String other = written(LockFile.empty().with(OTHER));

        assertThat(LockFile.empty().with(GOOD).write(folder, read)).isFalse();
        assertThat(folder.resolve(LockFile.NAME)).hasContent(other);

        Files.delete(folder.resolve(LockFile.NAME));
        assertThat(LockFile.empty().with(GOOD).write(folder, LockFile.empty().with(OTHER)))
                .isFalse();
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void a_file_whose_line_ends_git_changed_has_the_same_contracts() throws IOException {
        String first = written(LockFile.empty().with(OTHER));
        Yaml.write(folder, LockFile.NAME, first.replace("\n", "\r\n"));

        assertThat(LockFile.empty()
                        .with(OTHER)
                        .with(GOOD)
                        .write(folder, LockFile.empty().with(OTHER)))
                .isTrue();
    }

    @Test
    void older_numbers_are_written_in_numerical_order_and_read_back() throws IOException {
        TreeMap<Integer, ActionDefinition> older = new TreeMap<>();
        older.put(2, GOOD.as(2, false));
        older.put(10, GOOD.as(10, false));
        LockFile.Entry entry =
                new LockFile.Entry(11, ContractSchema.digest(GOOD), GOOD.as(11, true), older, new TreeMap<>());
        LockFile lock = LockFile.empty().with("FetchUser", entry);

        String text = written(lock);

        assertThat(LockFile.read(folder, problems)).isEqualTo(lock);
        assertThat(text.indexOf("\"2\": {")).isLessThan(text.indexOf("\"10\": {"));
    }

    /** Two branches: one changes what is sent, the other one freezes the definition. Git must not merge them silently. */
    @Test
    void every_change_of_a_definition_changes_a_line_next_to_those_of_a_new_contract() throws IOException {
        LockFile before = LockFile.empty().with(GOOD);
        LockFile.Entry entry = before.entries().get("FetchUser");
        ActionDefinition sendsOther =
                Yaml.read(Yaml.with("path: /users/", "path: /v2/users/")).definition();
        List<String> lines = written(before).lines().toList();

        List<String> sends = written(before.with("FetchUser", entry.refreshed(sendsOther)))
                .lines()
                .toList();
        List<String> accepts = written(before.with("FetchUser", entry.next(OTHER.as(2, true))))
                .lines()
                .toList();

        assertThat(lines.subList(2, 5))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"current\": 1"),
                        line -> assertThat(line).contains("\"digest\": "),
                        line -> assertThat(line).contains("\"definitionDigest\": "));
        assertThat(sends.subList(2, 4)).isEqualTo(lines.subList(2, 4));
        assertThat(sends.get(4)).isNotEqualTo(lines.get(4));
        assertThat(accepts.get(4)).isNotEqualTo(lines.get(4)).isNotEqualTo(sends.get(4));
    }

    @Test
    void a_file_of_an_earlier_version_has_no_digest_of_the_definition() throws IOException {
        LockFile lock = LockFile.empty().with(GOOD);
        String text = written(lock);
        Yaml.write(folder, LockFile.NAME, text.replaceFirst("\\s*\"definitionDigest\": \"[0-9a-f]{64}\",", ""));

        assertThat(LockFile.read(folder, problems)).isEqualTo(lock);
        assertThat(problems).isEmpty();
    }

    @Test
    void a_damaged_lock_file_is_refused_and_says_what_to_do() throws IOException {
        String good = written(LockFile.empty().with(GOOD));
        for (String[] damage : new String[][] {
            {good, "<<<<<<< HEAD\n" + good, "contracts.lock.json: not JSON at line 1"},
            {good, "[]", "expected an object of actions"},
            {"\"current\": 1", "\"current\": 0", "FetchUser: current is not a contract number"},
            {
                "\"digest\": \"",
                "\"digest\": \"0",
                "FetchUser: digest does not belong to the definition of the same entry"
            },
            {"\"type\": \"string\"", "\"type\": \"integer\"", "digest does not belong"},
            {
                "\"path\": \"",
                "\"path\": \"/v2",
                "FetchUser: definitionDigest does not belong to the definition of the same entry"
            },
            {"\"newest\": true", "\"newest\": false", "FetchUser: the definition of contract 1"},
            {"\"request\": {", "\"reqest\": {", "FetchUser: action.request: expected an object"},
            {"\"current\": 1", "\"retired\": 1", "FetchUser: retired is not a contract number, or is not alone"},
            {good, "{\"FetchUser\": {\"retired\": 0}}", "FetchUser: retired is not a contract number"},
        }) {
            problems.clear();
            Yaml.write(folder, LockFile.NAME, good.replace(damage[0], damage[1]));

            LockFile.read(folder, problems);

            assertThat(problems)
                    .as(damage[2])
                    .extracting(DefinitionProblem::toString)
                    .singleElement()
                    .asString()
                    .contains(damage[2], "take it from version control again");
        }
    }
}
