package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.assembly.template.TemplateException;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.ResourceStatus;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Updates a stack, or rolls back an update. Both end with the clean-up of what was replaced or removed. */
final class StackUpdate {
    private final StackJournal journal;
    private final StackValues values;
    private final ResourceSteps steps;
    private final StackDeletion deletion;
    private final ReplacementUndo undo;

    StackUpdate(
            StackJournal journal,
            StackValues values,
            ResourceSteps steps,
            StackDeletion deletion,
            ReplacementUndo undo) {
        this.journal = journal;
        this.values = values;
        this.steps = steps;
        this.deletion = deletion;
        this.undo = undo;
    }

    StackResult update(DeploymentTarget target, TemplateEvaluator evaluator, OnFailure onFailure) {
        ObjectNode template = target.template().root();
        if (!journal.state().status().paused() && unchanged(target.template(), evaluator)) {
            if (!template.equals(journal.state().template())
                    || !target.parameters().equals(journal.state().parameters())) {
                journal.save(govern(target.template(), evaluator).withTemplate(template, target.parameters()));
            }
            return journal.result(StackResult.Ending.UNCHANGED);
        }
        begin(target);
        Map<String, String> outputs;
        try {
            for (String logicalId : evaluator.order()) {
                steps.update(target.template().resources().get(logicalId), evaluator, onFailure);
            }
            outputs = values.outputs(evaluator);
        } catch (ResourceFailure failure) {
            if (onFailure == OnFailure.ROLL_BACK) {
                return rollBack(failure.getMessage());
            }
            journal.stack(StackStatus.UPDATE_FAILED, failure.getMessage());
            return journal.result(StackResult.Ending.PAUSED);
        }
        return finish(target, evaluator, outputs);
    }

    /** Whether every resource and output already has its desired value. */
    private boolean unchanged(Template template, TemplateEvaluator evaluator) {
        StackState state = journal.state();
        if (!state.resources().keySet().equals(new HashSet<>(evaluator.order()))) {
            return false;
        }
        try {
            for (String logicalId : evaluator.order()) {
                Template.Resource resource = template.resources().get(logicalId);
                ResourceState current = state.resources().get(logicalId);
                if (!current.status().settled()
                        || !current.type().equals(resource.type())
                        || !current.properties().equals(values.properties(resource, evaluator))) {
                    return false;
                }
            }
            return evaluator.outputs(values).equals(state.outputs());
        } catch (TemplateException failure) {
            // A reference has no value yet, so the template has changed. The update then reports the reference.
            return false;
        }
    }

    /** Saves what a rollback needs, and the new template. */
    private void begin(DeploymentTarget target) {
        StackState state = journal.state();
        StackState.Before before = state.before() != null
                ? state.before()
                : new StackState.Before(state.template(), state.parameters(), state.resources(), state.outputs());
        for (ResourceState each : state.resources().values()) {
            ResourceState old = before.resources().get(each.logicalId());
            if ((old == null || !old.isSameThing(each)) && each.deletionPolicy().equals("Delete")) {
                // Made by an update that failed without rollback. The clean-up skips it if it is still in use then.
                journal.save(journal.state().withLeftover(each));
            }
        }
        journal.save(journal.state()
                .withBefore(before)
                .withTemplate(target.template().root(), target.parameters())
                .with(StackStatus.UPDATE_IN_PROGRESS, ""));
        journal.stackEvent();
    }

    /** Deletes what the update replaced or removed. */
    private StackResult finish(DeploymentTarget target, TemplateEvaluator evaluator, Map<String, String> outputs) {
        StackState state = journal.state();
        List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
        Map<String, ResourceState> remaining = new LinkedHashMap<>(state.resources());
        remaining.keySet().retainAll(new HashSet<>(evaluator.order()));
        for (ResourceState old : state.before().resources().values()) {
            ResourceState now = remaining.get(old.logicalId());
            boolean removed = now == null;
            boolean replaced = !removed && !now.isSameThing(old);
            String policy = removed ? old.deletionPolicy() : old.updateReplacePolicy();
            if ((removed || replaced) && policy.equals("Delete")) {
                leftovers.add(old);
            } else if (removed || replaced) {
                journal.retained(old);
            }
        }
        journal.save(govern(target.template(), evaluator)
                .withResources(ordered(remaining, evaluator))
                .withLeftovers(leftovers)
                .withOutputs(outputs)
                .withBefore(null)
                .with(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, ""));
        journal.stackEvent();
        return deletion.cleanUp(StackStatus.UPDATE_COMPLETE, StackResult.Ending.DEPLOYED);
    }

    /** The stack with the dependencies and policies of a template. */
    private StackState govern(Template template, TemplateEvaluator evaluator) {
        StackState governed = journal.state();
        for (ResourceState each : journal.state().resources().values()) {
            Template.Resource resource = template.resources().get(each.logicalId());
            if (resource != null && evaluator.exists(each.logicalId())) {
                governed = governed.with(each.governedBy(resource, evaluator.dependencies(each.logicalId())));
            }
        }
        return governed;
    }

    private static Map<String, ResourceState> ordered(
            Map<String, ResourceState> resources, TemplateEvaluator evaluator) {
        Map<String, ResourceState> result = new LinkedHashMap<>();
        for (String logicalId : evaluator.order()) {
            Template.Resource resource = evaluator.resource(logicalId);
            result.put(logicalId, resources.get(logicalId).governedBy(resource, evaluator.dependencies(logicalId)));
        }
        return result;
    }

    StackResult rollBack(String reason) {
        journal.stack(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, reason);
        StackState.Before before = journal.state().before();
        Template old = Template.parse(before.template());
        TemplateEvaluator evaluator =
                values.evaluator(old, before.parameters(), journal.state().id());
        try {
            for (String logicalId : evaluator.order()) {
                restore(old.resources().get(logicalId), before.resources().get(logicalId), evaluator);
            }
        } catch (ResourceFailure failure) {
            journal.stack(StackStatus.UPDATE_ROLLBACK_FAILED, failure.getMessage());
            return journal.result(StackResult.Ending.STUCK);
        }
        StackState state = journal.state();
        Map<String, ResourceState> remaining = new LinkedHashMap<>(state.resources());
        List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
        for (ResourceState each : state.resources().values()) {
            if (!before.resources().containsKey(each.logicalId())) {
                remaining.remove(each.logicalId());
                if (each.deletionPolicy().equals("Retain") && each.status().settled()) {
                    journal.retained(each);
                } else {
                    leftovers.add(each);
                }
            }
        }
        journal.save(state.withResources(ordered(remaining, evaluator))
                .withLeftovers(leftovers)
                .withTemplate(before.template(), before.parameters())
                .withOutputs(before.outputs())
                .withBefore(null)
                .with(StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, reason));
        journal.stackEvent();
        return deletion.cleanUp(StackStatus.UPDATE_ROLLBACK_COMPLETE, StackResult.Ending.ROLLED_BACK);
    }

    /** Restores one resource to its state before the update. */
    private void restore(Template.Resource resource, ResourceState original, TemplateEvaluator evaluator)
            throws ResourceFailure {
        ResourceState current = journal.state().resources().get(resource.logicalId());
        ResourceProvider provider = steps.provider(original.type());
        boolean replaced = !current.isSameThing(original);
        boolean byUpdate = replaced
                && current.type().equals(original.type())
                && provider.replacesByPhysicalId()
                && undo == ReplacementUndo.UPDATE_THEN_DELETE;
        if (replaced && !byUpdate) {
            journal.save(journal.state().with(original).withLeftover(current));
            journal.event(original.with(ResourceStatus.UPDATE_COMPLETE, "The one before the update is used again."));
            current = original;
        }
        ObjectNode desired = steps.desired(resource, evaluator, ResourceStatus.UPDATE_FAILED);
        if (current.standsLike(original) && desired.equals(current.properties())) {
            return;
        }
        if (provider.replacesByPhysicalId()) {
            // Saved before the call, so that a failure or a kill does not lose them. The clean-up skips live resources.
            StackState noted = journal.state().withLeftover(current);
            journal.save(replaced ? noted.withLeftover(original) : noted);
        }
        steps.change(current, desired);
    }
}
