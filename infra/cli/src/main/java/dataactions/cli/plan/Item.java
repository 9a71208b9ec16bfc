package dataactions.cli.plan;

import dataactions.registrar.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * One object in Genesys and what a deployment would do to it.
 *
 * @param noun the kind of the object, in a message: {@code action}
 * @param title the name of the object, in a message: {@code FetchUser contract 2}
 * @param id in Genesys; empty if it does not exist yet
 * @param plan the planned change
 * @param remark more text for the same line, or empty
 * @param warnings what a person should consider before deploying
 */
record Item(
        String noun,
        String title,
        String logicalId,
        Optional<String> id,
        Plan plan,
        String remark,
        List<String> warnings) {

    boolean changes() {
        return !(plan instanceof Plan.Nothing);
    }

    /** The symbol that {@code terraform plan} uses. */
    String sign() {
        return switch (word()) {
            case "create" -> "+";
            case "change" -> "~";
            case "replace" -> "-/+";
            case "remove" -> "-";
            case "refuse" -> "!";
            default -> " ";
        };
    }

    /** The word in the output of {@code --json}. */
    String word() {
        if (plan instanceof Plan.Create) {
            return "create";
        } else if (plan instanceof Plan.Change) {
            return "change";
        } else if (plan instanceof Plan.Replace) {
            return "replace";
        } else if (plan instanceof Plan.Remove) {
            return "remove";
        }
        return plan instanceof Plan.Refuse ? "refuse" : "none";
    }
}
