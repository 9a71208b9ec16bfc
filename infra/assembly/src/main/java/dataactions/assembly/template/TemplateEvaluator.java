package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Evaluates one template with one set of parameters. The constructor walks the whole template, so it refuses everything
 * unsupported, by name, before any resource is deployed.
 */
public final class TemplateEvaluator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Template template;
    private final Expressions expressions;
    private final Map<String, List<String>> dependencies = new LinkedHashMap<>();
    private final List<String> order;

    /**
     * Prepares and checks a template.
     *
     * @param given parameter values by name; other parameters get their defaults
     * @param ssm returns the value of the SSM parameter that a parameter of type {@code AWS::SSM::Parameter::Value<…>}
     *     names, or null if it does not exist
     * @throws TemplateException for a function, a reference, a parameter or a cycle that cannot be deployed
     */
    public TemplateEvaluator(
            Template template, Map<String, String> given, Pseudo pseudo, Function<String, String> ssm) {
        this.template = template;
        expressions = new Expressions(template, parameters(template, given, ssm), pseudo);
        References references = new References(template, expressions);
        template.root().path("Conditions").fieldNames().forEachRemaining(expressions::condition);
        for (Template.Resource resource : template.resources().values()) {
            if (exists(resource.logicalId())) {
                dependencies.put(resource.logicalId(), references.of(resource));
            }
        }
        template.root().path("Outputs").properties().forEach(output -> {
            if (active(output.getValue())) {
                references.collect(
                        output.getValue().path("Value"), "Outputs." + output.getKey(), new LinkedHashSet<>());
            }
        });
        expressions.assertRules();
        order = sort();
    }

    /** The logical ids of the resources whose condition is true. Each comes after its dependencies. */
    public List<String> order() {
        return order;
    }

    /** The logical ids that a resource depends on, by reference or by DependsOn. */
    public List<String> dependencies(String logicalId) {
        return dependencies.getOrDefault(logicalId, List.of());
    }

    /** A resource as the template has it, not evaluated. */
    public Template.Resource resource(String logicalId) {
        return template.resources().get(logicalId);
    }

    /** Whether a resource is declared and its condition is true. */
    public boolean exists(String logicalId) {
        return expressions.exists(logicalId);
    }

    /** The evaluated properties of a resource, without properties whose value is {@code AWS::NoValue}. */
    public ObjectNode properties(String logicalId, ResourceValues resources) {
        Template.Resource resource = template.resources().get(logicalId);
        ObjectNode result = JSON.objectNode();
        resource.properties().properties().forEach(property -> {
            JsonNode value = expressions.evaluate(property.getValue(), resources, logicalId + "." + property.getKey());
            if (!value.isMissingNode()) {
                result.set(property.getKey(), value);
            }
        });
        return result;
    }

    /** The evaluated outputs by name, in the template's order. */
    public Map<String, String> outputs(ResourceValues resources) {
        Map<String, String> result = new LinkedHashMap<>();
        template.root().path("Outputs").properties().forEach(output -> {
            if (active(output.getValue())) {
                JsonNode value =
                        expressions.evaluate(output.getValue().path("Value"), resources, "Outputs." + output.getKey());
                result.put(output.getKey(), value.asText());
            }
        });
        return result;
    }

    private boolean active(JsonNode output) {
        return !output.hasNonNull("Condition")
                || expressions.condition(output.get("Condition").asText());
    }

    private static Map<String, JsonNode> parameters(
            Template template, Map<String, String> given, Function<String, String> ssm) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        template.root().path("Parameters").properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode declared = entry.getValue();
            String type = declared.path("Type").asText("String");
            String value = given.containsKey(name)
                    ? given.get(name)
                    : declared.has("Default") ? declared.get("Default").asText() : null;
            if (value == null) {
                throw new TemplateException("Parameter " + name + " has no value and no default.");
            }
            if (type.startsWith("AWS::SSM::Parameter::Value<")) {
                String path = value;
                value = ssm.apply(path);
                if (value == null) {
                    throw new TemplateException("Parameter " + name + ": there is no SSM parameter " + path + ".");
                }
            }
            if (type.contains("List")) {
                ArrayNode list = JSON.arrayNode();
                for (String each : value.split(",")) {
                    list.add(each.trim());
                }
                parameters.put(name, list);
            } else {
                parameters.put(name, TextNode.valueOf(value));
            }
        });
        for (String name : given.keySet()) {
            if (!parameters.containsKey(name)) {
                throw new TemplateException("Parameter " + name + " is given, but the template declares none.");
            }
        }
        return parameters;
    }

    private List<String> sort() {
        List<String> sorted = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (String id : dependencies.keySet()) {
            visit(id, new LinkedHashSet<>(), done, sorted);
        }
        return List.copyOf(sorted);
    }

    private void visit(String id, Set<String> path, Set<String> done, List<String> sorted) {
        if (done.contains(id)) {
            return;
        }
        if (!path.add(id)) {
            throw new TemplateException(
                    "Circular dependency between resources: " + String.join(" → ", path) + " → " + id);
        }
        dependencies.get(id).forEach(each -> visit(each, path, done, sorted));
        path.remove(id);
        done.add(id);
        sorted.add(id);
    }
}
