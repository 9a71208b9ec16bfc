package dataactions.cli.destroy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.CommandException;
import dataactions.definition.deployment.CustomResourceType;
import java.util.Optional;

/**
 * Settings of a deployed stack, read from its template and not from {@code cdk.json}, because somebody may have renamed
 * or removed the environment there.
 *
 * @param credentialsSecret name or ARN of the secret with the OAuth client
 * @param onDestroy {@code refuse}, {@code delete} or {@code retain}
 */
record DeployedStack(
        String apiUrl, String loginUrl, String credentialsSecret, Optional<String> organizationId, String onDestroy) {
    private static final JsonMapper JSON = new JsonMapper();

    /** @throws CommandException when the stack is not one of this app: its other resources must not be deleted */
    static DeployedStack of(String stackName, String template) {
        JsonNode resources;
        try {
            resources = JSON.readTree(template).path("Resources");
        } catch (JsonProcessingException e) {
            throw foreign(stackName, "its template is not JSON");
        }
        JsonNode guard = resources.path("DestroyGuard");
        if (!CustomResourceType.DESTROY_GUARD.is(guard.path("Type").asText())) {
            throw foreign(stackName, "it has no resource DestroyGuard");
        }
        JsonNode variables = resources.path("Registrar").at("/Properties/Environment/Variables");
        for (String name : new String[] {"GENESYS_API_URL", "GENESYS_LOGIN_URL", "GENESYS_CREDENTIALS_SECRET"}) {
            if (!variables.path(name).isTextual()) {
                throw foreign(stackName, "its registrar has no variable " + name);
            }
        }
        return new DeployedStack(
                variables.path("GENESYS_API_URL").asText(),
                variables.path("GENESYS_LOGIN_URL").asText(),
                variables.path("GENESYS_CREDENTIALS_SECRET").asText(),
                Optional.ofNullable(variables.path("GENESYS_ORGANIZATION_ID").asText(null)),
                guard.at("/Properties/OnDestroy").asText("refuse"));
    }

    private static CommandException foreign(String stackName, String why) {
        return new CommandException("Stack " + stackName + " is not one that this app deploys as its own (" + why
                + "): delete it with the tool that deployed it.");
    }

    /** The domain from which both hosts are derived; empty if they are not. */
    Optional<String> domain() {
        String api = "https://api.";
        return Optional.of(apiUrl)
                .filter(url -> url.startsWith(api))
                .map(url -> url.substring(api.length()))
                .filter(domain -> loginUrl.equals("https://login." + domain));
    }
}
