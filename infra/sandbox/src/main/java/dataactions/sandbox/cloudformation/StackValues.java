package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.assembly.template.Pseudo;
import dataactions.assembly.template.ResourceValues;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.assembly.template.TemplateException;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.cloudformation.state.ResourceState;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Evaluates a template in this stack: references get their values from the resources as the journal has them now. */
final class StackValues implements ResourceValues {
    private final StackJournal journal;
    private final ResourceTypes types;
    private final Function<String, String> ssm;

    /** @param ssm returns the value of an SSM parameter, or null if the parameter does not exist */
    StackValues(StackJournal journal, ResourceTypes types, Function<String, String> ssm) {
        this.journal = journal;
        this.types = types;
        this.ssm = ssm;
    }

    TemplateEvaluator evaluator(Template template, Map<String, String> parameters, String stackId) {
        String[] arn = stackId.split(":", 6);
        return new TemplateEvaluator(
                template, parameters, new Pseudo(arn[4], arn[3], arn[5].split("/")[1], stackId), ssm);
    }

    /** @throws TemplateException when a reference has no value */
    ObjectNode properties(Template.Resource resource, TemplateEvaluator evaluator) {
        ObjectNode properties = evaluator.properties(resource.logicalId(), this);
        return resource.isCustom() ? CustomResourceProperties.stringified(properties) : properties;
    }

    Map<String, String> outputs(TemplateEvaluator evaluator) throws ResourceFailure {
        try {
            return evaluator.outputs(this);
        } catch (TemplateException failure) {
            throw new ResourceFailure(failure.getMessage());
        }
    }

    @Override
    public JsonNode ref(String logicalId) {
        return TextNode.valueOf(find(logicalId).physicalId());
    }

    @Override
    public JsonNode attribute(String logicalId, String name) {
        ResourceState resource = find(logicalId);
        JsonNode value = resource.attributes().get(name);
        if (value != null) {
            return value;
        }
        if (types.find(resource.type()).map(ResourceProvider::inert).orElse(false)) {
            return TextNode.valueOf(resource.physicalId() + "." + name);
        }
        throw new TemplateException("Resource " + logicalId + " has no attribute " + name + " (it has: "
                + String.join(", ", new TreeSet<>(resource.attributes().keySet())) + ").");
    }

    private ResourceState find(String logicalId) {
        ResourceState found = journal.state().resources().get(logicalId);
        if (found == null) {
            throw new TemplateException("Resource " + logicalId + " does not exist yet.");
        }
        return found;
    }
}
