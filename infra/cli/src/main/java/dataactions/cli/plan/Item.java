package dataactions.cli.plan;

import dataactions.registrar.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * One object in Genesys and what a deployment would do to it.
 *
 * @param noun what a person calls its kind: {@code action}
 * @param title how a person knows it: {@code FetchUser contract 2}
 * @param id in Genesys; empty where it is yet to be created
 * @param plan what would be done
 * @param remark what else is to be said in the same line, or empty
 * @param warnings what a person should think of before deploying
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

    /** As {@code terraform plan} writes it. */
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

    /** As {@code --json} writes it. */
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
