package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.objects.StoredActions;
import dataactions.genesys.objects.Visibility;
import java.util.List;

/** Creates, changes and deletes published actions. */
public final class Actions {
    private final StoredActions actions;
    private final ActionRules rules;

    public Actions(StoredActions actions, ActionRules rules) {
        this.actions = actions;
        this.rules = rules;
    }

    public RouteReply create(Call call) {
        ObjectNode form = ActionForm.created(call, actions);
        GenesysError.refuseAny(rules.problems(form));
        actions.checkName(form, "", call);
        return ActionReader.changed(actions.add(call, "published", form), "published");
    }

    /**
     * Changes name, category and configuration of a published action. The contract cannot change, because flows depend
     * on it.
     */
    public RouteReply change(Call call) {
        ObjectNode action = actions.findForChange(call, "published");
        ObjectNode body = call.body(ActionForm.FIELDS);
        ActionForm.refuseImmutable(body, "once an action is published; make a new action instead");
        ObjectNode current = (ObjectNode) action.path("published");
        call.checkVersion(Call.version(body), current.path("version").intValue(), "action");
        ObjectNode changed = ActionForm.changed(current, body);
        GenesysError.refuseAny(rules.problemsOfChange(changed));
        actions.checkName(changed, call.id(), call);
        action.set("published", changed);
        return ActionReader.changed(action, "published");
    }

    public RouteReply delete(Call call) {
        ObjectNode action = actions.findForChange(call, "published");
        if (call.settings().refusesDeletingUsedActions()) {
            List<String> users = actions.namesOfFlows(call.id());
            if (!users.isEmpty()) {
                throw new GenesysError(
                        409, "conflict", "The action cannot be deleted because Architect flows use it: " + users + ".");
            }
        }
        Visibility.delete(action, call.now());
        return RouteReply.empty(204);
    }
}
