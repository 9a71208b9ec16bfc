package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.objects.GenesysState;
import dataactions.genesys.objects.Integrations;
import dataactions.genesys.objects.StoredActions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a run needs. It is copied from the state first, so that the state is not locked during the call. */
record ExecutionPlan(
        String actionId,
        String integrationType,
        JsonNode form,
        Map<String, Object> credentials,
        String credentialType) {
    /** @param kind {@code published} or {@code draft} */
    static ExecutionPlan of(Call call, String kind, GenesysState state) {
        synchronized (state) {
            if (call.id().equals(StoredActions.STATIC_ID)) {
                throw GenesysError.badRequest("Static actions do not run in this org: " + call.id() + ".");
            }
            ObjectNode action = state.action(call.id())
                    .filter(found -> found.has(kind))
                    .orElseThrow(() -> GenesysError.notFound("action", call.id()));
            JsonNode form = action.path(kind).deepCopy();
            ObjectNode integration =
                    state.integration(form.path("integrationId").asText());
            String reported = Integrations.reportedState(integration, call, state);
            if (!reported.equals("ACTIVE")) {
                throw GenesysError.badRequest("The action cannot run because its integration "
                        + integration.path("id").asText() + " is not active: intended state "
                        + integration.path("intendedState").asText() + ", reported state " + reported + ".");
            }
            Integrations.Type type = Integrations.typeOf(integration);
            if (type.id().equals("aws-lambda-data-actions") && call.settings().aws() == null) {
                throw GenesysError.badRequest("Actions of type " + type.id() + " do not run in this org.");
            }
            Optional<ObjectNode> credential = state.credentialOf(integration, type.slot());
            Map<String, Object> fields = new LinkedHashMap<>();
            credential.ifPresent(found -> found.path("fields")
                    .properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText())));
            String credentialType =
                    credential.map(found -> found.path("type").asText()).orElse("");
            return new ExecutionPlan(call.id(), type.id(), form, fields, credentialType);
        }
    }

    boolean invokesLambda() {
        return integrationType.equals("aws-lambda-data-actions");
    }

    boolean isSecure() {
        return form.path("secure").asBoolean();
    }

    JsonNode inputSchema() {
        return form.path("contract").path("input").path("inputSchema");
    }

    JsonNode successSchema() {
        return form.path("contract").path("output").path("successSchema");
    }

    JsonNode request() {
        return form.path("config").path("request");
    }

    Duration timeout() {
        return Duration.ofSeconds(form.path("config").path("timeoutSeconds").intValue());
    }

    String successTemplate() {
        return form.path("config").path("response").path("successTemplate").asText();
    }
}
