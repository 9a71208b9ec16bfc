package dataactions.registrar;

import dataactions.aws.AwsClient;
import dataactions.aws.AwsException;
import dataactions.aws.LambdaInvoker;
import dataactions.aws.SecretReader;
import dataactions.aws.StackClient;
import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import dataactions.registrar.aws.FunctionInvoker;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.aws.StackStatusSource;
import dataactions.registrar.aws.TerminationProtection;
import dataactions.registrar.genesys.OrganizationGuard;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysSettings;
import dataactions.registrar.genesys.calls.SdkCalls;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Redactor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** The services that the function's environment variables configure. They are kept while the process lives. */
final class LiveServices implements Services {
    private final Map<String, String> env;
    private final InstantSource clock;
    private final Redactor redactor = new Redactor();
    private final LazyHttpClient http = new LazyHttpClient();
    /**
     * Repeats a call that AWS denies, for 21 seconds: a policy takes some seconds to have effect, and in a first
     * deployment the policy of the registrar's role is that young.
     */
    private final RetryRunner whenAllowed;

    private AwsClient aws;
    private GenesysCalls genesys;
    private OrganizationGuard organization;

    LiveServices(Map<String, String> env, InstantSource clock, Sleeper sleeper) {
        this.env = env;
        this.clock = clock;
        this.whenAllowed = new RetryRunner(
                RetryPolicy.linear(7, Duration.ofSeconds(1)),
                TimeLimit.none(sleeper, e -> new AwsException("Interrupted while a policy takes effect", true, e)));
    }

    @Override
    public Redactor redactor() {
        return redactor;
    }

    @Override
    public LazyHttpClient http() {
        return http;
    }

    @Override
    public synchronized GenesysCalls genesys() {
        if (genesys == null) {
            genesys = new SdkCalls(GenesysSettings.from(env), secrets(), http, clock, redactor);
        }
        return genesys;
    }

    @Override
    public synchronized OrganizationGuard organization() {
        if (organization == null) {
            organization = new OrganizationGuard(GenesysSettings.from(env).organizationId());
        }
        return organization;
    }

    @Override
    public SecretTexts secrets() {
        return id -> whenAllowed.run("read secret", () -> new SecretReader(aws()).read(id), LiveServices::isDenied);
    }

    @Override
    public FunctionInvoker invoker() {
        return (version, event, timeout) -> {
            LambdaInvoker.Invocation it = whenAllowed.run(
                    "invoke", () -> new LambdaInvoker(aws()).invoke(version, event, timeout), LiveServices::isDenied);
            return new FunctionInvoker.Invocation(it.payload(), it.functionError() != null);
        };
    }

    private static boolean isDenied(RuntimeException failure) {
        return failure instanceof AwsException aws
                && aws.refusal()
                        .filter(it -> it.code().startsWith("AccessDenied"))
                        .isPresent();
    }

    @Override
    public StackStatusSource stackStatus() {
        return stackId -> new StackClient(aws()).status(stackId);
    }

    @Override
    public TerminationProtection terminationProtection() {
        return (stackId, on) -> new StackClient(aws()).protect(stackId, on);
    }

    @Override
    public boolean managesTerminationProtection() {
        return "true".equals(env.get("MANAGES_TERMINATION_PROTECTION"));
    }

    @Override
    public int callsPerMinute() {
        String value = env.getOrDefault("GENESYS_CALLS_PER_MINUTE", "");
        return value.matches("[1-9]\\d{0,3}") ? Integer.parseInt(value) : 0;
    }

    synchronized AwsClient aws() {
        if (aws == null) {
            aws = AwsClient.fromEnvironment(env);
        }
        return aws;
    }
}
