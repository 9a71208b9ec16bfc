package dataactions.sandbox.cloudformation;

import dataactions.assembly.template.TemplateEvaluator;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import java.util.List;
import java.util.Map;

/** Creates a stack. A rollback of the creation deletes every resource again. */
final class StackCreation {
    private final StackJournal journal;
    private final StackValues values;
    private final ResourceSteps steps;
    private final StackDeletion deletion;

    StackCreation(StackJournal journal, StackValues values, ResourceSteps steps, StackDeletion deletion) {
        this.journal = journal;
        this.values = values;
        this.steps = steps;
        this.deletion = deletion;
    }

    StackResult create(DeploymentTarget target, String stackId, TemplateEvaluator evaluator, OnFailure onFailure) {
        journal.save(new StackState(
                target.stackName(),
                stackId,
                StackStatus.CREATE_IN_PROGRESS,
                "",
                target.template().root(),
                target.parameters(),
                Map.of(),
                Map.of(),
                null,
                List.of(),
                target.terminationProtection()));
        journal.stackEvent();
        try {
            for (String logicalId : evaluator.order()) {
                steps.create(target.template().resources().get(logicalId), evaluator);
            }
            journal.save(journal.state().withOutputs(values.outputs(evaluator)).with(StackStatus.CREATE_COMPLETE, ""));
            journal.stackEvent();
            return journal.result(StackResult.Ending.DEPLOYED);
        } catch (ResourceFailure failure) {
            if (onFailure == OnFailure.ROLL_BACK) {
                return rollBack(failure.getMessage());
            }
            journal.stack(StackStatus.CREATE_FAILED, failure.getMessage());
            return journal.result(StackResult.Ending.PAUSED);
        }
    }

    StackResult rollBack(String reason) {
        journal.stack(StackStatus.ROLLBACK_IN_PROGRESS, reason);
        deletion.deleteAll(true);
        boolean clean = journal.state().resources().isEmpty()
                && journal.state().leftovers().isEmpty();
        journal.stack(clean ? StackStatus.ROLLBACK_COMPLETE : StackStatus.ROLLBACK_FAILED, reason);
        return journal.result(clean ? StackResult.Ending.ROLLED_BACK : StackResult.Ending.STUCK);
    }
}
