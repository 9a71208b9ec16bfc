package dataactions.registrar.resources.action;

import dataactions.registrar.genesys.Genesys.Action;

/**
 * An action and its templates, which Genesys stores separately.
 *
 * @param requestTemplate null if it was not read
 * @param successTemplate null if it was not read
 */
public record ObservedAction(Action action, String requestTemplate, String successTemplate) {
    static ObservedAction withoutTemplates(Action action) {
        return new ObservedAction(action, null, null);
    }

    String id() {
        return action.id();
    }
}
