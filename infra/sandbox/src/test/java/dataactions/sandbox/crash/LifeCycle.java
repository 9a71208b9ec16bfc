package dataactions.sandbox.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.cloudformation.Engine.Undo;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that CloudFormation does with a stack.
 *
 * @param before what is deployed when it begins; null for nothing
 * @param wanted what is to be deployed; null to destroy
 * @param undo how a replacement is undone
 */
record LifeCycle(String name, int actions, ObjectNode before, ObjectNode wanted, Undo undo) {
    /** All of them, for one size of stack. */
    static List<LifeCycle> of(int actions, ObjectNode base) {
        ObjectNode edited = Templates.edited(base);
        ObjectNode second = Templates.secondContract(base);
        ObjectNode other = Templates.otherIntegration(base);
        List<LifeCycle> all = new ArrayList<>();
        all.add(new LifeCycle("create", actions, null, base, Undo.UPDATE_THEN_DELETE));
        all.add(new LifeCycle("rollback of create", actions, null, Templates.refused(base), Undo.UPDATE_THEN_DELETE));
        all.add(new LifeCycle("update", actions, base, edited, Undo.UPDATE_THEN_DELETE));
        all.add(new LifeCycle("new contract", actions, base, second, Undo.UPDATE_THEN_DELETE));
        all.add(new LifeCycle("retired contract", actions, second, base, Undo.UPDATE_THEN_DELETE));
        all.add(new LifeCycle("another integration", actions, base, other, Undo.UPDATE_THEN_DELETE));
        for (Undo undo : Undo.values()) {
            all.add(new LifeCycle("rollback of update", actions, base, Templates.refused(edited), undo));
            all.add(new LifeCycle("rollback of new contract", actions, base, Templates.refused(second), undo));
            all.add(new LifeCycle("rollback of another integration", actions, base, Templates.refused(other), undo));
        }
        all.add(new LifeCycle("delete", actions, base, null, Undo.UPDATE_THEN_DELETE));
        return all;
    }

    @Override
    public String toString() {
        return name + ", " + actions + (actions == 1 ? " action" : " actions")
                + (name.startsWith("rollback of ") && before != null ? ", undone by " + undo : "");
    }
}
