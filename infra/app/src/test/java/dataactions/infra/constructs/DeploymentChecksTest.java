package dataactions.infra.constructs;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.infra.Fixture;
import dataactions.infra.environment.Environment.Check;
import dataactions.infra.environment.Environment.OnUpstreamFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentChecksTest {
    private static final List<Contract> CONTRACTS = Fixture.definitions().contracts();
    private static final Check ONE =
            new Check("FetchUser", Map.of("userId", 1L), List.of("status = \"success\""), Optional.empty());
    private static final Check TWO = new Check("FetchUser", Map.of("userId", 2L), List.of(), Optional.empty());

    @Test
    void checks_are_rendered_as_the_registrar_reads_them() {
        assertThat(new DeploymentChecks(List.of(ONE, TWO), OnUpstreamFault.WARN).json())
                .isEqualTo("[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":1},"
                        + "\"expect\":[\"status = \\\"success\\\"\"]},"
                        + "{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":2}}]");
    }

    @Test
    void a_new_version_is_checked_for_the_older_contracts_too_as_far_as_the_inputs_fit_them() {
        assertThat(new DeploymentChecks(List.of(TWO), OnUpstreamFault.WARN).json(CONTRACTS))
                .isEqualTo("[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":2}},"
                        + "{\"name\":\"FetchUser (contract 1)\",\"action\":\"FetchUser\",\"contract\":1,"
                        + "\"input\":{\"userId\":2}}]");
        Check another = new Check("FetchUser", Map.of("email", "a@example.com"), List.of(), Optional.empty());
        assertThat(new DeploymentChecks(List.of(another), OnUpstreamFault.WARN).json(CONTRACTS))
                .doesNotContain("contract 1");
    }

    @Test
    void a_check_of_a_flat_or_a_secure_action_says_so_to_both_checks(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("action.yaml"),
                Files.readString(Fixture.PROJECT.resolve("infra/app/src/test/resources/definitions/fetch-user.yaml"))
                        .replace("name: FetchUser\n", "name: FetchUser\nanswer: flat\nsecure: true\n"));
        new Contracts(folder, line -> {}).record();

        assertThat(new DeploymentChecks(List.of(TWO), OnUpstreamFault.WARN)
                        .json(DefinitionSet.load(folder).contracts()))
                .isEqualTo("[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":2},"
                        + "\"answer\":\"flat\",\"secure\":true}]");
    }

    /** The registrar asks the result action, and a flat answer says only by its outputs that it is pending. */
    @Test
    void a_check_of_a_slow_action_says_how_long_its_result_may_take() {
        List<Contract> contracts = Fixture.slowDefinitions().contracts();
        Check report = new Check("BuildReport", Map.of("userId", 1L), List.of(), Optional.empty());
        Check credit = new Check("CheckCredit", Map.of("customer", "K-1"), List.of(), Optional.of("accepted"));

        assertThat(new DeploymentChecks(List.of(report, credit), OnUpstreamFault.WARN).json(contracts))
                .isEqualTo("[{\"name\":\"BuildReport\",\"action\":\"BuildReport\",\"input\":{\"userId\":1},"
                        + "\"async\":{\"limitMillis\":600000,\"shared\":true}},"
                        + "{\"name\":\"CheckCredit\",\"action\":\"CheckCredit\",\"input\":{\"customer\":\"K-1\"},"
                        + "\"answer\":\"flat\",\"secure\":true,\"async\":{\"limitMillis\":90000,"
                        + "\"statusOutput\":\"state\",\"requestIdOutput\":\"job\"}}]");
    }

    @Test
    void the_digest_changes_with_everything_that_a_check_proves() {
        DeploymentChecks checks = new DeploymentChecks(List.of(ONE), OnUpstreamFault.WARN);
        String digest = checks.digest(CONTRACTS, "function");

        assertThat(checks.digest(CONTRACTS, "function")).isEqualTo(digest).matches("[0-9a-f]{64}");
        assertThat(Set.of(
                        digest,
                        checks.digest(CONTRACTS, "another function"),
                        checks.digest(CONTRACTS.subList(1, CONTRACTS.size()), "function"),
                        new DeploymentChecks(List.of(TWO), OnUpstreamFault.WARN).digest(CONTRACTS, "function"),
                        new DeploymentChecks(List.of(ONE), OnUpstreamFault.FAIL).digest(CONTRACTS, "function")))
                .hasSize(5);
    }
}
