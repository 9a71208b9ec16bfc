package dataactions.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks the custom resource protocol: an asynchronous invocation of the function behind ServiceToken, which answers
 * by a PUT to the ResponseURL. Source: CloudFormation user guide, "Custom resource request and response objects".
 */
public final class CustomResources implements ResourceProvider {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_RESPONSE = 4096;
    private static final int DEFAULT_TIMEOUT_SECONDS = 3600;
    private static final int MAX_QUOTED = 600;

    private final Lambda lambda;
    private final ResponseUrls urls;

    public CustomResources(Lambda lambda, ResponseUrls urls) {
        this.lambda = lambda;
        this.urls = urls;
    }

    @Override
    public boolean replacesByPhysicalId() {
        return true;
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        return made(send("Create", order));
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        String token = order.properties().path("ServiceToken").asText();
        if (!token.equals(order.oldProperties().path("ServiceToken").asText())) {
            throw new ResourceFailure("Modifying service token is not allowed.");
        }
        return made(send("Update", order));
    }

    @Override
    public void delete(Order order) throws ResourceFailure {
        remove(order);
    }

    @Override
    public String remove(Order order) throws ResourceFailure {
        return send("Delete", order).path("Reason").asText("");
    }

    private static Made made(JsonNode response) throws ResourceFailure {
        String id = response.path("PhysicalResourceId").asText("");
        if (id.isEmpty()) {
            throw new ResourceFailure("Invalid PhysicalResourceId: the function answered SUCCESS without one.");
        }
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        response.path("Data").properties().forEach(each -> attributes.put(each.getKey(), each.getValue()));
        return new Made(id, attributes);
    }

    private JsonNode send(String requestType, Order order) throws ResourceFailure {
        String token = order.properties().path("ServiceToken").asText("");
        if (!token.startsWith("arn:")) {
            throw new ResourceFailure("ServiceToken must be the ARN of a Lambda function of this stack.");
        }
        String requestId = UUID.randomUUID().toString();
        try (ResponseUrls.Pending pending = urls.open()) {
            ObjectNode event = JSON.createObjectNode();
            event.put("RequestType", requestType);
            event.put("ServiceToken", token);
            event.put("ResponseURL", pending.url().toString());
            event.put("StackId", order.stackId());
            event.put("RequestId", requestId);
            event.put("LogicalResourceId", order.logicalId());
            if (!requestType.equals("Create")) {
                event.put("PhysicalResourceId", order.physicalId());
            }
            event.put("ResourceType", order.type());
            event.set("ResourceProperties", order.properties());
            if (requestType.equals("Update")) {
                event.set("OldResourceProperties", order.oldProperties());
            }
            CompletableFuture<Optional<Invocation>> invocation =
                    lambda.invokeLater(token, event.toString().getBytes(StandardCharsets.UTF_8));
            byte[] body = await(pending, invocation, timeout(order));
            return check(body, order, requestId);
        }
    }

    private static Duration timeout(Order order) throws ResourceFailure {
        String written = order.properties().path("ServiceTimeout").asText("");
        if (written.isEmpty()) {
            return Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS);
        }
        if (!written.matches("\\d{1,4}")
                || Integer.parseInt(written) < 1
                || Integer.parseInt(written) > DEFAULT_TIMEOUT_SECONDS) {
            throw new ResourceFailure("ServiceTimeout must be 1 to 3600 seconds, but is " + written + ".");
        }
        return Duration.ofSeconds(Integer.parseInt(written));
    }

    /**
     * Waits for the answer. If the function ended without an answer, none will come. CloudFormation would still wait
     * for the whole ServiceTimeout. The sandbox stops waiting at once, and the event says so.
     */
    private static byte[] await(
            ResponseUrls.Pending pending, CompletableFuture<Optional<Invocation>> invocation, Duration timeout)
            throws ResourceFailure {
        try {
            CompletableFuture.anyOf(pending.body(), invocation).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = pending.body().getNow(null);
            if (body != null) {
                return body;
            }
            Optional<Invocation> ended = invocation.get();
            body = pending.body().getNow(null);
            if (body != null) {
                return body;
            }
            if (ended.isEmpty()) {
                throw new ResourceFailure("The function behind ServiceToken does not exist.");
            }
            throw new ResourceFailure("The function ended without answering CloudFormation"
                    + (ended.get().failed() ? ": " + quote(ended.get().payload()) : ".")
                    + " (CloudFormation would have waited " + timeout.toSeconds() + " s.)");
        } catch (TimeoutException e) {
            throw new ResourceFailure("CloudFormation did not receive a response from your Custom Resource within "
                    + timeout.toSeconds() + " s.");
        } catch (ExecutionException e) {
            throw new ResourceFailure(
                    "The function could not be invoked: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ResourceFailure("The deployment was interrupted.");
        }
    }

    private static String quote(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text;
    }

    private static JsonNode check(byte[] body, Order order, String requestId) throws ResourceFailure {
        if (body.length > MAX_RESPONSE) {
            throw new ResourceFailure(
                    "Response object is too long (" + body.length + " bytes, at most " + MAX_RESPONSE + ").");
        }
        JsonNode response;
        try {
            response = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ResourceFailure("The answer of the custom resource is not JSON.");
        } catch (IOException e) {
            throw new ResourceFailure("The answer of the custom resource cannot be read.");
        }
        same(response, "StackId", order.stackId());
        same(response, "RequestId", requestId);
        same(response, "LogicalResourceId", order.logicalId());
        String id = response.path("PhysicalResourceId").asText("");
        switch (response.path("Status").asText("")) {
            case "SUCCESS" -> {
                return response;
            }
            case "FAILED" -> {
                String reason = response.path("Reason").asText("");
                throw new ResourceFailure(
                        reason.isEmpty() ? "The custom resource answered FAILED without a Reason." : reason,
                        id.isEmpty() ? null : id);
            }
            default ->
                throw new ResourceFailure("The custom resource's Status must be SUCCESS or FAILED, but is '"
                        + response.path("Status").asText("") + "'.");
        }
    }

    private static void same(JsonNode response, String field, String expected) throws ResourceFailure {
        if (!response.path(field).asText("").equals(expected)) {
            throw new ResourceFailure(
                    "The answer of the custom resource carries another " + field + " than the request.");
        }
    }
}
