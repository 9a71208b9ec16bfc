package dataactions.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.definition.deployment.CustomResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The changes of a deployment that are not objects in Genesys Cloud: the checks, the stack's termination protection,
 * and the rotation of the caller secret. Compares the templates.
 */
final class OtherChanges {
    private static final JsonMapper JSON = new JsonMapper();

    private OtherChanges() {}

    /**
     * One sentence for each change, and for each check that is called.
     *
     * @param deployed the template of the deployed stack: a missing node if there is no stack yet, empty if it cannot
     *     be read
     * @param newAction whether the deployment creates or replaces an action; then the check of the actions runs in any
     *     case
     * @param isProtected whether the deployed stack has termination protection; empty if that is unknown
     */
    static List<String> of(
            JsonNode desired, Optional<JsonNode> deployed, boolean newAction, Optional<Boolean> isProtected) {
        List<String> lines = new ArrayList<>();
        check(
                desired,
                deployed,
                CustomResourceType.FUNCTION_CHECK.typeName(),
                false,
                "the new version of the function is called before anything reaches it",
                lines);
        check(
                desired,
                deployed,
                CustomResourceType.ACTION_CHECK.typeName(),
                newAction,
                "the registered actions are called by Genesys's own test",
                lines);
        deployed.ifPresent(before -> {
            guard(desired, before, lines);
            protection(desired, before, isProtected, lines);
            rotation(desired, before, lines);
        });
        return lines;
    }

    private static void check(
            JsonNode desired,
            Optional<JsonNode> deployed,
            String type,
            boolean inAnyCase,
            String what,
            List<String> lines) {
        JsonNode now = only(desired, type);
        List<String> names = names(now);
        if (names.isEmpty()) {
            return;
        }
        boolean differs = deployed.map(before -> {
                    JsonNode then = only(before, type);
                    return !then.path("Digest").equals(now.path("Digest"))
                            || !then.path("Checks").equals(now.path("Checks"));
                })
                .orElse(false);
        if (differs || inAnyCase) {
            lines.add("checks: " + what + " (" + String.join(", ", names) + ")");
        }
    }

    private static void guard(JsonNode desired, JsonNode before, List<String> lines) {
        String now = only(desired, CustomResourceType.DESTROY_GUARD.typeName())
                .path("OnDestroy")
                .asText("");
        String then = only(before, CustomResourceType.DESTROY_GUARD.typeName())
                .path("OnDestroy")
                .asText("");
        if (!now.equals(then)) {
            lines.add("guard: onDestroy " + (then.isEmpty() ? "" : then + " → ") + (now.isEmpty() ? "(none)" : now)
                    + switch (now) {
                        case "refuse" -> ": CloudFormation refuses to delete the stack (termination protection)";
                        case "delete" -> ": cdk destroy deletes the actions, even if flows use them";
                        case "retain" -> ": cdk destroy leaves actions, integration and credential in Genesys";
                        default -> "";
                    });
        }
    }

    /**
     * A deployment with {@code onDestroy} {@code refuse} has set the protection. In a pipeline the registrar sets it,
     * unless AWS denies that.
     */
    private static void protection(
            JsonNode desired, JsonNode before, Optional<Boolean> isProtected, List<String> lines) {
        String now = only(desired, CustomResourceType.DESTROY_GUARD.typeName())
                .path("TerminationProtection")
                .asText("");
        JsonNode guard = only(before, CustomResourceType.DESTROY_GUARD.typeName());
        String then = guard.path("TerminationProtection").asText("");
        if (!now.equals("true") || guard.isMissingNode()) {
            return;
        }
        if (then.isEmpty()) {
            lines.add("guard: the stack gets termination protection");
        } else if (then.equals("true") && isProtected.equals(Optional.of(false))) {
            lines.add(
                    "warning: the stack has no termination protection, though onDestroy is refuse: somebody has turned it"
                            + " off, or AWS denies cloudformation:UpdateTerminationProtection to the registrar. A deployment with"
                            + " the CDK CLI turns it on");
        }
    }

    private static void rotation(JsonNode desired, JsonNode before, List<String> lines) {
        String type = "AWS::SecretsManager::RotationSchedule";
        String days = "/RotationRules/AutomaticallyAfterDays";
        String now = only(desired, type).at(days).asText("");
        String then = only(before, type).at(days).asText("");
        if (now.equals(then)) {
            return;
        }
        lines.add("rotation of the caller secret: "
                + (now.isEmpty()
                        ? "ends (it was every " + then + " days)"
                        : "every " + now + " days" + (then.isEmpty() ? "" : ", instead of " + then)
                                + ". The first rotation comes later"));
    }

    /** The properties of the one resource of a type; a missing node if there is none. */
    private static JsonNode only(JsonNode template, String type) {
        for (JsonNode resource : template.path("Resources")) {
            if (resource.path("Type").asText().equals(type)) {
                return resource.path("Properties");
            }
        }
        return JSON.missingNode();
    }

    private static List<String> names(JsonNode check) {
        TreeSet<String> names = new TreeSet<>();
        try {
            JSON.readTree(check.path("Checks").asText("[]"))
                    .forEach(each -> names.add(
                            each.path("name").asText(each.path("action").asText())));
        } catch (JsonProcessingException e) {
            // Our construct did not write this value, so its effect is unknown.
            return List.of();
        }
        return List.copyOf(names);
    }
}
