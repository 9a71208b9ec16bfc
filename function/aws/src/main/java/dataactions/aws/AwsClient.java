package dataactions.aws;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends signed POSTs to AWS, one at a time and without retries. It needs a fraction of the size and start
 * time of the SDK's clients.
 *
 * <p>All settings come from the environment, under the same names as in the SDKs. Region: {@code AWS_REGION}, or else
 * {@code AWS_DEFAULT_REGION}. Endpoint: {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}, {@code …_LAMBDA}, {@code
 * …_CLOUDFORMATION} or {@code …_DYNAMODB}, else {@code AWS_ENDPOINT_URL}, else the region's own. Credentials: see {@link CredentialSource}.
 * The client reads no settings before the first call, so that a snapshot of the process contains no keys. Thread-safe.
 */
public final class AwsClient {
    private static final int MAX_QUOTED = 300;
    private static final Set<String> THROTTLING = Set.of(
            "ThrottlingException",
            "Throttling",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "ProvisionedThroughputExceededException",
            "SlowDown",
            "InternalServiceError",
            "ServiceException");

    private final Map<String, String> env;
    private final InstantSource clock;
    private final CredentialSource credentials;
    private final Transport transport;

    AwsClient(Map<String, String> env, InstantSource clock) {
        this(env, clock, Transport.JDK);
    }

    private AwsClient(Map<String, String> env, InstantSource clock, Transport transport) {
        this.env = Map.copyOf(env);
        this.clock = clock;
        this.credentials = new CredentialSource(this.env, clock);
        this.transport = transport;
    }

    /**
     * A client with the settings in {@code env} (usually {@link System#getenv()}). Checks nothing and calls nothing
     * yet.
     */
    public static AwsClient fromEnvironment(Map<String, String> env) {
        return new AwsClient(env, InstantSource.system());
    }

    /** Like {@link #fromEnvironment}, with another way to send. */
    public static AwsClient over(Map<String, String> env, Transport transport) {
        return new AwsClient(env, InstantSource.system(), transport);
    }

    /**
     * Sends one signed POST and returns the 2xx answer.
     *
     * @param operation AWS's name of the call ({@code GetSecretValue}), for messages
     * @param pathAndQuery begins with {@code /}; percent-encoded
     * @param headers sent and signed
     * @param timeout from the start of this call, which may have to fetch credentials, to the last byte
     * @throws AwsException when there is no answer, or one that is not 2xx; its message names service, operation,
     *     AWS's error code and what to do
     */
    public AwsResponse post(
            AwsService service,
            String operation,
            String pathAndQuery,
            Map<String, String> headers,
            byte[] body,
            Duration timeout) {
        String what = service.title() + " " + operation;
        String region = region(what);
        URI uri = URI.create(endpoint(service, region, what) + pathAndQuery);
        AwsResponse answer;
        try {
            long start = System.nanoTime();
            AwsKeys keys = credentials.get(timeout);
            Map<String, String> signed =
                    Signature.headers(keys, service.id(), region, uri, headers, body, clock.instant());
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                throw new SocketTimeoutException("no time left after the credentials");
            }
            answer = transport.post(uri, signed, body, left);
        } catch (IOException e) {
            throw new AwsException(
                    what + ": no answer from " + uri.getScheme() + "://" + uri.getRawAuthority() + ": "
                            + HttpCall.reason(e),
                    true,
                    e);
        }
        if (answer.status() / 100 == 2) {
            return answer;
        }
        throw refused(what, service, operation, answer);
    }

    private String region(String what) {
        for (String variable : new String[] {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
            String region = env.get(variable);
            if (region != null && !region.isBlank()) {
                return region.strip();
            }
        }
        throw new AwsException(
                what + ": no region: neither AWS_REGION nor AWS_DEFAULT_REGION is set. Lambda sets AWS_REGION by"
                        + " itself; elsewhere, set it (for instance eu-west-1).",
                false,
                null);
    }

    private String endpoint(AwsService service, String region, String what) {
        if (!"true".equalsIgnoreCase(env.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) {
            for (String variable : new String[] {service.endpointVariable(), "AWS_ENDPOINT_URL"}) {
                String url = env.get(variable);
                if (url != null && !url.isBlank()) {
                    return configured(variable, url.strip(), what);
                }
            }
        }
        return "https://" + service.id() + "." + region + "." + UrlSuffix.of(region);
    }

    private static String configured(String variable, String url, String what) {
        try {
            URI uri = new URI(url);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (java.net.URISyntaxException e) {
            throw new AwsException(what + ": " + variable + " is not a URL", false, e);
        }
        throw new AwsException(
                what + ": " + variable
                        + " is not an http(s) URL of a host; expected for instance http://localhost:4566",
                false,
                null);
    }

    private static AwsException refused(String what, AwsService service, String operation, AwsResponse answer) {
        Map<String, String> fields = errorFields(answer.body());
        String code = answer.headers().getOrDefault("x-amzn-errortype", fields.get("__type"));
        if (code == null) {
            code = fields.getOrDefault("code", "no error code");
        }
        // "com.amazonaws.x#Code" in some protocols, "Code:http://internal…" in others.
        code = code.substring(code.indexOf('#') + 1);
        code = code.indexOf(':') > 0 ? code.substring(0, code.indexOf(':')) : code;
        // The texts of these two services are left out: they may quote the request, which may contain a secret or a
        // caller's data.
        String text = service == AwsService.SECRETS_MANAGER || service == AwsService.DYNAMODB
                ? null
                : fields.getOrDefault("message", fields.get("Message"));
        boolean retriable = answer.status() >= 500 || answer.status() == 429 || THROTTLING.contains(code);
        StringBuilder message = new StringBuilder(what)
                .append(": ")
                .append(quotable(code))
                .append(" (HTTP ")
                .append(answer.status())
                .append(')');
        if (text != null && !text.isBlank()) {
            message.append(": ").append(quotable(text));
        }
        String advice = advice(code, service, operation);
        if (advice != null) {
            message.append(message.charAt(message.length() - 1) == '.' ? " " : ". ")
                    .append(advice);
        }
        return new AwsException(
                message.toString(),
                retriable,
                "ResourceNotFoundException".equals(code),
                new AwsException.Refusal(code, answer.body()),
                null);
    }

    private static String advice(String code, AwsService service, String operation) {
        return switch (code) {
            case "AccessDeniedException", "AccessDenied" ->
                "Allow " + service.id() + ":"
                        + (service == AwsService.LAMBDA ? "InvokeFunction" : operation)
                        + " on it in this function's role"
                        + (service == AwsService.CLOUDFORMATION
                                ? "."
                                : ", and kms:Decrypt where it has a key of its own.");
            case "ResourceNotFoundException" -> "Check the name or ARN, the account and the region.";
            case "ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidSignatureException" ->
                "Check the credentials and the clock of this process.";
            default -> null;
        };
    }

    private static Map<String, String> errorFields(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("<")) {
            // The Query protocol puts code and message into these two elements. Other pages have neither.
            Map<String, String> fields = new HashMap<>();
            element(text, "Code").ifPresent(code -> fields.put("code", code));
            element(text, "Message").ifPresent(message -> fields.put("message", message));
            return fields;
        }
        try {
            return FlatJson.scalars(body);
        } catch (IOException e) {
            // This is the page of a proxy or of a load balancer. Its text does not help; its status does.
            return Map.of();
        }
    }

    private static Optional<String> element(String xml, String name) {
        Matcher found = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static String quotable(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED) + "…";
    }
}
