package dataactions.registrar.rotation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.aws.SecretVersion;
import dataactions.definition.deployment.Reconcile;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The four steps of a rotation of the caller secret, as Secrets Manager calls them
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). No call of the
 * function fails during a rotation.
 *
 * <p>From {@link #set} on, Genesys sends the pending value, although it is not current yet. The function accepts the
 * current value, the pending one, and for 15 minutes the previous one. But the function reads the secret at most once a
 * minute. So {@link #set} waits until the pending value is old enough that every instance of the function will read it.
 *
 * <p>Secrets Manager may repeat a step. A repeated step does only what is not done yet.
 */
public final class RotationSteps {
    /**
     * One minute, because the function reads the secret at most once a minute, and a margin for differences between
     * clocks.
     */
    static final Duration KNOWN_AFTER = Duration.ofSeconds(65);

    private static final String CURRENT = "AWSCURRENT";
    private static final String PENDING = "AWSPENDING";
    private static final String ROTATE_AGAIN = "Rotate again: aws secretsmanager rotate-secret --secret-id …";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RotatingSecret secret;
    private final Genesys genesys;
    private final String credentialId;
    private final Supplier<String> tokens;
    private final Probe probe;
    private final InstantSource clock;
    private final EventDeadline deadline;
    private final Redactor redactor;
    private final Log log;

    /** Sends a value to the Function URL. */
    @FunctionalInterface
    public interface Probe {
        /** @return the HTTP status of the answer to a request that calls no action; empty when the function has no URL */
        Optional<Integer> status(String token);
    }

    /**
     * A rotation.
     *
     * @param credentialId id of the Genesys credential that holds the secret
     * @param tokens generates new values: 48 letters and digits, like the first value
     */
    public RotationSteps(
            RotatingSecret secret,
            Genesys genesys,
            String credentialId,
            Supplier<String> tokens,
            Probe probe,
            InstantSource clock,
            EventDeadline deadline,
            Redactor redactor,
            Log log) {
        this.secret = secret;
        this.genesys = genesys;
        this.credentialId = credentialId;
        this.tokens = tokens;
        this.probe = probe;
        this.clock = clock;
        this.deadline = deadline;
        this.redactor = redactor;
        this.log = log;
    }

    /** @param step createSecret, setSecret, testSecret or finishSecret */
    public void step(String step, String secretId, String versionId) {
        switch (step) {
            case "createSecret" -> create(secretId, versionId);
            case "setSecret" -> set(secretId, versionId);
            case "testSecret" -> test(secretId, versionId);
            case "finishSecret" -> finish(secretId, versionId);
            default ->
                throw Failure.of(
                        Kind.PROPERTY,
                        "The rotation step is none of createSecret, setSecret, testSecret, finishSecret.",
                        "This function is called by Secrets Manager only.");
        }
        log.info("Rotation step done").with(Log.Key.operation, step).write();
    }

    private void create(String secretId, String versionId) {
        Map<String, Set<String>> stages = secret.stages(secretId);
        if (isCurrent(stages, versionId)) {
            return;
        }
        if (!stages.getOrDefault(versionId, Set.of()).contains(PENDING)) {
            throw Failure.of(
                    Kind.REFUSED,
                    "The version to rotate to is not in the stage AWSPENDING of the secret.",
                    ROTATE_AGAIN);
        }
        if (secret.version(secretId, versionId).isPresent()) {
            return;
        }
        ObjectNode value = read(value(secretId, currentVersion(stages)));
        value.put("token", tokens.get());
        redactor.learn(value.path("token").asText());
        secret.putPending(secretId, versionId, value.toString());
    }

    private void set(String secretId, String versionId) {
        if (isCurrent(secret.stages(secretId), versionId)) {
            return;
        }
        SecretVersion pending = value(secretId, versionId);
        Instant since = Optional.ofNullable(pending.created()).orElseGet(clock::instant);
        Duration wait = Duration.between(clock.instant(), since.plus(KNOWN_AFTER));
        if (wait.compareTo(Duration.ZERO) > 0) {
            // Limited, because the clocks of Secrets Manager and of this Lambda may differ.
            deadline.pause(
                    wait.compareTo(KNOWN_AFTER) > 0 ? KNOWN_AFTER : wait, "waiting until the function knows the value");
        }
        write(token(pending));
    }

    /** Writes the value to Genesys. Genesys then sends it with every call. */
    private void write(String token) {
        Genesys.Credential credential = genesys.credentials()
                .find(credentialId)
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "The credential " + credentialId + " no longer exists in Genesys.",
                        Reconcile.REMEDY + " Then rotate again."));
        genesys.credentials().replace(credentialId, credential.name(), credential.type(), Map.of("token", token));
    }

    private void test(String secretId, String versionId) {
        Optional<SecretVersion> pending = secret.version(secretId, versionId);
        boolean young = pending.map(SecretVersion::created)
                .filter(created -> clock.instant().isBefore(created.plus(KNOWN_AFTER)))
                .isPresent();
        if (pending.isEmpty() || young) {
            // When a rotation is configured, Secrets Manager runs only this step. The version then did not pass through
            // setSecret, which would have waited until the version is older.
            log.info("No value was set, so there is none to test").write();
            return;
        }
        Optional<Integer> status = probe.status(token(pending.get()));
        if (status.isPresent() && status.get() == UNAUTHORIZED) {
            throw Failure.of(
                    Kind.CHECK,
                    "The function does not accept the new caller secret (HTTP 401), although Genesys already sends it.",
                    "See the function's log: it must be able to read the secret's stage AWSPENDING.");
        }
    }

    private static final int UNAUTHORIZED = 401;

    private void finish(String secretId, String versionId) {
        Map<String, Set<String>> stages = secret.stages(secretId);
        if (!isCurrent(stages, versionId)) {
            secret.makeCurrent(secretId, versionId, currentVersion(stages));
        }
        // A deployment after setSecret may have written the value that was current then. The function accepts that
        // value for only 15 minutes.
        write(token(value(secretId, versionId)));
    }

    private static boolean isCurrent(Map<String, Set<String>> stages, String versionId) {
        return stages.getOrDefault(versionId, Set.of()).contains(CURRENT);
    }

    private static String currentVersion(Map<String, Set<String>> stages) {
        return stages.entrySet().stream()
                .filter(it -> it.getValue().contains(CURRENT))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        Kind.REFUSED,
                        "The caller secret has no version in the stage AWSCURRENT.",
                        "Give it a value, then rotate again."));
    }

    private SecretVersion value(String secretId, String versionId) {
        return secret.version(secretId, versionId)
                .orElseThrow(() -> Failure.of(
                        Kind.REFUSED,
                        "A version of the caller secret that the rotation needs has no value.",
                        ROTATE_AGAIN));
    }

    private String token(SecretVersion version) {
        String token = read(version).path("token").asText("");
        redactor.learn(token);
        if (token.isBlank()) {
            throw notTheSecret();
        }
        return token;
    }

    private static ObjectNode read(SecretVersion version) {
        try {
            JsonNode node = JSON.readTree(version.text());
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // The failure does not contain the parser's message, because that message would quote the secret.
        }
        throw notTheSecret();
    }

    private static Failure notTheSecret() {
        return Failure.of(
                Kind.CONFIGURATION,
                "The secret does not hold the caller secret.",
                "Expected the JSON {\"token\":\"…\"}, as Secrets Manager generated it.");
    }
}
