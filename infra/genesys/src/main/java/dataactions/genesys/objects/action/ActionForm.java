package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.StoredActions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The form of an action, as the body of a request gives it. */
final class ActionForm {
    /** The fields that a change may have. */
    static final Set<String> FIELDS =
            Set.of("category", "name", "integrationId", "config", "contract", "secure", "version");

    private ActionForm() {}

    /** The form of a new action. Values are checked elsewhere: a draft may have problems. */
    static ObjectNode created(Call call, StoredActions actions) {
        ObjectNode body = call.body(Set.of("category", "name", "integrationId", "config", "contract", "secure"));
        List<String> problems = new ArrayList<>();
        for (String field : List.of("category", "name", "integrationId", "config", "contract")) {
            if (Trees.get(body, field).isEmpty()) {
                problems.add("An action requires a value for '" + field + "'.");
            }
        }
        GenesysError.refuseAny(problems);
        String integrationId = Call.text(body, "integrationId", "An action");
        actions.checkIntegration(integrationId, call);
        ObjectNode form = Trees.object().put("version", 1);
        form.put("integrationId", integrationId);
        ObjectNode initial = Trees.object().put("secure", false);
        form.setAll(initial);
        return apply(form, body);
    }

    /** A form with the changes of a body, and the next version. */
    static ObjectNode changed(ObjectNode current, ObjectNode body) {
        ObjectNode changed = apply(current.deepCopy(), body);
        return changed.put("version", current.path("version").intValue() + 1);
    }

    /**
     * Applies the keys of the body. A configuration replaces the old one completely, and missing keys get Genesys's
     * defaults.
     */
    private static ObjectNode apply(ObjectNode form, ObjectNode body) {
        for (String field : List.of("name", "category", "contract", "secure")) {
            Trees.get(body, field).ifPresent(value -> form.set(field, value.deepCopy()));
        }
        Trees.get(body, "config").ifPresent(given -> form.set("config", withDefaults(given)));
        return form;
    }

    private static JsonNode withDefaults(JsonNode given) {
        if (!given.isObject()) {
            throw GenesysError.badRequest("The value of 'config' must be an object.");
        }
        Call.only(given, Set.of("timeoutSeconds", "request", "response"), "'config'");
        JsonNode givenRequest = Trees.get(given, "request").orElseGet(Trees::object);
        JsonNode givenResponse = Trees.get(given, "response").orElseGet(Trees::object);
        Call.only(
                givenRequest,
                Set.of("requestUrlTemplate", "requestTemplate", "requestTemplateUri", "requestType", "headers"),
                "'config.request'");
        Call.only(
                givenResponse,
                Set.of("translationMap", "translationMapDefaults", "successTemplate", "successTemplateUri"),
                "'config.response'");
        ObjectNode config = Trees.object();
        config.set("timeoutSeconds", Trees.get(given, "timeoutSeconds").orElseGet(() -> number(60)));
        ObjectNode request = config.putObject("request");
        Trees.get(givenRequest, "requestUrlTemplate").ifPresent(url -> request.set("requestUrlTemplate", url));
        Trees.get(givenRequest, "requestType").ifPresent(method -> request.set("requestType", method));
        request.set(
                "requestTemplate",
                Trees.get(givenRequest, "requestTemplate").orElseGet(() -> text("${input.rawRequest}")));
        request.set("headers", Trees.get(givenRequest, "headers").orElseGet(Trees::object));
        ObjectNode response = config.putObject("response");
        response.set(
                "translationMap", Trees.get(givenResponse, "translationMap").orElseGet(Trees::object));
        response.set(
                "translationMapDefaults",
                Trees.get(givenResponse, "translationMapDefaults").orElseGet(Trees::object));
        response.set(
                "successTemplate", Trees.get(givenResponse, "successTemplate").orElseGet(() -> text("${rawResult}")));
        return config;
    }

    private static JsonNode text(String value) {
        return Trees.array().add(value).get(0);
    }

    private static JsonNode number(int value) {
        return Trees.array().add(value).get(0);
    }

    static void refuseImmutable(JsonNode body, String when) {
        for (String field : List.of("contract", "secure", "integrationId")) {
            if (Trees.get(body, field).isPresent()) {
                throw GenesysError.badRequest("'" + field + "' cannot be changed " + when + ".");
            }
        }
    }
}
