package dataactions.cli.plan;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of a plan.
 *
 * @param omitted the changes that a deployment without the context {@code reconcile} does not make, and the refusals
 *     that it does not meet; empty if the deployed template is unknown
 * @param repair how to deploy so that these changes are made
 * @param otherChanges other changes of the deployment, one sentence each
 * @param unknown the properties whose value only a deployment knows
 */
record PlanReport(
        Terminal terminal,
        String environment,
        Planner.Stack stack,
        Genesys.Organization organization,
        Difference difference,
        Optional<List<Item>> omitted,
        String repair,
        List<String> otherChanges,
        Set<String> unknown,
        PlanTarget.Deployed deployed) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_VALUE = 160;

    void print() {
        terminal.line(
                Colour.BOLD,
                "Stack " + stack.name() + " of " + stack.account() + "/" + stack.region() + " in Genesys organization "
                        + organization.name() + " (" + organization.id() + ")");
        terminal.line("");
        difference.items().stream().filter(Item::changes).forEach(this::print);
        otherChanges.forEach(line -> terminal.line("    " + line));
        if (!otherChanges.isEmpty()) {
            terminal.line("");
        }
        String why = deployed.why().replaceFirst("\\.$", "");
        if (deployed.template().isEmpty()) {
            terminal.line("Checks, guard and rotation are not compared: " + why + ".");
        }
        if (!unknown.isEmpty()) {
            terminal.line("Known after deploy, and so not compared: " + String.join(", ", unknown)
                    + (why.isEmpty() || deployed.stack().isPresent() ? "." : " (" + why + ")."));
        }
        boolean any = difference.items().stream().anyMatch(Item::changes);
        terminal.line(
                any ? Colour.BOLD : Colour.GREEN,
                any
                        ? "Plan: " + difference.count("create") + " to create, " + difference.count("change")
                                + " to change, " + difference.count("replace") + " to replace, "
                                + difference.count("remove") + " to remove"
                                + (difference.count("refuse") == 0
                                        ? "."
                                        : ", " + difference.count("refuse") + " refused.")
                        : (deployed.template().isEmpty()
                                        ? "No changes in what could be compared ("
                                        : "No changes: the org is as the template says (")
                                + difference.items().size() + " objects).");
        printOmitted(any);
    }

    private void printOmitted(boolean any) {
        boolean isDeployed =
                difference.items().stream().anyMatch(item -> item.id().isPresent());
        if (omitted.isEmpty() && any && isDeployed) {
            terminal.line(Colour.YELLOW, "A plain deployment changes an object only if its template changed.");
            terminal.line("To change the objects that differ only in Genesys, too: " + repairing());
            return;
        }
        List<Item> items =
                difference.items().stream().filter(this::needsReconcile).toList();
        if (!items.isEmpty()) {
            terminal.line(
                    Colour.YELLOW,
                    "A plain deployment does not change " + (items.size() == 1 ? "this object" : "these objects")
                            + ", because the template has no change for " + (items.size() == 1 ? "it" : "them") + ": "
                            + items.stream().map(PlanReport::named).collect(Collectors.joining(", ")) + ".");
            terminal.line("To repair " + (items.size() == 1 ? "it" : "them") + ": " + repairing());
        }
    }

    private boolean needsReconcile(Item item) {
        return omitted.orElse(List.of()).contains(item)
                && !(item.plan() instanceof Plan.Refuse)
                && !PlainDeployment.neverRemoves(deployed.template(), item);
    }

    private List<String> warnings(Item item) {
        return PlainDeployment.neverRemoves(deployed.template(), item)
                ? List.of(
                        "no deployment removes it, because CloudFormation does not know it: delete it in Admin > Actions")
                : item.warnings();
    }

    private String repairing() {
        return repair + " (another text than in the last deployment).";
    }

    private static String named(Item item) {
        return (item.noun().equals("action") ? "" : item.noun() + " ") + item.title();
    }

    private void print(Item item) {
        Colour colour =
                switch (item.sign()) {
                    case "+" -> Colour.GREEN;
                    case "~" -> Colour.YELLOW;
                    default -> Colour.RED;
                };
        terminal.line(terminal.paint(colour, String.format("%3s", item.sign())) + " "
                + named(item)
                + (item.remark().isEmpty() ? "" : " (" + item.remark() + ")"));
        if (item.plan() instanceof Plan.Change change) {
            change.fields()
                    .forEach(field -> terminal.line("      " + field.field() + ": " + shown(field.observed()) + " → "
                            + shown(field.desired())));
        } else if (item.plan() instanceof Plan.Replace replace) {
            terminal.line("      " + replace.reason());
        } else if (item.plan() instanceof Plan.Refuse refusal) {
            terminal.line("      " + refusal.failure().reason());
            if (omitted.orElse(List.of()).contains(item)) {
                terminal.line(
                        "      A plain deployment does not fail for this, because the template has no change for it.");
            }
        }
        warnings(item)
                .forEach(warning -> terminal.line("      " + terminal.paint(Colour.YELLOW, "warning: ") + warning));
        terminal.line("");
    }

    private static String shown(String value) {
        String line = value.strip().replace("\n", "; ");
        return "\"" + (line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…") + "\"";
    }

    ObjectNode tree(int calls) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("environment", environment);
        tree.put("stack", stack.account() + "/" + stack.region() + "/" + stack.name());
        tree.putObject("organization").put("id", organization.id()).put("name", organization.name());
        tree.put("changes", difference.items().stream().anyMatch(Item::changes));
        ArrayNode objects = tree.putArray("objects");
        for (Item item : difference.items()) {
            ObjectNode object = objects.addObject();
            object.put("kind", item.noun());
            object.put("title", item.title());
            object.put("logicalId", item.logicalId());
            object.put("id", item.id().orElse(null));
            object.put("plan", item.word());
            if (item.plan() instanceof Plan.Change change) {
                ArrayNode fields = object.putArray("fields");
                change.fields()
                        .forEach(field -> fields.addObject()
                                .put("field", field.field())
                                .put("old", field.observed())
                                .put("new", field.desired()));
            } else if (item.plan() instanceof Plan.Replace replace) {
                object.put("reason", replace.reason());
            } else if (item.plan() instanceof Plan.Refuse refusal) {
                object.put("reason", refusal.failure().reason());
            }
            if (needsReconcile(item)) {
                object.put("needsReconcile", true);
            }
            if (!item.remark().isEmpty()) {
                object.put("remark", item.remark());
            }
            if (!warnings(item).isEmpty()) {
                warnings(item).forEach(object.putArray("warnings")::add);
            }
        }
        otherChanges.forEach(tree.putArray("otherChanges")::add);
        unknown.forEach(tree.putArray("knownAfterDeploy")::add);
        tree.put("genesysCalls", calls);
        return tree;
    }
}
