package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A CloudFormation template. {@link #parse} refuses unsupported templates. */
public record Template(ObjectNode root, Map<String, Resource> resources) {
    private static final Set<String> SECTIONS = Set.of(
            "AWSTemplateFormatVersion",
            "Description",
            "Metadata",
            "Parameters",
            "Rules",
            "Mappings",
            "Conditions",
            "Resources",
            "Outputs");
    private static final Set<String> RESOURCE_KEYS =
            Set.of("Type", "Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy", "UpdateReplacePolicy");
    private static final Set<String> POLICIES = Set.of("Delete", "Retain", "RetainExceptOnCreate");

    /** One resource as the template has it; {@code condition} is null if the resource has none. */
    public record Resource(
            String logicalId,
            String type,
            ObjectNode properties,
            List<String> dependsOn,
            String condition,
            String deletionPolicy,
            String updateReplacePolicy) {

        /** Whether this is a custom resource: a function handles it. */
        public boolean isCustom() {
            return type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource");
        }
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException for a section, an attribute or a policy that is not supported
     */
    public static Template parse(JsonNode tree) {
        if (!(tree instanceof ObjectNode root)) {
            throw new TemplateException("The template is not a JSON object.");
        }
        root.fieldNames().forEachRemaining(section -> {
            if (!SECTIONS.contains(section)) {
                throw new TemplateException("Template section '" + section + "' is not supported. It knows: "
                        + String.join(", ", sorted(SECTIONS)) + ".");
            }
        });
        if (!(root.get("Resources") instanceof ObjectNode declared) || declared.isEmpty()) {
            throw new TemplateException("The template declares no Resources.");
        }
        Map<String, Resource> resources = new LinkedHashMap<>();
        declared.properties().forEach(entry -> resources.put(entry.getKey(), resource(entry.getKey(), entry)));
        return new Template(root, resources);
    }

    private static Resource resource(String logicalId, Map.Entry<String, JsonNode> entry) {
        JsonNode node = entry.getValue();
        node.fieldNames().forEachRemaining(key -> {
            if (!RESOURCE_KEYS.contains(key)) {
                throw new TemplateException("Resource " + logicalId + ": attribute '" + key + "' is not supported.");
            }
        });
        String type = node.path("Type").asText("");
        if (type.isEmpty()) {
            throw new TemplateException("Resource " + logicalId + " has no Type.");
        }
        ObjectNode properties =
                node.get("Properties") instanceof ObjectNode written ? written : JsonNodeFactory.instance.objectNode();
        List<String> dependsOn = new ArrayList<>();
        JsonNode written = node.path("DependsOn");
        if (written.isTextual()) {
            dependsOn.add(written.asText());
        } else {
            written.forEach(each -> dependsOn.add(each.asText()));
        }
        return new Resource(
                logicalId,
                type,
                properties,
                List.copyOf(dependsOn),
                node.hasNonNull("Condition") ? node.get("Condition").asText() : null,
                policy(logicalId, node, "DeletionPolicy"),
                policy(logicalId, node, "UpdateReplacePolicy"));
    }

    private static String policy(String logicalId, JsonNode node, String key) {
        String policy = node.path(key).asText("Delete");
        if (!POLICIES.contains(policy)) {
            throw new TemplateException("Resource " + logicalId + ": " + key + " '" + policy
                    + "' is not supported. It knows: " + String.join(", ", sorted(POLICIES)) + ".");
        }
        return policy;
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }
}
