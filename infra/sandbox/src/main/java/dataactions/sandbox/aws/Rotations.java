package dataactions.sandbox.aws;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rotates secrets as Secrets Manager does: four invocations of the function, one after the other, with the id of the
 * new version. A step that fails ends the rotation, and the version keeps the label AWSPENDING. The next rotation uses
 * the same version and starts at the first step. Source: Secrets Manager user guide, "Lambda rotation functions", and
 * API reference, RotateSecret.
 */
public final class Rotations {
    /** The steps in their order. */
    public static final List<String> STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");

    private static final String PRINCIPAL = "secretsmanager.amazonaws.com";
    private static final JsonMapper JSON = new JsonMapper();

    private final Account account;
    private final Lambda lambda;

    public Rotations(Account account, Lambda lambda) {
        this.account = account;
        this.lambda = lambda;
    }

    /** Called when a step begins and when it ends. */
    public interface Listener {
        /** @param resumed whether the last rotation did not finish, so this rotation uses its version */
        default void begins(String secret, boolean resumed) {}

        default void stepBegins(String step) {}

        default void stepEnds(String step) {}

        /** How often each step invokes the function: Lambda may deliver an event twice. */
        default int deliveries(String step) {
            return 1;
        }
    }

    /**
     * The result of a rotation.
     *
     * @param failedStep the step that failed; empty if no step failed
     * @param reason the function's error message
     */
    public record Outcome(String failedStep, String reason) {
        static final Outcome DONE = new Outcome("", "");

        public boolean succeeded() {
            return failedStep.isEmpty();
        }
    }

    /** Rotates a secret that has a schedule. */
    public Outcome rotate(String arn, Listener listener) {
        Secret secret = account.secret(arn).orElseThrow().getValue();
        Optional<String> unfinished = secret.pending();
        String version = unfinished.orElseGet(() -> UUID.randomUUID().toString());
        listener.begins(secret.name(), unfinished.isPresent());
        account.changeSecret(arn, it -> it.withStage(SecretsManager.PENDING, version));
        String function = secret.rotation().function();
        for (String step : STEPS) {
            listener.stepBegins(step);
            for (int delivery = 0; delivery < listener.deliveries(step); delivery++) {
                Optional<String> failure = invoke(function, step, arn, version);
                if (failure.isPresent()) {
                    return new Outcome(step, failure.get());
                }
            }
            listener.stepEnds(step);
        }
        boolean isCurrent = version.equals(
                account.secret(arn).orElseThrow().getValue().stages().get(SecretsManager.CURRENT));
        return isCurrent
                ? Outcome.DONE
                : new Outcome("finishSecret", "The function did not move AWSCURRENT to the new version.");
    }

    /**
     * Does what Secrets Manager does when a schedule is set up without a rotation: only testSecret, with a pending
     * version that is removed afterwards.
     *
     * @return why the schedule cannot be set up; empty if it can
     */
    public Optional<String> test(String arn, String function) {
        Secret secret = account.secret(arn).orElseThrow().getValue();
        if (secret.pending().isPresent()) {
            return Optional.of("A previous rotation isn't complete. That rotation will be reattempted.");
        }
        String before = secret.stages().get(SecretsManager.PENDING);
        String version = UUID.randomUUID().toString();
        account.changeSecret(arn, it -> it.withStage(SecretsManager.PENDING, version));
        Optional<String> failure = invoke(function, "testSecret", arn, version);
        account.changeSecret(
                arn,
                it -> before == null
                        ? it.withoutStage(SecretsManager.PENDING)
                        : it.withStage(SecretsManager.PENDING, before));
        return failure;
    }

    private Optional<String> invoke(String function, String step, String arn, String version) {
        boolean allowed = account.function(function).stream()
                .flatMap(it -> it.permissions().values().stream())
                .anyMatch(it -> it.principal().equals(PRINCIPAL)
                        && it.action().equals("lambda:InvokeFunction")
                        && it.qualifier().equals(LambdaFunction.qualifierOf(function)));
        if (!allowed) {
            return Optional.of("Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
                    + " policy grants access to the principal " + PRINCIPAL + ".");
        }
        ObjectNode event = JSON.createObjectNode();
        event.put("Step", step);
        event.put("SecretId", arn);
        event.put("ClientRequestToken", version);
        try {
            Invocation invocation = lambda.invoke(function, "", event.toString().getBytes(StandardCharsets.UTF_8))
                    .orElseThrow();
            return invocation.failed() ? Optional.of(message(invocation.payload())) : Optional.empty();
        } catch (Throttled e) {
            return Optional.of(e.getMessage());
        }
    }

    private static String message(byte[] payload) {
        try {
            return JSON.readTree(payload).path("errorMessage").asText("The function gave no reason.");
        } catch (IOException e) {
            return "The function did not say why in JSON.";
        }
    }
}
