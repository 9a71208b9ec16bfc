package dataactions.infra.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.Json;
import dataactions.infra.Fixture;
import dataactions.infra.environment.Environment.Check;
import dataactions.infra.environment.Environment.OnUpstreamFault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentsTest {
    private static final String DEV = "cdk.json: environments.dev";

    @Test
    void the_smallest_environment_has_the_documented_defaults() {
        Environment dev = only(Fixture.environment());

        assertThat(dev.name()).isEqualTo("dev");
        assertThat(dev.account()).isEmpty();
        assertThat(dev.region()).isEmpty();
        assertThat(dev.genesys())
                .isEqualTo(new Environment.Genesys(
                        "mypurecloud.ie",
                        "genesys/oauth-client",
                        Optional.empty(),
                        "https://api.mypurecloud.ie",
                        "https://login.mypurecloud.ie",
                        false));
        assertThat(dev.onDestroy()).isEqualTo(Environment.OnDestroy.REFUSE);
        assertThat(dev.rotationDays()).isEmpty();
        assertThat(dev.integrationName()).isEqualTo("Data actions (dev)");
        assertThat(dev.categoryOf(null)).isEqualTo("Data Actions");
        assertThat(dev.categoryOf("Customer Data")).isEqualTo("Customer Data");
        assertThat(dev.checks()).isEmpty();
        assertThat(dev.onUpstreamFault()).isEqualTo(OnUpstreamFault.WARN);
        assertThat(dev.function().memory()).isEqualTo(512);
        assertThat(dev.function().reservedConcurrency()).isEmpty();
        assertThat(dev.logRetentionDays()).isEqualTo(30);
        assertThat(dev.function())
                .isEqualTo(new Environment.FunctionSettings(
                        512, Optional.empty(), Optional.empty(), Optional.empty(), false, false, Optional.empty()));
        assertThat(dev.function().concurrencyOfWorker()).isEqualTo(10);
        assertThat(dev.frontDoor()).isEqualTo(new Environment.FrontDoor.Url());
        assertThat(dev.alarmsTopic()).isEmpty();
        assertThat(dev.kmsKey()).isEmpty();
        assertThat(dev.tags()).isEmpty();
        assertThat(dev.permissionsBoundary()).isEmpty();
        assertThat(dev.bootstrapQualifier()).isEmpty();
    }

    /** It becomes the external id of a role, which IAM compares with Genesys's own spelling, in lower case. */
    @Test
    void an_organizations_id_may_be_written_in_upper_case() {
        Map<String, Object> tree = Fixture.environment();
        genesys(tree).put("organizationId", "12345678-1234-1234-1234-123456789ABC");

        assertThat(only(tree).genesys().organizationId()).contains("12345678-1234-1234-1234-123456789abc");
    }

    private static Map<String, Object> withUpstream(Map<String, Object> upstream) {
        Map<String, Object> tree = Fixture.environment();
        Map<String, Object> users = new LinkedHashMap<>(upstream);
        users.put("url", "https://api.example.com");
        tree.put("upstreams", Map.of("users", users));
        return tree;
    }

    @Test
    void an_upstreams_credentials_are_named_and_its_headers_listed() {
        Environment dev = only(withUpstream(Map.of(
                "auth",
                Map.of(
                        "type",
                        "oauth2",
                        "secret",
                        "crm/client",
                        "tokenUrl",
                        "https://login.example.com/t",
                        "scope",
                        "a"),
                "forwardHeaders",
                List.of("ININ-Correlation-Id"))));

        assertThat(dev.upstreams().get("users").auth())
                .isEqualTo(new Auth.OAuth2(
                        URI.create("https://login.example.com/t"),
                        "crm/client",
                        Optional.of("a"),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(dev.upstreams().get("users").forwardHeaders()).containsExactly("ININ-Correlation-Id");
        assertThat(Json.writeString(Upstreams.toTree(dev.upstreams())))
                .contains("\"auth\":{\"type\":\"oauth2\",\"secret\":\"crm/client\",\"tokenUrl\"")
                .contains("\"forwardHeaders\":[\"ININ-Correlation-Id\"]");
        assertThat(only(withUpstream(Map.of("auth", Map.of("type", "none"))))
                        .upstreams()
                        .get("users")
                        .auth())
                .isEqualTo(new Auth.None());
    }

    @ParameterizedTest
    @MethodSource("wrongAuths")
    void credentials_that_are_wrong_are_named_by_their_path_and_never_quoted(Map<String, Object> auth, String message) {
        assertThatThrownBy(() -> only(withUpstream(Map.of("auth", auth))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(DEV + ".upstreams.users.auth." + message)
                .hasMessageNotContaining("hunter2");
    }

    static Stream<Arguments> wrongAuths() {
        return Stream.of(
                Arguments.of(Map.of("type", "digest", "secret", "s"), "type"),
                Arguments.of(Map.of("type", "basic"), "secret"),
                Arguments.of(Map.of("type", "basic", "secret", "{\"password\":\"hunter2\"}"), "secret"),
                Arguments.of(Map.of("type", "bearer", "secret", "s", "token", "hunter2"), "token"),
                Arguments.of(Map.of("type", "apiKey", "secret", "s", "in", "cookie", "name", "k"), "in"),
                Arguments.of(Map.of("type", "oauth2", "secret", "s", "tokenUrl", "http://example.com"), "tokenUrl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "https://127.1.2.3/v1",
                "http://localhost:3000",
                "https://LOCALHOST",
                "https://localhost.",
                "https://crm.localhost",
                "http://[::1]:8080",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[::ffff:127.0.0.1]",
                "https://0.0.0.0"
            })
    void an_upstream_on_this_machine_is_refused_since_lambda_cannot_reach_it(String url) {
        Map<String, Object> oauth2 = Map.of("type", "oauth2", "secret", "s", "tokenUrl", url);
        Map<String, Object> tree = withUpstream(Map.of("auth", oauth2));
        Map<String, Object> upstreams = new HashMap<>(Map.of("crm", Map.of("url", url)));
        upstreams.putAll((Map<String, ?>) tree.get("upstreams"));
        tree.put("upstreams", upstreams);

        assertThatThrownBy(() -> only(tree))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        failure -> assertThat(failure.problems())
                                .hasSize(2)
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith(DEV
                                                + ".upstreams.crm.url: is an address of this machine, which a Lambda"
                                                + " function cannot reach; expected the API's own URL."))
                                .anySatisfy(problem -> assertThat(problem)
                                        .startsWith(DEV
                                                + ".upstreams.users.auth.tokenUrl: is an address of this machine")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://10.0.0.1", "https://api.example.com", "https://notlocalhost", "https://[2001:db8::1]"})
    void any_other_address_of_an_upstream_may_be_reached(String url) {
        Map<String, Object> tree = Fixture.environment();
        tree.put("upstreams", Map.of("users", Map.of("url", url)));

        assertThat(only(tree).upstreams().get("users").url()).hasToString(url);
    }

    @Test
    void for_this_machine_an_upstream_may_be_on_it_and_another_environment_may_be_wrong() {
        Map<String, Object> dev = Fixture.environment();
        dev.put("upstreams", Map.of("users", Map.of("url", "http://127.0.0.1:8080")));
        Map<String, Object> tree = Map.of("dev", dev, "test", "not finished");

        assertThat(Environments.local(tree, "dev").upstreams().get("users").url())
                .hasToString("http://127.0.0.1:8080");
        assertThatThrownBy(() -> Environments.local(tree, "tset"))
                .hasMessage("cdk.json: environments.tset: no such environment; did you mean \"test\"?");
        assertThatThrownBy(() -> Environments.local(tree, "test"))
                .hasMessage("cdk.json: environments.test: expected an object, found a string");
    }

    @Test
    void two_environments_in_one_organization_and_a_wrong_region_and_domain_of_a_third_are_said_in_one_run() {
        Map<String, Object> third = Fixture.environment();
        third.put("region", "eu_west_1");
        third.put("genesys", Map.of("domain", "mypurecloud.xx", "credentialsSecret", "s"));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("dev", Fixture.environment());
        tree.put("test", Fixture.environment());
        tree.put("prod", third);

        assertThatThrownBy(() -> Environments.read(tree))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .anyMatch(each -> each.contains("environments.prod.region: "))
                                .anyMatch(each -> each.contains("environments.prod.genesys.domain: "))
                                .anyMatch(each -> each.contains("environments.test.categorySuffix: "))
                                .noneMatch(each -> each.contains("environments.prod.categorySuffix: ")));
    }

    @Test
    void a_typo_in_the_type_of_an_auth_is_reported_without_the_keys_that_only_the_type_explains() {
        assertThatThrownBy(() -> only(withUpstream(
                        Map.of("auth", Map.of("typ", "apiKey", "secret", "s", "in", "header", "name", "X-Api-Key")))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        DEV + ".upstreams.users.auth.typ: unknown key; did you mean \"type\"?"));
        assertThatThrownBy(() -> only(withUpstream(
                        Map.of("auth", Map.of("type", "oauth", "secret", "s", "tokenUrl", "https://a.example.com/t")))))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems()).singleElement().asString().contains("did you mean \"oauth2\"?"));
    }

    @Test
    void every_key_is_read() {
        Map<String, Object> tree = Fixture.environment();
        tree.putAll(Map.of(
                "account", "123456789012",
                "region", "eu-central-1",
                "integrationName", "Our actions",
                "category", "Ours",
                "categorySuffix", " (dev)",
                "onUpstreamFault", "fail",
                "logRetentionDays", 90.0));
        tree.put(
                "function",
                Map.of(
                        "memory",
                        1024,
                        "timeout",
                        "45s",
                        "reservedConcurrency",
                        20,
                        "workerConcurrency",
                        25,
                        "snapStart",
                        true,
                        "keepAwake",
                        true,
                        "vpc",
                        Map.of(
                                "subnetIds", List.of("subnet-0a1b2c3d"),
                                "securityGroupIds", List.of("sg-0a1b2c3d4e5f60718"))));
        tree.putAll(Map.of(
                "frontDoor", Map.of("type", "iam", "qualifier", "none"),
                "alarmsTopic", "arn:aws:sns:eu-central-1:123456789012:on-call",
                "kmsKey", "arn:aws:kms:eu-central-1:123456789012:key/1a-2b",
                "tags", Map.of("cost-center", "4711"),
                "permissionsBoundary", "developers",
                "bootstrapQualifier", "team1"));
        tree.put("upstreams", Map.of("users", Map.of("url", "https://api.example.com/v1", "timeout", "800ms")));
        tree.put(
                "checks",
                Map.of(
                        "FetchUser",
                        Map.of(
                                "input", Map.of("userId", 1.0),
                                "expect", List.of("data.name = \"Leanne Graham\"", "status = \"success\""),
                                "sideEffects", "accepted")));
        genesys(tree)
                .putAll(Map.of(
                        "organizationId", "12345678-1234-1234-1234-123456789abc",
                        "apiUrl", "http://127.0.0.1:8081",
                        "loginUrl", "http://localhost:8082",
                        "adopt", true));
        tree.put("onDestroy", "retain");

        Environment dev = only(tree);

        assertThat(dev.genesys().adopt()).isTrue();
        assertThat(dev.onDestroy()).isEqualTo(Environment.OnDestroy.RETAIN);

        assertThat(dev.account()).contains("123456789012");
        assertThat(dev.region()).contains("eu-central-1");
        assertThat(dev.integrationName()).isEqualTo("Our actions");
        assertThat(dev.categoryOf(null)).isEqualTo("Ours (dev)");
        assertThat(dev.categoryOf("Customer Data")).isEqualTo("Customer Data (dev)");
        assertThat(dev.onUpstreamFault()).isEqualTo(OnUpstreamFault.FAIL);
        assertThat(dev.logRetentionDays()).isEqualTo(90);
        assertThat(dev.function())
                .isEqualTo(new Environment.FunctionSettings(
                        1024,
                        Optional.of(Duration.ofSeconds(45)),
                        Optional.of(20),
                        Optional.of(25),
                        true,
                        true,
                        Optional.of(new Environment.Vpc(List.of("subnet-0a1b2c3d"), List.of("sg-0a1b2c3d4e5f60718")))));
        assertThat(dev.frontDoor()).isEqualTo(new Environment.FrontDoor.Iam(false));
        assertThat(dev.alarmsTopic()).contains("arn:aws:sns:eu-central-1:123456789012:on-call");
        assertThat(dev.kmsKey()).contains("arn:aws:kms:eu-central-1:123456789012:key/1a-2b");
        assertThat(dev.tags()).isEqualTo(Map.of("cost-center", "4711"));
        assertThat(dev.permissionsBoundary()).contains("developers");
        assertThat(dev.bootstrapQualifier()).contains("team1");
        assertThat(dev.upstreams())
                .isEqualTo(Map.of(
                        "users",
                        new Upstream(
                                "users",
                                URI.create("https://api.example.com/v1"),
                                Optional.of(Duration.ofMillis(800)),
                                new Auth.None(),
                                List.of())));
        assertThat(dev.checks())
                .isEqualTo(Map.of(
                        "FetchUser",
                        new Check(
                                "FetchUser",
                                Map.of("userId", 1L),
                                List.of("data.name = \"Leanne Graham\"", "status = \"success\""),
                                Optional.of("accepted"))));
        assertThat(dev.genesys().organizationId()).contains("12345678-1234-1234-1234-123456789abc");
        assertThat(dev.genesys().apiUrl()).isEqualTo("http://127.0.0.1:8081");
        assertThat(dev.genesys().loginUrl()).isEqualTo("http://localhost:8082");
    }

    @Test
    void a_callers_secret_rotates_in_days_and_where_there_is_one() {
        Map<String, Object> tree = Fixture.environment();
        tree.put("rotation", "30d");
        assertThat(only(tree).rotationDays()).contains(30);

        tree.put("frontDoor", "iam");
        genesys(tree).put("organizationId", ONE);
        assertThatThrownBy(() -> only(tree))
                .hasMessage(DEV + ".rotation: the front door \"iam\" has no caller secret; remove this key");
    }

    @Test
    void environments_keep_the_order_in_which_they_are_written() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("//", "a comment");
        List.of("test", "dev", "prod").forEach(name -> {
            Map<String, Object> environment = Fixture.environment();
            environment.put("categorySuffix", " (" + name + ")");
            tree.put(name, environment);
        });

        assertThat(Environments.read(tree).all()).extracting(Environment::name).containsExactly("test", "dev", "prod");
    }

    @Test
    void a_new_region_of_genesys_is_accepted_when_both_hosts_are_given() {
        Map<String, Object> tree = Fixture.environment();
        genesys(tree)
                .putAll(Map.of(
                        "domain", "apse2.pure.cloud",
                        "apiUrl", "https://api.apse2.pure.cloud",
                        "loginUrl", "https://login.apse2.pure.cloud"));

        assertThat(only(tree).genesys().domain()).isEqualTo("apse2.pure.cloud");
    }

    @Test
    void all_problems_of_all_environments_are_told_at_once() {
        Map<String, Object> dev = Fixture.environment();
        dev.remove("upstreams");
        genesys(dev).put("domain", "mypurecloud.i");
        Map<String, Object> prod = Fixture.environment();
        prod.put("memory", 512);

        assertThatThrownBy(() -> Environments.read(Map.of("dev", dev, "prod", prod)))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .hasSize(3)
                                .allSatisfy(problem -> assertThat(problem).doesNotContain("\n")));
    }

    static Stream<Arguments> what_is_wrong() {
        List<Arguments> rows = new ArrayList<>();
        row(rows, dev -> dev.remove("genesys"), ".genesys: missing; expected an object");
        row(rows, dev -> dev.put("genesys", "mypurecloud.ie"), ".genesys: expected an object, found a string");
        row(
                rows,
                dev -> genesys(dev).remove("domain"),
                ".genesys.domain: missing; expected a Genesys Cloud domain such as \"mypurecloud.ie\"");
        row(
                rows,
                dev -> genesys(dev).put("domian", genesys(dev).remove("domain")),
                ".genesys.domian: unknown key; did you mean \"domain\"?");
        row(
                rows,
                dev -> genesys(dev).put("domain", "mypurecloud.i"),
                ".genesys.domain: \"mypurecloud.i\" is no Genesys Cloud domain that is known here; did you mean"
                        + " \"mypurecloud.ie\"? (If it is a new region, give apiUrl and loginUrl as well.)");
        row(
                rows,
                dev -> genesys(dev).put("domain", "https://api.mypurecloud.ie/"),
                ".genesys.domain: expected the bare domain, without scheme, \"api.\", \"login.\" or path:"
                        + " write \"mypurecloud.ie\"");
        row(
                rows,
                dev -> genesys(dev).put("domain", "my pure cloud"),
                ".genesys.domain: expected a domain such as \"mypurecloud.ie\"");
        row(
                rows,
                dev -> genesys(dev).remove("credentialsSecret"),
                ".genesys.credentialsSecret: missing; expected the name or ARN of the Secrets Manager secret that"
                        + " holds the OAuth client");
        row(
                rows,
                dev -> genesys(dev).put("credentialsSecret", "arn:aws:s3:::bucket"),
                ".genesys.credentialsSecret: expected an ARN like"
                        + " arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME");
        row(
                rows,
                dev -> genesys(dev).put("organizationId", "ours"),
                ".genesys.organizationId: expected an organization's id (a UUID), found \"ours\"");
        row(
                rows,
                dev -> genesys(dev).put("apiUrl", "https://api.mypurecloud.ie/api/v2"),
                ".genesys.apiUrl: expected a URL without a path, such as \"https://api.mypurecloud.ie\"");
        row(
                rows,
                dev -> dev.put("onDestroy", "keep"),
                ".onDestroy: expected \"refuse\", \"delete\" or \"retain\", found \"keep\"");
        row(
                rows,
                dev -> dev.put("rotation", "1001d"),
                ".rotation: expected days, from \"1d\" to \"1000d\", such as \"30d\", found \"1001d\"");
        row(rows, dev -> dev.put("rotation", "4h"), ".rotation: expected days, from \"1d\" to");
        row(rows, dev -> genesys(dev).put("adopt", "yes"), ".genesys.adopt: expected true or false, found a string");
        row(
                rows,
                dev -> dev.put("account", 123456789012L),
                ".account: expected an AWS account's 12 digits as a string, found a number");
        row(
                rows,
                dev -> dev.put("account", "1234"),
                ".account: expected an AWS account's 12 digits as a string, found \"1234\"");
        row(
                rows,
                dev -> dev.put("region", "Ireland"),
                ".region: expected an AWS region such as \"eu-west-1\", found \"Ireland\"");
        row(rows, dev -> dev.put("upstreams", List.of()), ".upstreams: expected an object, found a list");
        row(
                rows,
                dev -> dev.put("upstreams", Map.of("users", Map.of())),
                ".upstreams.users.url: missing; expected the API's base URL");
        row(
                rows,
                dev -> dev.put("upstreams", Map.of("users", "https://example.com")),
                ".upstreams.users: expected an object, found a string");
        row(
                rows,
                dev -> dev.put("upstreams", Map.of("my users", Map.of())),
                ".upstreams.my users: an upstream's name is a letter, then letters, digits, \"-\" and \"_\"");
        row(
                rows,
                upstream("http://api.example.com"),
                ".upstreams.users.url: expected https (plain http only to this machine), found http");
        row(
                rows,
                upstream("api.example.com/v1"),
                ".upstreams.users.url: expected a URL with scheme and host, such as \"https://api.example.com/v1\"");
        row(
                rows,
                upstream("https://api.example.com?key=k"),
                ".upstreams.users.url: expected a base URL without \"?\" and \"#\"; parameters belong in the"
                        + " definition's query");
        row(
                rows,
                dev -> dev.put(
                        "upstreams", Map.of("users", Map.of("url", "https://example.com", "timeout", "5 seconds"))),
                ".upstreams.users.timeout: expected a duration such as \"5s\" or \"800ms\", found \"5 seconds\"");
        row(
                rows,
                dev -> dev.put("upstreams", Map.of("users", Map.of("url", "https://example.com", "timeout", "0s"))),
                ".upstreams.users.timeout: expected a duration such as \"5s\" or \"800ms\", found \"0s\"");
        row(rows, check("expect", "data.name ="), ".checks.FetchUser.expect: not JSONata at column 11: ");
        row(
                rows,
                check("expect", List.of("true", 3)),
                ".checks.FetchUser.expect[1]: expected JSONata as a string or a list of strings, found a number");
        row(
                rows,
                check("input", List.of(1)),
                ".checks.FetchUser.input: expected an object with the inputs, found a list");
        row(rows, check("sideEffects", "yes"), ".checks.FetchUser.sideEffects: expected \"accepted\", found \"yes\"");
        row(rows, check("expects", "true"), ".checks.FetchUser.expects: unknown key; did you mean \"expect\"?");
        row(
                rows,
                dev -> dev.put("onUpstreamFault", "ignore"),
                ".onUpstreamFault: expected \"warn\" or \"fail\", found \"ignore\"");
        row(
                rows,
                dev -> dev.put("function", Map.of("memory", "512")),
                ".function.memory: expected a whole number of MiB from 256 to 10240, found a string");
        row(
                rows,
                dev -> dev.put("function", Map.of("memory", 64)),
                ".function.memory: expected a whole number of MiB from 256 to 10240, found 64");
        row(
                rows,
                dev -> dev.put("function", Map.of("memory", 512.5)),
                ".function.memory: expected a whole number of MiB from 256 to 10240, found 512.5");
        row(
                rows,
                dev -> dev.put("function", Map.of("reservedConcurrency", 0)),
                ".function.reservedConcurrency: expected a whole number of invocations from 1 to 100000, found 0");
        for (int wrong : List.of(0, 1001)) {
            row(
                    rows,
                    dev -> dev.put("function", Map.of("workerConcurrency", wrong)),
                    ".function.workerConcurrency: expected a whole number of jobs from 1 to 1000, found " + wrong);
        }
        row(
                rows,
                dev -> dev.put("logRetentionDays", 31),
                ".logRetentionDays: expected a number of days that CloudWatch offers: 1, 3, 5, 7, 14, 30, ");
        row(
                rows,
                dev -> dev.put("integrationName", ""),
                ".integrationName: expected a name of one line, 256 characters at most, found an empty string");
        row(
                rows,
                dev -> dev.put("category", "x".repeat(257)),
                ".category: expected a name of one line, 256 characters at most, found 257 characters");
        row(
                rows,
                dev -> dev.put("categorySuffix", "\n"),
                ".categorySuffix: expected a string of one line, 256 characters at most, found a string with control");
        row(
                rows,
                dev -> dev.put("intergrationName", "x"),
                ".intergrationName: unknown key; did you mean" + " \"integrationName\"?");
        row(
                rows,
                dev -> dev.put("frontDoor", "aim"),
                ".frontDoor: expected \"url\" or \"iam\", found \"aim\"; did you mean \"iam\"?");
        row(
                rows,
                dev -> dev.put("frontDoor", "iam"),
                ".genesys.organizationId: missing; the front door \"iam\" needs it");
        row(
                rows,
                dev -> {
                    genesys(dev).put("domain", "edee1.eusc-pure.cloud");
                    genesys(dev).put("organizationId", ONE);
                    dev.put("frontDoor", "iam");
                },
                ".frontDoor: \"iam\" is not possible with the domain \"edee1.eusc-pure.cloud\": Genesys's AWS account in"
                        + " the European Sovereign Cloud is not known here; use \"url\"");
        row(
                rows,
                dev -> dev.put("frontDoor", Map.of("qualifier", "none")),
                ".frontDoor.type: missing; expected \"url\" or \"iam\"");
        row(
                rows,
                dev -> dev.put("frontDoor", Map.of("type", "url", "qualifier", "none")),
                ".frontDoor.qualifier: is for the front door \"iam\" only; remove it");
        row(rows, dev -> dev.put("frontDoor", 3), ".frontDoor: expected \"url\" or \"iam\", found a number");
        row(
                rows,
                dev -> dev.put("alarmsTopic", "on-call"),
                ".alarmsTopic: expected an SNS topic's ARN like arn:aws:sns:REGION:ACCOUNT:NAME, found \"on-call\"");
        row(
                rows,
                dev -> {
                    dev.put("region", "eu-west-1");
                    dev.put("alarmsTopic", "arn:aws:sns:eu-central-1:123456789012:on-call");
                },
                ".alarmsTopic: is in eu-central-1, and the environment in eu-west-1; name one of its region");
        row(
                rows,
                dev -> dev.put("kmsKey", "alias/ours"),
                ".kmsKey: expected a KMS key's ARN like arn:aws:kms:REGION:ACCOUNT:key/ID, found \"alias/ours\"");
        row(rows, dev -> dev.put("tags", Map.of("aws:x", "y")), ".tags.aws:x: a tag's key has up to 128 letters");
        row(
                rows,
                dev -> dev.put("tags", Map.of("team", 7)),
                ".tags.team: expected a string with up to 256 letters, digits, blanks and _.:/=+@-, found a number");
        row(
                rows,
                dev -> dev.put("tags", Map.of("data-actions:environment", "x")),
                ".tags.data-actions:environment: the app sets the tags that begin with");
        row(
                rows,
                dev -> dev.put("tags", Map.of("team", "a|b")),
                ".tags.team: expected a string with up to 256 letters, digits, blanks and _.:/=+@-, found \"a|b\"");
        row(
                rows,
                dev -> dev.put("permissionsBoundary", "arn:aws:iam::1:role/x"),
                ".permissionsBoundary: expected the name or ARN of a managed policy in IAM, found");
        row(
                rows,
                dev -> dev.put("bootstrapQualifier", "Team 1"),
                ".bootstrapQualifier: expected the qualifier of a CDK bootstrap: up to 10 of a-z and 0-9, found");
        row(
                rows,
                dev -> dev.put("function", Map.of("timeout", "1500ms")),
                ".function.timeout: expected whole seconds, from \"1s\" to \"900s\"");
        row(
                rows,
                dev -> dev.put("function", Map.of("snapStart", "yes")),
                ".function.snapStart: expected true or false, found a string");
        row(
                rows,
                dev -> dev.put("function", Map.of("keepAwake", "yes")),
                ".function.keepAwake: expected true or false, found a string");
        for (Map<String, Object> withoutSnapshots : List.<Map<String, Object>>of(
                Map.of("keepAwake", true), Map.of("keepAwake", true, "snapStart", false))) {
            row(
                    rows,
                    dev -> dev.put("function", withoutSnapshots),
                    ".function.keepAwake: only a version with a SnapStart snapshot becomes inactive;"
                            + " set function.snapStart to true, or remove this key");
        }
        row(
                rows,
                dev -> dev.put("function", Map.of("vpc", Map.of("subnetIds", List.of("subnet-0a1b2c3d")))),
                ".function.vpc.securityGroupIds: missing; expected a list of security groups' ids such as");
        row(
                rows,
                dev -> dev.put(
                        "function",
                        Map.of(
                                "vpc",
                                Map.of("subnetIds", List.of("vpc-1"), "securityGroupIds", List.of("sg-0a1b2c3d")))),
                ".function.vpc.subnetIds[0]: expected one of the subnets' ids such as \"subnet-0123456789abcdef0\","
                        + " found \"vpc-1\"");
        row(
                rows,
                dev -> dev.put(
                        "function",
                        Map.of("vpc", Map.of("subnetIds", List.of(), "securityGroupIds", List.of("sg-0a1b2c3d")))),
                ".function.vpc.subnetIds: expected a list of subnets' ids such as \"subnet-0123456789abcdef0\", found"
                        + " an empty list");
        row(rows, dev -> dev.put("colour", "blue"), ".colour: unknown key; known: account, region, ");
        return rows.stream();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("what_is_wrong")
    void what_is_wrong_is_told_in_one_line_with_its_path(Consumer<Map<String, Object>> edit, String expected) {
        Map<String, Object> dev = Fixture.environment();
        edit.accept(dev);

        assertThatThrownBy(() -> Environments.read(Map.of("dev", dev)))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem)
                                        .startsWith(DEV + expected)
                                        .doesNotContain("\n")));
    }

    private static final String ONE = "11111111-2222-3333-4444-555555555555";
    private static final String OTHER = "99999999-2222-3333-4444-555555555555";

    /** Domain and organization of dev, of test, and whether both may be one. */
    @ParameterizedTest
    @CsvSource({
        "mypurecloud.ie, , mypurecloud.ie, , true",
        "mypurecloud.ie, " + ONE + ", mypurecloud.ie, , true",
        "mypurecloud.ie, " + ONE + ", mypurecloud.ie, " + ONE + ", true",
        "mypurecloud.ie, " + ONE + ", mypurecloud.ie, " + OTHER + ", false",
        "mypurecloud.ie, " + ONE + ", mypurecloud.de, " + ONE + ", true",
        "mypurecloud.ie, " + ONE + ", mypurecloud.de, , false",
        "mypurecloud.ie, , mypurecloud.de, , false"
    })
    void two_environments_that_may_share_an_organization_differ_in_suffix_and_integration(
            String firstDomain, String firstId, String secondDomain, String secondId, boolean perhapsOne) {
        Map<String, Object> dev = inOrganization(firstDomain, firstId);
        Map<String, Object> test = inOrganization(secondDomain, secondId);
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("dev", dev);
        both.put("test", test);
        if (!perhapsOne) {
            assertThat(Environments.read(both).all()).hasSize(2);
            return;
        }
        test.put("integrationName", "Data actions (dev)");
        assertThatThrownBy(() -> Environments.read(both))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems())
                                .hasSize(2)
                                .anySatisfy(line -> assertThat(line)
                                        .startsWith("cdk.json: environments.test.categorySuffix: environment \"dev\""))
                                .anySatisfy(line -> assertThat(line)
                                        .startsWith(
                                                "cdk.json: environments.test.integrationName: environment \"dev\"")));
        test.put("categorySuffix", " (test)");
        test.remove("integrationName");
        assertThat(Environments.read(both).find("test")).isPresent();
    }

    private static Map<String, Object> inOrganization(String domain, String id) {
        Map<String, Object> environment = Fixture.environment();
        genesys(environment).put("domain", domain);
        if (id != null) {
            genesys(environment).put("organizationId", id);
        }
        return environment;
    }

    @ParameterizedTest
    @MethodSource
    void a_secret_written_where_its_name_belongs_is_refused_and_not_repeated(String secret) {
        Map<String, Object> dev = Fixture.environment();
        genesys(dev).put("credentialsSecret", secret);

        assertThatThrownBy(() -> Environments.read(Map.of("dev", dev)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(DEV + ".genesys.credentialsSecret: expected the name or ARN")
                .hasMessageContaining("never a secret's value")
                .hasMessageNotContaining(secret);
    }

    static Stream<String> a_secret_written_where_its_name_belongs_is_refused_and_not_repeated() {
        return Stream.of(
                "{\"clientId\":\"a\",\"clientSecret\":\"b\"}",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "aZ0_xK3vQ9mN7bT5rW2yU8iO6pL4kJ1hG0fD-sE3cV5n");
    }

    @Test
    void a_password_in_a_url_is_not_repeated() {
        Map<String, Object> dev = Fixture.environment();
        upstream("https://me:hunter2@example.com").accept(dev);

        assertThatThrownBy(() -> Environments.read(Map.of("dev", dev)))
                .hasMessageContaining("a user name or password does not belong in a URL")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @MethodSource
    void names_of_environments_are_checked(Object tree, String expected) {
        assertThatThrownBy(() -> Environments.read(tree))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(expected);
    }

    static Stream<Arguments> names_of_environments_are_checked() {
        Map<String, Object> twins = new LinkedHashMap<>();
        twins.put("dev", Fixture.environment());
        twins.put("Dev", Fixture.environment());
        return Stream.of(
                Arguments.of(
                        null,
                        "cdk.json: environments: missing; expected an object with one entry for each environment. Run"
                                + " the CDK CLI in the folder that holds cdk.json"),
                Arguments.of("dev", "cdk.json: environments: expected an object, found a string"),
                Arguments.of(
                        Map.of(), "cdk.json: environments: empty; expected at least one environment, such as \"dev\""),
                Arguments.of(
                        Map.of("1st", Fixture.environment()),
                        "cdk.json: environments.1st: an environment's name is a letter, then letters, digits and"
                                + " hyphens, 2 to 32 in all"),
                Arguments.of(
                        twins,
                        "cdk.json: environments.Dev: differs from \"dev\" in upper and lower case only; rename one of"
                                + " them"));
    }

    private static void row(List<Arguments> rows, Consumer<Map<String, Object>> edit, String expected) {
        rows.add(Arguments.of(edit, expected));
    }

    private static Consumer<Map<String, Object>> upstream(String url) {
        return dev -> dev.put("upstreams", Map.of("users", Map.of("url", url)));
    }

    private static Consumer<Map<String, Object>> check(String key, Object value) {
        return dev -> dev.put("checks", Map.of("FetchUser", Map.of(key, value)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> genesys(Map<String, Object> environment) {
        return (Map<String, Object>) environment.get("genesys");
    }

    private static Environment only(Map<String, Object> tree) {
        return Environments.read(Map.of("dev", tree)).all().get(0);
    }
}
