package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.Trees;
import dataactions.genesys.execution.ExecutionReport.Done;
import dataactions.genesys.objects.action.VelocityTemplates;
import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.exception.VelocityException;

/** Renders the templates of one run's request: for the call, and as they may be shown, without the credentials. */
final class RequestTemplates {
    static final String MASK = "********";

    private final VelocityTemplates templates;
    private final Map<String, Object> values;
    private final Map<String, Object> masked;

    RequestTemplates(VelocityTemplates templates, ExecutionPlan plan, ObjectNode set, Call call) {
        this.templates = templates;
        Map<String, Object> input = input(plan, set, call);
        Map<String, Object> maskedCredentials = new HashMap<>();
        plan.credentials().keySet().forEach(name -> maskedCredentials.put(name, MASK));
        values = Map.of("input", input, "credentials", plan.credentials());
        masked = Map.of("input", input, "credentials", maskedCredentials);
    }

    private static Map<String, Object> input(ExecutionPlan plan, ObjectNode set, Call call) {
        ObjectNode rawRequest = set.deepCopy();
        if (call.settings().unsetInputs() == OrgSettings.UnsetInputs.NULL) {
            plan.inputSchema().path("properties").fieldNames().forEachRemaining(name -> {
                if (!rawRequest.has(name)) {
                    rawRequest.putNull(name);
                }
            });
        }
        Map<String, Object> input = new HashMap<>();
        set.properties().forEach(each -> input.put(each.getKey(), VelocityTemplates.plain(each.getValue())));
        input.put("rawRequest", Trees.write(rawRequest));
        return input;
    }

    Done<String> done(String template) throws ExecutionFailure {
        return Done.of(render(template), shown(template));
    }

    String render(String template) throws ExecutionFailure {
        return render(templates, template, values);
    }

    /** The text with masked credentials. */
    String shown(String template) throws ExecutionFailure {
        return render(templates, template, masked);
    }

    static String render(VelocityTemplates templates, String template, Map<String, Object> values)
            throws ExecutionFailure {
        try {
            return templates.render(template, values);
        } catch (VelocityException failure) {
            throw new ExecutionFailure(GenesysError.badRequest(
                    "A template of the action could not be resolved: " + VelocityTemplates.firstLine(failure)));
        }
    }
}
