package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.DefinitionSet;
import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.constructs.SecretRotation;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** What matters in the template, said one by one; the snapshots hold the rest. */
class DataActionStackIT {
    private static final DefinitionSet DEFINITIONS = Fixture.definitions();

    @TempDir
    private static Path folder;

    private static Map<String, Object> template;
    private static Map<String, Map<String, Object>> resources;

    @BeforeAll
    static void synthesised() {
        Map<String, Object> environments = new HashMap<>();
        environments.put("dev", Fixture.checkedEnvironment());
        template = Fixture.synth(environments, DEFINITIONS, folder).get("dev");
        resources = new TreeMap<>();
        map(template.get("Resources")).forEach((id, resource) -> resources.put(id, map(resource)));
    }

    @Test
    void logical_ids_that_stand_for_something_outside_the_stack_are_pinned() {
        assertThat(resources)
                .containsKeys(
                        "Registrar",
                        "Function",
                        "CallerSecret",
                        "Credential",
                        "Integration",
                        "ActionFetchUser1",
                        "ActionFetchUser2",
                        "ActionPlaceOrder1",
                        "FunctionCheck",
                        "ActionCheck",
                        "DestroyGuard");
        assertThat(map(template.get("Outputs")).keySet())
                .containsExactlyInAnyOrder(
                        "FunctionUrl", "FunctionName", "FunctionVersion", "FunctionDigest", "IntegrationId");
    }

    @Test
    void every_custom_resource_calls_the_registrars_unqualified_arn_with_patience_and_after_its_retries_are_off() {
        String asyncConfig = only("AWS::Lambda::EventInvokeConfig");
        List<String> custom = ids("Custom::");

        assertThat(custom).hasSize(8).allSatisfy(id -> {
            assertThat(properties(id))
                    .containsEntry("ServiceToken", getAtt("Registrar", "Arn"))
                    .containsEntry("ServiceTimeout", "420")
                    .containsEntry("SchemaVersion", "1");
            assertThat(before(id)).contains(asyncConfig);
            assertThat(resources.get(id)).containsEntry("DeletionPolicy", "Delete");
        });
        assertThat(properties(asyncConfig))
                .containsEntry("FunctionName", ref("Registrar"))
                .containsEntry("Qualifier", "$LATEST")
                .containsEntry("MaximumRetryAttempts", 0L)
                .containsEntry("MaximumEventAgeInSeconds", 60L);
    }

    @Test
    void property_values_are_strings_or_intrinsics_all_the_way() {
        assertThat(ids("Custom::"))
                .allSatisfy(id -> properties(id).forEach((key, value) -> {
                    if (key.equals("ActionIds")) {
                        assertThat(map(value)).isEqualTo(Map.of("FetchUser", getAtt("ActionFetchUser2", "ActionId")));
                    } else if (!(value instanceof String)) {
                        assertThat(map(value).keySet())
                                .containsAnyOf("Ref", "Fn::GetAtt")
                                .hasSize(1);
                    }
                }));
    }

    @Test
    void genesys_objects_are_made_in_order() {
        assertThat(references("Credential")).contains("CallerSecret");
        assertThat(references("Integration")).contains("Credential");
        assertThat(references("ActionFetchUser2")).contains("Integration", only("AWS::Lambda::Url"));
        assertThat(before("ActionFetchUser2")).contains("ActionFetchUser1");
        assertThat(before("ActionFetchUser1")).doesNotContain("ActionFetchUser2");
        assertThat(references("ActionCheck")).contains("ActionFetchUser2");
        assertThat(before("ActionCheck"))
                .contains(only("AWS::Lambda::Alias"), only("AWS::Lambda::Url"))
                .containsAll(ids("AWS::Lambda::Permission"));
    }

    @Test
    void the_guard_depends_on_everything_else_so_that_its_delete_comes_first() {
        Set<String> others = new LinkedHashSet<>(resources.keySet());
        others.remove("DestroyGuard");
        assertThat(before("DestroyGuard")).containsAll(others);
        assertThat(properties("DestroyGuard"))
                .containsEntry("OnDestroy", "refuse")
                .containsEntry("IntegrationId", getAtt("Integration", "IntegrationId"));
        assertThat(resources.keySet())
                .allSatisfy(id -> assertThat(properties(id)).as(id).doesNotContainKey("Adopt"));
        assertThat(List.of("Credential", "Integration", "ActionFetchUser1"))
                .allSatisfy(id -> assertThat(properties(id)).as(id).doesNotContainKey("OnDestroy"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void what_an_environment_says_of_its_end_reaches_every_object(@TempDir Path own) {
        Map<String, Object> environment = Fixture.checkedEnvironment();
        environment.put("onDestroy", "retain");
        ((Map<String, Object>) environment.get("genesys")).put("adopt", true);
        Map<String, Map<String, Object>> all = new TreeMap<>();
        Object synthesised = Fixture.synth(Map.of("dev", environment), DEFINITIONS, own)
                .get("dev")
                .get("Resources");
        map(synthesised).forEach((id, resource) -> all.put(id, map(map(resource).get("Properties"))));
        assertThat(List.of("Credential", "Integration", "ActionFetchUser1", "ActionFetchUser2", "DestroyGuard"))
                .allSatisfy(id -> assertThat(all.get(id)).as(id).containsEntry("OnDestroy", "retain"));
        assertThat(all.get("Integration")).containsEntry("Adopt", "true");
    }

    /** Without the context nothing has the property: the snapshots hold that. */
    @Test
    void the_context_reconcile_adds_one_property_to_the_objects_and_the_guard_and_changes_nothing_else(
            @TempDir Path own) {
        App app = new App(AppProps.builder()
                .context(Fixture.with(FeatureFlags.all(), "reconcile", "2026-11-28"))
                .outdir(own.resolve("cdk.out").toString())
                .analyticsReporting(false)
                .build());
        Environment dev = Environments.read(Map.of("dev", Fixture.checkedEnvironment()))
                .find("dev")
                .orElseThrow();
        Fixture.stage(app, dev, DEFINITIONS, own);
        app.synth();
        Map<String, Object> repairing = Fixture.template(own, "dev");

        List<String> with = new ArrayList<>();
        map(repairing.get("Resources")).forEach((id, resource) -> {
            if (map(map(resource).getOrDefault("Properties", Map.of())).containsKey("Reconcile")) {
                assertThat(map(map(resource).get("Properties")).remove("Reconcile"))
                        .isEqualTo("2026-11-28");
                with.add(id);
            }
        });
        assertThat(with)
                .containsExactlyInAnyOrder(
                        "Credential",
                        "Integration",
                        "ActionFetchUser1",
                        "ActionFetchUser2",
                        "ActionPlaceOrder1",
                        "DestroyGuard");
        assertThat(repairing).isEqualTo(template);
    }

    @Test
    void a_rotation_has_a_function_and_a_role_of_its_own_and_does_not_begin_with_the_deployment(@TempDir Path own) {
        assertThat(ids("AWS::SecretsManager::RotationSchedule")).isEmpty();
        Map<String, Object> environment = Fixture.checkedEnvironment();
        environment.put("rotation", "30d");
        Object synthesised = Fixture.synth(Map.of("dev", environment), DEFINITIONS, own)
                .get("dev")
                .get("Resources");
        Map<String, Map<String, Object>> all = new TreeMap<>();
        map(synthesised).forEach((id, resource) -> all.put(id, map(resource)));

        Map<String, Object> schedule = map(all.get("RotationSchedule").get("Properties"));
        assertThat(schedule)
                .containsEntry("SecretId", ref("CallerSecret"))
                .containsEntry("RotationLambdaARN", getAtt("Rotation", "Arn"))
                .containsEntry("RotateImmediatelyOnUpdate", false)
                .containsEntry("RotationRules", Map.of("AutomaticallyAfterDays", 30L));
        Map<String, Object> function = map(all.get("Rotation").get("Properties"));
        assertThat(function).containsEntry("Handler", SecretRotation.HANDLER).containsEntry("Timeout", 180L);
        Map<String, Object> variables = map(map(function.get("Environment")).get("Variables"));
        assertThat(variables)
                .containsEntry("GENESYS_CREDENTIAL_ID", getAtt("Credential", "CredentialId"))
                .containsKey("FUNCTION_URL");
        assertThat(all.get("Registrar").get("Properties").toString()).doesNotContain("GENESYS_CREDENTIAL_ID");
        String policy = all.keySet().stream()
                .filter(id -> id.startsWith("RotationRoleDefaultPolicy"))
                .findFirst()
                .orElseThrow();
        assertThat(map(all.get(policy).get("Properties")).toString())
                .contains("secretsmanager:PutSecretValue")
                .doesNotContain("GetRandomPassword");
        assertThat(all.values().stream()
                        .filter(resource -> resource.get("Type").equals("AWS::Lambda::Permission"))
                        .map(resource -> map(resource.get("Properties")))
                        .filter(permission -> permission.get("FunctionName").equals(getAtt("Rotation", "Arn"))))
                .as("Secrets Manager may call the rotation for this secret of this account only")
                .containsExactly(Map.of(
                        "Action", "lambda:InvokeFunction",
                        "FunctionName", getAtt("Rotation", "Arn"),
                        "Principal", "secretsmanager.amazonaws.com",
                        "SourceAccount", ref("AWS::AccountId"),
                        "SourceArn", ref("CallerSecret")));
        // Any other value makes CloudFormation generate another secret.
        assertThat(map(all.get("CallerSecret").get("Properties")))
                .containsEntry(
                        "GenerateSecretString", properties("CallerSecret").get("GenerateSecretString"));
        assertThat((List<?>) all.get("DestroyGuard").get("DependsOn"))
                .asString()
                .contains("RotationSchedule");
    }

    /** cfn-lint for us-east-1: "Additional properties are not allowed ('Tags' was unexpected)". */
    @Test
    void the_dashboard_has_no_tags_since_us_east_1_refuses_them() {
        assertThat(properties(only("AWS::CloudWatch::Dashboard"))).containsOnlyKeys("DashboardBody");
        assertThat(properties("Function")).containsKey("Tags");
    }

    @Test
    void the_alias_points_to_a_version_only_when_that_version_was_checked() {
        String version = only("AWS::Lambda::Version");

        assertThat(properties("FunctionCheck")).containsEntry("FunctionVersionArn", ref(version));
        assertThat(before(only("AWS::Lambda::Alias"))).contains("FunctionCheck");
        assertThat(properties(only("AWS::Lambda::Alias"))).containsEntry("FunctionVersion", getAtt(version, "Version"));
    }

    @Test
    void anyone_may_reach_the_url_of_the_alias_which_takes_two_permissions() {
        String alias = only("AWS::Lambda::Alias");

        assertThat(properties(only("AWS::Lambda::Url")))
                .containsEntry("AuthType", "NONE")
                .containsEntry("Qualifier", "live");
        assertThat(ids("AWS::Lambda::Permission").stream()
                        .map(DataActionStackIT::properties)
                        .toList())
                .containsExactlyInAnyOrder(
                        Map.of(
                                "Action", "lambda:InvokeFunctionUrl",
                                "FunctionName", ref(alias),
                                "FunctionUrlAuthType", "NONE",
                                "Principal", "*"),
                        Map.of(
                                "Action",
                                "lambda:InvokeFunction",
                                "FunctionName",
                                ref(alias),
                                "InvokedViaFunctionUrl",
                                true,
                                "Principal",
                                "*"));
    }

    @Test
    void a_contract_in_service_is_an_action_of_its_own() {
        assertThat(properties("ActionFetchUser1"))
                .containsEntry("Name", "FetchUser (contract 1)")
                .containsEntry("Contract", "1")
                .containsEntry(
                        "RequestTemplate",
                        "{\"actionName\":\"FetchUser\",\"contract\":1,\"data\":${input.rawRequest}}");
        assertThat(properties("ActionFetchUser2"))
                .containsEntry("Name", "FetchUser")
                .containsEntry("Category", "Customer Data")
                .containsEntry("Contract", "2")
                .containsEntry("Secure", "false")
                .containsEntry("RequestMethod", "POST")
                .containsEntry("TimeoutSeconds", "10")
                .containsEntry(
                        "Headers",
                        "{\"Content-Type\":\"application/json\",\"Data-Action-Token\":\"${credentials.token}\"}")
                .containsEntry("RequestUrl", getAtt(only("AWS::Lambda::Url"), "FunctionUrl"));
        assertThat(properties("ActionPlaceOrder1"))
                .containsEntry("Category", "Data Actions")
                .containsEntry("Secure", "true");
    }

    @Test
    void the_ids_of_all_contracts_are_published_and_are_the_only_physical_names() {
        assertThat(ids("AWS::SSM::Parameter").stream()
                        .map(id -> properties(id).get("Name") + " = "
                                + properties(id).get("Value"))
                        .toList())
                .containsExactlyInAnyOrder(
                        "/data-actions/dev/actions/FetchUser/contracts/1 = {Fn::GetAtt=[ActionFetchUser1, ActionId]}",
                        "/data-actions/dev/actions/FetchUser/contracts/2 = {Fn::GetAtt=[ActionFetchUser2, ActionId]}",
                        "/data-actions/dev/actions/PlaceOrder/contracts/1 = {Fn::GetAtt=[ActionPlaceOrder1,"
                                + " ActionId]}");
        resources.forEach((id, resource) -> {
            if (!type(id).startsWith("Custom::") && !type(id).equals("AWS::SSM::Parameter")) {
                Set<String> names = new LinkedHashSet<>();
                properties(id).forEach((key, value) -> {
                    if (value instanceof String) {
                        names.add(key);
                    }
                });
                names.retainAll(Set.of(
                        "LogGroupName", "RoleName", "SecretName", "ManagedPolicyName", "DashboardName", "AlarmName"));
                assertThat(names).as(id).isEmpty();
            }
        });
        assertThat(List.of("Function", "Registrar"))
                .allSatisfy(id -> assertThat(properties(id)).doesNotContainKey("FunctionName"));
        assertThat(properties("CallerSecret")).doesNotContainKey("Name");
    }

    @Test
    void the_functions_run_as_documented() {
        assertThat(properties("Function"))
                .containsEntry("Handler", DataActionFunction.HANDLER)
                .containsEntry("Runtime", "java25")
                .containsEntry("Architectures", List.of("arm64"))
                .containsEntry("MemorySize", 512L)
                .containsEntry("Timeout", 22L)
                .doesNotContainKey("ReservedConcurrentExecutions");
        assertThat(properties("Registrar"))
                .containsEntry("Handler", RegistrarFunction.HANDLER)
                .containsEntry("Runtime", "java25")
                .containsEntry("Architectures", List.of("arm64"))
                .containsEntry("Timeout", 300L);
    }

    @Test
    void the_functions_know_what_they_need_and_no_secrets_value() {
        assertThat(variables("Function"))
                .isEqualTo(Map.of(
                        "UPSTREAMS",
                        "{\"users\":{\"url\":\"https://api.example.com/v1\"}}",
                        "CALLER_SECRET_ARN",
                        ref("CallerSecret"),
                        "METRICS_NAMESPACE",
                        "DataActions"));
        assertThat(variables("Registrar"))
                .isEqualTo(Map.of(
                        "GENESYS_API_URL", "https://api.mypurecloud.ie",
                        "GENESYS_LOGIN_URL", "https://login.mypurecloud.ie",
                        "GENESYS_CREDENTIALS_SECRET", "genesys/oauth-client",
                        "MANAGES_TERMINATION_PROTECTION", "true"));
    }

    @Test
    void no_template_lets_anyone_see_what_is_sent_to_an_upstream() {
        assertThat(template.toString()).contains("UPSTREAMS").doesNotContain("LOCAL_TRACE");
    }

    @Test
    void the_callers_secret_is_generated_once_and_its_generator_never_changes() {
        // Any other value here makes CloudFormation generate another secret on the next deployment.
        assertThat(properties("CallerSecret"))
                .containsEntry(
                        "GenerateSecretString",
                        Map.of(
                                "SecretStringTemplate",
                                "{}",
                                "GenerateStringKey",
                                "token",
                                "PasswordLength",
                                48L,
                                "ExcludePunctuation",
                                true));
    }

    @Test
    void each_function_writes_to_its_own_log_group_which_has_a_retention() {
        List<String> groups = ids("AWS::Logs::LogGroup");
        String functions = groups.stream()
                .filter(id -> id.startsWith("Function"))
                .findFirst()
                .orElseThrow();
        String registrars = groups.stream()
                .filter(id -> id.startsWith("Registrar"))
                .findFirst()
                .orElseThrow();

        assertThat(groups)
                .hasSize(2)
                .allSatisfy(id -> assertThat(properties(id)).containsEntry("RetentionInDays", 30L));
        assertThat(properties("Function")).containsEntry("LoggingConfig", logging(functions));
        assertThat(properties("Registrar")).containsEntry("LoggingConfig", logging(registrars));
        assertThat(resources.get(functions)).containsEntry("DeletionPolicy", "Delete");
        assertThat(resources.get(registrars)).containsEntry("DeletionPolicy", "Retain");
    }

    @Test
    void each_role_may_do_what_its_function_does_and_nothing_else() {
        String functionLogs = ids("AWS::Logs::LogGroup").get(0);
        String registrarLogs = ids("AWS::Logs::LogGroup").get(1);

        assertThat(statements("Function"))
                .containsExactlyInAnyOrder(
                        allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), getAtt(functionLogs, "Arn")),
                        allow("secretsmanager:GetSecretValue", ref("CallerSecret")),
                        // X-Ray has no resources to name.
                        allow(List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments"), "*"));
        assertThat(statements("Registrar"))
                .containsExactlyInAnyOrder(
                        allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), getAtt(registrarLogs, "Arn")),
                        allow(
                                "secretsmanager:GetSecretValue",
                                List.of(
                                        join(
                                                "arn:",
                                                ref("AWS::Partition"),
                                                ":secretsmanager:",
                                                ref("AWS::Region"),
                                                ":",
                                                ref("AWS::AccountId"),
                                                ":secret:genesys/oauth-client-??????"),
                                        ref("CallerSecret"))),
                        allow("lambda:InvokeFunction", join(getAtt("Function", "Arn"), ":*")),
                        allow(
                                List.of("cloudformation:DescribeStacks", "cloudformation:UpdateTerminationProtection"),
                                ref("AWS::StackId")));
        assertThat(ids("AWS::IAM::Role"))
                .hasSize(2)
                .allSatisfy(id -> assertThat(properties(id)).doesNotContainKeys("ManagedPolicyArns", "Policies"));
    }

    @Test
    void all_that_can_carry_tags_carries_the_environments_name() {
        assertThat(List.of("Function", "Registrar", "CallerSecret"))
                .allSatisfy(id -> assertThat(properties(id).get("Tags"))
                        .isEqualTo(List.of(Map.of("Key", "data-actions:environment", "Value", "dev"))));
    }

    @Test
    void the_functions_asset_holds_the_jar_and_the_compiled_actions() throws Exception {
        Path asset = asset("Function");

        assertThat(asset.resolve("lib/handler.jar")).exists();
        assertThat(Files.readAllBytes(asset.resolve("actions.json")))
                .isEqualTo(DEFINITIONS.compiled().write());
        assertThat(asset("Registrar").resolve("lib/registrar.jar")).exists();
        assertThat(map(map(template.get("Outputs")).get("FunctionDigest")).get("Value"))
                .isEqualTo(asset.getFileName().toString().replace("asset.", ""));
    }

    @Test
    void without_checks_nothing_is_checked() {
        Map<String, Map<String, Object>> templates =
                Fixture.synth(Map.of("plain", Fixture.environment()), DEFINITIONS, folder);

        assertThat(map(templates.get("plain").get("Resources"))).doesNotContainKeys("FunctionCheck", "ActionCheck");
    }

    @Test
    void an_environment_sets_what_it_says_and_another_does_not_see_it() {
        Map<String, Object> special = Fixture.checkedEnvironment();
        special.put("account", "123456789012");
        special.put("region", "eu-west-1");
        special.put("function", Map.of("memory", 2048, "reservedConcurrency", 7));
        special.put("integrationName", "Ours");
        special.put("categorySuffix", " (special)");
        special.put("onUpstreamFault", "fail");
        special.put(
                "genesys",
                Map.of(
                        "domain", "mypurecloud.de",
                        "credentialsSecret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:oauth",
                        "organizationId", "12345678-1234-1234-1234-123456789abc",
                        "apiUrl", "http://127.0.0.1:1",
                        "loginUrl", "http://127.0.0.1:2"));
        Map<String, Object> environments = new TreeMap<>(Map.of("special", special, "usual", Fixture.environment()));

        Map<String, Map<String, Object>> templates = Fixture.synth(environments, DEFINITIONS, folder);

        Map<String, Object> made = map(templates.get("special").get("Resources"));
        assertThat(map(map(made.get("Function")).get("Properties")))
                .containsEntry("MemorySize", 2048L)
                .containsEntry("ReservedConcurrentExecutions", 7L);
        assertThat(map(map(made.get("Integration")).get("Properties"))).containsEntry("Name", "Ours");
        assertThat(map(map(made.get("ActionFetchUser2")).get("Properties")))
                .containsEntry("Category", "Customer Data (special)");
        assertThat(map(map(made.get("ActionCheck")).get("Properties"))).containsEntry("OnUpstreamFault", "fail");
        assertThat(map(map(made.get("Credential")).get("Properties"))).containsEntry("GenesysDomain", "mypurecloud.de");
        assertThat(map(map(map(made.get("Registrar")).get("Properties")).get("Environment"))
                        .get("Variables"))
                .isEqualTo(Map.of(
                        "GENESYS_API_URL", "http://127.0.0.1:1",
                        "GENESYS_LOGIN_URL", "http://127.0.0.1:2",
                        "GENESYS_CREDENTIALS_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:oauth",
                        "GENESYS_ORGANIZATION_ID", "12345678-1234-1234-1234-123456789abc",
                        "MANAGES_TERMINATION_PROTECTION", "true"));
        assertThat(made.toString())
                .contains("[arn:aws:secretsmanager:eu-west-1:123456789012:secret:oauth,"
                        + " arn:aws:secretsmanager:eu-west-1:123456789012:secret:oauth-??????, {Ref=CallerSecret}]");
        assertThat(templates.get("usual").toString()).doesNotContain("special").doesNotContain("mypurecloud.de");
    }

    @Test
    void upstreams_that_do_not_fit_into_the_functions_environment_are_counted() {
        Map<String, Object> many = Fixture.environment();
        Map<String, Object> upstreams = new HashMap<>(map(many.get("upstreams")));
        for (int i = 0; i < 60; i++) {
            upstreams.put("upstream" + i, Map.of("url", "https://a-rather-long-host-name.example.com/" + i));
        }
        many.put("upstreams", upstreams);

        assertThatThrownBy(() -> Fixture.synth(Map.of("many", many), DEFINITIONS, folder))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("cdk.json: environments.many.upstreams: 61 upstreams need ")
                .hasMessageContaining("Lambda allows 4096");
    }

    /** Lambda measures the variables as JSON. There, each quote in {@code UPSTREAMS} has a backslash. */
    @Test
    void upstreams_are_counted_with_the_backslashes_that_lambda_counts(@TempDir Path own) {
        Map<String, Object> environment = Fixture.environment();
        environment.put("upstreams", shortUpstreams(74));

        assertThatThrownBy(() -> Fixture.synth(Map.of("many", environment), DEFINITIONS, own))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("75 upstreams need 4")
                .hasMessageContaining("Lambda allows 4096");

        environment.put("upstreams", shortUpstreams(66));
        assertThat(Fixture.synth(Map.of("many", environment), DEFINITIONS, own)).isNotEmpty();
    }

    private static Map<String, Object> shortUpstreams(int number) {
        Map<String, Object> upstreams = new TreeMap<>(Map.of("users", Map.of("url", "https://api.example.com")));
        for (int i = 10; i < 10 + number; i++) {
            upstreams.put("u" + i, Map.of("url", "https://api-" + i + ".example.com/v1"));
        }
        return upstreams;
    }

    private static List<String> ids(String typePrefix) {
        return resources.keySet().stream()
                .filter(id -> type(id).startsWith(typePrefix))
                .toList();
    }

    private static String only(String type) {
        assertThat(ids(type)).hasSize(1);
        return ids(type).get(0);
    }

    private static String type(String id) {
        return (String) resources.get(id).get("Type");
    }

    private static Map<String, Object> properties(String id) {
        return map(resources.get(id).get("Properties"));
    }

    private static Map<String, Object> variables(String id) {
        return map(map(properties(id).get("Environment")).get("Variables"));
    }

    private static Path asset(String id) {
        String key = (String) map(properties(id).get("Code")).get("S3Key");
        return folder.resolve("cdk.out").resolve("asset." + key.replace(".zip", ""));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> statements(String whose) {
        String policy = ids("AWS::IAM::Policy").stream()
                .filter(id -> id.startsWith(whose))
                .findFirst()
                .orElseThrow();
        return (List<Object>) map(properties(policy).get("PolicyDocument")).get("Statement");
    }

    /** What is named in DependsOn. */
    private static List<String> before(String id) {
        Object names = resources.get(id).get("DependsOn");
        List<String> before = new ArrayList<>();
        if (names instanceof List<?> list) {
            list.forEach(name -> before.add((String) name));
        } else if (names != null) {
            before.add((String) names);
        }
        return before;
    }

    /** What the properties refer to. */
    private static Set<String> references(String id) {
        Set<String> found = new LinkedHashSet<>();
        collect(properties(id), found);
        return found;
    }

    private static void collect(Object value, Set<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> {
                if (key.equals("Ref")) {
                    found.add((String) child);
                } else if (key.equals("Fn::GetAtt")) {
                    found.add((String) ((List<?>) child).get(0));
                } else {
                    collect(child, found);
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(child -> collect(child, found));
        }
    }

    private static Map<String, Object> logging(String group) {
        return Map.of("LogFormat", "JSON", "LogGroup", ref(group));
    }

    private static Map<String, Object> allow(Object actions, Object resource) {
        return Map.of("Action", actions, "Effect", "Allow", "Resource", resource);
    }

    private static Map<String, Object> ref(String id) {
        return Map.of("Ref", id);
    }

    private static Map<String, Object> getAtt(String id, String attribute) {
        return Map.of("Fn::GetAtt", List.of(id, attribute));
    }

    private static Map<String, Object> join(Object... parts) {
        return Map.of("Fn::Join", List.of("", Stream.of(parts).toList()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
