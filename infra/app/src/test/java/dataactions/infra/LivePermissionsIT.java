package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.infra.environment.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * During a deployment callers reach the former version of the function until the new one has passed its checks. Both
 * have one role, and CloudFormation updates a policy long before it moves the alias. So no update may narrow a policy.
 */
class LivePermissionsIT {
    private static final String OTHER_KEY = "arn:aws:kms:eu-west-1:" + Fixture.ACCOUNT + ":key/3c-4d";

    @TempDir
    private static Path folder;

    /** The resources of each environment. Their logical ids do not depend on the environment's name. */
    private static final Map<String, Map<String, Map<String, Object>>> STACKS = new TreeMap<>();

    @BeforeAll
    static void synthesised() {
        Map<String, Object> environments = new LinkedHashMap<>();
        add(environments, "secret-a", Map.of("upstreams", upstreams("crm/a")));
        add(environments, "secret-a-again", Map.of("upstreams", upstreams("crm/a")));
        add(environments, "secret-b", Map.of("upstreams", upstreams("crm/b")));
        add(environments, "no-auth", Map.of());
        add(environments, "key", Map.of("upstreams", upstreams("crm/a"), "kmsKey", Fixture.KEY));
        add(environments, "other-key", Map.of("upstreams", upstreams("crm/a"), "kmsKey", OTHER_KEY));
        add(environments, "slow-key", Map.of("upstreams", upstreams("crm/a"), "kmsKey", Fixture.KEY));
        add(environments, "slow-other-key", Map.of("upstreams", upstreams("crm/b"), "kmsKey", OTHER_KEY));
        add(environments, "iam", Map.of("frontDoor", "iam"));
        add(environments, "iam-none", Map.of("frontDoor", Map.of("type", "iam", "qualifier", "none")));
        Fixture.synth(
                        environments,
                        environment -> environment.name().startsWith("slow")
                                ? Fixture.slowDefinitions()
                                : Fixture.definitions(),
                        folder)
                .forEach((name, template) -> {
                    Map<String, Map<String, Object>> resources = new TreeMap<>();
                    map(template.get("Resources")).forEach((id, resource) -> resources.put(id, map(resource)));
                    STACKS.put(name, resources);
                });
    }

    @Test
    void another_secret_leaves_the_former_one_readable_until_the_alias_has_moved() {
        loses("secret-a", "secret-b", "crm/a");
        loses("slow-key", "slow-other-key", "crm/a");
    }

    @Test
    void an_upstream_without_auth_leaves_its_former_secret_readable_until_the_alias_has_moved() {
        loses("secret-a", "no-auth", "crm/a");
    }

    @Test
    void the_last_slow_action_leaves_table_and_worker_usable_until_the_alias_has_moved() {
        loses("slow-key", "key", "Worker");
        loses("slow-key", "key", "Jobs");
    }

    @Test
    void another_key_leaves_the_former_one_usable_until_the_alias_has_moved() {
        loses("key", "other-key", "kms:Decrypt " + Fixture.KEY);
        loses("slow-key", "slow-other-key", "kms:GenerateDataKey " + Fixture.KEY);
    }

    /** An action in Genesys keeps the former ARN until its own update, which comes after the alias. */
    @Test
    void another_qualifier_leaves_genesys_the_former_arn() {
        assertThat(narrowed("iam", "iam-none")).isEmpty();
        assertThat(narrowed("iam-none", "iam")).isEmpty();
    }

    @Test
    void the_same_permissions_are_the_same_policy() {
        assertThat(policies("secret-a-again").keySet())
                .isEqualTo(policies("secret-a").keySet());
    }

    @Test
    void the_new_permissions_exist_before_the_former_ones_are_narrowed_and_before_the_functions_are_updated() {
        Map<String, Map<String, Object>> resources = STACKS.get("slow-key");
        for (String[] role : new String[][] {{"FunctionRole", "Function"}, {"JobsWorkRole", "Worker"}}) {
            List<String> own = policies("slow-key").entrySet().stream()
                    .filter(each -> rolesOf(each.getValue()).contains(role[0]))
                    .map(Map.Entry::getKey)
                    .filter(id -> !id.contains("DefaultPolicy"))
                    .toList();
            assertThat(own).hasSize(1);
            String defaultPolicy = resources.keySet().stream()
                    .filter(id -> id.startsWith(role[0] + "DefaultPolicy"))
                    .findFirst()
                    .orElseThrow();
            assertThat(before(resources, defaultPolicy)).containsAll(own);
            assertThat(before(resources, role[1])).containsAll(own);
        }
    }

    /** IAM counts all inline policies of a role, and during a deployment there are the former ones, too. */
    @Test
    void permissions_that_would_not_fit_twice_into_a_role_are_refused_at_synthesis(@TempDir Path own) {
        Map<String, Object> environment = Fixture.environment();
        String name = "an/upstreams/" + "x".repeat(140);
        environment.put("upstreams", eleven("arn:aws:secretsmanager:eu-west-1:" + Fixture.ACCOUNT + ":secret:" + name));

        assertThatThrownBy(() -> Fixture.synth(Map.of("dev", environment), Fixture.definitions(), own))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("cdk.json: environments.dev.upstreams: the permissions of the function to read the"
                        + " upstreams' secrets need 4\\d{3} characters of its role's policies, and 4000 are allowed, so"
                        + " that the former and the new permissions fit into a role together; give the names of secrets"
                        + " instead of their ARNs, or let several upstreams use one secret");

        environment.put("upstreams", eleven(name));
        assertThat(Fixture.synth(Map.of("dev", environment), Fixture.definitions(), own))
                .isNotEmpty();
    }

    /** The secrets of eleven upstreams. */
    private static Map<String, Object> eleven(String secret) {
        Map<String, Object> upstreams = new LinkedHashMap<>();
        upstreams.put("users", Map.of("url", "https://api.example.com"));
        for (int i = 10; i < 21; i++) {
            upstreams.put(
                    "u" + i,
                    Map.of("url", "https://u.example.com", "auth", Map.of("type", "bearer", "secret", secret + i)));
        }
        return upstreams;
    }

    /** The next stack no longer allows something, and CloudFormation takes it away in its cleanup only. */
    private static void loses(String former, String next, String allowance) {
        assertThat(allowances(policies(former).values()))
                .as("%s allows it", former)
                .anySatisfy(each -> assertThat(each).contains(allowance));
        assertThat(allowances(policies(next).values()))
                .as("%s does not", next)
                .noneSatisfy(each -> assertThat(each).contains(allowance));
        assertThat(narrowed(former, next)).isEmpty();
    }

    /** What the roles may no longer do before CloudFormation's cleanup, which deletes the policies that are gone. */
    private static Set<String> narrowed(String former, String next) {
        Map<String, Map<String, Object>> meanwhile = new TreeMap<>(policies(former));
        meanwhile.putAll(policies(next));
        Set<String> narrowed = allowances(policies(former).values());
        narrowed.removeAll(allowances(meanwhile.values()));
        return narrowed;
    }

    private static Map<String, Map<String, Object>> policies(String environment) {
        return STACKS.get(environment).entrySet().stream()
                .filter(each -> "AWS::IAM::Policy".equals(each.getValue().get("Type")))
                .filter(each -> List.of("FunctionRole", "JobsWorkRole", "GenesysRole").stream()
                        .anyMatch(role ->
                                rolesOf(map(each.getValue().get("Properties"))).contains(role)))
                .collect(Collectors.toMap(
                        each -> each.getKey(),
                        each -> map(each.getValue().get("Properties")),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static String rolesOf(Map<String, Object> policy) {
        return policy.get("Roles").toString();
    }

    /** Each role with each action, resource and condition. */
    private static Set<String> allowances(Iterable<Map<String, Object>> policies) {
        Set<String> allowances = new TreeSet<>();
        for (Map<String, Object> policy : policies) {
            for (Object statement : (List<?>) map(policy.get("PolicyDocument")).get("Statement")) {
                for (Object action : list(map(statement).get("Action"))) {
                    for (Object resource : list(map(statement).get("Resource"))) {
                        allowances.add(rolesOf(policy) + " " + action + " " + resource
                                + map(statement).getOrDefault("Condition", ""));
                    }
                }
            }
        }
        return allowances;
    }

    private static List<?> list(Object oneOrMore) {
        return oneOrMore instanceof List<?> list ? list : List.of(oneOrMore);
    }

    /** What CloudFormation completes before a resource, because DependsOn names it, directly or not. */
    @SuppressWarnings("unchecked")
    private static Set<String> before(Map<String, Map<String, Object>> resources, String id) {
        Set<String> before = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(id));
        while (!open.isEmpty()) {
            for (String name : (List<String>) resources.get(open.pop()).getOrDefault("DependsOn", List.of())) {
                if (before.add(name)) {
                    open.push(name);
                }
            }
        }
        return before;
    }

    private static Map<String, Object> upstreams(String secret) {
        Map<String, Object> crm =
                Map.of("url", "https://crm.example.com", "auth", Map.of("type", "bearer", "secret", secret));
        return Map.of("users", crm, "credit", crm);
    }

    private static void add(Map<String, Object> environments, String name, Map<String, Object> change) {
        Map<String, Object> environment = Fixture.environment();
        environment.put(
                "genesys",
                Map.of(
                        "domain", "mypurecloud.ie",
                        "credentialsSecret", "genesys/oauth-client",
                        "organizationId", Fixture.ORGANIZATION));
        environment.put("categorySuffix", " (" + name + ")");
        environment.putAll(change);
        environments.put(name, environment);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
