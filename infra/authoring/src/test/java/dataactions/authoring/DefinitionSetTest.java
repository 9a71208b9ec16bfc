package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.value.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionSetTest {
    private static final String OTHER =
            Yaml.with("name: FetchUser", "name: Another").replace("upstream: users", "upstream: crm");

    @TempDir
    Path folder;

    private void record(String... yamls) throws IOException {
        LockFile lock = LockFile.empty();
        for (String yaml : yamls) {
            lock = lock.with(Yaml.read(yaml).definition());
        }
        assertThat(lock.write(folder, LockFile.read(folder, new ArrayList<>()))).isTrue();
    }

    /** The second definition has the contract that was accepted as number 2. */
    private void record(ActionDefinition first, ActionDefinition second) throws IOException {
        LockFile lock = LockFile.empty().with(first);
        LockFile.Entry entry = lock.entries().get(first.name());
        assertThat(lock.with(first.name(), entry.next(second)).write(folder, LockFile.empty()))
                .isTrue();
    }

    private void assertProblem(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DefinitionException.class,
                        e -> assertThat(e.problems()).singleElement().asString().contains(message));
    }

    @Test
    void recorded_definitions_are_loaded_in_the_order_of_their_names_and_not_of_their_files() throws IOException {
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        Yaml.write(folder, "b.yml", OTHER);
        Yaml.write(folder, "notes.txt", "not a definition");
        Yaml.write(folder, ".hidden.yaml", "not a definition");
        record(Yaml.GOOD, OTHER);
        DefinitionSet set = DefinitionSet.load(folder);
        assertThat(set.contracts()).extracting(Contract::registeredName).containsExactly("Another", "FetchUser");
        assertThat(set.compiled().upstreams()).containsExactly("crm", "users");
        assertThat(set.warnings()).isEmpty();
        assertThat(CompiledActions.read(new ByteArrayInputStream(set.compiled().write()))
                        .all())
                .isEqualTo(set.compiled().all());
    }

    @Test
    void loading_writes_nothing() throws IOException {
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        record(Yaml.GOOD);
        byte[] before = Files.readAllBytes(folder.resolve(LockFile.NAME));
        Yaml.write(folder, "a.yaml", Yaml.with("path: /users", "path: /people"));
        DefinitionSet.load(folder);
        assertThat(Files.readAllBytes(folder.resolve(LockFile.NAME))).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void an_edit_within_the_contract_is_served_at_once_under_the_same_number() throws IOException {
        record(Yaml.GOOD);
        Yaml.write(folder, "a.yaml", Yaml.with("path: /users", "path: /people"));
        Contract contract = DefinitionSet.load(folder).contracts().get(0);
        assertThat(contract.number()).isEqualTo(1);
        assertThat(contract.definition().steps().get(0).request().path().source())
                .isEqualTo("/people/{userId}");
    }

    @Test
    void an_older_contract_is_served_by_its_frozen_definition_beside_the_newest() throws IOException {
        String changed = Yaml.with("email: {type: string}", "email: {type: string}\n  phone: {type: string}")
                .replace("path: /users", "path: /people")
                .replace("body: {name", "body: {phone: 1, name")
                .replace("data: {name", "data: {phone: \"1\", name");
        record(Yaml.read(Yaml.GOOD).definition(), Yaml.read(changed).definition());
        Yaml.write(folder, "a.yaml", changed);
        List<Contract> contracts = DefinitionSet.load(folder).contracts();
        assertThat(contracts)
                .extracting(Contract::registeredName)
                .containsExactly("FetchUser (contract 1)", "FetchUser");
        assertThat(contracts.get(0).definition().steps().get(0).request().path().source())
                .isEqualTo("/users/{userId}");
        assertThat(contracts.get(1).definition().steps().get(0).request().path().source())
                .isEqualTo("/people/{userId}");
        CompiledActions compiled = DefinitionSet.load(folder).compiled();
        assertThat(compiled.find("FetchUser", 1)).isPresent();
        assertThat(compiled.find("FetchUser", null))
                .hasValueSatisfying(a -> assertThat(a.contract()).isEqualTo(2));
    }

    @Test
    void an_older_contract_that_uses_what_is_refused_today_fails_no_build_and_is_served() throws IOException {
        String changed = Yaml.with("email: {type: string}", "email: {type: string}\n  phone: {type: string}")
                .replace("body: {name", "body: {phone: 1, name")
                .replace("data: {name", "data: {phone: \"1\", name");
        List<DefinitionProblem> refusals = new ArrayList<>();
        DefinitionFile accepted = DefinitionReader.read(
                "a.yaml",
                Yaml.with("from: name,", "from: \"$eval('name')\",").getBytes(StandardCharsets.UTF_8),
                refusals);
        assertThat(accepted).as("refused in a file").isNull();
        // As an earlier version has recorded it.
        Map<String, Object> tree = Yaml.read(Yaml.GOOD).definition().toTree();
        String frozen = Json.writeString(tree).replace("\"from\":\"name\"", "\"from\":\"$eval('name')\"");
        ActionDefinition old =
                ActionDefinition.fromTree(Json.parse(frozen.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT));
        record(old, Yaml.read(changed).definition());
        Yaml.write(folder, "a.yaml", changed);

        CompiledActions compiled = DefinitionSet.load(folder).compiled();

        assertThat(compiled.find("FetchUser", 1)
                        .orElseThrow()
                        .outputs()
                        .get("name")
                        .from()
                        .text())
                .isEqualTo("$eval('name')");
    }

    @Test
    void a_changed_contract_fails_and_says_what_would_happen() throws IOException {
        record(Yaml.GOOD);
        Yaml.write(
                folder, "a.yaml", Yaml.with("{type: string}", "{type: integer}").replace("l@example.com", "5"));
        assertProblem(
                () -> DefinitionSet.load(folder),
                "a.yaml:1: name: the contract changed (output `email`: string -> integer), and a published contract cannot"
                        + " change. To take it as contract 2, a further action next to contract 1 (which flows keep until"
                        + " they are re-pointed), run `./data-actions contract accept FetchUser`; or undo the change."
                        + " If contract 1 is deployed nowhere, `./data-actions contract undo FetchUser` drops it"
                        + " instead.");
    }

    @Test
    void an_action_that_is_not_recorded_fails_with_the_command_to_run() {
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        assertProblem(() -> DefinitionSet.load(folder), "run `./data-actions contract record`");
    }

    @Test
    void a_deleted_file_whose_contracts_are_in_service_fails() throws IOException {
        record(Yaml.GOOD, OTHER);
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        assertProblem(
                () -> DefinitionSet.load(folder),
                "contracts.lock.json: Another: no file defines this action any more, but its contracts are in service. Bring"
                        + " the file back, or take the contracts out of service with `./data-actions contract retire"
                        + " Another 1`. From the next deployment on the calls of flows that still use them fail, so"
                        + " re-point the flows first. With --environments, such as --environments dev,prod, the command"
                        + " asks the orgs, and refuses if a flow uses the contract.");
    }

    @Test
    void a_file_with_a_mistake_is_not_taken_for_a_deleted_one() throws IOException {
        record(Yaml.GOOD);
        Yaml.write(folder, "a.yaml", Yaml.with("method: GET", "method: GTE"));
        assertProblem(() -> DefinitionSet.load(folder), "request.method");
    }

    @Test
    void two_actions_of_one_name_are_refused_whatever_the_case() throws IOException {
        record(Yaml.GOOD);
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        Yaml.write(folder, "b.yaml", Yaml.with("name: FetchUser", "name: fetchUser"));
        assertProblem(() -> DefinitionSet.load(folder), "b.yaml:1: name: the name fetchUser is taken by a.yaml");
    }

    @Test
    void a_missing_and_an_empty_folder_are_told() {
        assertProblem(() -> DefinitionSet.load(folder.resolve("nowhere")), "no such folder");
        assertProblem(() -> DefinitionSet.load(folder), "no definitions: expected at least one file named *.yaml");
    }

    @Test
    void a_failing_example_fails_the_set() throws IOException {
        record(Yaml.GOOD);
        Yaml.write(folder, "a.yaml", Yaml.with("from: name,", "from: nmae,"));
        assertProblem(() -> DefinitionSet.load(folder), "data.name: expected \"Leanne\", found \"Unknown\"");
    }

    @Test
    void a_damaged_lock_file_fails_the_set() throws IOException {
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        Yaml.write(folder, LockFile.NAME, "[]");
        assertProblem(() -> DefinitionSet.load(folder), "contracts.lock.json: expected an object of actions");
    }
}
