package dataactions.registrar;

import dataactions.aws.AwsClient;
import dataactions.aws.LambdaInvoker;
import dataactions.aws.SecretReader;
import dataactions.aws.StackClient;
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
import java.time.InstantSource;
import java.util.Map;

/** The services that the function's environment variables configure. They are kept while the process lives. */
final class LiveServices implements Services {
    private final Map<String, String> env;
    private final InstantSource clock;
    private final Redactor redactor = new Redactor();
    private final LazyHttpClient http = new LazyHttpClient();
    private AwsClient aws;
    private GenesysCalls genesys;
    private OrganizationGuard organization;

    LiveServices(Map<String, String> env, InstantSource clock) {
        this.env = env;
        this.clock = clock;
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
        return id -> new SecretReader(aws()).read(id);
    }

    @Override
    public FunctionInvoker invoker() {
        return (version, event, timeout) -> {
            LambdaInvoker.Invocation it = new LambdaInvoker(aws()).invoke(version, event, timeout);
            return new FunctionInvoker.Invocation(it.payload(), it.functionError() != null);
        };
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
