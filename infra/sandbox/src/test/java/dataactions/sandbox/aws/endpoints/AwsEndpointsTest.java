package dataactions.sandbox.aws.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.Fixture;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.aws.resources.SecretProvider;
import dataactions.sandbox.cloudformation.provider.ResourceProvider.Made;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The AWS operations that functions use, by plain HTTP. */
class AwsEndpointsTest {
    private Fixture fixture;
    private AwsEndpoints endpoints;
    private Instant now = Instant.parse("2026-01-01T00:00:00.250Z");

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture((in, out, context) -> {
            byte[] event = in.readAllBytes();
            if (event.length == 0) {
                throw new IllegalStateException("nothing came");
            }
            out.write(event);
        });
        endpoints = new AwsEndpoints(
                fixture.account,
                new SecretsManager(fixture.account, () -> now),
                fixture.lambda,
                id -> id.equals("genesys") ? Optional.of("{}") : Optional.empty(),
                new Stacks() {
                    @Override
                    public Optional<String> status(String id) {
                        return id.equals("arn:stack") ? Optional.of("DELETE_IN_PROGRESS") : Optional.empty();
                    }

                    @Override
                    public void protect(String id, boolean on) {
                        if (!id.equals("arn:stack")) {
                            throw new IllegalArgumentException("Stack [" + id + "] does not exist");
                        }
                        protections.add(on);
                    }
                });
    }

    private final List<Boolean> protections = new ArrayList<>();

    @Test
    void termination_protection_is_set_and_cleared_on_a_stack_that_is_there() throws Exception {
        assertThat(protect("arn:stack", "true").statusCode()).isEqualTo(200);
        assertThat(protect("arn:stack", "false").statusCode()).isEqualTo(200);
        HttpResponse<String> none = protect("arn:other", "true");

        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("<Message>Stack [arn:other] does not exist</Message>");
        assertThat(protections).containsExactly(true, false);
    }

    private HttpResponse<String> protect(String stack, String on) throws Exception {
        return send(signed("/", "cloudformation")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "Action=UpdateTerminationProtection&Version=2010-05-15&StackName=" + stack
                                + "&EnableTerminationProtection=" + on)));
    }

    @AfterEach
    void close() {
        endpoints.close();
    }

    @Test
    void a_generated_secret_is_found_by_arn_partial_arn_and_name_and_kept_by_an_equal_update() throws Exception {
        SecretProvider provider = new SecretProvider(fixture.account, "000000000000", "eu-west-1", () -> now);
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties
                .putObject("GenerateSecretString")
                .put("SecretStringTemplate", "{}")
                .put("GenerateStringKey", "token")
                .put("PasswordLength", 48)
                .put("ExcludePunctuation", true);
        Made made = provider.create(Fixture.order("caller", properties, properties));

        String first = secret(made.physicalId());

        assertThat(first).matches("(?s).*\"SecretString\":\"\\{\\\\\"token\\\\\":\\\\\"[A-Za-z0-9]{48}\\\\\"}\".*");
        assertThat(secret(made.physicalId().replaceAll("-[A-Za-z0-9]{6}$", ""))).isEqualTo(first);
        assertThat(secret("caller")).isEqualTo(first);
        provider.update(Fixture.order(made.physicalId(), properties.deepCopy().put("Description", "d"), properties));
        assertThat(secret("caller")).isEqualTo(first);
        ObjectNode longer = properties.deepCopy();
        ((ObjectNode) longer.get("GenerateSecretString")).put("PasswordLength", 50);
        provider.update(Fixture.order(made.physicalId(), longer, properties));
        assertThat(secret("caller")).isNotEqualTo(first);
        provider.delete(Fixture.order(made.physicalId(), longer, longer));
        assertThat(secret("caller")).contains("ResourceNotFoundException");
    }

    @Test
    void a_secret_of_somebody_else_and_an_unknown_one() throws Exception {
        assertThat(secret("genesys")).contains("\"SecretString\":\"{}\"");
        assertThat(secret("other")).contains("ResourceNotFoundException");
    }

    /** The rules of the API reference, in the order in which a rotation meets them. */
    @Test
    void versions_and_their_labels_follow_the_rules_of_the_service() throws Exception {
        fixture.account.putSecret("arn:s", Secret.of("s", "v".repeat(32), "one", now));
        String v1 = "v".repeat(32);
        String v2 = "2".repeat(32);
        String v3 = "3".repeat(32);
        fixture.account.changeSecret("arn:s", it -> it.withStage("AWSPENDING", v2));

        assertThat(secrets("DescribeSecret", "{}"))
                .contains("\"" + v1 + "\":[\"AWSCURRENT\"]", "\"" + v2 + "\":[\"AWSPENDING\"]");
        assertThat(secrets("GetSecretValue", "{\"VersionStage\":\"AWSPENDING\"}"))
                .contains("ResourceNotFoundException", "staging label: AWSPENDING");
        assertThat(secrets("GetSecretValue", "{\"VersionId\":\"" + v2 + "\"}"))
                .contains("ResourceNotFoundException", "VersionId: " + v2);

        now = now.plusSeconds(10);
        String pending = ",\"SecretString\":\"two\",\"VersionStages\":[\"AWSPENDING\"]}";
        assertThat(secrets("PutSecretValue", "{\"ClientRequestToken\":\"short\"" + pending))
                .contains("InvalidParameterException", "between 32 and 64");
        assertThat(secrets("PutSecretValue", "{\"ClientRequestToken\":\"" + v2 + "\"" + pending))
                .contains("\"VersionStages\":[\"AWSPENDING\"]");
        assertThat(secrets("PutSecretValue", "{\"ClientRequestToken\":\"" + v2 + "\"" + pending))
                .contains("\"VersionId\":\"" + v2 + "\"");
        assertThat(secrets(
                        "PutSecretValue", "{\"ClientRequestToken\":\"" + v2 + "\"" + pending.replace("two", "other")))
                .contains("ResourceExistsException");
        assertThat(secrets("GetSecretValue", "{\"VersionId\":\"" + v2 + "\"}"))
                .contains("\"SecretString\":\"two\"", "\"CreatedDate\":1767225610.250");
        assertThat(secrets("GetSecretValue", "{\"VersionId\":\"" + v1 + "\",\"VersionStage\":\"AWSPENDING\"}"))
                .contains("InvalidRequestException");
        assertThat(secrets("GetSecretValue", "{}")).contains("\"SecretString\":\"one\"");

        String move = "{\"VersionStage\":\"AWSCURRENT\",\"MoveToVersionId\":\"" + v2 + "\"";
        assertThat(secrets("UpdateSecretVersionStage", move + "}"))
                .contains("InvalidParameterException", "RemoveFromVersionId");
        assertThat(secrets("UpdateSecretVersionStage", move + ",\"RemoveFromVersionId\":\"" + v3 + "\"}"))
                .contains("InvalidParameterException");
        assertThat(secrets("UpdateSecretVersionStage", move + ",\"RemoveFromVersionId\":\"" + v1 + "\"}"))
                .contains("\"Name\":\"s\"");
        assertThat(secrets("DescribeSecret", "{}"))
                .contains("\"" + v1 + "\":[\"AWSPREVIOUS\"]", "\"AWSPENDING\"", "\"AWSCURRENT\"");
        assertThat(secrets("GetSecretValue", "{\"VersionStage\":\"AWSPREVIOUS\"}"))
                .contains("\"SecretString\":\"one\"");

        // Without labels of its own choosing a new version is the current one; what has no label is gone.
        secrets("PutSecretValue", "{\"ClientRequestToken\":\"" + v3 + "\",\"SecretString\":\"three\"}");
        assertThat(secrets("GetSecretValue", "{}")).contains("\"SecretString\":\"three\"");
        assertThat(secrets("GetSecretValue", "{\"VersionId\":\"" + v1 + "\"}")).contains("ResourceNotFoundException");
        assertThat(secrets(
                        "UpdateSecretVersionStage",
                        "{\"VersionStage\":\"AWSCURRENT\",\"RemoveFromVersionId\":\"" + v3 + "\"}"))
                .contains("InvalidParameterException");
    }

    private String secrets(String operation, String request) throws Exception {
        String body = request.replaceFirst("\\{", "{\"SecretId\":\"s\"" + (request.equals("{}") ? "" : ","));
        return send("secretsmanager." + operation, body, "secretsmanager").body();
    }

    @Test
    void a_version_is_invoked_by_its_qualified_arn() throws Exception {
        HttpResponse<String> response = invoke(Fixture.ARN + ":1", "{\"a\":1}", "lambda");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"a\":1}");
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).isEmpty();
        assertThat(fixture.runtime.invoked()).containsExactly("fn:1");
    }

    @Test
    void a_thrown_error_is_a_200_with_the_function_error_header() throws Exception {
        HttpResponse<String> response = invoke("fn", "", "lambda");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).contains("Unhandled");
        assertThat(response.body()).contains("nothing came");
    }

    @Test
    void an_unknown_function_or_version_is_a_404() throws Exception {
        assertThat(invoke("nobody", "{}", "lambda").statusCode()).isEqualTo(404);
        assertThat(invoke(Fixture.ARN + ":9", "{}", "lambda").statusCode()).isEqualTo(404);
    }

    @Test
    void a_request_signed_for_another_service_or_not_at_all_is_refused() throws Exception {
        assertThat(invoke("fn", "{}", "s3").statusCode()).isEqualTo(403);
        assertThat(send("secretsmanager.GetSecretValue", "{\"SecretId\":\"genesys\"}", "lambda")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void an_invocation_signed_for_another_region_than_the_arns_is_refused() throws Exception {
        HttpResponse<String> response = invoke(Fixture.ARN.replace("eu-west-1", "eu-central-1"), "{}", "lambda");
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("Credential should be scoped to a valid region, eu-central-1");
    }

    @Test
    void a_parameter_is_read_and_other_operations_are_refused() throws Exception {
        fixture.account.putParameter("/a/b", "42");

        assertThat(send("AmazonSSM.GetParameter", "{\"Name\":\"/a/b\"}", "ssm").body())
                .contains("\"Value\":\"42\"");
        assertThat(send("AmazonSSM.GetParameter", "{\"Name\":\"/a\"}", "ssm").body())
                .contains("ParameterNotFound");
        assertThat(send("AmazonSSM.PutParameter", "{}", "ssm").body()).contains("UnknownOperationException");
        assertThat(send("AmazonSSM.GetParameter", "{", "ssm").body()).contains("SerializationException");
    }

    private String secret(String id) throws Exception {
        return send(
                        "secretsmanager.GetSecretValue",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("SecretId", id)
                                .toString(),
                        "secretsmanager")
                .body();
    }

    private HttpResponse<String> send(String target, String body, String service) throws Exception {
        return send(
                signed("/", service).header("X-Amz-Target", target).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> invoke(String function, String event, String service) throws Exception {
        String name = java.net.URLEncoder.encode(function, java.nio.charset.StandardCharsets.UTF_8);
        return send(signed("/2015-03-31/functions/" + name + "/invocations", service)
                .POST(HttpRequest.BodyPublishers.ofString(event)));
    }

    private HttpRequest.Builder signed(String path, String service) {
        return HttpRequest.newBuilder(endpoints.origin().resolve(path))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
