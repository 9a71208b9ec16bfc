package dataactions.sandbox.cloudformation;

import dataactions.assembly.template.TemplateEvaluator;
import dataactions.assembly.template.TemplateException;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import dataactions.sandbox.cloudformation.state.StackStore;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Creates, updates, rolls back and deletes one stack in the order in which CloudFormation does it, one resource at a
 * time. The engine saves the state before and after every step, so the next run can finish a run that was killed: it
 * deletes an interrupted create, rolls back an interrupted update, and continues an interrupted clean-up. Only another
 * deletion continues a deletion that was interrupted or failed. The engine depends on no provider and on no caller.
 *
 * <p>After a failure without rollback, the next deployment makes the failed resource again: one whose creation failed is
 * deleted first. AWS's documents do not say whether CloudFormation remembers what a failed update replaced; the engine
 * does, and deletes it in the clean-up of the next update that succeeds.
 *
 * <p>Facts: AWS CloudFormation user guide, "Stack failure options", "Update behaviors of stack resources", "Continue
 * rolling back an update", "Custom resource request types", and "Protect CloudFormation stacks from being deleted".
 */
public final class Engine {
    private final ResourceTypes types;
    private final Supplier<String> ids;
    private final StackJournal journal;
    private final StackValues values;
    private final StackCreation creation;
    private final StackUpdate update;
    private final StackDeletion deletion;

    /**
     * An engine for one run.
     *
     * @param ids makes unique names of letters and digits
     * @param ssm returns the value of an SSM parameter that the template names, or null if the parameter does not exist
     */
    public Engine(
            ResourceTypes types,
            StackStore store,
            InstantSource clock,
            Supplier<String> ids,
            Function<String, String> ssm,
            ReplacementUndo undo,
            StackListener listener) {
        this.types = types;
        this.ids = ids;
        journal = new StackJournal(store, clock, listener);
        values = new StackValues(journal, types, ssm);
        ResourceSteps steps = new ResourceSteps(journal, values, types, ids);
        deletion = new StackDeletion(journal, steps);
        creation = new StackCreation(journal, values, steps, deletion);
        update = new StackUpdate(journal, values, steps, deletion, undo);
    }

    /**
     * Creates or updates the stack, or rolls it back. As the CDK CLI does, it first deletes a stack whose creation was
     * rolled back, and sets the termination protection before it changes anything.
     *
     * @throws TemplateException when the template cannot be deployed; no resource has changed then
     */
    public StackResult deploy(DeploymentTarget target) {
        return deploy(target, OnFailure.ROLL_BACK);
    }

    /**
     * Creates or updates the stack. After a failure it rolls back, or stops.
     *
     * @throws TemplateException when the template cannot be deployed; no resource has changed then
     */
    public synchronized StackResult deploy(DeploymentTarget target, OnFailure onFailure) {
        journal.start();
        StackState state = journal.state();
        if (state != null && state.status().deleting()) {
            return journal.refused(
                    "Stack:" + state.id() + " is in " + state.status() + " state and can not be updated.");
        }
        if (state != null && state.status().paused() && onFailure == OnFailure.ROLL_BACK) {
            return journal.refused("This stack is currently in a non-terminal [" + state.status()
                    + "] state. To update the stack from this state, please use the disable-rollback parameter with"
                    + " update-stack API. To rollback to the last known good state, use the rollback-stack API");
        }
        String id = stackId(target);
        TemplateEvaluator evaluator = prepare(target, id);
        if (!journal.isAbsent() && !state.status().settled() && !state.status().paused()) {
            StackResult recovered = recover();
            if (journal.isAbsent()) {
                // In AWS, the create would have gone on: only here does it end with the command.
                unprotect();
            }
            if (!journal.state().status().settled() && !journal.isAbsent()) {
                return recovered;
            }
            id = stackId(target);
            evaluator = prepare(target, id);
        }
        if (journal.isAbsent()) {
            return isProtected() ? protectedStack() : creation.create(target, id, evaluator, onFailure);
        }
        protect(id, target.terminationProtection());
        return update.update(target, evaluator, onFailure);
    }

    /**
     * Deletes every resource of the stack, the last created first. If no resource is left of it, ends its protection:
     * otherwise the next deployment would be refused.
     */
    public synchronized StackResult destroy() {
        journal.start();
        if (journal.isAbsent()) {
            unprotect();
            return StackJournal.noStack();
        }
        return isProtected() ? protectedStack() : deletion.delete();
    }

    /**
     * Turns termination protection on or off. A resource's provider may do so in the middle of a run.
     *
     * @throws IllegalArgumentException when there is no such stack, or it is being deleted
     */
    public void protect(String stackId, boolean on) {
        journal.protect(stackId, on);
    }

    private boolean isProtected() {
        return journal.state() != null && journal.state().terminationProtection();
    }

    /** Lets the next deployment replace a stack of which no resource is left. */
    private void unprotect() {
        if (isProtected()) {
            journal.protect(journal.state().id(), false);
        }
    }

    private StackResult protectedStack() {
        return journal.refused(
                "Stack [" + journal.state().name() + "] cannot be deleted while TerminationProtection is enabled");
    }

    private String stackId(DeploymentTarget target) {
        return journal.isAbsent()
                ? "arn:aws:cloudformation:" + target.region() + ":" + target.account() + ":stack/" + target.stackName()
                        + "/" + ids.get()
                : journal.state().id();
    }

    private TemplateEvaluator prepare(DeploymentTarget target, String id) {
        if (!journal.isAbsent() && !journal.state().name().equals(target.stackName())) {
            throw new TemplateException("This state folder holds stack "
                    + journal.state().name() + ", not " + target.stackName()
                    + ": destroy that one first, or use another folder.");
        }
        TemplateEvaluator evaluator = values.evaluator(target.template(), target.parameters(), id);
        Set<String> unknown = new TreeSet<>();
        for (String logicalId : evaluator.order()) {
            String type = target.template().resources().get(logicalId).type();
            if (types.find(type).isEmpty()) {
                unknown.add(type + " (" + logicalId + ")");
            }
        }
        if (!unknown.isEmpty()) {
            throw new TemplateException(
                    "The sandbox cannot deploy resources of these types: " + String.join(", ", unknown) + ".");
        }
        return evaluator;
    }

    /** Finishes a run that was interrupted or failed. */
    private StackResult recover() {
        StackStatus status = journal.state().status();
        String reason = status.name().endsWith("_FAILED")
                ? "Going on with what the run before this one could not finish."
                : "The run before this one was interrupted.";
        return switch (status) {
            case CREATE_IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_FAILED -> creation.rollBack(reason);
            case UPDATE_IN_PROGRESS, UPDATE_ROLLBACK_IN_PROGRESS, UPDATE_ROLLBACK_FAILED -> update.rollBack(reason);
            case UPDATE_COMPLETE_CLEANUP_IN_PROGRESS ->
                deletion.cleanUp(StackStatus.UPDATE_COMPLETE, StackResult.Ending.DEPLOYED);
            case UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS ->
                deletion.cleanUp(StackStatus.UPDATE_ROLLBACK_COMPLETE, StackResult.Ending.ROLLED_BACK);
            default -> throw new IllegalStateException("Nothing to recover from " + status);
        };
    }
}
