package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.authoring.Contracts;
import dataactions.authoring.DefinitionSet;
import dataactions.definition.value.Json;
import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.constructs.SlowActionJobs;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.rules.DeploymentRules;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Key;

/** What slow actions add to the template. */
class SlowActionsIT {
    private static final String KEY = Fixture.KEY;

    /** BuildReport (GET, with a key), CheckCredit (secure, flat) and FetchUser, which is not slow. */
    private static Resources stack;

    private static Resources without;

    @BeforeAll
    static void synthesised() {
        Map<String, Map<String, Object>> templates = Fixture.everyKindTemplates();
        stack = Resources.of(templates.get("slow"));
        without = Resources.of(templates.get("full"));
    }

    @Test
    void without_a_slow_action_there_is_no_table_and_no_worker_and_no_variable() {
        assertThat(without.all.toString())
                .doesNotContain("AWS::DynamoDB")
                .doesNotContain("dynamodb:")
                .doesNotContain("WORKER_ARN")
                .doesNotContain("JOBS_TABLE")
                .doesNotContain("WorkerHandler")
                .doesNotContain("async");
        assertThat(without.all).doesNotContainKeys("Worker", "LostJobs", "Jobs");
    }

    @Test
    void the_table_is_paid_by_request_expires_its_items_and_is_encrypted_with_the_environments_key() {
        assertThat(stack.all.get("Jobs"))
                .containsEntry("Type", "AWS::DynamoDB::Table")
                .containsEntry("DeletionPolicy", "Delete");
        assertThat(stack.properties("Jobs"))
                .containsEntry("BillingMode", "PAY_PER_REQUEST")
                .containsEntry("KeySchema", List.of(Map.of("AttributeName", "pk", "KeyType", "HASH")))
                .containsEntry("AttributeDefinitions", List.of(Map.of("AttributeName", "pk", "AttributeType", "S")))
                .containsEntry("TimeToLiveSpecification", Map.of("AttributeName", "expiresAt", "Enabled", true))
                .containsEntry("SSESpecification", Map.of("SSEEnabled", true, "SSEType", "KMS", "KMSMasterKeyId", KEY))
                .doesNotContainKey("TableName");
    }

    @Test
    void the_worker_runs_the_functions_asset_in_its_network_and_knows_no_caller_secret() {
        Map<String, Object> worker = stack.properties("Worker");
        Map<String, Object> front = stack.properties("Function");
        assertThat(worker)
                .containsEntry("Handler", SlowActionJobs.WORKER_HANDLER)
                // Ten minutes are the longest limit of the definitions; thirty seconds are for start and result.
                .containsEntry("Timeout", 630L)
                .containsEntry("ReservedConcurrentExecutions", 25L)
                .containsEntry("KmsKeyArn", KEY)
                .doesNotContainKeys("SnapStart", "FunctionName");
        assertThat(List.of("Code", "MemorySize", "VpcConfig", "Runtime", "Architectures"))
                .allSatisfy(key -> assertThat(worker).as(key).containsEntry(key, front.get(key)));
        assertThat(stack.variables("Worker"))
                .containsOnlyKeys("UPSTREAMS", "METRICS_NAMESPACE", "JOBS_TABLE")
                .containsEntry("UPSTREAMS", stack.variables("Function").get("UPSTREAMS"))
                .containsEntry("METRICS_NAMESPACE", "DataActions")
                .containsEntry("JOBS_TABLE", ref("Jobs"));
    }

    @Test
    void the_function_for_lost_jobs_needs_the_table_only() {
        assertThat(stack.properties("LostJobs"))
                .containsEntry("Handler", SlowActionJobs.LOST_JOB_HANDLER)
                .containsEntry("Code", stack.properties("Function").get("Code"))
                .doesNotContainKeys("VpcConfig", "ReservedConcurrentExecutions");
        assertThat(stack.variables("LostJobs"))
                .isEqualTo(Map.of("JOBS_TABLE", ref("Jobs"), "METRICS_NAMESPACE", "DataActions"));
    }

    @Test
    void the_function_names_one_version_of_the_worker_whose_delivery_is_set_before() {
        assertThat(stack.variables("Function"))
                .containsEntry("JOBS_TABLE", ref("Jobs"))
                .containsEntry("WORKER_ARN", ref(stack.workerVersion()));
        assertThat(stack.before("Function")).contains(stack.delivery());
        assertThat(stack.properties(stack.delivery()))
                .isEqualTo(Map.of(
                        "FunctionName",
                        ref("Worker"),
                        "Qualifier",
                        getAtt(stack.workerVersion(), "Version"),
                        "MaximumRetryAttempts",
                        0L,
                        "MaximumEventAgeInSeconds",
                        600L,
                        "DestinationConfig",
                        Map.of("OnFailure", Map.of("Destination", getAtt("LostJobs", "Arn")))));
    }

    /** A job may wait for a version that the next deployment replaces. */
    @Test
    void a_version_of_the_worker_and_its_delivery_stay_when_they_are_replaced() {
        assertThat(List.of(stack.workerVersion(), stack.delivery()))
                .allSatisfy(id -> assertThat(stack.all.get(id))
                        // Not after a rollback of its own deployment, or that version could not be published again.
                        .containsEntry("DeletionPolicy", "RetainExceptOnCreate")
                        .containsEntry("UpdateReplacePolicy", "Retain"));
        assertThat(stack.all.get(stack.frontVersion())).doesNotContainKey("DeletionPolicy");
    }

    @Test
    void a_changed_definition_gives_a_new_version_of_both_functions_in_one_template(@TempDir Path own)
            throws IOException {
        Path definitions = copy("slow-definitions", own);
        Resources before = synth(own, "before", slow(), DefinitionSet.load(definitions));
        Path report = definitions.resolve("build-report.yaml");
        Files.writeString(report, Files.readString(report).replace("/report", "/reports/newest"));
        Resources after = synth(own, "after", slow(), DefinitionSet.load(definitions));

        assertThat(after.workerVersion()).isNotEqualTo(before.workerVersion());
        assertThat(after.frontVersion()).isNotEqualTo(before.frontVersion());
        assertThat(after.delivery()).isNotEqualTo(before.delivery());
        assertThat(after.variables("Function")).containsEntry("WORKER_ARN", ref(after.workerVersion()));
        assertThat(after.digest("FunctionCheck")).isNotEqualTo(before.digest("FunctionCheck"));
        Set<String> fixed = new LinkedHashSet<>(before.all.keySet());
        fixed.removeAll(List.of(before.workerVersion(), before.frontVersion(), before.delivery()));
        assertThat(after.all.keySet()).as("every other logical id stays").containsAll(fixed);
    }

    @Test
    void a_changed_setting_gives_a_new_version_of_both_functions(@TempDir Path own) {
        Map<String, Object> larger = slow();
        larger.put("function", Fixture.with(larger.get("function"), "memory", 2048));

        Resources changed = synth(own, "larger", larger, Fixture.slowDefinitions());

        assertThat(changed.workerVersion()).isNotEqualTo(stack.workerVersion());
        assertThat(changed.frontVersion()).isNotEqualTo(stack.frontVersion());
    }

    @Test
    void a_frozen_contract_that_is_slow_needs_the_worker_though_the_newest_is_not(@TempDir Path own)
            throws IOException {
        Path definitions = copy("slow-definitions", own);
        Files.delete(definitions.resolve("check-credit.yaml"));
        Contracts contracts = new Contracts(definitions, line -> {});
        contracts.retire("CheckCredit", 1, List.of(), (action, contract, environment) -> Optional.empty());
        Path report = definitions.resolve("build-report.yaml");
        Files.writeString(
                report,
                Files.readString(report)
                        .replaceAll("async: .*\n", "")
                        .replaceAll("  timeout: 540s\n", "")
                        .replaceAll("(?m)^  conversationId: .*\n", "")
                        .replace(", conversationId: c-1", ""));
        contracts.accept("BuildReport", false);
        Map<String, Object> environment = Fixture.environment();

        Resources frozen = synth(own, "frozen", environment, DefinitionSet.load(definitions));

        assertThat(frozen.all).containsKeys("Worker", "Jobs", "ActionBuildReport1", "ActionBuildReport2");
        assertThat(frozen.properties("Worker")).containsEntry("Timeout", 630L);
        // The result action of contract 1 is registered, and there is none of contract 2.
        assertThat(frozen.properties("ActionBuildReportResult1")).containsEntry("Contract", "1");
        assertThat(frozen.all).doesNotContainKey("ActionBuildReportResult2");
    }

    /** The least that an environment says: no key, no VPC, no concurrency. */
    @Test
    void without_keys_of_the_environment_the_defaults_hold(@TempDir Path own) throws IOException {
        Path definitions = copy("slow-definitions", own);
        Files.delete(definitions.resolve("check-credit.yaml"));
        new Contracts(definitions, line -> {})
                .retire("CheckCredit", 1, List.of(), (action, contract, environment) -> Optional.empty());
        Path report = definitions.resolve("build-report.yaml");
        Files.writeString(
                report,
                Files.readString(report).replace("limit: 10m", "limit: 5s").replace("540s", "4s"));

        Resources least = synth(own, "least", Fixture.environment(), DefinitionSet.load(definitions));

        assertThat(least.properties("Jobs")).doesNotContainKey("SSESpecification");
        assertThat(least.properties("Worker"))
                .containsEntry("ReservedConcurrentExecutions", 10L)
                .containsEntry("Timeout", 35L)
                .doesNotContainKeys("VpcConfig", "KmsKeyArn");
        // Lambda takes no shorter one.
        assertThat(least.properties(least.delivery())).containsEntry("MaximumEventAgeInSeconds", 60L);
        // Fifteen seconds are the result action's, and two the margin; BuildReport has twenty.
        assertThat(least.properties("Function")).containsEntry("Timeout", 22L);
        assertThat(least.statements("JobsWorkRole")).asString().doesNotContain("kms:");
    }

    @Test
    void each_of_the_three_functions_may_do_what_it_does_and_nothing_else() {
        Map<String, Object> table = getAtt("Jobs", "Arn");
        assertThat(stack.statements("JobsLostRole"))
                .containsExactlyInAnyOrder(
                        logs("JobsLostLogs"),
                        decrypts(),
                        allow("dynamodb:UpdateItem", table),
                        keyOfTheTable(),
                        traces());
        assertThat(stack.statements("JobsWorkRole"))
                .containsExactlyInAnyOrder(
                        logs("JobsWorkLogs"),
                        decrypts(),
                        // Not the caller secret: Genesys does not call the worker.
                        allow("secretsmanager:GetSecretValue", List.of(secret("credit-api"), secret("users-api"))),
                        allow("dynamodb:UpdateItem", table),
                        keyOfTheTable(),
                        allow("lambda:InvokeFunction", getAtt("LostJobs", "Arn")),
                        // X-Ray, and the network interfaces in the VPC.
                        without.statement("FunctionRole", "xray:PutTraceSegments"));
        List<Object> front = new ArrayList<>(stack.statements("FunctionRole"));
        front.removeAll(without.statements("FunctionRole"));
        assertThat(front)
                .containsExactlyInAnyOrder(
                        allow("secretsmanager:GetSecretValue", List.of(secret("credit-api"), secret("users-api"))),
                        allow(List.of("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"), table),
                        keyOfTheTable(),
                        allow(
                                "lambda:InvokeFunction",
                                Map.of("Fn::Join", List.of("", List.of(getAtt("Worker", "Arn"), ":*")))));
    }

    private static String secret(String name) {
        return "arn:aws:secretsmanager:eu-west-1:" + Fixture.ACCOUNT + ":secret:" + name + "-??????";
    }

    /** The worker calls the upstreams of slow actions, so it knows no others. */
    @Test
    void the_worker_knows_the_upstreams_of_slow_actions_only(@TempDir Path own) throws IOException {
        Path definitions = copy("slow-definitions", own);
        Files.delete(definitions.resolve("build-report.yaml"));
        new Contracts(definitions, line -> {})
                .retire("BuildReport", 1, List.of(), (action, contract, environment) -> Optional.empty());
        Map<String, Object> environment = slow();
        environment.remove("checks");

        Resources one = synth(own, "one", environment, DefinitionSet.load(definitions));

        assertThat((String) one.variables("Worker").get("UPSTREAMS"))
                .contains("credit.example.com")
                .doesNotContain("api.example.com");
        assertThat(one.statements("JobsWorkRole"))
                .asString()
                .contains("credit-api")
                .doesNotContain("users-api");
    }

    @Test
    void the_result_action_is_an_action_of_its_own_with_the_number_of_its_actions_contract() {
        assertThat(stack.properties("ActionBuildReportResult1"))
                .containsEntry("Name", "BuildReportResult")
                .containsEntry("Contract", "1")
                .containsEntry("TimeoutSeconds", "15")
                .containsEntry("Secure", "false")
                .containsEntry(
                        "SuccessSchema", stack.properties("ActionBuildReport1").get("SuccessSchema"));
        assertThat(stack.properties("ActionCheckCreditResult1")).containsEntry("Secure", "true");
        assertThat(stack.properties("ParameterBuildReportResult1").get("Name"))
                .isEqualTo("/data-actions/slow/actions/BuildReportResult/contracts/1");
    }

    @Test
    void the_checks_say_which_action_is_slow_and_where_its_result_is() {
        Map<String, Object> check = stack.properties("ActionCheck");
        assertThat(map(check.get("ActionIds")))
                .isEqualTo(Map.of(
                        "BuildReport", getAtt("ActionBuildReport1", "ActionId"),
                        "BuildReportResult", getAtt("ActionBuildReportResult1", "ActionId"),
                        "CheckCredit", getAtt("ActionCheckCredit1", "ActionId"),
                        "CheckCreditResult", getAtt("ActionCheckCreditResult1", "ActionId"),
                        "FetchUser", getAtt("ActionFetchUser1", "ActionId")));
        for (String id : List.of("ActionCheck", "FunctionCheck")) {
            assertThat(checks(id, "BuildReport"))
                    .as(id)
                    .containsEntry("async", Map.of("limitMillis", 600_000L, "shared", true));
            assertThat(checks(id, "CheckCredit"))
                    .as(id)
                    .containsEntry("answer", "flat")
                    .containsEntry(
                            "async", Map.of("limitMillis", 90_000L, "statusOutput", "state", "requestIdOutput", "job"));
            assertThat(checks(id, "FetchUser")).as(id).doesNotContainKey("async");
        }
    }

    @Test
    void an_upstream_whose_timeout_ends_every_slow_call_is_a_warning() {
        Map<String, Object> settings = slow();
        Map<String, Object> users = Fixture.with(((Map<?, ?>) settings.get("upstreams")).get("users"), "timeout", "5s");
        settings.put("upstreams", Fixture.with(settings.get("upstreams"), "users", users));

        assertThat(DeploymentRules.warnings(Environment.of("slow", settings), Fixture.slowDefinitions()))
                .singleElement()
                .asString()
                .startsWith("cdk.json: environments.slow.upstreams.users.timeout: 5s ends each call of the slow action"
                        + " BuildReport, whose request.timeout is 540s; raise it");
    }

    @Test
    void two_alarms_watch_the_jobs() {
        assertThat(alarm("LostJobs").toString())
                .contains("MetricName=Outcomes")
                .contains("Dimensions=[{Name=function, Value={Ref=LostJobs}}, {Name=outcome, Value=JOB_LOST}]")
                .contains("docs/runbook.md#alarm-lost");
        assertThat(alarm("LostJobs")).containsEntry("Threshold", 1L);
        assertThat(alarm("QueuedJobs").toString())
                .contains("MetricName=AsyncEventAge")
                .contains("Stat=Maximum")
                .contains("Dimensions=[{Name=FunctionName, Value={Ref=Worker}}]")
                .contains("docs/runbook.md#alarm-queued");
        // AWS counts the age in milliseconds.
        assertThat(alarm("QueuedJobs")).containsEntry("Threshold", 60_000L);
        assertThat(without.ids("AWS::CloudWatch::Alarm"))
                .hasSize(stack.ids("AWS::CloudWatch::Alarm").size() - 2);
    }

    @Test
    void the_dashboard_and_the_saved_query_read_the_workers_log_as_well() {
        String log = stack.ids("AWS::Logs::LogGroup").stream()
                .filter(id -> id.startsWith("JobsWork"))
                .findFirst()
                .orElseThrow();
        assertThat(stack.properties("CallsQuery").get("LogGroupNames").toString())
                .contains("{Ref=" + log + "}");
        assertThat(stack.properties(stack.ids("AWS::CloudWatch::Dashboard").get(0))
                        .toString())
                .contains("' | SOURCE '")
                .contains("AsyncEventAge")
                .contains("{Ref=LostJobs}");
    }

    /** Another logical id would replace the table with every job in it, or the worker. */
    @Test
    void the_logical_ids_of_the_table_and_of_both_functions_are_pinned() {
        assertThat(stack.all).containsKeys("Jobs", "Worker", "LostJobs");
    }

    @Test
    void two_in_one_stack_have_jobs_of_their_own_and_the_key_may_come_from_the_stack(@TempDir Path own) {
        App app = Fixture.app(own);
        Stack theirs = new Stack(
                app, "Theirs", StackProps.builder().terminationProtection(true).build());
        Key key = Key.Builder.create(theirs, "Key").enableKeyRotation(true).build();
        for (String name : List.of("Europe", "America")) {
            Map<String, Object> settings = slow();
            List.of("account", "region", "bootstrapQualifier", "alarmsTopic").forEach(settings::remove);
            settings.put("kmsKey", key.getKeyArn());
            new DataActions(
                    theirs,
                    name,
                    new DataActionsProps(
                            Environment.of(name, settings),
                            Fixture.slowDefinitions(),
                            Fixture.jar(own, "handler.jar"),
                            Fixture.jar(own, "registrar.jar")));
        }
        Aspects.of(theirs).add(new AwsSolutionsChecks());

        SynthesisedStack made =
                SynthesisedStack.in(Path.of(app.synth().getDirectory())).get(0);

        assertThat(made.messages()).isEmpty();
        Resources two = Resources.of(Fixture.json(made.template()));
        for (String name : List.of("Europe", "America")) {
            assertThat(two.variables(name + "Function")).containsEntry("JOBS_TABLE", ref(name + "Jobs"));
            assertThat(two.variables(name + "Worker")).containsEntry("JOBS_TABLE", ref(name + "Jobs"));
            assertThat(two.variables(name + "LostJobs")).containsEntry("JOBS_TABLE", ref(name + "Jobs"));
            assertThat(map(two.properties(name + "Jobs").get("SSESpecification"))
                            .get("KMSMasterKeyId"))
                    .asString()
                    .startsWith("{Fn::GetAtt=[Key");
        }
    }

    /** Lambda would refuse the variables in the middle of the deployment. */
    @Test
    void the_variables_of_slow_actions_count_towards_lambdas_limit(@TempDir Path own) {
        Map<String, Object> environment = slow();
        environment.put(
                "upstreams",
                Map.of(
                        "users", Map.of("url", "https://api.example.com/" + "x".repeat(3400)),
                        "credit", Map.of("url", "https://credit.example.com")));

        assertThatThrownBy(() -> synth(own, "many", environment, Fixture.slowDefinitions()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("(?s)cdk.json: environments.slow.upstreams: 2 upstreams need 4\\d{3} bytes of the"
                        + " function's environment, and Lambda allows 4096.*");
        environment.remove("checks");
        assertThat(synth(own, "fits", environment, Fixture.definitions()).all).doesNotContainKey("Worker");
    }

    private static Map<String, Object> alarm(String name) {
        List<String> found = stack.ids("AWS::CloudWatch::Alarm").stream()
                .filter(id -> id.contains(name))
                .toList();
        assertThat(found).hasSize(1);
        return stack.properties(found.get(0));
    }

    private static Map<String, Object> checks(String id, String name) {
        List<?> entries = (List<?>) Json.parse(
                ((String) stack.properties(id).get("Checks")).getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        return entries.stream()
                .map(SlowActionsIT::map)
                .filter(entry -> entry.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> slow() {
        return new LinkedHashMap<>((Map<String, Object>) Fixture.everyKind().get("slow"));
    }

    private static Resources synth(
            Path folder, String name, Map<String, Object> environment, DefinitionSet definitions) {
        try {
            Path own = Files.createDirectory(folder.resolve("synth-" + name));
            return Resources.of(
                    Fixture.synth(Map.of("slow", environment), definitions, own).get("slow"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Definitions that the test may change. */
    private static Path copy(String resources, Path folder) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("definitions"));
        try (Stream<Path> files = Files.list(Fixture.PROJECT.resolve("infra/app/src/test/resources/" + resources))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static Map<String, Object> logs(String group) {
        return allow(
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                getAtt(
                        stack.ids("AWS::Logs::LogGroup").stream()
                                .filter(id -> id.startsWith(group))
                                .findFirst()
                                .orElseThrow(),
                        "Arn"));
    }

    private static Map<String, Object> decrypts() {
        return allow("kms:Decrypt", KEY);
    }

    private static Map<String, Object> traces() {
        return allow(List.of("xray:PutTelemetryRecords", "xray:PutTraceSegments"), "*");
    }

    /** Through DynamoDB of this region only. */
    private static Map<String, Object> keyOfTheTable() {
        return Map.of(
                "Action",
                List.of(
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:Encrypt",
                        "kms:GenerateDataKey",
                        "kms:GenerateDataKeyWithoutPlaintext",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo"),
                "Condition",
                Map.of(
                        "StringEquals",
                        Map.of(
                                "kms:ViaService",
                                Map.of(
                                        "Fn::Join",
                                        List.of("", List.of("dynamodb.", ref("AWS::Region"), ".amazonaws.com"))))),
                "Effect",
                "Allow",
                "Resource",
                KEY);
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

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** The resources of a template by logical id. */
    private record Resources(Map<String, Map<String, Object>> all) {
        static Resources of(Map<String, Object> template) {
            Map<String, Map<String, Object>> all = new TreeMap<>();
            map(template.get("Resources")).forEach((id, resource) -> all.put(id, map(resource)));
            return new Resources(all);
        }

        List<String> ids(String type) {
            return all.keySet().stream()
                    .filter(id -> type.equals(all.get(id).get("Type")))
                    .toList();
        }

        Map<String, Object> properties(String id) {
            return map(all.get(id).get("Properties"));
        }

        Map<String, Object> variables(String id) {
            return map(map(properties(id).get("Environment")).get("Variables"));
        }

        @SuppressWarnings("unchecked")
        List<String> before(String id) {
            return (List<String>) all.get(id).get("DependsOn");
        }

        Object digest(String id) {
            return properties(id).get("Digest");
        }

        String workerVersion() {
            return versionOf("Worker");
        }

        String frontVersion() {
            return versionOf("Function");
        }

        private String versionOf(String function) {
            return ids("AWS::Lambda::Version").stream()
                    .filter(id -> ref(function).equals(properties(id).get("FunctionName")))
                    .findFirst()
                    .orElseThrow();
        }

        String delivery() {
            return ids("AWS::Lambda::EventInvokeConfig").stream()
                    .filter(id -> ref("Worker").equals(properties(id).get("FunctionName")))
                    .findFirst()
                    .orElseThrow();
        }

        /** What all policies of the role allow together. */
        List<Object> statements(String role) {
            Set<Object> statements = new LinkedHashSet<>();
            ids("AWS::IAM::Policy").stream()
                    .map(this::properties)
                    .filter(policy -> policy.get("Roles").toString().contains("Ref=" + role))
                    .forEach(policy -> statements.addAll(
                            (List<?>) map(policy.get("PolicyDocument")).get("Statement")));
            return new ArrayList<>(statements);
        }

        Object statement(String role, String action) {
            return statements(role).stream()
                    .filter(each -> each.toString().contains(action))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
