package dataactions.authoring.contract;

import dataactions.authoring.text.CommandText;

/**
 * A contract that is not recorded yet. Local commands use it. A build records it or fails.
 *
 * @param action the action's name
 * @param number the number that the contract gets when it is recorded
 * @param change the differences from the last recorded contract; empty for a new action
 */
public record Draft(String action, int number, String change) {
    /** Whether a build stops at it. A build records a new action by itself. */
    public boolean isRefused() {
        return !change.isEmpty();
    }

    /** One line for a person. */
    @Override
    public String toString() {
        return change.isEmpty()
                ? action + ": draft, a new action. The next build records it as contract " + number + "."
                : action + ": draft of contract " + number + " (" + change + "). A build refuses it until you run `"
                        + CommandText.RUN + " contract accept " + CommandText.quoted(action) + "`.";
    }
}
