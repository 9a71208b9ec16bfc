package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.StoredActions;
import java.util.List;
import java.util.Set;

/** Creates, changes, validates, publishes and deletes drafts of actions. */
public final class ActionDrafts {
    private final StoredActions actions;
    private final ActionRules rules;

    public ActionDrafts(StoredActions actions, ActionRules rules) {
        this.actions = actions;
        this.rules = rules;
    }

    /** A draft may be incomplete. Validation lists its problems, and publishing refuses it. */
    public RouteReply create(Call call) {
        ObjectNode form = ActionForm.created(call, actions);
        return ActionReader.changed(actions.add(call, "draft", form), "draft");
    }

    public RouteReply createForPublished(Call call) {
        ObjectNode action = actions.findForChange(call, "published");
        if (action.has("draft")) {
            throw new GenesysError(409, "conflict", "The action already has a draft.");
        }
        ObjectNode draft = action.path("published").deepCopy();
        action.set("draft", draft.put("version", 1));
        return ActionReader.changed(action, "draft");
    }

    public RouteReply change(Call call) {
        ObjectNode action = actions.findForChange(call, "draft");
        ObjectNode body = call.body(ActionForm.FIELDS);
        if (action.has("published")) {
            ActionForm.refuseImmutable(
                    body, "once an action is published, not even by a draft; make a new action instead");
        } else if (Trees.get(body, "integrationId").isPresent()) {
            throw GenesysError.badRequest("'integrationId' cannot be changed; make a new draft instead.");
        }
        ObjectNode current = (ObjectNode) action.path("draft");
        call.checkVersion(Call.version(body), current.path("version").intValue(), "draft");
        action.set("draft", ActionForm.changed(current, body));
        return ActionReader.changed(action, "draft");
    }

    public RouteReply delete(Call call) {
        actions.removeDraft(actions.findForChange(call, "draft"));
        return RouteReply.empty(204);
    }

    public RouteReply validate(Call call) {
        List<String> problems = rules.problems(actions.find(call, "draft").path("draft"));
        ObjectNode result = Trees.object().put("valid", problems.isEmpty());
        var errors = result.putArray("errors");
        problems.forEach(problem -> errors.add(GenesysError.badRequest(problem).body(call.correlationId())));
        return RouteReply.ok(result);
    }

    public RouteReply publish(Call call) {
        ObjectNode action = actions.findForChange(call, "draft");
        ObjectNode body = call.body(Set.of("version"));
        ObjectNode draft = (ObjectNode) action.path("draft");
        call.checkVersion(Call.version(body), draft.path("version").intValue(), "draft");
        GenesysError.refuseAny(rules.problems(draft));
        actions.checkName(draft, call.id(), call);
        int version = action.path("published").path("version").asInt(0) + 1;
        action.remove("draft");
        action.set("published", draft.put("version", version));
        return ActionReader.changed(action, "published");
    }
}
