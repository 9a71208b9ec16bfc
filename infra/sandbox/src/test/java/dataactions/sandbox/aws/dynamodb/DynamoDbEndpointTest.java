package dataactions.sandbox.aws.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a list of single requests does not show: the protocol, time, faults and callers at once. */
class DynamoDbEndpointTest {
    private static final String PUT = "{'TableName':'jobs','Item':{'pk':{'S':'a'},'n':{'N':'%d'}}}";
    private static final String GET = "{'TableName':'jobs','Key':{'pk':{'S':'a'}}%s}";
    private static final String CONSISTENT = GET.formatted(",'ConsistentRead':true");
    private static final String ADD = "{'TableName':'jobs','Key':{'pk':{'S':'a'}},'UpdateExpression':'ADD n :one',"
            + "'ExpressionAttributeValues':{':one':{'N':'1'}}}";

    private LocalDynamoDb dynamoDb;

    @BeforeEach
    void open() throws Exception {
        dynamoDb = new LocalDynamoDb();
    }

    @AfterEach
    void close() {
        dynamoDb.close();
    }

    @Test
    void an_answer_has_the_type_the_checksum_and_a_request_id() throws Exception {
        HttpResponse<String> answer = dynamoDb.call("PutItem", PUT.formatted(1));

        CRC32 checksum = new CRC32();
        checksum.update(answer.body().getBytes());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-amz-json-1.0");
        assertThat(answer.headers().firstValue("x-amz-crc32")).contains(Long.toString(checksum.getValue()));
        assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @Test
    void an_error_has_the_full_name_of_its_type() throws Exception {
        assertThat(dynamoDb.call("GetItem", "{'TableName':'other','Key':{'pk':{'S':'a'}}}")
                        .body())
                .isEqualTo("{\"__type\":\"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException\","
                        + "\"message\":\"Requested resource not found\"}");
    }

    @Test
    void a_request_that_is_not_signed_for_the_service_is_refused() throws Exception {
        HttpResponse<String> unsigned = LocalDynamoDb.send(java.net.http.HttpRequest.newBuilder(dynamoDb.origin())
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810.GetItem")
                .POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> other = LocalDynamoDb.send(LocalDynamoDb.signed(dynamoDb.origin(), "GetItem")
                .setHeader(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/lambda/aws4_request, Signature=0")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(unsigned.statusCode()).isEqualTo(400);
        assertThat(unsigned.body()).contains("#MissingAuthenticationTokenException");
        assertThat(other.body()).contains("#InvalidSignatureException", "'dynamodb'");
    }

    @Test
    void another_content_type_another_version_and_another_method_are_refused() throws Exception {
        HttpResponse<String> type = LocalDynamoDb.send(LocalDynamoDb.signed(dynamoDb.origin(), "GetItem")
                .setHeader("Content-Type", "application/x-amz-json-1.1")
                .POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> version = LocalDynamoDb.send(LocalDynamoDb.signed(dynamoDb.origin(), "GetItem")
                .setHeader("X-Amz-Target", "DynamoDB_20111205.GetItem")
                .POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> method = LocalDynamoDb.send(
                LocalDynamoDb.signed(dynamoDb.origin(), "GetItem").GET());

        assertThat(type.body()).contains("#SerializationException", "application/x-amz-json-1.0");
        assertThat(version.body()).contains("#UnknownOperationException");
        assertThat(method.body()).contains("#UnknownOperationException");
    }

    @Test
    void a_table_is_named_by_its_arn_too() throws Exception {
        String arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/jobs";

        assertThat(dynamoDb.call("PutItem", PUT.formatted(1).replace("'jobs'", "'" + arn + "'"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(dynamoDb.call("GetItem", CONSISTENT).body()).contains("\"n\":{\"N\":\"1\"}");
    }

    @Test
    void a_failed_condition_has_the_item_if_the_request_asks_for_it() throws Exception {
        dynamoDb.call("PutItem", PUT.formatted(1));
        String guarded = PUT.formatted(2).replaceFirst("}$", ",'ConditionExpression':'attribute_not_exists(pk)'%s}");

        HttpResponse<String> without = dynamoDb.call("PutItem", guarded.formatted(""));
        HttpResponse<String> with =
                dynamoDb.call("PutItem", guarded.formatted(",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'"));

        assertThat(without.body())
                .isEqualTo("{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
                        + "\"message\":\"The conditional request failed\"}");
        assertThat(with.body()).endsWith(",\"Item\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1\"}}}");
        assertThat(dynamoDb.call("GetItem", CONSISTENT).body()).contains("\"n\":{\"N\":\"1\"}");
    }

    @Test
    void a_read_without_ConsistentRead_misses_a_write_of_the_last_100_ms() throws Exception {
        dynamoDb.call("PutItem", PUT.formatted(1));
        assertThat(dynamoDb.call("GetItem", GET.formatted("")).body()).isEqualTo("{}");
        dynamoDb.now = dynamoDb.now.plusMillis(50);
        dynamoDb.call("PutItem", PUT.formatted(2));

        String stale = dynamoDb.call("GetItem", GET.formatted("")).body();
        String consistent = dynamoDb.call("GetItem", CONSISTENT).body();
        dynamoDb.now = dynamoDb.now.plus(Table.LAG);
        String later = dynamoDb.call("GetItem", GET.formatted("")).body();

        assertThat(stale).contains("\"N\":\"1\"");
        assertThat(consistent).contains("\"N\":\"2\"");
        assertThat(later).isEqualTo(consistent);
    }

    @Test
    void an_expired_item_stays_for_two_days_and_a_test_can_delete_it_at_once() throws Exception {
        long expires = dynamoDb.now.getEpochSecond() + 60;
        dynamoDb.call("PutItem", item("soon", "{'N':'" + expires + "'}"));
        dynamoDb.call("PutItem", item("later", "{'N':'" + (expires + 1_000_000) + "'}"));
        dynamoDb.call("PutItem", item("text", "{'S':'" + expires + "'}"));
        dynamoDb.call("PutItem", item("ancient", "{'N':'1'}"));

        dynamoDb.now = dynamoDb.now.plus(Duration.ofDays(2)).plusSeconds(59);
        assertThat(read("soon")).contains("soon");
        assertThat(dynamoDb.tables.sweep()).isEqualTo(1);

        assertThat(read("soon")).isEqualTo("{}");
        assertThat(read("later")).contains("later");
        assertThat(read("text")).contains("text");
        assertThat(read("ancient")).as("more than five years ago: no time").contains("ancient");
    }

    @Test
    void an_expired_item_is_deleted_after_two_days() throws Exception {
        dynamoDb.call("PutItem", item("soon", "{'N':'" + dynamoDb.now.getEpochSecond() + "'}"));
        dynamoDb.now = dynamoDb.now.plus(Duration.ofDays(3));

        assertThat(read("soon")).isEqualTo("{}");
        assertThat(dynamoDb.tables.sweep()).isZero();
    }

    private static String item(String key, String expires) {
        return "{'TableName':'jobs','Item':{'pk':{'S':'" + key + "'},'expiresAt':" + expires + "}}";
    }

    private String read(String key) throws Exception {
        return dynamoDb.call("GetItem", "{'TableName':'jobs','ConsistentRead':true,'Key':{'pk':{'S':'" + key + "'}}}")
                .body();
    }

    @Test
    void the_next_calls_are_throttled_or_fail_and_change_nothing() throws Exception {
        dynamoDb.endpoint.faults().next("PutItem", Faults.Fault.THROTTLED, 1);
        dynamoDb.endpoint.faults().next("PutItem", Faults.Fault.FAILED, 1);

        HttpResponse<String> throttled = dynamoDb.call("PutItem", PUT.formatted(1));
        HttpResponse<String> failed = dynamoDb.call("PutItem", PUT.formatted(2));

        assertThat(throttled.statusCode()).isEqualTo(400);
        assertThat(throttled.body())
                .contains("com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("com.amazonaws.dynamodb.v20120810#InternalServerError");
        assertThat(dynamoDb.call("GetItem", CONSISTENT).body()).isEqualTo("{}");
        assertThat(dynamoDb.call("PutItem", PUT.formatted(3)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_call_can_be_done_although_its_answer_is_a_failure() throws Exception {
        dynamoDb.endpoint.faults().next("PutItem", Faults.Fault.NONE, 1);
        dynamoDb.endpoint.faults().next("PutItem", Faults.Fault.DONE_BUT_FAILED, 1);
        assertThat(dynamoDb.call("PutItem", PUT.formatted(0)).statusCode()).isEqualTo(200);

        assertThat(dynamoDb.call("PutItem", PUT.formatted(1)).statusCode()).isEqualTo(500);
        assertThat(dynamoDb.call("GetItem", CONSISTENT).body()).contains("\"n\":{\"N\":\"1\"}");
    }

    @Test
    void a_call_can_have_no_answer() throws Exception {
        dynamoDb.endpoint.faults().next("GetItem", Faults.Fault.HANGING, 1);

        assertThatThrownBy(() -> LocalDynamoDb.send(LocalDynamoDb.signed(dynamoDb.origin(), "GetItem")
                        .timeout(Duration.ofMillis(300))
                        .POST(BodyPublishers.ofString(CONSISTENT.replace('\'', '"')))))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(dynamoDb.call("GetItem", CONSISTENT).statusCode()).isEqualTo(200);
    }

    @Test
    void faults_are_for_operations_that_exist_and_can_be_taken_back() throws Exception {
        Faults faults = dynamoDb.endpoint.faults();
        assertThatThrownBy(() -> faults.next("DeleteItem", Faults.Fault.FAILED, 1))
                .hasMessageContaining("DeleteItem is not one of");
        faults.next("PutItem", Faults.Fault.FAILED, 5);
        faults.clear();
        assertThat(dynamoDb.call("PutItem", PUT.formatted(1)).statusCode()).isEqualTo(200);
    }

    @Test
    void callers_at_once_lose_no_update_and_one_of_them_creates_the_item() throws Exception {
        String create = PUT.formatted(0).replaceFirst("}$", ",'ConditionExpression':'attribute_not_exists(pk)'}");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> {
                    int created = dynamoDb.call("PutItem", create).statusCode();
                    dynamoDb.call("UpdateItem", ADD);
                    return created;
                }));
            }
            int successes = 0;
            for (Future<Integer> each : answers) {
                successes += each.get() == 200 ? 1 : 0;
            }

            assertThat(successes).isEqualTo(1);
            assertThat(dynamoDb.call("GetItem", CONSISTENT).body()).contains("\"n\":{\"N\":\"100\"}");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tables_come_back_with_every_byte() throws Exception {
        String item =
                "{\"pk\":{\"S\":\"a\"},\"b\":{\"B\":\"AP+A/w==\"},\"n\":{\"N\":\"1.5\"},\"s\":{\"NS\":[\"1\",\"2\"]}}";
        dynamoDb.call("PutItem", "{\"TableName\":\"jobs\",\"Item\":" + item + "}");

        Tables again = new Tables(dynamoDb.tables.content(), () -> Instant.EPOCH);

        assertThat(again.content().get("jobs").items()).hasToString("[" + item + "]");
        assertThat(again.content()).isEqualTo(dynamoDb.tables.content()).hasSize(3);
    }
}
