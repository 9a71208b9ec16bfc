package dataactions.registrar.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.TestResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Genesys's own test call of a registered action: Genesys, front door, mapping and schema all at once. */
public final class ActionCheck implements CheckRunner {
    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Genesys genesys;
    private final Deadline deadline;
    private Map<String, String> actionIds = Map.of();

    public ActionCheck(Genesys genesys, Deadline deadline) {
        this.genesys = genesys;
        this.deadline = deadline;
    }

    @Override
    public String prefix() {
        return "action-check";
    }

    @Override
    public void prepare(Properties properties) {
        actionIds = properties.texts("ActionIds");
    }

    /** With the actions' ids: one made anew has not been called, though all that the digest is of was proved before. */
    @Override
    public String subject(String digest) {
        byte[] ids = new TreeMap<>(actionIds).toString().getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ids);
            return digest + "-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Verdict run(Check check) {
        String id = actionIds.get(check.action());
        if (id == null) {
            throw Failure.of(
                    Kind.PROPERTY,
                    "Check " + check.name() + ": property ActionIds has no action " + check.action() + ".",
                    "The CDK construct writes it: synthesise and deploy again.");
        }
        for (int attempt = 1; ; attempt++) {
            Optional<TestResult> result = test(id, check, attempt);
            if (result.isPresent()) {
                Optional<JsonNode> envelope = envelope(check, result.get());
                if (envelope.isPresent()) {
                    return judge(check, result.get(), envelope.get());
                }
                if (attempt == TRIES) {
                    return new Verdict.Failed(
                            "Check " + check.name() + " failed: Genesys's test call did not get our function's answer"
                                    + said(result.get()) + ".",
                            "See the test in Admin > Actions. Front door \"url\": check the Function URL's permissions and"
                                    + " the credential; \"iam\": check the role that Genesys assumes.");
                }
            }
            // The function never answered: a new permission or action may not be known everywhere yet.
            deadline.pause(PAUSE.multipliedBy(attempt), "check " + check.name());
        }
    }

    private Optional<TestResult> test(String id, Check check, int attempt) {
        try {
            return Optional.of(genesys.actions().test(id, check.input()));
        } catch (Failure e) {
            if (e.kind() == Kind.NOT_FOUND && attempt < TRIES) {
                return Optional.empty();
            }
            throw e.saying("Check " + check.name() + ": " + e.getMessage(), e.remedy());
        }
    }

    private static Optional<JsonNode> envelope(Check check, TestResult result) {
        if (check.flat()
                && result.success()
                && result.finalResult() != null
                && result.finalResult().isObject()) {
            ObjectNode around = JsonNodeFactory.instance.objectNode().put("status", "success");
            around.set("data", result.finalResult());
            return Optional.of(around);
        }
        Optional<JsonNode> last = Judge.findEnvelope(result.finalResult());
        return last.isPresent() ? last : Judge.findEnvelope(result.all());
    }

    private static Verdict judge(Check check, TestResult result, JsonNode envelope) {
        Verdict verdict = Judge.envelope(check, envelope);
        if (verdict instanceof Verdict.Passed
                && !result.success()
                && "success".equals(envelope.path("status").asText())) {
            return new Verdict.Failed(
                    "Check " + check.name() + " failed: our function answered, but Genesys did not accept the answer"
                            + said(result) + ".",
                    "It does not fit the action's output contract: see the test in Admin > Actions.");
        }
        return verdict;
    }

    /** Genesys's own words about the step that failed. */
    private static String said(TestResult result) {
        String text = result.all().path("error").path("message").asText("");
        for (JsonNode operation : result.all().path("operations")) {
            if (operation.has("success") && !operation.path("success").asBoolean()) {
                String message = operation.path("error").path("message").asText("");
                String step = operation.path("name").asText("");
                text = (step.isEmpty() ? "" : step + ": ") + (message.isEmpty() ? text : message);
                break;
            }
        }
        String words = Words.cut(text);
        return words.isEmpty() ? "" : " (" + words + ")";
    }
}
