package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.contract.LockFile;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Async;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.run.PendingAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code async}, and the result action that comes with it. */
class AsyncTest {
    private static final String SLOW = "timeout: 10s\nasync: {after: 2s, limit: 10m, keep: 1h, key: $input.userId}";

    @TempDir
    Path folder;

    private static String with(String async) {
        return Yaml.with("timeout: 10s", "timeout: 10s\nasync: " + async);
    }

    @Test
    void the_four_keys_are_read() {
        Async async = Yaml.read(Yaml.with("timeout: 10s", SLOW)).definition().async();

        assertThat(async.after()).isEqualTo(Duration.ofSeconds(2));
        assertThat(async.limit()).isEqualTo(Duration.ofMinutes(10));
        assertThat(async.keep()).isEqualTo(Duration.ofHours(1));
        assertThat(async.key().text()).isEqualTo("$input.userId");
    }

    @Test
    void every_key_has_a_default() {
        Async async = Yaml.read(with("{}")).definition().async();

        assertThat(async).isEqualTo(new Async(Async.DEFAULT_AFTER, Async.DEFAULT_LIMIT, Async.DEFAULT_KEEP, null));
    }

    @Test
    void what_is_compiled_is_what_was_read() {
        ActionDefinition slow = Yaml.read(Yaml.with("timeout: 10s", SLOW)).definition();

        ActionDefinition read = ActionDefinition.fromTree(slow.toTree());

        assertThat(read.async().key().text()).isEqualTo("$input.userId");
        assertThat(read.async().after()).isEqualTo(slow.async().after());
        assertThat(read.async().limit()).isEqualTo(slow.async().limit());
        assertThat(read.async().keep()).isEqualTo(slow.async().keep());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{after: 10s}                    | async.after: found 10s, expected at least 1s less than the action's timeout of 10s",
                "{after: 9500ms}                 | async.after: found 9500ms",
                "{limit: 15m}                    | async.limit: found 900s, expected 1s to 14m",
                "{limit: 0s}                     | async.limit: found 0s",
                "{after: 5s, limit: 5s}          | async.limit: found 5s, expected more than after (5s)",
                "{keep: 5m}                      | async.keep: found 300s, expected 600s (the limit) to 24h",
                "{keep: 25h}                     | async.keep: found 90000s",
                "{key: $status}                  | async.key: reads $status, which is not there before an upstream is called",
                "{key: '$input.userId & $headers.x'} | async.key: reads $headers",
                "{key: userId}                   | async.key: reads no input: expected JSONata such as $input.conversationId",
                "{key: $input}                   | async.key: found all inputs, expected one value, as in $input.conversationId",
                "{key: $input.usrId}             | async.key: there is no input usrId; did you mean userId? Known: userId.",
                "{key: '$string($input.id)'}     | async.key: there is no input id",
                "{key: '$input.['}               | async.key: JSONata error at column",
                "{key: ''}                       | async.key: empty",
                "{aftr: 2s}                      | async.aftr: unknown key; did you mean after?",
                "2s                              | async: found",
            })
    void a_mistake_is_told_with_its_place(String async, String message) {
        List<DefinitionProblem> problems = Yaml.problems(with(async));

        assertThat(problems)
                .as("%s", problems)
                .anySatisfy(problem -> assertThat(problem.toString())
                        .startsWith("action.yaml:")
                        .contains(message));
    }

    @Test
    void a_request_nests_in_the_limit_and_not_in_the_timeout() {
        String slow = Yaml.with("timeout: 10s", "timeout: 10s\nasync: {limit: 60s}");

        assertThat(Yaml.problems(slow.replace("  method: GET", "  method: GET\n  timeout: 59s")))
                .isEmpty();
        assertThat(Yaml.problems(slow.replace("  method: GET", "  method: GET\n  timeout: 60s")))
                .anySatisfy(problem -> assertThat(problem.toString())
                        .contains("at least 1s less than the limit of 60s")
                        .contains("or raise the limit"));
    }

    @Test
    void a_flat_answer_needs_outputs_that_say_pending() {
        String flat = with("{}").replace("timeout: 10s", "timeout: 10s\nanswer: flat");

        assertThat(Yaml.problems(flat))
                .anySatisfy(problem ->
                        assertThat(problem.toString()).contains("output: no output is {type: string, from: $status}"))
                .anySatisfy(problem -> assertThat(problem.toString()).contains("from: $requestId}"));

        String complete = flat.replace(
                "output:\n",
                "output:\n  state: {type: string, from: $status}\n  id: {type: string, from: $requestId}\n");
        assertThat(Yaml.problems(complete.substring(0, complete.indexOf("examples:"))))
                .isEmpty();
    }

    @Test
    void a_flat_answer_of_several_steps_cannot_say_pending() {
        assertThat(Yaml.problems("""
                        name: Slow
                        answer: flat
                        async: {}
                        steps:
                          user:
                            request: {upstream: users, path: /users}
                        output:
                          state: {type: string, from: $status}
                          job: {type: string, from: $requestId}
                          name: {type: string, from: steps.user.name}
                        """))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("answer: found flat together with async and steps"));
    }

    @Test
    void a_pending_flat_answer_holds_the_two_outputs_only() {
        String flat = with("{}")
                .replace("timeout: 10s", "timeout: 10s\nanswer: flat")
                .replace(
                        "output:\n",
                        "output:\n  state: {type: string, from: $status}\n  id: {type: string, from: $requestId}\n");
        ActionDefinition action =
                Yaml.read(flat.substring(0, flat.indexOf("examples:"))).definition();

        Envelope pending = PendingAnswer.of(action, "the-id");

        assertThat(pending.isPending()).isTrue();
        assertThat(pending.httpStatus()).isEqualTo(200);
        assertThat(pending.body()).isEqualTo(Map.of("state", "pending", "id", "the-id"));
    }

    @Test
    void a_pending_envelope_has_a_status_and_an_id_and_no_code() {
        ActionDefinition action = Yaml.read(with("{}")).definition();

        assertThat(PendingAnswer.of(action, "the-id").body())
                .isEqualTo(Map.of("status", "pending", "data", Map.of(), "requestId", "the-id"));
    }

    @Test
    void an_action_and_its_result_action_have_one_number_and_the_same_outputs() {
        Yaml.write(folder, "a.yaml", with("{}"));

        List<Contract> contracts = DefinitionSet.loadWithDrafts(folder).contracts();

        assertThat(contracts)
                .extracting(contract -> contract.registeredName() + " " + contract.number() + " " + contract.draft())
                .containsExactly("FetchUser 1 true", "FetchUserResult 1 true");
        Contract result = contracts.get(1);
        assertThat(result.inputSchema()).contains("requestId", "wait", "\"required\":[\"requestId\"]");
        assertThat(result.successSchema()).isEqualTo(contracts.get(0).successSchema());
        assertThat(result.requestTemplate())
                .isEqualTo("{\"actionName\":\"FetchUserResult\",\"contract\":1,\"data\":${input.rawRequest}}");
    }

    @Test
    void the_compiled_file_and_the_lock_file_do_not_hold_the_result_action() throws IOException {
        Yaml.write(folder, "a.yaml", with("{}"));
        new Contracts(folder, line -> {}).record();

        DefinitionSet set = DefinitionSet.load(folder);

        assertThat(new String(set.compiled().write())).doesNotContain("FetchUserResult");
        assertThat(Files.readString(folder.resolve(LockFile.NAME))).doesNotContain("FetchUserResult");
        assertThat(set.compiled().find("FetchUserResult", null)).isPresent();
    }

    @Test
    void to_become_slow_is_a_new_contract() throws IOException {
        Yaml.write(folder, "a.yaml", Yaml.GOOD);
        Contracts contracts = new Contracts(folder, line -> {});
        contracts.record();
        Yaml.write(folder, "a.yaml", with("{}"));

        assertThatThrownBy(() -> DefinitionSet.load(folder))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("the contract changed (async: no -> yes)");
    }

    @Test
    void other_limits_of_a_slow_action_are_the_same_contract() throws IOException {
        Yaml.write(folder, "a.yaml", with("{}"));
        new Contracts(folder, line -> {}).record();
        Yaml.write(folder, "a.yaml", with("{after: 1s, limit: 5m, keep: 10m, key: $input.userId}"));

        assertThat(DefinitionSet.load(folder).contracts()).hasSize(2);
    }

    @Test
    void the_name_of_a_result_action_cannot_be_another_actions() {
        Yaml.write(folder, "a.yaml", with("{}"));
        Yaml.write(folder, "b.yaml", Yaml.with("name: FetchUser", "name: fetchuserRESULT"));

        assertThatThrownBy(() -> DefinitionSet.loadWithDrafts(folder))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("b.yaml:1: name: the name FetchUserResult is taken: FetchUser has async");
    }

    @Test
    void a_name_that_leaves_no_room_for_the_result_action_is_refused() {
        assertThat(Yaml.problems(with("{}").replace("name: FetchUser", "name: " + "A".repeat(123))))
                .anySatisfy(problem ->
                        assertThat(problem.toString()).contains("found 123 characters, expected at most 122"));
    }

    @Test
    void retiring_asks_the_org_for_both_actions() throws IOException {
        Yaml.write(folder, "a.yaml", with("{}"));
        Contracts contracts = new Contracts(folder, line -> {});
        contracts.record();
        Files.delete(folder.resolve("a.yaml"));
        Yaml.write(folder, "b.yaml", Yaml.with("name: FetchUser", "name: Other"));
        List<String> asked = new ArrayList<>();

        assertThatThrownBy(() -> contracts.retire("FetchUser", 1, List.of("dev"), (action, contract, where) -> {
                    asked.add(action + " " + contract + " " + where);
                    return action.equals("FetchUserResult") ? Optional.of("used by the flow Main") : Optional.empty();
                }))
                .hasMessageContaining("in dev (FetchUserResult) it is used by the flow Main");
        assertThat(asked).containsExactly("FetchUser 1 dev", "FetchUserResult 1 dev");
    }

    @Test
    void a_result_action_is_not_retired_by_itself() throws IOException {
        Yaml.write(folder, "a.yaml", with("{}"));
        Contracts contracts = new Contracts(folder, line -> {});
        contracts.record();

        assertThatThrownBy(() -> contracts.retire(
                        "FetchUserResult", 1, List.of(), (action, contract, where) -> Optional.empty()))
                .hasMessageContaining("FetchUserResult is the result action of FetchUser");
    }

    @Test
    void a_number_is_no_place_for_pending() {
        String flat = with("{}")
                .replace("timeout: 10s", "timeout: 10s\nanswer: flat")
                .replace(
                        "output:\n",
                        "output:\n  state: {type: string, from: $status}\n  http: {type: integer, from: $status}\n"
                                + "  id: {type: string, from: $requestId}\n");
        ActionDefinition action =
                Yaml.read(flat.substring(0, flat.indexOf("examples:"))).definition();

        assertThat(PendingAnswer.of(action, "the-id").body()).isEqualTo(Map.of("state", "pending", "id", "the-id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                          | true",
                "{key: $input.note}          | true",
                "{key: $input.userId}        | false",
            })
    void a_post_that_a_repeated_call_sends_again_is_a_warning(String async, boolean isWarned) {
        Yaml.write(
                folder,
                "a.yaml",
                with(async)
                        .replace("method: GET", "method: POST")
                        .replace("input:\n", "input:\n  note: {type: string}\n"));

        List<String> warnings = new Contracts(folder, line -> {})
                .check().warnings().stream().map(DefinitionProblem::toString).toList();

        assertThat(warnings.stream().anyMatch(each -> each.contains("runs this action twice")))
                .as("%s", warnings)
                .isEqualTo(isWarned);
    }
}
