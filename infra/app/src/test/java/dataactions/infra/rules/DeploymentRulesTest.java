package dataactions.infra.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionSet;
import dataactions.infra.Fixture;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentRulesTest {
    private static final DefinitionSet DEFINITIONS = Fixture.definitions();
    private static final DefinitionSet SLOW = Fixture.slowDefinitions();
    private static final String DEV = "cdk.json: environments.dev";

    @Test
    void an_environment_that_has_all_that_the_actions_need_is_right() {
        assertThat(problems(dev -> {})).isEmpty();
        assertThat(warnings(dev -> {})).isEmpty();
    }

    @Test
    void an_upstream_that_an_action_calls_must_be_there() {
        assertThat(problems(dev -> dev.put("upstreams", Map.of("user", Map.of("url", "https://example.com")))))
                .containsExactly(
                        DEV + ".upstreams.users: missing; action FetchUser (contract 1) and 2 more call it. Expected"
                                + " {\"url\": \"https://…\"}; did you mean \"user\"?");
    }

    @Test
    void an_upstream_timeout_must_leave_a_second_of_the_actions_own() {
        assertThat(problems(timeout("9s"))).isEmpty();
        assertThat(problems(timeout("9001ms")))
                .containsExactly(
                        DEV + ".upstreams.users.timeout: 9001ms does not fit into action FetchUser (contract 1), whose"
                                + " timeout is 10s; the call must end a second before the action does",
                        DEV + ".upstreams.users.timeout: 9001ms does not fit into action FetchUser, whose timeout is"
                                + " 10s; the call must end a second before the action does");
    }

    @Test
    void the_functions_timeout_must_not_be_less_than_an_actions() {
        assertThat(problems(dev -> dev.put("function", Map.of("timeout", "10s"))))
                .containsExactly(
                        DEV + ".function.timeout: 10s is less than the timeout of action PlaceOrder, 20s; raise it,"
                                + " or leave it out: it is then the longest action's and two seconds");
    }

    @Test
    void an_actions_name_must_be_one_that_ssm_and_cloudformation_take(@TempDir Path folder) throws Exception {
        assertThat(renamed(folder, "Ref"))
                .containsExactly("Action \"Ref\": CloudFormation takes a key of that name for a function; rename it");
    }

    private static List<String> renamed(Path folder, String name) throws Exception {
        Files.writeString(
                folder.resolve("action.yaml"),
                Files.readString(Fixture.SAMPLE.resolve("function/actions/fetch-user.yaml"))
                        .replace("name: FetchUser ", "name: " + name + " "));
        new Contracts(folder, line -> {}).record();
        return DeploymentRules.problems(environment(dev -> {}), DefinitionSet.load(folder));
    }

    @Test
    void a_name_with_spaces_that_the_definitions_allow_can_be_deployed(@TempDir Path folder) throws Exception {
        assertThat(renamed(folder, "Fetch a User")).isEmpty();
    }

    @Test
    void a_check_must_name_an_action_in_service() {
        assertThat(problems(check("FetchUsr", Map.of())))
                .containsExactly(DEV + ".checks.FetchUsr: no such action; did you mean \"FetchUser\"?");
    }

    @Test
    void a_checks_inputs_must_fulfil_the_definition() {
        assertThat(problems(check("FetchUser", Map.of())))
                .containsExactly(DEV + ".checks.FetchUser.input: Input userId is missing (an integer).");
        assertThat(problems(check("FetchUser", Map.of("input", Map.of("userid", 1)))))
                .containsExactly(
                        DEV + ".checks.FetchUser.input.userid: the action has no such input; did you mean \"userId\"?");
    }

    @Test
    void a_checks_inputs_must_have_the_types_that_genesys_insists_on() {
        assertThat(problems(check("FetchUser", Map.of("input", Map.of("userId", "1")))))
                .containsExactly(DEV + ".checks.FetchUser.input.userId: found a string, expected the type integer,"
                        + " which Genesys Cloud insists on");
        assertThat(problems(check("PlaceOrder", Map.of("input", Map.of("sku", 4711), "sideEffects", "accepted"))))
                .containsExactly(DEV + ".checks.PlaceOrder.input.sku: found an integer, expected the type string,"
                        + " which Genesys Cloud insists on");
    }

    private static List<String> expectingOfAFlatAnswer(String expect) {
        return slow(check(
                "CheckCredit",
                Map.of("input", Map.of("customer", "K-1"), "sideEffects", "accepted", "expect", expect)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errorCode = 'NO_SUCH_CUSTOMER'",
                "data.state = '404' and $.error = 'x'",
                "status = \"error\" and data.state = '404'"
            })
    void an_expectation_cannot_compare_what_a_flat_answer_does_not_have(String expect) {
        assertThat(expectingOfAFlatAnswer(expect))
                .singleElement()
                .asString()
                .contains(
                        " is never there: the action has a flat answer, so Genesys Cloud gets the outputs alone; read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'success'",
                "errorCode != 'x'",
                "$not($exists(errorCode))",
                "errorCode = 'x' or data.state = '404'",
                "data.problem = 'x' and $length(data.state) = 3"
            })
    void an_expectation_of_a_flat_answer_that_may_be_true_is_let_through(String expect) {
        assertThat(expectingOfAFlatAnswer(expect)).isEmpty();
    }

    private static List<String> expecting(String... expect) {
        return problems(check("FetchUser", Map.of("input", Map.of("userId", 1), "expect", List.of(expect))));
    }

    @Test
    void a_checks_expectation_must_name_outputs_that_the_action_has() {
        assertThat(expecting("data.nme = 'Leanne Graham'"))
                .containsExactly(DEV + ".checks.FetchUser.expect: data.nme is no output of the action; did you mean"
                        + " \"name\"?");
        assertThat(expecting("status = 'success'", "$exists($.data.`nme`)"))
                .containsExactly(DEV + ".checks.FetchUser.expect[1]: data.nme is no output of the action; did you mean"
                        + " \"name\"?");
        assertThat(expecting("data.name.first = 'Leanne'"))
                .containsExactly(DEV + ".checks.FetchUser.expect: data.name.first is no output of the action;"
                        + " data.name has no members");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.name = 'data.nme'",
                "$length(data.name) > 3 and data.email ~> $contains('@')",
                "data.name[0] = \"x\"",
                "/* data.nme */ $count([data.name, data.email][$ = 'x']) = 0",
                "data.(nme = 1)",
                "others.data.nme = 1",
                "rows[data.nme = 1].x",
                "$keys(data)[0] = 'name'",
                "($data := data; $data.nme = 1)"
            })
    void an_expectation_that_may_be_right_is_let_through(String expectation) {
        assertThat(expecting(expectation)).isEmpty();
    }

    @Test
    void a_check_that_changes_something_must_be_accepted() {
        Map<String, Object> input = Map.of("sku", "A-1");

        assertThat(problems(check("PlaceOrder", Map.of("input", input))))
                .containsExactly(
                        DEV + ".checks.PlaceOrder: every deployment would send this POST; remove the check or add"
                                + " \"sideEffects\": \"accepted\"");
        assertThat(problems(check("PlaceOrder", Map.of("input", input, "sideEffects", "accepted"))))
                .isEmpty();
    }

    @Test
    void more_contracts_than_a_stack_has_room_for_are_counted() {
        assertThat(DeploymentRules.count(DeploymentRules.MAX_CONTRACTS, false)).isEmpty();
        assertThat(DeploymentRules.count(DeploymentRules.MAX_CONTRACTS + 1, false))
                .contains("231 contracts are in service, and one stack has room for 230; retire contracts that no flow"
                        + " uses, or split the definitions into two projects");
        assertThat(DeploymentRules.count(DeploymentRules.MAX_CONTRACTS_WITH_JOBS, true))
                .isEmpty();
        assertThat(DeploymentRules.count(DeploymentRules.MAX_CONTRACTS_WITH_JOBS + 1, true))
                .contains("224 contracts are in service, and one stack with slow actions (async) has room for 223;"
                        + " retire contracts that no flow uses, or split the definitions into two projects");
    }

    @Test
    void a_category_must_fit_with_its_suffix() {
        assertThat(problems(dev -> dev.put("categorySuffix", "x".repeat(250))))
                .contains(DEV + ": the category of action FetchUser has 263 characters with its suffix; Genesys Cloud"
                        + " allows 256; shorten the category or the suffix");
    }

    @Test
    void an_unknown_domain_and_an_upstream_that_nothing_calls_are_warned_of() {
        assertThat(warnings(dev -> {
                    dev.put("genesys", Map.of("domain", "genesys.example.com", "credentialsSecret", "s"));
                    dev.put(
                            "upstreams",
                            Map.of(
                                    "users", Map.of("url", "https://example.com"),
                                    "orders", Map.of("url", "https://example.com")));
                }))
                .containsExactly(
                        DEV + ".genesys.domain: \"genesys.example.com\" is no Genesys Cloud domain that is known here;"
                                + " https://api.genesys.example.com will be called",
                        DEV + ".upstreams.orders: no action calls it");
    }

    @Test
    void a_secure_slow_action_needs_a_key_of_the_environments_own() {
        assertThat(slow(dev -> dev.remove("kmsKey")))
                .containsExactly(DEV
                        + ".kmsKey: missing; action CheckCredit is secure and has async, so its inputs and results are"
                        + " stored, and a key of yours must encrypt them. Expected a KMS key's ARN; or remove async or"
                        + " secure from the definition");
        assertThat(slow(dev -> {})).isEmpty();
    }

    /** BuildReport has a timeout of 20 s and a limit of 10 m, CheckCredit one of 10 s and 90 s. */
    @Test
    void an_upstream_timeout_must_fit_into_the_limit_of_a_slow_action_and_not_into_its_timeout() {
        assertThat(slow(credit("89s"))).isEmpty();
        assertThat(slow(credit("90s")))
                .containsExactly(DEV + ".upstreams.credit.timeout: 90s does not fit into action CheckCredit, whose"
                        + " async.limit is 90s; the call must end a second before the action does");
    }

    private static Consumer<Map<String, Object>> credit(String timeout) {
        return dev -> dev.put(
                "upstreams",
                Map.of(
                        "users", Map.of("url", "https://example.com"),
                        "credit", Map.of("url", "https://example.com", "timeout", timeout)));
    }

    @Test
    void the_functions_timeout_must_not_be_less_than_a_result_actions() {
        assertThat(slow(dev -> dev.put("function", Map.of("timeout", "14s"))))
                .containsExactly(
                        DEV + ".function.timeout: 14s is less than the timeout of action BuildReport, 20s; raise it, or"
                                + " leave it out: it is then the longest action's and two seconds");
        assertThat(slow(dev -> dev.put("function", Map.of("timeout", "20s")))).isEmpty();
    }

    @Test
    void a_check_names_the_slow_action_and_not_its_result_action() {
        assertThat(slow(check("BuildReportResult", Map.of("input", Map.of("requestId", "x")))))
                .containsExactly(DEV + ".checks.BuildReportResult: is the result action of BuildReport, which needs the"
                        + " id of a job; name the slow action \"BuildReport\": its check asks for the result");
        assertThat(slow(check("BuildReportResul", Map.of())))
                .containsExactly(DEV + ".checks.BuildReportResul: no such action; known: BuildReport,"
                        + " CheckCredit, FetchUser");
        assertThat(slow(check(
                        "BuildReport",
                        Map.of("input", Map.of("userId", 1, "conversationId", "check"), "expect", "data.pages > 0"))))
                .isEmpty();
    }

    @Test
    void a_concurrency_of_the_worker_that_nothing_uses_is_warned_of() {
        Consumer<Map<String, Object>> five = dev -> dev.put("function", Map.of("workerConcurrency", 5));

        assertThat(problems(five)).isEmpty();
        assertThat(warnings(five))
                .containsExactly(DEV + ".function.workerConcurrency: no action has async, so nothing uses it");
        assertThat(DeploymentRules.warnings(slowEnvironment(five), SLOW)).isEmpty();
    }

    private static List<String> slow(Consumer<Map<String, Object>> edit) {
        return DeploymentRules.problems(slowEnvironment(edit), SLOW);
    }

    private static Environment slowEnvironment(Consumer<Map<String, Object>> edit) {
        return environment(dev -> {
            dev.put("kmsKey", "arn:aws:kms:eu-west-1:123456789012:key/1a-2b");
            credit("5s").accept(dev);
            edit.accept(dev);
        });
    }

    private static List<String> problems(Consumer<Map<String, Object>> edit) {
        return DeploymentRules.problems(environment(edit), DEFINITIONS);
    }

    private static List<String> warnings(Consumer<Map<String, Object>> edit) {
        return DeploymentRules.warnings(environment(edit), DEFINITIONS);
    }

    private static Consumer<Map<String, Object>> timeout(String timeout) {
        return dev -> dev.put("upstreams", Map.of("users", Map.of("url", "https://example.com", "timeout", timeout)));
    }

    private static Consumer<Map<String, Object>> check(String action, Map<String, Object> check) {
        return dev -> dev.put("checks", Map.of(action, check));
    }

    private static Environment environment(Consumer<Map<String, Object>> edit) {
        Map<String, Object> dev = Fixture.environment();
        edit.accept(dev);
        return Environments.read(Map.of("dev", dev)).all().get(0);
    }
}
