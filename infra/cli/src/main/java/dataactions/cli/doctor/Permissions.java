package dataactions.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The permissions that the registrar's OAuth client needs, and those that {@code GET /authorization/subjects/me}
 * returns: roles with policies {@code {domain, entityName, actions}}. In each of the three, {@code *} means all.
 */
final class Permissions {
    /** The permissions for a deployment with checks, a destroy guard and a plan. */
    static final List<String> NEEDED = List.of(
            "integrations:integration:view",
            "integrations:integration:add",
            "integrations:integration:edit",
            "integrations:integration:delete",
            "integrations:action:view",
            "integrations:action:add",
            "integrations:action:edit",
            "integrations:action:delete",
            "integrations:action:execute",
            "architect:dependencyTracking:view");

    /** The permissions of a client that only plans. */
    static final List<String> VIEW =
            List.of("integrations:integration:view", "integrations:action:view", "architect:dependencyTracking:view");

    private Permissions() {}

    /** The needed permissions that no role grants. */
    static List<String> missing(JsonNode subject, List<String> needed) {
        return needed.stream().filter(each -> !granted(subject, each)).toList();
    }

    private static boolean granted(JsonNode subject, String needed) {
        String[] words = needed.split(":");
        for (JsonNode grant : subject.path("grants")) {
            for (JsonNode policy : grant.path("role").path("policies")) {
                if (fits(policy.path("domain").asText(), words[0])
                        && fits(policy.path("entityName").asText(), words[1])
                        && anyFits(policy.path("actions"), words[2])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean anyFits(JsonNode actions, String needed) {
        for (JsonNode action : actions) {
            if (fits(action.asText(), needed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String granted, String needed) {
        return granted.equals("*") || granted.equalsIgnoreCase(needed);
    }
}
