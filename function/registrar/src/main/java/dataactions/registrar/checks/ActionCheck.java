package dataactions.registrar.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.TestResult;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs checks with Genesys's own test of a registered action: through Genesys, front door, mapping and schema. */
public final class ActionCheck implements CheckRunner {
    /** The prefix of the physical id. */
    public static final String PREFIX = "action-check";

    private static final Set<ErrorCode> CALL_ERRORS =
            Set.of(ErrorCode.UNAUTHORIZED, ErrorCode.MALFORMED_REQUEST, ErrorCode.UNKNOWN_ACTION, ErrorCode.INTERNAL);

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Genesys genesys;
    private final EventDeadline deadline;

    public ActionCheck(Genesys genesys, EventDeadline deadline) {
        this.genesys = genesys;
        this.deadline = deadline;
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Prepared prepare(Properties properties) {
        Map<String, String> actionIds = new TreeMap<>(properties.texts("ActionIds"));
        return new Prepared() {
            @Override
            public CheckResult run(DeploymentCheck check) {
                String id = actionIds.get(check.action());
                if (id == null) {
                    throw Failure.of(
                            Kind.PROPERTY,
                            "Check " + check.name() + ": property ActionIds has no action " + check.action() + ".",
                            "The CDK construct writes it: synthesise and deploy again.");
                }
                return check(check, id);
            }

            /**
             * Includes the actions' ids: an action that was created again must be called, even if the digest has passed
             * before.
             */
            @Override
            public String subject(String digest) {
                return digest + "-" + hash(actionIds.toString());
            }
        };
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private CheckResult check(DeploymentCheck check, String id) {
        for (int attempt = 1; ; attempt++) {
            Optional<TestResult> result = test(id, check, attempt);
            Optional<JsonNode> envelope = result.flatMap(it -> envelope(check, it));
            if (envelope.isPresent()) {
                return evaluate(check, result.get(), envelope.get());
            }
            if (attempt == ATTEMPTS) {
                return new CheckResult.Failed(
                        "Check " + check.name() + " failed: Genesys's test call did not get our function's answer"
                                + explanation(result.get()) + ".",
                        "See the test in Admin > Actions. Front door \"url\": check the Function URL's permissions and"
                                + " the credential; \"iam\": check the role that Genesys assumes.");
            }
            // There is no answer of the function. Maybe not every replica knows a new permission or action yet.
            deadline.pause(PAUSE.multipliedBy(attempt), "check " + check.name());
        }
    }

    /** Empty if Genesys does not know the action yet, and another attempt follows. */
    private Optional<TestResult> test(String id, DeploymentCheck check, int attempt) {
        try {
            return Optional.of(genesys.actions().test(id, check.input()));
        } catch (Failure e) {
            if (e.kind() == Kind.NOT_FOUND && attempt < ATTEMPTS) {
                return Optional.empty();
            }
            throw e.saying("Check " + check.name() + ": " + e.getMessage(), e.remedy());
        }
    }

    private static Optional<JsonNode> envelope(DeploymentCheck check, TestResult result) {
        if (check.flat()
                && result.success()
                && result.finalResult() != null
                && result.finalResult().isObject()) {
            return Optional.of(around(check, result.finalResult()));
        }
        Optional<JsonNode> last = EnvelopeCheck.findEnvelope(result.finalResult());
        return last.isPresent() ? last : EnvelopeCheck.findEnvelope(result.all());
    }

    /** The envelope of a flat answer. */
    private static ObjectNode around(DeploymentCheck check, JsonNode outputs) {
        ObjectNode around = JsonNodeFactory.instance.objectNode();
        boolean pending = check.slow() != null
                && Envelope.PENDING.equals(
                        outputs.path(check.slow().statusOutput()).asText());
        if (pending) {
            around.put("status", Envelope.PENDING);
            around.set("requestId", outputs.path(check.slow().requestIdOutput()));
        } else {
            around.put("status", "success");
        }
        around.set("data", outputs);
        return around;
    }

    private static CheckResult evaluate(DeploymentCheck check, TestResult test, JsonNode envelope) {
        CheckResult result = EnvelopeCheck.evaluate(check, envelope);
        String status = envelope.path("status").asText();
        boolean refused = !test.success() && (status.equals("success") || status.equals(Envelope.PENDING));
        if (refused && (result instanceof CheckResult.Passed || result instanceof CheckResult.Pending)) {
            return new CheckResult.Failed(
                    "Check " + check.name() + " failed: our function answered, but Genesys did not accept the answer"
                            + explanation(test) + ".",
                    "It does not fit the action's output contract: see the test in Admin > Actions.");
        }
        boolean isOfAnEarlierCall =
                check.slow() != null && check.slow().isShared() && !(result instanceof CheckResult.Pending);
        return isOfAnEarlierCall && !isAboutTheCall(envelope) ? new CheckResult.Passed() : result;
    }

    /**
     * Whether the answer is about this call, and not about a run of the action. With a key, a call of a slow action may get
     * the result of a run before this deployment. The check of the function's new version has judged a run of its own.
     */
    private static boolean isAboutTheCall(JsonNode envelope) {
        return ErrorCode.named(envelope.path("errorCode").asText(""))
                .filter(CALL_ERRORS::contains)
                .isPresent();
    }

    /** Genesys's description of the step that failed. */
    private static String explanation(TestResult result) {
        String text = result.all().path("error").path("message").asText("");
        for (JsonNode operation : result.all().path("operations")) {
            if (operation.has("success") && !operation.path("success").asBoolean()) {
                String message = operation.path("error").path("message").asText("");
                String step = operation.path("name").asText("");
                text = (step.isEmpty() ? "" : step + ": ") + (message.isEmpty() ? text : message);
                break;
            }
        }
        String words = OneLine.shortened(text);
        return words.isEmpty() ? "" : " (" + words + ")";
    }
}
