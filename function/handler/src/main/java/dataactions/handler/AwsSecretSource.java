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
    private KeptConnections connections;

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
            connections = new KeptConnections();
            reader = new SecretReader(AwsClient.over(env, connections));
        }
        return reader;
    }

    /** Ends what the client has started. Nothing may be read afterwards. */
    synchronized void close() {
        if (connections != null) {
            connections.close();
        }
    }
}
