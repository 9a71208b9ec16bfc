package dataactions.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.template.Pseudo;
import dataactions.assembly.template.ResourceValues;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.cli.CommandException;
import dataactions.cli.aws.Aws;
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
 * What one environment's template wants in Genesys Cloud, its expressions evaluated as far as they can be without
 * deploying: references to objects in Genesys by the plan made so far, all others by the deployed stack, where it can be
 * read.
 */
final class DesiredState {
    private final CloudAssembly assembly;
    private final Template template;
    private final Pseudo place;
    private final TemplateEvaluator evaluator;
    private final Optional<Aws.Stack> deployed;
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, String> planned = new HashMap<>();
    private final Set<String> unknown = new LinkedHashSet<>();

    /**
     * @param deployed the stack as it is; empty where there is none, or where it cannot be read
     * @param bootstrapVersion what the template gets for the version of the CDK bootstrap
     */
    DesiredState(CloudAssembly assembly, Planner.Stack stack, Optional<Aws.Stack> deployed, String bootstrapVersion) {
        this.assembly = assembly;
        this.template = Template.parse(assembly.template());
        this.deployed = deployed;
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
                // A rule of the template compares it with the CDK bootstrap of the account, which `live doctor` checks.
                name -> name.startsWith("/cdk-bootstrap/") ? bootstrapVersion : null);
        // An output that is nothing but an attribute tells that attribute of the deployed stack: its URL, above all.
        deployed.ifPresent(it -> template.root().path("Outputs").properties().forEach(output -> {
            JsonNode expression = output.getValue().path("Value").path("Fn::GetAtt");
            String value = it.outputs().get(output.getKey());
            if (expression.isArray() && value != null) {
                attributes.put(
                        expression.path(0).asText() + "." + expression.path(1).asText(), value);
            }
        }));
    }

    /** Where the org is, as the registrar will be told. */
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

    /** Properties that were not compared, since only a deployment can tell their value. */
    Set<String> unknown() {
        return unknown;
    }

    /** Plans every object in Genesys, in the order in which a deployment makes them. */
    List<Desired> plan(Function<Resource, Planned> planner) {
        List<Desired> all = new ArrayList<>();
        for (String id : evaluator.order()) {
            Template.Resource declared = template.resources().get(id);
            Optional<CustomResourceType> type = inGenesys(declared.type());
            if (type.isPresent()) {
                Resource resource = new Resource(type.get(), id, texts(id));
                Planned result = planner.apply(resource);
                boolean another = result.plan() instanceof Plan.Replace;
                planned.put(id, another ? Placeholder.CREATED : result.id().orElse(Placeholder.CREATED));
                all.add(new Desired(resource, result));
            }
        }
        return all;
    }

    /** A resource and what would become of it. */
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

    /** CloudFormation lists a deployed role by its name, and a role's ARN follows from that and its path. */
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
