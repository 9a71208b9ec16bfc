package dataactions.registrar.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.aws.AwsException;
import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.registrar.aws.FunctionInvoker;
import dataactions.registrar.aws.FunctionInvoker.Invocation;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs checks by calling the function's new version. This happens before the alias moves to it, so no other caller uses
 * it yet.
 */
public final class FunctionCheck implements CheckRunner {
    /** The prefix of the physical id. */
    public static final String PREFIX = "function-check";

    private static final RetryPolicy ATTEMPTS = RetryPolicy.linear(4, Duration.ofSeconds(1));
    /** A little more than the longest timeout of an action. */
    private static final Duration TIMEOUT = Duration.ofSeconds(65);
    /** The longest pause of {@link #ATTEMPTS}. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FunctionInvoker invoker;
    private final EventDeadline deadline;

    public FunctionCheck(FunctionInvoker invoker, EventDeadline deadline) {
        this.invoker = invoker;
        this.deadline = deadline;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Prepared prepare(Properties properties) {
        String version = properties.text("FunctionVersionArn");
        return check -> check(check, version);
    }

    private CheckResult check(DeploymentCheck check, String version) {
        ObjectNode event = JSON.createObjectNode();
        event.put("actionName", check.action());
        if (check.contract() != null) {
            event.put("contract", check.contract());
        }
        event.put("requestId", "function-check-" + check.name());
        // With explain, the answer is the envelope, even for a flat action. It says which outputs were not found, and
        // where.
        event.put("explain", true);
        event.set("data", check.input());
        Invocation invocation = invoke(check, version, event.toString().getBytes(StandardCharsets.UTF_8));
        JsonNode answer;
        try {
            answer = JSON.readTree(invocation.payload());
        } catch (IOException e) {
            return broken(check, "its answer is not JSON");
        }
        JsonNode where = invocation.failed() ? answer.path("errorMessage") : answer;
        Optional<JsonNode> envelope = EnvelopeCheck.findEnvelope(where);
        if (envelope.isPresent()) {
            return EnvelopeCheck.evaluateWithHints(check, envelope.get());
        }
        return invocation.failed()
                ? broken(
                        check, answer.path("errorType").asText("an error") + ": " + OneLine.shortened(where.asText("")))
                : broken(check, "its answer is not the envelope");
    }

    private Invocation invoke(DeploymentCheck check, String version, byte[] event) {
        String about = "check " + check.name();
        boolean isCut = deadline.remaining().compareTo(TIMEOUT) < 0;
        try {
            return new RetryRunner(ATTEMPTS, deadline)
                    .run(
                            about,
                            () -> {
                                deadline.check(about);
                                Duration left = deadline.remaining();
                                return invoker.invoke(version, event, left.compareTo(TIMEOUT) < 0 ? left : TIMEOUT);
                            },
                            e -> e instanceof AwsException aws && aws.retriable());
        } catch (AwsException e) {
            if (isCut && e.retriable() && !deadline.allows(LONGEST_PAUSE)) {
                // The action had less time than it may take, so this does not show that Lambda fails.
                throw deadline.over(about);
            }
            throw Failure.of(
                    Kind.CHECK,
                    "Check " + check.name() + ": the new version of the function could not be called: " + e.getMessage()
                            + ".",
                    "Deploy again; if it recurs, see the registrar's role and the function's log.",
                    e);
        }
    }

    private static CheckResult broken(DeploymentCheck check, String what) {
        return new CheckResult.Failed(
                "Check " + check.name() + " failed: the new version of the function did not give an envelope (" + what
                        + ").",
                "See the function's log. No caller has seen it: the alias still points to the version before.");
    }
}
