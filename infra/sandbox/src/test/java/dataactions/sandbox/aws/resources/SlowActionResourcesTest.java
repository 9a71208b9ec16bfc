package dataactions.sandbox.aws.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.aws.dynamodb.KeySchema;
import dataactions.sandbox.aws.dynamodb.TableDescription;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Made;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Order;
import dataactions.sandbox.lambda.AssetFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resources that a slow action adds to a stack. */
class SlowActionResourcesTest {
    private static final String TABLE = """
            {'KeySchema': [{'AttributeName': 'pk', 'KeyType': 'HASH'}],
             'AttributeDefinitions': [{'AttributeName': 'pk', 'AttributeType': 'S'}],
             'BillingMode': 'PAY_PER_REQUEST', 'SSESpecification': {'SSEEnabled': true},
             'TimeToLiveSpecification': {'AttributeName': 'expiresAt', 'Enabled': true}}""";
    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:";

    @TempDir
    private Path folder;

    private final Account account = new Account(Account.Content.EMPTY, InstantSource.system());
    private final TableProvider tables = new TableProvider(account.tables(), "000000000000", "eu-west-1");
    private final EventInvokeConfigProvider events = new EventInvokeConfigProvider(account);

    @Test
    void a_table_has_its_name_and_arn_keeps_its_items_in_an_update_and_is_deleted() throws Exception {
        Made made = tables.create(order("dev-Jobs-1", TABLE));

        assertThat(made.physicalId()).isEqualTo("dev-Jobs-1");
        assertThat(made.attributes().get("Arn").asText())
                .isEqualTo("arn:aws:dynamodb:eu-west-1:000000000000:table/dev-Jobs-1");
        assertThat(account.tables().find("dev-Jobs-1"))
                .contains(new TableDescription(
                        "dev-Jobs-1",
                        "arn:aws:dynamodb:eu-west-1:000000000000:table/dev-Jobs-1",
                        new KeySchema(List.of(new KeySchema.KeyAttribute("pk", "S"))),
                        "expiresAt"));
        assertThatThrownBy(() -> tables.create(order("dev-Jobs-1", TABLE))).hasMessageContaining("already exists");

        tables.update(order("dev-Jobs-1", TABLE.replace("'Enabled': true", "'Enabled': false")));
        assertThat(account.tables().find("dev-Jobs-1").orElseThrow().ttlAttribute())
                .isEmpty();

        String kept = TABLE.replaceFirst("\\{", "{'DeletionProtectionEnabled': true,");
        assertThatThrownBy(() -> tables.delete(order("dev-Jobs-1", kept))).hasMessageContaining("protected");
        tables.delete(order("dev-Jobs-1", TABLE));
        assertThat(account.tables().find("dev-Jobs-1")).isEmpty();
        assertThatThrownBy(() -> tables.update(order("dev-Jobs-1", TABLE))).hasMessageContaining("not found");
    }

    @Test
    void a_table_is_replaced_if_its_key_or_its_name_changes() throws Exception {
        assertThat(tables.replaces(json(TABLE), json(TABLE.replace("HASH", "RANGE"))))
                .isTrue();
        assertThat(tables.replaces(json(TABLE), json(TABLE.replaceFirst("\\{", "{'TableName': 'jobs',"))))
                .isTrue();
        assertThat(tables.replaces(json(TABLE), json(TABLE.replace("true", "false"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'HASH' | 'RANGE' | KeySchema: the attribute 'pk' must have the KeyType HASH",
                "'AttributeType': 'S' | 'AttributeType': 'X' | the type S, N or B",
                "'AttributeName': 'pk', 'AttributeType' | 'AttributeName': 'id', 'AttributeType' | in AttributeDefinitions",
                "'BillingMode': | 'TableName': 'a b', 'x': | TableName must have 3 to 255 characters",
                "'BillingMode': | 'StreamSpecification': | have no StreamSpecification",
                "'BillingMode': | 'GlobalSecondaryIndexes': | have no GlobalSecondaryIndexes",
                "'expiresAt' | '' | needs an AttributeName",
            })
    void a_table_that_the_sandbox_cannot_have_is_refused(String part, String replaced, String message) {
        assertThatThrownBy(() -> tables.create(order("dev-Jobs-1", TABLE.replace(part, replaced))))
                .isInstanceOf(ResourceFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void reserved_concurrency_is_set_changed_and_taken_away() throws Exception {
        Path asset = Files.createDirectories(folder.resolve("asset"));
        Files.writeString(asset.resolve("x.txt"), "x");
        FunctionProvider functions = new FunctionProvider(
                account, Map.of("key", asset), new AssetFolder(folder.resolve("kept")), "000000000000", "eu-west-1");
        String properties = "{'Runtime': 'java21', 'Handler': 'h', 'Code': {'S3Key': 'key'}%s}";

        functions.create(order("fn", properties.formatted(", 'ReservedConcurrentExecutions': 10")));
        assertThat(account.function("fn").orElseThrow().reservedConcurrency()).isEqualTo(10);
        functions.update(order("fn", properties.formatted(", 'ReservedConcurrentExecutions': '0'")));
        assertThat(account.function("fn").orElseThrow().reservedConcurrency()).isZero();
        functions.update(order("fn", properties.formatted("")));
        assertThat(account.function("fn").orElseThrow().reservedConcurrency()).isNull();
        assertThatThrownBy(() ->
                        functions.update(order("fn", properties.formatted(", 'ReservedConcurrentExecutions': -1"))))
                .hasMessage("ReservedConcurrentExecutions must be a whole number from 0 to 1000, but is -1.");
    }

    @Test
    void an_event_configuration_is_kept_for_its_version_until_it_is_deleted() throws Exception {
        functions();
        String properties = "{'FunctionName': 'worker', 'Qualifier': '1', 'MaximumRetryAttempts': 0,"
                + " 'MaximumEventAgeInSeconds': 600,"
                + " 'DestinationConfig': {'OnFailure': {'Destination': '" + FUNCTION + "failures'}}}";

        events.create(order("config", properties));
        assertThat(account.function("worker").orElseThrow().events())
                .containsExactly(Map.entry("1", new LambdaFunction.EventInvokeConfig(0, 600, FUNCTION + "failures")));
        events.delete(order("config", properties));
        assertThat(account.function("worker").orElseThrow().events()).isEmpty();

        events.create(order("config", "{'FunctionName': 'worker', 'Qualifier': '$LATEST'}"));
        assertThat(account.function("worker").orElseThrow().events())
                .containsExactly(Map.entry("$LATEST", LambdaFunction.EventInvokeConfig.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Qualifier': '9' | Function not found",
                "'Qualifier': '1', 'MaximumRetryAttempts': 3 | MaximumRetryAttempts must be a whole number from 0 to 2",
                "'Qualifier': '1', 'MaximumEventAgeInSeconds': 59 | from 60 to 21600, but is 59",
                "'Qualifier': '1', 'DestinationConfig': {'OnFailure': {'Destination': 'arn:aws:sqs:eu-west-1:0:q'}} |"
                        + " to a Lambda function only",
                "'Qualifier': '1', 'DestinationConfig': {'OnFailure': {'Destination': '" + FUNCTION + "none'}} |"
                        + " Function not found",
                "'Qualifier': '1', 'DestinationConfig': {'OnSuccess': {}} | only OnFailure",
            })
    void an_event_configuration_that_lambda_or_the_sandbox_refuses(String properties, String message) {
        functions();
        assertThatThrownBy(() -> events.create(order("config", "{'FunctionName': 'worker', " + properties + "}")))
                .isInstanceOf(ResourceFailure.class)
                .hasMessageContaining(message);
    }

    private void functions() {
        LambdaFunction.Configuration configuration = new LambdaFunction.Configuration("h", "c", 128, 3, Map.of());
        account.put(
                LambdaFunction.of("worker", FUNCTION + "worker", configuration).withVersion("1", configuration));
        account.put(LambdaFunction.of("failures", FUNCTION + "failures", configuration));
    }

    private static Order order(String physicalId, String properties) throws Exception {
        return new Order(
                "arn:stack",
                "dev",
                "It",
                "AWS::It::It",
                physicalId,
                json(properties),
                JsonNodeFactory.instance.objectNode());
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
