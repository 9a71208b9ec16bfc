package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.sandbox.aws.Account;
import dataactions.sandbox.cloudformation.StackState;
import java.util.Map;

/**
 * Everything that the sandbox keeps between commands, in one document, so that its parts never disagree.
 *
 * @param format the number of this format
 * @param environment the environment that is deployed; empty before the first deployment
 * @param organizationId the id of the Genesys org; empty for the default one
 * @param clientSecret the secret of the org's OAuth client, made here and of use nowhere else
 * @param upstreams base URLs given with {@code --upstream}, by upstream name
 * @param secretFiles where the files given with {@code --secret} are, by the secret's name or ARN
 * @param ports ports by what listens on them
 * @param stack the stack; null before the first deployment
 * @param account what the stack's resources amount to
 * @param genesys the Genesys org; null before the first deployment
 */
record SandboxState(
        int format,
        String environment,
        String organizationId,
        String clientSecret,
        Map<String, String> upstreams,
        Map<String, String> secretFiles,
        Map<String, Integer> ports,
        StackState stack,
        Account.Content account,
        JsonNode genesys) {
    static final int FORMAT = 1;

    SandboxState {
        // A state from before there were any.
        secretFiles = secretFiles == null ? Map.of() : secretFiles;
    }
}
