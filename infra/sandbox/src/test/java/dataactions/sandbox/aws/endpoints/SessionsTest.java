package dataactions.sandbox.aws.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Role;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may assume a role of the account, and do what as it. */
class SessionsTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/genesys";
    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    private static final String GENESYS = "765628985471";

    private final Account account = new Account(Account.Content.EMPTY, InstantSource.system());
    private final Sessions sessions = new Sessions(account);

    @BeforeEach
    void a_role_that_trusts_genesys_for_one_organization() {
        account.putRole("genesys", new Role(ROLE, """
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"AWS": "arn:aws:iam::765628985471:root"},
                  "Condition": {"StringEquals": {"sts:ExternalId": "our-org"}}}]}""", Map.of("policy", """
                {"Statement": {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "%s:live"}}""".formatted(FUNCTION))));
    }

    @ParameterizedTest
    @CsvSource({
        ROLE + ", " + GENESYS + ", our-org, true",
        ROLE + ", " + GENESYS + ", their-org, false",
        ROLE + ", " + GENESYS + ", '', false",
        ROLE + ", 111111111111, our-org, false",
        ROLE + "x, " + GENESYS + ", our-org, false"
    })
    void a_role_is_assumed_by_whom_it_trusts(String role, String caller, String externalId, boolean assumed) {
        assertThat(sessions.assume(role, caller, externalId).isPresent()).isEqualTo(assumed);
    }

    @Test
    void a_condition_that_is_not_known_is_not_fulfilled() {
        account.putRole("genesys", new Role(ROLE, """
                {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"AWS": "765628985471"}, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}""", Map.of()));

        assertThat(sessions.assume(ROLE, GENESYS, "our-org")).isEmpty();
    }

    @Test
    void it_may_do_what_its_policy_says_and_only_as_long_as_it_says_so() {
        String key = sessions.assume(ROLE, GENESYS, "our-org").orElseThrow();

        assertThat(sessions.allows(key, "lambda:InvokeFunction", FUNCTION + ":live"))
                .isTrue();
        assertThat(sessions.allows(key, "lambda:InvokeFunction", FUNCTION)).isFalse();
        assertThat(sessions.allows(key, "lambda:InvokeFunction", FUNCTION + ":1"))
                .isFalse();
        assertThat(sessions.allows(key, "secretsmanager:GetSecretValue", FUNCTION + ":live"))
                .isFalse();
        assertThat(sessions.allows("ASIAOFALAMBDA", "lambda:InvokeFunction", FUNCTION))
                .isTrue();
        account.changeRoles((name, role) -> role.withoutPolicy("policy"));
        assertThat(sessions.allows(key, "lambda:InvokeFunction", FUNCTION + ":live"))
                .isFalse();
    }
}
