package dataactions.cli.plan;

import dataactions.cli.plan.DesiredState.Desired;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.action.ActionNames;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.reconcile.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The planned changes in an org, one for each object. Considers the contracts of one action together. */
record Difference(List<Item> items) {
    private static final Pattern OLDER = Pattern.compile("(.*) \\(contract (\\d+)\\)");

    /** Calls the org. Searches for the flows of an action only if the action changes. */
    static Difference of(DesiredState desired, Planner planner) {
        List<Desired> all = desired.plan(planner::plan);
        List<Item> items = new ArrayList<>();
        for (Desired each : all) {
            items.add(item(each, all, planner));
        }
        List<String> planned =
                all.stream().flatMap(each -> each.planned().id().stream()).toList();
        for (Planned gone : planner.removals(Set.copyOf(desired.logicalIds()), planned)) {
            items.add(removal(gone, planner));
        }
        return new Difference(items);
    }

    private static Item item(Desired desired, List<Desired> all, Planner planner) {
        Planned planned = desired.planned();
        if (!isAction(planned)) {
            return new Item(
                    noun(planned), planned.name(), planned.logicalId(), planned.id(), planned.plan(), "", List.of());
        }
        String remark = "";
        if (planned.plan() instanceof Plan.Create) {
            remark = older(desired, all)
                    .map(old -> "contract " + number(old) + " stays; "
                            + planner.usage(
                                            old.planned().id().orElseThrow(),
                                            old.planned().secure())
                                    .inWords())
                    .orElse("");
        }
        return new Item(
                "action",
                bareName(desired) + " contract " + number(desired),
                planned.logicalId(),
                planned.id(),
                planned.plan(),
                remark,
                warnings(desired, planner));
    }

    /** The next older contract of the same action that is both in the template and in the org. */
    private static Optional<Desired> older(Desired desired, List<Desired> all) {
        return all.stream()
                .filter(it -> isAction(it.planned()) && it.planned().id().isPresent())
                .filter(it -> bareName(it).equals(bareName(desired)) && number(it) < number(desired))
                .reduce((a, b) -> number(a) > number(b) ? a : b);
    }

    /** A published flow refers to an action by id, but the source of a flow refers to it by category and name. */
    private static List<String> warnings(Desired desired, Planner planner) {
        List<String> warnings = new ArrayList<>();
        if (desired.planned().plan() instanceof Plan.Change change) {
            for (FieldChange field : change.fields()) {
                boolean toOlder = field.field().equals("name")
                        && OLDER.matcher(field.desired()).matches()
                        && field.desired().startsWith(field.observed() + " (contract ");
                boolean toNewer = field.field().equals("name")
                        && OLDER.matcher(field.observed()).matches()
                        && field.observed().startsWith(field.desired() + " (contract ");
                // The source of no flow refers to an action that is out of service.
                boolean broughtBack = field.field().equals("name") && ActionNames.isRetired(field.observed());
                if ((field.field().equals("name") || field.field().equals("category"))
                        && !toOlder
                        && !toNewer
                        && !broughtBack) {
                    warnings.add(
                            "its " + field.field() + " changes: sources of flows (Archy, CX as Code) refer to it by"
                                    + " category and name, and have to follow; "
                                    + planner.usage(
                                                    desired.planned().id().orElseThrow(),
                                                    desired.planned().secure())
                                            .inWords());
                }
            }
        } else if (desired.planned().plan() instanceof Plan.Replace) {
            warnings.add(
                    "a new id. Flows keep the old id. If the old front door is removed, their calls fail until you re-point"
                            + " them; "
                            + planner.usage(
                                            desired.planned().id().orElseThrow(),
                                            desired.planned().secure())
                                    .inWords());
        }
        return warnings;
    }

    private static Item removal(Planned gone, Planner planner) {
        String remark = "";
        Plan plan = gone.plan();
        if (isAction(gone)) {
            FlowUsage usage = planner.usage(gone.id().orElseThrow(), gone.secure());
            remark = usage.inWords();
            if (usage.counts() && ActionNames.isRetired(gone.name())) {
                // An earlier deployment kept this object, and this one keeps it too.
                plan = new Plan.Nothing();
            } else if (usage.counts()) {
                // The registrar keeps the object, but the new function has no such contract.
                remark += ": its calls fail from this deployment on; re-point the flows first";
            }
        }
        return new Item(noun(gone), gone.name(), gone.logicalId(), gone.id(), plan, remark, List.of());
    }

    private static boolean isAction(Planned planned) {
        return planned.type() == CustomResourceType.ACTION;
    }

    private static String noun(Planned planned) {
        return planned.type().noun();
    }

    private static int number(Desired desired) {
        String text = desired.resource().properties().getOrDefault("Contract", "1");
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 1;
    }

    private static String bareName(Desired desired) {
        String name = desired.resource()
                .properties()
                .getOrDefault("Name", desired.resource().logicalId());
        Matcher older = OLDER.matcher(name);
        return older.matches() ? older.group(1) : name;
    }

    /** Whether an action gets an id. The ids are properties of the check of the actions, so the check runs. */
    boolean hasNewAction() {
        return items.stream()
                .anyMatch(item -> item.noun().equals(CustomResourceType.ACTION.noun())
                        && (item.plan() instanceof Plan.Create || item.plan() instanceof Plan.Replace));
    }

    /** Whether the stack has no credential in the org yet. Every stack has one, from its first deployment on. */
    boolean isFirst() {
        return items.stream()
                .anyMatch(item ->
                        item.noun().equals(CustomResourceType.CREDENTIAL.noun()) && item.plan() instanceof Plan.Create);
    }

    long count(String word) {
        return items.stream().filter(item -> item.word().equals(word)).count();
    }
}
