package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Answers which org this is and which client calls. No permission is needed. */
public final class Organization {

    public RouteReply me(Call call) {
        return RouteReply.ok(Trees.object()
                .put("id", call.settings().organizationId())
                .put("name", call.settings().organizationName())
                .put("defaultLanguage", "en-US")
                .put("defaultCountryCode", "US")
                .put("thirdPartyOrgName", "sandbox")
                .put("domain", "sandbox")
                .put("version", 1)
                .put("state", "active")
                .put("selfUri", "/api/v2/organizations/me"));
    }

    /** The client's permissions, as the policies of one role. */
    public RouteReply subject(Call call) {
        ObjectNode subject = Trees.object()
                .put("id", call.client().id())
                .put("name", call.client().id())
                .put("version", 1);
        ObjectNode role = subject.putArray("grants")
                .addObject()
                .put("subjectId", call.client().id())
                .putObject("role");
        role.put("id", "sandbox-role").put("name", "Sandbox role");
        Map<String, Set<String>> actionsOfEntity = new TreeMap<>();
        for (String permission : call.client().permissions()) {
            int last = permission.lastIndexOf(':');
            actionsOfEntity
                    .computeIfAbsent(permission.substring(0, last), key -> new TreeSet<>())
                    .add(permission.substring(last + 1));
        }
        ArrayNode policies = role.putArray("policies");
        actionsOfEntity.forEach((entity, actions) -> {
            String[] names = entity.split(":", 2);
            ObjectNode policy = policies.addObject().put("domain", names[0]).put("entityName", names[1]);
            ArrayNode list = policy.putArray("actions");
            actions.forEach(list::add);
        });
        subject.put("selfUri", "/api/v2/authorization/subjects/me");
        return RouteReply.ok(subject);
    }
}
