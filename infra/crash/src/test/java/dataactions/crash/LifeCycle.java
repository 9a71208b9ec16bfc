package dataactions.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult.Ending;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that CloudFormation does with a stack.
 *
 * @param history what has come before, oldest first
 * @param desired what is to be deployed; null to destroy
 * @param undo how a replacement is undone
 * @param ending what it comes to where nothing fails
 * @param restores whether a rollback gives back every field: not where it took over what another stack had left
 */
record LifeCycle(
        String name,
        int actions,
        List<Step> history,
        ObjectNode desired,
        ReplacementUndo undo,
        Ending ending,
        boolean restores) {
    private static final ReplacementUndo USUAL = ReplacementUndo.UPDATE_THEN_DELETE;

    /** Something that has happened before. */
    sealed interface Step {}

    /** A deployment that went well. */
    record Deployed(ObjectNode template) implements Step {}

    /** The stack was destroyed. */
    record Destroyed() implements Step {}

    /** Somebody built a flow on the action of a resource. */
    record Used(String logicalId) implements Step {}

    /** The flows were re-pointed. */
    record Unused() implements Step {}

    /** Somebody made an integration that is to be adopted. */
    record Adoptable(String name) implements Step {}

    /** What stands when it begins; null for nothing. */
    ObjectNode before() {
        ObjectNode standing = null;
        for (Step step : history) {
            if (step instanceof Deployed deployed) {
                standing = deployed.template();
            } else if (step instanceof Destroyed) {
                standing = null;
            }
        }
        return standing;
    }

    /** All of them, for one size of stack. */
    static List<LifeCycle> of(int actions, ObjectNode base) {
        List<LifeCycle> all = plain(actions, base);
        all.addAll(used(actions, base));
        all.addAll(adopted(actions, base));
        all.addAll(retained(actions, base));
        return all;
    }

    /** Those in which the number of actions makes the most of a difference. */
    static List<LifeCycle> ofMany(int actions, ObjectNode base) {
        List<LifeCycle> all = plain(actions, base);
        all.addAll(used(actions, base));
        return all;
    }

    private static List<LifeCycle> plain(int actions, ObjectNode base) {
        ObjectNode edited = Templates.edited(base);
        ObjectNode second = Templates.secondContract(base);
        ObjectNode other = Templates.otherIntegration(base);
        List<Step> nothing = List.of();
        List<Step> standing = List.of(new Deployed(base));
        List<LifeCycle> all = new ArrayList<>();
        all.add(deployed("create", actions, nothing, base));
        all.add(rolledBack("create", actions, nothing, base, USUAL));
        all.add(deployed("update", actions, standing, edited));
        all.add(deployed("new contract", actions, standing, second));
        all.add(deployed("retired contract", actions, List.of(new Deployed(second)), base));
        all.add(deployed("another integration", actions, standing, other));
        for (ReplacementUndo undo : ReplacementUndo.values()) {
            all.add(rolledBack("update", actions, standing, edited, undo));
            all.add(rolledBack("new contract", actions, standing, second, undo));
            all.add(rolledBack("another integration", actions, standing, other, undo));
        }
        all.add(destroyed("delete", actions, standing));
        return all;
    }

    /** Actions that flows use: kept under another name, put back into service, removed when the flows are gone. */
    private static List<LifeCycle> used(int actions, ObjectNode base) {
        ObjectNode second = Templates.secondContract(base);
        ObjectNode other = Templates.otherIntegration(base);
        List<Step> inUse = List.of(new Deployed(second), new Used("ActionFetchUser2"));
        List<Step> kept = with(inUse, new Deployed(base));
        List<LifeCycle> all = new ArrayList<>();
        all.add(deployed("retired contract in use", actions, inUse, base));
        all.add(deployed("kept contract back in service", actions, kept, second));
        all.add(rolledBack("kept contract back in service", actions, kept, second, USUAL));
        all.add(deployed("kept contract swept", actions, with(kept, new Unused()), Templates.edited(base)));
        List<Step> first = List.of(new Deployed(base), new Used("ActionFetchUser1"));
        all.add(deployed("another integration, the old one in use", actions, first, other));
        all.add(destroyed(
                "delete, the door changed while used, the flow gone",
                actions,
                with(with(first, new Deployed(Templates.otherDoor(base))), new Unused())));
        all.add(new LifeCycle("delete refused", actions, first, null, USUAL, Ending.STUCK, true));
        return all;
    }

    private static List<LifeCycle> adopted(int actions, ObjectNode base) {
        ObjectNode adopting = Templates.adopting(base);
        ObjectNode other = Templates.adoptingAnother(base);
        List<Step> free = List.of(new Adoptable(Strangers.ADOPTABLE));
        List<Step> two = List.of(
                new Adoptable(Strangers.ADOPTABLE), new Adoptable(Strangers.ALSO_ADOPTABLE), new Deployed(adopting));
        List<LifeCycle> all = new ArrayList<>();
        for (ReplacementUndo undo : ReplacementUndo.values()) {
            all.add(rolledBack("another adopted integration", actions, two, other, undo));
        }
        all.addAll(List.of(
                deployed("another adopted integration", actions, two, other),
                destroyed("delete, another integration adopted", actions, with(two, new Deployed(other))),
                deployed("create in an adopted integration", actions, free, adopting),
                rolledBack("create in an adopted integration", actions, free, adopting, USUAL),
                destroyed("delete, the integration adopted", actions, with(free, new Deployed(adopting)))));
        return all;
    }

    private static List<LifeCycle> retained(int actions, ObjectNode base) {
        ObjectNode retaining = Templates.retaining(base);
        List<Step> standing = List.of(new Deployed(retaining));
        List<Step> left = with(standing, new Destroyed());
        return List.of(
                destroyed("delete, all retained", actions, standing),
                new LifeCycle(
                        "create over what was retained",
                        actions,
                        left,
                        Templates.edited(retaining),
                        USUAL,
                        Ending.DEPLOYED,
                        false),
                new LifeCycle(
                        "rollback of create over what was retained",
                        actions,
                        left,
                        Templates.refused(Templates.edited(retaining)),
                        USUAL,
                        Ending.ROLLED_BACK,
                        false));
    }

    private static LifeCycle deployed(String name, int actions, List<Step> history, ObjectNode desired) {
        return new LifeCycle(name, actions, history, desired, USUAL, Ending.DEPLOYED, true);
    }

    private static LifeCycle rolledBack(
            String name, int actions, List<Step> history, ObjectNode desired, ReplacementUndo undo) {
        return new LifeCycle(
                "rollback of " + name, actions, history, Templates.refused(desired), undo, Ending.ROLLED_BACK, true);
    }

    private static LifeCycle destroyed(String name, int actions, List<Step> history) {
        return new LifeCycle(name, actions, history, null, USUAL, Ending.DESTROYED, true);
    }

    private static List<Step> with(List<Step> steps, Step next) {
        List<Step> all = new ArrayList<>(steps);
        all.add(next);
        return List.copyOf(all);
    }

    /** Whether nothing of the stack is in the org afterwards. */
    boolean leavesNothing() {
        return desired == null
                && ending == Ending.DESTROYED
                && !before().at("/Resources/DestroyGuard/Properties/OnDestroy")
                        .asText()
                        .equals("retain");
    }

    /** Whether it removes what a deployment before had kept. */
    boolean sweeps() {
        return history.contains(new Unused());
    }

    @Override
    public String toString() {
        return name + ", " + actions + (actions == 1 ? " action" : " actions")
                + (ending == Ending.ROLLED_BACK && before() != null ? ", undone by " + undo : "");
    }
}
