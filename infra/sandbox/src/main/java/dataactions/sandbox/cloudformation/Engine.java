package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.assembly.template.Pseudo;
import dataactions.assembly.template.ResourceValues;
import dataactions.assembly.template.Template;
import dataactions.assembly.template.TemplateEvaluator;
import dataactions.assembly.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    /** How a rollback undoes the replacement of a custom resource. CloudFormation does either. */
    public enum Undo {
        /**
         * Send an Update with the old properties and the new id. If the answer has another id, send a Delete of the new
         * id.
         */
        UPDATE_THEN_DELETE,
        /** Send only a Delete of the new id. */
        DELETE_ONLY
    }

    /** What a failed step of a deployment leads to. */
    public enum OnFailure {
        /** Undo everything: the default. */
        ROLL_BACK,
        /** Leave everything as it is: {@code --no-rollback}, and express mode. */
        PAUSE
    }

    private static final int MAX_PHYSICAL_ID = 1024;
    private static final int CLEANUP_ATTEMPTS = 3;

    private final ResourceTypes types;
    private final StackStore store;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Function<String, String> ssm;
    private final Undo undo;
    private final StackListener listener;
    private OnFailure onFailure = OnFailure.ROLL_BACK;

    /** Guards the state: a provider may set the termination protection in the middle of a run. */
    private final Object journal = new Object();

    private volatile StackState state;
    private String failedResource = "";
    private int created;
    private int updated;
    private int deleted;

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
            Undo undo,
            StackListener listener) {
        this.types = types;
        this.store = store;
        this.clock = clock;
        this.ids = ids;
        this.ssm = ssm;
        this.undo = undo;
        this.listener = listener;
    }

    /**
     * Creates or updates the stack, or rolls it back. As the CDK CLI does, it first deletes a stack whose creation was
     * rolled back, and sets the termination protection before it changes anything.
     *
     * @throws TemplateException when the template cannot be deployed; no resource has changed then
     */
    public Result deploy(DeploymentTarget target) {
        return deploy(target, OnFailure.ROLL_BACK);
    }

    /**
     * Creates or updates the stack. After a failure it rolls back, or stops.
     *
     * @throws TemplateException when the template cannot be deployed; no resource has changed then
     */
    public synchronized Result deploy(DeploymentTarget target, OnFailure onFailure) {
        start();
        this.onFailure = onFailure;
        if (state != null && state.status().deleting()) {
            return refused("Stack:" + state.id() + " is in " + state.status() + " state and can not be updated.");
        }
        if (state != null && state.status().paused() && onFailure == OnFailure.ROLL_BACK) {
            return refused("This stack is currently in a non-terminal [" + state.status() + "] state. To update the"
                    + " stack from this state, please use the disable-rollback parameter with update-stack API. To"
                    + " rollback to the last known good state, use the rollback-stack API");
        }
        String id = state == null || state.status().gone() ? newStackId(target) : state.id();
        TemplateEvaluator evaluator = prepare(target, id);
        if (state != null
                && !state.status().settled()
                && !state.status().gone()
                && !state.status().paused()) {
            Result recovered = recover();
            if (!state.status().settled() && !state.status().gone()) {
                return recovered;
            }
            id = state.status().gone() ? newStackId(target) : state.id();
            evaluator = prepare(target, id);
        }
        if (state == null || state.status().gone()) {
            return state != null && state.terminationProtection() ? protectedStack() : create(target, id, evaluator);
        }
        protect(state.id(), target.terminationProtection());
        return update(target, evaluator);
    }

    /** Deletes every resource of the stack, the last created first. */
    public synchronized Result destroy() {
        start();
        if (state == null || state.status().gone()) {
            return new Result(Result.Ending.ABSENT, StackStatus.DELETE_COMPLETE, "", "", Map.of(), 0, 0, 0);
        }
        return state.terminationProtection() ? protectedStack() : delete();
    }

    /**
     * Turns termination protection on or off. A resource's provider may do so in the middle of a run.
     *
     * @throws IllegalArgumentException when there is no such stack, or it is being deleted
     */
    public void protect(String stackId, boolean on) {
        synchronized (journal) {
            StackState now = state == null ? store.load().orElse(null) : state;
            if (now == null || !now.id().equals(stackId) || now.status() == StackStatus.DELETE_COMPLETE) {
                throw new IllegalArgumentException("Stack [" + stackId + "] does not exist");
            }
            if (now.status() == StackStatus.DELETE_IN_PROGRESS) {
                throw new IllegalArgumentException(
                        "Stack [" + now.name() + "] is in DELETE_IN_PROGRESS state and can not be updated");
            }
            if (now.terminationProtection() != on) {
                StackState next = now.withTerminationProtection(on);
                store.save(next);
                state = next;
            }
        }
    }

    private Result protectedStack() {
        return refused("Stack [" + state.name() + "] cannot be deleted while TerminationProtection is enabled");
    }

    private Result refused(String words) {
        return new Result(Result.Ending.REFUSED, state.status(), words, "", state.outputs(), 0, 0, 0);
    }

    private void start() {
        state = store.load().orElse(null);
        failedResource = "";
        created = 0;
        updated = 0;
        deleted = 0;
    }

    private String newStackId(DeploymentTarget target) {
        return "arn:aws:cloudformation:" + target.region() + ":" + target.account() + ":stack/" + target.stackName()
                + "/" + ids.get();
    }

    private TemplateEvaluator prepare(DeploymentTarget target, String id) {
        if (state != null && !state.status().gone() && !state.name().equals(target.stackName())) {
            throw new TemplateException("This state folder holds stack " + state.name() + ", not " + target.stackName()
                    + ": destroy that one first, or use another folder.");
        }
        TemplateEvaluator evaluator = evaluator(target.template(), target.parameters(), id);
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

    private TemplateEvaluator evaluator(Template template, Map<String, String> parameters, String id) {
        String[] arn = id.split(":", 6);
        return new TemplateEvaluator(template, parameters, new Pseudo(arn[4], arn[3], arn[5].split("/")[1], id), ssm);
    }

    // ------------------------------------------------------------------------------------------------ create

    private Result create(DeploymentTarget target, String id, TemplateEvaluator evaluator) {
        save(new StackState(
                target.stackName(),
                id,
                StackStatus.CREATE_IN_PROGRESS,
                "",
                target.template().root(),
                target.parameters(),
                Map.of(),
                Map.of(),
                null,
                List.of(),
                target.terminationProtection()));
        stackEvent();
        try {
            for (String logicalId : evaluator.order()) {
                createResource(target.template().resources().get(logicalId), evaluator);
            }
            save(state.withOutputs(outputs(evaluator)).with(StackStatus.CREATE_COMPLETE, ""));
            stackEvent();
            return result(Result.Ending.DEPLOYED);
        } catch (ResourceFailure failure) {
            return onFailure == OnFailure.PAUSE
                    ? pause(StackStatus.CREATE_FAILED, failure)
                    : rollBackCreate(failure.getMessage());
        }
    }

    /** Leaves everything as it is. */
    private Result pause(StackStatus status, ResourceFailure failure) {
        stack(status, failure.getMessage());
        return result(Result.Ending.PAUSED);
    }

    private Result rollBackCreate(String reason) {
        stack(StackStatus.ROLLBACK_IN_PROGRESS, reason);
        deleteAll(true);
        boolean clean = state.resources().isEmpty() && state.leftovers().isEmpty();
        stack(clean ? StackStatus.ROLLBACK_COMPLETE : StackStatus.ROLLBACK_FAILED, reason);
        return result(clean ? Result.Ending.ROLLED_BACK : Result.Ending.STUCK);
    }

    private void createResource(Template.Resource resource, TemplateEvaluator evaluator) throws ResourceFailure {
        ObjectNode desired = desired(resource, evaluator, ResourceStatus.CREATE_FAILED);
        ResourceState fresh = fresh(resource, desired, evaluator);
        save(state.with(fresh.with(ResourceStatus.CREATE_IN_PROGRESS, "")));
        event(fresh.with(ResourceStatus.CREATE_IN_PROGRESS, ""));
        make(fresh, ResourceStatus.CREATE_COMPLETE, ResourceStatus.CREATE_FAILED);
    }

    /** Creates a resource and saves the outcome; {@code fresh} has the proposed physical id. */
    private void make(ResourceState fresh, ResourceStatus complete, ResourceStatus failed) throws ResourceFailure {
        try {
            ResourceProvider.Made made = call(() -> provider(fresh.type())
                    .create(order(fresh, fresh.properties(), JsonNodeFactory.instance.objectNode())));
            settle(fresh.with(made, complete));
            created++;
        } catch (ResourceFailure failure) {
            throw failed(fresh, failure, failed);
        }
    }

    private ResourceState fresh(Template.Resource resource, ObjectNode desired, TemplateEvaluator evaluator) {
        return new ResourceState(
                resource.logicalId(),
                resource.type(),
                state.name() + "-" + resource.logicalId() + "-"
                        + ids.get().replace("-", "").substring(0, 12).toUpperCase(Locale.ROOT),
                ResourceStatus.CREATE_IN_PROGRESS,
                "",
                desired,
                Map.of(),
                evaluator.dependencies(resource.logicalId()),
                resource.deletionPolicy(),
                resource.updateReplacePolicy());
    }

    // ------------------------------------------------------------------------------------------------ update

    private Result update(DeploymentTarget target, TemplateEvaluator evaluator) {
        ObjectNode template = target.template().root();
        if (!state.status().paused() && unchanged(target.template(), evaluator)) {
            if (!template.equals(state.template()) || !target.parameters().equals(state.parameters())) {
                save(govern(target.template(), evaluator).withTemplate(template, target.parameters()));
            }
            return result(Result.Ending.UNCHANGED);
        }
        StackState.Before before = state.before() != null
                ? state.before()
                : new StackState.Before(state.template(), state.parameters(), state.resources(), state.outputs());
        for (ResourceState each : state.resources().values()) {
            ResourceState old = before.resources().get(each.logicalId());
            if ((old == null || !sameThing(old, each)) && each.deletionPolicy().equals("Delete")) {
                // Made by an update that failed without rollback. The clean-up skips it if it is still in use then.
                save(state.withLeftover(each));
            }
        }
        save(state.withBefore(before)
                .withTemplate(template, target.parameters())
                .with(StackStatus.UPDATE_IN_PROGRESS, ""));
        stackEvent();
        Map<String, String> outputs;
        try {
            for (String logicalId : evaluator.order()) {
                updateResource(target.template().resources().get(logicalId), evaluator);
            }
            outputs = outputs(evaluator);
        } catch (ResourceFailure failure) {
            return onFailure == OnFailure.PAUSE
                    ? pause(StackStatus.UPDATE_FAILED, failure)
                    : rollBackUpdate(failure.getMessage());
        }
        List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
        Map<String, ResourceState> remaining = new LinkedHashMap<>(state.resources());
        remaining.keySet().retainAll(new HashSet<>(evaluator.order()));
        for (ResourceState old : state.before().resources().values()) {
            ResourceState now = remaining.get(old.logicalId());
            boolean removed = now == null;
            boolean replaced = !removed && !sameThing(now, old);
            String policy = removed ? old.deletionPolicy() : old.updateReplacePolicy();
            if ((removed || replaced) && policy.equals("Delete")) {
                leftovers.add(old);
            } else if (removed || replaced) {
                event(old.with(ResourceStatus.DELETE_SKIPPED, "Retained, as the template says."));
            }
        }
        save(govern(target.template(), evaluator)
                .withResources(ordered(remaining, evaluator))
                .withLeftovers(leftovers)
                .withOutputs(outputs)
                .withBefore(null)
                .with(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, ""));
        stackEvent();
        return cleanUp(StackStatus.UPDATE_COMPLETE, Result.Ending.DEPLOYED);
    }

    /** Whether every resource and output already has its desired value. */
    private boolean unchanged(Template template, TemplateEvaluator evaluator) {
        if (!state.resources().keySet().equals(new HashSet<>(evaluator.order()))) {
            return false;
        }
        try {
            for (String logicalId : evaluator.order()) {
                Template.Resource resource = template.resources().get(logicalId);
                ResourceState current = state.resources().get(logicalId);
                if (!current.status().settled()
                        || !current.type().equals(resource.type())
                        || !current.properties().equals(evaluate(resource, evaluator))) {
                    return false;
                }
            }
            return evaluator.outputs(live()).equals(state.outputs());
        } catch (TemplateException failure) {
            // A reference has no value yet, so the template has changed. The update then reports the reference.
            return false;
        }
    }

    private StackState govern(Template template, TemplateEvaluator evaluator) {
        StackState governed = state;
        for (ResourceState each : state.resources().values()) {
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

    private void updateResource(Template.Resource resource, TemplateEvaluator evaluator) throws ResourceFailure {
        ResourceState current = state.resources().get(resource.logicalId());
        if (current == null) {
            createResource(resource, evaluator);
            return;
        }
        if (current.status() == ResourceStatus.CREATE_FAILED) {
            // It has no stable state to go on from.
            String failure = deleteResource(current);
            if (!failure.isEmpty()) {
                throw failed(current, new ResourceFailure(failure), ResourceStatus.CREATE_FAILED);
            }
            forget(current);
            save(state.withBefore(state.before().without(current.logicalId())));
            createResource(resource, evaluator);
            return;
        }
        ObjectNode desired = desired(resource, evaluator, ResourceStatus.UPDATE_FAILED);
        boolean otherType = !current.type().equals(resource.type());
        boolean stable = current.status().settled();
        if (!otherType && stable && current.properties().equals(desired)) {
            return;
        }
        if (onFailure == OnFailure.PAUSE
                && (otherType || provider(resource.type()).replaces(current.properties(), desired))) {
            throw failed(
                    current,
                    new ResourceFailure("Replacement type updates not supported on stack with disable-rollback."),
                    stable ? ResourceStatus.UPDATE_FAILED : current.status());
        }
        if (otherType || provider(resource.type()).replaces(current.properties(), desired)) {
            ResourceState fresh = fresh(resource, desired, evaluator).with(ResourceStatus.UPDATE_IN_PROGRESS, "");
            event(current.with(
                    ResourceStatus.UPDATE_IN_PROGRESS,
                    "Requested update requires the creation of a new physical resource; hence creating one."));
            save(state.with(fresh));
            make(fresh, ResourceStatus.UPDATE_COMPLETE, ResourceStatus.UPDATE_FAILED);
        } else {
            change(current, desired, ResourceStatus.UPDATE_FAILED);
        }
    }

    /** Updates a resource in place and saves the result. */
    private void change(ResourceState current, ObjectNode desired, ResourceStatus failed) throws ResourceFailure {
        ResourceState changing = current.withProperties(desired, ResourceStatus.UPDATE_IN_PROGRESS);
        save(state.with(changing));
        event(changing);
        try {
            ResourceProvider.Made made =
                    call(() -> provider(current.type()).update(order(current, desired, current.properties())));
            settle(changing.with(made, ResourceStatus.UPDATE_COMPLETE));
            updated++;
        } catch (ResourceFailure failure) {
            throw failed(changing, failure, failed);
        }
    }

    private Result rollBackUpdate(String reason) {
        stack(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, reason);
        StackState.Before before = state.before();
        Template old = Template.parse(before.template());
        TemplateEvaluator evaluator = evaluator(old, before.parameters(), state.id());
        try {
            for (String logicalId : evaluator.order()) {
                restore(old.resources().get(logicalId), before.resources().get(logicalId), evaluator);
            }
        } catch (ResourceFailure failure) {
            stack(StackStatus.UPDATE_ROLLBACK_FAILED, failure.getMessage());
            return result(Result.Ending.STUCK);
        }
        Map<String, ResourceState> remaining = new LinkedHashMap<>(state.resources());
        List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
        for (ResourceState each : state.resources().values()) {
            if (!before.resources().containsKey(each.logicalId())) {
                remaining.remove(each.logicalId());
                if (each.deletionPolicy().equals("Retain") && each.status().settled()) {
                    event(each.with(ResourceStatus.DELETE_SKIPPED, "Retained, as the template says."));
                } else {
                    leftovers.add(each);
                }
            }
        }
        save(state.withResources(ordered(remaining, evaluator))
                .withLeftovers(leftovers)
                .withTemplate(before.template(), before.parameters())
                .withOutputs(before.outputs())
                .withBefore(null)
                .with(StackStatus.UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS, reason));
        stackEvent();
        return cleanUp(StackStatus.UPDATE_ROLLBACK_COMPLETE, Result.Ending.ROLLED_BACK);
    }

    /** Restores one resource to its state before the update. */
    private void restore(Template.Resource resource, ResourceState original, TemplateEvaluator evaluator)
            throws ResourceFailure {
        ResourceState current = state.resources().get(resource.logicalId());
        ResourceProvider provider = provider(original.type());
        boolean replaced = !sameThing(current, original);
        boolean byUpdate = replaced
                && current.type().equals(original.type())
                && provider.replacesByPhysicalId()
                && undo == Undo.UPDATE_THEN_DELETE;
        if (replaced && !byUpdate) {
            save(state.with(original).withLeftover(current));
            event(original.with(ResourceStatus.UPDATE_COMPLETE, "The one before the update is used again."));
            current = original;
        }
        ObjectNode desired = desired(resource, evaluator, ResourceStatus.UPDATE_FAILED);
        if (current.standsLike(original) && desired.equals(current.properties())) {
            return;
        }
        if (provider.replacesByPhysicalId()) {
            // Saved before the call, so that a failure or a kill does not lose them. The clean-up skips live resources.
            StackState noted = state.withLeftover(current);
            save(replaced ? noted.withLeftover(original) : noted);
        }
        change(current, desired, ResourceStatus.UPDATE_FAILED);
    }

    private Result cleanUp(StackStatus finished, Result.Ending ending) {
        Set<String> seen = new HashSet<>();
        for (ResourceState each : deletionOrder(state.leftovers())) {
            ResourceState live = state.resources().get(each.logicalId());
            if ((live == null || !sameThing(live, each)) && seen.add(each.logicalId() + " " + each.physicalId())) {
                for (int attempt = 1; attempt <= CLEANUP_ATTEMPTS; attempt++) {
                    String failure = deleteResource(each);
                    if (failure.isEmpty()) {
                        break;
                    }
                    // Like CloudFormation: after three attempts the old resource is kept.
                    event(each.with(
                            ResourceStatus.DELETE_FAILED,
                            failure + (attempt == CLEANUP_ATTEMPTS ? " Left behind: delete it by hand." : "")));
                }
            }
            save(state.withLeftovers(
                    state.leftovers().stream().filter(other -> other != each).toList()));
        }
        stack(finished, state.reason());
        return result(ending);
    }

    // ------------------------------------------------------------------------------------------------ delete

    private Result delete() {
        if (state.before() != null) {
            List<ResourceState> leftovers = new ArrayList<>(state.leftovers());
            for (ResourceState old : state.before().resources().values()) {
                ResourceState now = state.resources().get(old.logicalId());
                if (now == null || !sameThing(now, old)) {
                    leftovers.add(old);
                }
            }
            save(state.withLeftovers(leftovers).withBefore(null));
        }
        stack(StackStatus.DELETE_IN_PROGRESS, "");
        List<String> failures = deleteAll(false);
        if (failures.isEmpty()) {
            save(state.withOutputs(Map.of()));
            stack(StackStatus.DELETE_COMPLETE, "");
            return result(Result.Ending.DESTROYED);
        }
        stack(
                StackStatus.DELETE_FAILED,
                "The following resource(s) failed to delete: [" + String.join(", ", failures) + "].");
        return result(Result.Ending.STUCK);
    }

    /**
     * Deletes all resources and leftovers, except those that an undeleted resource depends on. Returns the ids whose
     * deletion failed.
     */
    private List<String> deleteAll(boolean ofFailedCreate) {
        List<ResourceState> all = new ArrayList<>(state.resources().values());
        for (ResourceState each : state.leftovers()) {
            if (all.stream().noneMatch(other -> other.logicalId().equals(each.logicalId()) && sameThing(other, each))) {
                all.add(each);
            }
        }
        List<String> failures = new ArrayList<>();
        Set<String> needed = new HashSet<>();
        for (ResourceState each : deletionOrder(all)) {
            if (needed.contains(each.logicalId())) {
                needed.addAll(each.dependencies());
                continue;
            }
            boolean retained = each.deletionPolicy().equals("Retain")
                    || each.deletionPolicy().equals("RetainExceptOnCreate") && !ofFailedCreate;
            if (retained && each.status() != ResourceStatus.CREATE_FAILED) {
                event(each.with(ResourceStatus.DELETE_SKIPPED, "Retained, as the template says."));
                forget(each);
                continue;
            }
            String failure = deleteResource(each);
            if (failure.isEmpty()) {
                forget(each);
            } else {
                failures.add(each.logicalId());
                needed.addAll(each.dependencies());
                ResourceState failed = each.with(ResourceStatus.DELETE_FAILED, failure);
                if (state.resources().get(each.logicalId()) == each) {
                    save(state.with(failed));
                }
                event(failed);
                noteFailure(each.logicalId());
            }
        }
        return failures;
    }

    private void forget(ResourceState gone) {
        StackState next = state;
        ResourceState live = next.resources().get(gone.logicalId());
        if (live != null && sameThing(live, gone)) {
            next = next.without(gone.logicalId());
        }
        save(next.withLeftovers(next.leftovers().stream()
                .filter(each -> !each.logicalId().equals(gone.logicalId()) || !sameThing(each, gone))
                .toList()));
    }

    /** Sends one Delete. Returns the reason of a failure, or empty. */
    private String deleteResource(ResourceState resource) {
        event(resource.with(ResourceStatus.DELETE_IN_PROGRESS, ""));
        try {
            String note = call(() -> provider(resource.type())
                    .remove(order(resource, resource.properties(), JsonNodeFactory.instance.objectNode())));
            deleted++;
            event(resource.with(ResourceStatus.DELETE_COMPLETE, note));
            return "";
        } catch (ResourceFailure failure) {
            return failure.getMessage();
        }
    }

    /** Dependents before their dependencies; otherwise the last created first. */
    private static List<ResourceState> deletionOrder(List<ResourceState> resources) {
        List<ResourceState> waiting = new ArrayList<>(resources);
        List<ResourceState> sorted = new ArrayList<>();
        while (!waiting.isEmpty()) {
            ResourceState next = null;
            for (int i = waiting.size() - 1; i >= 0 && next == null; i--) {
                ResourceState candidate = waiting.get(i);
                boolean needed = waiting.stream()
                        .anyMatch(other -> !other.logicalId().equals(candidate.logicalId())
                                && other.dependencies().contains(candidate.logicalId()));
                next = needed ? null : candidate;
            }
            // Old and new dependencies together may form a cycle; then the last created goes first.
            ResourceState chosen = next == null ? waiting.get(waiting.size() - 1) : next;
            waiting.removeIf(each -> each == chosen);
            sorted.add(chosen);
        }
        return sorted;
    }

    // ------------------------------------------------------------------------------------------------ recovery

    private Result recover() {
        boolean failed = state.status().name().endsWith("_FAILED");
        String reason = failed
                ? "Going on with what the run before this one could not finish."
                : "The run before this one was interrupted.";
        return switch (state.status()) {
            case CREATE_IN_PROGRESS, ROLLBACK_IN_PROGRESS, ROLLBACK_FAILED -> rollBackCreate(reason);
            case UPDATE_IN_PROGRESS, UPDATE_ROLLBACK_IN_PROGRESS, UPDATE_ROLLBACK_FAILED -> rollBackUpdate(reason);
            case UPDATE_COMPLETE_CLEANUP_IN_PROGRESS -> cleanUp(StackStatus.UPDATE_COMPLETE, Result.Ending.DEPLOYED);
            case UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS ->
                cleanUp(StackStatus.UPDATE_ROLLBACK_COMPLETE, Result.Ending.ROLLED_BACK);
            default -> throw new IllegalStateException("Nothing to recover from " + state.status());
        };
    }

    // ------------------------------------------------------------------------------------------------ details

    private static boolean sameThing(ResourceState one, ResourceState other) {
        return one.type().equals(other.type()) && one.physicalId().equals(other.physicalId());
    }

    private ObjectNode desired(Template.Resource resource, TemplateEvaluator evaluator, ResourceStatus failed)
            throws ResourceFailure {
        try {
            return evaluate(resource, evaluator);
        } catch (TemplateException failure) {
            noteFailure(resource.logicalId());
            listener.on(new StackEvent(
                    clock.instant(), resource.logicalId(), resource.type(), "", failed.name(), failure.getMessage()));
            throw new ResourceFailure(summary(resource.logicalId(), failure.getMessage()));
        }
    }

    private ObjectNode evaluate(Template.Resource resource, TemplateEvaluator evaluator) {
        ObjectNode properties = evaluator.properties(resource.logicalId(), live());
        return resource.isCustom() ? CustomResourceProperties.stringified(properties) : properties;
    }

    private Map<String, String> outputs(TemplateEvaluator evaluator) throws ResourceFailure {
        try {
            return evaluator.outputs(live());
        } catch (TemplateException failure) {
            throw new ResourceFailure(failure.getMessage());
        }
    }

    private ResourceValues live() {
        return new ResourceValues() {
            @Override
            public JsonNode ref(String logicalId) {
                return TextNode.valueOf(find(logicalId).physicalId());
            }

            @Override
            public JsonNode attribute(String logicalId, String name) {
                ResourceState resource = find(logicalId);
                JsonNode value = resource.attributes().get(name);
                if (value != null) {
                    return value;
                }
                if (types.find(resource.type()).map(ResourceProvider::inert).orElse(false)) {
                    return TextNode.valueOf(resource.physicalId() + "." + name);
                }
                throw new TemplateException("Resource " + logicalId + " has no attribute " + name + " (it has: "
                        + String.join(", ", new TreeSet<>(resource.attributes().keySet())) + ").");
            }

            private ResourceState find(String logicalId) {
                ResourceState found = state.resources().get(logicalId);
                if (found == null) {
                    throw new TemplateException("Resource " + logicalId + " does not exist yet.");
                }
                return found;
            }
        };
    }

    private ResourceProvider provider(String type) throws ResourceFailure {
        return types.find(type).orElseThrow(() -> new ResourceFailure("The sandbox has no provider for " + type + "."));
    }

    private ResourceProvider.Order order(ResourceState resource, ObjectNode desired, ObjectNode old) {
        return new ResourceProvider.Order(
                state.id(),
                state.name(),
                resource.logicalId(),
                resource.type(),
                resource.physicalId(),
                desired.deepCopy(),
                old.deepCopy());
    }

    private interface Call<T> {
        T run() throws ResourceFailure;
    }

    private static <T> T call(Call<T> call) throws ResourceFailure {
        try {
            T answer = call.run();
            if (answer instanceof ResourceProvider.Made made
                    && made.physicalId().getBytes(StandardCharsets.UTF_8).length > MAX_PHYSICAL_ID) {
                throw new ResourceFailure("The physical id is longer than " + MAX_PHYSICAL_ID + " bytes.");
            }
            return answer;
        } catch (RuntimeException bug) {
            // A defect of a provider counts as a failure of its resource, so the stack is rolled back.
            throw new ResourceFailure("Internal error of the sandbox: " + Objects.toString(bug.getMessage(), "") + " ("
                    + bug.getClass().getName() + ")");
        }
    }

    private ResourceFailure failed(ResourceState resource, ResourceFailure failure, ResourceStatus status) {
        ResourceState failed = resource.with(status, failure.getMessage())
                .withPhysicalId(failure.physicalId().orElse(resource.physicalId()));
        noteFailure(resource.logicalId());
        save(state.with(failed));
        event(failed);
        return new ResourceFailure(summary(resource.logicalId(), failure.getMessage()));
    }

    private static String summary(String logicalId, String reason) {
        return logicalId + ": " + reason;
    }

    private void noteFailure(String logicalId) {
        if (failedResource.isEmpty()) {
            failedResource = logicalId;
        }
    }

    private void settle(ResourceState resource) {
        save(state.with(resource));
        event(resource);
    }

    private void stack(StackStatus status, String reason) {
        save(state.with(status, reason));
        stackEvent();
    }

    private void save(StackState next) {
        synchronized (journal) {
            StackState now = state;
            // A provider may have changed the protection after the caller read this state.
            StackState latest = now == null || !now.id().equals(next.id())
                    ? next
                    : next.withTerminationProtection(now.terminationProtection());
            store.save(latest);
            state = latest;
        }
    }

    private void event(ResourceState resource) {
        listener.on(new StackEvent(
                clock.instant(),
                resource.logicalId(),
                resource.type(),
                resource.physicalId(),
                resource.status().name(),
                resource.reason()));
    }

    private void stackEvent() {
        listener.on(new StackEvent(
                clock.instant(),
                state.name(),
                StackEvent.STACK_TYPE,
                state.id(),
                state.status().name(),
                // The resource's own event, just before, has the reason.
                failedResource.isEmpty() || state.reason().isEmpty()
                        ? state.reason()
                        : "The following resource(s) failed: [" + failedResource + "]."));
    }

    private Result result(Result.Ending ending) {
        return new Result(
                ending,
                state.status(),
                ending == Result.Ending.ROLLED_BACK || ending == Result.Ending.STUCK || ending == Result.Ending.PAUSED
                        ? state.reason()
                        : "",
                failedResource,
                state.outputs(),
                created,
                updated,
                deleted);
    }
}
