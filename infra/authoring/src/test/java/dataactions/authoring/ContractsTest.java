package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.Draft;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {
    private static final String CHANGED =
            Yaml.with("{type: string}", "{type: integer}").replace("l@example.com", "5");

    @TempDir
    Path folder;

    private String out;
    private String err;
    /** The environments that the org of each says yes for, and why. */
    private final Map<String, String> deployed = new HashMap<>();

    private final List<String> asked = new ArrayList<>();

    private Optional<String> ask(String action, int contract, String environment) {
        asked.add(environment + ": " + action + " " + contract);
        return Optional.ofNullable(deployed.get(environment));
    }

    private interface Operation {
        void on(Contracts contracts) throws IOException;
    }

    /** As a command does it: 0, or 1 with the problems in {@code err}. */
    private int run(Operation operation) {
        StringBuilder said = new StringBuilder();
        err = "";
        int status = 0;
        try {
            operation.on(new Contracts(folder, line -> said.append(line).append('\n')));
        } catch (DefinitionException e) {
            err = e.getMessage();
            status = 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = said.toString();
        return status;
    }

    private int check() {
        Contracts.Checked checked = new Contracts(folder, line -> {}).check();
        out = "";
        checked.examples()
                .forEach(each ->
                        out += (each.passed() ? "ok    " : "FAIL  ") + each.action() + ": " + each.example() + "\n");
        checked.drafts().forEach(each -> out += each + "\n");
        err = "";
        checked.warnings().forEach(each -> err += "warning: " + each + "\n");
        checked.problems().forEach(each -> err += each + "\n");
        return checked.problems().isEmpty() ? 0 : 1;
    }

    private void yaml(String text) {
        Yaml.write(folder, "a.yaml", text);
    }

    private String lock() throws IOException {
        return Files.readString(folder.resolve(LockFile.NAME));
    }

    @Test
    void record_takes_a_new_action_as_contract_1_and_a_second_run_changes_nothing() throws IOException {
        yaml(Yaml.GOOD);
        assertThat(run(Contracts::record)).as(err).isZero();
        assertThat(out).contains("FetchUser: recorded as contract 1.", "1 action, 1 example passed.");
        String first = lock();
        assertThat(run(Contracts::record)).isZero();
        assertThat(out).doesNotContain("recorded");
        assertThat(lock()).isEqualTo(first);
        assertThat(DefinitionSet.load(folder).contracts()).hasSize(1);
    }

    @Test
    void record_refreshes_the_definition_of_an_unchanged_contract() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(Yaml.with("path: /users", "path: /people"));
        assertThat(run(Contracts::record)).isZero();
        assertThat(out).contains("FetchUser: definition of contract 1 refreshed.");
        assertThat(lock()).contains("/people/{userId}").doesNotContain("/users/{userId}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "userId: {type: integer, required: true, maximum: 18446744073709551615}",
                "userId: {type: number, maximum: 1e2, default: 1e2}",
                "userId: {type: number, enum: [18446744073709551615, 1e30, 1.50], default: 1.5}"
            })
    void a_number_that_no_long_holds_is_recorded_once(String input) throws IOException {
        String yaml = Yaml.with("userId: {type: integer, required: true, minimum: 1}", input);
        yaml(yaml.substring(0, yaml.indexOf("examples:")));
        run(Contracts::record);
        String first = lock();
        assertThat(run(it -> it.record(Optional.of("CI is set")))).as(err).isZero();
        assertThat(run(Contracts::record)).isZero();
        assertThat(out).doesNotContain("refreshed");
        assertThat(lock()).isEqualTo(first);
    }

    @Test
    void two_names_that_would_be_one_logical_id_are_refused_before_they_are_recorded() throws IOException {
        yaml(Yaml.GOOD);
        Yaml.write(folder, "b.yaml", Yaml.with("name: FetchUser", "name: Fetch-User"));
        assertThat(run(Contracts::record)).isEqualTo(1);
        assertThat(err)
                .contains("name: contract 1 of FetchUser and contract 1 of Fetch-User would both have the logical id"
                        + " ActionFetchUser1");
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void record_never_accepts_a_changed_contract() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();
        yaml(CHANGED);
        assertThat(run(Contracts::record)).isEqualTo(1);
        assertThat(err).contains("output `email`: string -> integer", "contract accept FetchUser");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void record_writes_nothing_when_frozen_or_in_ci_and_fails_if_it_would_have() throws IOException {
        yaml(Yaml.GOOD);
        assertThat(run(it -> it.record(Optional.of("--frozen")))).isEqualTo(1);
        assertThat(err).contains("out of date, and not written here (--frozen): FetchUser: recorded as contract 1.");
        assertThat(run(it -> it.record(Optional.of("CI is set")))).isEqualTo(1);
        assertThat(err).contains("not written here (CI is set)");
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
        run(Contracts::record);
        assertThat(run(it -> it.record(Optional.of("--frozen")))).isZero();
        yaml(CHANGED);
        assertThat(run(it -> it.record(Optional.of("CI is set")))).isEqualTo(1);
        assertThat(err).contains("the contract changed");
    }

    @Test
    void record_names_both_ways_out_of_a_changed_contract() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        assertThat(run(Contracts::record)).isEqualTo(1);
        assertThat(err).contains("contract accept FetchUser", "contract undo FetchUser");
    }

    @Test
    void check_takes_a_new_action_for_a_draft_and_writes_nothing() {
        yaml(Yaml.GOOD);
        assertThat(check()).as(err).isZero();
        assertThat(out)
                .contains("ok    FetchUser: a known user")
                .contains("FetchUser: draft, a new action. The next build records it as contract 1.");
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void check_takes_a_changed_contract_for_a_draft_of_the_next_number_and_writes_nothing() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();
        yaml(CHANGED);
        assertThat(check()).as(err).isZero();
        assertThat(out)
                .contains("FetchUser: draft of contract 2 (output `email`: string -> integer). A build refuses it until"
                        + " you run `./data-actions contract accept FetchUser`.");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void check_still_fails_for_an_action_whose_file_is_gone() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(Yaml.GOOD.replace("name: FetchUser", "name: Another"));
        assertThat(check()).isEqualTo(1);
        assertThat(err).contains("no file defines this action any more");
    }

    @Test
    void a_local_deployment_takes_a_new_action_as_a_draft_of_contract_1() {
        yaml(Yaml.GOOD);
        DefinitionSet set = DefinitionSet.loadWithDrafts(folder);
        assertThat(set.contracts())
                .singleElement()
                .satisfies(contract -> assertThat(contract.draft()).isTrue())
                .satisfies(contract -> assertThat(contract.number()).isEqualTo(1));
        assertThat(set.drafts()).containsExactly(new Draft("FetchUser", 1, ""));
        assertThat(set.priming()).hasSize(1);
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void a_local_deployment_takes_a_changed_contract_as_a_draft_beside_the_frozen_one() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();
        yaml(CHANGED.replace("path: /users", "path: /people"));
        DefinitionSet set = DefinitionSet.loadWithDrafts(folder);
        assertThat(set.contracts())
                .extracting(Contract::registeredName, Contract::draft)
                .containsExactly(tuple("FetchUser (contract 1)", false), tuple("FetchUser", true));
        assertThat(set.contracts())
                .extracting(contract ->
                        contract.definition().steps().get(0).request().path().source())
                .containsExactly("/users/{userId}", "/people/{userId}");
        assertThat(set.compiled().find("FetchUser", 1)).isPresent();
        assertThat(set.compiled().find("FetchUser", 2)).isPresent();
        assertThat(lock()).isEqualTo(before);

        // Recorded, it is the same contract, and no draft any more.
        String digest = set.contracts().get(1).digest();
        run(it -> it.accept("FetchUser", false));
        Contract accepted = DefinitionSet.loadWithDrafts(folder).contracts().get(1);
        assertThat(accepted.digest()).isEqualTo(digest);
        assertThat(accepted.number()).isEqualTo(2);
        assertThat(accepted.draft()).isFalse();
    }

    @Test
    void a_test_of_the_project_sees_a_draft_as_it_will_be_when_it_is_recorded() {
        yaml(Yaml.GOOD);
        DefinitionSet set = DefinitionSet.loadAsRecorded(folder);
        run(Contracts::record);
        assertThat(set.contracts()).isEqualTo(DefinitionSet.load(folder).contracts());
        assertThat(set.drafts()).isEmpty();
    }

    @Test
    void undo_drops_a_new_action_that_was_recorded_by_mistake() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        assertThat(run(it -> it.undo("FetchUser", List.of("dev", "prod"), this::ask)))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("dev: contract 1 is not deployed.", "prod: contract 1 is not deployed.")
                .contains("FetchUser: contract 1 is dropped, and the action is not recorded any more.");
        assertThat(lock()).doesNotContain("FetchUser");
        assertThat(DefinitionSet.loadWithDrafts(folder).drafts()).hasSize(1);
    }

    @Test
    void undo_drops_the_newest_number_and_the_frozen_one_is_current_again() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        assertThat(run(it -> it.undo("FetchUser", List.of("dev", "prod"), this::ask)))
                .as(err)
                .isZero();
        assertThat(asked).containsExactly("dev: FetchUser 2", "prod: FetchUser 2");
        assertThat(out)
                .contains("FetchUser: contract 2 is dropped, and contract 1 is the current one again.")
                .contains("a.yaml still has another contract (output `email`: string -> integer)")
                .contains("contract accept FetchUser");
        assertThat(lock()).isEqualTo(before);
        assertThat(run(Contracts::record)).isEqualTo(1);
        assertThat(run(it -> it.accept("FetchUser", false))).isZero();
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(1, 2);
    }

    @Test
    void undo_is_refused_while_the_number_is_in_an_org_or_an_org_cannot_be_asked() throws IOException {
        deployed.put("dev", "in Genesys as \"FetchUser\" (custom_-_1)");
        deployed.put("prod", "counted as deployed, since its org cannot be asked (no credentials)");
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();

        assertThat(run(it -> it.undo("FetchUser", List.of("dev", "prod"), this::ask)))
                .isEqualTo(1);
        assertThat(err)
                .contains("contract 1 stays: in dev it is in Genesys as \"FetchUser\" (custom_-_1).")
                .contains("contract 1 stays: in prod it is counted as deployed")
                .contains("--environments", "--never-deployed");
        assertThat(lock()).isEqualTo(before);

        // An environment that was never deployed is left out by the person who knows.
        deployed.remove("dev");
        assertThat(run(it -> it.undo("FetchUser", List.of("dev"), this::ask)))
                .as(err)
                .isZero();
        assertThat(lock()).isNotEqualTo(before);
    }

    @Test
    void undo_of_what_was_never_deployed_asks_no_org() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        assertThat(run(it -> it.undo("FetchUser", List.of(), this::ask))).isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void undo_goes_back_to_no_number_that_was_retired_and_knows_its_actions() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        yaml(Yaml.GOOD);
        run(it -> it.accept("FetchUser", false));
        run(it -> it.retire("FetchUser", 2, List.of(), this::ask));
        String before = lock();
        assertThat(run(it -> it.undo("FetchUser", List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("contract 2 is retired, and no number is used twice: contract 3 cannot be undone");
        assertThat(run(it -> it.undo("FetchUsr", List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("no action FetchUsr; did you mean FetchUser?");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void a_lock_file_that_is_checked_out_again_makes_a_draft_of_what_was_recorded() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        Files.delete(folder.resolve(LockFile.NAME));
        assertThat(DefinitionSet.loadWithDrafts(folder).contracts())
                .singleElement()
                .satisfies(contract -> assertThat(contract.draft()).isTrue());
    }

    @Test
    void accept_freezes_the_old_contract_takes_the_next_number_and_says_so() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        assertThat(run(it -> it.accept("FetchUser", false))).as(err).isZero();
        assertThat(out)
                .contains(
                        "FetchUser: output `email`: string -> integer → contract 2, a further action; flows keep contract"
                                + " 1 until they are re-pointed.");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::registeredName)
                .containsExactly("FetchUser (contract 1)", "FetchUser");
        assertThat(run(it -> it.accept("FetchUser", false))).isZero();
        assertThat(out).contains("contract 2 has not changed; nothing to accept");
        assertThat(new Contracts(folder, line -> {}).recorded())
                .extracting(Contract::registeredName, Contract::newest)
                .containsExactly(tuple("FetchUser (contract 1)", false), tuple("FetchUser", true));
    }

    @Test
    void accept_freezes_what_was_recorded_last_and_not_what_the_file_says_now() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED.replace("path: /users", "path: /people"));
        run(it -> it.accept("FetchUser", false));
        Contract old = DefinitionSet.load(folder).contracts().get(0);
        assertThat(old.definition().steps().get(0).request().path().source()).isEqualTo("/users/{userId}");
    }

    @Test
    void accept_does_not_freeze_a_recorded_mapping_that_fails_the_examples_unless_told_to() throws IOException {
        yaml(Yaml.with("from: name, default: Unknown", "from: nome, default: Unknown")
                .replace("data: {name: Leanne,", "data: {name: Unknown,"));
        run(Contracts::record);
        String before = lock();

        yaml(CHANGED);
        assertThat(run(it -> it.accept("FetchUser", false))).isEqualTo(1);
        assertThat(err)
                .contains("contract 1 would be frozen with the definition that was last recorded")
                .contains("data.name: expected \"Leanne\", found \"Unknown\"")
                .contains("contract record")
                .contains("--as-recorded");
        assertThat(lock()).isEqualTo(before);

        assertThat(run(it -> it.accept("FetchUser", true))).as(err).isZero();
        assertThat(lock()).contains("nome");
    }

    @Test
    void accept_says_when_the_frozen_request_is_not_the_one_in_the_file() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED.replace("path: /users/{userId}", "path: /people/{userId}"));
        assertThat(run(it -> it.accept("FetchUser", false))).as(err).isZero();
        assertThat(out).contains("Contract 1 keeps the request that was recorded (GET /users/{userId})");
    }

    @Test
    void accept_refuses_an_unknown_action_and_a_definition_with_mistakes() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        String before = lock();
        assertThat(run(it -> it.accept("FetchUsr", false))).isEqualTo(1);
        assertThat(err).contains("no action FetchUsr; did you mean FetchUser? Known: FetchUser.");
        yaml(CHANGED.replace("data: {name: Leanne", "data: {name: Wrong"));
        assertThat(run(it -> it.accept("FetchUser", false))).isEqualTo(1);
        assertThat(err).contains("data.name: expected \"Wrong\"");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void accept_does_not_mind_another_file_that_is_being_edited() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        Yaml.write(folder, "b.yaml", "name: [");
        assertThat(run(it -> it.accept("FetchUser", false))).as(err).isZero();
    }

    @Test
    void retire_takes_an_older_number_out_of_service_and_numbers_are_not_used_again() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        assertThat(run(it -> it.retire("FetchUser", 1, List.of(), this::ask)))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("FetchUser: contract 1 is out of service from the next deployment on. No org was asked: from"
                        + " then on the calls of flows that still use it fail.");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(2);
        yaml(Yaml.GOOD);
        run(it -> it.accept("FetchUser", false));
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(2, 3);
    }

    /** An org answers after seconds or minutes. Meanwhile another command may write. */
    @Test
    void undo_and_retire_keep_what_another_command_recorded_while_the_orgs_were_asked() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        Contracts.Ask slow = (action, contract, environment) -> {
            Yaml.write(folder, environment + ".yaml", Yaml.with("name: FetchUser", "name: In" + environment));
            try {
                new Contracts(folder, line -> {}).record();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Optional.empty();
        };

        assertThat(run(it -> it.retire("FetchUser", 1, List.of("dev"), slow))).isEqualTo(1);
        assertThat(err).contains("contracts.lock.json: was changed meanwhile", "run the command again");
        assertThat(lock()).contains("Indev", "\"older\"");

        assertThat(run(it -> it.undo("FetchUser", List.of("prod"), slow))).isEqualTo(1);
        assertThat(err).contains("run the command again");
        assertThat(lock()).contains("Indev", "Inprod", "\"current\": 2");

        assertThat(run(it -> it.retire("FetchUser", 1, List.of("dev"), this::ask)))
                .as(err)
                .isZero();
        assertThat(lock()).contains("Indev", "Inprod").doesNotContain("\"older\"");
    }

    @Test
    void retire_refuses_the_current_number_while_its_file_exists_and_older_ones_first() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        assertThat(run(it -> it.retire("FetchUser", 2, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("contract 2 is the current one, defined by a.yaml: delete that file first");
        assertThat(run(it -> it.retire("FetchUser", 7, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("contract 7 is not in service; in service: 1, 2.");
        assertThat(run(it -> it.retire("Nobody", 1, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("no action Nobody");

        Files.move(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
        Yaml.write(folder, "b.yaml", CHANGED.replace("name: FetchUser", "name: Another"));
        assertThat(run(it -> it.retire("FetchUser", 2, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("older contracts are still in service (1, 2): retire those first");
        assertThat(run(it -> it.retire("FetchUser", 1, List.of(), this::ask))).isZero();
        assertThat(run(it -> it.retire("FetchUser", 2, List.of(), this::ask))).isZero();
        assertThat(out).contains("keeps the number: a new file of this name begins with contract 3. Commit");
        assertThat(lock()).contains("\"FetchUser\": {\n    \"retired\": 2\n  }");
        assertThat(run(Contracts::record)).as(err).isZero();
    }

    private void retireTheLast() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        Yaml.write(folder, "a.yaml", Yaml.GOOD.replace("name: FetchUser", "name: Another"));
        assertThat(run(it -> it.retire("FetchUser", 1, List.of(), this::ask)))
                .as(err)
                .isZero();
    }

    @Test
    void an_action_that_comes_back_after_its_last_number_was_retired_gets_the_next_one() throws IOException {
        retireTheLast();
        yaml(CHANGED);

        assertThat(DefinitionSet.loadWithDrafts(folder).contracts())
                .extracting(Contract::actionName, Contract::number)
                .containsExactly(tuple("FetchUser", 2));
        assertThat(new Contracts(folder, line -> {}).check().drafts())
                .extracting(Draft::toString)
                .containsExactly("FetchUser: draft, a new action. The next build records it as contract 2.");
        assertThat(run(Contracts::record)).as(err).isZero();
        assertThat(out).contains("FetchUser: recorded as contract 2.");
        assertThat(lock()).doesNotContain("retired");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(2);
    }

    @Test
    void undo_of_the_number_after_a_retired_one_keeps_the_retired_one() throws IOException {
        retireTheLast();
        String retired = lock();
        yaml(CHANGED);
        run(it -> it.accept("FetchUser", false));
        assertThat(out).contains("FetchUser: recorded as contract 2.");

        assertThat(run(it -> it.undo("FetchUser", List.of(), this::ask)))
                .as(err)
                .isZero();

        assertThat(out).contains("contract 2 is dropped", "The next build records it as contract 2 again.");
        assertThat(lock()).isEqualTo(retired);
    }

    @Test
    void commands_about_an_action_whose_last_number_is_retired_say_so() {
        retireTheLast();

        assertThat(run(it -> it.undo("FetchUser", List.of(), this::ask))).isEqualTo(1);
        assertThat(err)
                .contains(
                        "FetchUser: no contract is in service. The last one, contract 1, is retired",
                        "A new file of this name begins with contract 2.");
        assertThat(run(it -> it.retire("FetchUser", 1, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("contract 1, is retired");
    }

    @Test
    void retire_does_not_take_a_file_with_a_mistake_for_a_deleted_one() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        yaml("name: FetchUser\nnme: x\n");
        assertThat(run(it -> it.retire("FetchUser", 1, List.of(), this::ask))).isEqualTo(1);
        assertThat(err).contains("nme: unknown key");
    }

    @Test
    void check_prints_a_line_for_each_example_and_fails_with_the_first_that_does() {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        assertThat(check()).isZero();
        assertThat(out).contains("ok    FetchUser: a known user");
        yaml(Yaml.with("data: {name: Leanne", "data: {name: X"));
        assertThat(check()).isEqualTo(1);
        assertThat(out).contains("FAIL  FetchUser: a known user");
        assertThat(err).contains("a.yaml:13: examples[0]");
    }

    @Test
    void warnings_do_not_fail_and_were_printed_twice_by_a_build_and_the_synthesis_after_it() {
        yaml(Yaml.GOOD.substring(0, Yaml.GOOD.indexOf("examples:")));
        assertThat(run(Contracts::record)).isZero();
        assertThat(err).isEmpty();
        assertThat(check()).isZero();
        assertThat(err).contains("warning: a.yaml: examples: no example of a success");
    }

    @Test
    void no_temporary_file_is_left() throws IOException {
        yaml(Yaml.GOOD);
        run(Contracts::record);
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.yaml", LockFile.NAME);
        }
    }
}
