package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.RateLimit;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.Actions;
import dataactions.genesys.objects.ContractRules;
import dataactions.genesys.objects.Flattening;
import dataactions.genesys.objects.GenesysState;
import dataactions.genesys.objects.Integrations;
import dataactions.genesys.objects.VelocityTemplates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.velocity.exception.VelocityException;

/**
 * Really runs data actions: renders the templates, makes the call, renders the success template, and checks inputs and
 * outputs against the contract.
 */
public final class Execution {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final String MASK = "********";
    private static final int LONGEST_QUOTE = 1000;

    private final GenesysState state;
    private final VelocityTemplates templates;
    private final RateLimit limit = new RateLimit();
    private final AtomicInteger running = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    public Execution(GenesysState state, VelocityTemplates templates) {
        this.state = state;
        this.templates = templates;
    }

    /** What a run needs. It is copied from the state first, so that the state is not locked during the call. */
    private record Plan(
            String actionId,
            String integrationType,
            JsonNode form,
            Map<String, Object> credentials,
            String credentialType) {
        boolean invokesLambda() {
            return integrationType.equals("aws-lambda-data-actions");
        }
    }

    /** A failure of a step that ends the run. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient GenesysError error;

        Failed(GenesysError error) {
            super(error.getMessage(), null, false, false);
            this.error = error;
        }
    }

    public RouteReply test(Call call) {
        return test(call, "published");
    }

    public RouteReply testDraft(Call call) {
        return test(call, "draft");
    }

    /** Answers 200 even if the run fails; the body has the result. */
    private RouteReply test(Call call, String kind) {
        ObjectNode result = Trees.object();
        Report report = new Report(result.putArray("operations"), call.correlationId());
        limited(call, () -> {
            Plan plan = plan(call, kind);
            report.secret = plan.form().path("secure").asBoolean();
            try {
                JsonNode value = run(plan, call, report);
                result.set("finalResult", flattened(plan, value, call));
                result.put("success", true);
            } catch (Failed failed) {
                result.set("error", failed.error.body(call.correlationId()));
                result.put("success", false);
            }
            return result;
        });
        return RouteReply.ok(result);
    }

    /** Answers with the result of the action; a failed run is an error. */
    public RouteReply execute(Call call) {
        return RouteReply.ok(limited(call, () -> {
            Plan plan = plan(call, "published");
            try {
                JsonNode value = run(plan, call, new Report(Trees.array(), call.correlationId()));
                return flattened(plan, value, call);
            } catch (Failed failed) {
                throw failed.error;
            }
        }));
    }

    private JsonNode limited(Call call, Supplier<JsonNode> work) {
        OptionalLong wait = limit.tooMany("actions", call.settings().executionsPerMinute(), call.now());
        if (wait.isPresent()) {
            throw GenesysError.tooManyRequests(call.settings().executionsPerMinute(), wait.getAsLong());
        }
        try {
            if (running.incrementAndGet() > call.settings().concurrentExecutions()) {
                throw GenesysError.tooManyRequests(call.settings().concurrentExecutions(), 1);
            }
            return work.get();
        } finally {
            running.decrementAndGet();
        }
    }

    private Plan plan(Call call, String kind) {
        synchronized (state) {
            if (call.id().equals(Actions.STATIC_ID)) {
                throw GenesysError.badRequest("Static actions do not run in this org: " + call.id() + ".");
            }
            ObjectNode action = state.action(call.id())
                    .filter(found -> found.has(kind))
                    .orElseThrow(() -> GenesysError.notFound("action", call.id()));
            JsonNode form = action.path(kind).deepCopy();
            ObjectNode integration =
                    state.integration(form.path("integrationId").asText());
            String reported = Integrations.reportedState(integration, call, state);
            if (!reported.equals("ACTIVE")) {
                throw GenesysError.badRequest("The action cannot run because its integration "
                        + integration.path("id").asText() + " is not active: intended state "
                        + integration.path("intendedState").asText() + ", reported state " + reported + ".");
            }
            Integrations.Type type = Integrations.typeOf(integration);
            if (type.id().equals("aws-lambda-data-actions") && call.settings().aws() == null) {
                throw GenesysError.badRequest("Actions of type " + type.id() + " do not run in this org.");
            }
            Optional<ObjectNode> credential = state.credentialOf(integration, type.slot());
            Map<String, Object> fields = new LinkedHashMap<>();
            credential.ifPresent(found -> found.path("fields")
                    .properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText())));
            String credentialType =
                    credential.map(found -> found.path("type").asText()).orElse("");
            return new Plan(call.id(), type.id(), form, fields, credentialType);
        }
    }

    private static JsonNode flattened(Plan plan, JsonNode value, Call call) {
        JsonNode schema = plan.form().path("contract").path("output").path("successSchema");
        return call.flag("flatten") ? Flattening.value(schema, value) : value;
    }

    private JsonNode run(Plan plan, Call call, Report report) throws Failed {
        JsonNode config = plan.form().path("config");
        JsonNode contract = plan.form().path("contract");
        JsonNode inputSchema = contract.path("input").path("inputSchema");
        ObjectNode set = set(call.body());
        report.step("Validate inputs against the input schema", () -> {
            List<String> problems = SchemaCheck.problems(inputSchema, set);
            if (!problems.isEmpty()) {
                throw new Failed(GenesysError.invalid(problems));
            }
            return new Done<>(set, set);
        });
        Map<String, Object> values = values(inputSchema, set, plan.credentials(), call);
        Map<String, Object> masked = values(inputSchema, set, mask(plan.credentials()), call);

        JsonNode request = config.path("request");
        if (plan.invokesLambda()) {
            return invoked(plan, call, report, values, masked);
        }
        URI url = report.step("Resolve the request URL", () -> url(request, values, masked));
        Map<String, String> headers = report.step("Resolve the request headers", () -> headers(plan, values, masked));
        String body = report.step("Resolve the request body", () -> {
            if (!METHODS_WITH_BODY.contains(request.path("requestType").asText())) {
                return new Done<>("", text("")); // other methods have no body
            }
            String template = request.path("requestTemplate").asText();
            return new Done<>(render(template, values), text(render(template, masked)));
        });

        String raw = report.step("Execute the request", () -> send(plan, call, url, headers, body));
        return answered(config, contract, raw, report);
    }

    /** The event is the rendered request template. The raw result is the function's return value. */
    private JsonNode invoked(
            Plan plan, Call call, Report report, Map<String, Object> values, Map<String, Object> masked) throws Failed {
        JsonNode config = plan.form().path("config");
        JsonNode request = config.path("request");
        String function = report.step("Resolve the function's ARN", () -> {
            String arn =
                    render(request.path("requestUrlTemplate").asText(), values).trim();
            if (!LambdaClient.isFunctionArn(arn)) {
                throw new Failed(
                        GenesysError.badRequest("The request URL is not the ARN of a Lambda function: " + quote(arn)));
            }
            return new Done<>(arn, text(arn));
        });
        String event = report.step("Resolve the request body", () -> {
            String template = request.path("requestTemplate").asText();
            return new Done<>(render(template, values), text(render(template, masked)));
        });
        LambdaClient lambda =
                new LambdaClient(http, call.settings().aws(), call.settings().awsAccount());
        String role = String.valueOf(plan.credentials().get("ARN"));
        try {
            String session = report.step("Assume the role of the credential", () -> {
                String key = lambda.assume(role, call.settings().organizationId(), function)
                        .orElseThrow(() -> new Failed(new GenesysError(
                                403,
                                "forbidden",
                                "AWS did not let Genesys Cloud assume the role " + role + " for this organization.")));
                return new Done<>(key, text(MASK));
            });
            String raw = report.step("Execute the request", () -> {
                Duration timeout =
                        Duration.ofSeconds(config.path("timeoutSeconds").intValue());
                LambdaClient.Outcome outcome = lambda.invoke(session, function, event, timeout);
                if (outcome.failure() != null) {
                    throw new Failed(new GenesysError(
                                    502,
                                    "bad.gateway",
                                    "Lambda invocation for action [" + plan.actionId() + "] failed. Message:["
                                            + quote(outcome.failure()) + "]")
                            .param("responseBody", quote(outcome.failure())));
                }
                return new Done<>(
                        outcome.payload(), Trees.parse(outcome.payload()).orElseGet(() -> text(outcome.payload())));
            });
            return answered(config, plan.form().path("contract"), raw, report);
        } catch (IOException e) {
            throw new Failed(new GenesysError(
                    e instanceof HttpTimeoutException ? 504 : 502,
                    e instanceof HttpTimeoutException ? "gateway.timeout" : "bad.gateway",
                    "AWS cannot be reached for action [" + plan.actionId() + "]: "
                            + e.getClass().getSimpleName()));
        }
    }

    private JsonNode answered(JsonNode config, JsonNode contract, String raw, Report report) throws Failed {
        JsonNode value = report.step("Resolve the success template", () -> success(config, raw));
        return report.step("Validate the result against the success schema", () -> {
            List<String> problems = SchemaCheck.problems(contract.path("output").path("successSchema"), value);
            if (!problems.isEmpty()) {
                throw new Failed(new GenesysError(
                        502,
                        "bad.gateway",
                        "The result of the action does not fit its success schema: " + String.join(" ", problems)));
            }
            return new Done<>(value, value);
        });
    }

    /** A flow sends null for an unset input. */
    private static ObjectNode set(ObjectNode given) {
        ObjectNode set = Trees.object();
        given.properties().forEach(input -> {
            if (!input.getValue().isNull()) {
                set.set(input.getKey(), input.getValue());
            }
        });
        return set;
    }

    private static Map<String, Object> values(
            JsonNode inputSchema, ObjectNode set, Map<String, Object> credentials, Call call) {
        ObjectNode rawRequest = set.deepCopy();
        if (call.settings().unsetInputs() == OrgSettings.UnsetInputs.NULL) {
            inputSchema.path("properties").fieldNames().forEachRemaining(name -> {
                if (!rawRequest.has(name)) {
                    rawRequest.putNull(name);
                }
            });
        }
        Map<String, Object> input = new HashMap<>();
        set.properties().forEach(each -> input.put(each.getKey(), VelocityTemplates.plain(each.getValue())));
        input.put("rawRequest", Trees.write(rawRequest));
        return Map.of("input", input, "credentials", credentials);
    }

    private static Map<String, Object> mask(Map<String, Object> credentials) {
        Map<String, Object> masked = new HashMap<>();
        credentials.keySet().forEach(name -> masked.put(name, MASK));
        return masked;
    }

    private Done<URI> url(JsonNode request, Map<String, Object> values, Map<String, Object> masked) throws Failed {
        String template = request.path("requestUrlTemplate").asText();
        String shown = render(template, masked);
        try {
            URI url = URI.create(render(template, values).trim());
            if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
                return new Done<>(url, text(shown));
            }
        } catch (IllegalArgumentException notAUrl) {
            // handled below, together with URIs that are not HTTP
        }
        throw new Failed(
                GenesysError.badRequest("The request URL is not an absolute http or https URL: " + quote(shown)));
    }

    private Done<Map<String, String>> headers(Plan plan, Map<String, Object> values, Map<String, Object> masked)
            throws Failed {
        Map<String, String> headers = new LinkedHashMap<>();
        ObjectNode shown = Trees.object();
        if (plan.credentialType().equals("basicAuth")) {
            String pair = plan.credentials().get("userName") + ":"
                    + plan.credentials().get("password");
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            shown.put("Authorization", "Basic " + MASK);
        }
        JsonNode configured = plan.form().path("config").path("request").path("headers");
        for (Map.Entry<String, JsonNode> header : configured.properties()) {
            headers.put(header.getKey(), render(header.getValue().asText(), values));
            shown.put(header.getKey(), render(header.getValue().asText(), masked));
        }
        return new Done<>(headers, shown);
    }

    private String render(String template, Map<String, Object> values) throws Failed {
        try {
            return templates.render(template, values);
        } catch (VelocityException failure) {
            throw new Failed(GenesysError.badRequest(
                    "A template of the action could not be resolved: " + VelocityTemplates.firstLine(failure)));
        }
    }

    private Done<String> send(Plan plan, Call call, URI url, Map<String, String> headers, String body) throws Failed {
        JsonNode config = plan.form().path("config");
        String method = config.path("request").path("requestType").asText();
        HttpRequest request = request(plan, call, url, method, headers, body);
        Duration timeout = Duration.ofSeconds(config.path("timeoutSeconds").intValue());
        HttpResponse<byte[]> response = exchange(plan, request, timeout);
        if (call.settings().sendsRequestsTwice()) {
            response = exchange(plan, request, timeout); // as after a token renewal
        }
        String raw = new String(response.body(), StandardCharsets.UTF_8);
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            String kind = status >= 500 ? "server error" : status >= 400 ? "client error" : "unexpected";
            String code = status >= 500 ? "bad.gateway" : "bad.request";
            throw new Failed(new GenesysError(
                            status >= 400 ? status : 502,
                            status == 504 ? "gateway.timeout" : code,
                            "REST call for action [" + plan.actionId() + "] failed. Message:[Request failed with "
                                    + kind + " status code: " + status + "] Response:[" + quote(raw) + "]")
                    .param("httpStatus", String.valueOf(status))
                    .param("responseBody", quote(raw)));
        }
        return new Done<>(raw, Trees.parse(raw).orElseGet(() -> text(raw)));
    }

    private static HttpRequest request(
            Plan plan, Call call, URI url, String method, Map<String, String> headers, String body) throws Failed {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(url)
                    .method(
                            method,
                            METHODS_WITH_BODY.contains(method)
                                    ? HttpRequest.BodyPublishers.ofString(body)
                                    : HttpRequest.BodyPublishers.noBody());
            headers.forEach(builder::setHeader);
            boolean typed = headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Content-Type"));
            if (METHODS_WITH_BODY.contains(method) && !typed) {
                builder.setHeader("Content-Type", "application/json");
            }
            String organization = call.settings().organizationId();
            return builder.setHeader("ININ-Correlation-Id", call.correlationId())
                    .setHeader("ININ-Organization-Id", organization)
                    .setHeader("ININ-Home-Organization-Id", organization)
                    .setHeader("ININ-User-Id", call.client().id())
                    .build();
        } catch (IllegalArgumentException refused) {
            // The message may quote a header's value, so it is not shown.
            throw new Failed(GenesysError.badRequest("REST call for action [" + plan.actionId()
                    + "] failed. Message:[A header has a name or a value that HTTP does not allow]"));
        }
    }

    /** The timeout is for the whole call, not for each read. */
    private HttpResponse<byte[]> exchange(Plan plan, HttpRequest request, Duration timeout) throws Failed {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        String failed = "REST call for action [" + plan.actionId() + "] failed. Message:[";
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            answer.cancel(true);
            throw new Failed(new GenesysError(
                    504, "gateway.timeout", failed + "No answer within " + timeout.toSeconds() + " seconds]"));
        } catch (ExecutionException failure) {
            String cause = failure.getCause() instanceof IOException
                    ? "Connection failed: " + failure.getCause().getClass().getSimpleName()
                    : String.valueOf(failure.getCause());
            throw new Failed(new GenesysError(502, "bad.gateway", failed + cause + "]"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failed(new GenesysError(503, "service.unavailable", failed + "The org is being stopped]"));
        }
    }

    private Done<JsonNode> success(JsonNode config, String raw) throws Failed {
        Map<String, Object> values = new HashMap<>();
        values.put("rawResult", raw);
        String text = render(config.path("response").path("successTemplate").asText(), values);
        JsonNode value = Trees.parse(text)
                .orElseThrow(() -> new Failed(
                        new GenesysError(502, "bad.gateway", "The resolved success template is not valid JSON.")));
        if (Trees.depth(value) > ContractRules.DEEPEST) {
            throw new Failed(new GenesysError(
                    502, "bad.gateway", "The result is nested more than " + ContractRules.DEEPEST + " levels deep."));
        }
        return new Done<>(value, value);
    }

    private static JsonNode text(String value) {
        return Trees.array().add(value).get(0);
    }

    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    /** The output of a step: the value for the next step, and the text that may be shown. */
    private record Done<T>(T value, JsonNode shown) {}

    private interface Step<T, E extends Exception> {
        Done<T> run() throws Failed, E;
    }

    /** The operations of a test, in their order. */
    private static final class Report {
        private final ArrayNode operations;
        private final String correlationId;
        private boolean secret;

        Report(ArrayNode operations, String correlationId) {
            this.operations = operations;
            this.correlationId = correlationId;
        }

        <T, E extends Exception> T step(String name, Step<T, E> step) throws Failed, E {
            ObjectNode operation =
                    operations.addObject().put("step", operations.size()).put("name", name);
            try {
                Done<T> done = step.run();
                operation.put("success", true);
                if (!secret) {
                    operation.set("result", done.shown());
                }
                return done.value();
            } catch (Failed failed) {
                operation.put("success", false);
                operation.set("error", failed.error.body(correlationId));
                throw failed;
            }
        }
    }
}
