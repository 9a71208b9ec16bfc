package dataactions.registrar;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.aws.AwsException;
import dataactions.aws.SecretRotator;
import dataactions.aws.SecretVersion;
import dataactions.aws.retry.Sleeper;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysSettings;
import dataactions.registrar.genesys.calls.RetryingCalls;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.rotation.RotatingSecret;
import dataactions.registrar.rotation.RotationSteps;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The Lambda that Secrets Manager calls to rotate the caller secret. It is a second entry point of the registrar's jar
 * and has its own role. Event: {@code {"Step","SecretId","ClientRequestToken"}}. If a step fails, the handler throws an
 * exception with a one-line message, and Secrets Manager repeats the rotation.
 *
 * <p>Environment: {@link GenesysSettings}; {@code GENESYS_CREDENTIAL_ID}, the credential that holds the secret; {@code
 * FUNCTION_URL}, where the new value is tested (absent if the function has no URL).
 */
public final class RotationHandler implements RequestStreamHandler {
    /** Time that is reserved to report a failure. */
    private static final Duration FOR_THE_FAILURE = Duration.ofSeconds(3);

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(15);
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 48;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> env;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final LiveServices services;
    private final Redactor redactor;
    private final Log log;

    /** Called by Lambda. */
    public RotationHandler() {
        this(System.getenv(), InstantSource.system(), Sleeper.REAL, System.out::println);
    }

    /** For end-to-end tests in one process. Uses the live services of an environment and the caller's clock. */
    public RotationHandler(Map<String, String> env, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this.env = env;
        this.clock = clock;
        this.sleeper = sleeper;
        this.services = new LiveServices(env, clock, sleeper);
        this.redactor = services.redactor();
        this.log = new Log(out, redactor);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        Duration left = Duration.ofMillis(Math.max(0, context.getRemainingTimeInMillis()));
        try {
            rotation(new EventDeadline(clock, sleeper, left.minus(FOR_THE_FAILURE)))
                    .step(text(event, "Step"), text(event, "SecretId"), text(event, "ClientRequestToken"));
        } catch (AwsException e) {
            throw failed(Failure.of(
                    Kind.UNREACHABLE,
                    e.getMessage(),
                    "The previous value is still in force. See the rotation's role, then rotate again."));
        } catch (Throwable e) {
            throw failed(Failure.from(
                    e,
                    "The previous value is still in force. Rotate again; if it recurs, report it with"
                            + " the rotation's log."));
        }
    }

    /** Lambda prints the exception to the log. Without a stack trace that is one line. */
    private IllegalStateException failed(Failure failure) {
        String clean = failure.reason(redactor::redact);
        log.error(clean).with(Log.Key.kind, failure.kind().name()).write();
        IllegalStateException thrown = new IllegalStateException(clean);
        thrown.setStackTrace(new StackTraceElement[0]);
        return thrown;
    }

    private static String text(JsonNode event, String name) {
        JsonNode value = event.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw Failure.of(
                    Kind.PROPERTY,
                    "The event is not one of a rotation: " + name + " is not a text.",
                    "This function is called by Secrets Manager only.");
        }
        return value.asText();
    }

    private RotationSteps rotation(EventDeadline deadline) {
        // Read in every step, so that an invalid environment fails each of them and not only those that call Genesys.
        GenesysSettings.from(env);
        String credentialId = env.getOrDefault("GENESYS_CREDENTIAL_ID", "");
        if (credentialId.isBlank()) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The environment variable GENESYS_CREDENTIAL_ID is not set.",
                    "The CDK construct writes it: synthesise and deploy again.");
        }
        GenesysCalls calls = new RetryingCalls(services.genesys(), deadline, log);
        return new RotationSteps(
                new AwsSecret(new SecretRotator(services.aws())),
                services.organization().guarded(calls),
                credentialId,
                RotationHandler::token,
                this::probe,
                clock,
                deadline,
                redactor,
                log);
    }

    private static String token() {
        SecureRandom random = new SecureRandom();
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return token.toString();
    }

    /**
     * Sends an empty object. The function checks the token, answers that the request is malformed, and calls no
     * upstream.
     */
    private Optional<Integer> probe(String token) {
        String url = env.getOrDefault("FUNCTION_URL", "");
        if (url.isBlank()) {
            return Optional.empty();
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(PROBE_TIMEOUT)
                    .header("Content-Type", "application/json")
                    .header("Data-Action-Token", token)
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            return Optional.of(services.http()
                    .client()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode());
        } catch (IOException e) {
            throw Failure.of(
                    Kind.UNREACHABLE,
                    "The Function URL did not answer a call with the new caller secret ("
                            + e.getClass().getSimpleName() + ").",
                    "Secrets Manager rotates again; if it recurs, see the function's log.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.DEADLINE, "Interrupted while trying the new caller secret.", "Rotate again.", e);
        }
    }

    private record AwsSecret(SecretRotator rotator) implements RotatingSecret {
        @Override
        public Map<String, Set<String>> stages(String secretId) {
            return rotator.stages(secretId);
        }

        @Override
        public Optional<SecretVersion> version(String secretId, String versionId) {
            try {
                return Optional.of(rotator.version(secretId, versionId));
            } catch (AwsException e) {
                if (e.isAbsent()) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        @Override
        public void putPending(String secretId, String versionId, String text) {
            rotator.putPending(secretId, versionId, text);
        }

        @Override
        public void makeCurrent(String secretId, String versionId, String before) {
            rotator.makeCurrent(secretId, versionId, before);
        }
    }
}
