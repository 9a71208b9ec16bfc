package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.sandbox.aws.dynamodb.Tables;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.InProcessRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack with a table and a worker; the handlers run in this process. */
class SandboxTablesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** A custom resource whose function starts a job during the deployment. */
    private static final String TEMPLATE = """
            {"Resources": {
              "Jobs": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "BillingMode": "PAY_PER_REQUEST"}},
              "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Namespace": "AWS/DynamoDB"}},
              "Failures": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "java21",
                "Code": {"S3Key": "key"}, "Handler": "it.Failures::handle",
                "Environment": {"Variables": {"JOBS_TABLE": {"Ref": "Jobs"}}}}},
              "Worker": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "java21",
                "Code": {"S3Key": "key"}, "Handler": "it.Worker::handle", "ReservedConcurrentExecutions": 1}},
              "WorkerVersion": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Worker"}}},
              "WorkerEvents": {"Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                "FunctionName": {"Ref": "Worker"}, "Qualifier": {"Fn::GetAtt": ["WorkerVersion", "Version"]},
                "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60,
                "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}}}},
              "Front": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "java21",
                "Code": {"S3Key": "key"}, "Handler": "it.Front::handle",
                "Environment": {"Variables": {"WORKER_ARN": {"Ref": "WorkerVersion"}}}}},
              "Job": {"Type": "Custom::Job", "DependsOn": ["WorkerEvents"], "Properties": {
                "ServiceToken": {"Fn::GetAtt": ["Front", "Arn"]}}}},
             "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Jobs", "Arn"]}}, "Name": {"Value": {"Ref": "Jobs"}}}}
            """;

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();

    @Test
    void a_job_that_fails_after_the_deployment_ends_in_the_table_before_the_sandbox_does() throws Exception {
        Path asset = Files.createDirectories(folder.resolve("asset"));
        Files.writeString(asset.resolve("x.txt"), "x");
        CloudAssembly assembly = new CloudAssembly(
                "dev", "dev-Stack", "eu-west-1", JSON.readTree(TEMPLATE), Map.of(), Map.of("key", asset), "", false);
        StackResult result;
        try (Sandbox sandbox = open()) {
            result = sandbox.deploy(assembly, event -> {});
            assertThat(result.ending()).isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(result.outputs().get("Arn"))
                    .isEqualTo("arn:aws:dynamodb:eu-west-1:000000000000:table/"
                            + result.outputs().get("Name"));
            assertThat(sandbox.inert("AWS::DynamoDB::Table")).isFalse();
        }

        Map<String, Tables.Content> tables;
        try (StateFolder state = StateFolder.open(folder.resolve("state"))) {
            tables = state.load().orElseThrow().account().tables();
        }
        assertThat(tables.get(result.outputs().get("Name")).items())
                .hasToString(
                        "[{\"pk\":{\"S\":\"{\\\"job\\\":\\\"one\\\"}\"},\"condition\":{\"S\":\"RetriesExhausted\"}}]");
        assertThat(progress).singleElement().asString().startsWith("Waiting up to 60 s");
    }

    private Sandbox open() {
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                logs -> new InProcessRuntime(
                        Map.of(
                                "it.Front", version -> (in, out, context) -> front(version, JSON.readTree(in)),
                                "it.Worker", version -> (in, out, context) -> fail(),
                                "it.Failures", version -> (in, out, context) -> failed(version, JSON.readTree(in))),
                        InstantSource.system()),
                InstantSource.system(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                UnaryOperator.identity(),
                progress::add));
    }

    private static void front(FunctionVersion function, JsonNode event) throws IOException {
        String worker = function.environment().get("WORKER_ARN");
        send(request(function, "LAMBDA", "lambda", "/2015-03-31/functions/" + worker + "/invocations")
                .header("X-Amz-Invocation-Type", "Event")
                .POST(BodyPublishers.ofString("{\"job\":\"one\"}")));
        ObjectNode answer = JSON.createObjectNode().put("Status", "SUCCESS").put("PhysicalResourceId", "job");
        for (String each : List.of("StackId", "RequestId", "LogicalResourceId")) {
            answer.set(each, event.get(each));
        }
        send(HttpRequest.newBuilder(URI.create(event.path("ResponseURL").asText()))
                .PUT(BodyPublishers.ofString(answer.toString())));
    }

    private static void fail() {
        try {
            TimeUnit.MILLISECONDS.sleep(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("failed on purpose");
    }

    private static void failed(FunctionVersion function, JsonNode failure) throws IOException {
        ObjectNode put = JSON.createObjectNode();
        put.put("TableName", function.environment().get("JOBS_TABLE"));
        ObjectNode item = put.putObject("Item");
        item.putObject("pk").put("S", failure.path("requestPayload").toString());
        item.putObject("condition")
                .put("S", failure.path("requestContext").path("condition").asText());
        send(request(function, "DYNAMODB", "dynamodb", "/")
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810.PutItem")
                .POST(BodyPublishers.ofString(put.toString())));
    }

    private static HttpRequest.Builder request(FunctionVersion function, String variable, String service, String path) {
        URI origin = URI.create(function.environment().get("AWS_ENDPOINT_URL_" + variable));
        return HttpRequest.newBuilder(origin.resolve(path))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0");
    }

    private static void send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
