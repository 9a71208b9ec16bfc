package dataactions.handler.upstream;

import dataactions.secrets.SecretVersion;

/** Where secrets come from: Secrets Manager. */
public interface SecretSource {
    /** The stage of the version that is in force. */
    String CURRENT = "AWSCURRENT";

    /**
     * The version of a secret in a stage.
     *
     * @param secretId ARN or name
     * @throws dataactions.secrets.AwsException when it cannot be read; its message holds no secret
     */
    SecretVersion read(String secretId, String stage);
}
