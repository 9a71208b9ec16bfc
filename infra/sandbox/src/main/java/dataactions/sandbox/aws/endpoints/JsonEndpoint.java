package dataactions.sandbox.aws.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.account.Account;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** The services with the protocol JSON 1.1: Secrets Manager, and GetParameter of SSM. */
final class JsonEndpoint {
    private static final String SECRETS = "secretsmanager.";
    private static final String PARAMETER = "AmazonSSM.GetParameter";

    private final Account account;
    private final SecretsManager secrets;
    private final Function<String, Optional<String>> otherSecrets;

    JsonEndpoint(Account account, SecretsManager secrets, Function<String, Optional<String>> otherSecrets) {
        this.account = account;
        this.secrets = secrets;
        this.otherSecrets = otherSecrets;
    }

    /** @param target the operation, with the name of its service */
    static boolean serves(String target) {
        return target.equals(PARAMETER)
                || target.startsWith(SECRETS) && SecretsManager.OPERATIONS.contains(target.substring(SECRETS.length()));
    }

    void serve(AwsExchange exchange, String target) throws IOException {
        boolean isParameter = target.equals(PARAMETER);
        if (!exchange.isSigned(isParameter ? "ssm" : "secretsmanager")) {
            return;
        }
        Optional<JsonNode> request = exchange.json();
        if (request.isEmpty()) {
            return;
        }
        if (isParameter) {
            parameter(exchange, request.get());
        } else {
            secret(exchange, target.substring(SECRETS.length()), request.get());
        }
    }

    private void secret(AwsExchange exchange, String operation, JsonNode request) throws IOException {
        try {
            exchange.answer(
                    isOfSomebodyElse(operation, request) ? other(request) : secrets.carryOut(operation, request));
        } catch (SecretsManager.Refused e) {
            exchange.error(400, e.code(), e.getMessage());
        }
    }

    private boolean isOfSomebodyElse(String operation, JsonNode request) {
        String id = request.path("SecretId").asText("");
        boolean isCurrent = request.path("VersionStage").asText("AWSCURRENT").equals("AWSCURRENT");
        return operation.equals("GetSecretValue")
                && isCurrent
                && account.secret(id).isEmpty()
                && otherSecrets.apply(id).isPresent();
    }

    private ObjectNode other(JsonNode request) {
        String id = request.path("SecretId").asText("");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("ARN", id);
        answer.put("Name", id);
        answer.put("VersionId", "sandbox");
        answer.put("SecretString", otherSecrets.apply(id).orElseThrow());
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer;
    }

    private void parameter(AwsExchange exchange, JsonNode request) throws IOException {
        String name = request.path("Name").asText("");
        Optional<String> value = account.parameter(name);
        if (value.isEmpty()) {
            exchange.error(400, "ParameterNotFound", "There is no parameter of this name.");
            return;
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("Parameter").put("Name", name).put("Type", "String").put("Value", value.get());
        exchange.answer(answer);
    }
}
