package dataactions.genesys.execution;

import dataactions.genesys.api.Trees;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Genesys does in AWS for an action of type {@code aws-lambda-data-actions}: assumes the role of the credential,
 * with the organization's id as external id, and invokes the function. Requests have a signature of the right form that
 * cannot be verified, because only the sandbox receives them.
 */
public final class LambdaClient {
    private static final Pattern FUNCTION_ARN =
            Pattern.compile("arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?");
    private static final Pattern ACCESS_KEY = Pattern.compile("<AccessKeyId>([A-Za-z0-9]+)</AccessKeyId>");

    private final HttpClient http;
    private final URI aws;
    private final String account;

    public LambdaClient(HttpClient http, URI aws, String account) {
        this.http = http;
        this.aws = aws;
        this.account = account;
    }

    public static boolean isFunctionArn(String text) {
        return FUNCTION_ARN.matcher(text).matches();
    }

    /**
     * The result of an invocation.
     *
     * @param payload what the function returned, or its error
     * @param failure the message if the function did not return; null if it did
     */
    record Outcome(String payload, String failure) {}

    /**
     * The access key of the session; empty if AWS refuses.
     *
     * @param function the function to invoke afterwards: a role's ARN has no region, so the call goes to the function's
     *     region
     */
    public Optional<String> assume(String role, String externalId, String function) throws IOException {
        String form = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=genesys&RoleArn=" + encoded(role)
                + "&ExternalId=" + encoded(externalId);
        HttpResponse<String> response = send(HttpRequest.newBuilder(aws.resolve("/"))
                .header("Authorization", authorization("AKIA" + account, region(function), "sts"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        Matcher key = ACCESS_KEY.matcher(response.body());
        return response.statusCode() == 200 && key.find() ? Optional.of(key.group(1)) : Optional.empty();
    }

    /** @param function the function's ARN, with or without a qualifier */
    public Outcome invoke(String accessKey, String function, String event, Duration timeout) throws IOException {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(aws.resolve("/2015-03-31/functions/" + encoded(function) + "/invocations"))
                        .header("Authorization", authorization(accessKey, region(function), "lambda"))
                        .header("Content-Type", "application/json")
                        .timeout(timeout)
                        .POST(HttpRequest.BodyPublishers.ofString(event)));
        if (response.statusCode() != 200) {
            return new Outcome(response.body(), "HTTP " + response.statusCode() + " " + response.body());
        }
        if (response.headers().firstValue("X-Amz-Function-Error").isPresent()) {
            String message = Trees.parse(response.body())
                    .map(error -> error.path("errorMessage").asText())
                    .filter(text -> !text.isEmpty())
                    .orElse(response.body());
            return new Outcome(response.body(), message);
        }
        return new Outcome(response.body(), null);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The org is being stopped");
        }
    }

    private static String region(String functionArn) {
        return functionArn.split(":", 5)[3];
    }

    private static String authorization(String accessKey, String region, String service) {
        return "AWS4-HMAC-SHA256 Credential=" + accessKey + "/20260101/" + region + "/" + service
                + "/aws4_request, SignedHeaders=host, Signature=none";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
