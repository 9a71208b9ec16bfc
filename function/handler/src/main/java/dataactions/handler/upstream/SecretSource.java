package dataactions.handler.upstream;

import dataactions.aws.SecretVersion;

/** Reads secrets from Secrets Manager. */
public interface SecretSource {
    /** The stage of the current version. */
    String CURRENT = "AWSCURRENT";

    /**
     * The version of a secret in a stage.
     *
     * @param secretId ARN or name
     * @throws dataactions.aws.AwsException when the secret cannot be read; its message holds no secret
     */
    SecretVersion read(String secretId, String stage);
}
