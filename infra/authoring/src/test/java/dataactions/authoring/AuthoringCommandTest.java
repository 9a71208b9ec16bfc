package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import picocli.CommandLine;

class AuthoringCommandTest {
    private static final String CHANGED =
            Yaml.with("{type: string}", "{type: integer}").replace("l@example.com", "5");

    @TempDir
    Path folder;

    private String out;
    private String err;
    /** None: the program that talks to no org. */
    private Orgs orgs;

    /** Two environments; what each says of a contract. */
    private static final class Orgs implements ContractUsers {
        private final Map<String, String> deployed = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        @Override
        public Optional<String> whyToKeep(String action, int contract, String environment) {
            throw new AssertionError("only retire asks this");
        }

        @Override
        public Optional<String> whyDeployed(String action, int contract, String environment) {
            asked.add(environment + ": " + action + " " + contract);
            return Optional.ofNullable(deployed.get(environment));
        }

        @Override
        public List<String> environments() {
            return List.of("dev", "prod");
        }
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine command = (orgs == null
                        ? AuthoringCommand.commandLine(environment)
                        : AuthoringCommand.commandLine(environment, orgs))
                .setOut(new PrintWriter(outText, true))
                .setErr(new PrintWriter(errText, true));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--definitions";
        all[arguments.length + 1] = folder.toString();
        int status = command.execute(all);
        out = outText.toString();
        err = errText.toString();
        assertThat(err).doesNotContain("\tat ");
        return status;
    }

    private void yaml(String text) {
        Yaml.write(folder, "a.yaml", text);
    }

    private String lock() throws IOException {
        return Files.readString(folder.resolve(LockFile.NAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "check --version", "contract --version", "contract accept --version"})
    void the_version_is_printed_where_it_was_not(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out).matches("actions \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void record_takes_a_new_action_as_contract_1_and_a_second_run_changes_nothing() throws IOException {
        yaml(Yaml.GOOD);
        assertThat(run("contract", "record")).as(err).isZero();
        assertThat(out).contains("FetchUser: recorded as contract 1.", "1 action, 1 example passed.");
        String first = lock();
        assertThat(run("contract", "record")).isZero();
        assertThat(out).doesNotContain("recorded");
        assertThat(lock()).isEqualTo(first);
        assertThat(DefinitionSet.load(folder).contracts()).hasSize(1);
    }

    @Test
    void record_refreshes_the_definition_of_an_unchanged_contract() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(Yaml.with("path: /users", "path: /people"));
        assertThat(run("contract", "record")).isZero();
        assertThat(out).contains("FetchUser: definition of contract 1 refreshed.");
        assertThat(lock()).contains("/people/{userId}").doesNotContain("/users/{userId}");
    }

    @Test
    void record_never_accepts_a_changed_contract() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        String before = lock();
        yaml(CHANGED);
        assertThat(run("contract", "record")).isEqualTo(1);
        assertThat(err).contains("output `email`: string -> integer", "contract accept FetchUser", "1 problem.");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void record_writes_nothing_when_frozen_or_in_ci_and_fails_if_it_would_have() throws IOException {
        yaml(Yaml.GOOD);
        assertThat(run("contract", "record", "--frozen")).isEqualTo(1);
        assertThat(err).contains("out of date, and not written here (--frozen): FetchUser: recorded as contract 1.");
        assertThat(run(Map.of("CI", "true"), "contract", "record")).isEqualTo(1);
        assertThat(err).contains("not written here (CI is set)");
        assertThat(run(Map.of("CI", "1"), "contract", "record")).isEqualTo(1);
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
        run("contract", "record");
        assertThat(run(Map.of("CI", "true"), "contract", "record", "--frozen")).isZero();
        assertThat(run(Map.of("CI", "false"), "contract", "record")).isZero();
        yaml(CHANGED);
        assertThat(run(Map.of("CI", "true"), "contract", "record")).isEqualTo(1);
        assertThat(err).contains("the contract changed");
    }

    @Test
    void record_names_both_ways_out_of_a_changed_contract() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        assertThat(run("contract", "record")).isEqualTo(1);
        assertThat(err).contains("contract accept FetchUser", "contract undo FetchUser");
    }

    @Test
    void check_takes_a_new_action_for_a_draft_and_writes_nothing() {
        yaml(Yaml.GOOD);
        assertThat(run("check")).as(err).isZero();
        assertThat(out)
                .contains("ok    FetchUser: a known user")
                .contains("FetchUser: draft, a new action. The next build records it as contract 1.");
        assertThat(folder.resolve(LockFile.NAME)).doesNotExist();
    }

    @Test
    void check_takes_a_changed_contract_for_a_draft_of_the_next_number_and_writes_nothing() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        String before = lock();
        yaml(CHANGED);
        assertThat(run(Map.of("CI", "true"), "check")).as(err).isZero();
        assertThat(out)
                .contains("FetchUser: draft of contract 2 (output `email`: string -> integer). A build refuses it until"
                        + " you run `npm run actions -- contract accept FetchUser`.");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void check_still_fails_for_an_action_whose_file_is_gone() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(Yaml.GOOD.replace("name: FetchUser", "name: Another"));
        assertThat(run("check")).isEqualTo(1);
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
        run("contract", "record");
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
        run("contract", "accept", "FetchUser");
        Contract accepted = DefinitionSet.loadWithDrafts(folder).contracts().get(1);
        assertThat(accepted.digest()).isEqualTo(digest);
        assertThat(accepted.number()).isEqualTo(2);
        assertThat(accepted.draft()).isFalse();
    }

    @Test
    void a_test_of_the_project_sees_a_draft_as_it_will_be_when_it_is_recorded() {
        yaml(Yaml.GOOD);
        DefinitionSet set = DefinitionSet.loadAsRecorded(folder);
        run("contract", "record");
        assertThat(set.contracts()).isEqualTo(DefinitionSet.load(folder).contracts());
        assertThat(set.drafts()).isEmpty();
    }

    @Test
    void undo_drops_a_new_action_that_was_recorded_by_mistake() throws IOException {
        orgs = new Orgs();
        yaml(Yaml.GOOD);
        run("contract", "record");
        assertThat(run("contract", "undo", "FetchUser")).as(err).isZero();
        assertThat(out)
                .contains("dev: contract 1 is not deployed.", "prod: contract 1 is not deployed.")
                .contains("FetchUser: contract 1 is dropped, and the action is not recorded any more.");
        assertThat(lock()).doesNotContain("FetchUser");
        assertThat(DefinitionSet.loadWithDrafts(folder).drafts()).hasSize(1);
    }

    @Test
    void undo_drops_the_newest_number_and_the_frozen_one_is_current_again() throws IOException {
        orgs = new Orgs();
        yaml(Yaml.GOOD);
        run("contract", "record");
        String before = lock();
        yaml(CHANGED);
        run("contract", "accept", "FetchUser");
        assertThat(run("contract", "undo", "FetchUser")).as(err).isZero();
        assertThat(orgs.asked).containsExactly("dev: FetchUser 2", "prod: FetchUser 2");
        assertThat(out)
                .contains("FetchUser: contract 2 is dropped, and contract 1 is the current one again.")
                .contains("a.yaml still has another contract (output `email`: string -> integer)")
                .contains("contract accept FetchUser");
        assertThat(lock()).isEqualTo(before);
        assertThat(run("contract", "record")).isEqualTo(1);
        assertThat(run("contract", "accept", "FetchUser")).isZero();
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(1, 2);
    }

    @Test
    void undo_is_refused_while_the_number_is_in_an_org_or_an_org_cannot_be_asked() throws IOException {
        orgs = new Orgs();
        orgs.deployed.put("dev", "in Genesys as \"FetchUser\" (custom_-_1)");
        orgs.deployed.put("prod", "counted as deployed, since its org cannot be asked (no credentials)");
        yaml(Yaml.GOOD);
        run("contract", "record");
        String before = lock();

        assertThat(run("contract", "undo", "FetchUser")).isEqualTo(1);
        assertThat(err)
                .contains("contract 1 stays: in dev it is in Genesys as \"FetchUser\" (custom_-_1).")
                .contains("contract 1 stays: in prod it is counted as deployed")
                .contains("--environments", "--never-deployed")
                .contains("2 problems.");
        assertThat(lock()).isEqualTo(before);

        // An environment that was never deployed is left out by the person who knows.
        orgs.deployed.remove("dev");
        assertThat(run("contract", "undo", "FetchUser", "--environments", "dev"))
                .as(err)
                .isZero();
        assertThat(lock()).isNotEqualTo(before);
    }

    @Test
    void undo_of_what_was_never_deployed_asks_no_org() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        assertThat(run("contract", "undo", "FetchUser")).isEqualTo(1);
        assertThat(err).contains("--never-deployed");
        assertThat(run("contract", "undo", "FetchUser", "--never-deployed", "--environments", "dev"))
                .isEqualTo(2);
        assertThat(run("contract", "undo", "FetchUser", "--never-deployed")).isZero();
    }

    @Test
    void undo_goes_back_to_no_number_that_was_retired_and_knows_its_actions() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        run("contract", "accept", "FetchUser");
        run("retire", "FetchUser", "1");
        String before = lock();
        assertThat(run("contract", "undo", "FetchUser", "--never-deployed")).isEqualTo(1);
        assertThat(err).contains("contract 1 is retired, and no number is used twice: contract 2 cannot be undone");
        assertThat(run("contract", "undo", "FetchUsr", "--never-deployed")).isEqualTo(1);
        assertThat(err).contains("no action FetchUsr; did you mean FetchUser?");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void a_lock_file_that_is_checked_out_again_makes_a_draft_of_what_was_recorded() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        Files.delete(folder.resolve(LockFile.NAME));
        assertThat(DefinitionSet.loadWithDrafts(folder).contracts())
                .singleElement()
                .satisfies(contract -> assertThat(contract.draft()).isTrue());
    }

    @Test
    void accept_freezes_the_old_contract_takes_the_next_number_and_says_so() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        assertThat(run("contract", "accept", "FetchUser")).as(err).isZero();
        assertThat(out)
                .contains(
                        "FetchUser: output `email`: string -> integer → contract 2, a further action; flows keep contract"
                                + " 1 until they are re-pointed.");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::registeredName)
                .containsExactly("FetchUser (contract 1)", "FetchUser");
        assertThat(run("contract", "accept", "FetchUser")).isZero();
        assertThat(out).contains("contract 2 has not changed; nothing to accept");
        assertThat(run("contract", "list")).isZero();
        assertThat(out)
                .contains(
                        "FetchUser contract 1, in Genesys \"FetchUser (contract 1)\"", "FetchUser contract 2 (newest)");
    }

    @Test
    void accept_freezes_what_was_recorded_last_and_not_what_the_file_says_now() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED.replace("path: /users", "path: /people"));
        run("contract", "accept", "FetchUser");
        Contract old = DefinitionSet.load(folder).contracts().get(0);
        assertThat(old.definition().steps().get(0).request().path().source()).isEqualTo("/users/{userId}");
    }

    @Test
    void accept_does_not_freeze_a_recorded_mapping_that_fails_the_examples_unless_told_to() throws IOException {
        yaml(Yaml.with("from: name, default: Unknown", "from: nome, default: Unknown")
                .replace("data: {name: Leanne,", "data: {name: Unknown,"));
        run("contract", "record");
        String before = lock();

        yaml(CHANGED);
        assertThat(run("contract", "accept", "FetchUser")).isEqualTo(1);
        assertThat(err)
                .contains("contract 1 would be frozen as it was last recorded")
                .contains("data.name: expected \"Leanne\", found \"Unknown\"")
                .contains("contract record")
                .contains("--as-recorded");
        assertThat(lock()).isEqualTo(before);

        assertThat(run("contract", "accept", "FetchUser", "--as-recorded"))
                .as(err)
                .isZero();
        assertThat(lock()).contains("nome");
    }

    @Test
    void accept_says_when_the_frozen_request_is_not_the_one_in_the_file() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED.replace("path: /users/{userId}", "path: /people/{userId}"));
        assertThat(run("contract", "accept", "FetchUser")).as(err).isZero();
        assertThat(out).contains("Contract 1 goes on with the request as it was recorded (GET /users/{userId})");
    }

    @Test
    void accept_refuses_an_unknown_action_and_a_definition_with_mistakes() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        String before = lock();
        assertThat(run("contract", "accept", "FetchUsr")).isEqualTo(1);
        assertThat(err).contains("no action FetchUsr; did you mean FetchUser? Known: FetchUser.");
        yaml(CHANGED.replace("data: {name: Leanne", "data: {name: Wrong"));
        assertThat(run("contract", "accept", "FetchUser")).isEqualTo(1);
        assertThat(err).contains("data.name: expected \"Wrong\"");
        assertThat(lock()).isEqualTo(before);
    }

    @Test
    void accept_does_not_mind_another_file_that_is_being_edited() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        Yaml.write(folder, "b.yaml", "name: [");
        assertThat(run("contract", "accept", "FetchUser")).as(err).isZero();
    }

    @Test
    void retire_takes_an_older_number_out_of_service_and_numbers_are_not_used_again() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        run("contract", "accept", "FetchUser");
        assertThat(run("retire", "FetchUser", "1")).as(err).isZero();
        assertThat(out).contains("FetchUser: contract 1 is out of service from the next deployment on.");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(2);
        yaml(Yaml.GOOD);
        run("contract", "accept", "FetchUser");
        assertThat(DefinitionSet.load(folder).contracts())
                .extracting(Contract::number)
                .containsExactly(2, 3);
    }

    @Test
    void retire_refuses_the_current_number_while_its_file_exists_and_older_ones_first() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        run("contract", "accept", "FetchUser");
        assertThat(run("retire", "FetchUser", "2")).isEqualTo(1);
        assertThat(err).contains("contract 2 is the current one, defined by a.yaml: delete that file first");
        assertThat(run("retire", "FetchUser", "7")).isEqualTo(1);
        assertThat(err).contains("contract 7 is not in service; in service: 1, 2.");
        assertThat(run("retire", "Nobody", "1")).isEqualTo(1);
        assertThat(err).contains("no action Nobody");

        Files.move(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
        Yaml.write(folder, "b.yaml", CHANGED.replace("name: FetchUser", "name: Another"));
        assertThat(run("retire", "FetchUser", "2")).isEqualTo(1);
        assertThat(err).contains("older contracts are still in service (1, 2): retire those first");
        assertThat(run("retire", "FetchUser", "1")).isZero();
        assertThat(run("retire", "FetchUser", "2")).isZero();
        assertThat(lock()).doesNotContain("FetchUser");
        assertThat(run("contract", "record")).as(err).isZero();
    }

    @Test
    void retire_does_not_take_a_file_with_a_mistake_for_a_deleted_one() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml("name: FetchUser\nnme: x\n");
        assertThat(run("retire", "FetchUser", "1")).isEqualTo(1);
        assertThat(err).contains("nme: unknown key");
    }

    @Test
    void check_prints_a_line_for_each_example_and_fails_with_the_first_that_does() {
        yaml(Yaml.GOOD);
        run("contract", "record");
        assertThat(run("check")).isZero();
        assertThat(out).contains("ok    FetchUser: a known user");
        yaml(Yaml.with("data: {name: Leanne", "data: {name: X"));
        assertThat(run("check")).isEqualTo(1);
        assertThat(out).contains("FAIL  FetchUser: a known user");
        assertThat(err).contains("a.yaml:13: examples[0]", "1 problem.");
    }

    @Test
    void warnings_do_not_fail_and_were_printed_twice_by_a_build_and_the_synthesis_after_it() {
        yaml(Yaml.GOOD.substring(0, Yaml.GOOD.indexOf("examples:")));
        assertThat(run("contract", "record")).isZero();
        assertThat(err).isEmpty();
        assertThat(run("check")).isZero();
        assertThat(err).contains("warning: a.yaml: examples: no example of a success");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "contract",
                "contract record",
                "contract accept",
                "contract undo",
                "contract list",
                "retire",
                "check"
            })
    void every_command_explains_itself(String command) {
        String[] words = (command + " --help").trim().split(" ");
        assertThat(run(words)).isZero();
        assertThat(out).contains("Usage: actions", "--definitions");
    }

    @Test
    void this_program_alone_cannot_ask_an_org_and_says_which_one_can() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        yaml(CHANGED);
        run("contract", "accept", "FetchUser");

        assertThat(run("retire", "FetchUser", "1", "--environments", "dev")).isEqualTo(1);
        assertThat(err).contains("run `npm run actions -- retire FetchUser 1 --environments dev`");
    }

    @Test
    void a_command_that_is_wrong_exits_with_2() {
        assertThat(run("contract", "acept")).isEqualTo(2);
        assertThat(run("retire", "FetchUser")).isEqualTo(2);
        assertThat(run("retire", "FetchUser", "one")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void no_temporary_file_is_left() throws IOException {
        yaml(Yaml.GOOD);
        run("contract", "record");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.yaml", LockFile.NAME);
        }
    }
}
