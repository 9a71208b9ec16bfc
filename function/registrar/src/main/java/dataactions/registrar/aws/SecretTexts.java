package dataactions.registrar.aws;

/** Reads secrets: from Secrets Manager, or from a map in tests. */
@FunctionalInterface
public interface SecretTexts {
    /**
     * The current text of a secret.
     *
     * @param id name or ARN
     * @throws RuntimeException when the secret cannot be read; the message never contains the value
     */
    String read(String id);
}
