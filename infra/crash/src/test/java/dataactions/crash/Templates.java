package dataactions.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a stack can be asked to become, by edits of one synthesised template: to synthesise each would take longer than
 * to deploy it.
 */
final class Templates {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FIRST = "ActionFetchUser1";

    private Templates() {}

    /** Without the actions of other names, and everything that is there for them. */
    static ObjectNode only(ObjectNode template, Set<String> names) {
        ObjectNode copy = template.deepCopy();
        ObjectNode resources = (ObjectNode) copy.path("Resources");
        Set<String> gone = new TreeSet<>();
        resources.properties().forEach(each -> {
            String id = each.getKey();
            boolean ofAnAction = id.matches("(Action|Parameter)[A-Z][A-Za-z]*\\d+");
            if (ofAnAction && !names.contains(id.replaceAll("^(Action|Parameter)|\\d+$", ""))) {
                gone.add(id);
            }
        });
        gone.forEach(resources::remove);
        for (JsonNode resource : resources) {
            if (resource.path("DependsOn") instanceof ArrayNode dependsOn) {
                for (Iterator<JsonNode> each = dependsOn.iterator(); each.hasNext(); ) {
                    if (gone.contains(each.next().asText())) {
                        each.remove();
                    }
                }
            }
        }
        for (JsonNode resource : resources) {
            ObjectNode properties = (ObjectNode) resource.path("Properties");
            if (properties.path("ActionIds") instanceof ObjectNode ids) {
                ids.retain(names);
            }
            if (resource.path("Type").asText().startsWith("Custom::") && properties.has("Checks")) {
                ArrayNode kept = JSON.createArrayNode();
                checks(resource).forEach(check -> {
                    if (names.contains(check.path("action").asText())) {
                        kept.add(check);
                    }
                });
                properties.put("Checks", kept.toString());
            }
        }
        return copy;
    }

    /** The first action, and copies of it under other names. */
    static ObjectNode many(ObjectNode one, int actions) {
        ObjectNode copy = one.deepCopy();
        ObjectNode resources = (ObjectNode) copy.path("Resources");
        ObjectNode ids = (ObjectNode) properties(copy, "ActionCheck").path("ActionIds");
        ArrayNode checks = checks(resources.path("ActionCheck"));
        String before = FIRST;
        for (int number = 2; number <= actions; number++) {
            String name = "Copy" + String.format("%03d", number);
            String logicalId = "Action" + name + "C1";
            ObjectNode action = resources.path(FIRST).deepCopy();
            ((ObjectNode) action.path("Properties")).put("Name", name);
            resources.set(logicalId, action);
            ids.putObject(name).putArray("Fn::GetAtt").add(logicalId).add("ActionId");
            ObjectNode check = checks.get(0).deepCopy();
            checks.add(check.put("name", name).put("action", name));
            before = logicalId;
        }
        properties(copy, "ActionCheck").put("Checks", checks.toString());
        everythingAfter(copy, before);
        return copy;
    }

    /** Names, times and the generation of the secret changed: something to write on every object. */
    static ObjectNode edited(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        properties(copy, "Credential").put("SecretGeneration", "2");
        properties(copy, "Integration").put("Name", "Data actions (dev, renamed)");
        for (String action : actions(copy)) {
            properties(copy, action).put("TimeoutSeconds", "12").put("Category", "Customer Data 2");
        }
        properties(copy, "ActionCheck").put("Digest", "e".repeat(64));
        return guarded(copy, "e");
    }

    /** A second contract of the first action, as the construct writes it: the old one makes way before. */
    static ObjectNode secondContract(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        ObjectNode resources = (ObjectNode) copy.path("Resources");
        ObjectNode newer = resources.path(FIRST).deepCopy();
        ObjectNode properties = (ObjectNode) newer.path("Properties");
        properties.put("Contract", "2");
        properties.put(
                "RequestTemplate",
                properties.path("RequestTemplate").asText().replace("\"contract\":1", "\"contract\":2"));
        properties.put(
                "SuccessSchema",
                properties
                        .path("SuccessSchema")
                        .asText()
                        .replace("\"name\":{\"type\":\"string\"}", "\"nick\":{\"type\":\"string\"}"));
        ArrayNode dependsOn = newer.path("DependsOn") instanceof ArrayNode list ? list : newer.putArray("DependsOn");
        dependsOn.add(FIRST);
        resources.set("ActionFetchUser2", newer);
        properties(copy, FIRST).put("Name", "FetchUser (contract 1)");
        ObjectNode check = properties(copy, "ActionCheck");
        ((ObjectNode) check.path("ActionIds"))
                .putObject("FetchUser")
                .putArray("Fn::GetAtt")
                .add("ActionFetchUser2")
                .add("ActionId");
        check.put("Digest", "2".repeat(64));
        everythingAfter(copy, "ActionFetchUser2");
        return guarded(copy, "2");
    }

    /** Any change of the registration is one of the guard's, whose Update looks through what was kept. */
    private static ObjectNode guarded(ObjectNode template, String digest) {
        properties(template, "DestroyGuard").put("Digest", digest.repeat(64));
        return template;
    }

    /** In an integration that is there already. */
    static ObjectNode adopting(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        properties(copy, "Integration").put("Adopt", "true").put("Name", Strangers.ADOPTABLE);
        return copy;
    }

    /** In another one that is there already. */
    static ObjectNode adoptingAnother(ObjectNode template) {
        ObjectNode copy = adopting(template);
        properties(copy, "Integration").put("Name", Strangers.ALSO_ADOPTABLE);
        return guarded(copy, "a");
    }

    /** Whose objects outlive the stack. */
    static ObjectNode retaining(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        for (JsonNode resource : copy.path("Resources")) {
            boolean concerned = resource.path("Type")
                    .asText()
                    .matches("Custom::(Genesys(Credential|Integration|DataAction)|DestroyGuard)");
            if (concerned) {
                ((ObjectNode) resource.path("Properties")).put("OnDestroy", "retain");
            }
        }
        return copy;
    }

    /** Whatever waits for the first contract waits for the second too. */
    private static void everythingAfter(ObjectNode template, String added) {
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("DependsOn") instanceof ArrayNode dependsOn
                    && !resource.path("Type").asText().equals("Custom::GenesysDataAction")) {
                boolean waits = false;
                for (JsonNode each : dependsOn) {
                    waits |= each.asText().equals(FIRST);
                }
                if (waits) {
                    dependsOn.add(added);
                }
            }
        }
    }

    /** Another front door: the integration is another resource, so every action is replaced. */
    static ObjectNode otherIntegration(ObjectNode template) {
        try {
            ObjectNode copy =
                    (ObjectNode) JSON.readTree(template.toString().replace("\"Integration\"", "\"OtherIntegration\""));
            properties(copy, "ActionCheck").put("Digest", "1".repeat(64));
            return guarded(copy, "1");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The other front door: under the same logical ids, credential, integration and actions are replaced. */
    static ObjectNode otherDoor(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        properties(copy, "Credential")
                .put("CredentialType", "amazonWebServicesARN")
                .put("RoleArn", "arn:aws:iam::000000000000:role/genesys")
                .remove(List.of("SecretArn", "SecretGeneration"));
        properties(copy, "Integration")
                .put("IntegrationType", "aws-lambda-data-actions")
                .put("CredentialKey", "AmazonWebServicesARN");
        for (String action : actions(copy)) {
            properties(copy, action).put("RequestUrl", "arn:aws:lambda:eu-west-1:000000000000:function:f:live");
        }
        // There is no AWS behind this org that an action of this type could call.
        properties(copy, "ActionCheck").put("Checks", "[]");
        return guarded(copy, "d");
    }

    /** The same with a check of the actions that cannot pass. */
    static ObjectNode refused(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        ObjectNode check = properties(copy, "ActionCheck");
        ArrayNode checks = checks(copy.path("Resources").path("ActionCheck"));
        ((ObjectNode) checks.get(0)).putArray("expect").add("data.name = \"Nobody\"");
        check.put("Checks", checks.toString());
        check.put("Digest", "0".repeat(64));
        return copy;
    }

    static List<String> actions(ObjectNode template) {
        List<String> actions = new ArrayList<>();
        template.path("Resources").properties().forEach(each -> {
            if (each.getValue().path("Type").asText().equals("Custom::GenesysDataAction")) {
                actions.add(each.getKey());
            }
        });
        return actions;
    }

    static ObjectNode properties(ObjectNode template, String logicalId) {
        JsonNode properties = template.path("Resources").path(logicalId).path("Properties");
        if (!(properties instanceof ObjectNode object)) {
            throw new AssertionError("The template has no resource " + logicalId + ".");
        }
        return object;
    }

    private static ArrayNode checks(JsonNode resource) {
        try {
            JsonNode written = resource.path("Properties").path("Checks");
            return (ArrayNode) JSON.readTree(written instanceof TextNode ? written.asText() : "[]");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
