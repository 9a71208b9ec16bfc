package dataactions.registrar.aws;

/** Where secrets are read: Secrets Manager, or a map in tests. */
@FunctionalInterface
public interface SecretTexts {
    /**
     * The current text of a secret.
     *
     * @param id name or ARN
     * @throws RuntimeException when it cannot be read; the message never holds the value
     */
    String read(String id);
}
