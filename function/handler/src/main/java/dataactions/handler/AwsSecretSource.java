package dataactions.handler;

import dataactions.aws.AwsClient;
import dataactions.aws.SecretReader;
import dataactions.aws.SecretVersion;
import dataactions.handler.aws.KeptConnections;
import dataactions.handler.upstream.SecretSource;
import java.util.Map;

/** Reads secrets from Secrets Manager. Makes its client when it is first asked: not every call needs a secret. */
final class AwsSecretSource implements SecretSource {
    private final Map<String, String> env;
    private SecretReader reader;

    /** @param env the settings for AWS: the function's environment variables */
    AwsSecretSource(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public SecretVersion read(String secretId, String stage) {
        return reader().version(secretId, stage);
    }

    private synchronized SecretReader reader() {
        if (reader == null) {
            reader = new SecretReader(AwsClient.over(env, new KeptConnections()));
        }
        return reader;
    }
}
