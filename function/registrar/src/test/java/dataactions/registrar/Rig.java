package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.aws.FunctionInvoker;
import dataactions.registrar.aws.FunctionInvoker.Invocation;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.aws.StackStatusSource;
import dataactions.registrar.aws.TerminationProtection;
import dataactions.registrar.cloudformation.ResponseSender;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.OrganizationGuard;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Redactor;
import dataactions.testkit.LambdaContext;
import dataactions.testkit.TestTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The registrar between a CloudFormation and a Genesys that are both ours. */
final class Rig {
    static final String CANARY = "canary-3f9a7c51-token";
    static final String URL =
            "https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/answer?Signature="
                    + "pre-signed-signature";
    static final String STACK_GUID = "11111111-2222-3333-4444-555555555555";
    static final String MARK = "123456789012/eu-west-1/dev-DataActions/";

    final TestTime time = new TestTime();
    final TestOrg genesys = new TestOrg(time);
    final List<String> log = new ArrayList<>();
    final List<JsonNode> answers = new ArrayList<>();
    final List<byte[]> bodies = new ArrayList<>();
    final Deque<Integer> answerStatuses = new ArrayDeque<>();
    final Map<String, String> secrets = new HashMap<>(Map.of("arn:caller", "{\"token\":\"" + CANARY + "\"}"));
    final List<JsonNode> invocations = new ArrayList<>();
    /** How long the registrar would have waited for each of the invocations. */
    final List<Duration> invocationTimeouts = new ArrayList<>();

    Function<JsonNode, Invocation> function = event -> envelope("{\"status\":\"success\",\"data\":{}}");
    /** What CloudFormation is at; null: it does not tell. */
    String stackStatus = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS";

    /** What CloudFormation is at when it is asked first, second and so on; then it is at {@link #stackStatus}. */
    final Deque<String> statuses = new ArrayDeque<>();

    /** How often CloudFormation was asked for the stack's status. */
    int statusReads;

    /** Whether the registrar may turn the stack's termination protection on and off. */
    boolean managesProtection;

    /** What CloudFormation refuses a change of the protection with; null: it takes it. */
    String protectionRefused;

    /** What the protection was set to, in order. */
    final List<Boolean> protections = new ArrayList<>();

    /** What CloudFormation calls its requests; the same for all that are not told apart. */
    String request = "request-1";

    /** Another one after the stack was destroyed and deployed anew. */
    String stackGuid = STACK_GUID;

    int callsPerMinute;
    int remainingMs = 120_000;

    private final RegistrarHandler handler;

    Rig() {
        this(null);
    }

    Rig(String organizationId) {
        OrganizationGuard guard = new OrganizationGuard(organizationId);
        Redactor redactor = new Redactor();
        ResponseSender sender = (url, body) -> {
            int status = answerStatuses.isEmpty() ? 200 : answerStatuses.poll();
            if (status < 0) {
                throw new IOException("cannot connect to " + url);
            }
            if (status / 100 == 2) {
                bodies.add(body);
                answers.add(TestOrg.JSON.readTree(body));
            }
            return status;
        };
        handler = new RegistrarHandler(
                new Services() {
                    @Override
                    public GenesysCalls genesys() {
                        return genesys;
                    }

                    @Override
                    public OrganizationGuard organization() {
                        return guard;
                    }

                    @Override
                    public SecretTexts secrets() {
                        return id -> {
                            String text = secrets.get(id);
                            if (text == null) {
                                throw new IllegalStateException("no such secret");
                            }
                            return text;
                        };
                    }

                    @Override
                    public FunctionInvoker invoker() {
                        return (version, event, timeout) -> invoke(version, event, timeout);
                    }

                    @Override
                    public int callsPerMinute() {
                        return callsPerMinute;
                    }

                    @Override
                    public StackStatusSource stackStatus() {
                        return stackId -> {
                            statusReads++;
                            String status = statuses.isEmpty() ? stackStatus : statuses.poll();
                            if (status == null) {
                                throw new IllegalStateException("not allowed to describe stacks");
                            }
                            return status;
                        };
                    }

                    @Override
                    public TerminationProtection terminationProtection() {
                        return (stackId, on) -> {
                            assertStack(stackId);
                            if (protectionRefused != null) {
                                throw new IllegalStateException(protectionRefused);
                            }
                            protections.add(on);
                        };
                    }

                    @Override
                    public boolean managesTerminationProtection() {
                        return managesProtection;
                    }

                    @Override
                    public Redactor redactor() {
                        return redactor;
                    }

                    @Override
                    public LazyHttpClient http() {
                        throw new IllegalStateException("no HTTP in a test without I/O");
                    }
                },
                sender,
                time,
                time::sleep,
                log::add);
    }

    private void assertStack(String stackId) {
        String own = "arn:aws:cloudformation:eu-west-1:123456789012:stack/dev-DataActions/" + stackGuid;
        if (!stackId.equals(own)) {
            throw new AssertionError("another stack: " + stackId);
        }
    }

    static Invocation envelope(String json) {
        return new Invocation(json.getBytes(StandardCharsets.UTF_8), false);
    }

    private Invocation invoke(String version, byte[] event, Duration timeout) {
        try {
            ObjectNode seen = (ObjectNode) TestOrg.JSON.readTree(event);
            invocations.add(seen);
            invocationTimeouts.add(timeout);
            return function.apply(seen);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A resource as a template has it. */
    record Resource(String type, String logicalId, ObjectNode properties) {
        Resource with(String name, String value) {
            ObjectNode copy = properties.deepCopy();
            copy.put(name, value);
            return new Resource(type, logicalId, copy);
        }

        Resource change(Consumer<ObjectNode> edit) {
            ObjectNode copy = properties.deepCopy();
            edit.accept(copy);
            return new Resource(type, logicalId, copy);
        }
    }

    static Resource credential() {
        return resource("Custom::GenesysCredential", "Credential")
                .with("GenesysDomain", "mypurecloud.ie")
                .with("CredentialType", "userDefined")
                .with("SecretArn", "arn:caller")
                .with("SecretGeneration", "1");
    }

    static Resource integration(String credentialId) {
        return resource("Custom::GenesysIntegration", "Integration")
                .with("Name", "Data actions (dev)")
                .with("IntegrationType", "custom-rest-actions")
                .with("CredentialKey", "basicAuth")
                .with("CredentialId", credentialId);
    }

    /** The same of the other type, with a role in place of a secret. */
    Resource lambdaIntegration() {
        genesys.credentials.put("role", new Genesys.Credential("role", "A role", "amazonWebServicesARN"));
        return integration("role")
                .with("IntegrationType", "aws-lambda-data-actions")
                .with("CredentialKey", "AmazonWebServicesARN");
    }

    static final String INPUT =
            "{\"type\":\"object\",\"properties\":{\"userId\":{\"type\":\"integer\"}},\"required\":[\"userId\"]}";
    static final String OUTPUT = "{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"},\"data\":"
            + "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}},"
            + "\"required\":[\"status\",\"data\"]}";

    static Resource action(String integrationId) {
        return resource("Custom::GenesysDataAction", "ActionFetchUser1")
                .with("Name", "FetchUser")
                .with("Category", "Customer Data")
                .with("Contract", "1")
                .with("Secure", "false")
                .with("IntegrationId", integrationId)
                .with("InputSchema", INPUT)
                .with("SuccessSchema", OUTPUT)
                .with("RequestUrl", "https://abc.lambda-url.eu-west-1.on.aws/")
                .with("RequestMethod", "POST")
                .with("Headers", "{\"Content-Type\":\"application/json\"}")
                .with("RequestTemplate", "{\"actionName\":\"FetchUser\",\"contract\":1,\"data\":${input.rawRequest}}")
                .with("TimeoutSeconds", "10");
    }

    static Resource actionCheck(String actionId, String digest, String checks) {
        return resource("Custom::GenesysActionCheck", "ActionCheck")
                .with("Checks", checks)
                .with("OnUpstreamFault", "warn")
                .with("Digest", digest)
                .change(it -> it.putObject("ActionIds").put("FetchUser", actionId));
    }

    static Resource functionCheck(String digest, String checks) {
        return resource("Custom::FunctionCheck", "FunctionCheck")
                .with("FunctionVersionArn", "arn:aws:lambda:eu-west-1:123456789012:function:f:7")
                .with("Checks", checks)
                .with("OnUpstreamFault", "warn")
                .with("Digest", digest);
    }

    static Resource guard(String onDestroy) {
        return resource("Custom::DestroyGuard", "DestroyGuard").with("OnDestroy", onDestroy);
    }

    private static Resource resource(String type, String logicalId) {
        ObjectNode properties = TestOrg.JSON.createObjectNode();
        properties.put("ServiceToken", "arn:aws:lambda:eu-west-1:123456789012:function:registrar");
        properties.put("ServiceTimeout", "300");
        properties.put("SchemaVersion", "1");
        return new Resource(type, logicalId, properties);
    }

    JsonNode create(Resource resource) {
        return send(requested(event("Create", resource, null, null)));
    }

    JsonNode update(String physicalId, Resource before, Resource now) {
        return send(requested(event("Update", now, physicalId, before)));
    }

    JsonNode delete(String physicalId, Resource resource) {
        return send(requested(event("Delete", resource, physicalId, null)));
    }

    private ObjectNode requested(ObjectNode event) {
        event.put("StackId", event.path("StackId").asText().replace(STACK_GUID, stackGuid));
        return event.put("RequestId", request);
    }

    /** @return the answer that reached CloudFormation */
    JsonNode send(ObjectNode event) {
        int before = answers.size();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayOutputStream(),
                    LambdaContext.withMillisLeft(remainingMs));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (answers.size() != before + 1) {
            throw new AssertionError("expected one answer, got " + (answers.size() - before));
        }
        return answers.get(answers.size() - 1);
    }

    static ObjectNode event(String type, Resource resource, String physicalId, Resource before) {
        ObjectNode event = TestOrg.JSON.createObjectNode();
        event.put("RequestType", type);
        event.put("ResponseURL", URL);
        event.put("StackId", "arn:aws:cloudformation:eu-west-1:123456789012:stack/dev-DataActions/" + STACK_GUID);
        event.put("RequestId", "request-1");
        event.put("ResourceType", resource.type());
        event.put("LogicalResourceId", resource.logicalId());
        if (physicalId != null) {
            event.put("PhysicalResourceId", physicalId);
        }
        event.set("ResourceProperties", resource.properties());
        if (before != null) {
            event.set("OldResourceProperties", before.properties());
        }
        return event;
    }

    static String id(JsonNode answer) {
        return answer.path("PhysicalResourceId").asText();
    }
}
