package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of a valid action. A draft may break them until it is published. */
public final class ActionRules {
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "PATCH", "DELETE");
    private static final int LONGEST_NAME = 256;

    private final VelocityTemplates templates;

    public ActionRules(VelocityTemplates templates) {
        this.templates = templates;
    }

    /** Everything that is wrong with a form. */
    List<String> problems(JsonNode form) {
        List<String> problems = new ArrayList<>();
        names(form, problems);
        if (!form.path("secure").isBoolean()) {
            problems.add("The value of 'secure' must be true or false.");
        }
        contractShape(form.path("contract"), problems);
        problems.addAll(ContractRules.problems(form.path("contract")));
        config(form, problems);
        return problems;
    }

    /** What is wrong with the fields of a published action that can change. */
    List<String> problemsOfChange(JsonNode form) {
        List<String> problems = new ArrayList<>();
        names(form, problems);
        config(form, problems);
        return problems;
    }

    private static void contractShape(JsonNode contract, List<String> problems) {
        try {
            Call.only(contract, Set.of("input", "output"), "'contract'");
            Call.only(contract.path("input"), Set.of("inputSchema"), "'contract.input'");
            Call.only(contract.path("output"), Set.of("successSchema"), "'contract.output'");
        } catch (GenesysError unknownField) {
            problems.add(unknownField.getMessage());
        }
    }

    private static void names(JsonNode form, List<String> problems) {
        for (String field : List.of("category", "name")) {
            JsonNode value = form.path(field);
            if (!value.isTextual() || value.asText().isBlank()) {
                problems.add("An action requires a non-empty text for '" + field + "'.");
            } else if (value.asText().length() > LONGEST_NAME) {
                problems.add("The value of '" + field + "' can be up to " + LONGEST_NAME + " characters long.");
            }
        }
    }

    private void config(JsonNode form, List<String> problems) {
        JsonNode config = form.path("config");
        JsonNode timeout = config.path("timeoutSeconds");
        if (!timeout.isInt() || timeout.intValue() < 1 || timeout.intValue() > 60) {
            problems.add("The value of 'config.timeoutSeconds' must be a whole number from 1 to 60.");
        }
        JsonNode request = config.path("request");
        if (request.path("requestUrlTemplate").asText("").isBlank()) {
            problems.add("An action requires a value for 'config.request.requestUrlTemplate'.");
        }
        if (!METHODS.contains(request.path("requestType").asText())) {
            problems.add("The value of 'config.request.requestType' must be GET, PUT, POST, PATCH or DELETE.");
        }
        if (!request.path("headers").isObject()) {
            problems.add("The value of 'config.request.headers' must be an object.");
        }
        for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
            if (header.getValue().isTextual()) {
                template(header.getValue(), "config.request.headers." + header.getKey(), problems);
            } else {
                problems.add("The header '" + header.getKey() + "' must be a text.");
            }
        }
        template(request.path("requestUrlTemplate"), "config.request.requestUrlTemplate", problems);
        template(request.path("requestTemplate"), "config.request.requestTemplate", problems);
        JsonNode response = config.path("response");
        template(response.path("successTemplate"), "config.response.successTemplate", problems);
        for (String map : List.of("translationMap", "translationMapDefaults")) {
            if (!response.path(map).isObject() || !response.path(map).isEmpty()) {
                problems.add("This org supports an empty 'config.response." + map
                        + "' only: it does not evaluate JSON paths.");
            }
        }
    }

    private void template(JsonNode template, String where, List<String> problems) {
        templates
                .problem(template.asText())
                .ifPresent(problem -> problems.add("'" + where + "' is not a valid Velocity template: " + problem));
    }
}
