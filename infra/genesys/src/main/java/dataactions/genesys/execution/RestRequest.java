package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Trees;
import dataactions.genesys.execution.ExecutionReport.Done;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The request of an action of type "Web Services": an HTTP call to any URL. */
final class RestRequest {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final HttpClient http;
    private final ExecutionPlan plan;
    private final Call call;
    private final ExecutionReport report;

    RestRequest(HttpClient http, ExecutionPlan plan, Call call, ExecutionReport report) {
        this.http = http;
        this.plan = plan;
        this.call = call;
        this.report = report;
    }

    /** The body of the response. */
    String run(RequestTemplates templates) throws ExecutionFailure {
        URI url = report.step("Resolve the request URL", () -> url(templates));
        Map<String, String> headers = report.step("Resolve the request headers", () -> headers(templates));
        String body = report.step(
                "Resolve the request body",
                () -> hasBody()
                        ? templates.done(plan.request().path("requestTemplate").asText())
                        : Done.of("", ""));
        return report.step("Execute the request", () -> Done.ofJson(send(request(url, headers, body))));
    }

    private String method() {
        return plan.request().path("requestType").asText();
    }

    private boolean hasBody() {
        return METHODS_WITH_BODY.contains(method());
    }

    private Done<URI> url(RequestTemplates templates) throws ExecutionFailure {
        String template = plan.request().path("requestUrlTemplate").asText();
        String shown = templates.shown(template);
        try {
            URI url = URI.create(templates.render(template).trim());
            if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
                return Done.of(url, shown);
            }
        } catch (IllegalArgumentException notAUrl) {
            // handled below, together with URIs that are not HTTP
        }
        throw new ExecutionFailure(GenesysError.badRequest(
                "The request URL is not an absolute http or https URL: " + ExecutionFailure.quote(shown)));
    }

    private Done<Map<String, String>> headers(RequestTemplates templates) throws ExecutionFailure {
        Map<String, String> headers = new LinkedHashMap<>();
        ObjectNode shown = Trees.object();
        if (plan.credentialType().equals("basicAuth")) {
            String pair = plan.credentials().get("userName") + ":"
                    + plan.credentials().get("password");
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            shown.put("Authorization", "Basic " + RequestTemplates.MASK);
        }
        for (Map.Entry<String, JsonNode> header : plan.request().path("headers").properties()) {
            headers.put(header.getKey(), templates.render(header.getValue().asText()));
            shown.put(header.getKey(), templates.shown(header.getValue().asText()));
        }
        return new Done<>(headers, shown);
    }

    private HttpRequest request(URI url, Map<String, String> headers, String body) throws ExecutionFailure {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(url)
                    .method(
                            method(),
                            hasBody()
                                    ? HttpRequest.BodyPublishers.ofString(body)
                                    : HttpRequest.BodyPublishers.noBody());
            headers.forEach(builder::setHeader);
            boolean typed = headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Content-Type"));
            if (hasBody() && !typed) {
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
            throw new ExecutionFailure(
                    GenesysError.badRequest(failed("A header has a name or a value that HTTP does not allow")));
        }
    }

    private String send(HttpRequest request) throws ExecutionFailure {
        HttpResponse<byte[]> response = exchange(request);
        if (call.settings().sendsRequestsTwice()) {
            response = exchange(request); // as after a token renewal
        }
        String raw = new String(response.body(), StandardCharsets.UTF_8);
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            String kind = status >= 500 ? "server error" : status >= 400 ? "client error" : "unexpected";
            String code = status >= 500 ? "bad.gateway" : "bad.request";
            throw new ExecutionFailure(new GenesysError(
                            status >= 400 ? status : 502,
                            status == 504 ? "gateway.timeout" : code,
                            failed("Request failed with " + kind + " status code: " + status) + " Response:["
                                    + ExecutionFailure.quote(raw) + "]")
                    .param("httpStatus", String.valueOf(status))
                    .param("responseBody", ExecutionFailure.quote(raw)));
        }
        return raw;
    }

    private String failed(String message) {
        return "REST call for action [" + plan.actionId() + "] failed. Message:[" + message + "]";
    }

    /** The timeout is for the whole call, not for each read. */
    private HttpResponse<byte[]> exchange(HttpRequest request) throws ExecutionFailure {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            answer.cancel(true);
            throw new ExecutionFailure(
                    504,
                    "gateway.timeout",
                    failed("No answer within " + plan.timeout().toSeconds() + " seconds"));
        } catch (ExecutionException failure) {
            String cause = failure.getCause() instanceof IOException
                    ? "Connection failed: " + failure.getCause().getClass().getSimpleName()
                    : String.valueOf(failure.getCause());
            throw new ExecutionFailure(502, "bad.gateway", failed(cause));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ExecutionFailure(503, "service.unavailable", failed("The org is being stopped"));
        }
    }
}
