package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.execution.ExecutionReport.Done;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;

/** The request of an action of type "AWS Lambda": assumes the credential's role, and invokes the function. */
final class LambdaRequest {
    private final HttpClient http;
    private final ExecutionPlan plan;
    private final Call call;
    private final ExecutionReport report;

    LambdaRequest(HttpClient http, ExecutionPlan plan, Call call, ExecutionReport report) {
        this.http = http;
        this.plan = plan;
        this.call = call;
        this.report = report;
    }

    /** The event is the rendered request template. The raw result is the function's return value. */
    String run(RequestTemplates templates) throws ExecutionFailure {
        JsonNode request = plan.request();
        String function = report.step("Resolve the function's ARN", () -> {
            String arn = templates
                    .render(request.path("requestUrlTemplate").asText())
                    .trim();
            if (!LambdaClient.isFunctionArn(arn)) {
                throw new ExecutionFailure(GenesysError.badRequest(
                        "The request URL is not the ARN of a Lambda function: " + ExecutionFailure.quote(arn)));
            }
            return Done.of(arn, arn);
        });
        String event = report.step(
                "Resolve the request body",
                () -> templates.done(request.path("requestTemplate").asText()));
        LambdaClient lambda =
                new LambdaClient(http, call.settings().aws(), call.settings().awsAccount());
        try {
            String session = report.step(
                    "Assume the role of the credential",
                    () -> Done.of(session(lambda, function), RequestTemplates.MASK));
            return report.step("Execute the request", () -> Done.ofJson(payload(lambda, session, function, event)));
        } catch (IOException e) {
            boolean isTimeout = e instanceof HttpTimeoutException;
            throw new ExecutionFailure(
                    isTimeout ? 504 : 502,
                    isTimeout ? "gateway.timeout" : "bad.gateway",
                    "AWS cannot be reached for action [" + plan.actionId() + "]: "
                            + e.getClass().getSimpleName());
        }
    }

    private String session(LambdaClient lambda, String function) throws ExecutionFailure, IOException {
        String role = String.valueOf(plan.credentials().get("ARN"));
        return lambda.assume(role, call.settings().organizationId(), function)
                .orElseThrow(() -> new ExecutionFailure(
                        403,
                        "forbidden",
                        "AWS did not let Genesys Cloud assume the role " + role + " for this organization."));
    }

    private String payload(LambdaClient lambda, String session, String function, String event)
            throws ExecutionFailure, IOException {
        LambdaClient.Outcome outcome = lambda.invoke(session, function, event, plan.timeout());
        if (outcome.failure() != null) {
            String failure = ExecutionFailure.quote(outcome.failure());
            throw new ExecutionFailure(new GenesysError(
                            502,
                            "bad.gateway",
                            "Lambda invocation for action [" + plan.actionId() + "] failed. Message:[" + failure + "]")
                    .param("responseBody", failure));
        }
        return outcome.payload();
    }
}
