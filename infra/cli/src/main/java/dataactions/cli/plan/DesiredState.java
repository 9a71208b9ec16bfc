package dataactions.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.template.Pseudo;
import dataactions.assembly.template.ResourceValues;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.cli.CommandException;
import dataactions.cli.aws.CloudFormation;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.plan.Planner.Resource;
import dataactions.registrar.resources.reconcile.Placeholder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The desired state in Genesys Cloud of one environment's template. Its expressions are evaluated as far as possible
 * without a deployment: references to objects in Genesys from the plan so far, all others from the deployed stack, if
 * that is readable.
 */
final class DesiredState {
    private final CloudAssembly assembly;
    private final Template template;
    private final Pseudo place;
    private final TemplateEvaluator evaluator;
    private final Optional<CloudFormation.Stack> deployed;
    private final JsonNode deployedResources;
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, String> planned = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();

    /**
     * @param side what is known of the deployed stack
     * @param bootstrapVersion the version of the CDK bootstrap for the template
     */
    DesiredState(CloudAssembly assembly, Planner.Stack stack, PlanTarget.Deployed side, String bootstrapVersion) {
        this.assembly = assembly;
        this.template = Template.parse(assembly.template());
        this.deployed = side.stack();
        this.deployedResources =
                side.template().orElse(MissingNode.getInstance()).path("Resources");
        this.place = new Pseudo(
                stack.account(),
                stack.region(),
                stack.name(),
                "arn:aws:cloudformation:" + stack.region() + ":" + stack.account() + ":stack/" + stack.name()
                        + "/plan");
        this.evaluator = new TemplateEvaluator(
                template,
                assembly.parameters(),
                place,
                // A rule of the template needs the version of the CDK bootstrap. `live doctor` checks the real version.
                name -> name.startsWith("/cdk-bootstrap/") ? bootstrapVersion : null);
        // If an output is only an attribute, the deployed stack's output has the value of that attribute, for example
        // the URL.
        side.stack()
                .ifPresent(it -> template.root().path("Outputs").properties().forEach(output -> {
                    JsonNode expression = output.getValue().path("Value").path("Fn::GetAtt");
                    String value = it.outputs().get(output.getKey());
                    if (expression.isArray() && value != null) {
                        attributes.put(
                                expression.path(0).asText() + "."
                                        + expression.path(1).asText(),
                                value);
                    }
                }));
    }

    /** The org's hosts, from the registrar's variables. */
    record Org(String apiUrl, String loginUrl, Optional<String> organizationId) {}

    /** @throws CommandException when the template has no registrar */
    Org org() {
        for (Template.Resource resource : template.resources().values()) {
            JsonNode variables = resource.properties().at("/Environment/Variables");
            if (variables.path("GENESYS_API_URL").isTextual()) {
                return new Org(
                        variables.path("GENESYS_API_URL").asText(),
                        variables.path("GENESYS_LOGIN_URL").asText(),
                        Optional.ofNullable(
                                variables.path("GENESYS_ORGANIZATION_ID").asText(null)));
            }
        }
        throw new CommandException("The stack " + assembly.stackName()
                + " has no registrar (no function with GENESYS_API_URL): is it a stack of data actions?");
    }

    /** Every logical id of the template. */
    Set<String> logicalIds() {
        return template.resources().keySet();
    }

    /** Properties that were not compared, because only a deployment knows their value. */
    Set<String> unknown() {
        return unknown;
    }

    /** Plans every object in Genesys, in the order of a deployment. */
    List<Desired> plan(Function<Resource, Planned> planner) {
        List<Desired> all = new ArrayList<>();
        for (String id : evaluator.order()) {
            Template.Resource declared = template.resources().get(id);
            Optional<CustomResourceType> type = inGenesys(declared.type());
            if (type.isPresent()) {
                Resource resource = resource(type.get(), id);
                Planned result = planner.apply(resource);
                boolean another = result.plan() instanceof Plan.Replace;
                planned.put(id, another ? Placeholder.CREATED : result.id().orElse(Placeholder.CREATED));
                all.add(new Desired(resource, result));
            }
        }
        return all;
    }

    private Resource resource(CustomResourceType type, String logicalId) {
        JsonNode before = deployedResources.path(logicalId);
        Map<String, String> oldProperties = new LinkedHashMap<>();
        before.path("Properties").properties().forEach(property -> {
            if (property.getValue().isValueNode()) {
                oldProperties.put(property.getKey(), property.getValue().asText());
            }
        });
        return new Resource(
                type,
                logicalId,
                texts(logicalId),
                deployed.map(stack -> stack.physicalIds().get(logicalId)).filter(id -> before.isObject()),
                oldProperties);
    }

    /** A resource and its planned change. */
    record Desired(Resource resource, Planned planned) {}

    private Map<String, String> texts(String logicalId) {
        Map<String, String> texts = new LinkedHashMap<>();
        evaluator.properties(logicalId, references).properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (value.isValueNode()) {
                String text = value.asText();
                boolean partly = text.contains(Placeholder.UNKNOWN);
                texts.put(property.getKey(), partly ? Placeholder.UNKNOWN : text);
                if (partly && !property.getKey().startsWith("Service")) {
                    unknown.add(property.getKey());
                }
            }
        });
        return texts;
    }

    private final ResourceValues references = new ResourceValues() {
        @Override
        public JsonNode ref(String logicalId) {
            return TextNode.valueOf(Optional.ofNullable(planned.get(logicalId))
                    .or(() -> deployed.map(stack -> stack.physicalIds().get(logicalId)))
                    .orElse(Placeholder.UNKNOWN));
        }

        @Override
        public JsonNode attribute(String logicalId, String name) {
            return TextNode.valueOf(Optional.ofNullable(planned.get(logicalId))
                    .or(() -> Optional.ofNullable(attributes.get(logicalId + "." + name)))
                    .or(() -> name.equals("Arn") ? roleArn(logicalId) : Optional.empty())
                    .orElse(Placeholder.UNKNOWN));
        }
    };

    /** CloudFormation lists a deployed role by its name. The role's ARN consists of its path and its name. */
    private Optional<String> roleArn(String logicalId) {
        Template.Resource role = template.resources().get(logicalId);
        if (!role.type().equals("AWS::IAM::Role") || role.properties().has("Path")) {
            return Optional.empty();
        }
        return deployed.map(stack -> stack.physicalIds().get(logicalId))
                .map(name -> "arn:" + place.partition() + ":iam::" + place.account() + ":role/" + name);
    }

    private static Optional<CustomResourceType> inGenesys(String type) {
        return CustomResourceType.named(type).filter(it -> it.kind() == CustomResourceType.Kind.GENESYS_OBJECT);
    }
}
