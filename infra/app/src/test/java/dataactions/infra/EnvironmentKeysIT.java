package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Allowance;
import dataactions.handler.door.Door;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an environment's optional keys make of the template; {@link DataActionStackIT} is about the rest. */
class EnvironmentKeysIT {
    private static final String KEY = Fixture.KEY;
    private static final String TOPIC = Fixture.TOPIC;
    private static final String ORGANIZATION = Fixture.ORGANIZATION;

    private static final Map<String, Map<String, Map<String, Object>>> RESOURCES = new TreeMap<>();
    private static Map<String, Object> iamOutputs;

    @BeforeAll
    static void synthesised() {
        Map<String, Map<String, Object>> templates = Fixture.everyKindTemplates();
        templates.forEach((name, template) -> {
            Map<String, Map<String, Object>> resources = new TreeMap<>();
            map(template.get("Resources")).forEach((id, resource) -> resources.put(id, map(resource)));
            RESOURCES.put(name, resources);
        });
        iamOutputs = map(templates.get("iam").get("Outputs"));
    }

    @Test
    void behind_iam_there_is_no_public_endpoint_and_no_secret() {
        assertThat(types("iam"))
                .doesNotContain("AWS::Lambda::Url", "AWS::Lambda::Permission", "AWS::SecretsManager::Secret");
        assertThat(map(map(properties("iam", "Function").get("Environment")).get("Variables")))
                .doesNotContainKey("CALLER_SECRET_ARN");
        assertThat(iamOutputs).containsKey("FunctionArn").doesNotContainKey("FunctionUrl");
    }

    @Test
    void genesys_may_assume_the_role_for_its_organization_and_invoke_the_function_and_nothing_else() {
        Map<String, Object> trust =
                only(statements(properties("iam", "GenesysRole").get("AssumeRolePolicyDocument")));
        assertThat(trust)
                .containsEntry("Action", "sts:AssumeRole")
                .containsEntry("Effect", "Allow")
                .containsEntry("Condition", Map.of("StringEquals", Map.of("sts:ExternalId", ORGANIZATION)));
        assertThat(trust.get("Principal").toString()).contains(":iam::765628985471:root");
        Map<String, Object> allowed = only(statements(policyOf("iam", "GenesysRole")));
        assertThat(allowed)
                .containsEntry("Action", "lambda:InvokeFunction")
                .containsEntry(
                        "Resource",
                        List.of(Map.of("Fn::GetAtt", List.of("Function", "Arn")), Map.of("Ref", alias("iam"))));
    }

    @Test
    void fedramp_has_an_account_of_its_own_and_without_a_qualifier_the_function_itself_is_named() {
        assertThat(only(statements(properties("plain", "GenesysRole").get("AssumeRolePolicyDocument")))
                        .get("Principal")
                        .toString())
                .contains(":iam::325654371633:root");
        Map<String, Object> arn = Map.of("Fn::GetAtt", List.of("Function", "Arn"));
        assertThat(properties("plain", "ActionFetchUser2")).containsEntry("RequestUrl", arn);
    }

    @Test
    void the_genesys_objects_are_those_of_aws_lambda_data_actions() {
        assertThat(properties("iam", "Credential"))
                .containsEntry("CredentialType", "amazonWebServicesARN")
                .containsEntry("RoleArn", Map.of("Fn::GetAtt", List.of("GenesysRole", "Arn")))
                .doesNotContainKeys("SecretArn", "SecretGeneration");
        assertThat(properties("iam", "Integration"))
                .containsEntry("IntegrationType", "aws-lambda-data-actions")
                .containsEntry("CredentialKey", "AmazonWebServicesARN");
        assertThat(properties("iam", "ActionFetchUser2"))
                .containsEntry("RequestUrl", Map.of("Ref", alias("iam")))
                .containsEntry("Headers", "{}");
        // The policy stands before Genesys is told of the role.
        assertThat(RESOURCES.get("iam").get("Credential").get("DependsOn").toString())
                .contains("GenesysRoleDefaultPolicy");
    }

    @Test
    void the_function_runs_as_its_environment_says() {
        assertThat(properties("full", "Function"))
                .containsEntry("Timeout", 45L)
                .containsEntry("ReservedConcurrentExecutions", 20L)
                .containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"))
                .containsEntry(
                        "VpcConfig",
                        Map.of("SubnetIds", List.of("subnet-0a1b2c3d"), "SecurityGroupIds", List.of("sg-0a1b2c3d")))
                .containsEntry("KmsKeyArn", KEY);
        // It could not reach CloudFormation's response URL from there.
        assertThat(properties("full", "Registrar"))
                .doesNotContainKey("VpcConfig")
                .containsEntry("KmsKeyArn", KEY);
    }

    @Test
    void a_schedule_invokes_the_alias_once_an_hour_and_only_this_schedule_may() {
        String rule = ids("full", "AWS::Events::Rule").get(0);
        assertThat(properties("full", rule))
                .containsEntry("ScheduleExpression", "rate(1 hour)")
                .containsEntry("State", "ENABLED")
                .doesNotContainKeys("EventPattern", "RoleArn");
        assertThat(targets(rule))
                .singleElement()
                .satisfies(target -> assertThat(target)
                        .containsEntry("Arn", Map.of("Ref", alias("full")))
                        .doesNotContainKey("RoleArn"));
        assertThat(ids("full", "AWS::Lambda::Permission").stream()
                        .map(id -> properties("full", id))
                        .filter(permission -> permission.get("Principal").equals("events.amazonaws.com")))
                .containsExactly(Map.of(
                        "Action",
                        "lambda:InvokeFunction",
                        "FunctionName",
                        Map.of("Ref", alias("full")),
                        "Principal",
                        "events.amazonaws.com",
                        "SourceArn",
                        Map.of("Fn::GetAtt", List.of(rule, "Arn"))));
    }

    @Test
    void the_handler_knows_the_schedules_event() {
        String event =
                (String) targets(ids("full", "AWS::Events::Rule").get(0)).get(0).get("Input");

        Door door = Door.of(event.getBytes(StandardCharsets.UTF_8), Allowance.ofBytes(1_000_000));

        assertThat(door.isKeepAwake()).isTrue();
    }

    @Test
    void without_the_key_there_is_no_schedule() {
        for (String name : List.of("least", "iam", "plain")) {
            assertThat(types(name)).as(name).doesNotContain("AWS::Events::Rule");
        }
        // Behind the worker's version no caller waits.
        assertThat(ids("slow", "AWS::Events::Rule")).hasSize(1);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> targets(String rule) {
        return (List<Map<String, Object>>) properties("full", rule).get("Targets");
    }

    @Test
    void one_key_encrypts_logs_variables_and_the_callers_secret_and_those_who_need_it_may_use_it() {
        assertThat(ids("full", "AWS::Logs::LogGroup"))
                .hasSize(3)
                .allSatisfy(id -> assertThat(properties("full", id)).containsEntry("KmsKeyId", KEY));
        assertThat(properties("full", "CallerSecret")).containsEntry("KmsKeyId", KEY);
        assertThat(List.of("FunctionRole", "RegistrarRole"))
                .allSatisfy(role -> assertThat(statements(policyOf("full", role)))
                        .contains(Map.of("Action", "kms:Decrypt", "Effect", "Allow", "Resource", KEY)));
        // This one writes a value as well.
        assertThat(statements(policyOf("full", "RotationRole")))
                .contains(Map.of(
                        "Action", List.of("kms:Decrypt", "kms:GenerateDataKey"), "Effect", "Allow", "Resource", KEY));
    }

    @Test
    void every_role_has_the_boundary_and_everything_the_tags() {
        assertThat(ids("full", "AWS::IAM::Role"))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(properties("full", id)
                                .get("PermissionsBoundary")
                                .toString())
                        .contains("123456789012:policy/developers"));
        assertThat(List.of("Function", "Registrar", "CallerSecret"))
                .allSatisfy(id -> assertThat(properties("full", id).get("Tags"))
                        .asInstanceOf(InstanceOfAssertFactories.LIST)
                        .contains(
                                Map.of("Key", "cost-center", "Value", "4711"),
                                Map.of("Key", "data-actions:environment", "Value", "full")));
    }

    @Test
    void the_stack_is_deployed_through_the_named_bootstrap() {
        assertThat(Fixture.json(Fixture.everyKindAssembly().resolve("assembly-full/manifest.json"))
                        .toString())
                .contains("cdk-team1-deploy-role")
                .doesNotContain("cdk-hnb659fds");
    }

    @Test
    void alarms_tell_the_topic_and_each_names_its_entry_in_the_runbook() {
        assertThat(ids("full", "AWS::CloudWatch::Alarm"))
                .hasSize(5)
                .allSatisfy(id -> assertThat(properties("full", id))
                        .containsEntry("AlarmActions", List.of(TOPIC))
                        .containsEntry("OKActions", List.of(TOPIC))
                        .containsEntry("TreatMissingData", "notBreaching")
                        .satisfies(alarm -> assertThat((String) alarm.get("AlarmDescription"))
                                .containsPattern(" What to do: docs/runbook\\.md#alarm-[a-z]+$")));
        // Behind IAM nobody can show a wrong secret.
        assertThat(ids("iam", "AWS::CloudWatch::Alarm"))
                .hasSize(4)
                .noneMatch(id -> id.contains("Unauthorized"))
                .allSatisfy(id -> assertThat(properties("iam", id)).doesNotContainKey("AlarmActions"));
    }

    @Test
    void a_rotation_that_fails_raises_the_registrars_alarm() {
        Map<String, Object> rotating = properties("full", only("full", "RegistrarAlarm"));
        assertThat(rotating.get("Metrics").toString())
                .contains("MAX([FILL(said, 0), FILL(lambda, 0)]) + FILL(rotation, 0)")
                .contains("Dimensions=[{Name=FunctionName, Value={Ref=Rotation}}], MetricName=Errors");
        assertThat((String) rotating.get("AlarmDescription")).contains("could not be rotated");
        assertThat(properties("iam", only("iam", "RegistrarAlarm")).toString()).doesNotContainIgnoringCase("rotat");
    }

    private static String only(String environment, String part) {
        List<String> found = ids(environment, "AWS::CloudWatch::Alarm").stream()
                .filter(id -> id.contains(part))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void what_operations_make_does_not_grow_with_the_actions() {
        Set<String> watching = new LinkedHashSet<>();
        RESOURCES.get("full").forEach((id, resource) -> {
            String type = (String) resource.get("Type");
            if (type.startsWith("AWS::CloudWatch") || type.startsWith("AWS::Logs") && !type.endsWith("Group")) {
                watching.add(id);
            }
        });
        assertThat(watching).hasSize(10);
    }

    /** A version in a subnet without a route is another thing to prove, though its code is the same. */
    @Test
    void whatever_decides_whether_a_new_version_answers_has_it_checked_anew(@TempDir Path own) {
        Map<String, Object> network =
                Map.of("subnetIds", List.of("subnet-0a1b2c3d"), "securityGroupIds", List.of("sg-0a1b2c3d"));
        Map<String, Object> moved =
                Map.of("subnetIds", List.of("subnet-0a1b2c3e"), "securityGroupIds", List.of("sg-0a1b2c3d"));
        Map<String, Object> guarded =
                Map.of("subnetIds", List.of("subnet-0a1b2c3d"), "securityGroupIds", List.of("sg-0a1b2c3e"));
        Map<String, Map<String, Object>> changes = new LinkedHashMap<>();
        changes.put("url", Map.of());
        changes.put("memory", Map.of("function", Map.of("memory", 1024)));
        changes.put("timeout", Map.of("function", Map.of("timeout", "45s")));
        changes.put("snap-start", Map.of("function", Map.of("snapStart", true)));
        changes.put("vpc", Map.of("function", Map.of("vpc", network)));
        changes.put("subnet", Map.of("function", Map.of("vpc", moved)));
        changes.put("group", Map.of("function", Map.of("vpc", guarded)));
        changes.put("key", Map.of("kmsKey", KEY));
        changes.put("iam", Map.of("frontDoor", "iam"));
        changes.put("iam-unqualified", Map.of("frontDoor", Map.of("type", "iam", "qualifier", "none")));
        // What does not decide it: how long its log is kept, and who keeps the version awake.
        changes.put("kept-longer", Map.of("logRetentionDays", 90));
        changes.put("kept-awake", Map.of("function", Map.of("snapStart", true, "keepAwake", true)));
        Map<String, Object> environments = new LinkedHashMap<>();
        changes.forEach((name, change) -> {
            Map<String, Object> environment = Fixture.checkedEnvironment();
            environment.put(
                    "genesys",
                    Map.of(
                            "domain",
                            "mypurecloud.ie",
                            "credentialsSecret",
                            "genesys/oauth-client",
                            "organizationId",
                            ORGANIZATION));
            environment.put("categorySuffix", " (" + name + ")");
            environment.putAll(change);
            environments.put(name, environment);
        });

        Map<String, String> digests = new LinkedHashMap<>();
        Fixture.synth(environments, Fixture.definitions(), own)
                .forEach((name, template) -> digests.put(
                        name, (String) map(map(map(template.get("Resources")).get("FunctionCheck"))
                                        .get("Properties"))
                                .get("Digest")));

        assertThat(digests.remove("kept-longer")).isEqualTo(digests.get("url"));
        assertThat(digests.remove("kept-awake")).isEqualTo(digests.get("snap-start"));
        assertThat(digests.values()).doesNotContainNull().doesNotHaveDuplicates();
    }

    private static Object policyOf(String environment, String role) {
        return RESOURCES.get(environment).entrySet().stream()
                .filter(each -> "AWS::IAM::Policy".equals(each.getValue().get("Type"))
                        && map(each.getValue().get("Properties"))
                                .get("Roles")
                                .toString()
                                .contains("Ref=" + role))
                .map(each -> map(each.getValue().get("Properties")).get("PolicyDocument"))
                .findFirst()
                .orElseThrow();
    }

    private static String alias(String environment) {
        return ids(environment, "AWS::Lambda::Alias").get(0);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> statements(Object policy) {
        return (List<Map<String, Object>>) map(policy).get("Statement");
    }

    private static Map<String, Object> only(List<Map<String, Object>> statements) {
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }

    private static List<String> types(String environment) {
        return RESOURCES.get(environment).values().stream()
                .map(resource -> (String) resource.get("Type"))
                .toList();
    }

    private static List<String> ids(String environment, String type) {
        return RESOURCES.get(environment).entrySet().stream()
                .filter(each -> type.equals(each.getValue().get("Type")))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, Object> properties(String environment, String id) {
        return map(RESOURCES.get(environment).get(id).get("Properties"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
